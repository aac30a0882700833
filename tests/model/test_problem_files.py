"""Problem files: when one is opened, who works on it, how it goes cold, and what it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.scenario.schema.scenario import Scenario
from tests.support.worlds import Call, Course, Duty, force, on_shifts, play, team

KINDS = {"job": ["response"], "visit": ["neighbourhood"], "other": ["response"]}
PLAN = {"problem_solving": 0.5, "enforcement": 0.5}
#: Four hours of analysis, a day of waiting, four hours of enforcement, two uses of powers.
FILES = {
    "harm": {"job": 1.0},
    "opens_at_count": 2,
    "work_hours": {"distribution": "fixed", "value": 8.0},
    "partner_wait_days": {"distribution": "fixed", "value": 1.0},
    "powers_mix": {2: 1.0},
    "fall": 0.2,
    "lasts_days": 10,
}
#: Officers on shifts: 0 response, 1 and 2 neighbourhood.
ANA, BEN = 1, 2


def with_files(days: int = 5, officers: int = 2, **rules: Any) -> Scenario:
    """Return a force of one response officer, and neighbourhood officers who work on files."""
    return force(
        {
            "response": team(1),
            "neighbourhood": team(officers, **on_shifts(), prevention_plan=PLAN),
        },
        kinds=KINDS,
        days=days,
        small_areas={"number": {"A": 5}},
        problem_files={**FILES, **rules},
    )


def hours(day: int, start: float, end: float, *who: int) -> Duty:
    return Duty(list(who), day * 1440 + start * 60, day * 1440 + end * 60)


def jobs(*areas: int, kind: str = "job") -> list[Call]:
    """Return calls of the first day in these areas, one after another."""
    return [Call(at=30 * n, scene=10, kind=kind, area=area) for n, area in enumerate(areas)]


def course(scenario: Scenario, calls: list[Call], *duties: Duty, **sizes: int) -> Course:
    days = scenario.run.days
    return play(scenario, calls, duties=[Duty([0], 0, days * 1440), *duties], **sizes)


def hub(made: Course, name: str) -> int:
    return int(getattr(made.state.problem_hubs, name)[0])


def stages(made: Course) -> list[tuple[int, int]]:
    """Return area and stage of the files that are open."""
    files = made.state.problem_files
    rows = zip(files.area.tolist(), files.stage.tolist(), strict=True)
    return [(area, stage) for area, stage in rows if stage]


def test_a_file_is_opened_where_the_count_is_high_enough() -> None:
    assert stages(course(with_files(2), jobs(0, 0, 3, 4, 4, 4))) == [(0, 1), (4, 1)]
    assert stages(course(with_files(2, opens_at_count=3), jobs(0, 0, 4, 4, 4))) == [(4, 1)]
    assert stages(course(with_files(2), jobs(0, 0, kind="other"))) == []


def test_each_day_a_28th_of_the_count_is_forgotten() -> None:
    made = course(with_files(4, opens_at_count=9), jobs(2, 2, 2))
    once = 3_000_000 - 3_000_000 // 28
    assert made.state.problem_areas.of_late[2] == once - once // 28


def test_more_than_usual_counts_from_what_is_usual_there() -> None:
    built = with_files(2, opens_at_count=1, opens_at_ratio=2.0)
    kinds = built.incident_types
    often = kinds["job"].model_copy(update={"per_hour": {"A": 10 / 24 / 28}})
    built = built.model_copy(update={"incident_types": {**kinds, "job": often}})
    rules = course(built, []).world.problem_files
    # Ten in 28 days: 1%, 4% and, over three areas, 95% of them.
    assert rules.expected.tolist() == pytest.approx([1e5, 4e5, *[9.5e6 / 3] * 3], abs=1)
    assert rules.opens_at.tolist() == pytest.approx([1e6, 1e6, *[19e6 / 3] * 3], abs=2)


def test_one_after_another_stage_and_a_wait_between() -> None:
    # Opened at the start of day 1. Four hours of analysis on day 1, a wait until 12:00 on day 2.
    analysis = hours(1, 8, 12, ANA)
    early, late = hours(2, 7, 11.5, BEN), hours(3, 8, 12, BEN)
    made = course(with_files(5), jobs(0, 0), analysis, early, late)
    assert (hub(made, "opened"), hub(made, "closed")) == (1, 1)
    assert hub(made, "worked_ms") == 8 * MS_PER_HOUR
    assert hub(made, "closed_after_ms") == (2 * 24 + 12) * MS_PER_HOUR
    assert made.state.problem_hubs.powers.tolist() == [0, 2, 0, 0, 0, 0, 0]
    # Without the third day it still waits for enforcement.
    assert stages(course(with_files(5), jobs(0, 0), analysis, early)) == [(0, 2)]


def test_what_is_too_short_gets_nowhere() -> None:
    spells = [hours(1, 8 + 1.5 * n, 9 + 1.5 * n, ANA) for n in range(5)]
    made = course(with_files(3), jobs(0, 0), *spells)
    assert (hub(made, "worked_ms"), stages(made)) == (0, [(0, 1)])
    longer = [hours(1, 8 + 2 * n, 9.5 + 2 * n, ANA) for n in range(3)]
    assert hub(course(with_files(3), jobs(0, 0), *longer), "worked_ms") == 3 * MS_PER_HOUR


def test_the_most_harmful_file_goes_first_and_stays_with_whoever_has_it() -> None:
    made = course(with_files(3), jobs(0, 0, 4, 4, 4), hours(1, 8, 10, ANA), hours(1, 8, 10, BEN))
    files = made.state.problem_files
    assert files.owner[:3].tolist() == [BEN, ANA, -1]
    assert files.left_ms[:2].tolist() == [2 * MS_PER_HOUR, 2 * MS_PER_HOUR]


def test_a_file_goes_cold_and_loses_half_of_its_stage() -> None:
    made = course(with_files(7, goes_cold_days=3), jobs(0, 0), hours(1, 8, 10, ANA))
    files = made.state.problem_files
    # Worked on until 10:00 of day 1: cold at the count that begins day 5.
    assert (files.left_ms[0], files.done_ms[0], files.owner[0]) == (
        3 * MS_PER_HOUR,
        MS_PER_HOUR,
        -1,
    )
    assert hub(made, "lost_ms") == MS_PER_HOUR
    assert files.touched_ms[0] == 5 * MS_PER_DAY


def test_a_closed_file_lowers_incidents_there_and_that_fades() -> None:
    analysis, enforcement = hours(1, 8, 12, ANA), hours(3, 8, 12, ANA)
    falls = [
        course(with_files(days), jobs(0, 0), analysis, enforcement).state.problem_areas.fall[0]
        for days in (4, 5, 6, 13, 14)
    ]
    # Closed at 12:00 of day 3; counted at midnight, it has lasted half a day, then a day more.
    assert falls == [0, 190_000, 170_000, 30_000, 10_000]
    assert (
        course(with_files(15), jobs(0, 0), analysis, enforcement).state.problem_areas.fall[0] == 0
    )


def test_a_hub_that_has_all_its_files_open_says_so() -> None:
    made = course(with_files(4, most_open=1), jobs(0, 0, 4, 4, 4))
    assert (hub(made, "opened"), hub(made, "refused"), stages(made)) == (1, 3, [(0, 1)])


def test_after_the_warm_up_only_what_follows_is_reported() -> None:
    made = course(
        with_files(5),
        jobs(0, 0),
        hours(1, 8, 12, ANA),
        hours(3, 8, 12, ANA),
        warm_up_ms=2 * MS_PER_DAY,
    )
    assert (hub(made, "opened"), hub(made, "closed")) == (0, 1)
    assert hub(made, "worked_ms") == 4 * MS_PER_HOUR


def test_powers_fall_faster_than_the_hours_that_are_left() -> None:
    def after(every: int) -> tuple[int, int]:
        """Return hours worked and uses of powers with two hours every so many days."""
        spells = [hours(day, 8, 10, ANA) for day in range(1, 25, every)]
        made = course(with_files(25, goes_cold_days=2), jobs(0, 0, 2, 2, 3, 3, 4, 4), *spells)
        return hub(made, "worked_ms") // MS_PER_HOUR, int(made.state.problem_hubs.powers.sum())

    # A third of the shifts, in turn for analysis and enforcement: half of what was done is lost
    # each time, so no analysis ever ends, and there is nothing to enforce.
    assert after(1) == (32, 8)
    assert after(3) == (8, 0)
