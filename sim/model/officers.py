"""What each officer is doing, and the time account.

Every change of activity passes through `change`, so that for each officer the hours by activity
sum to the hours on duty.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, log, prevention
from sim.model.state import ACTIVITIES, State
from sim.world.arrays import World


def change(w: World, s: State, officer: int, activity: int, record: int, incident: int) -> None:
    """Begin an activity, alone or as a crew; it cancels the events of the one before.

    Parameters
    ----------
    activity : int
        `vocabulary.Activity` that begins now.
    record : int
        `vocabulary.Record` for the log.
    incident : int
        Incident or case concerned; -1 for none.
    """
    officers = s.officers
    now = s.clock.now_ms[0]
    person = officer
    drives_back = _drives_back(s, officer)
    while person >= 0:
        before = officers.activity[person]
        spent_ms = now - officers.since_ms[person]
        officers.account_ms[person * ACTIVITIES + before] += spent_ms
        if drives_back:
            officers.drive_back_ms[person] += spent_ms
        if before == codes.ACTIVITY_PREVENTION:
            prevention.book(w, s, person, now - officers.began_ms[person], spent_ms)
        officers.activity[person] = activity
        officers.since_ms[person] = now
        officers.began_ms[person] = now
        officers.token[person] += 1
        if s.log.on[0]:
            log.write(s, record, incident, person, w.people.hub[person], before, activity)
        # The one led comes next, who leads nobody.
        person = officers.partner[person]


def _drives_back(s: State, officer: int) -> bool:
    """Whether an officer, or a crew, drives back to write up: for a break nothing is owed."""
    officers = s.officers
    returns = officers.activity[officer] == codes.ACTIVITY_RETURNING
    return returns and officers.writing_up_left_ms[officer] > 0


def elapsed_ms(s: State, officer: int) -> int:
    """Return how long the present activity has lasted, warm-up included."""
    return s.clock.now_ms[0] - s.officers.began_ms[officer]


def book_on(w: World, s: State, officer: int, duty: int, break_until_ms: int) -> None:
    """Start a shift at the station; the caller begins the first activity."""
    _begin_shift(w, s, officer, duty, break_until_ms)
    s.officers.booked_on_ms[officer] = s.clock.now_ms[0]
    s.officers.idle_since_ms[officer] = s.clock.now_ms[0]
    reach_station(w, s, officer)


def continue_into_next_shift(
    w: World, s: State, officer: int, duty: int, break_until_ms: int
) -> None:
    """Start a shift while still at work from the one before, which ends here."""
    _settle_shift(w, s, officer)
    _begin_shift(w, s, officer, duty, break_until_ms)


def unit_size(s: State, officer: int) -> int:
    """Return how many come with an officer: one, or two who are a crew."""
    return 1 if s.officers.partner[officer] < 0 else 2


def is_idle(s: State, officer: int) -> bool:
    """Whether an officer has nothing in hand, or is on prevention."""
    return s.officers.activity[officer] in (codes.ACTIVITY_AVAILABLE, codes.ACTIVITY_PREVENTION)


def pair(s: State, leader: int, partner: int) -> None:
    """Make two people a crew: the leader's work and whereabouts are those of both."""
    s.officers.partner[leader] = partner
    s.officers.leader[partner] = leader
    left_ms = s.officers.writing_up_left_ms[partner]
    if left_ms > 0:
        owe_writing_up(s, leader, left_ms, s.officers.writing_place[partner])
        s.officers.writing_up_left_ms[partner] = 0


def part(s: State, leader: int) -> int:
    """Part a crew, if it is one; return the one who was led, who stands beside the leader."""
    officers = s.officers
    partner = officers.partner[leader]
    if partner < 0:
        return -1
    officers.partner[leader] = -1
    officers.leader[partner] = -1
    officers.idle_since_ms[partner] = officers.idle_since_ms[leader]
    officers.district[partner] = officers.district[leader]
    officers.at_station[partner] = officers.at_station[leader]
    if officers.duty[partner] == officers.duty[leader]:
        officers.break_left_ms[partner] = officers.break_left_ms[leader]
        officers.break_due[partner] = officers.break_due[leader]
        officers.break_until_ms[partner] = officers.break_until_ms[leader]
    return partner


