"""Pre-emption: an officer leaves one incident for a higher grade, and the work left is kept."""

from __future__ import annotations

from sim.model import codes, deployments, incidents, line, log, officers, queues, redeployment
from sim.model.deployments import BEFORE_ALL
from sim.model.policies import end_of_shift, patches, whereabouts
from sim.model.state import State
from sim.world.arrays import World


def release(w: World, s: State, officer: int) -> None:
    """Take an officer, or a crew, off the incident in hand; the caller sends them elsewhere.

    Work at the scene stops when nobody is left there, or too few of those it needs together. The
    incident then waits in its old place in the line, and somebody else is sought at once.
    """
    slot = s.officers.slot[officer]
    incident = s.deployments.incident[slot]
    at_scene = s.deployments.arrived_ms[slot] >= 0
    place = whereabouts.engaged_in(w, s, officer)
    size = officers.unit_size(s, officer)
    for row in range(slot, slot + size):
        deployments.end(s, row, codes.ENDED_BY_CALLED_AWAY if at_scene else codes.ENDED_BY_DIVERTED)
    officers.finish_job(s, officer, place)
    cause = s.log.cause[0]
    works = at_scene and s.incidents.scene_since_ms[incident] >= 0
    left = s.incidents.arrived[incident] - size
    if works and left < (w.drawn.officers[incident] if w.drawn.together[incident] else 1):
        incidents.stop_work(s, incident)
        _wait_for_others(w, s, incident)
    if at_scene and end_of_shift.is_over(s, officer):
        incidents.spare_relief(s, incident, size)
    incidents.let_go(w, s, incident, size, at_scene)
    if at_scene:
        line.stand_as_begun(w, s, incident)
    _wait_again(w, s, incident)
    queues.ask_to_seek(s, incident)
    log.because(s, cause)


def _wait_again(w: World, s: State, incident: int) -> None:
    """Put an incident back in the line in which it waited, or that of its patch."""
    if s.queues.of_incident[incident] < 0:
        line.join(w, s, incident)
    tied = w.sizes.patches > 0 and patches.is_tied(w, s, incident)
    if not tied and s.incidents.assigned[incident] == 0:
        redeployment.watch(w, s, incident, s.incidents.sought_as[incident])


def _wait_for_others(w: World, s: State, incident: int) -> None:
    """Let those who stay at the scene wait until all are together again."""
    cause = s.log.cause[0]
    slot = BEFORE_ALL
    for _ in range(s.incidents.deployed[incident]):
        slot = deployments.after(s, incident, slot)
        officer = s.deployments.officer[slot]
        stays = s.deployments.arrived_ms[slot] >= 0 and s.deployments.left_ms[slot] < 0
        if stays and s.deployments.leads[slot]:
            log.because(s, cause)
            record = codes.RECORD_WAITING_FOR_OTHERS
            officers.change(w, s, officer, codes.ACTIVITY_WAITING_AT_SCENE, record, incident)
    log.because(s, cause)
