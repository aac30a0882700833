"""What must be true of every run: checked on its event log, deployments and accounts.

Each check is a function (world, state) that yields one line of text for each violation.
`violations` runs them all; it needs a run that kept its log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice, pairwise

import numpy as np

from sim.engine.legal_changes import LEGAL_ACTIVITIES, LEGAL_CASE_STATES, LEGAL_INCIDENT_STATES
from sim.model.state import ACTIVITIES, PREVENTION_WORKS, State
from sim.vocabulary import (
    Activity,
    CaseState,
    IncidentState,
    Outcome,
    Record,
    Role,
    Subject,
    subject_of,
)
from sim.world.arrays import ALWAYS, GRADES, Bools, Ints, World, only_incidents

Invariant = Callable[[World, State], Iterator[str]]
#: The numbers of some roles, in order.
_Roles = tuple[int, ...]

#: Violations reported for each check; the first ones say it all.
REPORTED = 5

#: Plain numbers, which NumPy compares several times as fast as members of an enumeration.
_QUEUED, _AT_DESK = int(IncidentState.QUEUED), int(IncidentState.AT_DESK)
_WORKED_ON = int(CaseState.WORKED_ON)
_FREE = frozenset({int(Activity.AVAILABLE), int(Activity.PREVENTION)})


def _subjects(state: State) -> Ints:
    """Return what each line of the log is about."""
    table = np.array([subject_of(record) for record in range(max(Record) + 1)], dtype=np.int64)
    return table[state.log.record]


def log_is_in_order(w: World, s: State) -> Iterator[str]:
    """Hold that times never go back, stop before the horizon, and lines come after parents."""
    times, parents = s.log.time_ms, s.log.parent
    for line in np.flatnonzero(np.diff(times) < 0).tolist():
        yield f"line {line + 1} is earlier than the line before it"
    for line in np.flatnonzero(times >= w.sizes.horizon_ms).tolist():
        yield f"line {line} is not before the horizon"
    for line in np.flatnonzero(parents >= np.arange(len(parents))).tolist():
        yield f"line {line} names a parent that is not before it"


def changes_are_legal(w: World, s: State) -> Iterator[str]:
    """Hold that every change is in the table of legal ones, and starts where the last one ended."""
    del w
    yield from _legal(s, Subject.OFFICER, s.log.officer, Activity, LEGAL_ACTIVITIES)
    yield from _legal(s, Subject.INCIDENT, s.log.incident, IncidentState, LEGAL_INCIDENT_STATES)
    yield from _legal(s, Subject.CASE, s.log.incident, CaseState, LEGAL_CASE_STATES)


def _legal(s: State, subject: Subject, who: Ints, states: type, legal: dict) -> Iterator[str]:  # type: ignore[type-arg]
    """Check the changes of one kind of subject, each of which starts in state 0."""
    stands: dict[int, int] = {}
    name = subject.name.lower()
    lines = np.flatnonzero(_subjects(s) == subject)
    columns = (lines, who[lines], s.log.before[lines], s.log.after[lines])
    allowed = {int(state): {int(next_state) for next_state in legal[state]} for state in legal}
    for line, key, before, after in zip(*(column.tolist() for column in columns), strict=True):
        if before != stands.get(key, 0):
            yield (
                f"line {line}: {name} {key} leaves {states(before).name} "
                f"but was in {states(stands.get(key, 0)).name}"
            )
        elif after not in allowed[before]:
            yield f"line {line}: {name} {key} goes {states(before).name} -> {states(after).name}"
        stands[key] = after


def officers_are_in_one_place(w: World, s: State) -> Iterator[str]:
    """Hold that no officer is deployed to two incidents at one time."""
    rows = s.deployments
    by_officer: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for slot in np.flatnonzero(rows.officer >= 0).tolist():
        left = int(rows.left_ms[slot])
        until = left if left >= 0 else w.sizes.horizon_ms
        by_officer[int(rows.officer[slot])].append((int(rows.assigned_ms[slot]), until, slot))
    for officer, spells in by_officer.items():
        for (_, until, slot), (start, _, following) in pairwise(sorted(spells)):
            if start < until:
                places = rows.incident[[slot, following]].tolist()
                yield f"officer {officer} is at incidents {places} at one time, {start} ms"
    yield from _in_two_hands(s, Subject.CASE, _WORKED_ON, "works on cases")
    yield from _in_two_hands(s, Subject.INCIDENT, _AT_DESK, "calls back incidents")


def _in_two_hands(s: State, subject: Subject, busy: int, what: str) -> Iterator[str]:
    """Report officers who begin a case or call before the one in hand is put down."""
    in_hand: dict[int, int] = {}
    whose: dict[int, int] = {}
    for line in np.flatnonzero(_subjects(s) == subject).tolist():
        item = int(s.log.incident[line])
        if s.log.before[line] == s.log.after[line]:
            continue  # something else is noted of it, as that its caller has called again
        if s.log.before[line] == busy:
            in_hand.pop(whose.pop(item, -1), None)
        if s.log.after[line] == busy:
            officer = int(s.log.officer[line])
            if officer in in_hand:
                yield f"line {line}: officer {officer} {what} {in_hand[officer]} and {item}"
            in_hand[officer], whose[item] = item, officer


def incidents_are_in_one_state(w: World, s: State) -> Iterator[str]:
    """Hold that every incident is finished with one outcome, or unfinished with none.

    The times that are written down fit the state.
    """
    i = s.incidents
    finished = i.state == IncidentState.FINISHED
    attended = i.outcome == Outcome.ATTENDED
    resolved = i.outcome == Outcome.RESOLVED_AT_DESK
    lost = i.outcome == Outcome.LOST
    unreached = i.outcome == Outcome.NO_REPLY
    by_rule = i.outcome == Outcome.CLOSED_WITHOUT_VISIT
    by_phone = resolved | unreached | (i.outcome == Outcome.REFERRED)
    expected = i.state == IncidentState.EXPECTED
    parentless = np.zeros(expected.shape, dtype=np.bool_)
    children = np.flatnonzero(w.drawn.parent >= 0)
    parentless[children] = expected[w.drawn.parent[children]]
    may_not_come = (w.drawn.mark != ALWAYS) | parentless
    waiting = (i.state == IncidentState.QUEUED) | (i.state == IncidentState.DESK_QUEUE)
    rules = {
        "was never created": expected & ~may_not_come,
        "happened though its parent did not": ~expected & parentless,
        "is finished without an outcome, or has one unfinished": finished == (i.outcome == 0),
        "is finished without a time, or has one unfinished": finished == (i.finished_ms < 0),
        "was attended but nobody arrived": attended & (i.first_arrived_ms < 0),
        "was resolved at the desk without a contact": resolved & (i.contacted_ms < 0),
        "was referred without a contact": (i.outcome == Outcome.REFERRED) & (i.contacted_ms < 0),
        "was closed as no reply after a contact": unreached & (i.contacted_ms >= 0),
        "was closed as no reply before the last attempt": unreached
        & (i.attempts < w.desk.attempts),
        "was called more often than the rules allow": i.attempts > w.desk.attempts,
        "was reached before the first attempt": (i.contacted_ms >= 0)
        & (i.contacted_ms < i.called_ms),
        "is called later but stands in a queue": (i.state == IncidentState.CALL_LATER)
        & (s.queues.of_incident >= 0),
        "was resolved or lost but somebody was sent": (by_phone | lost) & (i.assigned > 0),
        "was closed by rule though the rule does not, or the reverse": by_rule
        != (w.drawn.closed_by_rule & (i.assessed_ms >= 0)),
        "was passed on sooner than a dispatcher can": (i.assessed_ms >= 0)
        & (i.assessed_ms < w.drawn.created_ms + w.drawn.grading_ms),
        "was closed by rule but fell due": by_rule & (i.due_since_ms >= 0),
        "waits but stands in no queue": waiting & (s.queues.of_incident < 0),
        "is finished but stands in a queue": finished & (s.queues.of_incident >= 0),
        "was reached before anybody was sent": (i.first_arrived_ms >= 0)
        & (i.first_arrived_ms < i.first_assigned_ms),
        "was cleared before anybody arrived": attended & (i.cleared_ms < i.first_arrived_ms),
        "was sent somebody before it was created": (i.first_assigned_ms >= 0)
        & (i.first_assigned_ms < w.drawn.created_ms),
        "has more officers than it needs": i.assigned > i.wanted + w.dispatch.spare_rows,
        "has more officers at the scene than were sent": i.arrived > i.assigned,
        "is cleared with work left at the scene": attended & _work_left(s),
    }
    for text, broken in rules.items():
        for incident in np.flatnonzero(broken).tolist():
            yield f"incident {incident} {text}"
    last = {int(s.log.incident[line]): line for line in _lines_of_incidents(s)}
    for incident, line in last.items():
        if s.log.after[line] != i.state[incident]:
            yield f"incident {incident} stands otherwise than its last line, {line}, says"


def _work_left(s: State) -> Bools:
    """Return which incidents' work at the scene is not over: it lasts what was left of it."""
    i = s.incidents
    left: Bools = i.scene_left_ms != i.cleared_ms - i.scene_since_ms
    return left


