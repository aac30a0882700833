"""The compiled passes give, bit for bit, what NumPy gives for each sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, seed, settings

from sim.clock import MS_PER_HOUR
from sim.engine.compiled.engine import simulate
from sim.outputs.measures import sums
from sim.outputs.measures.summed import districts_of
from sim.outputs.measures.view import View, view_of
from sim.outputs.measures.week import time_within, waited_ms
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import GRADES, Floats, World
from sim.world.build import build, names
from tests.engine.both import EXAMPLES
from tests.house.tree import ROOT
from tests.outputs import in_numpy, tiny
from tests.support.strategies import scenario_of, scenarios

SUMS = {name: number for name, number in vars(sums).items() if name.isupper()}
OF_TEAMS = {name: number for name, number in SUMS.items() if name.startswith("TEAM_")}


def agree(view: View) -> set[int]:
    """See that all sums are those of NumPy; return which are above zero anywhere."""
    world, found, seen = view.world, view.sums, set()
    district = districts_of(view.names)
    kinds = (
        (found.hub, world.drawn.hub, world.sizes.hubs),
        (found.district, district.number[world.drawn.district], len(district.names)),
        (found.type, world.drawn.type, world.sizes.types),
    )
    for table, place, places in kinds:
        expected = in_numpy.tables(view, place, places)
        for number in range(table.shape[0]):
            cells = expected.get(number, np.zeros((places, GRADES)))
            assert table[number, 1:, 1:].tobytes() == cells.tobytes(), number
            assert totals(table[number])
            seen |= {number} if cells.any() else set()
    by_team = in_numpy.by_team(view)
    for number in range(sums.TEAM_SUMS):
        assert found.team[number, 1:, 1:].tobytes() == by_team[number].astype(float).tobytes()
    since, until = in_numpy.by_last_since(view), in_numpy.by_last_until(view)
    until[since < 0] = -1
    edges = np.arange(0, world.sizes.horizon_ms + 1, MS_PER_HOUR, dtype=np.int64)
    cell, cells = world.drawn.hub * GRADES + view.state.incidents.grade, world.sizes.hubs * GRADES
    waited = time_within(edges, since, until, group=cell, groups=cells)
    assert waited_ms(view, edges).tolist() == waited.tolist()
    return seen


def totals(table: Floats) -> bool:
    """Whether the first row and column are sums of the others."""
    close = np.allclose(table[0], table[1:].sum(axis=0), rtol=1e-12)
    return close and np.allclose(table[:, 0], table[:, 1:].sum(axis=1), rtol=1e-12)


def view_after(scenario: Scenario, world: World) -> View:
    return view_of(scenario, names(scenario), world, simulate(world))


def test_sums_of_a_run_written_by_hand() -> None:
    view = view_of(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())
    assert sums.RESPONSE_MS in agree(view)


def test_sums_of_random_scenarios() -> None:
    seen: set[int] = set()

    @seed(1)
    @settings(EXAMPLES, max_examples=40)
    @given(scenarios())
    def example(data: object) -> None:
        scenario = scenario_of(data)
        seen.update(agree(view_after(scenario, build(scenario, scenario.run.seed, 0))))

    example()
    assert len(seen) > sums.SUMS // 2


@pytest.mark.slow
def test_sums_of_the_baseline() -> None:
    base = load(ROOT / "scenarios" / "sussex-2017.yaml").scenario
    run = base.run.model_copy(update={"days": 14, "warm_up_days": 1})
    scenario = base.model_copy(update={"run": run})
    seen = agree(view_after(scenario, build(scenario, 1, 0)))
    assert seen >= {sums.HARM_WAIT_MS, sums.RECORDED, sums.CHASED, sums.PREVENTED_DAYS, sums.AGREED}
