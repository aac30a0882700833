"""Incidents of the weeks before the run whose cases may still be open when it starts.

They are those of `sim.world.arrivals`, of all types at once: few are left of each. The marks that
tell whether a case is investigated, and may be open, are drawn first, and the rest only for those.
Times are counted from the start of the run, so they are below 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Floats, Ints
from sim.world.arrivals import TypePlan, rounded_down
from sim.world.casework import CASE_WIDTH, CASEWORK_WIDTH, OUTCOME_WIDTH
from sim.world.demand_cells import StreamNames, cell_streams
from sim.world.intensity import time_in_week_ms
from sim.world.marks import poisson_count
from sim.world.repeats import chains, has_repeats
from sim.world.splitmix64 import hashed
from sim.world.streams import Named, Streams, following, hashed_uniforms, part, with_hashes


class TypeBefore(NamedTuple):
    """What is known of one type's incidents of the weeks before the run."""

    arrivals: TypePlan
    share: float  #: of the incidents that are investigated
    least_mark: Floats  #: (weeks,) below this mark of its waits a case of a week is closed


class BeforePlan(NamedTuple):
    """What is known of the incidents before any is drawn; (cells,) of all types, type by type."""

    types: tuple[TypeBefore, ...]
    first_day: int  #: of the run, from the epoch Monday
    tick_ms: int
    places: tuple[tuple[StreamNames, range], ...]  #: places and weeks of each type
    first: Ints  #: (types + 1,) first cell of each, and the end of the last
    first_of_layer: Ints  #: (layers of all types + 1,) the same of each layer
    type: Ints  #: (cells,) place among the types
    number: Ints  #: place of its streams among those of all types
    mean: Floats  #: how many first incidents are to be expected
    layer: Ints  #: its code
    district: Ints
    row: Ints  #: of its week in the shapes of its layer
    week: Ints
    begins_ms: Ints  #: when its week begins
    least_mark: Floats  #: as of its type and week
    share: Floats
    repeats: Bools  #: whether its incidents may be followed by others


class Candidates(NamedTuple):
    """Incidents whose cases may be open, type by type; each (candidates,)."""

    type: Ints  #: place among the types of the plan
    district: Ints
    week: Ints
    ordinal: Ints
    layer: Ints
    repeat: Ints
    created_ms: Ints


class _CountedCells(NamedTuple):
    """The cells that have any first incidents."""

    plan: BeforePlan
    number: Ints  #: places of their streams
    incidents: Ints  #: how many each has
    first: Ints  #: (all cells,) the first one of each, counted over all

    def marks(
        self, streams: Streams, purpose: str, width: int, only: Ints | None = None, behind: int = 0
    ) -> Floats:
        """Draw the marks of a purpose; see `Streams.uniforms`."""
        named = _named(self.plan.places, purpose)
        return streams.uniforms(named, self.number, self.incidents, width, only=only, behind=behind)


class _FirstsBefore(NamedTuple):
    """First incidents of all types, as far as more is drawn of them."""

    cells: _CountedCells
    case: Floats  #: (3, all first incidents) marks of the purpose ``case``
    row: Ints  #: among all of them
    cell: Ints
    may_be_open: Bools
    created_ms: Ints

    def ordinal(self) -> Ints:
        """Return their numbers within their cells."""
        return self.row - self.cells.first[self.cell]


class _RepeatsBefore(NamedTuple):
    """Repeats of one type whose cases may be open."""

    type_name: str
    primary: Ints  #: row of the first incident
    number: Ints
    key: Keys
    case: Floats  #: (3, repeats)
    created_ms: Ints


