"""Demand that reacts: the prevention delivered of late at each hub.

Each hub remembers the hours its officers spent on prevention; once a day a fixed part is forgotten
and the day's hours are added. What is remembered, against the reference, sets the effect of
prevention at the hub until the next day, out of a table made before the run.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, log, problem_files, requests, small_areas
from sim.model.state import ACTIVITIES, State
from sim.world.arrays import World


def start(w: World, s: State) -> None:
    """Begin with what the reference leaves remembered, and ask for the first count."""
    small_areas.start(w, s)
    problem_files.start(w, s)
    if w.prevention_effect.memory_days > 0:
        for hub in range(w.sizes.hubs):
            s.prevention_effect.remembered_ms[hub] = w.prevention_effect.reference_ms[hub]
    elif w.sizes.patrol_days == 0 and w.sizes.files == 0:
        return
    _ask_for_count(s, 0)


def _ask_for_count(s: State, now: int) -> None:
    s.prevention_effect.next_count_ms[0] = now + MS_PER_DAY
    requests.ask(s, now + MS_PER_DAY, codes.EVENT_PREVENTION_COUNTED, 0, 0)


def count(w: World, s: State) -> None:
    """Bring up to date what demand reacts to, and ask for the next day's count."""
    small_areas.count(w, s)
    problem_files.count(w, s)
    if w.prevention_effect.memory_days > 0:
        _remember(w, s)
    _ask_for_count(s, s.clock.now_ms[0])


def _remember(w: World, s: State) -> None:
    """Forget a part of what was remembered, add the day's prevention, and set the effects."""
    effect = s.prevention_effect
    _gather(w, s)
    cause = s.log.cause[0]
    for hub in range(w.sizes.hubs):
        kept = (
            effect.remembered_ms[hub] - effect.remembered_ms[hub] // w.prevention_effect.memory_days
        )
        effect.remembered_ms[hub] = kept + effect.today_ms[hub]
        effect.today_ms[hub] = 0
        before = effect.effect[hub]
        effect.effect[hub] = _effect(w, effect.remembered_ms[hub], hub)
        if s.log.on[0]:
            log.because(s, cause)
            after = effect.effect[hub]
            log.write(s, codes.RECORD_PREVENTION_COUNTED, -1, -1, hub, before, after)
    log.because(s, cause)


def _gather(w: World, s: State) -> None:
    """Add what was delivered since the last look, shifts under way included."""
    effect = s.prevention_effect
    officers = s.officers
    now = s.clock.now_ms[0]
    for officer in range(w.sizes.officers):
        if not w.teams.on_prevention[w.people.role[officer]]:
            continue
        spent = officers.account_ms[officer * ACTIVITIES + codes.ACTIVITY_PREVENTION]
        if officers.activity[officer] == codes.ACTIVITY_PREVENTION:
            spent += now - officers.since_ms[officer]
        hub = w.people.hub[officer]
        effect.today_ms[hub] += spent - effect.seen_ms[officer]
        effect.seen_ms[officer] = spent


def start_measuring(w: World, s: State) -> None:
    """Count what was delivered in the warm-up, before the time account forgets it."""
    if w.prevention_effect.memory_days == 0:
        return
    _gather(w, s)
    for officer in range(w.sizes.officers):
        s.prevention_effect.seen_ms[officer] = 0


def _effect(w: World, remembered_ms: int, hub: int) -> int:
    """Look the effect up, on a straight line between two entries of the table."""
    rules = w.prevention_effect
    reference_ms = rules.reference_ms[hub]
    if reference_ms == 0:
        return 0
    position = remembered_ms * rules.steps
    step = position // reference_ms
    last = len(rules.effect) - 1
    if step >= last:
        return rules.effect[last]
    rise = rules.effect[step + 1] - rules.effect[step]
    return rules.effect[step] + rise * (position - step * reference_ms) // reference_ms
