"""Sums over incidents and over officers sent, in one compiled pass each, for all measures.

Most of the time of a measure would go into reading columns of a year. Here each row is read once.
What it adds to the sums that are broken down is added to the cells of its hub, its district and
its type. Sums of fractions are added in the order of rows.

Each sum is what NumPy gives for the formulas at the measures: see `tests/outputs/in_numpy.py`.
"""

from __future__ import annotations

from sim import vocabulary
from sim.machine_code import Function, kept_ahead, kept_njit
from sim.outputs.measures import sums as of
from sim.vocabulary import CaseState, EndedBy, IncidentState, Outcome, Role, WithoutCharge
from sim.world import arrays
from sim.world.array_kinds import FloatTable
from sim.world.arrays import MILLIONTHS, VISIT, Bools, Codes, Floats, Ints, Shorts

_FINISHED, _BOOKED = int(IncidentState.FINISHED), int(IncidentState.BOOKED)
_LOST, _CANCELLED = int(Outcome.LOST), int(Outcome.CANCELLED)
_CLOSED, _ATTENDED = int(Outcome.CLOSED_WITHOUT_VISIT), int(Outcome.ATTENDED)
_NO_CASE, _NO_CRIME = int(CaseState.NONE), int(WithoutCharge.NO_CRIME)
_DIVERTED, _CALLED_AWAY = int(EndedBy.DIVERTED), int(EndedBy.CALLED_AWAY)
_PCSO = int(Role.PCSO)
_NEVER = -1


def _kept(function: Function) -> Function:
    """Compile a function whose code depends on the numbers of words and of sums, too."""
    return kept_njit(function, uses=(vocabulary, arrays, of))


def _ahead(function: Function) -> Function:
    """Compile it ahead as well."""
    return kept_ahead(function, uses=(vocabulary, arrays, of))


@_kept
def waits(
    at_desk: bool, state: int, outcome: int, due_since: int, assigned: int, finished: int,
    end_ms: int,
) -> tuple[int, int]:  # fmt: skip
    """Return since when an incident waits for an officer, and until when; -1 if it never did.

    Those that the Resolution Centre has not sent on still have the grade it serves; those whose
    appointment is still to come wait for nobody. The wait ends with the first assignment, when it
    was lost or cancelled, or at the horizon.
    """
    since = _NEVER if at_desk or state == _BOOKED else due_since
    gone = outcome in (_LOST, _CANCELLED)
    end = finished if gone and finished >= 0 else end_ms
    until = assigned if assigned >= 0 else end
    return since, until if since >= 0 else _NEVER


@_kept
def _waiting(
    cell: int, first: int, since: int, until: int, begin_ms: int, end_ms: int, moments: Ints,
    sums: Floats,
) -> None:  # fmt: skip
    """Add the time waited within the period, and whether it waits at some moments."""
    sums[cell, first] += max(min(until, end_ms) - max(since, begin_ms), 0)
    for number in range(moments.size):
        sums[cell, first + 1 + number] += since < moments[number] and until >= moments[number]


@_kept
def _add(
    number: int, amount: float, hub: int, district: int, kind: int, sums: FloatTable,
    of_part: FloatTable,
) -> None:  # fmt: skip
    """Add to a sum that is broken down, in the cells of a hub, a district and a type."""
    sums[hub, number] += amount
    of_part[district, number] += amount
    of_part[kind, number] += amount


@_kept
def _served(
    created: int, served: int, end: int, closed: bool, days: float, vulnerable: bool, hub: int,
    district: int, kind: int, sums: FloatTable, of_part: FloatTable,
) -> None:  # fmt: skip
    """Add how long an incident waited until it was served, unless it was closed by rule."""
    waited = (served if served >= 0 else end) - created
    if not closed and waited >= 0:
        _add(of.HARM, days, hub, district, kind, sums, of_part)
        _add(of.HARM_WAIT_MS, days * waited, hub, district, kind, sums, of_part)
        number = of.VULNERABLE if vulnerable else of.OTHERS
        total = of.VULNERABLE_WAIT_MS if vulnerable else of.OTHERS_WAIT_MS
        _add(number, 1, hub, district, kind, sums, of_part)
        _add(total, waited, hub, district, kind, sums, of_part)


