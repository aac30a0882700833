"""For whom nobody is sought, as nobody was found for another like it, nobody could have gone to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, seed, settings

from sim.engine.comparing import first_difference
from sim.engine.on_simpy.engine import simulate
from sim.engine.on_simpy.own_policies import checked
from sim.model import assignment
from sim.model.policies import dispatch
from sim.model.policies.turns import NOBODY
from sim.world.build import build
from tests.engine.both import EXAMPLES
from tests.support.strategies import scenario_of, scenarios
from tests.support.worlds import Call, force, play, team

#: Whoever waits is asked for whenever anybody is free: SimPy takes minutes for more.
INCIDENTS_LIMIT = 500
#: Hubs far from each other.
TWO = {"A": "A", "B": "B"}
SHARED = {"rule": "shared", "grades": [2], "within_min": 60.0}
CALLED = {"rule": "after_wait", "grades": [2], "within_min": 60.0, "after_min": 0.0}


@pytest.mark.parametrize(
    ("rules", "calls", "expected"),
    [
        ({}, [Call(1), Call(2), Call(3)], [1]),
        ({}, [Call(1), Call(2, officers=2, together=True), Call(3)], [1]),
        ({"cross_hub_help": SHARED}, [Call(1), Call(2), Call(3)], [1, 2, 3]),
        ({"cross_hub_help": CALLED}, [Call(1), Call(2), Call(3)], [1, 2, 3]),
    ],
    ids=["alike", "two together", "shared by hubs", "called for help"],
)
def test_for_whom_somebody_is_sought(
    rules: dict[str, Any], calls: list[Call], expected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only officer is busy while others wait; where other hubs may help, each is asked for."""
    course = play(
        force({"response": team(1, 0, **rules)}, hubs=TWO), [Call(0, scene=10_000), *calls]
    )
    asked: list[int] = []

    def choose(*given: Any) -> int:
        asked.append(given[2])
        return NOBODY

    monkeypatch.setattr(dispatch, "choose", choose)
    assignment.serve_in_line(course.world, course.state, 0)
    assert asked == expected


def as_usual(usual: Any, *given: Any) -> Any:
    return usual(*given)


@seed(3)
@settings(EXAMPLES, max_examples=40)
@given(scenarios())
def test_none_is_missed_in_random_scenarios(data: dict[str, Any]) -> None:
    """Where a function of an analyst's decides, somebody is sought for each."""
    scenario = scenario_of(data)
    world = build(scenario, scenario.run.seed, 0)
    assume(world.sizes.incidents <= INCIDENTS_LIMIT)
    each = simulate(world, log=True, policies=checked({"dispatch.choose": as_usual}))
    assert first_difference(world, each, simulate(world, log=True)) is None
