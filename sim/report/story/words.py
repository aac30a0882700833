"""Words for what is in a log: people, teams, activities, grades, durations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sim import clock
from sim.model.policies import patches
from sim.model.state import State
from sim.report.story.situation import History
from sim.report.story.standing import Standing
from sim.scenario.reading.words import listed, with_capital
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity, DispatchRule, IncidentState, Record, Role, WhoGoes
from sim.world.arrays import GRADES, Names, World
from sim.world.incident_names import identity

#: One person of a team, and the team.
TEAM_WORDS: dict[Role, tuple[str, str]] = {
    Role.RESPONSE: ("response officer", "response"),
    Role.NEIGHBOURHOOD: ("neighbourhood officer", "neighbourhood"),
    Role.ENFORCEMENT: ("enforcement officer", "enforcement"),
    Role.PCSO: ("PCSO", "PCSOs"),
    Role.RESOLUTION_CENTRE: ("Resolution Centre adviser", "the Resolution Centre"),
    Role.INVESTIGATION: ("investigator", "investigation"),
    Role.PUBLIC_PROTECTION: ("public protection investigator", "public protection"),
}

#: What people are doing, after a number.
ACTIVITY_WORDS: dict[Activity, str] = {
    Activity.OFF_DUTY: "off duty",
    Activity.BRIEFING: "in the briefing",
    Activity.AVAILABLE: "free",
    Activity.PREVENTION: "on prevention",
    Activity.TRAVEL: "on the way to an incident",
    Activity.WAITING_AT_SCENE: "waiting for colleagues at a scene",
    Activity.SCENE: "at a scene",
    Activity.RETURNING: "driving back",
    Activity.WRITING_UP: "writing up",
    Activity.BREAK: "on a break",
    Activity.DESK_CALL: "on a call",
    Activity.CASE_WORK: "working on a case",
    Activity.OPERATION: "on an operation",
    Activity.CUSTODY: "in custody with somebody arrested",
    Activity.WATCH: "on watch at a hospital or in custody",
    Activity.OTHER_DUTIES: "on other duties",
    Activity.SAFEGUARDING: "on the triage of a report, or preparing a MARAC",
}

#: Why the officer was chosen of several, by rule of dispatch.
SENT_BY: dict[DispatchRule, str] = {
    DispatchRule.NEAREST: "The nearest who can be sent",
    DispatchRule.LONGEST_IDLE: "Free for the longest of those who can be sent",
    DispatchRule.LEAST_LOADED: "With the fewest jobs in the shift, of those who can be sent",
}

#: Why the one who is redeployed was chosen.
REDEPLOYED_BY: dict[WhoGoes, str] = {
    WhoGoes.NEAREST: "The nearest who can be sent",
    WhoGoes.LONGEST_ON_PREVENTION: "On prevention for longest of those who can be sent",
    WhoGoes.LEAST_REDEPLOYED: "Redeployed for the fewest hours of those who can be sent",
}

#: What an officer is called away from, where that is worth a word.
CALLED_FROM: dict[Activity, str] = {
    Activity.BRIEFING: "called out of the briefing",
    Activity.PREVENTION: "taken off prevention",
    Activity.RETURNING: "on the way back to the station",
    Activity.WRITING_UP: "called away from writing up",
    Activity.BREAK: "called away from the break",
    Activity.CASE_WORK: "called away from a case",
}


def duration(ms: int) -> str:
    """Return e.g. ``40 s``, ``29 min``, ``5.2 hours`` or ``3.4 days``."""
    if ms < clock.MS_PER_MIN:
        return f"{round(ms / clock.MS_PER_SECOND)} s"
    if ms < 2 * clock.MS_PER_HOUR:
        return f"{round(ms / clock.MS_PER_MIN)} min"
    if ms < 2 * clock.MS_PER_DAY:
        return f"{ms / clock.MS_PER_HOUR:.1f} hours"
    return f"{ms / clock.MS_PER_DAY:.1f} days"


def doing(counts: Mapping[Activity, int]) -> str:
    """Return e.g. ``5 at a scene, 2 writing up and 1 on a break``."""
    each = (f"{number:,} {ACTIVITY_WORDS[activity]}" for activity, number in counts.items())
    return listed(each, "and")


@dataclass(frozen=True)
class Words:
    """Names of what is in one replication."""

    scenario: Scenario
    names: Names
    world: World
    state: State
    #: Simulates the replication again up to the event of a log line.
    again: Callable[[int], State]

    def after(self, line: int) -> Standing:
        """Return how things stood once the event of a log line was over."""
        again = self.again(line)
        for column in ("time_ms", "record", "incident"):
            if getattr(again.log, column)[line] != getattr(self.state.log, column)[line]:
                raise AssertionError("a replication that is simulated again takes the same course")
        return Standing(self.world, again)

    @cached_property
    def history(self) -> History:
        """The log, cut by subject."""
        return History(self.world, self.state)

    def stamp(self, time_ms: int) -> str:
        """Return the calendar moment of a time of the run."""
        return clock.stamp(self.scenario.run.start, time_ms)

    def time(self, line: int) -> int:
        """Return the time of a log line."""
        return int(self.state.log.time_ms[line])

    def since(self, line: int, since_ms: int) -> str:
        """Return how long after a time of the run a log line is."""
        return duration(self.time(line) - since_ms)

    def officer_at(self, line: int) -> int:
        """Return the number of the officer of a log line."""
        return int(self.state.log.officer[line])

    def record(self, line: int) -> Record:
        """Return what a log line says."""
        return Record(int(self.state.log.record[line]))

    def officer(self, number: int) -> str:
        """Return e.g. ``Response officer 4 of Brighton``."""
        people = self.world.people
        word = TEAM_WORDS[Role(int(people.role[number]))][0]
        hub = int(people.hub[number])
        place = f" of {self.names.hubs[hub]}" if hub < self.world.sizes.hubs else ""
        return f"{with_capital(word)} {people.person[number] + 1}{place}"

    def incident(self, number: int) -> str:
        """Return the permanent name of an incident."""
        return identity(self.world, self.names, number)

    def grade(self, number: int) -> str:
        """Return e.g. ``grade 1 (Emergency)``."""
        return f"grade {number} ({self.scenario.grades[number].label})"

    def target(self, grade: int) -> str:
        """Return e.g. ``15 min`` or ``48 hours``."""
        target_min = self.scenario.grades[grade].target_min
        return f"{target_min:g} min" if target_min <= 120 else f"{target_min / 60:g} hours"

    def attending(self, incident: int, grade: int) -> list[Role]:
        """Return the teams that may attend an incident at a grade, the preferred one first."""
        rules, roles = self.world.teams, self.world.sizes.roles
        teams = int(rules.class_of[self.world.drawn.type[incident] * GRADES + grade])
        if teams < 0:
            return []
        rank = rules.rank[teams * roles : (teams + 1) * roles]
        return sorted((role for role in Role if rank[role] > 0), key=lambda role: int(rank[role]))

    def owners(self, incident: int, grade: int) -> list[int]:
        """Return the PCSOs to whom an incident is left, where they are tied to patches."""
        if not patches.is_tied_at(self.world, incident, grade):
            return []
        people = range(self.world.sizes.officers)
        return [officer for officer in people if patches.owns(self.world, officer, incident)]


def not_come(words: Words, incident: int) -> str:
    """Say why an incident did not come about."""
    drawn = words.world.drawn
    parent = int(drawn.parent[incident])
    if parent >= 0 and words.state.incidents.state[parent] == IncidentState.EXPECTED:
        does = "follow" if drawn.task[incident] else "repeat"
        return f"It does not come about, as the incident that it would {does} did not."
    hub = words.names.hubs[drawn.hub[incident]]
    return f"It does not come about: the prevention delivered of late at {hub} is enough."
