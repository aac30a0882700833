"""sixhubs new: a scenario of one's own that runs as it stands."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from sim.scenario.load import load
from tests.cli.conftest import Invoke
from tests.house.tree import ROOT
from tests.runs.small import write_scenario

#: Shipped scenarios of every kind that the text distinguishes.
BASES = ["sussex-2017", "ring-fenced", "one-pool", "no-resolution-centre"]


def test_it_is_written_and_says_what_to_do_next(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("new", "my-question")
    assert result.exit_code == 0
    said = re.fullmatch(
        r"wrote my-question.yaml; it differs from sussex-2017 in\n"
        r"  teams.response.posts.(\w+): (\d+) -> (\d+) \(line 19\)\n",
        result.stdout,
    )
    assert said
    usual = load(ROOT / "scenarios" / "sussex-2017.yaml").scenario.teams.response.posts
    old, new = float(said[2]), float(said[3])
    assert usual[said[1]] == old
    assert new == pytest.approx(old * 0.9, abs=0.5)
    commands = re.findall(r"^  sixhubs (\w+) (.+)$", result.stderr, re.MULTILINE)
    assert commands == [
        ("check", "my-question.yaml"), ("compare", "sussex-2017 my-question.yaml"),
    ]  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["my-question.yaml"]
    assert invoke("check", "my-question.yaml", "--strict").exit_code == 0


@pytest.mark.parametrize("base", BASES)
def test_every_line_that_is_offered_works(invoke: Invoke, tmp_path: Path, base: str) -> None:
    assert invoke("new", "mine", "--from", base, "--out", "my/own").exit_code == 0
    path = tmp_path / "my" / "own" / "mine.yaml"
    text = path.read_text()
    assert len(text.splitlines()) <= 45
    assert load(path).scenario.title == "Mine"
    lines = text.partition("\n\n")[2]
    path.write_text("\n".join(line.removeprefix("# ") for line in lines.splitlines()))
    # The heading of the part on people is a sentence, not a line of a scenario.
    path.write_text(path.read_text().replace("People: ", "# People: "))
    scenario = load(path).scenario
    assert scenario.demand.growth == 1.1
    assert scenario.run.replications == 20
    assert scenario.teams.neighbourhood is not None


@pytest.mark.parametrize("name", ["nan", "NA", "none.yaml", "null_", "None-"])
def test_a_name_that_reads_as_missing_is_refused(invoke: Invoke, tmp_path: Path, name: str) -> None:
    """It was written first, with a name that `check` refuses."""
    result = invoke("new", name)
    assert result.exit_code == 2
    assert "which reads as a missing value in tables; expected another name" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_can_start_from_a_file_elsewhere(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    write_scenario(tmp_path / "base", posts=3)
    result = invoke("new", "more", "--from", "base/mm1.yaml", "--out", "own")
    assert result.exit_code == 0
    assert 'extends: "../base/mm1.yaml"' in (tmp_path / "own" / "more.yaml").read_text()
    assert "sixhubs compare base/mm1.yaml own/more.yaml" in result.stderr
    ran = invoke("compare", "base/mm1.yaml", "own/more.yaml", "--quiet", "--executor", "serial")
    assert ran.exit_code == 0, ran.stderr


def test_a_change_that_would_be_refused_is_only_offered(invoke: Invoke, tmp_path: Path) -> None:
    """Nine officers are held back, so ten are needed."""
    path = write_scenario(tmp_path, posts=10)
    text = path.read_text().replace("rota: always}", "rota: always, held_back: {2: 9}}")
    path.write_text(text.replace("grades: {", "grades: {2: {label: Low, target_min: 60}, "))
    assert invoke("check", path).exit_code == 0
    assert invoke("new", "mine", "--from", path).exit_code == 0
    assert "\n#       Town: -1  # of 10 in mm1\n" in (tmp_path / "mine.yaml").read_text()
    assert invoke("check", "mine.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["there"], "there.yaml: is there already and is not replaced"),
        (["there.yaml"], "there.yaml: is there already and is not replaced"),
        (["ring-fenced"], "is the name of a scenario that comes with the program"),
        (["a/b"], "a/b: expected a name of letters"),
        (["Größe"], "Größe: expected a name of letters a to z, digits"),
        (["n" * 81], "such as fewer-officers, of at most 80 characters"),
        (["-x", "--from", "y"], "No such option"),
        (["mine", "--from", "ringfenced"], "did you mean 'ring-fenced'"),
        (["mine", "--out", ROOT / "scenarios"], "--out my-scenarios"),
        (["mine", "--out", ROOT / "scenarios" / "sussex"], "--out my-scenarios"),
    ],
)
def test_what_is_refused(invoke: Invoke, tmp_path: Path, words: list[str], message: str) -> None:
    (tmp_path / "there.yaml").write_text("mine\n")
    result = invoke("new", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["there.yaml"]
    assert (tmp_path / "there.yaml").read_text() == "mine\n"


def test_half_of_it_is_not_left_on_a_full_disk(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, text: str, **_: object) -> None:
        path.write_bytes(text.encode()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", half)
        result = invoke("new", "mine")
    assert result.exit_code == 1
    assert result.stderr == "sixhubs: cannot write mine.yaml: No space left on device\n"
    assert not list(tmp_path.iterdir())
    assert invoke("new", "mine").exit_code == 0
