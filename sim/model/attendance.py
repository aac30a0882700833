"""Sending officers to incidents, and the queue of incidents that wait for them."""

from __future__ import annotations

from sim.model import deployments, incidents, log, officers, pools, queues, redeployment, requests
from sim.model.policies import dispatch, eligibility, waiting, whereabouts
from sim.model.state import State
from sim.vocabulary import CrossHub, Kind
from sim.world.arrays import GRADES, World

_KIND_ARRIVES_AT_SCENE = Kind.ARRIVES_AT_SCENE.value
_EMERGENCIES = CrossHub.EMERGENCIES.value


def fall_due(w: World, s: State, incident: int) -> None:
    """Have an incident attended: send who can go now, and let it wait for the rest.

    An incident of a grade that is lost when all are busy ends here if nobody can go.
    """
    hub = w.drawn.hub[incident]
    grade = s.incidents.grade[incident]
    send(w, s, incident)
    assigned = s.incidents.assigned[incident]
    if assigned == w.drawn.officers[incident]:
        return
    if assigned == 0 and w.grades.lost_when_busy[grade]:
        incidents.lose(w, s, incident)
        return
    queues.join(w, s, incident, hub, grade, eligibility.class_of(w, s, incident))
    if assigned == 0:
        redeployment.watch(w, s, incident, grade)


def send(w: World, s: State, incident: int) -> bool:
    """Send as many officers as are needed and can go; return whether anybody went.

    Nobody is sent past incidents that may not be overtaken.
    """
    if waiting.would_overtake(w, s, incident):
        return False
    needed = w.drawn.officers[incident] - s.incidents.assigned[incident]
    together = w.drawn.together[incident] and needed > 1
    if together and dispatch.count_available(w, s, incident) < needed:
        return False
    cause = s.log.cause[0]
    sent = 0
    while sent < needed:
        officer = dispatch.choose(w, s, incident)
        if officer < 0:
            break
        log.because(s, cause)
        assign(w, s, incident, officer)
        sent += 1
    log.because(s, cause)
    if sent == needed:
        queues.leave(w, s, incident)
    return sent > 0


def assign(w: World, s: State, incident: int, officer: int) -> None:
    """Send one officer: the drive takes the expected time times the factor drawn for the slot."""
    grade = s.incidents.grade[incident]
    redeployed = eligibility.is_redeployed(w, s, officer, incident)
    origin = whereabouts.district_of(w, s, officer)
    slot = w.drawn.first_slot[incident] + s.incidents.assigned[incident]
    pools.leave(s, officer)
    officers.stand_at(s, officer, origin)
    deployments.start(s, slot, officer, origin, redeployed)
    officers.set_out(w, s, officer, incident, slot, redeployed)
    expected = whereabouts.expected_ms(w, origin, w.drawn.district[incident], w.grades.drive[grade])
    grid = w.sizes.grid_ms
    drive_ms = (int(expected * w.slots.travel_factor[slot]) + grid // 2) // grid * grid
    arrival = s.clock.now_ms[0] + drive_ms
    requests.ask(s, arrival, _KIND_ARRIVES_AT_SCENE, officer, s.officers.token[officer])
    redeployment.no_longer_waiting(w, s, incident)
    incidents.count_assignment(w, s, incident, officer)


def serve(w: World, s: State, hub: int, role: int, last_grade: int) -> None:
    """Send officers of a role to what waits at a hub, the highest grade first.

    Called whenever an officer of the role can be sent again, so that nobody stands idle beside
    an incident that the officer may attend. When an incident that held up others goes at last,
    any of those may find somebody.

    Parameters
    ----------
    last_grade : int
        Lower-ranking grades than this one are left out.
    """
    if _serve(w, s, hub, role, last_grade):
        _serve_held_up(w, s, hub)


def _serve_held_up(w: World, s: State, hub: int) -> None:
    """Send whoever can go to what waits at a hub, in line."""
    cause = s.log.cause[0]
    for grade in range(1, w.sizes.grades + 1):
        incident = waiting.next_in_line(w, s, hub, waiting.ANY_ROLE, grade, -1)
        while incident >= 0:
            send(w, s, incident)
            log.because(s, cause)
            after = s.queues.order[incident]
            incident = waiting.next_in_line(w, s, hub, waiting.ANY_ROLE, grade, after)


def _serve(w: World, s: State, hub: int, role: int, last_grade: int) -> bool:
    """Send officers of a role; stop and return True when an incident goes that held up others."""
    cause = s.log.cause[0]
    for grade in range(1, last_grade + 1):
        if s.queues.waiting[hub * GRADES + grade] == 0:
            continue
        after = -1
        while dispatch.has_somebody(w, s, role, hub, grade):
            incident = waiting.next_in_line(w, s, hub, role, grade, after)
            if incident < 0:
                break
            went = send(w, s, incident)
            log.because(s, cause)
            if went and queues.holds(w, incident):
                return True
            if not went and not (w.drawn.together[incident] and w.drawn.bypass[incident]):
                break
            after = s.queues.order[incident]
    return False


def help_elsewhere(w: World, s: State, hub: int, role: int) -> None:
    """Send officers of a role to emergencies that wait at other hubs, nearest hub first."""
    if s.queues.emergencies[0] == 0 or w.teams.cross_hub[role] != _EMERGENCIES:
        return
    hubs = w.sizes.hubs
    cause = s.log.cause[0]
    for place in range(1, hubs):
        other = w.places.nearest_hubs[hub * hubs + place]
        after = -1
        while True:
            incident = waiting.next_in_line(w, s, other, role, 1, after)
            if incident < 0:
                break
            send(w, s, incident)
            log.because(s, cause)
            after = s.queues.order[incident]


def is_free(s: State, officer: int) -> bool:
    """Whether an officer is in a pool from which anybody can be sent."""
    return s.pools.of_officer[officer] >= 0
