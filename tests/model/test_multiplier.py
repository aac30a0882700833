"""The next incident to come: what is looked at, when it is looked at again, and the ceiling."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sim.clock import MS_PER_DAY, MS_PER_MIN
from sim.engine import memory
from sim.errors import RunError
from sim.model import multiplier
from sim.runs.replication import refuse_above_ceiling
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import ALWAYS, MILLIONTHS
from sim.world.build import names
from tests.support.worlds import force, play, team, world
from tests.support.worlds_calls import Call


def reacting(ceiling: float = 1.5) -> Scenario:
    """Return a force in which half as many incidents more come about without any prevention."""
    prevention = {
        "reference_hours_per_week": {"patrol": {"A": 168.0}},
        "half_life_days": {"patrol": 3.0},
    }
    teams = {"response": team(1), "neighbourhood": team(1)}
    also = {"demand": {"prevention": prevention, "ceiling": ceiling}}
    built = force(teams, days=3, also=also)
    kinds = {
        name: kind.model_copy(update={"prevention_elasticity": {"patrol": 0.29}})
        for name, kind in built.incident_types.items()
    }
    return built.model_copy(update={"incident_types": kinds})


def opened(calls: list[Call]) -> tuple[Any, Any]:
    """Return a world and a state in which the first incident has been asked for."""
    made = world(reacting(), calls)
    state = memory.mirror(memory.new_state(made, log=False))
    state.prevention_effect.next_count_ms[0] = MS_PER_DAY
    state.prevention_effect.factor[0] = MILLIONTHS
    multiplier.plan_first(made, state)
    return made, state


def test_those_passed_over_are_looked_at_again_when_a_channel_changes() -> None:
    w, s = opened([Call(at=10, mark=1_200_000), Call(at=20, mark=1_100_000), Call(at=30)])
    assert s.demand.planned == [2]
    s.prevention_effect.factor[0] = 1_150_000
    multiplier.changed(w, s)
    assert s.demand.planned == [1]
    s.prevention_effect.factor[0] = MILLIONTHS
    multiplier.changed(w, s)
    assert s.demand.planned == [2]


def test_those_whose_time_has_passed_stay_as_they_were_judged() -> None:
    w, s = opened([Call(at=10, mark=1_100_000), Call(at=20, mark=1_100_000), Call(at=30)])
    s.clock.now_ms[0] = 20 * MS_PER_MIN
    s.prevention_effect.factor[0] = 1_500_000
    multiplier.changed(w, s)
    assert s.demand.planned == [1], "its time is now; that of the first has passed"


def test_what_changes_nothing_asks_for_nothing() -> None:
    w, s = opened([Call(at=10), Call(at=20, mark=1_100_000)])
    asked = s.requests.filled[0]
    multiplier.changed(w, s)
    assert s.requests.filled[0] == asked == 1


def test_only_the_request_made_last_counts() -> None:
    w, s = opened([Call(at=10, mark=1_100_000), Call(at=20)])
    first = s.requests.token[0]
    s.prevention_effect.factor[0] = 1_500_000
    multiplier.changed(w, s)
    assert not multiplier.is_planned(s, first)
    assert multiplier.is_planned(s, s.requests.token[1])


def test_nobody_looks_beyond_the_next_count() -> None:
    _, s = opened([Call(at=10, mark=1_100_000), Call(at=1500, mark=1_100_000), Call(at=1600)])
    assert s.demand.planned == [1]


def test_a_multiplier_above_the_ceiling_is_told_with_hub_and_day() -> None:
    scenario = reacting(ceiling=1.1)
    w = world(scenario, [Call(at=n * 1440 + 10, mark=ALWAYS + 1) for n in range(3)])
    s = memory.mirror(memory.new_state(w, log=False))
    refuse_above_ceiling(scenario, names(scenario), memory.new_state(w, log=False))
    for day in (1, 1, 2):
        s.clock.now_ms[0] = day * MS_PER_DAY
        s.prevention_effect.factor[0] = 1_150_000
        assert multiplier.comes_about(w, s, day)
    state = memory.new_state(w, log=False)
    memory.write_back(s, state)
    first = scenario.run.start + dt.timedelta(days=1)
    told = rf"rose above demand.ceiling, 1.1, or .* come to, at A on 2 days, first on {first}: "
    with pytest.raises(RunError, match=told):
        refuse_above_ceiling(scenario, names(scenario), state)


def test_every_hub_above_the_ceiling_is_told() -> None:
    scenario = force({"response": team(1, 1)}, hubs={"A": "A", "B": "B"})
    state = memory.new_state(world(scenario, [Call(at=10)]), log=False)
    state.demand.above_first_ms[:] = [MS_PER_DAY, MS_PER_MIN]
    state.demand.above_days[:] = [3, 1]
    start = scenario.run.start
    told = f"at B on {start}; at A on 3 days, first on {start + dt.timedelta(days=1)}: "
    with pytest.raises(RunError, match=told):
        refuse_above_ceiling(scenario, names(scenario), state)


@pytest.mark.parametrize("mark", [MILLIONTHS - 1, MILLIONTHS])
def test_a_run_judges_each_incident_at_its_own_time(mark: int) -> None:
    states = play(reacting(), [Call(at=10, mark=mark)]).states
    assert (states[0] == "EXPECTED") == (mark == MILLIONTHS)
