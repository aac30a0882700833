"""Each sum that measures are made of, in NumPy, as the formulas of the measures say it.

`sim.outputs.measures.passes` makes them all at once; this is the second opinion, a line for each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures import sums
from sim.outputs.measures.steps import growth_steps
from sim.outputs.measures.view import View
from sim.scenario.facts.casework import is_crime
from sim.scenario.facts.harm import costs_gbp, harm_days, reported_share
from sim.scenario.facts.multiplier import demand_reacts
from sim.vocabulary import CaseState, EndedBy, IncidentState, Outcome, Role, WithoutCharge
from sim.world.arrays import GRADES, MILLIONTHS, VISIT, Bools, Floats, Ints

#: Where in `sums` the numbers of those who wait at the moments of `growth_steps` begin.
AT_MOMENTS = ("WAIT_AT", "DESK_WAIT_AT")
Weights = dict[str, Any]


class Rows(NamedTuple):
    """Rows of incidents, or of officers sent, and what each of them adds to sums by name."""

    incident: Ints
    grade: Ints
    adds: Weights


def moments(view: View) -> list[int]:
    end = view.world.sizes.horizon_ms
    step, number = growth_steps((end - view.world.sizes.warm_up_ms) // MS_PER_DAY)
    return [end - n * step * MS_PER_DAY for n in range(number, -1, -1)] if step else []


def waiting(view: View, name: str, ours: Bools, since: Ints, until: Ints) -> Weights:
    """Return the time waited within the measured period, and who waits at each moment."""
    start, end = view.world.sizes.warm_up_ms, view.world.sizes.horizon_ms
    time = np.maximum(np.minimum(until, end) - np.maximum(since, start), 0)
    found: Weights = {f"{name}WAITED_MS": time * ours}
    for number, moment in enumerate(moments(view)):
        found[f"{name}WAIT_AT+{number}"] = ours & (since < moment) & (until >= moment)
    return found


def by_last_grade(view: View) -> Rows:
    """Return what incidents add by the grade at the end."""
    drawn, incidents, rules = view.world.drawn, view.state.incidents, view.world.grades
    end, created = view.world.sizes.horizon_ms, drawn.created_ms
    counts = view.happened & (created >= view.world.sizes.warm_up_ms)
    gone = np.isin(incidents.outcome, (Outcome.LOST, Outcome.CANCELLED))
    at_desk = rules.at_desk[incidents.grade]
    since, until = by_last_since(view), by_last_until(view)
    assigned, arrived = incidents.first_assigned_ms, incidents.first_arrived_ms
    due, reached, agreed_ms = since >= 0, arrived >= 0, incidents.first_appointment_ms
    deadline = np.where(
        agreed_ms >= 0,
        agreed_ms + rules.slot_ms[incidents.grade],
        created + rules.target_ms[incidents.grade],
    )
    unmet, late = due & ~reached, deadline < end
    served, agreed = due & (assigned >= 0), agreed_ms >= 0
    finished = incidents.state == IncidentState.FINISHED
    came = np.where(at_desk, incidents.contacted_ms, arrived)
    over = np.where(finished, incidents.finished_ms, end)
    wait = np.where(came >= 0, came, over) - created
    waits = (incidents.outcome != Outcome.CLOSED_WITHOUT_VISIT) & (wait >= 0)
    harm = np.array(harm_days(view.scenario))[drawn.type] * waits
    of_those: Weights = {
        "INCIDENTS": np.ones_like(gone),
        "GONE": gone,
        "DUE": due,
        "REACHED": reached,
        "RESPONSE_MS": (arrived - created) * reached,
        "IN_TIME": reached & (arrived <= deadline),
        "REACHED_OR_OVERDUE": reached | (unmet & late),
        "DUE_AND_REACHED": due & reached,
        "DUE_OR_REACHED": due | reached,
        "STILL_OPEN": unmet & ~late & ~gone,
        "HAD_TO_WAIT": due & (until > since),
        "SERVED": served,
        "SERVED_WAIT_MS": (assigned - since) * served,
        "AGREED": agreed,
        "AGREED_AFTER_MS": (agreed_ms - created) * agreed,
        "SLOTS_MISSED": incidents.appointments_missed,
        "HARM": harm,
        "HARM_WAIT_MS": harm * wait,
        "VULNERABLE": waits & drawn.vulnerable,
        "VULNERABLE_WAIT_MS": wait * (waits & drawn.vulnerable),
        "OTHERS": waits & ~drawn.vulnerable,
        "OTHERS_WAIT_MS": wait * (waits & ~drawn.vulnerable),
    }
    adds = {name: weights * counts for name, weights in of_those.items()}
    adds["UNFINISHED"] = view.happened & ~finished
    adds |= waiting(view, "", due, since, until)
    return Rows(np.arange(created.size), incidents.grade, adds)


def come_at_reference(view: View) -> Bools:
    """Return whether each candidate comes about at the reference, chain by chain."""
    drawn = view.world.drawn
    comes: Bools = drawn.mark < MILLIONTHS
    before: Ints = drawn.parent
    for _ in range(drawn.mark.size):
        if not (before >= 0).any():
            break
        comes = comes & ((before < 0) | (drawn.mark[before] < MILLIONTHS))
        before = np.where(before >= 0, drawn.parent[before], -1)
    return comes


def by_first_grade(view: View) -> Rows:
    """Return what incidents and candidates add by the grade at creation."""
    drawn, incidents, sizes = view.world.drawn, view.state.incidents, view.world.sizes
    created, end = drawn.created_ms, sizes.horizon_ms
    late = created >= sizes.warm_up_ms
    types = view.scenario.incident_types.values()
    true = np.array([1 / reported_share(each.reporting) for each in types])[drawn.type]
    is_one = np.array([is_crime(each.investigation) for each in types])[drawn.type]
    has_case = view.state.cases.state[: created.size] != CaseState.NONE
    no_crime = drawn.without_charge == WithoutCharge.NO_CRIME
    crime = is_one & ((has_case & (drawn.file_ms > 0)) | ~no_crime)
    reached = incidents.first_arrived_ms >= 0
    closed = incidents.outcome == Outcome.CLOSED_WITHOUT_VISIT
    passed_on = incidents.assessed_ms >= 0
    of_those: Weights = {
        "CREATED": np.ones_like(closed),
        "CAME_IN": (drawn.task == 0) | (drawn.task > VISIT),
        "DISTINCT": drawn.task == 0,
        "REPEATS": drawn.repeat > 0,
        "CLOSED_BY_RULE": closed,
        "REACHED_OF_FIRST": reached,
        "REACHED_OR_FINISHED": reached | (incidents.state == IncidentState.FINISHED),
        "PASSED_ON": passed_on,
        "DELAY_MS": (incidents.assessed_ms - created) * passed_on,
        "ARRESTS": incidents.arrested,
        "HARM_DAYS": np.array(harm_days(view.scenario))[drawn.type],
        "HARM_GBP": np.array(costs_gbp(view.scenario))[drawn.type],
        "TRUE_INCIDENTS": true,
        "CRIMES": crime,
        "RECORDED": crime & ~drawn.unrecorded,
    }
    if view.world.chasers.most:
        calls = view.world.chasers.row >= 0
        might, made = calls & ~drawn.closed_by_rule, view.state.chasers.made
        of_those |= {"CHASERS": made, "MIGHT_CHASE": might, "CHASED": might & (made > 0)}
    adds = {name: weights * (view.happened & late) for name, weights in of_those.items()}
    if demand_reacts(view.scenario):
        decided = (drawn.mark >= 0) & late & (created < end)
        prevented = decided * (come_at_reference(view).astype(np.int64) - view.happened)
        days = np.array(harm_days(view.scenario))[drawn.type]
        adds |= {"PREVENTED": prevented, "PREVENTED_DAYS": prevented * days}
    ours = view.happened & view.world.grades.at_desk[drawn.grade] & passed_on & ~closed
    since = by_last_since(view)
    over = np.where(incidents.finished_ms < 0, end, incidents.finished_ms)
    contacted = incidents.contacted_ms
    until = np.where(contacted >= 0, contacted, np.where(since >= 0, since, over))
    adds |= waiting(view, "DESK_", ours, incidents.assessed_ms, until)
    return Rows(np.arange(created.size), drawn.grade, adds)


def by_last_since(view: View) -> Ints:
    """Return when each incident began to wait for an officer; -1: never."""
    incidents = view.state.incidents
    at_desk = view.world.grades.at_desk[incidents.grade]
    booked = incidents.state == IncidentState.BOOKED
    return np.where(view.happened & ~at_desk & ~booked, incidents.due_since_ms, -1)


def by_last_until(view: View) -> Ints:
    """Return when each incident stopped waiting for an officer, if it ever did wait."""
    incidents, assigned = view.state.incidents, view.state.incidents.first_assigned_ms
    gone = np.isin(incidents.outcome, (Outcome.LOST, Outcome.CANCELLED))
    lost = gone & (incidents.finished_ms >= 0)
    over = np.where(lost, incidents.finished_ms, view.world.sizes.horizon_ms)
    return np.where(assigned >= 0, assigned, over)


def of_sent(view: View) -> tuple[Rows, Ints, Weights]:
    """Return what officers sent add, the team of each, and what they add by team."""
    sent, incidents, people = view.state.deployments, view.state.incidents, view.world.people
    counts = view.happened & (view.world.drawn.created_ms >= view.world.sizes.warm_up_ms)
    row = np.flatnonzero((sent.officer >= 0) & counts[sent.incident])
    incident, officer = sent.incident[row], sent.officer[row]
    arrived_ms, left_ms = sent.arrived_ms[row], sent.left_ms[row]
    arrived, home, role = arrived_ms >= 0, people.hub[officer], people.role[officer]
    away = home != view.world.drawn.hub[incident]
    drive = (arrived_ms - sent.assigned_ms[row]) * arrived
    left = np.where(left_ms >= 0, left_ms, view.world.sizes.horizon_ms)
    from_away = away & (home < view.world.sizes.hubs)
    adds: Weights = {
        "SENT": np.ones_like(arrived),
        "SPENT_MS": left - sent.assigned_ms[row],
        "ARRIVED": arrived,
        "DRIVE_MS": drive,
        "FROM_AWAY": from_away,
        "CALLED_AWAY": np.isin(sent.ended_by[row], (EndedBy.DIVERTED, EndedBy.CALLED_AWAY)),
    }
    closed = (role == Role.PCSO) & (incidents.team[incident] == Role.PCSO)
    closed &= incidents.outcome[incident] == Outcome.ATTENDED
    closed &= arrived_ms == incidents.first_arrived_ms[incident]
    places = np.flatnonzero(closed)
    first = np.zeros_like(closed)
    first[places[np.unique(incident[places], return_index=True)[1]]] = True
    teams: Weights = {
        "TEAM_SENT": adds["SENT"],
        "TEAM_ARRIVED": arrived,
        "TEAM_DRIVE_MS": drive,
        "TEAM_FROM_AWAY": from_away,
        "TEAM_CLOSED": first,
        "TEAM_CLOSED_FROM_AWAY": first & away,
    }
    return Rows(incident, incidents.grade[incident], adds), role, teams


def number_of(name: str) -> int:
    """Return the number of a sum, of the moments too."""
    name, _, step = name.partition("+")
    return int(getattr(sums, name)) + int(step or 0)


def tables(view: View, place: Ints, places: int) -> dict[int, Floats]:
    """Return each sum by place and grade, (places, GRADES), by its number."""
    found = {}
    for rows in (by_last_grade(view), by_first_grade(view), of_sent(view)[0]):
        cell = place[rows.incident] * GRADES + rows.grade
        for name, weights in rows.adds.items():
            total = np.bincount(cell, weights, places * GRADES).astype(np.float64)
            found[number_of(name)] = total.reshape(places, GRADES)
    return found


def by_team(view: View) -> dict[int, Floats]:
    """Return each sum by team and hub of the incident, (roles, hubs), by its number."""
    sizes, drawn = view.world.sizes, view.world.drawn
    rows, role, weights = of_sent(view)
    shape = sizes.roles, sizes.hubs
    cell = role * sizes.hubs + drawn.hub[rows.incident]
    last = by_last_grade(view)
    rules = view.world.teams
    of_class = rules.class_of[drawn.type * GRADES + last.grade]
    first = rules.preferred.reshape(-1, sizes.roles)[of_class, 0]
    of_incident = np.where(first >= 0, first, 0) * sizes.hubs + drawn.hub
    chosen = {f"TEAM_{name}": last.adds[name] for name in ("SERVED", "SERVED_WAIT_MS")}
    return {
        number_of(name): np.bincount(where, each, shape[0] * shape[1]).reshape(shape)
        for where, which in ((cell, weights), (of_incident, chosen))
        for name, each in which.items()
    }
