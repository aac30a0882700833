"""At the scene: arrival, work alone or together, relief, and clearing the incident."""

from __future__ import annotations

from sim.model import (
    assignment,
    codes,
    custody,
    deployments,
    duty,
    incidents,
    investigation,
    log,
    officers,
    pools,
    queues,
    requests,
    safeguarding,
    watches,
)
from sim.model.deployments import BEFORE_ALL
from sim.model.policies import end_of_shift, redeployment, whereabouts
from sim.model.policies import watches as watches_policy
from sim.model.state import State
from sim.world.arrays import World


def arrive(w: World, s: State, officer: int) -> None:
    """Bring an officer, or a crew, to the scene; work starts with the first, or with all."""
    slot = s.officers.slot[officer]
    incident = s.deployments.incident[slot]
    cause = s.log.cause[0]
    size = officers.unit_size(s, officer)
    for row in range(slot, slot + size):
        deployments.arrive(s, row)
    incidents.count_arrival(w, s, incident, officer, size)
    log.because(s, cause)
    _set_to_work(w, s, incident, officer)
    if w.sizes.interrupting_scenes > 0 and pools.is_engaged(w, s, officer):
        # A grade that interrupts scenes but not drives may take whoever has arrived.
        hub, role = w.people.hub[officer], s.officers.role[officer]
        assignment.serve(w, s, hub, role, w.sizes.interrupting_scenes)


def _set_to_work(w: World, s: State, incident: int, officer: int) -> None:
    """Let an officer who has arrived work, or wait for the others; may start the work."""
    works = s.incidents.scene_since_ms[incident] >= 0
    together = w.drawn.together[incident]
    if together and not works and s.incidents.arrived[incident] < s.incidents.wanted[incident]:
        officers.change(
            w, s, officer, codes.ACTIVITY_WAITING_AT_SCENE, codes.RECORD_ARRIVED, incident
        )
        return
    officers.change(w, s, officer, codes.ACTIVITY_SCENE, codes.RECORD_ARRIVED, incident)
    if not works:
        if together:
            _start_together(w, s, incident, officer)
        due = incidents.start_work(s, incident)
        requests.ask(s, due, codes.EVENT_SCENE_ENDS, incident, s.incidents.token[incident])
    if s.incidents.relief[incident] > 0:
        relieve(w, s, incident)


def _start_together(w: World, s: State, incident: int, last_officer: int) -> None:
    """Start the work of those who have waited at the scene for the last officer."""
    cause = s.log.cause[0]
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = deployments.after(s, incident, slot)
        officer = s.deployments.officer[slot]
        is_there = s.deployments.arrived_ms[slot] >= 0 and s.deployments.left_ms[slot] < 0
        if is_there and s.deployments.leads[slot] and officer != last_officer:
            log.because(s, cause)
            officers.change(
                w, s, officer, codes.ACTIVITY_SCENE, codes.RECORD_SCENE_STARTED, incident
            )
    log.because(s, cause)


def relieve(w: World, s: State, incident: int) -> None:
    """Let those whose shift has ended go, as far as more are at the scene than it needs.

    If relief comes for one who has begun another shift meanwhile, who was assigned first goes.
    """
    anybody_is_late = _is_anybody_late(s, incident)
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = deployments.after(s, incident, slot)
        officer = s.deployments.officer[slot]
        if not _is_there(s, slot) or end_of_shift.is_over(s, officer) != anybody_is_late:
            continue
        size = officers.unit_size(s, officer)
        surplus = s.incidents.arrived[incident] - w.drawn.officers[incident]
        if surplus < size or s.incidents.relief[incident] < size:
            continue
        for row in range(slot, slot + size):
            deployments.end(s, row, codes.ENDED_BY_RELIEVED)
        incidents.relieve(s, incident, size)
        _let_go(w, s, officer, w.drawn.district[incident])
        duty.become_free(w, s, officer)


def _is_anybody_late(s: State, incident: int) -> bool:
    """Whether the shift of anybody at a scene has ended."""
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = deployments.after(s, incident, slot)
        if _is_there(s, slot) and end_of_shift.is_over(s, s.deployments.officer[slot]):
            return True
    return False


def has_relief(w: World, s: State, incident: int) -> bool:
    """Whether relief has been called for all who are to be relieved at a scene."""
    late = 0
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = deployments.after(s, incident, slot)
        officer = s.deployments.officer[slot]
        if _is_there(s, slot) and end_of_shift.is_to_be_relieved(w, s, officer, incident):
            late += officers.unit_size(s, officer)
    return s.incidents.relief[incident] >= late


def _is_there(s: State, slot: int) -> bool:
    """Whether somebody who is alone or leads is at the scene."""
    rows = s.deployments
    return rows.leads[slot] and rows.arrived_ms[slot] >= 0 and rows.left_ms[slot] < 0


