"""Measures of waiting: for how long, how many wait, and whether the queues grow.

Which incidents a measure covers, and which are *due*: see `sim.outputs.measures.attendance`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, join, ratio, team_hub_cells
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.summed import moments_ms
from sim.outputs.measures.view import MINUTE_MS, View
from sim.vocabulary import ATTENDING_ROLES, Role
from sim.world.arrays import Floats


def queue_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over incidents that have been assigned.

    Due means created, sent on by the Resolution Centre, or, for an appointment, the start of the
    slot. It ends with the first assignment also where that officer is called away. Incidents that
    still wait at the end are not in it: see `queue_length_mean` and `unfinished_count`.
    Unit: minutes. Good: lower.
    """
    return view.ratio_of(of.SERVED_WAIT_MS, of.SERVED, unit=MINUTE_MS)


def first_choice_wait_mean_min(view: View) -> Cells:
    """Sum of (first assignment - due) / number, over assigned incidents, by team of first choice.

    The team of first choice stands first among those that may attend; who went in the end does not
    matter. Incidents that still wait at the end are not in it, as in `queue_wait_mean_min`.
    By team and hub of the incident.
    Unit: minutes. Good: lower.
    """
    team = view.sums.team
    table = ratio(team[of.TEAM_SERVED_WAIT_MS], team[of.TEAM_SERVED]) / MINUTE_MS
    return team_hub_cells(view, table, [role for role in view.teams if role in ATTENDING_ROLES])


def wait_probability(view: View) -> Cells:
    """Incidents due whose wait for the first assignment was above zero / incidents due.

    One that was never assigned has waited until it was lost, or until the end.
    Unit: share. Good: lower.
    """
    return view.ratio_of(of.HAD_TO_WAIT, of.DUE)


def queue_length_mean(view: View) -> Cells:
    """Mean number that wait: time waited within the measured period / its length.

    Team `all`: incidents due and not yet assigned, and callers not yet contacted by the Resolution
    Centre, by hub and grade. Team `resolution_centre`: the callers alone. Incidents from the
    warm-up that still wait count too.
    Unit: incidents. Good: lower.
    """
    length = max(view.measured_ms, 1)
    return _of_queues(view, [of.WAITED_MS], [of.DESK_WAITED_MS], lambda tables: tables[0] / length)


def queue_growth_count(view: View) -> Cells:
    """Count who wait at the end, less those who waited some weeks before (`steps.growth_steps`).

    Three steps before, each a quarter of the measured period, cut to whole weeks; in periods of
    less than two weeks to whole days. So a queue has time to fill, and both moments are of one hour
    and, with weeks, one day. NaN in periods of less than four days. Teams as in
    `queue_length_mean`; `queue_growth_variance` says how far chance goes.
    Unit: incidents. Good: lower.
    """
    return _at_steps(view, lambda tables: tables[-1] - tables[0])


def queue_growth_variance(view: View) -> Cells:
    """Estimate the variance of `queue_growth_count`: steps * variance of the change in a step.

    The variance is that of a sample, over the steps of this replication; NaN for a single step. A
    queue that is stable comes back after it has risen, so its true variance is smaller.
    Unit: incidents squared. Good: neutral.
    """

    def variance(tables: list[Floats]) -> Floats:
        changes = np.diff(np.array(tables), axis=0)
        if len(changes) < 2:
            return np.full_like(tables[0], np.nan)
        result: Floats = len(changes) * changes.var(axis=0, ddof=1)
        return result

    return _at_steps(view, variance)


def _at_steps(view: View, follows: Callable[[list[Floats]], Floats]) -> Cells:
    """Return what follows from the numbers waiting at each step."""
    steps = range(len(moments_ms(view.world)))
    return _of_queues(
        view,
        [of.WAIT_AT + step for step in steps],
        [of.DESK_WAIT_AT + step for step in steps],
        follows,
    )


def _of_queues(
    view: View,
    of_waited: list[int],
    of_callers: list[int],
    follows: Callable[[list[Floats]], Floats],
) -> Cells:
    """Return what follows from sums over those who wait: for anything, and for the desk alone.

    Without any sums, at periods that are too short, all is NaN.
    """
    grades = view.grades
    callers = [view.table(one, grades) for one in of_callers]
    officers = [view.table(one, grades) for one in of_waited]
    both = [one + other for one, other in zip(officers, callers, strict=True)]
    nothing = np.full((view.world.sizes.hubs + 1, len(grades) + 1), np.nan)
    rows = hub_grade_cells(view, follows(both) if both else nothing, grades=grades)
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return rows
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    desk = (follows(callers) if callers else nothing)[0, :1]
    return join(rows, Cells((name,), (ALL,), (ALL,), desk))