@_ahead
def of_last_grade(
    happened: Bools, created_ms: Ints, hub: Shorts, district: Shorts, kind: Shorts,
    vulnerable: Bools, state: Codes, grade: Codes, due_since_ms: Ints, contacted_ms: Ints,
    assigned_ms: Ints, arrived_ms: Ints, finished_ms: Ints, outcome: Codes, agreed_ms: Ints,
    missed: Shorts, at_desk: Bools, target_ms: Ints, slot_ms: Ints, first_choice: Ints,
    days: Floats, moments: Ints, begin_ms: int, end_ms: int, hubs: int, districts: int,
    sums: FloatTable, of_part: FloatTable, of_team: FloatTable,
) -> None:  # fmt: skip
    """Sum over incidents by the last grade and by team of first choice."""
    grades = at_desk.size
    for i in range(created_ms.size):
        if not happened[i]:
            continue
        created, now, assigned, arrived = created_ms[i], grade[i], assigned_ms[i], arrived_ms[i]
        cell = hub[i] * grades + now
        one, other = district[i] * grades + now, (districts + kind[i]) * grades + now
        since, until = waits(
            at_desk[now], state[i], outcome[i], due_since_ms[i], assigned, finished_ms[i], end_ms
        )
        gone, due = outcome[i] == _LOST or outcome[i] == _CANCELLED, since >= 0
        if due:
            _waiting(cell, of.WAITED_MS, since, until, begin_ms, end_ms, moments, sums)
        finished = state[i] == _FINISHED
        if not finished:
            _add(of.UNFINISHED, 1, cell, one, other, sums, of_part)
        if created >= begin_ms:
            agreed, reached = agreed_ms[i] >= 0, arrived >= 0
            deadline = agreed_ms[i] + slot_ms[now] if agreed else created + target_ms[now]
            overdue = due and not reached and deadline < end_ms
            sums[cell, of.INCIDENTS] += 1
            sums[cell, of.GONE] += gone
            sums[cell, of.DUE] += due
            sums[cell, of.DUE_AND_REACHED] += due and reached
            sums[cell, of.DUE_OR_REACHED] += due or reached
            sums[cell, of.STILL_OPEN] += due and not (reached or overdue or gone)
            sums[cell, of.HAD_TO_WAIT] += due and until > since
            sums[cell, of.SLOTS_MISSED] += missed[i]
            if agreed:
                sums[cell, of.AGREED] += 1
                sums[cell, of.AGREED_AFTER_MS] += agreed_ms[i] - created
            if reached or overdue:
                _add(of.REACHED_OR_OVERDUE, 1, cell, one, other, sums, of_part)
            if reached:
                _add(of.REACHED, 1, cell, one, other, sums, of_part)
                _add(of.RESPONSE_MS, arrived - created, cell, one, other, sums, of_part)
                _add(of.IN_TIME, arrived <= deadline, cell, one, other, sums, of_part)
            if due and assigned >= 0:
                _add(of.SERVED, 1, cell, one, other, sums, of_part)
                _add(of.SERVED_WAIT_MS, assigned - since, cell, one, other, sums, of_part)
                place = first_choice[kind[i] * grades + now] * (hubs + 1) + hub[i]
                of_team[place, of.TEAM_SERVED] += 1
                of_team[place, of.TEAM_SERVED_WAIT_MS] += assigned - since
            served, over = contacted_ms[i] if at_desk[now] else arrived, outcome[i] == _CLOSED
            _served(
                created, served, finished_ms[i] if finished else end_ms, over, days[kind[i]],
                vulnerable[i], cell, one, other, sums, of_part,
            )  # fmt: skip


@_kept
def _come_at_reference(mark: Shorts, parent: Shorts, comes: Bools) -> None:
    """Say which candidates come about at the reference: a repeat only if what it repeats does."""
    changed = False
    for i in range(mark.size):
        before = parent[i]
        comes[i] = mark[i] < MILLIONTHS and (before < 0 or before > i or comes[before])
        changed = changed or before > i
    while changed:  # in worlds made by hand, in which a repeat may stand before what it repeats
        changed = False
        for i in range(mark.size):
            if comes[i] and parent[i] >= 0 and not comes[parent[i]]:
                comes[i], changed = False, True


@_ahead
def of_first_grade(
    happened: Bools, created_ms: Ints, hub: Shorts, district: Shorts, kind: Shorts, grade: Codes,
    task: Shorts, repeat: Codes, closed_by_rule: Bools, unrecorded: Bools, file_ms: Ints,
    without_charge: Codes, state: Codes, assessed_ms: Ints, arrived_ms: Ints, outcome: Codes,
    arrested: Bools, case_state: Codes, made: Codes, calls: Shorts, of_type: FloatTable,
    begin_ms: int, grades: int, districts: int, sums: FloatTable, of_part: FloatTable,
) -> None:  # fmt: skip
    """Sum over incidents by the grade at creation."""
    for i in range(created_ms.size):
        if not happened[i] or created_ms[i] < begin_ms:
            continue
        cell, reached, passed_on = hub[i] * grades + grade[i], arrived_ms[i] >= 0, assessed_ms[i]
        sums[cell, of.CREATED] += 1
        sums[cell, of.REPEATS] += repeat[i] > 0
        sums[cell, of.CLOSED_BY_RULE] += outcome[i] == _CLOSED
        sums[cell, of.ARRESTS] += arrested[i]
        if passed_on >= 0:
            sums[cell, of.PASSED_ON] += 1
            sums[cell, of.DELAY_MS] += passed_on - created_ms[i]
        if calls.size > 0:
            might = calls[i] >= 0 and not closed_by_rule[i]
            sums[cell, of.CHASERS] += made[i]
            sums[cell, of.MIGHT_CHASE] += might
            sums[cell, of.CHASED] += might and made[i] > 0
        one, other = district[i] * grades + grade[i], (districts + kind[i]) * grades + grade[i]
        came_in = task[i] == 0 or task[i] > VISIT
        _add(of.CAME_IN, came_in, cell, one, other, sums, of_part)
        _add(of.DISTINCT, task[i] == 0, cell, one, other, sums, of_part)
        _add(of.REACHED_OF_FIRST, reached, cell, one, other, sums, of_part)
        known = reached or state[i] == _FINISHED
        _add(of.REACHED_OR_FINISHED, known, cell, one, other, sums, of_part)
        _add(of.HARM_DAYS, of_type[0, kind[i]], cell, one, other, sums, of_part)
        _add(of.HARM_GBP, of_type[1, kind[i]], cell, one, other, sums, of_part)
        _add(of.TRUE_INCIDENTS, of_type[2, kind[i]], cell, one, other, sums, of_part)
        charged = case_state[i] != _NO_CASE and file_ms[i] > 0
        crime = of_type[3, kind[i]] > 0 and (charged or without_charge[i] != _NO_CRIME)
        if crime:
            _add(of.CRIMES, 1, cell, one, other, sums, of_part)
            _add(of.RECORDED, not unrecorded[i], cell, one, other, sums, of_part)


