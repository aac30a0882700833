"""`sixhubs compare --incidents`, and what `compare` and `show` show on request."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

GOOD = Path(__file__).parents[1] / "scenario" / "good" / "two-hubs.yaml"
SIMPY = ("--engine", "simpy")


def write_slower(folder: Path) -> None:
    """Write a scenario in which calls take longer at the scene than in the one it extends."""
    write_scenario(folder)
    (folder / "slower.yaml").write_text(
        "extends: mm1.yaml\nname: slower\ntitle: Slower\nscene_factor: 1.2\n", encoding="utf-8"
    )


def test_the_incidents_that_fared_most_differently(invoke: Invoke, tmp_path: Path) -> None:
    write_slower(tmp_path)
    result = invoke("compare", "mm1.yaml", "slower.yaml", "--incidents", "--quiet", *SIMPY)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL"
    assert lines[2] == "mm1 and slower, replication 0, seed 1"
    assert "0 only under mm1, 0 only under slower." in lines[4]
    said = re.fullmatch(
        r"Of those under both, ([\d,]+) waited longer under slower, ([\d,]+) less long "
        r"and ([\d,]+) as long. The most different:",
        lines[5],
    )
    assert said
    both, longer, *others = (int(n.replace(",", "")) for n in (lines[4].split()[0], *said.groups()))
    assert both == longer + sum(others)
    assert longer > sum(others)
    place = lines.index("Waited longer under slower, for its grade:")
    name = lines[place + 1].split()[0]
    under = [n for n, line in enumerate(lines) if line in ("Under mm1:", "Under slower:")]
    assert [lines[n + 2].split()[1] for n in under[:2]] == [name, name]
    assert not (tmp_path / "results").exists()


def test_nothing_differs_from_itself(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    (tmp_path / "same.yaml").write_text("extends: mm1.yaml\nname: same\ntitle: Same\n")
    result = invoke("compare", "mm1.yaml", "same.yaml", "--incidents", "--quiet", *SIMPY)
    assert result.stdout.count("  (none)") == 2


def test_incidents_are_compared_of_two_scenarios(invoke: Invoke, tmp_path: Path) -> None:
    write_slower(tmp_path)
    result = invoke("compare", "mm1.yaml", "slower.yaml", "mm1.yaml", "--incidents")
    assert result.exit_code == 2
    assert "the baseline and one other" in result.stderr


@pytest.mark.parametrize(
    ("option", "named"),
    [
        (["--out", "there", "--log"], "--log, --out"),
        (["--overwrite"], "--overwrite"),
        (["--by", "hub", "--measure", "cost_gbp", "--details"], "--by, --measure, --details"),
    ],
)
def test_what_a_list_of_incidents_would_pass_over_is_refused(
    invoke: Invoke, tmp_path: Path, option: list[object], named: str
) -> None:
    write_slower(tmp_path)
    result = invoke("compare", "mm1.yaml", "slower.yaml", "--incidents", *option)
    assert result.exit_code == 2
    assert f"writes nothing; leave out {named}\n" in result.stderr
    assert not (tmp_path / "there").exists()


def test_the_screen_begins_with_what_was_changed(invoke: Invoke, tmp_path: Path) -> None:
    write_slower(tmp_path)
    options = ("--quiet", "--executor", "serial", *SIMPY)
    wanted = ("--by", "district", "--measure", "unfinished_count", "--days", 2)
    result = invoke("compare", "mm1.yaml", "slower.yaml", *options, *wanted)
    assert result.exit_code == 0, result.stderr
    text = result.stdout
    assert text.index("What was changed") < text.index("Measure ") < text.index("Notes")
    assert "2 days from" in text
    assert "By district" in text
    again = invoke("show", "compare-mm1-slower", *wanted[:-2])
    assert again.stdout in text


@pytest.mark.parametrize(
    ("by", "names"), [("district", "Northgate Northfold Southsea"), ("type", "Burglary")]
)
def test_places_and_types_stand_by_their_names(invoke: Invoke, by: str, names: str) -> None:
    shutil.copy(GOOD, "two-hubs.yaml")
    Path("base.yaml").write_text(
        "extends: two-hubs.yaml\nname: base\noperations: {fair: null}\n"
        "demand: {changes: {fair: null}}\n"
    )
    Path("never.yaml").write_text("extends: base.yaml\nname: never\nredeployment: {rule: never}\n")
    options = ("--replications", 2, "--days", 3, "--executor", "serial", "--quiet", *SIMPY)
    done = invoke("compare", "base.yaml", "never.yaml", "--out", "out", *options)
    assert done.exit_code == 0, done.stderr
    for folder, measure in (
        ("out", ()), ("out", ("--measure", "response_time_mean_min")), ("out/never", ())
    ):  # fmt: skip
        text = invoke("show", folder, "--by", by, *measure).stdout
        assert f"By {by}" in text
        for name in names.split():
            assert f"{name}, Emergency: mean response, min" in text


def test_more_than_four_scenarios_are_one_matrix(invoke: Invoke, tmp_path: Path) -> None:
    write_slower(tmp_path)
    names = []
    for number in range(5):
        names.append(f"s{number}.yaml")
        (tmp_path / names[-1]).write_text(
            f"extends: mm1.yaml\nname: s{number}\ntitle: S\nscene_factor: 1.{number + 1}\n"
        )
    options = ("--quiet", "--executor", "serial", "--days", 2, "--replications", 2, *SIMPY)
    result = invoke("compare", "mm1.yaml", *names, *options)
    assert result.exit_code == 0, result.stderr
    assert "b better, w worse" in result.stdout
    assert len([line for line in result.stdout.splitlines() if line.startswith("s3 ")]) >= 2
    folder = next((tmp_path / "results").iterdir())
    assert "b better" not in invoke("show", folder, "--details").stdout


def test_an_unknown_measure(invoke: Invoke, tmp_path: Path) -> None:
    write_slower(tmp_path)
    result = invoke("compare", "mm1.yaml", "slower.yaml", "--measure", "overtime_hour")
    assert result.exit_code == 2
    assert "did you mean 'overtime_hours'" in result.stderr
