"""Which levers did something in a run, for the tests that see how far random scenarios reach.

A lever that leaves a trace of its own is looked for in the event log and the state. One that only
turns a choice is switched off in the same world: it did something if the log comes out different.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.engine.comparing import FIELDS
from sim.engine.compiled import engine
from sim.model.state import State
from sim.vocabulary import (
    CASE_ROLES,
    Activity,
    Allocation,
    CrossHub,
    DispatchRule,
    EndedBy,
    IncidentState,
    Record,
    RedeploymentRule,
    Referral,
    Role,
    WhoGoes,
    WhoIsCalledAway,
)
from sim.world.arrays import ALWAYS, MILLIONTHS, TeamRules, World

#: Records of the log, each of which is written by one lever.
RECORDS = {
    "backfill": Record.BACKFILLED,
    "recall": Record.REDEPLOYMENT_OFF,
    "desk hours": Record.DESK_OPENED,
    "attempts: not reached": Record.NOT_REACHED,
    "attempts: called again": Record.CALL_AGAIN,
    "attempts: no reply": Record.NO_REPLY,
    "resolved at the desk": Record.DESK_RESOLVED,
    "sent on by the desk": Record.SENT_ON,
    "lost when all are busy": Record.LOST,
    "appointments": Record.BOOKED,
    "appointments kept": Record.APPOINTMENT_DUE,
    "patience: cancelled": Record.CANCELLED,
    "patience: upgraded": Record.UPGRADED,
    "arrests and custody": Record.CUSTODY,
    "watches": Record.WATCH,
    "relief": Record.RELIEF_CALLED,
    "overtime limited": Record.OVERTIME_ENDED,
    "operations": Record.OPERATION,
    "screening": Record.CASE_SCREENED_OUT,
    "file build by response": Record.CASE_TO_FILE_BUILD,
    "open cases": Record.CASE_INHERITED,
    "writing up": Record.WRITING_UP,
    "breaks": Record.BREAK,
    "return to the station": Record.RETURNING,
}
ENDED = {
    "pre-emption of drives": EndedBy.DIVERTED,
    "pre-emption of scenes": EndedBy.CALLED_AWAY,
    "relieved": EndedBy.RELIEVED,
}
INTERRUPTED = {
    "briefing interrupted": Activity.BRIEFING,
    "break interrupted": Activity.BREAK,
    "writing up interrupted": Activity.WRITING_UP,
}
#: All levers that are looked for, besides those that have a record or an end of their own.
OTHERS = (
    "crews", "help in emergencies", "help after a wait", "shared jobs", "stood down", "patches",
    "waits for all",
    "repeats", "layers of demand", "reaction: comes about", "reaction: does not",
    "referred to investigation", "referred to prevention", "overtime", "missed breaks",
    "plan of prevention", "skills", "lending", "between calls", "custody deadlines", "specialists",
    "file build", "held back", "called away when nearer", "queue of the desk", "powers",
    "not overtaken", "shared work", "caseload limit", "last assignment", "idle limit",
    "limit of redeployment", "minimum that remains",
    "dispatch: LONGEST_IDLE", "dispatch: LEAST_LOADED",
    *(f"who is called away: {rule.name}" for rule in WhoIsCalledAway),
    *(f"redeployment: {rule.name}" for rule in RedeploymentRule),
    *(f"who: {rule.name}" for rule in WhoGoes),
    *(f"allocation: {rule.name}" for rule in Allocation),
)  # fmt: skip
LEVERS = (*RECORDS, *ENDED, *INTERRUPTED, *OTHERS)


def fired(world: World, state: State) -> set[str]:
    """Return the levers that did something in a run whose log was kept."""
    found = {name for name, record in RECORDS.items() if (state.log.record == record).any()}
    found |= {n for n, by in ENDED.items() if (state.deployments.ended_by == by).any()}
    sent = state.log.record == Record.ASSIGNED
    found |= {n for n, what in INTERRUPTED.items() if (sent & (state.log.before == what)).any()}
    found |= {name for name, rows in _traces(world, state) if rows.any()}
    found |= _by_rule(world, state, found)
    return found | {name for name, other in _without(world) if not same_log(state, other)}


def same_log(state: State, other: World) -> bool:
    """Whether another world has the same event log."""
    log = engine.simulate(other, log=True).log
    return all(np.array_equal(getattr(log, name), getattr(state.log, name)) for name in FIELDS)


def _traces(w: World, s: State) -> Iterator[tuple[str, Any]]:
    """Yield what leaves a trace in the state: the lever, and the rows that bear it."""
    rows, log = s.deployments, s.log
    was_sent = rows.officer >= 0
    home = w.people.hub[rows.officer]
    role = w.people.role[rows.officer]
    helped = was_sent & (home != w.drawn.hub[rows.incident])
    yield "crews", was_sent & ~rows.leads
    yield "help in emergencies", helped & (w.teams.cross_hub[role] == CrossHub.EMERGENCIES)
    yield "help after a wait", helped & (w.teams.cross_hub[role] == CrossHub.AFTER_WAIT)
    yield "shared jobs", helped & (w.teams.cross_hub[role] == CrossHub.SHARED)
    yield "stood down", rows.ended_by == EndedBy.NOT_NEEDED
    yield "patches", was_sent & (w.patches.of_incident[rows.incident] >= 0) & (role == Role.PCSO)
    yield "waits for all", log.after[log.record == Record.ARRIVED] == Activity.WAITING_AT_SCENE
    created = s.incidents.state[: w.sizes.incidents] != IncidentState.EXPECTED
    drawn = slice(0, w.sizes.incidents)
    yield "repeats", created & (w.drawn.repeat[drawn] > 0)
    yield "layers of demand", created & (w.drawn.layer[drawn] > 0)
    due = w.drawn.created_ms[drawn] < w.sizes.horizon_ms
    depends = w.drawn.mark[drawn] > ALWAYS
    yield "reaction: comes about", depends & created & (w.drawn.mark[drawn] < MILLIONTHS)
    yield "reaction: does not", depends & due & ~created
    refers = np.where(log.record == Record.DESK_REFERRED)[0]
    to = w.drawn.desk_refers[log.incident[refers]]
    yield "referred to investigation", to == Referral.INVESTIGATION
    yield (
        "referred to prevention",
        w.drawn.desk_refers[log.incident[log.record == Record.SENT_ON]] == Referral.PREVENTION,
    )
    yield "overtime", s.officers.overtime_ms > 0
    yield "missed breaks", s.officers.missed_breaks > 0
    yield "plan of prevention", s.prevention.delivered_ms > 0
    yield from _of_cases(w, s)


def _of_cases(w: World, s: State) -> Iterator[tuple[str, Any]]:
    """Yield what leaves a trace in cases: the lever, and the rows that bear it."""
    log = s.log
    given = log.record == Record.CASE_ALLOCATED
    owner, case = log.officer[given], log.incident[given]
    lane, role = s.cases.lane[case], w.people.role[owner]
    yield "skills", w.cases.lane_skill[lane] >= 0
    elsewhere = w.people.hub[owner] != w.drawn.hub[case]
    yield "lending", elsewhere & np.isin(role, CASE_ROLES)
    at_work = log.record == Record.CASE_WORK
    yield "between calls", w.cases.between_calls[w.people.role[log.officer[at_work]]]
    yield "custody deadlines", w.drawn.deadline_ms[case] >= 0
    yield "specialists", role == Role.PUBLIC_PROTECTION
    yield "file build", (w.drawn.file_ms > 0) & (s.cases.closed_ms >= 0)


def _all_with_powers(w: World) -> TeamRules:
    """Return rules of teams by which those that lack a power attend too, after all others."""
    roles = w.sizes.roles
    rank, preferred = w.teams.rank.copy(), w.teams.preferred.copy()
    for place in np.flatnonzero(w.teams.barred):
        row = slice(place // roles * roles, (place // roles + 1) * roles)
        following = int((preferred[row] >= 0).sum())
        rank[place] = following + 1
        preferred[row.start + following] = place % roles
    barred = np.zeros_like(w.teams.barred)
    return w.teams._replace(rank=rank, preferred=preferred, barred=barred)


def _by_rule(w: World, s: State, found: set[str]) -> set[str]:
    """Return the rules among several that were followed."""
    rules: set[str] = set()
    if {"pre-emption of drives", "pre-emption of scenes"} & found:
        rules.add(f"who is called away: {WhoIsCalledAway(w.dispatch.who_is_called_away).name}")
    redeployed = s.deployments.redeployed.any()
    if redeployed:
        rules |= {f"redeployment: {RedeploymentRule(r).name}" for r in w.redeployment.rule}
        rules.add(f"who: {WhoGoes(w.redeployment.who).name}")
    return rules


def no(part: Any, field: str, value: int = 0) -> Any:
    """Return a part of the world with one value all through a column."""
    return part._replace(**{field: np.full_like(getattr(part, field), value)})


def _without(w: World) -> Iterator[tuple[str, World]]:
    """Yield worlds in which a lever that this one uses is off."""
    drawn, teams, grades = w.drawn, w.teams, w.grades
    if teams.held_back.any():
        yield "held back", w._replace(teams=no(teams, "held_back"))
    if w.dispatch.rule != DispatchRule.NEAREST:
        other = w.dispatch._replace(rule=int(DispatchRule.NEAREST))
        yield f"dispatch: {DispatchRule(w.dispatch.rule).name}", w._replace(dispatch=other)
    if grades.when_nearer.any():
        yield "called away when nearer", w._replace(grades=no(grades, "when_nearer"))
    if w.desk.ranks > 1:
        desk = no(w.desk, "rank")._replace(ranks=1)
        yield "queue of the desk", w._replace(desk=desk)
    if teams.barred.any():
        yield "powers", w._replace(teams=_all_with_powers(w))
    if (~drawn.bypass & drawn.together & (drawn.officers > 1)).any():
        yield "not overtaken", w._replace(drawn=no(drawn, "bypass", 1))
    if teams.last_assignment_ms.any():
        yield "last assignment", w._replace(teams=no(teams, "last_assignment_ms"))
    if w.redeployment.max_officers:
        unlimited = w.redeployment._replace(max_officers=0)
        yield "limit of redeployment", w._replace(redeployment=unlimited)
    if w.redeployment.min_remaining:
        unlimited = w.redeployment._replace(min_remaining=0)
        yield "minimum that remains", w._replace(redeployment=unlimited)
    if (teams.idle_limit_ms >= 0).any():
        yield "idle limit", w._replace(teams=no(teams, "idle_limit_ms", -1))
    yield from _without_in_cases(w)


def _without_in_cases(w: World) -> Iterator[tuple[str, World]]:
    """Yield worlds in which a lever of casework is off, or a rule is another."""
    teams, cases = w.teams, w.cases
    if cases.shares_work.any():
        yield "shared work", w._replace(cases=no(cases, "shares_work"))
    for rule in Allocation:
        if (cases.allocation[list(CASE_ROLES)] == rule).any():
            other = (rule + 1) % len(Allocation)
            changed = np.where(cases.allocation == rule, other, cases.allocation)
            yield f"allocation: {rule.name}", w._replace(cases=cases._replace(allocation=changed))
    if (teams.caseload_limit[list(CASE_ROLES)] < 100).any():
        yield "caseload limit", w._replace(teams=no(teams, "caseload_limit", 1 << 40))