@_ahead
def of_candidates(
    happened: Bools, created_ms: Ints, hub: Shorts, kind: Shorts, grade: Codes, mark: Shorts,
    parent: Shorts, state: Codes, last_grade: Codes, due_since_ms: Ints, assessed_ms: Ints,
    contacted_ms: Ints, finished_ms: Ints, outcome: Codes, at_desk: Bools, days: Floats,
    moments: Ints, reacts: bool, begin_ms: int, end_ms: int, comes: Bools, sums: FloatTable,
) -> None:  # fmt: skip
    """Sum over those who wait for the desk, and over candidates of demand that reacts."""
    if reacts:
        _come_at_reference(mark, parent, comes)
    for i in range(created_ms.size):
        cell = hub[i] * at_desk.size + grade[i]
        differs = reacts and comes[i] != happened[i] and mark[i] >= 0
        if differs and begin_ms <= created_ms[i] < end_ms:
            prevented = 1 if comes[i] else -1
            sums[cell, of.PREVENTED] += prevented
            sums[cell, of.PREVENTED_DAYS] += prevented * days[kind[i]]
        if happened[i] and at_desk[grade[i]] and assessed_ms[i] >= 0 and outcome[i] != _CLOSED:
            until = contacted_ms[i]
            if until < 0 and not at_desk[last_grade[i]] and state[i] != _BOOKED:
                until = due_since_ms[i]
            if until < 0:
                until = end_ms if finished_ms[i] == _NEVER else finished_ms[i]
            first = of.DESK_WAITED_MS
            _waiting(cell, first, assessed_ms[i], until, begin_ms, end_ms, moments, sums)


@_ahead
def of_sent(
    happened: Bools, created_ms: Ints, hub: Shorts, district: Shorts, kind: Shorts, grade: Codes,
    team: Codes, outcome: Codes, first_arrived_ms: Ints, incident: Shorts, officer: Shorts,
    assigned_ms: Ints, arrived_ms: Ints, left_ms: Ints, ended_by: Codes, role: Ints, home: Ints,
    begin_ms: int, end_ms: int, hubs: int, districts: int, grades: int, sums: FloatTable,
    of_part: FloatTable, of_team: FloatTable,
) -> None:  # fmt: skip
    """Sum over the officers sent to incidents, whose rows are by incident."""
    before = _NEVER
    for row in range(officer.size):
        i, who = incident[row], officer[row]
        if who < 0 or not happened[i] or created_ms[i] < begin_ms:
            continue
        away, arrived = home[who] != hub[i], arrived_ms[row] >= 0
        drive = arrived_ms[row] - assigned_ms[row] if arrived else 0
        from_away = away and home[who] < hubs
        spent = (left_ms[row] if left_ms[row] >= 0 else end_ms) - assigned_ms[row]
        cell = hub[i] * grades + grade[i]
        sums[cell, of.SENT] += 1
        sums[cell, of.ARRIVED] += arrived
        sums[cell, of.DRIVE_MS] += drive
        sums[cell, of.FROM_AWAY] += from_away
        sums[cell, of.CALLED_AWAY] += ended_by[row] == _DIVERTED or ended_by[row] == _CALLED_AWAY
        sums[cell, of.SPENT_MS] += spent
        of_part[district[i] * grades + grade[i], of.SPENT_MS] += spent
        of_part[(districts + kind[i]) * grades + grade[i], of.SPENT_MS] += spent
        place = role[who] * (hubs + 1) + hub[i]
        of_team[place, of.TEAM_SENT] += 1
        of_team[place, of.TEAM_ARRIVED] += arrived
        of_team[place, of.TEAM_DRIVE_MS] += drive
        of_team[place, of.TEAM_FROM_AWAY] += from_away
        closed = role[who] == _PCSO and team[i] == _PCSO and outcome[i] == _ATTENDED
        # Of two who came at the same moment, the first counts.
        if closed and i != before and arrived_ms[row] == first_arrived_ms[i]:
            before = i
            of_team[place, of.TEAM_CLOSED] += 1
            of_team[place, of.TEAM_CLOSED_FROM_AWAY] += away