def plan_before(types: Sequence[TypeBefore], first_day: int, tick_ms: int) -> BeforePlan:
    """Return what is known of the incidents of some types, each with any to be expected.

    Parameters
    ----------
    types : sequence of TypeBefore
        At least one.
    first_day : int
        On which the run starts, from the epoch Monday.
    tick_ms : int
        Time grid.
    """
    columns: list[tuple[Ints | Floats | Bools, ...]] = []
    streams = cells = 0
    of_layers: list[int] = []
    for number, each in enumerate(types):
        plan = each.arrivals
        row, district = np.divmod(plan.cell, len(plan.places[0]))
        layer, row = np.divmod(row, len(plan.weeks))
        week = plan.weeks.start + row
        repeats = has_repeats(plan.incident_type.repeat)
        columns.append((
            np.full_like(row, number), streams + plan.cell, plan.mean, plan.code[layer], district,
            row, week, (7 * week - first_day) * clock.MS_PER_DAY, each.least_mark[row],
            np.full(row.shape, each.share), np.full(row.shape, repeats),
        ))  # fmt: skip
        of_layers += [cells + int(np.searchsorted(layer, n)) for n in range(len(plan.layers))]
        cells += row.size
        streams += len(plan.layers) * len(plan.weeks) * len(plan.places[0])
    return BeforePlan(
        tuple(types),
        first_day,
        tick_ms,
        tuple((each.arrivals.places, each.arrivals.weeks) for each in types),
        np.cumsum([0, *(each.arrivals.cell.size for each in types)]),
        np.array([*of_layers, cells]),
        *(np.concatenate(column) for column in zip(*columns, strict=True)),
    )


@lru_cache(maxsize=256)
def _named(places: tuple[tuple[StreamNames, range], ...], purpose: str) -> Named:
    """Return the streams of a purpose, of all cells of several types."""
    parts = [cell_streams(*of_type, purpose) for of_type in places]
    hashes = np.concatenate([each.hashes for each in parts])
    return with_hashes(hashes, lambda: [name for each in parts for name in each.spell()])


def candidates(plan: BeforePlan, streams: Streams) -> tuple[Candidates, dict[str, Floats]]:
    """Draw the incidents whose cases may be open at the start, and their marks by purpose."""
    firsts = _first_incidents(plan, streams)
    repeats = _repeats(plan, streams, firsts)
    since_ms = np.array([-each.arrivals.end_ms for each in plan.types])
    shown = np.flatnonzero(firsts.may_be_open)
    created_ms = firsts.created_ms[shown]
    inside = (created_ms >= since_ms[plan.type[firsts.cell[shown]]]) & (created_ms < 0)
    shown, created_ms = shown[inside], created_ms[inside]
    whose = np.concatenate([shown, *(each.primary for each in repeats)])
    type_ = plan.type[firsts.cell[whose]]
    order = np.argsort(type_, kind="stable")  # of each type, first incidents before repeats
    whose = whose[order]
    cell = firsts.cell[whose]
    number = np.concatenate([np.zeros_like(shown), *(each.number for each in repeats)])
    created_ms = np.concatenate([created_ms, *(each.created_ms for each in repeats)])
    found = Candidates(
        type=type_[order],
        district=plan.district[cell],
        week=plan.week[cell],
        ordinal=firsts.ordinal()[whose],
        layer=plan.layer[cell],
        repeat=number[order],
        created_ms=created_ms[order],
    )
    rows = firsts.row[shown]
    case = np.hstack([firsts.case[:, rows], *(each.case for each in repeats)])

    def drawn(purpose: str, width: int) -> Floats:
        behind = whose.size - rows.size
        table = firsts.cells.marks(streams, purpose, width, only=rows, behind=behind)
        at = rows.size
        for each in repeats:
            key = _key_of_repeats(streams, each.type_name, purpose)
            hashed(key, each.key, np.arange(width), table, at)
            at += each.key.size
        return table[:, order]

    return found, {
        "case": case[:, order],
        "casework": drawn("casework", CASEWORK_WIDTH),
        "outcome": drawn("outcome", OUTCOME_WIDTH),
    }


