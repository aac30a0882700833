"""Sending officers to an incident: as many as it needs and can go, one by one."""

from __future__ import annotations

from sim.model import (
    calling_away,
    codes,
    deployments,
    incidents,
    investigation,
    log,
    officers,
    pools,
    queues,
    redeployment,
    requests,
)
from sim.model.policies import (
    cross_hub_help,
    dispatch,
    eligibility,
    waiting,
    whereabouts,
)
from sim.model.state import State
from sim.world.arrays import World


def send(w: World, s: State, incident: int) -> bool:
    """Send as many officers as are needed and can go; return whether anybody went.

    Nobody is sent past incidents that may not be overtaken.
    """
    if waiting.would_overtake(w, s, incident):
        return False
    if dispatch.waits_for_all(w, s, incident):
        return False
    went = False
    while s.incidents.assigned[incident] < s.incidents.wanted[incident]:
        officer = dispatch.choose(w, s, incident)
        if officer < 0:
            if cross_hub_help.calls_for_help(s, incident, s.incidents.sought_as[incident]):
                queues.ask_for_help_later(w, s)
            return went
        assign(w, s, incident, officer)
        went = True
    queues.leave(w, s, incident)
    return went


def assign(w: World, s: State, incident: int, officer: int) -> None:
    """Send one officer, or a crew: the drive varies by the factor drawn."""
    cause = s.log.cause[0]
    redeployed = eligibility.is_redeployed(w, s, officer, incident)
    if pools.is_engaged(w, s, officer):
        calling_away.release(w, s, officer)
    origin = whereabouts.district_of(w, s, officer)
    slot = deployments.next_row(s)
    factor = _drive_factor(w, s, incident)
    pools.leave(s, officer)
    officers.stand_at(s, officer, origin)
    deployments.start(w, s, incident, officer, origin, redeployed, True)
    investigation.put_down_for_call(w, s, officer)
    partner = s.officers.partner[officer]
    if partner >= 0:
        deployments.start(w, s, incident, partner, origin, redeployed, False)
    officers.set_out(w, s, officer, incident, slot, redeployed)
    now, place = s.clock.now_ms[0], w.drawn.district[incident]
    drive = w.grades.drive[s.incidents.sought_as[incident]]
    expected = whereabouts.expected_ms(w, now, origin, place, drive)
    arrival = now + _drive_ms(w, expected, factor)
    requests.ask(s, arrival, codes.EVENT_ARRIVES_AT_SCENE, officer, s.officers.token[officer])
    redeployment.no_longer_waiting(w, s, incident)
    incidents.count_assignment(w, s, incident, officer, officers.unit_size(s, officer))
    if 0 < w.sizes.preempting < s.incidents.grade[incident]:
        pools.join(w, s, officer, pools.ENGAGED)
    log.because(s, cause)


def _drive_factor(w: World, s: State, incident: int) -> float:
    """Return by what the drive of the next officer is multiplied.

    One is drawn for each who may be sent; who relieves somebody at the end of overtime has that of
    an officer who was sent before.
    """
    first = w.drawn.first_slot[incident]
    drawn = w.drawn.first_slot[incident + 1] - first
    number = s.incidents.deployed[incident]
    while number >= drawn > 0:
        number -= drawn
    return w.slots.travel_factor[first + number]


def _drive_ms(w: World, expected: int, factor: float) -> int:
    """Return how long a drive takes: its part that varies times the factor, and the rest."""
    varying = min(expected, w.places.varies_up_to_ms)
    grid = w.sizes.grid_ms
    return (int(expected - varying + varying * factor) + grid // 2) // grid * grid
