"""Measures of prevention: planned, delivered by kind of work, taken away, and what came of it.

Hours are of the measured period, and hubs are home hubs, as in `sim.outputs.measures.people`. The
measures by kind of work are for teams with a plan only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.model.state import PREVENTION_WORKS
from sim.outputs.measures.cells import Cells, by_team_hub, ratio, team_hub_cells
from sim.outputs.measures.people import ON_CALLS
from sim.outputs.measures.view import HOUR_MS, View
from sim.scenario.facts.posts import mean_posts
from sim.scenario.schema.teams import PreventionTeam
from sim.vocabulary import PREVENTION_ROLES, Activity, PreventionWork
from sim.world.arrays import MILLIONTHS, Floats


def prevention_hours_planned(view: View) -> Cells:
    """Rostered time net of absence * planned share of the team, fixed before the run.

    Unit: hours. Good: neutral.
    """
    return _prevention(view, view.once(_planned_ms) / HOUR_MS)


def prevention_hours_delivered(view: View) -> Cells:
    """Hours on the activity prevention.

    Can exceed the planned hours: people of these teams are on prevention whenever nothing else is
    asked of them.
    Unit: hours. Good: higher.
    """
    return _prevention(view, _only_prevention(view, _on_prevention_ms(view)) / HOUR_MS)


def prevention_hours_redeployed(view: View) -> Cells:
    """Hours from assignment under the redeployment rule until back on prevention.

    Travel, scene and writing-up included.
    Unit: hours. Good: lower.
    """
    return _prevention(view, _redeployed_ms(view) / HOUR_MS)


def redeployed_share(view: View) -> Cells:
    """Redeployed hours / planned prevention hours.

    Unit: share. Good: lower.
    """
    return _prevention(view, ratio(_redeployed_ms(view), view.once(_planned_ms)))


def reactive_share_of_prevention_teams(view: View) -> Cells:
    """(time on calls + ready for calls while making up a response shift) / time rostered.

    On calls: drives both ways, scene, custody and writing-up, whether the visit is an ordinary one
    of the team or the officer is redeployed, and whether or not the team is ring-fenced. A
    prevention officer is ready for calls, rather than on prevention, only while making up the
    numbers of a response shift (backfill). Time rostered is net of absence and without overtime,
    breaks and briefings included. By team, so that constables stand apart from PCSOs, and home hub.
    Unit: share. Good: lower.
    """
    people = view.world.people
    reactive = view.account(*ON_CALLS, Activity.AVAILABLE)
    spent = _only_prevention(view, by_team_hub(view, people.role, people.hub, reactive))
    return _prevention(view, ratio(spent, _only_prevention(view, view.rostered_ms)))


def prevention_lost_gbp(view: View) -> Cells:
    """(prevention hours planned - delivered) * cost of an hour of the team.

    An hour costs what the posts of the team cost over the measured period / its hours rostered, so
    that it carries absence, supervisors and posts on restricted duties. Negative where more was
    delivered than planned. Time that is already paid for, so no part of `cost_gbp`. Hours of posts
    that a scenario takes away are not planned, so not lost here: scenarios are compared by
    `prevention_delivered_gbp`.
    Unit: GBP. Good: lower.
    """
    return _at_its_cost(view, view.once(_planned_ms) - _on_prevention_ms(view))


def prevention_delivered_gbp(view: View) -> Cells:
    """Prevention hours delivered * cost of an hour of the team, as in `prevention_lost_gbp`.

    Unit: GBP. Good: higher.
    """
    return _at_its_cost(view, _on_prevention_ms(view))


def _on_prevention_ms(view: View) -> Floats:
    """Return the time on prevention, by team and home hub."""
    people = view.world.people
    return by_team_hub(view, people.role, people.hub, view.account(Activity.PREVENTION))


def _at_its_cost(view: View, spent_ms: Floats) -> Cells:
    """Price time of prevention teams at what an hour of the team costs."""
    priced = spent_ms.copy()
    rostered = view.rostered_ms[:, 0]
    for role in PREVENTION_ROLES:
        team = getattr(view.scenario.teams, view.names.roles[role])
        if team is None or rostered[role + 1] == 0:
            priced[role + 1] = 0.0
            continue
        posts = sum(mean_posts(team, place, view.scenario.run) for place in team.posts)
        cost = posts * team.cost_per_post_gbp * view.years
        priced[role + 1] *= cost / rostered[role + 1]
    return _prevention(view, _only_prevention(view, priced))


def _planned_for(work: PreventionWork) -> Callable[[View], Cells]:
    """Return the measure of hours planned for a kind of work."""

    def measure(view: View) -> Cells:
        """Planned prevention hours * share of the kind of work in the team's plan.

        Unit: hours. Good: neutral.
        """
        share = view.world.prevention.share.reshape(-1, PREVENTION_WORKS)[:, work] / MILLIONTHS
        planned = view.once(_planned_ms).copy()
        planned[1:] *= share[:, np.newaxis]
        return _by_work(view, planned / HOUR_MS)

    return measure


def _delivered_of(work: PreventionWork) -> Callable[[View], Cells]:
    """Return the measure of hours that went into a kind of work."""

    def measure(view: View) -> Cells:
        """Sum the spells of prevention that went into the kind of work.

        A spell counts whole for the kind that is furthest behind its planned share among those for
        which the spell was long enough, or for patrol: see `sim.model.prevention`. The kinds sum
        to the hours delivered.
        Unit: hours. Good: higher.
        """
        return _by_work(view, _delivered_ms(view, work) / HOUR_MS)

    return measure


def asb_powers_count(view: View) -> Cells:
    """Count uses of powers in the problem files that were closed, where there are files.

    They count for the team of whoever closed them. Without files, hours delivered of each kind of
    work * uses of powers per hour of it, rounded down, by team and hub; totals are sums of these
    whole numbers.
    Unit: uses. Good: higher.
    """
    if view.scenario.problem_files is not None:
        return _by_work(view, _powers_of_files(view))
    uses = np.zeros((view.world.sizes.roles + 1, view.world.sizes.hubs + 1))
    for work in PreventionWork:
        hours = _delivered_ms(view, work) / HOUR_MS
        for role in view.teams:
            team = getattr(view.scenario.teams, view.names.roles[role])
            if isinstance(team, PreventionTeam):
                per_hour = {str(name): rate for name, rate in team.asb_powers_per_hour.items()}
                uses[role + 1] += hours[role + 1] * per_hour.get(work.name.lower(), 0)
    # A hair more, so that sums of fractions that should be whole are.
    whole = np.floor(uses + 1e-9)
    whole[:, 0] = whole[:, 1:].sum(axis=1)
    return _by_work(view, whole)


def _powers_of_files(view: View) -> Floats:
    """Return uses of powers in problem files, laid out as `by_team_hub`."""
    sizes = view.world.sizes
    role, hub = np.divmod(np.arange(sizes.roles * sizes.hubs), sizes.hubs)
    return by_team_hub(view, role, hub, view.state.problem_hubs.powers)


#: The measures that there are for each kind of work, by name.
BY_WORK: dict[str, Callable[[View], Cells]] = {
    **{f"{work.name.lower()}_hours_planned": _planned_for(work) for work in PreventionWork},
    **{f"{work.name.lower()}_hours_delivered": _delivered_of(work) for work in PreventionWork},
}


def _delivered_ms(view: View, work: PreventionWork) -> Floats:
    """Return time that went into a kind of work, laid out as `by_team_hub`."""
    people = view.world.people
    spent = view.state.prevention.delivered_ms.reshape(-1, PREVENTION_WORKS)[:, work]
    return by_team_hub(view, people.role, people.hub, spent)


def _by_work(view: View, table: Floats) -> Cells:
    """Lay out a table for the teams with a plan, and for all of them together."""
    roles = [role for role in view.teams if view.world.prevention.planned[role]]
    result = table.copy()
    result[0] = table[[role + 1 for role in roles]].sum(axis=0)
    return team_hub_cells(view, result, roles, everybody=bool(roles))


def _planned_ms(view: View) -> Floats:
    """Return planned prevention time, laid out as `by_team_hub`."""
    roles, hubs = view.world.sizes.roles, view.world.sizes.hubs
    planned = view.world.teams.planned_prevention_ms.reshape(roles, hubs).astype(np.float64)
    with_total = np.column_stack([planned.sum(axis=1), planned])
    return _only_prevention(view, np.vstack([with_total.sum(axis=0), with_total]))


def _redeployed_ms(view: View) -> Floats:
    """Return redeployed time, laid out as `by_team_hub`."""
    people = view.world.people
    table = by_team_hub(view, people.role, people.hub, view.state.officers.redeployed_ms)
    return _only_prevention(view, table)


def _only_prevention(view: View, table: Floats) -> Floats:
    """Let the row of all teams hold the teams whose time between jobs is prevention, no others."""
    rows = [role + 1 for role in PREVENTION_ROLES if role in view.teams]
    result = table.copy()
    result[0] = table[rows].sum(axis=0)
    return result


def _prevention(view: View, table: Floats) -> Cells:
    """Lay out a table for the prevention teams and for both together."""
    roles = [role for role in view.teams if role in PREVENTION_ROLES]
    return team_hub_cells(view, table, roles, everybody=bool(roles))