def _let_go(w: World, s: State, officer: int, place: int) -> None:
    """Let an officer who was engaged stand in a district with nothing in hand."""
    if w.sizes.preempting > 0:
        pools.leave(s, officer)
    officers.finish_job(s, officer, place)


def clear(w: World, s: State, incident: int) -> None:
    """Clear the incident: officers are released, and a case is opened if it is investigated.

    An officer still on the way is not needed any more, and turns to what is next from there.
    Of those at the scene, the one who was assigned first writes the incident up, and takes whoever
    was arrested to custody. Some may go on to a hospital, to watch somebody there.
    """
    was_blocking = s.queues.of_incident[incident] >= 0 and queues.blocks_the_line(w, incident)
    queues.leave(w, s, incident)
    incidents.clear(w, s, incident)
    writer = -1
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = deployments.after(s, incident, slot)
        if s.deployments.left_ms[slot] >= 0:
            continue
        officer = s.deployments.officer[slot]
        leads = s.deployments.leads[slot]
        if s.deployments.arrived_ms[slot] < 0:
            deployments.end(s, slot, codes.ENDED_BY_NOT_NEEDED)
            if leads:
                _let_go(w, s, officer, whereabouts.engaged_in(w, s, officer))
            continue
        deployments.end(s, slot, codes.ENDED_BY_CLEARED)
        if leads:
            _let_go(w, s, officer, w.drawn.district[incident])
            if writer < 0:
                writer = officer
                place = w.drawn.writing_place[incident]
                officers.owe_writing_up(s, officer, w.drawn.writing_up_ms[incident], place)
    _free(w, s, incident, writer)
    if was_blocking:
        assignment.serve_in_line(w, s, w.drawn.hub[incident])
    investigation.consider(w, s, incident)
    if w.sizes.safeguarded > 0:
        safeguarding.report(w, s, incident)
        safeguarding.refer(w, s, incident)


def _free(w: World, s: State, incident: int, writer: int) -> None:
    """Let all who were at a scene, or on the way, turn to what is next, and then to what waits.

    All who are freed at one moment can be chosen from, for incidents that need several.
    """
    cause = s.log.cause[0]
    sent = s.incidents.deployed[incident]
    goes_on = s.incidents.arrested[incident] or watches_policy.follows_scene(w, s, incident)
    if sent == 1 and not goes_on:
        duty.become_free(w, s, s.deployments.officer[s.deployments.first[incident]])
        return
    # Owners of patches each go to their own patch first: the line sees to that.
    with_others = w.sizes.patches > 0
    first_sort = -1
    staying = 0
    slot = BEFORE_ALL
    for _ in range(sent):
        slot = deployments.after(s, incident, slot)
        if not _was_freed(s, slot):
            continue
        officer = s.deployments.officer[slot]
        log.because(s, cause)
        if officer == writer and s.incidents.arrested[incident]:
            custody.take_there(w, s, officer, incident)
        elif s.deployments.arrived_ms[slot] >= 0 and watches_policy.stays(w, s, incident, staying):
            staying += officers.unit_size(s, officer)
            watches.go_to_hospital(w, s, officer, incident)
        else:
            duty.turn_to_next(w, s, officer)
        pools.will_be_offered(w, s, officer)
        sort = 2 * s.officers.role[officer] + officers.is_idle(s, officer)
        with_others = with_others or (first_sort >= 0 and sort != first_sort)
        first_sort = sort
    log.because(s, cause)
    _offer(w, s, incident, with_others)


def _offer(w: World, s: State, incident: int, with_others: bool) -> None:
    """Offer all who were freed: at home, where others may go in their place, then elsewhere."""
    cause = s.log.cause[0]
    sent = s.incidents.deployed[incident]
    slot = BEFORE_ALL
    for _ in range(sent):
        slot = deployments.after(s, incident, slot)
        if _was_freed(s, slot):
            log.because(s, cause)
            duty.offer(w, s, s.deployments.officer[slot], with_others)
    if redeployment.waits_for_others(w):
        slot = BEFORE_ALL
        for _ in range(sent):
            slot = deployments.after(s, incident, slot)
            if _was_freed(s, slot):
                log.because(s, cause)
                duty.redeploy_others(w, s, s.deployments.officer[slot])
    slot = BEFORE_ALL
    for _ in range(sent):
        slot = deployments.after(s, incident, slot)
        if _was_freed(s, slot):
            pools.was_offered(w, s, s.deployments.officer[slot])
    slot = BEFORE_ALL
    for _ in range(sent):
        slot = deployments.after(s, incident, slot)
        if _was_freed(s, slot):
            log.because(s, cause)
            duty.offer_elsewhere(w, s, s.deployments.officer[slot])
    log.because(s, cause)


def _was_freed(s: State, slot: int) -> bool:
    """Whether the incident's end freed who was sent alone or leads; others left it before."""
    return s.deployments.leads[slot] and s.deployments.ended_by[slot] in (
        codes.ENDED_BY_CLEARED,
        codes.ENDED_BY_NOT_NEEDED,
    )