def _first_incidents(plan: BeforePlan, streams: Streams) -> _FirstsBefore:
    """Draw the first incidents whose cases may be open, and all of types that have repeats."""
    (u,) = streams.uniforms(_named(plan.places, "counts"), plan.number, np.ones_like(plan.number))
    count = poisson_count(plan.mean, u)
    some = np.flatnonzero(count)
    cells = _CountedCells(plan, plan.number[some], count[some], np.cumsum(count) - count)
    cell = np.repeat(some, cells.incidents)
    case = cells.marks(streams, "case", CASE_WIDTH)
    may = (case[0] < plan.share[cell]) & (case[2] >= plan.least_mark[cell])
    row = np.flatnonzero(may | plan.repeats[cell])
    cell = cell[row]
    (u,) = cells.marks(streams, "times", 1, only=row)
    created_ms = np.empty_like(row)
    layers = [layer for each in plan.types for layer in each.arrivals.layers]
    bounds = np.searchsorted(cell, plan.first_of_layer)
    week, begins_ms = plan.row[cell], plan.begins_ms[cell]
    for layer, begin, end in zip(layers, bounds[:-1], bounds[1:], strict=True):
        ours = slice(begin, end)
        created_ms[ours] = time_in_week_ms(layer.shapes, week[ours], begins_ms[ours], u[ours])
    created_ms = rounded_down(created_ms, plan.tick_ms)
    return _uncut(plan, streams, _FirstsBefore(cells, case, row, cell, may[row], created_ms))


def _uncut(plan: BeforePlan, streams: Streams, firsts: _FirstsBefore) -> _FirstsBefore:
    """Return the first incidents that the factors below 1 leave."""
    cuts = [(number, cut) for number, each in enumerate(plan.types) for cut in each.arrivals.cuts]
    if not cuts:
        return firsts
    cells, case, row, cell, may, created_ms = firsts
    stays = np.ones(row.shape, dtype=np.bool_)
    hour = (created_ms - plan.begins_ms[cell]) // clock.MS_PER_HOUR
    hour += clock.HOURS_PER_WEEK * plan.row[cell]
    for name in dict.fromkeys(cut.name for _, cut in cuts):
        (u,) = cells.marks(streams, f"kept by {name}", 1, only=row)
        for number, cut in cuts:
            if cut.name == name:
                ours = slice(*np.searchsorted(cell, plan.first[number : number + 2]))
                stays[ours] &= cut.leaves(hour[ours], plan.district[cell[ours]], u[ours])
    return _FirstsBefore(cells, case, row[stays], cell[stays], may[stays], created_ms[stays])


def _repeats(plan: BeforePlan, streams: Streams, firsts: _FirstsBefore) -> list[_RepeatsBefore]:
    """Draw the repeats of each type whose cases may be open."""
    of_cell = streams.register(_named(plan.places, "repeats"))[plan.number]
    key = following(of_cell[firsts.cell], firsts.ordinal() + 1)
    found = []
    for number, each in enumerate(plan.types):
        arrivals = each.arrivals
        if not has_repeats(arrivals.incident_type.repeat):
            continue
        begin, end = np.searchsorted(firsts.cell, plan.first[number : number + 2])
        chain = chains(
            streams, arrivals.name, arrivals.incident_type, None, arrivals.delays, arrivals.times,
            firsts.created_ms[begin:end], key[begin:end], plan.first_day, 0, plan.tick_ms,
        )  # fmt: skip
        u = hashed_uniforms(
            _key_of_repeats(streams, arrivals.name, "case"), chain.key, np.arange(CASE_WIDTH)
        ).T
        week = (plan.first_day + chain.created_ms // clock.MS_PER_DAY) // 7 - arrivals.weeks.start
        may = (u[0] < each.share) & (u[2] >= each.least_mark[week])
        rows = np.flatnonzero(may & (chain.created_ms >= -arrivals.end_ms))
        found.append(_RepeatsBefore(
            arrivals.name, begin + chain.primary[rows], chain.number[rows], chain.key[rows],
            u[:, rows], chain.created_ms[rows],
        ))  # fmt: skip
    return found


def _key_of_repeats(streams: Streams, type_name: str, purpose: str) -> np.uint64:
    return streams.key(f"{part(type_name)}/repeats/{purpose}")
