"""Arrests: what is drawn of each incident, and how far they depend on the response time.

The chance of an arrest is multiplied by (response time / reference) to the power of minus the
elasticity (see `sim.scenario.schema.arrests`), out of a table that a compiled clock can look up.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.scenario.schema.arrests import Arrests
from sim.scenario.schema.demand import Arrest
from sim.world.arrays import GRADES, MILLIONTHS, NO_ARREST, ArrestRules, Floats, Ints
from sim.world.arrivals import Block
from sim.world.attribute_loops import arrest_marks
from sim.world.grades import flags
from sim.world.marks import duration_ms
from sim.world.streams import Streams
from sim.world.time_grid import on_grid_ms

#: Marks per incident of each purpose; never to be changed.
CUSTODY_WIDTH = 2
DETENTION_WIDTH = 1
#: Steps of the table up to the reference, and how far beyond it reaches; the last value holds on.
STEPS = 64
REFERENCES = 16


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


def arrest_columns(
    streams: Streams, block: Block, grade: Ints, arrest: Arrest, tick_ms: int
) -> dict[str, Any]:
    """Draw at which factor there is an arrest, at the grades at which they are made, and custody.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`.
    """
    u_whether, u_custody = block.marks(streams, "custody", CUSTODY_WIDTH)
    mark = arrest_mark(u_whether, arrest.share)
    if arrest.grades:
        mark[~flags(arrest.grades)[grade]] = NO_ARREST
    columns = {
        "arrest_mark": mark,
        "custody_ms": duration_ms(arrest.custody_min, u_custody, clock.MS_PER_MIN, tick_ms),
    }
    if arrest.detained_hours is not None:
        (u,) = block.marks(streams, "detention", DETENTION_WIDTH)
        detained_ms = duration_ms(arrest.detained_hours, u, clock.MS_PER_HOUR, tick_ms)
        columns["detained_ms"] = detained_ms
    return columns


def arrest_mark(u: Floats, share: float) -> Ints:
    """Return above which factor of the response time there is an arrest, in millionths.

    Somebody is arrested when u < share * factor: at a factor of 1 in exactly that share.
    """
    if share == 0:
        return np.full(u.shape, NO_ARREST, dtype=np.int64)
    return arrest_marks(np.ascontiguousarray(u), share)
