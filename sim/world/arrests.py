"""Arrests: what is drawn of each incident, and how far they depend on the response time.

The chance of an arrest is multiplied by (response time / reference) to the power of minus the
elasticity (see `sim.scenario.schema.arrests`), out of a table that a compiled clock can look up.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.schema.arrests import Arrests
from sim.scenario.schema.demand import IncidentType
from sim.world.arrays import GRADES, MILLIONTHS, NO_ARREST, ArrestRules, Bools, Floats, Ints
from sim.world.attribute_loops import arrest_marks
from sim.world.blocks import Blocks, spread
from sim.world.grades import flags, share_by_grade
from sim.world.marks import ByCode, duration_by_code_ms, durations_by_code
from sim.world.streams import Streams
from sim.world.time_grid import on_grid_ms

#: Marks per incident of each purpose; never to be changed.
CUSTODY_WIDTH = 2
DETENTION_WIDTH = 1
#: Steps of the table up to the reference, and how far beyond it reaches; the last value holds on.
STEPS = 64
REFERENCES = 16


class ArrestPlan(NamedTuple):
    """At which incidents somebody may be arrested, and what that takes."""

    types: Bools  #: (types,)
    share: Floats  #: (types, GRADES)
    custody: ByCode | None  #: minutes of the officer by type; None if nobody is ever arrested
    detaining: Bools  #: (types,) that occupy cells
    detained: ByCode | None  #: hours by type; None if none do
    tick_ms: int


def arrest_rules(arrests: Arrests, tick_ms: int) -> ArrestRules:
    """Return how far arrests depend on the response time; not at all without an elasticity."""
    reference_ms = np.zeros(GRADES, dtype=np.int64)
    if arrests.elasticity > 0:
        for grade, minutes in arrests.reference_min.items():
            reference_ms[grade] = max(on_grid_ms(minutes, tick_ms), 1)
    return ArrestRules(reference_ms, _table(arrests), STEPS)


def _table(arrests: Arrests) -> Ints:
    """Return the factor by response time in steps of the reference, in millionths."""
    ratio = np.arange(STEPS * REFERENCES + 1) / STEPS
    factor = np.full(ratio.shape, arrests.factor_limit)
    factor[1:] = np.minimum(ratio[1:] ** -arrests.elasticity, arrests.factor_limit)
    return np.asarray(np.rint(factor * MILLIONTHS), dtype=np.int64)


def plan_arrests(types: Collection[IncidentType], tick_ms: int) -> ArrestPlan:
    """Return at which incidents somebody may be arrested, and what that takes."""
    arrests = {code: each.arrest for code, each in enumerate(types) if each.arrest is not None}
    share = np.zeros((len(types), GRADES))
    for code, arrest in arrests.items():
        share[code] = share_by_grade(arrest.share, arrest.grades)
    custody = {code: arrest.custody_min for code, arrest in arrests.items()}
    detained = {code: hours for code, each in arrests.items() if (hours := each.detained_hours)}
    return ArrestPlan(
        types=flags(custody, len(types)),
        share=share,
        custody=durations_by_code(custody, len(types)),
        detaining=flags(detained, len(types)),
        detained=durations_by_code(detained, len(types)),
        tick_ms=tick_ms,
    )


def arrest_columns(
    plan: ArrestPlan, streams: Streams, blocks: Blocks, grade: Ints
) -> dict[str, Any]:
    """Draw at which factor there is an arrest, at the grades at which they are made, and custody.

    Parameters
    ----------
    plan : ArrestPlan
        From `plan_arrests`.
    streams, blocks : Streams, Blocks
        Where the marks come from, and the incidents.
    grade : Ints
        (incidents,) grade of each, as first given.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`.
    """
    if plan.custody is None:
        return {}
    types, code = plan.types, blocks.codes(plan.types)
    u_whether, u = blocks.marks(streams, "custody", CUSTODY_WIDTH, types=types)
    mark = arrest_mark(u_whether, plan.share[code, blocks.taken(types, grade)])
    custody_ms = duration_by_code_ms(plan.custody, code, u, clock.MS_PER_MIN, plan.tick_ms)
    columns = {
        "arrest_mark": spread(blocks, types, mark, NO_ARREST),
        "custody_ms": spread(blocks, types, custody_ms),
    }
    if plan.detained is not None:
        types, code = plan.detaining, blocks.codes(plan.detaining)
        (u,) = blocks.marks(streams, "detention", DETENTION_WIDTH, types=types)
        detained_ms = duration_by_code_ms(plan.detained, code, u, clock.MS_PER_HOUR, plan.tick_ms)
        columns["detained_ms"] = spread(blocks, types, detained_ms)
    return columns


def arrest_mark(u: Floats, share: float | Floats) -> Ints:
    """Return above which factor of the response time there is an arrest, in millionths.

    Somebody is arrested when u < share * factor: at a factor of 1 in exactly that share.
    """
    return arrest_marks(u, np.broadcast_to(share, u.shape).astype(np.float64, copy=False))
