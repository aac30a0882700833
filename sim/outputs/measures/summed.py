"""The sums of `passes` over a finished run, as tables by hub, district or type and by grade."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.outputs.measures import passes
from sim.outputs.measures import sums as of
from sim.outputs.measures.steps import growth_steps
from sim.scenario.facts.casework import is_crime
from sim.scenario.facts.harm import costs_gbp, harm_days, reported_share
from sim.scenario.facts.multiplier import demand_reacts
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import GRADES, Bools, Codes, Floats, Ints, Names, Shorts, World


class Summed(NamedTuple):
    """Every sum of a run; the first of the places and grades of a table are all together."""

    hub: Floats  #: (sums, hubs + 1, grades + 1)
    district: Floats  #: (those of `sums.PARTS`, districts + 1, grades + 1)
    type: Floats  #: (the same, types + 1, grades + 1)
    team: Floats  #: (sums by team, roles + 1, hubs + 1), without the last of the hubs


class Districts(NamedTuple):
    """The districts of a force, those places that are part of one put together."""

    names: tuple[str, ...]
    number: Shorts  #: (places,) district of each


def districts_of(names: Names) -> Districts:
    """Return the districts of a force."""
    part_of = names.part_of or names.districts
    found = tuple(dict.fromkeys(part_of))
    return Districts(found, np.array([found.index(name) for name in part_of], dtype=np.int32))


def moments_ms(world: World) -> list[int]:
    """Return the moments at which queues are counted, the end last; none in a short run."""
    end = world.sizes.horizon_ms
    step, number = growth_steps((end - world.sizes.warm_up_ms) // MS_PER_DAY)
    return [end - n * step * MS_PER_DAY for n in range(number, -1, -1)] if step else []


def summed(scenario: Scenario, names: Names, world: World, state: State, happened: Bools) -> Summed:
    """Return every sum over the incidents that happened, and over the officers sent to them.

    Parameters
    ----------
    scenario, names, world, state
        As for `sim.outputs.measures.all_measures`; the world without cases open at the start.
    happened : Bools
        (incidents,) whether each came about before the horizon.
    """
    sizes, districts = world.sizes, districts_of(names)
    parts = len(districts.names) + sizes.types
    totals = _Totals(
        hub=short(world.drawn.hub),
        district=districts.number[world.drawn.district],
        type=short(world.drawn.type),
        districts=len(districts.names),
        sums=np.zeros((sizes.hubs * GRADES, of.SUMS)),
        of_part=np.zeros((parts * GRADES, of.PARTS)),
        of_team=np.zeros((sizes.roles * (sizes.hubs + 1), of.TEAM_SUMS)),
    )
    _add_incidents(scenario, world, state, happened, totals)
    _add_sent(world, state, happened, totals)
    of_part = np.ascontiguousarray(totals.of_part.T).reshape(of.PARTS, parts, GRADES)
    by_team = np.ascontiguousarray(totals.of_team.T).reshape(of.TEAM_SUMS, sizes.roles, -1)
    team = np.concatenate([by_team.sum(axis=2, keepdims=True), by_team[:, :, :-1]], axis=2)
    return Summed(
        hub=_with_totals(np.ascontiguousarray(totals.sums.T).reshape(of.SUMS, sizes.hubs, GRADES)),
        district=_with_totals(of_part[:, : totals.districts]),
        type=_with_totals(of_part[:, totals.districts :]),
        team=np.concatenate([team.sum(axis=1, keepdims=True), team], axis=1),
    )


class _Totals(NamedTuple):
    """Where each incident counts, and what is summed there."""

    hub: Shorts
    district: Shorts
    type: Shorts
    districts: int
    sums: Floats  #: (hubs * GRADES, sums)
    of_part: Floats  #: ((districts + types) * GRADES, those sums that are broken down)
    of_team: Floats  #: (roles * (hubs + 1), sums by team)


def _add_incidents(
    scenario: Scenario, world: World, state: State, happened: Bools, totals: _Totals
) -> None:
    """Add incidents to the sums, by both of their grades."""
    sizes, drawn, incidents, rules = world.sizes, world.drawn, state.incidents, world.grades
    types = scenario.incident_types.values()
    of_type = np.array(
        [
            harm_days(scenario),
            costs_gbp(scenario),
            [1 / reported_share(one.reporting) for one in types],
            [float(is_crime(one.investigation)) for one in types],
        ]
    )
    moments = np.array(moments_ms(world), dtype=np.int64)
    first_choice = world.teams.preferred.reshape(-1, sizes.roles)[world.teams.class_of, 0]
    state_now, grade, outcome = map(codes, (incidents.state, incidents.grade, incidents.outcome))
    at_first, begin_ms, end_ms = codes(drawn.grade), sizes.warm_up_ms, sizes.horizon_ms
    passes.of_last_grade(
        happened, drawn.created_ms, totals.hub, totals.district, totals.type, drawn.vulnerable,
        state_now, grade, incidents.due_since_ms, incidents.contacted_ms,
        incidents.first_assigned_ms, incidents.first_arrived_ms, incidents.finished_ms, outcome,
        incidents.first_appointment_ms, short(incidents.appointments_missed), rules.at_desk,
        rules.target_ms, rules.slot_ms, np.ascontiguousarray(first_choice, dtype=np.int64),
        of_type[0], moments, begin_ms, end_ms, sizes.hubs, totals.districts,
        totals.sums, totals.of_part, totals.of_team,
    )  # fmt: skip
    passes.of_first_grade(
        happened, drawn.created_ms, totals.hub, totals.district, totals.type, at_first,
        short(drawn.task), codes(drawn.repeat), drawn.closed_by_rule, drawn.unrecorded,
        drawn.file_ms, codes(drawn.without_charge), state_now, incidents.assessed_ms,
        incidents.first_arrived_ms, outcome, incidents.arrested, codes(state.cases.state),
        codes(state.chasers.made), short(world.chasers.row), of_type, begin_ms, GRADES,
        totals.districts, totals.sums, totals.of_part,
    )  # fmt: skip
    passes.of_candidates(
        happened, drawn.created_ms, totals.hub, totals.type, at_first, short(drawn.mark),
        short(drawn.parent), state_now, grade, incidents.due_since_ms, incidents.assessed_ms,
        incidents.contacted_ms, incidents.finished_ms, outcome, rules.at_desk, of_type[0], moments,
        demand_reacts(scenario), begin_ms, end_ms, np.empty(sizes.incidents, dtype=np.bool_),
        totals.sums,
    )  # fmt: skip


def _add_sent(world: World, state: State, happened: Bools, totals: _Totals) -> None:
    """Add officers sent to the sums."""
    sizes, incidents, sent = world.sizes, state.incidents, state.deployments
    passes.of_sent(
        happened, world.drawn.created_ms, totals.hub, totals.district, totals.type,
        codes(incidents.grade), codes(incidents.team), codes(incidents.outcome),
        incidents.first_arrived_ms, short(sent.incident), short(sent.officer), sent.assigned_ms,
        sent.arrived_ms, sent.left_ms, codes(sent.ended_by), world.people.role, world.people.hub,
        sizes.warm_up_ms, sizes.horizon_ms, sizes.hubs, totals.districts, GRADES, totals.sums,
        totals.of_part, totals.of_team,
    )  # fmt: skip


def short(column: Shorts | Ints) -> Shorts:
    """Return a column as the passes take it, which it is already but in worlds made by hand."""
    return np.ascontiguousarray(column, dtype=np.int32)


def codes(column: Codes | Ints) -> Codes:
    """Return a column of codes as `_short` does."""
    return np.ascontiguousarray(column, dtype=np.int8)


def _with_totals(cells: Floats) -> Floats:
    """Put sums of all grades and of all places before those of (sums, places, grades)."""
    by_place = np.concatenate([cells.sum(axis=2, keepdims=True), cells], axis=2)
    # Sums of fractions depend on the order in which they are added: places follow each other.
    by_grade = np.ascontiguousarray(by_place.transpose(0, 2, 1))
    return np.concatenate([by_grade.sum(axis=2)[:, np.newaxis], by_place], axis=1)
