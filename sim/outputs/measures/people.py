"""Measures of people's time: on duty, on calls, overtime, and what it costs.

The time account of each officer covers exactly the measured period: the model sets it to zero when
the warm-up ends and closes it at the horizon. Hubs are home hubs.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import (
    Cells,
    by_team_hub,
    hub_grade_cells,
    ratio,
    team_hub_cells,
)
from sim.outputs.measures.view import HOUR_MS, View
from sim.scenario.facts.posts import mean_posts
from sim.scenario.schema.teams import FORCE_WIDE
from sim.vocabulary import ATTENDING_ROLES, CASE_ROLES, Activity, Role
from sim.world.arrays import Floats, Ints

#: Teams that deal with callers, in person or by phone.
CALL_ROLES = (*ATTENDING_ROLES, Role.RESOLUTION_CENTRE)
#: Activities that are work on calls. The drive back to the station, to write up or for the break,
#: is one of them: calls caused it, and only an emergency can call it off.
ON_CALLS = (
    Activity.TRAVEL,
    Activity.RETURNING,
    Activity.WAITING_AT_SCENE,
    Activity.SCENE,
    Activity.WRITING_UP,
    Activity.CUSTODY,
    Activity.WATCH,
    Activity.DESK_CALL,
)


def utilisation_share(view: View) -> Cells:
    """(travel + scene + custody + watch + writing-up + desk calls) / (on duty - break - briefing).

    Travel is both ways, and waiting at the scene counts as scene. By team and hub, for teams that
    deal with callers; never for all teams together, whose mean says nothing about any of them.
    Time on duty includes overtime.
    Unit: share. Good: neutral (idle people wait, busy people make others wait).
    """
    return _share_of_duty(view, view.account(*ON_CALLS), CALL_ROLES)


def caseload_share(view: View) -> Cells:
    """Time working on investigations / (on duty - break - briefing).

    By team and hub, for teams that hold cases; Response if it retains any.
    Unit: share. Good: neutral.
    """
    return _share_of_duty(view, view.account(Activity.CASE_WORK), tuple(view.case_roles))


def other_duties_share(view: View) -> Cells:
    """Time on duties other than cases, such as court / (on duty - break - briefing).

    By team and hub, for teams that work cases and nothing else.
    Unit: share. Good: neutral.
    """
    return _share_of_duty(view, view.account(Activity.OTHER_DUTIES), CASE_ROLES)


def drive_back_share(view: View) -> Cells:
    """Driving back to a station to write up / (on duty - break - briefing).

    Drives back for a break are not in it, nor is the writing up itself. A drive that is called off
    counts as far as it went. By team and hub, for teams that attend incidents.
    Unit: share. Good: lower.
    """
    return _share_of_duty(view, view.state.officers.drive_back_ms, ATTENDING_ROLES)


def on_duty_mean(view: View) -> Cells:
    """Person-time on duty, overtime included / length of the measured period.

    People who are really there: *on duty* means this everywhere. `rostered_mean` is what the roster
    gives.
    Unit: people. Good: neutral.
    """
    return _people(view, view.state.officers.on_duty_ms, float(view.measured_ms))


def rostered_mean(view: View) -> Cells:
    """Person-time rostered, absence taken out / length of the measured period.

    Without overtime: `on_duty_mean` has that too. Where whole weeks are measured, the mean of the
    week's hours in ``week_profile.csv``.
    Unit: people. Good: neutral.
    """
    table = view.rostered_ms / max(view.measured_ms, 1)
    return team_hub_cells(view, table, view.teams, everybody=True)


def deployed_hours(view: View) -> Cells:
    """Sum of (left - assigned) over officers sent, those still there counted up to the end.

    To incidents created at or after the end of the warm-up: of a job that goes on when measuring
    begins nothing is in it, unlike in the other measures of people's time. Drive and scene, of
    every officer sent and of both of a crew; the drive back, custody and writing-up belong to no
    incident and are not in it. By hub and grade of the incident.
    Unit: hours. Good: neutral.
    """
    return hub_grade_cells(view, view.table(of.SPENT_MS) / HOUR_MS)


def overtime_hours(view: View) -> Cells:
    """Person-hours worked beyond the rostered end of a shift, or in shifts on a rest day.

    Unit: hours. Good: lower.
    """
    return _people(view, _overtime_ms(view), HOUR_MS)


def missed_breaks_count(view: View) -> Cells:
    """Count shifts that ended without their break having begun.

    Unit: breaks. Good: lower.
    """
    return _people(view, view.state.officers.missed_breaks, 1.0)


def writing_up_put_off_hours(view: View) -> Cells:
    """Person-hours of writing up left at the end of shifts for the officer's next one.

    Unit: hours. Good: lower.
    """
    return _people(view, view.state.officers.writing_up_put_off_ms, HOUR_MS)


def operation_hours(view: View) -> Cells:
    """Hours of officers on operations at set hours.

    Unit: hours. Good: neutral.
    """
    return _people(view, view.account(Activity.OPERATION), HOUR_MS)


def operation_hours_asked(view: View) -> Cells:
    """Hours of officers that operations ask for: officers * hours within the measured period.

    By team and hub.
    Unit: hours. Good: neutral.
    """
    rows, sizes = view.world.operations, view.world.sizes
    until = np.minimum(rows.end_ms, sizes.horizon_ms)
    asked_ms = np.maximum(until - np.maximum(rows.start_ms, sizes.warm_up_ms), 0) * rows.officers
    table = by_team_hub(view, rows.role, rows.hub, asked_ms) / HOUR_MS
    return team_hub_cells(view, table, view.teams, everybody=True)


def cost_gbp(view: View) -> Cells:
    """Sum posts * cost per post and year * days / 365, and overtime hours * cost of an hour.

    All posts count, those of supervisors and of people on restricted duties too.
    Unit: GBP. Good: lower.
    """
    roles, hubs = view.world.sizes.roles, view.world.sizes.hubs
    years = view.years
    table = np.zeros((roles + 1, hubs + 1))
    for role in view.teams:
        team = getattr(view.scenario.teams, view.names.roles[role])
        for place in team.posts:
            posts = mean_posts(team, place, view.scenario.run)
            cost = posts * team.cost_per_post_gbp * years
            table[role + 1, 0] += cost
            table[0, 0] += cost
            if place != FORCE_WIDE:
                table[role + 1, 1 + view.names.hubs.index(place)] += cost
    people = view.world.people
    late = by_team_hub(view, people.role, people.hub, _overtime_ms(view)) / HOUR_MS
    for role in view.teams:
        rate = getattr(view.scenario.teams, view.names.roles[role]).overtime_gbp_per_hour
        table[role + 1] += late[role + 1] * rate
        table[0, 0] += late[role + 1, 0] * rate
    table[0, 1:] = table[1:, 1:].sum(axis=0)
    return team_hub_cells(view, table, view.teams, everybody=True)


def _overtime_ms(view: View) -> Ints:
    """Return each person's time beyond rostered ends, and rostered on rest days, as measured."""
    duties, sizes = view.world.duties, view.world.sizes
    until_ms = np.minimum(duties.end_ms, sizes.horizon_ms)
    length_ms = np.maximum(until_ms - np.maximum(duties.start_ms, sizes.warm_up_ms), 0)
    overtime_ms = view.state.officers.overtime_ms.copy()
    on_rest_day = np.flatnonzero(duties.overtime)
    duty = np.searchsorted(duties.first_member, on_rest_day, side="right") - 1
    np.add.at(overtime_ms, duties.member[on_rest_day], length_ms[duty])
    return overtime_ms


def _people(view: View, amount: Ints | Floats, unit: float) -> Cells:
    """Return the sum of an amount by team and hub, in a unit."""
    people = view.world.people
    table = by_team_hub(view, people.role, people.hub, amount) / unit
    return team_hub_cells(view, table, view.teams, everybody=True)


def _share_of_duty(view: View, busy: Ints | Floats, roles: Collection[int]) -> Cells:
    """Return busy time in time on duty without breaks and briefings, by team and hub."""
    people = view.world.people
    table = ratio(by_team_hub(view, people.role, people.hub, busy), view.once_here(_on_duty_ms))
    return team_hub_cells(view, table, [role for role in view.teams if role in roles])


def _on_duty_ms(view: View) -> Floats:
    """Return time on duty without breaks and briefings, laid out as `by_team_hub`."""
    people = view.world.people
    duty = view.state.officers.on_duty_ms - view.account(Activity.BREAK, Activity.BRIEFING)
    return by_team_hub(view, people.role, people.hub, duty)
