"""Which hubs help each other: when officers of other hubs are looked for, and which teams go."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import attending
from sim.model.policies.interruptions import interrupts
from sim.model.queues import is_help_put_off
from sim.model.state import State
from sim.world.arrays import GRADES, World


def may_be_helped(w: World, s: State, incident: int, grade: int) -> bool:
    """Whether officers of other hubs are looked for: at once for grade 1, else after a wait."""
    return calls_for_help(s, incident, grade) and not is_help_put_off(w, s)


def calls_for_help(s: State, incident: int, grade: int) -> bool:
    """Whether an incident is for other hubs too, as soon as they help at this moment."""
    return grade == 1 or s.queues.called_after_ms[incident] >= 0


def may_help(w: World, s: State, role: int, incident: int, grade: int) -> bool:
    """Whether a team helps at an incident of another hub, as things stand."""
    if w.teams.cross_hub[role] == codes.CROSS_HUB_EMERGENCIES:
        return grade == 1
    if not goes_when_called(w, role, grade):
        return False
    return s.queues.called_after_ms[incident] >= w.teams.cross_hub_after_ms[role]


def calls_away(w: World, role: int, grade: int) -> bool:
    """Whether an emergency of another hub also calls a team away, if nobody who helps is free."""
    return w.teams.cross_hub_calls_away[role] and interrupts(w, grade)


def is_in_reach(w: World, role: int, drive_ms: int) -> bool:
    """Whether an incident of another hub is near enough for a team, by the expected drive to it."""
    return drive_ms <= w.teams.cross_hub_within_ms[role]


def call_is_due(w: World, s: State, incident: int) -> bool:
    """Whether an incident waits for its first officer, and has done so for as long as a team says.

    A visit for which another slot was agreed waits from the start of that slot.
    """
    if s.incidents.state[incident] != codes.INCIDENT_QUEUED:
        return False
    attendance_class = attending.class_of(w, s, incident)
    waited_ms = s.clock.now_ms[0] - s.incidents.due_since_ms[incident]
    for role in range(w.sizes.roles):
        named = goes_when_called(w, role, s.incidents.sought_as[incident])
        named = named and attending.attends_class(w, role, attendance_class)
        if named and waited_ms >= w.teams.cross_hub_after_ms[role]:
            return True
    return False


def goes_when_called(w: World, role: int, grade: int) -> bool:
    """Whether a team goes to incidents of a grade at other hubs once these have called it."""
    rule = w.teams.cross_hub[role]
    by_call = rule == codes.CROSS_HUB_AFTER_WAIT or rule == codes.CROSS_HUB_SHARED
    return by_call and w.teams.cross_hub_grades[role * GRADES + grade]


def shares(w: World, role: int, grade: int) -> bool:
    """Whether a team shares out its jobs of a grade over its people of all hubs."""
    rule = w.teams.cross_hub[role]
    return rule == codes.CROSS_HUB_SHARED and w.teams.cross_hub_grades[role * GRADES + grade]
