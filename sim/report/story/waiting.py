"""Why an incident waited: who there was and what they did, what came first, what came between."""

from __future__ import annotations

import numpy as np

from sim.report.story.situation import FREE, Situation
from sim.report.story.words import ACTIVITY_WORDS, TEAM_WORDS, Words, counted, doing, listed
from sim.vocabulary import PREVENTION_ROLES, Activity, Record, RedeploymentRule, Role
from sim.world.arrays import GRADES


def why(words: Words, incident: int, line: int) -> str:
    """Say why nobody, or too few, could be sent when an incident began to wait.

    Parameters
    ----------
    words : Words
        The replication.
    incident : int
        The incident.
    line : int
        The log line with which it became due for attendance.
    """
    now = words.history.before(line)
    grade = int(now.grade[incident])
    if words.record(line) == Record.SENT_ON:
        grade = int(words.world.drawn.sent_on_grade[incident])
    hub = int(words.world.drawn.hub[incident])
    owners = words.owners(incident, grade)
    if owners:
        return _left_to(words, now, owners)
    teams = words.attending(incident, grade)
    sentences = [_team(words, now, role, hub) for role in teams]
    sentences += _reserves(words, now, hub, teams, grade)
    sentences += _obstacles(words, now, incident, grade, teams)
    ahead = now.ahead_of(incident, grade)
    if ahead:
        total = sum(ahead.values())
        of = listed(f"{number} of grade {grade}" for grade, number in ahead.items())
        verb = "waits" if total == 1 else "wait"
        sentences.append(f"{counted(total, 'incident')} {verb} before it: {of}.")
    return " ".join(sentences)


def _left_to(words: Words, now: Situation, owners: list[int]) -> str:
    """Say to which PCSOs a job of their patch is left, and what they are doing."""
    stand = [
        f"{words.officer(officer)} is {ACTIVITY_WORDS[Activity(int(now.activity[officer]))]}"
        for officer in owners
    ]
    return f"It is left to the owners of its patch: {listed(stand)}."


def _team(words: Words, now: Situation, role: Role, hub: int) -> str:
    """Say what the people of a team are doing."""
    counts = now.on_duty(role, hub)
    person = TEAM_WORDS[role][0]
    place = f" of {words.names.hubs[hub]}" if hub < words.world.sizes.hubs else ""
    if not counts:
        return f"No {person}{place} is on duty."
    total = sum(counts.values())
    verb = "is" if total == 1 else "are"
    return f"{counted(total, person)}{place} {verb} on duty: {doing(counts)}."


def _reserves(words: Words, now: Situation, hub: int, teams: list[Role], grade: int) -> list[str]:
    """Say which teams could help under another rule, or do help under this one."""
    rules = words.world.redeployment
    sentences = []
    for role in PREVENTION_ROLES:
        idle = now.on_duty(role, hub).get(Activity.PREVENTION, 0)
        if role in teams or not idle:
            continue
        staff = f"{counted(idle, TEAM_WORDS[role][0])} on prevention"
        verb = "is" if idle == 1 else "are"
        if rules.rule == RedeploymentRule.NEVER:
            reason = "prevention is ring-fenced"
        elif not words.world.teams.redeployable[role]:
            reason = "the team is not redeployed"
        elif not words.world.grades.redeploys[grade]:
            reason = f"nobody is redeployed to grade {grade}"
        elif rules.rule == RedeploymentRule.QUEUE_LONG and not _redeployment_is_on(words, now, hub):
            reason = "redeployment is off at the moment"
        else:
            continue
        sentences.append(f"{staff} {verb} not sent: {reason}.")
    return sentences


def _redeployment_is_on(words: Words, now: Situation, hub: int) -> bool:
    """Tell whether the redeployment rule was on at a hub."""
    on = words.history.between(0, now.line, Record.REDEPLOYMENT_ON, hub)
    off = words.history.between(0, now.line, Record.REDEPLOYMENT_OFF, hub)
    return bool(on) and (not off or on[-1] > off[-1])