def _begin_shift(w: World, s: State, officer: int, duty: int, break_until_ms: int) -> None:
    """Note the end of a shift and the break that is owed in it; none without a turn for it."""
    officers = s.officers
    officers.duty[officer] = duty
    officers.duty_end_ms[officer] = w.duties.end_ms[duty]
    break_ms = w.teams.break_ms[w.people.role[officer]]
    officers.break_left_ms[officer] = break_ms if break_until_ms >= 0 else 0
    officers.break_due[officer] = False
    officers.break_until_ms[officer] = break_until_ms
    officers.other_left_ms[officer] = 0
    officers.jobs[officer] = 0
    # What a spell that goes on took of the shift before is taken off when it ends.
    since = officers.redeployed_since_ms[officer]
    officers.redeployed_in_shift_ms[officer] = since - s.clock.now_ms[0] if since >= 0 else 0


def book_off(w: World, s: State, officer: int) -> None:
    """End the shift, of a crew together."""
    partner = part(s, officer)
    if partner >= 0:
        _end_shift(w, s, partner)
    _end_shift(w, s, officer)


def _end_shift(w: World, s: State, officer: int) -> None:
    """Settle overtime, a missed break and redeployment, and go off duty."""
    officers = s.officers
    _settle_shift(w, s, officer)
    officers.on_duty_ms[officer] += s.clock.now_ms[0] - officers.booked_on_ms[officer]
    settle_redeployment(w, s, officer)
    officers.duty[officer] = -1
    change(w, s, officer, codes.ACTIVITY_OFF_DUTY, codes.RECORD_OFF_DUTY, -1)


def _settle_shift(w: World, s: State, officer: int) -> None:
    """Book the overtime of a shift that ends, and its break if that never began."""
    officers = s.officers
    left = officers.break_left_ms[officer]
    untouched = left > 0 and left == w.teams.break_ms[w.people.role[officer]]
    if untouched and officers.activity[officer] != codes.ACTIVITY_BREAK:
        officers.missed_breaks[officer] += 1
    officers.overtime_ms[officer] += _overtime_ms(s, officer)


def _overtime_ms(s: State, officer: int) -> int:
    """Return the time worked past the rostered end in this shift and the measured period."""
    officers = s.officers
    late = s.clock.now_ms[0] - max(officers.duty_end_ms[officer], officers.booked_on_ms[officer])
    return max(late, 0)


def become_idle(w: World, s: State, officer: int, activity: int) -> None:
    """Begin to be available, or on prevention; the latter ends a spell of redeployment."""
    if activity == codes.ACTIVITY_PREVENTION:
        settle_redeployment(w, s, officer)
    s.officers.idle_since_ms[officer] = s.clock.now_ms[0]
    change(w, s, officer, activity, codes.RECORD_FREE, -1)


def finish_job(s: State, officer: int, district: int) -> None:
    """Let go of an incident; the officer stands in `district`."""
    officers = s.officers
    officers.slot[officer] = -1
    officers.idle_since_ms[officer] = s.clock.now_ms[0]
    officers.district[officer] = district


def owe_writing_up(s: State, officer: int, writing_up_ms: int, place: int) -> None:
    """Note that the officer is to write up an incident, at a place (`vocabulary.WritingPlace`).

    Together with what is left of earlier ones it is done at the station if any of it must be, and
    else in the car: only what is written up at once can be written up at the scene.
    """
    officers = s.officers
    if officers.writing_up_left_ms[officer] > 0:
        place = min(place, officers.writing_place[officer], codes.WRITING_PLACE_CAR)
    officers.writing_place[officer] = place
    officers.writing_up_left_ms[officer] += writing_up_ms


def stay_to_write_up(s: State, officer: int, until_ms: int) -> None:
    """Note that the officer stays where the last job was until the writing up is done."""
    s.officers.idle_since_ms[officer] = until_ms


def put_off_writing_up(s: State, officer: int) -> None:
    """Leave what is not written up at the end of a shift for the next one."""
    officers = s.officers
    if officers.writing_up_left_ms[officer] == 0:
        return
    interrupt_writing_up(s, officer)
    officers.writing_up_put_off_ms[officer] += officers.writing_up_left_ms[officer]
    place = min(officers.writing_place[officer], codes.WRITING_PLACE_CAR)
    officers.writing_place[officer] = place


