"""The programs of the common model do the same work: the same wait for every call."""

from __future__ import annotations

import numpy as np
import pytest

from benches import engines
from benches.common import definition, in_c, in_heapq
from benches.common.definition import Calls, Changeovers, Ints
from benches.common.programs import OTHERS, C, waits_of
from sim.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN
from sim.model.state import ACTIVITIES
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity
from sim.world.build import build

needs_compiler = pytest.mark.skipif(in_c.compiler() is None, reason="no C compiler")
EVERY_OTHER = [pytest.param(name, marks=needs_compiler if name == C else ()) for name in OTHERS]
#: Their events at one time are in the order that definition.py says; SimPy's and Ciw's are not.
EXACT = ["heapq in plain Python", pytest.param(C, marks=needs_compiler)]


def of_sixhubs(scenario: Scenario, seed: int, engine: str) -> tuple[Calls, Ints]:
    """Return the calls of a world, and their waits in sixhubs."""
    world = build(scenario, seed, 0)
    calls = definition.calls_of(world)
    return calls, waits_of(calls, engines.simulator(engine)(world))


def of_other(name: str, scenario: Scenario, calls: Calls) -> Ints:
    horizon_ms = scenario.run.days * MS_PER_DAY
    hubs = len(scenario.hubs)
    return OTHERS[name](calls, definition.changeovers(scenario), hubs, horizon_ms)


@pytest.fixture(scope="module", params=[1917, 4])
def reference(request: pytest.FixtureRequest) -> tuple[Scenario, Calls, Ints]:
    scenario = definition.scenario(3)
    return scenario, *of_sixhubs(scenario, request.param, "simpy")


@pytest.mark.parametrize("name", EVERY_OTHER)
def test_same_waits_call_by_call(name: str, reference: tuple[Scenario, Calls, Ints]) -> None:
    scenario, calls, wait_ms = reference
    assert calls.hub.size > 3 * 1000
    np.testing.assert_array_equal(of_other(name, scenario, calls), wait_ms)
    by_need = [wait_ms[(calls.officers == n) & (calls.grade == 3)].max() for n in (1, 2)]
    assert min(by_need) > 10 * MS_PER_MIN, "nobody waited, so the rules were not tried"


@pytest.mark.parametrize("engine", engines.available())
@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("grid_min", [1.0, 5.0])
def test_same_waits_where_times_tie(name: str, engine: str, grid_min: float) -> None:
    scenario = definition.scenario(3)
    run = scenario.run.model_copy(update={"time_grid_min": grid_min})
    scenario = scenario.model_copy(update={"run": run})
    calls, wait_ms = of_sixhubs(scenario, 1917, engine)
    assert np.unique(calls.created_ms).size < 0.8 * calls.hub.size
    np.testing.assert_array_equal(of_other(name, scenario, calls), wait_ms)


@needs_compiler
@pytest.mark.parametrize("engine", engines.available())
def test_c_with_people_sends_the_same_officers(engine: str) -> None:
    """Whoever is sent, from when to when, and what everybody did all the time."""
    world = build(definition.scenario(3), 1917, 0)
    state = engines.simulator(engine)(world)
    found = in_c.simulate_people(world)
    np.testing.assert_array_equal(found.wait_ms, waits_of(definition.calls_of(world), state))
    sent = found.officer >= 0
    np.testing.assert_array_equal(found.officer[sent], state.deployments.officer)
    np.testing.assert_array_equal(found.assigned_ms[sent], state.deployments.assigned_ms)
    np.testing.assert_array_equal(found.left_ms[sent], state.deployments.left_ms)
    account = state.officers.account_ms.reshape(-1, ACTIVITIES)
    columns = [Activity.OFF_DUTY, Activity.AVAILABLE, Activity.SCENE]
    np.testing.assert_array_equal(found.account_ms.reshape(-1, 3), account[:, columns])


def test_overtaking_would_be_seen() -> None:
    scenario = definition.scenario(3)
    (name, kind), *_ = scenario.incident_types.items()
    types = {name: kind.model_copy(update={"bypass": True})}
    calls, wait_ms = of_sixhubs(
        scenario.model_copy(update={"incident_types": types}), 1917, "simpy"
    )
    strict = of_other("heapq in plain Python", scenario, calls)
    assert np.count_nonzero(strict != wait_ms) > 10