def _obstacles(
    words: Words, now: Situation, incident: int, grade: int, teams: list[Role]
) -> list[str]:
    """Say why people who are free are not sent."""
    hub = int(words.world.drawn.hub[incident])
    free = sum(now.on_duty(role, hub).get(activity, 0) for role in teams for activity in FREE)
    if not free:
        return []
    drawn = words.world.drawn
    since = now.waiting_since
    held = (since >= 0) & (drawn.hub == hub) & ~drawn.bypass & (now.grade <= grade)
    held[incident] = False
    if held.any():
        first = int(np.flatnonzero(held)[0])
        return [f"{words.incident(first)}, which may not be overtaken, waits for its officers."]
    needed = int(drawn.officers[incident])
    if drawn.together[incident] and free < needed:
        return [f"It needs {needed} together, and only {free} can be sent."]
    reserve = {role: int(words.world.teams.held_back[role * GRADES + grade]) for role in teams}
    if any(reserve.values()):
        kept = listed(f"{n} of {TEAM_WORDS[role][1]}" for role, n in reserve.items() if n)
        return [f"{free} are free, but {kept} must stay available for higher grades."]
    if needed > free:
        return []
    return [f"{free} are free, but so near the end of their shift that they only go to grade 1."]


def meanwhile(words: Words, incident: int, first: int, last: int) -> str:
    """Say what officers of the hub were sent to while an incident waited; may be empty."""
    hub = int(words.world.drawn.hub[incident])
    others = sorted(set(words.history.assignments(first, last, hub)) - {incident})
    parts = []
    if others:
        now = words.history.before(last)
        began = words.history.before(first).waiting_since
        mine = int(now.grade[incident])
        higher = sum(int(now.grade[other]) < mine for other in others)
        earlier = sum(int(now.grade[other]) == mine and began[other] >= 0 for other in others)
        kinds = [
            (higher, "of a higher grade"),
            (earlier, "of the same grade that waited already"),
            (len(others) - higher - earlier, "for other reasons (other teams, or overtaking)"),
        ]
        which = listed(f"{number} {kind}" for number, kind in kinds if number)
        total = counted(len(others), "other incident")
        parts.append(f"Meanwhile the hub's officers were sent to {total}: {which}.")
    switched = words.history.between(first, last, Record.REDEPLOYMENT_ON, hub)
    parts += [f"Redeployment came on at {words.stamp(words.time(line))}." for line in switched]
    return " ".join(parts)


def why_at_desk(words: Words, incident: int, line: int) -> str:
    """Say why the Resolution Centre did not call back at once."""
    now = words.history.before(line)
    sentence = _team(words, now, Role.RESOLUTION_CENTRE, words.world.sizes.hubs)
    if _is_closed(words, words.time(line)):
        sentence = f"The Resolution Centre is closed. {sentence}"
    ahead = now.ahead_at_desk(incident)
    if not ahead:
        return sentence
    verb = "waits" if ahead == 1 else "wait"
    return f"{sentence} {counted(ahead, 'case')} {verb} before it."


def _is_closed(words: Words, time_ms: int) -> bool:
    """Tell whether a moment lies outside the opening hours of the Resolution Centre."""
    desk = words.world.desk
    if not desk.opens_ms.size:
        return False
    return not bool(((desk.opens_ms <= time_ms) & (time_ms < desk.closes_ms)).any())


def why_not_allocated(words: Words, incident: int, line: int) -> str:
    """Say what those who could work a case were doing when it had to wait for one of them."""
    now = words.history.before(line)
    lane = int(words.world.drawn.case_lane[incident])
    role = Role(int(words.world.cases.lane_role[lane]))
    skill = " It needs a skill that not all of them have."
    sentence = _team(words, now, role, int(words.world.drawn.hub[incident]))
    return sentence + (skill if words.world.cases.lane_skill[lane] >= 0 else "")