def interrupt_writing_up(s: State, officer: int) -> None:
    """Keep what is left of the writing up that an officer is called away from, if any."""
    if s.officers.activity[officer] == codes.ACTIVITY_WRITING_UP:
        s.officers.writing_up_left_ms[officer] -= elapsed_ms(s, officer)


def set_out(w: World, s: State, officer: int, incident: int, slot: int, redeployed: bool) -> None:
    """Begin the drive to an incident, keeping what is left of work that it interrupts."""
    officers = s.officers
    activity = officers.activity[officer]
    if activity == codes.ACTIVITY_BREAK:
        _leave_of_break(s, officer, officers.break_left_ms[officer] - elapsed_ms(s, officer))
    interrupt_writing_up(s, officer)
    officers.slot[officer] = slot
    officers.jobs[officer] += 1
    officers.at_station[officer] = False
    if redeployed and officers.redeployed_since_ms[officer] < 0:
        officers.redeployed_since_ms[officer] = s.clock.now_ms[0]
        if w.redeployment.max_officers > 0:
            officers.redeployed_now[w.people.hub[officer]] += 1
    change(w, s, officer, codes.ACTIVITY_TRAVEL, codes.RECORD_ASSIGNED, incident)


def go_to_custody(s: State, officer: int, suite: int, until_ms: int) -> None:
    """Note in which district's custody suite an officer will be, and until when."""
    officers = s.officers
    officers.district[officer] = suite
    officers.at_station[officer] = False
    officers.idle_since_ms[officer] = until_ms
    officers.custody_until_ms[officer] = until_ms


def join_operation(w: World, s: State, officer: int) -> None:
    """Begin an operation at the hub; ends redeployment, but not that which makes up a shift."""
    if not s.redeployment.backfilling[officer]:
        settle_redeployment(w, s, officer)
    change(w, s, officer, codes.ACTIVITY_OPERATION, codes.RECORD_OPERATION, -1)


def leave_operation(w: World, s: State, officer: int) -> None:
    """Note that an operation is over; the officer is in the hub's district and has had a break."""
    officers = s.officers
    officers.idle_since_ms[officer] = s.clock.now_ms[0]
    officers.district[officer] = w.places.hub_district[w.people.hub[officer]]
    officers.at_station[officer] = officers.district[officer] == w.people.station[officer]
    if officers.break_due[officer]:
        end_break(s, officer)


def take_up(s: State, officer: int, incident: int) -> None:
    """Take a desk case or an investigation in hand; -1 puts it down."""
    s.officers.incident[officer] = incident


def stand_at(s: State, officer: int, district: int) -> None:
    """Note where an officer is when setting out, after a drive back that left no trace."""
    s.officers.district[officer] = district


def reach_station(w: World, s: State, officer: int) -> None:
    """Note that the officer is back at the station."""
    s.officers.district[officer] = w.people.station[officer]
    s.officers.at_station[officer] = True


def owe_break(s: State, officer: int) -> None:
    """Note that the officer's turn for the break has come."""
    s.officers.break_due[officer] = True


def owe_other_duties(s: State, officer: int, other_ms: int) -> None:
    """Note that the officer's turn for other duties has come."""
    s.officers.other_left_ms[officer] = other_ms


def begin_other_duties(w: World, s: State, officer: int) -> int:
    """Begin other duties; return how long they take."""
    other_ms = s.officers.other_left_ms[officer]
    s.officers.other_left_ms[officer] = 0
    change(w, s, officer, codes.ACTIVITY_OTHER_DUTIES, codes.RECORD_OTHER_DUTIES, -1)
    return other_ms


def end_break(s: State, officer: int) -> None:
    """Note that the break has been taken."""
    _leave_of_break(s, officer, 0)
    s.officers.break_due[officer] = False


def _leave_of_break(s: State, officer: int, left_ms: int) -> None:
    """Note what is left of a break, for both of a crew in the shift that they share."""
    officers = s.officers
    officers.break_left_ms[officer] = left_ms
    partner = officers.partner[officer]
    if partner >= 0 and officers.duty[partner] == officers.duty[officer]:
        officers.break_left_ms[partner] = left_ms


