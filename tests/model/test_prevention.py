"""What time on prevention goes into: plans, spells that are too short, and the warm-up."""

from __future__ import annotations

from typing import Any

import pytest

from sim.model.state import PREVENTION_WORKS
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import PreventionWork
from tests.support.worlds import Call, Course, Duty, force, play, team

OFFICER = 1
KINDS = {"job": ["response"], "visit": ["neighbourhood"]}
POWERS = {"seize": "take things away", "move": "send people away"}
HALVES = {"patrol": 0.5, "problem_solving": 0.5}


def with_plan(
    plan: dict[str, float], shortest: dict[str, float] | None = None, **rules: Any
) -> Scenario:
    """Return a force of one response and one neighbourhood officer, who has a plan."""
    neighbourhood = team(1, **rules, prevention_plan=plan)
    return force(
        {"response": team(1), "neighbourhood": neighbourhood},
        kinds=KINDS,
        also={"prevention": {"shortest_spell_min": shortest or {}}},
    )


def delivered(course: Course, officer: int = OFFICER) -> dict[str, float]:
    """Return minutes by kind of prevention work."""
    row = course.state.prevention.delivered_ms.reshape(-1, PREVENTION_WORKS)[officer]
    return {PreventionWork(n).name.lower(): ms / 60_000 for n, ms in enumerate(row.tolist()) if ms}


def visits(*times: float, scene: float = 10) -> list[Call]:
    return [Call(at=at, kind="visit", scene=scene) for at in times]


def test_a_spell_goes_to_what_is_furthest_behind() -> None:
    # Spells of 100, 100, 200 and 1010 minutes, with ten minutes of a visit between them.
    course = play(with_plan(HALVES), visits(100, 210, 420))
    # Level at first: patrol comes first. Then problem-solving, then patrol, then problem-solving.
    assert delivered(course) == {"patrol": 300, "problem_solving": 1110}
    assert course.account(OFFICER) == {"PREVENTION": 1410, "SCENE": 30}


def test_shares_are_of_time_not_of_spells() -> None:
    plan = {"engagement": 0.25, "problem_solving": 0.75}
    course = play(with_plan(plan), visits(300, 410, 520, scene=10))
    # 300: problem-solving has the largest claim. 100: engagement 100 of 400, problem-solving 300.
    # 100: level, so the first by number whose claim is largest: problem-solving, 75 of 100.
    assert delivered(course) == {"engagement": 100, "problem_solving": 1310}


def test_short_spells_are_patrol() -> None:
    course = play(with_plan(HALVES, {"problem_solving": 90.0}), visits(*range(80, 1440, 90)))
    # Spells of 80 minutes, and one of the last 0: none is long enough for problem-solving.
    assert set(delivered(course)) == {"patrol"}


def test_a_spell_of_just_the_length_is_long_enough() -> None:
    shortest = {"problem_solving": 90.0}
    just = play(with_plan({"problem_solving": 1.0}, shortest), visits(90, scene=1350))
    under = play(with_plan({"problem_solving": 1.0}, shortest), visits(89, scene=1351))
    assert delivered(just) == {"problem_solving": 90}
    assert delivered(under) == {"patrol": 89}


def test_work_that_fits_a_shorter_spell_is_preferred_to_patrol() -> None:
    plan = {"engagement": 0.2, "problem_solving": 0.8}
    course = play(
        with_plan(plan, {"problem_solving": 90.0, "engagement": 30.0}), visits(40, scene=1400)
    )
    assert delivered(course) == {"engagement": 40}


def test_what_missed_its_share_catches_up() -> None:
    # Twenty hours in spells of 50 minutes, all patrol; then one of 240 goes to problem-solving.
    times = [50 + 60 * n for n in range(20)]
    course = play(with_plan(HALVES, {"problem_solving": 90.0}), visits(*times))
    assert delivered(course) == {"patrol": 1000, "problem_solving": 240}


def test_breaks_and_the_end_of_the_shift_end_a_spell() -> None:
    breaks = {"minutes": 40.0, "from_min": 60.0, "until_min": 240.0}
    scenario = with_plan(HALVES, rota="shifts", breaks=breaks)
    duties = [Duty([0], 0, 1440), Duty([OFFICER], 60, 540, break_due=200, break_until=300)]
    course = play(scenario, duties=duties)
    # 60 to 200, and 240 to 540.
    assert delivered(course) == {"patrol": 140, "problem_solving": 300}


def test_the_warm_up_counts_for_who_is_behind_and_for_nothing_else() -> None:
    course = play(with_plan(HALVES), visits(100, 400), warm_up_ms=200 * 60_000)
    # Patrol 100 in the warm-up; problem-solving 110 to 400, of which 200 after it; then patrol.
    assert delivered(course) == {"problem_solving": 200, "patrol": 1030}


def test_a_team_without_a_plan_books_nothing() -> None:
    scenario = force({"response": team(1), "neighbourhood": team(1)}, kinds=KINDS)
    assert delivered(play(scenario, visits(100))) == {}


def test_redeployment_ends_a_spell() -> None:
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 10.0}
    neighbourhood = team(1, prevention_plan=HALVES)
    scenario = force({"response": team(1), "neighbourhood": neighbourhood}, redeployment=rule)
    course = play(scenario, [Call(at=0, scene=1000), Call(at=50, scene=30)])
    assert delivered(course) == {"patrol": 60, "problem_solving": 1350}


@pytest.mark.parametrize(
    ("power", "goes"), [(None, [1]), ("seize", [1]), ("move", [0])], ids=["none", "has", "lacks"]
)
def test_a_team_without_the_power_does_not_attend(power: str | None, goes: list[int]) -> None:
    teams = {"response": team(1), "pcso": team(1, powers=["seize"])}
    also = {"powers": POWERS, "needs_power": {"job": power}}
    scenario = force(teams, kinds={"job": ["pcso", "response"]}, also=also)
    assert play(scenario, [Call(at=0)]).officers == [goes]


@pytest.mark.parametrize(("power", "goes"), [(None, 1), ("move", 0)], ids=["none", "lacks"])
def test_a_team_without_the_power_is_not_redeployed_to_it(power: str | None, goes: int) -> None:
    teams = {"response": team(1), "pcso": team(1)}
    rule = {"rule": "one_pool", "teams": ["pcso"]}
    also = {"powers": POWERS, "needs_power": {"job": power}}
    scenario = force(teams, redeployment=rule, also=also)
    assert play(scenario, [Call(at=0, scene=60), Call(at=10)]).officers == [[0], [goes]]
