"""sixhubs scenarios, and shipped scenarios by their names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.cli.main import sixhubs
from sim.cli.options import TEAM_NAMES
from sim.scenario.schema.teams import Teams
from tests.cli.conftest import Invoke
from tests.house.tree import ROOT

SHIPPED = {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}


def test_all_are_listed_with_what_they_change(invoke: Invoke) -> None:
    lines = invoke("scenarios").stdout.splitlines()
    assert lines[1].split()[0] == "sussex-2017", "the baseline first"
    assert {line.split()[0] for line in lines[1 : 1 + len(SHIPPED)]} == SHIPPED
    (fenced,) = [line for line in lines if line.startswith("ring-fenced ")]
    assert "Prevention teams ring-fenced" in fenced
    assert fenced.endswith("  redeployment")
    assert max(map(len, lines)) <= 110
    (patrols,) = [line for line in lines if line.startswith("hot-spot-patrols ")]
    assert patrols.endswith("  small areas"), "a part of scenarios that it takes in says so"
    # Behind the title, which starts where the heading says.
    start = lines[0].index("changes")
    assert all(line[start:].strip() for line in lines[1 : 1 + len(SHIPPED)])


def test_verbose_says_why(invoke: Invoke) -> None:
    shown = invoke("scenarios", "--verbose").stdout
    assert "Asks what that costs emergency and priority callers in waiting time." in shown
    assert "Changes: neighbourhood, enforcement" in shown


@pytest.mark.parametrize("named", ["ring-fenced", "ring-fenced.yaml"])
def test_a_shipped_name_goes_for_a_file(invoke: Invoke, tmp_path: Path, named: str) -> None:
    (tmp_path / "ring-fenced").mkdir()  # results, say
    result = invoke("check", named)
    assert result.exit_code == 0, result.stderr
    assert f"ok: {named}: ring-fenced (" in result.stdout


@pytest.mark.parametrize("base", ["sussex-2017", "sussex-2017.yaml"])
def test_a_file_anywhere_extends_a_shipped_name(invoke: Invoke, tmp_path: Path, base: str) -> None:
    (tmp_path / "mine.yaml").write_text(f"extends: {base}\nname: mine\n")
    assert invoke("check", "mine.yaml").exit_code == 0


def test_a_file_wins_over_a_shipped_name(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "ring-fenced.yaml").write_text("extends: sussex-2017\nname: my-own\n")
    assert "my-own" in invoke("check", "ring-fenced.yaml").stdout


def test_what_is_meant_is_suggested_and_works(invoke: Invoke) -> None:
    result = invoke("check", "scenarios/ringfenced.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("scenarios/ringfenced.yaml: no such file, and no shipped ")
    assert "did you mean 'ring-fenced' or 'ring-fenced-entirely'?" in result.stderr


def test_help_groups_commands_and_gives_examples(invoke: Invoke) -> None:
    shown = invoke("--help").stdout
    headings = [line for line in shown.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings == [
        "Options:", "Find your way:", "Write a scenario:", "Run it:", "Look at results:",
        "Set up your editor and terminal:",
    ]  # fmt: skip
    assert "and..." not in shown, "no sentence is cut"
    commands = re.findall(r"^  ([a-z]+) {3,}", shown, re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        example = rf"^    (source <\()?sixhubs {command}\b"
        assert re.search(example, invoke(command, "--help").stdout, re.MULTILINE), command


@pytest.mark.parametrize("command", sorted(sixhubs.commands))
def test_help_says_limits_in_words(invoke: Invoke, command: str) -> None:
    result = invoke(command, "--help")
    shown = result.stdout
    assert result.exit_code == 0
    assert not re.search(r"<=|>=|\[:", shown)
    assert "integer" not in shown.lower()


def test_help_names_every_team_that_a_scenario_may_have(invoke: Invoke) -> None:
    assert TEAM_NAMES.replace(" or ", ", ").split(", ") == list(Teams.model_fields)
    for command in ("rota", "break-even", "posts-needed"):
        assert TEAM_NAMES in " ".join(invoke(command, "--help").stdout.split())