def _lines_of_incidents(s: State) -> list[int]:
    return np.flatnonzero(_subjects(s) == Subject.INCIDENT).tolist()


def calls_begin_in_opening_hours(w: World, s: State) -> Iterator[str]:
    """Hold that the Resolution Centre begins no call outside its opening hours."""
    if not w.desk.opens_ms.size:
        return
    begun = np.flatnonzero(
        (s.log.record == Record.DESK_STARTED) | (s.log.record == Record.DESK_TRIED)
    )
    times = s.log.time_ms[begun]
    opening = np.searchsorted(w.desk.opens_ms, times, side="right") - 1
    closed = (opening < 0) | (times >= w.desk.closes_ms[opening])
    for line in begun[closed].tolist():
        yield f"line {line}: a call is begun while the Resolution Centre is closed"


def hours_add_up(w: World, s: State) -> Iterator[str]:
    """Hold that the hours by activity sum to the hours on duty, and are what the log says."""
    account = s.officers.account_ms.reshape(w.sizes.officers, ACTIVITIES)
    on_duty = account[:, Activity.OFF_DUTY + 1 :].sum(axis=1)
    for officer in np.flatnonzero(on_duty != s.officers.on_duty_ms).tolist():
        yield (
            f"officer {officer} was on duty for {s.officers.on_duty_ms[officer]} ms "
            f"but the activities sum to {on_duty[officer]} ms"
        )
    logged = _account_from_log(w, s)
    for officer, activity in np.argwhere(account != logged).tolist():
        yield (
            f"officer {officer}: {Activity(activity).name} is booked with "
            f"{account[officer, activity]} ms but the log has {logged[officer, activity]} ms"
        )


