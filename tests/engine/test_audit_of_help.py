"""Who helps another hub, and when: right by hand, and the audit objects to what was wrong once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model.policies import cross_hub_help, dispatch
from sim.model.state import State
from sim.world.arrays import World
from tests.engine.audit import audit
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team, world

EMERGENCIES = {"cross_hub_help": {"rule": "emergencies", "within_min": 60.0}}
TWO = {"A": "A", "B": "B"}


def after(minutes: float, *grades: int) -> dict[str, Any]:
    rule = {"rule": "after_wait", "grades": list(grades), "after_min": minutes}
    return {"cross_hub_help": {**rule, "within_min": 60.0}}


def emergency(at: float) -> Call:
    return Call(at, scene=5, grade=1)


def freed_with_work_at_home() -> World:
    """B's officer helps at A until 10, as work waits at B and more of a higher grade at A."""
    return world(
        force({"response": team(1, 1, **EMERGENCIES)}, hubs=TWO),
        [
            Call(0, scene=10, grade=1, officers=2),
            Call(1, scene=10, place="B"),
            Call(2, scene=10, grade=1, officers=2),
        ],
    )


def on_duty_for_a_scene_at_home() -> World:
    """B's second officer comes on for the scene of the first, as A's shift starts short of one."""
    return world(
        force(
            {"response": team(1, 2, **on_shifts(**EMERGENCIES))},
            hubs=TWO,
            kind_rules={"job": {"relayable": True}},
        ),
        [
            Call(0, scene=300, grade=1, place="B", spare=3),
            Call(30, scene=10, grade=1, officers=2, spare=3),
        ],
        duties=[Duty([1], 0, 60), Duty([2], 60, 480), Duty([0], 60, 480)],
    )


def on_duty_together() -> World:
    """B's officer comes on with A's for an emergency at B."""
    return world(
        force({"response": team(1, 1, **on_shifts(**EMERGENCIES))}, hubs=TWO),
        [Call(30, scene=10, grade=1, place="B", spare=3)],
        duties=[Duty([0], 60, 480), Duty([1], 60, 480)],
    )


def freed_with_one_of_a_third_hub() -> World:
    """Of B and C, freed at A at 10, B's writes up; an incident at A comes before one at B."""
    return world(
        force(
            {"response": team(1), "neighbourhood": team(0, 1, 1, **EMERGENCIES)},
            hubs={"A": "A", "B": "B", "C": "C"},
            grades={1: grade(interrupts=["break"])},
            kinds={"job": ["neighbourhood"], "other": ["response"]},
            redeployment={
                "rule": "queue_long",
                "teams": ["neighbourhood"],
                "grades": [2],
                "max_officers": 1,
            },
        ),
        [
            Call(0, scene=10, grade=1, officers=2, writing_up=30),
            Call(1, scene=10, grade=1),
            Call(2, scene=10, grade=1, place="B"),
        ],
    )


def freed_with_a_reserve_at_home() -> World:
    """One of B's two is held back. The other, freed at A, is nearer to what waits there."""
    reserve = {"held_back": {2: 1}}
    return world(
        force(
            {"response": team(0, 2, **after(0, 2), **reserve), "neighbourhood": team(1)},
            hubs=TWO,
            kinds={"job": ["neighbourhood", "response"]},
        ),
        [Call(0, scene=1), Call(0, scene=10, officers=2), Call(2, scene=10, officers=2)],
        drives={"A": [0, 10], "B": [10, 0]},
    )


def called_for_one_team() -> World:
    """Two are needed at A: response comes at once, and neighbourhood only where nobody did."""
    return world(
        force(
            {"response": team(0, 1, **after(0, 2)), "neighbourhood": team(0, 1, **after(10, 2))},
            hubs=TWO,
            kinds={"job": ["response", "neighbourhood"], "theirs": ["neighbourhood"]},
        ),
        [Call(0, scene=20, kind="theirs", place="B"), Call(1, scene=60, officers=2)],
    )


def called_at_once() -> World:
    """Who helps with emergencies is sent before the incident has waited, be it for 0 minutes."""
    return world(
        force(
            {"enforcement": team(0, 1, **after(0, 1)), "neighbourhood": team(0, 1, **EMERGENCIES)},
            hubs=TWO,
            kinds={"job": ["enforcement", "neighbourhood"]},
        ),
        [Call(0, scene=20, grade=1), Call(5, scene=20, grade=1)],
    )


#: What makes hubs help each other at 30, each in a way of its own, and by which rule.
HELP_AT_30: dict[str, tuple[dict[str, Any], list[Call]]] = {
    "freed beside an emergency": (EMERGENCIES, [Call(0, scene=30, place="B"), emergency(10)]),
    "an emergency falls due": (EMERGENCIES, [Call(0, scene=50, place="B"), emergency(30)]),
    "calls after a wait": (after(20, 2), [Call(0, scene=50, place="B"), Call(10, scene=5)]),
}


