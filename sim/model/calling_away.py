"""Pre-emption: an officer leaves one incident for a higher grade, and the work left is kept."""

from __future__ import annotations

from sim.model import deployments, incidents, log, officers, queues, redeployment, requests
from sim.model.policies import eligibility, patching, whereabouts
from sim.model.state import State
from sim.vocabulary import Activity, EndedBy, Kind, Record
from sim.world.arrays import World

_WAITING_AT_SCENE = Activity.WAITING_AT_SCENE.value
_RECORD_WAITING_FOR_OTHERS = Record.WAITING_FOR_OTHERS.value
_DIVERTED = EndedBy.DIVERTED.value
_CALLED_AWAY = EndedBy.CALLED_AWAY.value
_KIND_SEEKS_OFFICERS = Kind.SEEKS_OFFICERS.value


def release(w: World, s: State, officer: int) -> None:
    """Take an officer, or a crew, off the incident in hand; the caller sends them elsewhere.

    Work at the scene stops when nobody is left there, or too few of those it needs together. The
    incident then waits in its old place in the line, and somebody else is sought at once.
    """
    slot = s.officers.slot[officer]
    incident = w.slots.incident[slot]
    at_scene = s.deployments.arrived_ms[slot] >= 0
    place = whereabouts.engaged_in(w, s, officer)
    size = 1 if s.officers.mate[officer] < 0 else 2
    for row in range(slot, slot + size):
        deployments.end(s, row, _CALLED_AWAY if at_scene else _DIVERTED)
    officers.finish_job(s, officer, place, 0)
    cause = s.log.cause[0]
    works = at_scene and s.incidents.scene_since_ms[incident] >= 0
    left = s.incidents.arrived[incident] - size
    if works and left < (w.drawn.officers[incident] if w.drawn.together[incident] else 1):
        incidents.stop_work(s, incident)
        _wait_for_others(w, s, incident)
    if at_scene and s.clock.now_ms[0] >= s.officers.duty_end_ms[officer]:
        incidents.spare_relief(s, incident, size)
    incidents.let_go(w, s, incident, size, at_scene)
    _wait_again(w, s, incident)
    requests.ask(s, s.clock.now_ms[0], _KIND_SEEKS_OFFICERS, incident, 0)
    log.because(s, cause)


def _wait_again(w: World, s: State, incident: int) -> None:
    """Put an incident back in the line in which it waited, or that of its patch."""
    grade = s.incidents.grade[incident]
    tied = w.sizes.patches > 0 and patching.is_tied(w, s, incident)
    if s.queues.of_incident[incident] < 0:
        if tied:
            queues.join_patch(w, s, incident, grade)
        else:
            teams = eligibility.class_of(w, s, incident)
            queues.join(w, s, incident, w.drawn.hub[incident], grade, teams)
    if not tied and s.incidents.assigned[incident] == 0:
        redeployment.watch(w, s, incident, grade)


def _wait_for_others(w: World, s: State, incident: int) -> None:
    """Let those who stay at the scene wait until all are together again."""
    cause = s.log.cause[0]
    first = w.drawn.first_slot[incident]
    for slot in range(first, first + s.incidents.deployed[incident]):
        officer = s.deployments.officer[slot]
        stays = s.deployments.arrived_ms[slot] >= 0 and s.deployments.left_ms[slot] < 0
        if stays and s.deployments.leads[slot]:
            log.because(s, cause)
            record = _RECORD_WAITING_FOR_OTHERS
            officers.change(w, s, officer, _WAITING_AT_SCENE, record, incident)
    log.because(s, cause)
