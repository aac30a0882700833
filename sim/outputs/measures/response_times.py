"""How response times are spread: the share of incidents reached within each number of minutes."""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_MIN
from sim.outputs.measures.cells import ratio
from sim.outputs.measures.view import View
from sim.world.arrays import GRADES, Floats, Ints

#: Minutes since the log was created at which shares are given, the same for every scenario: fine
#: where emergencies are, up to two weeks for visits by appointment.
WITHIN_MIN = (
    *range(21), 22, 24, 25, 26, 28, 30, 35, 40, 45, 50, 60, 75, 90, 105, 120, 150, 180, 240, 300,
    360, 480, 600, 720, 960, 1200, 1440, 1800, 2160, 2880, 4320, 5760, 7200, 10080, 14400, 20160,
)  # fmt: skip


def reached_within(view: View) -> Floats:
    """Return the share reached within x minutes, for each x of `WITHIN_MIN`, by grade.

    First officer at the scene within x minutes of the log / (reached at all, or due with x minutes
    past before the end of the run). So the share rises with x, an incident that waits in vain
    counts against every x that it has waited, and at its target a grade without appointments has
    its `within_target_share`. The grade is the one at the end.

    Returns
    -------
    array of shape (attended grades + 1, minutes)
        First row: all grades. NaN where nothing is known.
    """
    within_ms = np.array(WITHIN_MIN, dtype=np.int64) * MS_PER_MIN
    in_vain = np.flatnonzero(view.due & (view.arrived_ms < 0))
    waited_ms = view.world.sizes.horizon_ms - view.created_ms[in_vain]
    # Reached at place k: within x of k and later, not before. In vain at k: past every x before k.
    reached = _counted(view, view.response_cell % GRADES, within_ms, view.response_ms)
    vain = _counted(view, view.grade[in_vain], within_ms, waited_ms)
    hits = reached.cumsum(axis=1)[:, :-1]
    misses = vain.sum(axis=1, keepdims=True) - vain.cumsum(axis=1)[:, :-1]
    return ratio(hits, reached.sum(axis=1, keepdims=True) + misses)


def _counted(view: View, grade: Ints, within_ms: Ints, after_ms: Ints) -> Floats:
    """Count by grade and by the first place of `within_ms` that is no less than a time.

    Returns
    -------
    array of shape (attended grades + 1, minutes + 1)
        First row: all grades. Last column: later than all.
    """
    places = within_ms.size + 1
    cell = grade * places + np.searchsorted(within_ms, after_ms)
    table = np.bincount(cell, minlength=GRADES * places).reshape(GRADES, places)
    shown = table[list(view.attended_grades)]
    return np.vstack([table.sum(axis=0), shown]).astype(np.float64)