@pytest.mark.parametrize("name", EVERY_OTHER)
def test_by_hand(name: str) -> None:
    """One hub; two officers until the changeover at minute 60, then three."""
    rows = [
        # minute, grade, officers, scene, wait
        (0, 3, 1, 50, 0),
        (1, 3, 2, 10, 94),  # one is free; two are at 95, after those of higher grades
        (2, 2, 1, 100, 0),  # of a higher grade, so takes the one who is free
        (3, 3, 1, 10, 92),  # does not overtake the call for two; goes with it at 95
        (55, 1, 2, 30, 5),  # one is free, who goes home at 60; the new shift takes it
        (56, 2, 2, 5, 34),  # one of the new shift is left at 60; goes at 90
        (71, 3, 1, 5, 34),  # at 102 an officer of the old shift goes home; goes at 105
    ]
    start_ms = 6 * MS_PER_HOUR
    columns = np.array(rows, dtype=np.int64).T
    at, grade, officers, scene, wait = columns
    calls = Calls(
        start_ms + at * MS_PER_MIN, np.zeros_like(at), grade, officers, scene * MS_PER_MIN
    )
    changes = Changeovers([0, 7 * MS_PER_HOUR, 23 * MS_PER_HOUR], [2, 3, 2])
    found = OTHERS[name](calls, changes, 1, MS_PER_DAY)
    assert (found / MS_PER_MIN).tolist() == wait.tolist()


def test_changeovers_are_those_of_the_rota() -> None:
    scenario = definition.scenario(4)
    duties = build(scenario, 1917, 0).duties
    at_ms, officers = definition.changeovers(scenario)
    members = np.diff(duties.first_member)
    for hub in range(len(scenario.hubs)):
        own = duties.hub == hub
        assert duties.start_ms[own].tolist() == at_ms
        assert members[own].tolist() == officers
    assert set(officers) == {8, 12}


def test_calls_drawn_in_blocks_are_of_the_same_kind() -> None:
    scenario = definition.scenario(84)
    drawn = definition.draw(scenario, np.random.default_rng(1))
    calls = definition.calls_of(build(scenario, 1917, 0))
    assert (np.diff(drawn.created_ms) >= 0).all()
    for which in (drawn, calls):
        number = which.hub.size
        assert abs(number - 84 * 6 * 200) < 5 * number**0.5
        share = np.bincount(which.grade, minlength=4)[1:] / number
        np.testing.assert_allclose(share, [0.1, 0.4, 0.5], atol=0.01)
        assert abs(which.officers.mean() - 1.3) < 0.01
        scene_min = which.scene_ms / MS_PER_MIN
        assert abs(scene_min.mean() - 45) < 5 * 45 / number**0.5
        assert abs(scene_min.std() / 45 - 1) < 0.1
        hour = which.created_ms // MS_PER_HOUR % 24
        by_hour = np.bincount(hour, minlength=24) / number * 24
        sine = 1 + 0.3 * np.cos(2 * np.pi * (np.arange(24) + 0.5 - 15) / 24)
        np.testing.assert_allclose(by_hour, sine, atol=0.08)


def test_waits_that_have_not_ended_are_left_out_of_the_mean() -> None:
    calls = Calls(*np.array([[0, 1, 2], [0, 0, 0], [1, 1, 1], [1, 1, 1], [9, 9, 9]]))
    wait_ms = np.array([2 * MS_PER_MIN, 4 * MS_PER_MIN, definition.STILL_WAITING])
    with np.errstate(invalid="ignore"):
        assert definition.mean_waits_min(calls, wait_ms)[0] == 3


def test_nothing_happens_at_the_horizon() -> None:
    calls = Calls(*(np.array([value, value]) for value in (0, 0, 1, 1, MS_PER_HOUR)))
    wait_ms = in_heapq.simulate(calls, Changeovers([0], [1]), 1, MS_PER_HOUR)
    assert wait_ms.tolist() == [0, definition.STILL_WAITING]
