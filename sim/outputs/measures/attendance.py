"""Measures of incidents and of who attends them.

Unless it says otherwise, a measure covers the incidents created at or after the end of the warm-up,
and the grade is the one at the end of the run. *Due* incidents are those that have begun to wait
for an officer, or were turned away because all were busy. Cells without incidents are NaN.
"""

from __future__ import annotations

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, join, ratio, team_hub_cells
from sim.outputs.measures.view import MINUTE_MS, View
from sim.vocabulary import ATTENDING_ROLES, Role


def incidents_count(view: View) -> Cells:
    """Count incidents created, by hub and grade at creation.

    This is the demand that came in: tasks and visits that follow incidents are work that the police
    give themselves, and do not count.
    Unit: incidents. Good: neutral.
    """
    return hub_grade_cells(view, view.table(of.CAME_IN, view.grades), grades=view.grades)


def distinct_incidents_count(view: View) -> Cells:
    """Count incidents as `incidents_count` does, without further logs about one that is known.

    A caller who calls again may open a further log (`chasers.new_log_type`), which takes time, but
    is about nothing new.
    Unit: incidents. Good: neutral.
    """
    return hub_grade_cells(view, view.table(of.DISTINCT, view.grades), grades=view.grades)


def repeat_share(view: View) -> Cells:
    """Incidents with a parent / incidents created, by hub and grade at creation.

    The parent may lie before the run. Further logs about an incident that is known are none of
    these (see `distinct_incidents_count`).
    Unit: share. Good: lower.
    """
    return view.ratio_of(of.REPEATS, of.DISTINCT, grades=view.grades)


def travel_mean_min(view: View) -> Cells:
    """Sum of (arrived - assigned) / number, over deployments that arrived.

    By hub and grade of the incident, and by team of the officer and hub of the incident.
    Unit: minutes. Good: lower.
    """
    by_grade = view.ratio_of(of.DRIVE_MS, of.ARRIVED, unit=MINUTE_MS)
    return join(by_grade, _of_teams(view, of.TEAM_DRIVE_MS, of.TEAM_ARRIVED, MINUTE_MS))


def cross_hub_share(view: View) -> Cells:
    """Deployments of officers whose home is another hub than the incident's / deployments.

    By hub and grade of the incident, and by team of the officer and hub of the incident. Officers
    who serve the whole force are at home everywhere.
    Unit: share. Good: neutral (help where it is needed, and absence where it comes from).
    """
    by_grade = view.ratio_of(of.FROM_AWAY, of.SENT)
    return join(by_grade, _of_teams(view, of.TEAM_FROM_AWAY, of.TEAM_SENT))


def preempted_count(view: View) -> Cells:
    """Count officers who left an incident for a higher grade (DIVERTED or CALLED_AWAY).

    On the way to it or from its scene, by hub and grade of the incident that they left. A crew
    counts as two.
    Unit: officers. Good: lower.
    """
    return hub_grade_cells(view, view.table(of.CALLED_AWAY))


def attended_share(view: View) -> Cells:
    """Incidents due with at least one arrival / incidents due.

    Unit: share. Good: higher.
    """
    return view.ratio_of(of.DUE_AND_REACHED, of.DUE)


def attended_of_all_share(view: View) -> Cells:
    """Incidents with at least one arrival / incidents with an arrival, or finished without one.

    Of all that came in, by hub and grade at creation: those that the Resolution Centre closes, that
    are referred, lost or cancelled count as not attended. Those neither reached nor finished at the
    end do not count. `attended_share` is of those that were due for a visit.
    Unit: share. Good: neutral (a visit that was not needed is time that others wait for).
    """
    return view.ratio_of(of.REACHED_OF_FIRST, of.REACHED_OR_FINISHED, grades=view.grades)


def cancelled_share(view: View) -> Cells:
    """Incidents that ended without being dealt with (LOST or CANCELLED) / incidents created.

    Unit: share. Good: lower.
    """
    return view.ratio_of(of.GONE, of.INCIDENTS, grades=view.grades)


def unfinished_count(view: View) -> Cells:
    """Count incidents that are not finished at the end, whenever they were created.

    Those from the warm-up count too: work that is never reached must not drop out of sight.
    Unit: incidents. Good: lower.
    """
    return hub_grade_cells(view, view.table(of.UNFINISHED, view.grades), grades=view.grades)


def pcso_outside_home_hub_share(view: View) -> Cells:
    """Incidents closed by a PCSO of another hub / incidents closed by a PCSO.

    Closed by a PCSO: finished after attendance, and the first officer at the scene was a PCSO. By
    hub of the incident.
    Unit: share. Good: neutral.
    """
    team = view.sums.team
    table = ratio(team[of.TEAM_CLOSED_FROM_AWAY], team[of.TEAM_CLOSED])
    return team_hub_cells(view, table, [r for r in view.teams if r == int(Role.PCSO)])


def _of_teams(view: View, total: int, number: int, unit: float = 1.0) -> Cells:
    """Return a mean over officers sent by team and hub of the incident."""
    table = ratio(view.sums.team[total], view.sums.team[number])
    attending = [role for role in view.teams if role in ATTENDING_ROLES]
    return team_hub_cells(view, table / unit, attending)