def visits_shared_out(rule: dict[str, Any], calls: Iterable[Call]) -> World:
    """A's PCSO (1) makes a visit at 5, so that the one of 30 is for B's, who has made none."""
    shared = {"rule": "shared", "grades": [2], "within_min": 60.0}
    teams = {"response": team(0, 1, **rule), "pcso": team(1, 1, cross_hub_help=shared)}
    visits = [Call(at, scene=5, kind="visit") for at in (5, 30)]
    return world(
        force(teams, hubs=TWO, kinds={"job": ["response"], "visit": ["pcso"]}),
        sorted([*calls, *visits], key=lambda call: call.at),
    )


@pytest.mark.parametrize("why", HELP_AT_30)
def test_a_shared_job_stays_at_home_at_a_moment_at_which_hubs_help(why: str) -> None:
    """It is offered to B's officers at the end of the moment, if A's has not gone by then."""
    course = play(visits_shared_out(*HELP_AT_30[why]))
    assert course.officers[1:] == [[1], [0], [1]]
    assert course.incidents("first_assigned")[3] == 30
    assert audit(course.world, course.state) == []


def test_a_shared_job_goes_to_any_hub_while_an_emergency_waits_on() -> None:
    """Nothing but the visit happens at 30: no hub is about to help another."""
    course = play(visits_shared_out(EMERGENCIES, [Call(0, scene=50, place="B"), emergency(20)]))
    assert course.officers[1:] == [[1], [0], [2]]
    assert audit(course.world, course.state) == []


def at_once(*_: object) -> bool:
    """Let hubs help each other before each has looked at what waits at home."""
    return False


def by_time_since_due(w: World, s: State, role: int, incident: int, grade: int) -> bool:
    """Let each team help that waits no longer than the incident, once it has called any team."""
    waited = s.clock.now_ms[0] - s.incidents.due_since_ms[incident]
    named = bool(w.teams.cross_hub_grades[role * 10 + grade])
    called = s.queues.called_after_ms[incident] >= 0
    return called and named and bool(waited >= w.teams.cross_hub_after_ms[role])


@pytest.mark.parametrize(
    ("made", "officers"),
    [
        (freed_with_work_at_home, [[0, 1], [1], [0]]),
        (on_duty_for_a_scene_at_home, [[1, 2], [0]]),
        (on_duty_together, [[1]]),
        (freed_with_one_of_a_third_hub, [[1, 2], [2], [2]]),
        (freed_with_a_reserve_at_home, [[2], [0, 2], [2, 0]]),
        (called_for_one_team, [[1], [0]]),
        (called_at_once, [[0], [1]]),
    ],
)
def test_who_helps(made: Callable[[], World], officers: list[list[int]]) -> None:
    course = play(made())
    assert course.officers == officers
    assert audit(course.world, course.state) == []


@pytest.mark.parametrize(
    ("made", "place", "name", "rule", "found"),
    [
        (freed_with_work_at_home, cross_hub_help, "is_help_put_off", at_once, "1 waits at home"),
        (
            freed_with_one_of_a_third_hub,
            cross_hub_help,
            "is_help_put_off",
            at_once,
            "of hub 0 comes",
        ),
        (called_for_one_team, cross_hub_help, "may_help", by_time_since_due, "of another hub"),
    ],
)
def test_the_audit_objects(
    monkeypatch: pytest.MonkeyPatch,
    made: Callable[[], World],
    place: object,
    name: str,
    rule: Callable[..., object],
    found: str,
) -> None:
    monkeypatch.setattr(place, name, rule)
    faults = audit(made(), simulate(made(), log=True))
    assert any(found in fault for fault in faults), faults


@pytest.mark.parametrize("calls", [[], [Call(0, scene=50, place="B"), emergency(20)]])
def test_the_audit_objects_to_a_shared_job_that_stays_at_home(
    monkeypatch: pytest.MonkeyPatch, calls: list[Call]
) -> None:
    monkeypatch.setattr(dispatch, "hubs_help_later", lambda _: True)
    made = visits_shared_out(EMERGENCIES, calls)
    faults = audit(made, simulate(made, log=True))
    assert any("officer 1 is sent" in f and "the turn of another" in f for f in faults), faults


def test_the_audit_objects_to_help_before_all_have_come_on() -> None:
    made = on_duty_together()
    at_once = made._replace(sizes=made.sizes._replace(hubs_help=False))
    faults = audit(made, simulate(at_once, log=True))
    assert any("[1] of the hub became free" in fault for fault in faults), faults