def end_writing_up(s: State, officer: int) -> None:
    """Note that nothing is left to be written up."""
    s.officers.writing_up_left_ms[officer] = 0


def work_as(s: State, officer: int, role: int) -> None:
    """Let an officer follow the rules of a role from now on."""
    s.officers.role[officer] = role


def begin_redeployment(s: State, officer: int) -> None:
    """Begin a spell of redeployment, for the rest of the shift."""
    s.officers.redeployed_since_ms[officer] = s.clock.now_ms[0]


def settle_redeployment(w: World, s: State, officer: int) -> None:
    """End a spell of redeployment, if there is one: assigned -> back on prevention."""
    officers = s.officers
    since = officers.redeployed_since_ms[officer]
    if since >= 0:
        officers.redeployed_ms[officer] += s.clock.now_ms[0] - since
        officers.redeployed_in_shift_ms[officer] += s.clock.now_ms[0] - since
        officers.redeployed_since_ms[officer] = -1
        if w.redeployment.max_officers > 0 and not s.redeployment.backfilling[officer]:
            officers.redeployed_now[w.people.hub[officer]] -= 1


def start_measuring(w: World, s: State) -> None:
    """Forget what was booked in the warm-up; activities in progress count from now."""
    officers = s.officers
    now = s.clock.now_ms[0]
    prevention.start_measuring(w, s)
    for officer in range(w.sizes.officers):
        for activity in range(ACTIVITIES):
            officers.account_ms[officer * ACTIVITIES + activity] = 0
        officers.since_ms[officer] = now
        officers.booked_on_ms[officer] = now
        officers.on_duty_ms[officer] = 0
        officers.overtime_ms[officer] = 0
        officers.missed_breaks[officer] = 0
        officers.drive_back_ms[officer] = 0
        officers.writing_up_put_off_ms[officer] = 0
        officers.redeployed_ms[officer] = 0
        if officers.redeployed_since_ms[officer] >= 0:
            spent_ms = now - officers.redeployed_since_ms[officer]
            officers.redeployed_in_shift_ms[officer] += spent_ms
            officers.redeployed_since_ms[officer] = now


def book_long_spells(w: World, s: State) -> None:
    """Book spells of prevention that have gone on for a day or more, and begin new ones.

    A spell is booked when it ends. People on duty without end, whom nobody calls, would otherwise
    count for nothing.
    """
    officers = s.officers
    now = s.clock.now_ms[0]
    for officer in range(w.sizes.officers):
        if officers.activity[officer] != codes.ACTIVITY_PREVENTION:
            continue
        if elapsed_ms(s, officer) < MS_PER_DAY:
            continue
        spent_ms = now - officers.since_ms[officer]
        officers.account_ms[officer * ACTIVITIES + codes.ACTIVITY_PREVENTION] += spent_ms
        prevention.book(w, s, officer, elapsed_ms(s, officer), spent_ms)
        officers.since_ms[officer] = now
        officers.began_ms[officer] = now


def close_accounts(w: World, s: State) -> None:
    """Book the activities in progress at the horizon, as if they ended there."""
    officers = s.officers
    now = s.clock.now_ms[0]
    for officer in range(w.sizes.officers):
        activity = officers.activity[officer]
        spent = now - officers.since_ms[officer]
        officers.account_ms[officer * ACTIVITIES + activity] += spent
        leader = officers.leader[officer]
        if _drives_back(s, officer if leader < 0 else leader):
            officers.drive_back_ms[officer] += spent
        if activity == codes.ACTIVITY_PREVENTION:
            prevention.book(w, s, officer, elapsed_ms(s, officer), spent)
        officers.since_ms[officer] = now
        if activity != codes.ACTIVITY_OFF_DUTY:
            officers.on_duty_ms[officer] += now - officers.booked_on_ms[officer]
            officers.overtime_ms[officer] += _overtime_ms(s, officer)
            officers.booked_on_ms[officer] = now
        if officers.redeployed_since_ms[officer] >= 0:
            settle_redeployment(w, s, officer)
