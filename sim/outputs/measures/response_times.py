"""Measures of how soon officers arrive: response times, the share within the target, the spread.

Which incidents a measure covers, and which are *due*: see `sim.outputs.measures.attendance`.
"""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_MIN
from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, join, ratio
from sim.outputs.measures.quantiles import Grouped, grouped, quantiles, rising
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.view import MINUTE_MS, View
from sim.vocabulary import IncidentState, Role
from sim.world.arrays import GRADES, Floats, Ints

#: Minutes since the log was created at which shares are given, the same for every scenario: fine
#: where emergencies are, up to two weeks for visits by appointment.
WITHIN_MIN = (
    *range(21), 22, 24, 25, 26, 28, 30, 35, 40, 45, 50, 60, 75, 90, 105, 120, 150, 180, 240, 300,
    360, 480, 600, 720, 960, 1200, 1440, 1800, 2160, 2880, 4320, 5760, 7200, 10080, 14400, 20160,
)  # fmt: skip


def response_time_mean_min(view: View) -> Cells:
    """Sum of (first officer at the scene - log created) / number, over attended incidents.

    Unit: minutes. Good: lower.
    """
    return view.ratio_of(of.RESPONSE_MS, of.REACHED, unit=MINUTE_MS)


def response_time_median_min(view: View) -> Cells:
    """Median of (first officer at the scene - log created) over attended incidents.

    Interpolated between the two middle values when their number is even.
    Unit: minutes. Good: lower.
    """
    return hub_grade_cells(view, view.once_here(_response_quantiles)[0] / MINUTE_MS)


def response_time_p90_min(view: View) -> Cells:
    """90th percentile of (first officer at the scene - log created) over attended incidents.

    At position 0.9 (n - 1) of the n sorted values, interpolated.
    Unit: minutes. Good: lower.
    """
    return hub_grade_cells(view, view.once_here(_response_quantiles)[1] / MINUTE_MS)


def within_target_share(view: View) -> Cells:
    """Reached by the target / (reached, or due with a target that ran out before the end).

    The target runs from the creation of the log, also for cases that the Resolution Centre sends
    on, and is that of the grade at the end, also for those that were upgraded. For a visit by
    appointment it is the end of the slot agreed first. An incident that is overdue and not attended
    is a miss; one that is not attended and not yet overdue does not count: see `target_open_share`.
    So of the last incidents of a run only hits are known, and the share is a little too high: by
    less than 0.1 points for targets of hours in four weeks, by 4 for one of two days in a week of
    which half is reached in time.
    Unit: share. Good: higher.
    """
    return view.ratio_of(of.IN_TIME, of.REACHED_OR_OVERDUE)


def target_open_share(view: View) -> Cells:
    """Neither reached nor overdue at the end / these and those of which it is known.

    They have begun to wait, nobody has arrived, and their target runs out after the end of the run:
    `within_target_share` is of the others. Team `resolution_centre`: callers not yet contacted, and
    `desk_contact_within_target_share`.
    Unit: share. Good: neutral.
    """
    rows = view.ratio_of(of.STILL_OPEN, of.DUE_OR_REACHED)
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return rows
    known = view.desk_promise_known
    share = float((~known).mean()) if known.size else float("nan")
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    return join(rows, Cells((name,), (ALL,), (ALL,), np.array([share])))


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
    world, rows = view.world, _in_vain(view)
    order, waited_ms = rising(world.sizes.horizon_ms - world.drawn.created_ms[rows])
    waited = grouped(waited_ms, view.state.incidents.grade[rows[order]].astype(np.int64), GRADES)
    shown = list(view.attended_grades)
    hits = _up_to(within_ms, view.response_groups[1])[shown]
    misses = waited.size[shown, np.newaxis] - _up_to(within_ms, waited)[shown]
    hits, misses = (np.vstack([found.sum(axis=0), found]) for found in (hits, misses))
    reached = view.response_groups[1].size[shown]
    return ratio(hits, np.append(reached.sum(), reached)[:, np.newaxis] + misses)


def _in_vain(view: View) -> Ints:
    """Return the incidents that are due for attendance and that nobody has reached."""
    incidents, rows = view.state.incidents, view.measured[view.arrived_ms < 0]
    due = ~view.world.grades.at_desk[incidents.grade[rows]]
    due &= incidents.state[rows] != int(IncidentState.BOOKED)
    due &= incidents.due_since_ms[rows] >= 0
    return rows[due]


def _response_quantiles(view: View) -> tuple[Floats, Floats]:
    """Return the median and the 90th percentile of the response times, laid out as `by_cell`."""
    shown = list(view.attended_grades)
    groups = *view.response_groups, *view.response_groups_by_hub
    found = []
    for share in (0.5, 0.9):
        force, by_grade, by_hub, both = (quantiles(each, share) for each in groups)
        by_both = both.reshape(-1, GRADES)[:, shown]
        top = np.concatenate([force, by_grade[shown]])
        found.append(np.vstack([top, np.column_stack([by_hub, by_both])]))
    return found[0], found[1]


def _up_to(limits: Ints, values: Grouped) -> Floats:
    """Return how many values of each group are no more than each limit, (groups, limits)."""
    counts = [
        np.searchsorted(values.value[first : first + size], limits, side="right")
        for first, size in zip(values.first, values.size, strict=True)
    ]
    return np.array(counts, dtype=np.float64)