def _account_from_log(w: World, s: State) -> Ints:
    """Add up the time by activity, from the end of the warm-up, out of the log alone."""
    logged = np.zeros((w.sizes.officers, ACTIVITIES), dtype=np.int64)
    since = [0] * w.sizes.officers
    doing = [0] * w.sizes.officers
    warm_up = w.sizes.warm_up_ms
    lines = np.flatnonzero(_subjects(s) == Subject.OFFICER)
    columns = (s.log.officer[lines], s.log.time_ms[lines], s.log.after[lines])
    for officer, time_ms, after in zip(*(column.tolist() for column in columns), strict=True):
        spent = max(time_ms, warm_up) - max(since[officer], warm_up)
        logged[officer, doing[officer]] += spent
        since[officer], doing[officer] = time_ms, after
    rest = w.sizes.horizon_ms - np.maximum(np.array(since, dtype=np.int64), warm_up)
    logged[np.arange(w.sizes.officers), np.array(doing, dtype=np.int64)] += rest
    return logged


def prevention_adds_up(w: World, s: State) -> Iterator[str]:
    """Hold that the kinds of prevention work sum to the time on prevention, where planned."""
    delivered = s.prevention.delivered_ms.reshape(w.sizes.officers, PREVENTION_WORKS).sum(axis=1)
    account = s.officers.account_ms.reshape(w.sizes.officers, ACTIVITIES)
    planned = w.prevention.planned[w.people.role]
    on_prevention = np.where(planned, account[:, Activity.PREVENTION], 0)
    for officer in np.flatnonzero(delivered != on_prevention).tolist():
        yield (
            f"officer {officer} was on prevention for {on_prevention[officer]} ms "
            f"but the kinds of work sum to {delivered[officer]} ms"
        )


