"""The audit tells who has somebody in custody, or watches somebody: the one alone, or who leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model.policies import watches
from sim.model.state import State
from sim.world.arrays import World
from tests.engine.audit import audit
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team, world

HOURS = {"distribution": "fixed", "value": 1.0}
WATCH = {"share": 1.0, "hours": HOURS, "interruptible": True}


def force_with_watches(posts: int, calls: list[Call], duties: list[Duty]) -> World:
    """Return a force with arrests and watches, of people alone and in twos as the duties say."""
    kind = {
        "watch": {**WATCH, "officers": 2},
        "arrest": {"share": 0.5, "custody_min": HOURS, "watch": WATCH},
    }
    scenario = force(
        {"response": team(posts, **on_shifts(crewing={"double_share": 0.5}))},
        kind_rules={"job": kind},
        grades={1: grade(interrupts=["writing_up"])},
    )
    return world(scenario, calls, duties=duties)


def led_after_a_watch() -> World:
    """Return an officer after a watch in custody, who is led to custody without one later."""
    return force_with_watches(
        2,
        [
            Call(at=0, scene=10, custody=20, custody_watch=60),
            Call(at=300, scene=10, custody=200, spare=1),
        ],
        [Duty([1], 0, 200), Duty([0, 1], 250, 400, crews=[(0, 1)])],
    )


def led_to_the_same_watch() -> World:
    """Return an officer called away from a watch that a leader takes on, and then hands over."""
    return force_with_watches(
        4,
        [
            Call(at=0, officers=2, scene=10, watch=1000),
            Call(at=50, grade=1, scene=10),
        ],
        [
            Duty([0], 0, 100),
            Duty([1], 0, 200),
            Duty([2, 0], 150, 400, crews=[(2, 0)]),
            Duty([3], 390, 1400),
        ],
    )


def led_by_one_who_works_on() -> World:
    """Return one alone who hands custody over as the shift of one who is led in custody ends."""
    return force_with_watches(
        4,
        [
            Call(at=0, scene=10, custody=200, spare=1),
            Call(at=5, scene=10, custody=200),
        ],
        [
            Duty([0, 1], 0, 100, crews=[(0, 1)]),
            Duty([2], 0, 100),
            Duty([3], 90, 500),
            Duty([0], 100, 500),
        ],
    )


@pytest.mark.parametrize(
    ("made", "who", "last"),
    [
        (led_after_a_watch, 1, [(310, "CUSTODY"), (510, "OFF_DUTY")]),
        (led_to_the_same_watch, 0, [(200, "WATCH"), (400, "OFF_DUTY")]),
        (led_by_one_who_works_on, 1, [(10, "CUSTODY"), (210, "OFF_DUTY")]),
    ],
)
def test_who_is_led_has_nobody_in_custody_and_watches_nobody(
    made: Callable[[], World], who: int, last: list[tuple[float, str]]
) -> None:
    course = play(made())
    assert course.day(who)[-2:] == last
    assert audit(course.world, course.state) == []


def never(*_: object) -> bool:
    return False


def after_custody(_: World, s: State, incident: int) -> bool:
    return bool(s.incidents.arrested[incident])


@pytest.mark.parametrize("rule", [never, after_custody])
def test_the_audit_objects_to_a_watch_left_out_or_not_due(
    rule: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "follows_custody", rule)
    made = led_after_a_watch()
    questions = audit(made, simulate(made, log=True))
    assert any("begins no watch" in question for question in questions)
