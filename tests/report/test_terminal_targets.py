"""Targets, and whether they are met, in the tables that people read."""

from __future__ import annotations

import pytest

from sim.outputs.statistics import Cell
from sim.outputs.tables import summarise
from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, TitledTable
from sim.report.terminal.comparing import targets_line
from sim.report.terminal.layout import as_text
from sim.report.terminal.tables import run_table
from sim.report.terminal.words import MeasureFormat, in_time
from tests.outputs import tiny
from tests.report.tabled import (
    Change,
    comparison_text,
    measured_of,
    run_text,
    with_target,
)
from tests.support.worlds import force, grade, team


@pytest.mark.parametrize(
    ("minutes", "label"), [(2880.0, "in 48 h"), (90.0, "in 90 min"), (60.0, "in 60 min")]
)
def test_the_promise_to_callers_is_the_target_of_their_grade(minutes: float, label: str) -> None:
    grades = dict(tiny.SCENARIO["grades"])
    scenario = tiny.scenario(grades=grades | {4: grades[4] | {"target_min": minutes}})
    assert f"Callers contacted {label}, %" in run_text(scenario=scenario)


def test_visits_by_appointment_are_in_time_in_their_slot() -> None:
    slot = {"earliest": "09:00", "latest": "17:00", "slot_min": 120}
    grades = {2: grade(target_min=60), 3: grade(target_min=2880, appointment=slot)}
    scenario = force({"response": team(1)}, grades=grades)
    assert in_time(scenario, "2") == ("within 60 min", "within 60 minutes")
    assert in_time(scenario, "3")[0] == "in the slot agreed"


def test_a_target_is_not_met_while_it_is_not_known_of_many() -> None:
    scenario = tiny.scenario(grades=with_target(0.8))
    known: dict[str, Change] = {"within_target_share": lambda _x, _r: 1.0}
    waits: Change = lambda _x, _r: 0.3  # noqa: E731
    none: Change = lambda _x, _r: 0.0  # noqa: E731
    assert "80%: met" in run_text(scenario=scenario, target_open_share=none, **known)
    unsure = run_text(scenario=scenario, target_open_share=waits, **known)
    assert "80%: 30% not known yet" in unsure
    assert "80%: met" not in unsure
    assert "Too early to tell" in unsure


@pytest.mark.parametrize(
    ("reached", "expected"),
    [(0.83, "80%: met"), (0.77, "80%: missed"), (0.8, "80%: cannot tell")],
)
def test_targets(reached: float, expected: str) -> None:
    """The interval of the share, about 0.004 to each side, has to be on one side of the target."""
    scenario = tiny.scenario(grades=with_target(0.8))

    def around(_x: float, r: int) -> float:
        return reached + 0.005 * (-1) ** r

    found = measured_of(scenario, 10, within_target_share=around)
    text = as_text(run_table(scenario, summarise([found]), seed=1))
    headline, east = (
        next(line for line in text.splitlines() if line.startswith(name))
        for name in ("Emergency: within", "East")
    )
    assert headline.endswith(expected)
    assert east.endswith(expected)
    assert "80%" not in run_text(within_target_share=around)


def test_targets_in_a_comparison() -> None:
    """About a third is reached in time, before and after."""
    lines = comparison_text(100, "b", grades=with_target(0.5)).splitlines()
    assert "Target 50%. Missed: Emergency." in lines


ENTRY = ComparedValue(70.0, 75.0, 5.0, 4.0, 6.0, Verdict.BETTER, 1)


def test_a_change_of_whether_a_target_is_met_is_told() -> None:
    """Of one scenario the targets are a line below the table, those with one state together."""
    rows = [
        ComparedMeasure(
            Cell("within_target_share", grade=grade),
            MeasureFormat(f"{name}: within 9 min, %", ""),
            70.0,
            1,
            (entry,),
            target=target,
            baseline_target="missed",
        )
        for grade, name, target, entry in (
            ("1", "Emergency", "80%", ENTRY._replace(target="met")),
            ("2", "Priority", "80%", ENTRY._replace(target="missed")),
            ("3", "Scheduled", "50%", ENTRY._replace(target="missed")),
        )
    ]
    block = TitledTable("", tuple(rows), ("b",), is_headline=True)
    assert targets_line(block) == (
        "Targets. Missed -> met: Emergency (80%). Missed: Priority (80%); Scheduled (50%)."
    )
    one_target = block._replace(rows=block.rows[:2])
    assert targets_line(one_target) == "Target 80%. Missed -> met: Emergency. Missed: Priority."
    assert targets_line(block._replace(rows=())) == ""
