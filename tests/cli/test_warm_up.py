"""sixhubs warm-up: enough of it, too little, and a queue that never settles."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.outputs.statistics import WarmUp, mser
from sim.report.terminal.layout import as_text
from sim.report.terminal.warm_up import verdict, warm_up_table
from sim.scenario.load import load
from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

LEVEL = [10.0, 10.2, 9.9, 10.1] * 13


def said(folder: Path, weeks: list[float], days: int) -> str:
    scenario = load(str(write_scenario(folder))).scenario
    run = scenario.run.model_copy(update={"warm_up_days": days})
    found = mser(weeks, batch=1)
    return verdict(scenario.model_copy(update={"run": run}), weeks, found)


def test_a_level_queue_needs_no_warm_up(tmp_path: Path) -> None:
    assert said(tmp_path, LEVEL, 0).startswith(
        "0 days of warm-up is enough: MSER leaves out no week at"
    )


ENOUGH = "28 days of warm-up is enough: MSER leaves out 4 weeks at the beginning."
SHORT = "MSER leaves out 4 weeks, which moves the mean from 9.5 to 10.0. Set run.warm_up_days to 28"


@pytest.mark.parametrize(
    ("days", "words"), [(28, ENOUGH), (0, f"0 days of warm-up is too short: {SHORT}")]
)
def test_a_queue_that_fills_for_four_weeks(tmp_path: Path, days: int, words: str) -> None:
    assert words in said(tmp_path, [1.0, 2.0, 4.0, 7.0, *LEVEL[4:]], days)


def test_a_week_of_warm_up_is_left_out_of_what_is_measured(tmp_path: Path) -> None:
    """After it come 40, 30 and 20, and 48 weeks with a mean of 10.05: 11.2 on average."""
    text = said(tmp_path, [60.0, 40.0, 30.0, 20.0, *LEVEL[4:]], 7)
    assert text.startswith("7 days of warm-up is too short: MSER leaves out 4 weeks")
    assert "the mean from 11.2 to 10." in text


def test_what_moves_the_mean_by_little_is_no_fault(tmp_path: Path) -> None:
    assert "moves the mean from 10.1 to 10.1, by less than 5%" in said(
        tmp_path, [12.0, *LEVEL[1:]], 0
    )


def test_a_queue_that_grows_is_not_called_settled(tmp_path: Path) -> None:
    growing = [float(week) for week in range(52)]
    assert mser(growing, batch=1) == WarmUp(False, 0)
    text = said(tmp_path, growing, 14)
    assert "MSER cannot tell whether 14 days of warm-up is enough" in text
    # After two weeks, 2 to 51: 12 weeks around 7.5, then 38 around 32.5.
    assert "7.5 wait in the first quarter" in text
    assert "32.5 in the rest" in text


def test_weeks_that_are_left_out_are_in_no_mean_of_the_rest(tmp_path: Path) -> None:
    scenario = load(str(write_scenario(tmp_path))).scenario
    weeks = [8.0] * 26 + [5.0] * 26
    table = warm_up_table(scenario, weeks, WarmUp(True, 26), replications=4, seed=1)
    rows = [line.split() for line in as_text(table, 100).splitlines()]
    assert ["13", "to", "26", "8.0", "mean;", "they", "differ", "from", "the", "rest"] in rows
    assert ["27", "to", "52", "5.0", "mean"] in rows
    assert "Only 4 replications: chance can look like a warm-up" in as_text(table, 200)


def test_the_command(invoke: Invoke, tmp_path: Path) -> None:
    written = write_scenario(tmp_path)
    words = ["--days", "35", "--replications", "2", "--executor", "serial", "--quiet"]
    result = invoke("warm-up", str(written), *words)
    assert result.exit_code == 0, result.stderr
    assert "Incidents waiting for an officer in each of" in result.stdout
    assert "days of warm-up is" in " ".join(result.stdout.split())
    assert result.stdout.count("MSER") == 2
    assert "- MSER, a rule of simulation studies, leaves out as many weeks" in result.stdout
    assert list(tmp_path.iterdir()) == [written]
