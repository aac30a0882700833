"""Casework: who takes up which case, and works on it until an episode ends or it is put down."""

from __future__ import annotations

from sim.model import cases, codes, log, officers, pools, requests
from sim.model.policies import allocation, leaving
from sim.model.pools import AVAILABLE
from sim.model.state import State
from sim.world.arrays import World

#: Tokens of the event by which a team lends: for a case, or for somebody idle.
A_CASE = 0
A_PERSON = 1


def open_run(w: World, s: State) -> None:
    """Take over the cases that are open when the run starts."""
    for number in range(w.sizes.cases - w.sizes.incidents):
        case = w.sizes.incidents + number
        log.because(s, -1)
        opened = w.open_cases.opened_ms[number]
        done = w.open_cases.episodes_done[number]
        owner = w.open_cases.owner[number]
        wait_ms = w.open_cases.wait_left_ms[number]
        if wait_ms < 0:
            cases.inherit(w, s, case, opened, done, owner)
        else:
            cases.inherit_waiting(w, s, case, opened, done, owner)
            requests.ask(s, wait_ms, codes.EVENT_CASE_WAIT_ENDS, case, 0)
    log.because(s, -1)


def consider(w: World, s: State, incident: int) -> None:
    """Open a case if the incident is investigated and passes the screening."""
    if not w.drawn.investigated[incident]:
        return
    if w.drawn.screened_out[incident]:
        cases.screen_out(w, s, incident)
        return
    take_on(w, s, incident)


def take_on(w: World, s: State, incident: int) -> None:
    """Open a case: it stays with a response officer who attended, or is offered to who is free."""
    officer = allocation.stays_with(w, s, incident)
    if officer >= 0:
        cases.retain(w, s, incident, officer)
        work_between_calls(w, s, officer)
        return
    cases.open_case(w, s, incident)
    offer(w, s, incident)


def offer(w: World, s: State, case: int) -> bool:
    """Have a case that is to be allocated taken up by somebody who is free.

    For a suspect in custody somebody puts down the case in hand. Nobody of another hub takes a case
    before the end of the moment, when all who become free at home have been offered it. Until then
    a case waits as well whose turn it is of somebody who is to be lent.

    Returns
    -------
    bool
        Whether somebody took up work: this case, or another that comes first for that person.
    """
    lane = s.cases.lane[case]
    hub = w.drawn.hub[case]
    urgent = allocation.is_urgent(w, s, case)
    role = w.cases.lane_role[lane]
    officer = allocation.choose(w, s, lane, hub, urgent)
    if officer < 0 and urgent:
        officer = allocation.to_interrupt(w, s, lane, hub)
        if officer >= 0:
            put_down(w, s, officer)
            if w.teams.attends[role]:
                officers.change(w, s, officer, codes.ACTIVITY_AVAILABLE, codes.RECORD_FREE, -1)
    if officer >= 0 and allocation.is_to_be_lent(w, s, officer):
        _ask_to_lend(s, case, A_CASE)
        return False
    if officer < 0 and w.cases.lends[role]:
        officer = allocation.choose_elsewhere(w, s, lane, hub, urgent)
        if officer >= 0 and not allocation.lends_now(w, s, role):
            _ask_to_lend(s, case, A_CASE)
            return False
    if officer < 0:
        return False
    if w.teams.attends[role]:
        work_between_calls(w, s, officer)
    else:
        pools.leave(s, officer)
        take_next(w, s, officer)
    return s.officers.activity[officer] == codes.ACTIVITY_CASE_WORK


def take_next(w: World, s: State, officer: int) -> None:
    """Give a free investigator work: cases in hand that are ready, else a new one.

    Suspects in custody come before all. Where cases are worked on in turn, a new one comes first.
    """
    case = _next_case(w, s, officer)
    if case >= 0:
        _begin(w, s, case, officer)
        return
    officers.become_idle(w, s, officer, codes.ACTIVITY_AVAILABLE)
    pools.join(w, s, officer, AVAILABLE)
    if w.cases.lends[w.people.role[officer]] and allocation.longest_queue(w, s, officer) >= 0:
        _ask_to_lend(s, officer, A_PERSON)


def _ask_to_lend(s: State, entity: int, token: int) -> None:
    """Ask for the event by which a case goes to another hub, at the end of this moment."""
    requests.ask(s, s.clock.now_ms[0], codes.EVENT_CASE_IS_LENT, entity, token)


