"""Counts and commands in words, and what a command says it has not done."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.wording import command_line, counted, options_of
from tests.cli.conftest import Invoke
from tests.house.tree import ROOT
from tests.runs.small import write_scenario

#: A word that is said of one thing or of several, joined to a number by hand.
BY_HAND = re.compile(r"""\{['"]['"] if [^{}]*== 1 else ['"]s['"]\}|== 1 else f"\{""")


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "post", "0 posts"),
        (1, "post", "1 post"),
        (1.0, "minute", "1 minute"),
        (1.5, "hour", "1.5 hours"),
        (1200, "incident type", "1,200 incident types"),
    ],
)
def test_a_count_has_its_noun_in_the_right_number(number: float, noun: str, said: str) -> None:
    assert counted(number, noun) == said


def test_one_function_counts_for_all() -> None:
    """Another one, or a plural put together by hand, would differ from it one day."""
    files = [*(ROOT / "sim").rglob("*.py")]
    found = [file for file in files if BY_HAND.search(file.read_text(encoding="utf-8"))]
    assert {file.name for file in found} <= {"wording.py", "words.py"}
    counting = re.compile(r"^def _?count(ed)?\(number", re.MULTILINE)
    own = [file.name for file in files if counting.search(file.read_text(encoding="utf-8"))]
    assert own == ["wording.py"]


@pytest.mark.parametrize("name", ["plain", "with blanks", "it's", "-dash", "Größe", "$HOME", "a;b"])
def test_a_command_can_be_pasted(name: str) -> None:
    words = shlex.split(command_line("report", name, options=["-o", "x y.html"]))
    assert Path(words[2]) == Path(name)
    assert not words[2].startswith("-")
    assert [*words[:2], *words[3:]] == ["sixhubs", "report", "-o", "x y.html"]


def test_options_without_a_number_are_not_typed() -> None:
    assert options_of({"--seed": 0, "--replication": None}) == ["--seed", "0"]


@pytest.mark.parametrize(
    ("words", "undone"),
    [
        (("run", "nowhere.yaml"), "; nothing was run"),
        (("compare", "nowhere.yaml", "nowhere.yaml"), "; nothing was run"),
        (("show", "nowhere"), "; nothing was shown"),
        (("query", "SELECT 1", "nowhere"), "; nothing was shown"),
        (("report", "nowhere"), "; nothing was written"),
        (("verify", "nowhere"), "; nothing was checked"),
        (("trace", "nowhere.yaml"), "; nothing was shown"),
        (("rota", "nowhere.yaml"), "; nothing was shown"),
        (("replay", "nowhere.yaml", "--day", 1), "; nothing was written"),
        (("new", "mine", "--from", "nowhere.yaml"), "; nothing was written"),
        (("check", "nowhere.yaml"), ""),
        (("measures", "nothing"), ""),
    ],
)
def test_a_command_says_what_it_has_not_done(
    invoke: Invoke, words: tuple[object, ...], undone: str
) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert re.search(rf"\d problems? found{undone}\n$", result.stderr), result.stderr


def test_the_story_of_one_is_of_the_run_that_was_listed(invoke: Invoke, tmp_path: Path) -> None:
    """Numbers of incidents are those of one seed and one replication."""
    write_scenario(tmp_path).rename(tmp_path / "my own.yaml")
    listed = invoke("trace", "my own.yaml", "--seed", 5, "--replication", 2).stdout
    (command,) = re.findall(r"The story of one: sixhubs (.*)\n", listed)
    assert command == "trace 'my own.yaml' --seed 5 --replication 2 --incident NUMBER"
    number, name = re.findall(r"\n(\d+) +(Town\S+)", listed)[0]
    story = invoke(*shlex.split(command.replace("NUMBER", number))).stdout
    assert f"Incident {name} (number {number})" in story


ONE_OF_EACH = """\
name: one
protective_marking: OFFICIAL
run: {start: 2018-01-01, days: 1, warm_up_days: 1, replications: 1, seed: 1}
districts: {Town: {hub: Town}}
hubs: {Town: {district: Town}}
travel: {mode: none}
grades: {1: {label: Emergency, target_min: 1}}
incident_types:
  job:
    label: Job
    basis: assumption
    per_hour: {Town: 0.5}
    grade_mix: {1: 1}
    attended_by: [response]
    scene_min: {distribution: exponential, mean: 40}
teams: {response: {rota: always, posts: {Town: 1}, cost_per_post_gbp: 50000}}
"""


def test_a_force_with_one_of_everything(invoke: Invoke, tmp_path: Path) -> None:
    """Nothing that is printed, or on the page, speaks of one thing as if there were several."""
    (tmp_path / "one.yaml").write_text(ONE_OF_EACH, encoding="utf-8")
    more = "name: two\nextends: [one.yaml]\nteams: {response: {posts: {Town: 2}}}\n"
    (tmp_path / "two.yaml").write_text(more, encoding="utf-8")
    where = ("--engine", "simpy", "--executor", "serial")
    said = invoke("check", "one.yaml").output + invoke("rota", "one.yaml").output
    said += invoke("run", "one.yaml", *where, "--out", "run").output
    compared = invoke("compare", "one.yaml", "two.yaml", *where, "--out", "both").output
    assert "\nChanges are from one.\n" in compared, "there are no intervals"
    said += compared + (tmp_path / "both" / "report.html").read_text(encoding="utf-8")
    assert not re.search(
        r"(?<![\d,.])1 (hub|district|type|post|day|replication|minute|hour|weight|week)s", said
    )
    assert "target, 1 minute<" in said
