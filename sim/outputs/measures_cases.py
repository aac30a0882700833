"""Measures of the Resolution Centre."""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_HOUR
from sim.outputs.measures_registry import ALL
from sim.outputs.measures_view import MINUTE_MS, Cells, View
from sim.vocabulary import Outcome, Role
from sim.world.arrays import Bools, Ints

#: Time within which callers are promised contact by the Resolution Centre.
CONTACT_MS = 48 * MS_PER_HOUR


def desk_resolved_share(view: View) -> Cells:
    """Cases closed at the desk / cases that left the desk (closed there or sent on).

    Unit: share. Good: higher.
    """
    ours = _desk_cases(view)
    resolved = view.state.incidents.outcome[ours] == int(Outcome.RESOLVED_AT_DESK)
    # Sent on with the grade of its own that an attended incident has.
    sent_on = ~view.world.grades.at_desk[view.state.incidents.grade[ours]]
    return _desk(view, _mean(resolved[resolved | sent_on]))


def desk_contact_within_48h_share(view: View) -> Cells:
    """First contact within 48 hours / cases that reached contact or 48 hours before the end.

    Elapsed hours since the log was created, whether or not the desk was open.
    Unit: share. Good: higher.
    """
    ours = _desk_cases(view)
    limit = view.world.drawn.created_ms[ours] + CONTACT_MS
    contacted = view.state.incidents.contacted_ms[ours]
    known = (contacted >= 0) | (limit < view.world.sizes.horizon_ms)
    return _desk(view, _mean(((contacted >= 0) & (contacted <= limit))[known]))


def desk_wait_mean_min(view: View) -> Cells:
    """Sum of (first contact - log created) / number, over cases that were contacted.

    Unit: minutes. Good: lower.
    """
    ours = _desk_cases(view)
    wait = view.state.incidents.contacted_ms[ours] - view.world.drawn.created_ms[ours]
    reached = view.state.incidents.contacted_ms[ours] >= 0
    return _desk(view, _mean(wait[reached]) / MINUTE_MS)


def _desk_cases(view: View) -> Ints:
    """Return the numbers of the incidents that came to the Resolution Centre."""
    first = view.world.drawn.grade[view.measured]
    return view.measured[view.world.grades.at_desk[first]]


def _mean(values: Ints | Bools) -> float:
    return float(values.mean()) if values.size else float("nan")


def _desk(view: View, value: float) -> Cells:
    """Return the one row of a measure of the Resolution Centre: it serves the whole force."""
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return Cells((), (), (), np.array([], dtype=np.float64))
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    return Cells((name,), (ALL,), (ALL,), np.array([value]))
