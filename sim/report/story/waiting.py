"""Why an incident waited: who there was and what they did, what came first, what came between.

Why somebody is not sent, `sim.model.policies.why_not_sent` says; `sim.vocabulary.NotSent` has
the words for people on prevention.
"""

from __future__ import annotations

from collections import Counter

from sim.model.policies import desk, dispatch
from sim.model.policies import waiting as line_policy
from sim.report.story.situation import FREE
from sim.report.story.standing import Standing
from sim.report.story.words import ACTIVITY_WORDS, TEAM_WORDS, Words, doing
from sim.scenario.reading.words import listed
from sim.vocabulary import PREVENTION_ROLES, Activity, NotSent, Record, Role
from sim.wording import counted
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
    now = words.after(line)
    grade, hub = now.grade(incident), int(words.world.drawn.hub[incident])
    owners = words.owners(incident, grade)
    if owners and not now.is_open_to_all(incident):
        return _left_to(words, now, owners)
    teams = words.attending(incident, grade)
    free = {role: now.why_not_sent(incident, role, FREE) for role in teams}
    others = {
        role: now.why_not_sent(incident, role, (Activity.PREVENTION,))
        for role in PREVENTION_ROLES
        if role not in teams
    }
    sentences = [_team(words, now.on_duty(role, hub), role, hub) for role in teams]
    sentences += [
        _not_redeployed(role, reason, number, grade)
        for role, reasons in others.items()
        for reason, number in reasons.items()
        if reason.words
    ]
    sentences += _held_back(words, free, grade)
    reasons = {reason for found in (*free.values(), *others.values()) for reason in found}
    sentences += _obstacles(words, now, incident, reasons)
    ahead = now.ahead_of(incident)
    if ahead:
        total = sum(ahead.values())
        of = listed((f"{number:,} of grade {grade}" for grade, number in ahead.items()), "and")
        verb = "waits" if total == 1 else "wait"
        sentences.append(f"{counted(total, 'incident')} {verb} before it: {of}.")
    return " ".join(sentences)


def _left_to(words: Words, now: Standing, owners: list[int]) -> str:
    """Say to which PCSOs a job of their patch is left, and what they are doing."""
    stand = [
        f"{words.officer(officer)} is {ACTIVITY_WORDS[now.activity(officer)]}" for officer in owners
    ]
    return f"It is left to the owners of its patch: {listed(stand, 'and')}."


def _team(words: Words, counts: dict[Activity, int], role: Role, hub: int) -> str:
    """Say what the people of a team who are on duty are doing."""
    person = TEAM_WORDS[role][0]
    place = f" of {words.names.hubs[hub]}" if hub < words.world.sizes.hubs else ""
    if not counts:
        return f"No {person}{place} is on duty."
    total = sum(counts.values())
    return f"{counted(total, person)}{place} {_are(total)} on duty: {doing(counts)}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _not_redeployed(role: Role, reason: NotSent, number: int, grade: int) -> str:
    """Say why people on prevention, whose team does not attend the incident, are not sent."""
    staff = f"{counted(number, TEAM_WORDS[role][0])} on prevention"
    return f"{staff} {_are(number)} not sent: {reason.words.format(grade=grade)}."


def _held_back(words: Words, free: dict[Role, dict[NotSent, int]], grade: int) -> list[str]:
    """Say why people are not sent who are free, of the teams that attend the incident."""
    counts: Counter[NotSent] = Counter()
    for reasons in free.values():
        counts.update(reasons)
    sentences = []
    if number := counts[NotSent.RESERVE]:
        reserve = {role: int(words.world.teams.held_back[role * GRADES + grade]) for role in free}
        kept = [f"{n} of {TEAM_WORDS[role][1]}" for role, n in reserve.items() if n]
        who = f"{listed(kept, 'and')} must" if kept else "must"
        sentences.append(
            f"{number:,} {_are(number)} free, but {who} stay available for higher grades."
        )
    if number := counts[NotSent.END_OF_SHIFT]:
        reason = "so near the end of their shift that they only go to grade 1"
        sentences.append(f"{number:,} {_are(number)} free, but {reason}.")
    return sentences


def _obstacles(words: Words, now: Standing, incident: int, reasons: set[NotSent]) -> list[str]:
    """Say what keeps the incident itself from getting those who could go."""
    world, state = words.world, now.state
    sentences = []
    if NotSent.MAY_NOT_OVERTAKE in reasons:
        first = line_policy.in_the_way(world, state, incident)
        who = words.incident(first) if first >= 0 else "An incident"
        sentences.append(f"{who}, which may not be overtaken, waits for its officers.")
    if NotSent.WAITS_FOR_ALL_TOGETHER in reasons:
        needed = int(world.drawn.officers[incident])
        can = dispatch.count_available(world, state, incident)
        sentences.append(f"It needs {needed} together, and only {can} can be sent.")
    return sentences


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
        which = listed((f"{number:,} {kind}" for number, kind in kinds if number), "and")
        total = counted(len(others), "other incident")
        parts.append(f"Meanwhile the hub's officers were sent to {total}: {which}.")
    switched = words.history.between(first, last, Record.REDEPLOYMENT_ON, hub)
    parts += [f"Redeployment came on at {words.stamp(words.time(line))}." for line in switched]
    return " ".join(parts)


def why_at_desk(words: Words, incident: int, line: int) -> str:
    """Say why the Resolution Centre did not call back at once."""
    now = words.after(line)
    hub = words.world.sizes.hubs
    counts = now.on_duty(Role.RESOLUTION_CENTRE, hub)
    sentence = _team(words, counts, Role.RESOLUTION_CENTRE, hub)
    if not desk.is_open(now.state):
        sentence = f"The Resolution Centre is closed. {sentence}"
    ahead = now.ahead_at_desk(incident)
    if not ahead:
        return sentence
    verb = "waits" if ahead == 1 else "wait"
    return f"{sentence} {counted(ahead, 'case')} {verb} before it."


def why_not_allocated(words: Words, incident: int, line: int) -> str:
    """Say what those who could work a case were doing when it had to wait for one of them."""
    now = words.history.before(line)
    lane = int(words.world.drawn.case_lane[incident])
    role, hub = Role(int(words.world.cases.lane_role[lane])), int(words.world.drawn.hub[incident])
    skill = " It needs a skill that not all of them have."
    sentence = _team(words, now.on_duty(role, hub), role, hub)
    return sentence + (skill if words.world.cases.lane_skill[lane] >= 0 else "")
