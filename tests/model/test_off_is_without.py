"""What is there and does nothing leaves every event and every measure as it is without it.

Each mechanism of demand and prevention is switched on as well, so that no row passes only because
its mechanism never does anything; and what it then does has the sign that is stated.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.engine.comparing import FIELDS
from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.view import view_of
from sim.scenario.facts.multiplier import CHANNELS
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build, names
from tests.support.mechanisms import COUNTY, MECHANISMS, Data, Mechanism

Rows = dict[tuple[str, ...], float]
WAYS = [(name, way) for name, each in MECHANISMS.items() for way in each.off]


def merged(data: Data, changes: Data) -> Data:
    """Return data with changes in their places; lists and mixes of numbers are replaced."""
    found = copy.copy(data)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if both else value
    return found


def scenario_of(*changes: Data) -> Scenario:
    data = COUNTY
    for each in changes:
        data = merged(data, each)
    scenario, found = examine(copy.deepcopy(data))
    assert scenario is not None, found
    assert not found, found
    return scenario


def run(scenario: Scenario) -> tuple[State, Rows]:
    """Return the run of a scenario, and its measures by measure, team, hub and grade."""
    world = build(scenario, 3, 0)
    state = simulate(world, log=True)
    rows = measures_of(view_of(scenario, names(scenario), world, state))
    cells = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
    return state, dict(zip(cells, rows.value.tolist(), strict=True))


@cache
def without(name: str) -> tuple[State, Rows]:
    return run(scenario_of(MECHANISMS[name].base))


def lines_of_others(mechanism: Mechanism, state: State) -> dict[str, Any]:
    """Return the event log without the lines that are about the mechanism alone."""
    kept = ~np.isin(state.log.record, mechanism.writes)
    number = np.where(kept, np.cumsum(kept) - 1, -2)
    columns = {field: getattr(state.log, field)[kept] for field in FIELDS}
    parent = columns["parent"]
    columns["parent"] = np.where(parent < 0, parent, number[parent])
    return columns


def same_log(mechanism: Mechanism, one: State, other: State) -> bool:
    mine, theirs = lines_of_others(mechanism, one), lines_of_others(mechanism, other)
    return all(np.array_equal(mine[field], theirs[field]) for field in FIELDS)


def of_others(mechanism: Mechanism, rows: Rows) -> dict[tuple[str, ...], str]:
    """Return the measures that are not about the mechanism alone, to the last bit."""
    mine = mechanism.own
    return {cell: v.hex() for cell, v in rows.items() if not (mine and cell[0].startswith(mine))}


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[f"{n}: {w}" for n, w in WAYS])
def test_off_is_exactly_without(name: str, way: str) -> None:
    mechanism = MECHANISMS[name]
    plain, plain_rows = without(name)
    off, off_rows = run(scenario_of(mechanism.base, mechanism.off[way]))
    assert len(plain.log.time_ms) > 1000
    assert same_log(mechanism, plain, off)
    before, after = of_others(mechanism, plain_rows), of_others(mechanism, off_rows)
    assert {cell: after[cell] for cell in before} == before
    more = [off_rows[cell] for cell in after if cell not in before]
    assert not np.nansum(np.abs(more)), "a measure that only this scenario has is not 0"


@pytest.mark.parametrize("name", MECHANISMS)
def test_on_it_acts_and_with_the_sign_that_is_stated(name: str) -> None:
    mechanism = MECHANISMS[name]
    plain, plain_rows = without(name)
    on, on_rows = run(scenario_of(mechanism.base, mechanism.on))
    assert same_log(mechanism, plain, on) != mechanism.log_differs
    assert mechanism.raises
    for measured, higher in mechanism.raises.items():
        measure, _, team = measured.partition(" of ")
        cell = (measure, team or ALL, ALL, ALL)
        before = plain_rows.get(cell, 0.0)
        assert (on_rows[cell] > before, on_rows[cell] < before) == (higher, not higher), measured


def test_every_channel_of_demand_is_among_them() -> None:
    """A channel added to the multiplier owes a row here."""
    acting = [scenario_of(each.base, each.on) for each in MECHANISMS.values()]

    def acts(channel: Any) -> bool:
        return any(channel(one, name) is not None for one in acting for name in one.incident_types)

    assert [why for why, channel in CHANNELS.items() if not acts(channel)] == []


def test_a_budget_moves_nothing_that_is_simulated() -> None:
    """Comparisons alone read it: tests/report/test_money.py."""
    plain, plain_rows = run(scenario_of())
    asked, asked_rows = run(scenario_of({"budget": {"target_gbp": 27.5e6, "done_gbp": 14e6}}))
    assert all(np.array_equal(getattr(plain.log, f), getattr(asked.log, f)) for f in FIELDS)
    assert {cell: value.hex() for cell, value in asked_rows.items()} == {
        cell: value.hex() for cell, value in plain_rows.items()
    }
