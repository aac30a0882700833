"""Whatever is in a file, it is refused quickly, and nothing of other files is told."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import load
from sim.scenario.partial import MISSPELT_LIMIT, may_be_meant
from sim.scenario.schema.scenario import Scenario

#: Seconds of CPU within which any file is loaded or refused; twice what is promised to planners.
QUICK = 4.0


def refused(path: Path, **words: object) -> InputError:
    with pytest.raises(InputError) as caught:
        load(path, **words)  # type: ignore[arg-type]
    return caught.value


def lines(count: int, form: str) -> str:
    return "".join(form.format(n) for n in range(count))


MONSTERS = {
    "grades": lambda mm1: mm1.replace(
        "  1: {label: Job, target_min: 15}", lines(20_000, "  {}: {{label: Job, target_min: 15}}\n")
    ),
    "unknown keys": lambda mm1: mm1 + lines(330_000, "k{}: 1\n"),
    "some unknown keys": lambda mm1: mm1 + lines(19_000, "k{}: 1\n"),
    "aliases": lambda mm1: mm1 + "why: [" + "*a, " * 230_000 + "x]\n",
    "anchors": lambda mm1: mm1 + "why: [" + "&a x, " * 19_000 + "x]\n",
    "pattern": lambda mm1: mm1
    + "rotas: {r: {shifts: {d: {start: 07:00, hours: 9}}, groups: 15000, pattern: ["
    + "d, " * 14_999
    + "d]}}\n",
    "unknown hubs": lambda mm1: mm1.replace(
        "{Town: 1}", "{Town: 1, " + lines(19_000, "Town{}: 1, ") + "}"
    ),
    "unknown hubs by date": lambda mm1: mm1.replace(
        "{Town: 1}",
        "{Town: 1, " + lines(10_000, "Town{}: 1, ") + "}\n    posts_from: {2018-01-01: 9}",
    ),
    "districts": lambda mm1: mm1.replace(
        "  Town: {hub: Town}", lines(9_500, "  T{}: {{hub: T}}\n")
    ),
    "types": lambda mm1: mm1.replace("  job:", lines(4_900, "  j{}: {{label: 5}}\n") + "  job:"),
    "names": lambda mm1: mm1 + "extends: [" + lines(19_000, "no{}, ") + "x]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_is_refused_quickly(name: str, tmp_path: Path, mm1: str) -> None:
    path = tmp_path / "monster.yaml"
    path.write_text(MONSTERS[name](mm1))
    begun = time.process_time()
    error = refused(path)
    assert time.process_time() - begun < QUICK
    assert len(str(error)) < 1_000_000


def test_of_very_many_unknown_keys_none_is_taken_for_a_slip_of_the_pen() -> None:
    """One key that is like a field may be meant for it; more than a hundred, for any field."""
    absent = set(Scenario.model_fields) - {"teams"}
    few = {"teams": {}, "hubss": {}}
    many = few | {f"k{number}": 1 for number in range(MISSPELT_LIMIT)}
    assert may_be_meant(Scenario, few) == {"hubs"}
    assert may_be_meant(Scenario, many) == absent


@pytest.mark.parametrize("number", ["1e300", "1e9", "100000001"])
@pytest.mark.parametrize("rota", ["always", "core"])
def test_a_number_beyond_reason_has_its_place(
    number: str, rota: str, tmp_path: Path, good: Path
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        f"extends: {good / 'two-hubs.yaml'}\n"
        f"teams:\n  response: {{rota: {rota}, posts: {{North: {number}}}}}\n"
    )
    error = refused(path, also=[str(good / "two-hubs.yaml")])
    assert all(problem.line for problem in error.problems)


def test_a_chain_of_files_is_bounded(tmp_path: Path, mm1: str) -> None:
    (tmp_path / "s0.yaml").write_text(mm1)
    for number in range(1, 1_500):
        (tmp_path / f"s{number}.yaml").write_text(f"extends: s{number - 1}.yaml\n")
    assert load(tmp_path / "s50.yaml").scenario.name == "mm1"
    (problem,) = refused(tmp_path / "s1499.yaml").problems
    assert "at most 50 files in a row" in problem.message


OTHER = "hidden key: hidden\nanother: [hidden, hidden\n  ]\n"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("../outside.yaml", "expected a file that ends in .yaml or .yml"),
        ("notes.txt", "expected a file that ends in .yaml or .yml"),
        ("link.yaml", "expected a file that ends in .yaml or .yml"),
        ("/dev/zero", "expected a file that ends in .yaml or .yml"),
        ("pipe.yaml", "is not a regular file"),
        ("other.yaml", "holds no key of a scenario"),
        ("list.yaml", "got a list"),
        ("text.yaml", "got a single value"),
    ],
)
def test_only_scenarios_are_extended(
    named: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text(OTHER)
    (folder / "notes.txt").write_text(OTHER)
    (folder / "other.yaml").write_text(OTHER)
    (folder / "list.yaml").write_text("- hidden\n")
    (folder / "text.yaml").write_text("hidden\n")
    (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "top.yaml").write_text(f"extends: {named}\nname: top\n")
    monkeypatch.chdir(folder)
    error = refused(Path("top.yaml"))
    assert said in str(error)
    assert "hidden" not in str(error)


def test_a_pipe_or_a_device_on_the_command_line_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/tty")):
        assert "is not a regular file" in str(refused(path)) or not path.exists()


def test_files_elsewhere_are_extended_if_named(
    tmp_path: Path, mm1: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own" / "questions"
    folder.mkdir(parents=True)
    base = tmp_path / "own" / "base.yaml"
    base.write_text(mm1)
    top = folder / "top.yaml"
    top.write_text("extends: ../base.yaml\nname: top\n")
    assert "expected a file" in str(refused(top))
    assert load(top, also=[str(base)]).scenario.name == "top"
    monkeypatch.chdir(tmp_path / "own")
    assert load("questions/top.yaml").scenario.name == "top"
