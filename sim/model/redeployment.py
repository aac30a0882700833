"""The redeployment rule's memory: which incidents have waited too long, and where it is on.

What the rule makes of it is decided in `sim.model.policies.redeployment`.
"""

from __future__ import annotations

from sim.model import codes, log, requests
from sim.model.policies import redeployment as redeployment_policy
from sim.model.state import State
from sim.world.arrays import GRADES, World


def watch(w: World, s: State, incident: int, grade: int) -> None:
    """Have the rule look at a waiting incident once it is old, if it counts."""
    if not redeployment_policy.counts(w, s, grade):
        return
    rule = s.redeployment.in_force[0]
    due = s.incidents.due_since_ms[incident] + w.redeployment.older_than_ms[rule]
    requests.ask(s, max(due, s.clock.now_ms[0]), codes.EVENT_QUEUE_AGES, incident, rule)


def grow_old(w: World, s: State, incident: int, rule: int) -> bool:
    """Count what has waited too long for the rule that watches it; return whether that comes on.

    A rule that is no longer in force counts nothing.
    """
    state = s.redeployment
    if rule != state.in_force[0]:
        return False
    counts = redeployment_policy.counts(w, s, s.incidents.sought_as[incident])
    if state.is_overdue[incident] or not counts:
        return False
    hub = w.drawn.hub[incident]
    state.is_overdue[incident] = True
    state.overdue[hub] += 1
    if redeployment_policy.is_still_needed(w, s, hub):
        state.token[hub] += 1
    if not redeployment_policy.comes_on(w, s, hub):
        return False
    _switch_on(s, hub, incident)
    return True


def _switch_on(s: State, hub: int, incident: int) -> None:
    """Switch the rule on at a hub, because of an incident, or of none (-1)."""
    s.redeployment.on[hub] = True
    s.redeployment.switched_on[hub] += 1
    if s.log.on[0]:
        log.write(s, codes.RECORD_REDEPLOYMENT_ON, incident, -1, hub, 0, 1)


def _switch_off(s: State, hub: int) -> None:
    """Switch the rule off at a hub."""
    s.redeployment.on[hub] = False
    if s.log.on[0]:
        log.write(s, codes.RECORD_REDEPLOYMENT_OFF, -1, -1, hub, 1, 0)


def no_longer_waiting(w: World, s: State, incident: int) -> None:
    """Take an incident that is assigned at last out of the count; may start the recall."""
    state = s.redeployment
    if not state.is_overdue[incident]:
        return
    hub = w.drawn.hub[incident]
    state.is_overdue[incident] = False
    state.overdue[hub] -= 1
    if redeployment_policy.recall_begins(w, s, hub):
        state.token[hub] += 1
        _recall_later(w, s, hub)


def _recall_later(w: World, s: State, hub: int) -> None:
    """Begin the recall at a hub, which the queue may still stop."""
    due = s.clock.now_ms[0] + w.redeployment.recall_after_ms
    requests.ask(s, due, codes.EVENT_RECALL_DUE, hub, s.redeployment.token[hub])


def ask_for_change(w: World, s: State, change: int) -> None:
    """Ask for a change of the rule by date, if there is one of that number."""
    if change < len(w.redeployment.changes_ms):
        requests.ask(s, w.redeployment.changes_ms[change], codes.EVENT_RULE_CHANGES, change, 0)


def change_rule(w: World, s: State, change: int) -> None:
    """Let the next rule come into force: it counts again what waits, and comes on or goes off."""
    ask_for_change(w, s, change + 1)
    state = s.redeployment
    if s.log.on[0]:
        log.write(s, codes.RECORD_RULE_CHANGED, -1, -1, -1, change, change + 1)
    cause = s.log.cause[0]
    for hub in range(w.sizes.hubs):
        state.in_force[0] = change
        was_recalling = redeployment_policy.is_recalling(w, s, hub)
        state.in_force[0] = change + 1
        _count_again(w, s, hub)
        is_on = redeployment_policy.is_on_from_now(w, s, hub)
        if is_on and not state.on[hub]:
            _switch_on(s, hub, -1)
        elif state.on[hub] and not is_on:
            _switch_off(s, hub)
        if redeployment_policy.is_recalling(w, s, hub) != was_recalling:
            state.token[hub] += 1
            if not was_recalling:
                _recall_later(w, s, hub)
        log.because(s, cause)


def _count_again(w: World, s: State, hub: int) -> None:
    """Count what waits at a hub for its first officer, and is overdue by the rule in force."""
    state = s.redeployment
    state.overdue[hub] = 0
    for grade in range(1, w.sizes.grades + 1):
        incident = s.queues.line_head[hub * GRADES + grade]
        while incident >= 0:
            state.is_overdue[incident] = False
            if s.incidents.state[incident] == codes.INCIDENT_QUEUED:
                if _is_old(w, s, incident, grade):
                    state.is_overdue[incident] = True
                    state.overdue[hub] += 1
                else:
                    watch(w, s, incident, grade)
            incident = s.queues.line_next[incident]


def _is_old(w: World, s: State, incident: int, grade: int) -> bool:
    """Whether a waiting incident counts, and has waited for too long, by the rule in force."""
    old_ms = w.redeployment.older_than_ms[s.redeployment.in_force[0]]
    since_ms = s.incidents.due_since_ms[incident]
    counts = redeployment_policy.counts(w, s, grade)
    return counts and since_ms + old_ms <= s.clock.now_ms[0]


def recall(s: State, hub: int, token: int) -> None:
    """Switch the rule off, unless the queue has grown again since."""
    if redeployment_policy.recall_is_due(s, hub, token):
        _switch_off(s, hub)


def count_shift(w: World, s: State, duty: int) -> None:
    """Note how many people a response shift that starts is short of, and until when."""
    hub = w.duties.hub[duty]
    people = w.duties.first_member[duty + 1] - w.duties.first_member[duty]
    s.redeployment.short[hub] = max(0, w.redeployment.minimum_strength[hub] - people)
    s.redeployment.short_until_ms[hub] = w.duties.end_ms[duty]


def backfill(w: World, s: State, officer: int) -> None:
    """Let a prevention officer work as response until going off duty."""
    hub = w.people.hub[officer]
    s.redeployment.short[hub] -= 1
    s.redeployment.backfilling[officer] = True
    if s.log.on[0]:
        log.write(
            s,
            codes.RECORD_BACKFILLED,
            -1,
            officer,
            hub,
            w.people.role[officer],
            codes.ROLE_RESPONSE,
        )


def end_backfill(s: State, officer: int) -> None:
    """Return an officer to their own team."""
    s.redeployment.backfilling[officer] = False
