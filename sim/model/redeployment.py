"""The redeployment rule's memory: which incidents have waited too long, and where it is on.

What the rule makes of it is decided in `sim.model.policies.redeployment`.
"""

from __future__ import annotations

from sim.model import codes, log, requests
from sim.model.policies import redeployment as redeployment_policy
from sim.model.state import State
from sim.world.arrays import World


def watch(w: World, s: State, incident: int, grade: int) -> None:
    """Have the rule look at a waiting incident once it is old, if it counts."""
    if not redeployment_policy.counts(w, grade):
        return
    due = s.incidents.due_since_ms[incident] + w.redeployment.older_than_ms
    requests.ask(s, max(due, s.clock.now_ms[0]), codes.EVENT_QUEUE_AGES, incident, 0)


def grow_old(w: World, s: State, incident: int) -> bool:
    """Count an incident that has waited too long; return whether the rule comes on."""
    state = s.redeployment
    counts = redeployment_policy.counts(w, s.incidents.grade[incident])
    if state.is_overdue[incident] or not counts:
        return False
    hub = w.drawn.hub[incident]
    state.is_overdue[incident] = True
    state.overdue[hub] += 1
    if redeployment_policy.keeps_on(w, s, hub):
        state.token[hub] += 1
    if not redeployment_policy.comes_on(w, s, hub):
        return False
    state.on[hub] = True
    state.switched_on[hub] += 1
    if s.log.on[0]:
        log.write(s, codes.RECORD_REDEPLOYMENT_ON, incident, -1, hub, 0, 1)
    return True


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
        due = s.clock.now_ms[0] + w.redeployment.recall_after_ms
        requests.ask(s, due, codes.EVENT_RECALL_DUE, hub, state.token[hub])


def recall(s: State, hub: int, token: int) -> None:
    """Switch the rule off, unless the queue has grown again since."""
    if not redeployment_policy.recall_is_due(s, hub, token):
        return
    s.redeployment.on[hub] = False
    if s.log.on[0]:
        log.write(s, codes.RECORD_REDEPLOYMENT_OFF, -1, -1, hub, 1, 0)


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
    """Let an officer work in their own team again."""
    s.redeployment.backfilling[officer] = False
