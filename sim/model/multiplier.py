"""Which incidents come about: the multiplier of demand, and the next incident to come.

Every incident that could happen is drawn before the run, with a mark; candidates are drawn up to
the ceiling of demand. An incident comes about when its mark is below the multiplier at its time:
the product of channels, each of which says what one thing that the police do is worth.

A channel is a function of the world, the state and the incident that returns millionths, in a file
of its own in `sim.model.policies`, and has a line in `multiplier`. When what it returns may have
changed, at whatever event, the code that changed it calls `changed`.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, log, requests
from sim.model.policies import (
    chasers,
    cohorts,
    follow_ups,
    hot_spots,
    operation_effect,
    prevention_effect,
    problem_files,
    service,
)
from sim.model.state import State
from sim.world.arrays import MILLIONTHS, NEW_LOG, World


def multiplier(w: World, s: State, incident: int) -> int:
    """Return by what the number of incidents like this one is multiplied now, in millionths."""
    product = prevention_effect.factor(w, s, incident)
    if w.sizes.patrol_days > 0:
        product = product * hot_spots.factor(w, s, incident) // MILLIONTHS
    if w.sizes.files > 0:
        product = product * problem_files.factor(w, s, incident) // MILLIONTHS
    if w.drawn.cohort[incident] > 0:
        product = product * cohorts.factor(w, s, incident) // MILLIONTHS
    if w.operation_effects.acts:
        product = product * operation_effect.factor(w, s, incident) // MILLIONTHS
    if w.drawn.repeat[incident] > 0:
        product = product * follow_ups.factor(w, s, incident) // MILLIONTHS
        product = product * service.factor(w, s, incident) // MILLIONTHS
    return product


def comes_about(w: World, s: State, incident: int) -> bool:
    """Whether an incident happens if its time is now; a repeat needs its parent."""
    parent = w.drawn.parent[incident]
    if parent >= 0 and s.incidents.state[parent] == codes.INCIDENT_EXPECTED:
        return False
    if w.drawn.task[incident] >= NEW_LOG and not chasers.has_opened_log(w, s, incident):
        return False
    product = multiplier(w, s, incident)
    kind = w.drawn.type[incident]
    ceiling = w.multiplier.ceiling[kind]
    if w.drawn.repeat[incident] > 0:
        ceiling = w.multiplier.repeat_ceiling[kind]
    if product > ceiling:
        _note_above_ceiling(w, s, w.drawn.hub[incident])
    return w.drawn.mark[incident] < product


def _note_above_ceiling(w: World, s: State, hub: int) -> None:
    """Note that incidents may be missing, since none are drawn beyond the ceiling of demand."""
    now = s.clock.now_ms[0]
    last_ms = s.demand.above_last_ms[hub]
    if last_ms < 0:
        s.demand.above_first_ms[hub] = now
    if last_ms < 0 or last_ms // MS_PER_DAY < now // MS_PER_DAY:
        s.demand.above_days[hub] += 1
    s.demand.above_last_ms[hub] = now


def _only_its_time_tells(w: World, s: State, incident: int) -> bool:
    """Whether what has yet to happen before its time decides if an incident comes about."""
    parent = w.drawn.parent[incident]
    if w.drawn.task[incident] >= NEW_LOG:
        return chasers.may_open_log(s, parent)
    return service.depends(w, incident) and s.incidents.state[parent] != codes.INCIDENT_EXPECTED


def plan_first(w: World, s: State) -> None:
    """Ask for the first incident."""
    _plan(w, s, 0)


def plan_after(w: World, s: State, incident: int) -> None:
    """Ask for the next incident, as the time of one has come."""
    s.demand.judged[0] = incident + 1
    _plan(w, s, incident + 1)


def changed(w: World, s: State) -> None:
    """Look again for the next incident, since a channel of the multiplier has changed.

    To be called after the change, at any event, as often as may be: it looks no further than the
    next incident that comes about, and asks for an event only if that is another one. Incidents
    whose time has passed stay as they were judged then; those passed over whose time is still to
    come are judged again. A channel that changes at every daily count only need not call it, as
    nobody looks beyond the next count. Nor need one for repeats alone that changes before the day
    after the parent's, when the first of its repeats may come.
    """
    if w.sizes.conditional == 0:
        return
    first = s.demand.judged[0]
    now = s.clock.now_ms[0]
    while first < w.sizes.incidents and w.drawn.created_ms[first] < now:
        first += 1
    s.demand.judged[0] = first
    _plan(w, s, first)


def is_planned(s: State, token: int) -> bool:
    """Whether the creation of an incident is still the one that was asked for last."""
    return token == s.demand.token[0]


def _plan(w: World, s: State, first: int) -> None:
    """Ask for the next incident that comes about, or whose time lies beyond the next count.

    Those passed over cost no event. Repeats of the incident whose time has come, which may be
    about to happen, are looked at when their own time comes.
    """
    following = first
    last = w.sizes.incidents
    if w.sizes.conditional > 0:
        next_count_ms = s.prevention_effect.next_count_ms[0]
        while following < last and w.drawn.created_ms[following] < next_count_ms:
            is_child = first > 0 and w.drawn.parent[following] == first - 1
            if is_child or _only_its_time_tells(w, s, following) or comes_about(w, s, following):
                break
            following += 1
    if following == s.demand.planned[0]:
        return
    s.demand.planned[0] = following
    s.demand.token[0] += 1
    if following < last:
        created_ms = w.drawn.created_ms[following]
        token, cause = s.demand.token[0], s.log.cause[0]
        log.because(s, -1)  # whatever event asks: no line led to an incident that comes about
        requests.ask(s, created_ms, codes.EVENT_INCIDENT_CREATED, following, token)
        log.because(s, cause)