def emergencies_do_not_wait_beside_the_free(w: World, s: State) -> Iterator[str]:
    """Hold that nobody is free at a hub where a grade-1 incident waits that they may attend.

    Incidents that wait for several officers together, or behind one that may not be overtaken,
    may well do so. Those that wait are kept by who may attend them, so that a moment takes no
    longer where many wait.
    """
    free: dict[tuple[int, int], set[int]] = defaultdict(set)
    waiting: dict[int, dict[_Roles, set[int]]] = defaultdict(lambda: defaultdict(set))
    if bool((~w.drawn.bypass & w.drawn.together).any()):
        return
    roles, together = w.people.role.tolist(), w.drawn.together.tolist()
    grade, records = w.drawn.grade.tolist(), s.log.record.tolist()
    may_attend = _who_may_attend_emergencies(w)
    columns = (_subjects(s), s.log.time_ms, s.log.hub, s.log.officer, s.log.incident, s.log.after)
    lines = list(zip(*(column.tolist() for column in columns), strict=True))
    for line, (subject, time_ms, hub, officer, incident, after) in enumerate(lines):
        if records[line] == Record.BACKFILLED:
            free[hub, roles[officer]].discard(officer)
            roles[officer] = Role.RESPONSE
        elif subject == Subject.OFFICER:
            group = free[hub, roles[officer]]
            (group.add if after in _FREE else group.discard)(officer)
            if after == Activity.OFF_DUTY:
                roles[officer] = int(w.people.role[officer])
        elif subject == Subject.INCIDENT and not together[incident]:
            grade[incident] = _grade_after(w, records[line], incident, grade[incident])
            emergency = after == _QUEUED and grade[incident] == 1
            alike = waiting[hub][may_attend(incident)]
            (alike.add if emergency else alike.discard)(incident)
        if line + 1 == len(lines) or lines[line + 1][1] != time_ms:
            yield from _beside_the_free(waiting[hub], free, hub, time_ms)


def _grade_after(w: World, record: int, incident: int, grade: int) -> int:
    """Return an incident's grade after a line, which may be that of another grade."""
    if record == Record.SENT_ON:
        return int(w.drawn.sent_on_grade[incident])
    return int(w.grades.upgraded_to[grade]) if record == Record.UPGRADED else grade


def _who_may_attend_emergencies(w: World) -> Callable[[int], _Roles]:
    """Return the function from an incident to the roles that may attend it as an emergency.

    None of them may for certain where it is the job of a PCSO of the patch, nor of a team whose
    people are not sent to emergencies either towards the end of a shift, or in protected hours.
    """
    rank = w.teams.rank.reshape(-1, w.sizes.roles)
    always = (w.teams.last_emergency_ms == 0) & (w.teams.protected_until_ms == 0)
    by_class: list[_Roles] = [tuple(np.flatnonzero((row > 0) & always).tolist()) for row in rank]
    class_of: list[int] = w.teams.class_of.tolist()
    preferred: list[int] = w.teams.preferred.tolist()
    types: list[int] = w.drawn.type.tolist()

    def may_attend(incident: int) -> _Roles:
        teams = class_of[types[incident] * GRADES + 1]
        tied = w.sizes.patches and w.patches.of_incident[incident] >= 0
        if teams < 0 or (tied and preferred[teams * w.sizes.roles] == Role.PCSO):
            return ()
        return by_class[teams]

    return may_attend


def _beside_the_free(
    waiting: dict[_Roles, set[int]],
    free: dict[tuple[int, int], set[int]],
    hub: int,
    time_ms: int,
) -> Iterator[str]:
    """Report the waiting emergencies of a hub for which somebody is free there."""
    found: list[tuple[int, int]] = []
    for roles, alike in waiting.items():
        idle = [role for role in roles if free[hub, role]] if alike else []
        found += [(incident, role) for role in idle for incident in alike]
    for incident, role in sorted(found):
        yield (
            f"incident {incident} waits at {time_ms} ms "
            f"while officer {min(free[hub, role])} of its hub is free"
        )


CHECKS: tuple[Invariant, ...] = (
    log_is_in_order,
    changes_are_legal,
    officers_are_in_one_place,
    incidents_are_in_one_state,
    calls_begin_in_opening_hours,
    hours_add_up,
    prevention_adds_up,
    emergencies_do_not_wait_beside_the_free,
)


def violations(world: World, state: State) -> list[str]:
    """Return what is wrong with a run, at most `REPORTED` lines for each check.

    Parameters
    ----------
    world : World
        The world that was simulated.
    state : State
        The state at the horizon, as NumPy arrays, with the event log kept.

    Returns
    -------
    list of str
        One line for each violation, ``check: what``; empty when all is well.

    Raises
    ------
    ValueError
        If the run did not keep its log.
    """
    if not state.log.on[0]:
        raise ValueError("the invariants are checked on the event log: run with log=True")
    world = only_incidents(world)
    return [
        f"{check.__name__}: {text}"
        for check in CHECKS
        for text in islice(check(world, state), REPORTED)
    ]