def lend(w: World, s: State, entity: int, token: int) -> None:
    """Let a case go to somebody of another hub, or somebody idle take one from there.

    Whoever is offered the case may take up another that comes first, as of a suspect in custody:
    it is then offered to the next who is idle.
    """
    if token == A_CASE:
        cause = s.log.cause[0]
        while s.cases.state[entity] == codes.CASE_TO_ALLOCATE and offer(w, s, entity):
            log.because(s, cause)
    elif s.pools.of_officer[entity] >= 0:
        _let_home_take(w, s, entity)
        case = _next_case(w, s, entity)
        if case >= 0:
            pools.leave(s, entity)
            _begin(w, s, case, entity)


def _let_home_take(w: World, s: State, officer: int) -> None:
    """Let those who are free at its own hub take a case before somebody idle of another hub does.

    They have waited as well, since they might have been lent to a suspect in custody.
    """
    cause = s.log.cause[0]
    hub = allocation.longest_queue(w, s, officer)
    while hub >= 0:
        case = allocation.next_to_allocate(w, s, officer, hub)
        if case < 0 or allocation.choose(w, s, s.cases.lane[case], hub, False) < 0:
            break
        if not offer(w, s, case):
            break
        log.because(s, cause)
        hub = allocation.longest_queue(w, s, officer)


def work_between_calls(w: World, s: State, officer: int) -> None:
    """Let an officer who is available work on a case; any call still takes the officer away."""
    if not allocation.works_between_calls(s, officer):
        return
    case = _next_case(w, s, officer)
    if case >= 0:
        _begin(w, s, case, officer)


def _next_case(w: World, s: State, officer: int) -> int:
    """Return the case that a person works on next, newly allocated or not; -1: none.

    One of another hub with a suspect in custody comes before a new one at home, so that the person
    has none until people are lent.
    """
    hub = w.people.hub[officer]
    lends_now = allocation.lends_now(w, s, w.people.role[officer])
    if s.cases.urgent[0] > 0:
        if allocation.is_to_be_lent(w, s, officer):
            return allocation.NOTHING
        case = allocation.next_urgent(w, s, officer)
        if case >= 0:
            cases.allocate(w, s, case, officer)
            return case
    case = s.cases.ready_head[officer]
    if case >= 0 and not w.cases.shares_work[w.people.role[officer]]:
        return case
    if not allocation.has_room(w, s, officer):
        return case
    new = allocation.next_to_allocate(w, s, officer, hub)
    if new < 0 and case < 0 and lends_now:
        other = allocation.longest_queue(w, s, officer)
        if other >= 0:
            new = allocation.next_to_allocate(w, s, officer, other)
    if new < 0:
        return case
    cases.allocate(w, s, new, officer)
    return new


def _begin(w: World, s: State, case: int, officer: int) -> None:
    """Begin to work on the first ready case of a person, for an episode or a slice of it."""
    cases.start_work(w, s, case, officer)
    officers.take_up(s, officer, case)
    officers.change(w, s, officer, codes.ACTIVITY_CASE_WORK, codes.RECORD_CASE_WORK, case)
    spell_ms = s.cases.left_ms[case]
    role = w.people.role[officer]
    if w.teams.attends[role] and allocation.is_prisoner_file(w, s, case):
        pools.leave(s, officer)
        pools.join(w, s, officer, pools.INTERRUPTIBLE)
    if w.cases.shares_work[role] and not allocation.is_urgent(w, s, case):
        spell_ms = min(spell_ms, w.cases.slice_ms[role])
    due = s.clock.now_ms[0] + spell_ms
    requests.ask(s, due, codes.EVENT_EPISODE_ENDS, officer, s.officers.token[officer])


def takes_prisoner_file(w: World, s: State, officer: int) -> bool:
    """Let a response officer who is free build the file of a prisoner; return whether there is one.

    The one in hand, if an emergency called the officer away from it, or the next of the hub.
    """
    if w.people.role[officer] != codes.ROLE_RESPONSE or s.officers.partner[officer] >= 0:
        return False
    case = s.cases.ready_head[officer]
    if case < 0 or not allocation.is_prisoner_file(w, s, case):
        if s.cases.urgent[0] == 0:
            return False
        case = allocation.next_urgent(w, s, officer)
        if case < 0:
            return False
        cases.allocate(w, s, case, officer)
    _begin(w, s, case, officer)
    return True


def hand_over_prisoner_file(w: World, s: State, officer: int) -> None:
    """Have another officer build the file that one who goes home was called away from."""
    case = s.cases.ready_head[officer]
    if case >= 0 and allocation.is_prisoner_file(w, s, case):
        cause = s.log.cause[0]
        cases.give_back(w, s, case)
        offer(w, s, case)
        log.because(s, cause)


def hand_over_if_gone(w: World, s: State, officer: int) -> None:
    """Have others take the cases of one who has left; those that wait follow when they are ready.

    The work that is left of each stays as it is.
    """
    if not leaving.has_left(w, s, officer):
        return
    cause = s.log.cause[0]
    while s.cases.ready_head[officer] >= 0:
        case = s.cases.ready_head[officer]
        log.because(s, cause)
        cases.give_back(w, s, case)
        offer(w, s, case)
    log.because(s, cause)


def has_urgent_case(w: World, s: State, officer: int) -> bool:
    """Whether the case in hand has a suspect in custody."""
    return allocation.is_urgent(w, s, s.officers.incident[officer])


def put_down(w: World, s: State, officer: int) -> None:
    """Interrupt a person's work on a case; the caller decides what the person does instead."""
    case = s.officers.incident[officer]
    cases.pause(w, s, case, officers.elapsed_ms(s, officer))
    officers.take_up(s, officer, -1)


def put_down_for_call(w: World, s: State, officer: int) -> None:
    """Put down the case, if any, of an officer who is called to something else."""
    if s.officers.activity[officer] == codes.ACTIVITY_CASE_WORK:
        cause = s.log.cause[0]
        put_down(w, s, officer)
        log.because(s, cause)


def leave_at_end_of_shift(w: World, s: State, officer: int) -> None:
    """Put a case down to go home; one with a suspect in custody is handed over instead."""
    case = s.officers.incident[officer]
    if allocation.is_urgent(w, s, case):
        cases.hand_over(w, s, case, officers.elapsed_ms(s, officer))
        officers.take_up(s, officer, -1)
    else:
        put_down(w, s, officer)


def offer_urgent(w: World, s: State, role: int, hub: int) -> None:
    """Offer the cases with a suspect in custody that wait at a hub, until nobody takes one."""
    harms = w.sizes.harms
    cause = s.log.cause[0]
    for lane in range(w.sizes.lanes):
        if w.cases.lane_role[lane] != role:
            continue
        queue = (lane * w.sizes.hubs + hub) * harms + harms - 1
        case = s.cases.to_allocate_head[queue]
        while case >= 0 and allocation.is_urgent(w, s, case):
            log.because(s, cause)
            offer(w, s, case)
            if s.cases.state[case] != codes.CASE_TO_ALLOCATE:
                case = s.cases.to_allocate_head[queue]
            elif w.cases.lends[role]:
                case = s.cases.next[case]
            else:
                break
    log.because(s, cause)


def end_episode(w: World, s: State, officer: int) -> None:
    """End an episode of work, or a slice; a case with more to do waits for others first."""
    case = s.officers.incident[officer]
    spent_ms = officers.elapsed_ms(s, officer)
    officers.take_up(s, officer, -1)
    if spent_ms < s.cases.left_ms[case]:
        cases.set_aside(w, s, case, spent_ms)
        return
    cause = s.log.cause[0]
    fate = cases.end_episode(w, s, case, spent_ms)
    if fate == cases.WAITS_FOR_OTHERS:
        waits = w.drawn.case_episodes[case] - 1
        due = s.clock.now_ms[0] + w.drawn.case_wait_ms[case] // waits
        requests.ask(s, due, codes.EVENT_CASE_WAIT_ENDS, case, 0)
    elif fate == cases.NEEDS_A_FILE:
        offer(w, s, case)
        log.because(s, cause)


def rest(w: World, s: State, officer: int) -> None:
    """Let an officer who worked between calls take up the next case, or have nothing in hand."""
    officers.change(w, s, officer, codes.ACTIVITY_AVAILABLE, codes.RECORD_FREE, -1)
    work_between_calls(w, s, officer)


def end_wait(w: World, s: State, case: int) -> None:
    """Make a case ready again; its owner takes it up at once if the owner has nothing else.

    If the owner has left meanwhile, somebody else is given it.
    """
    cases.make_ready(w, s, case)
    officer = s.cases.owner[case]
    if leaving.has_left(w, s, officer):
        hand_over_if_gone(w, s, officer)
    elif w.teams.attends[w.people.role[officer]]:
        work_between_calls(w, s, officer)
    elif s.pools.of_officer[officer] >= 0:
        pools.leave(s, officer)
        take_next(w, s, officer)
