"""The story of one incident: each decision with its time, and why it waited.

Told from the event log of a replication, for a planner who asks why one incident went the way it
did.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial

import numpy as np

from sim.clock import MS_PER_MIN
from sim.model.policies import whereabouts
from sim.model.state import State
from sim.report.story import control_room, levers
from sim.report.story.cases import Case
from sim.report.story.desk import DeskTeller
from sim.report.story.heading import heading
from sim.report.story.situation import FREE
from sim.report.story.waiting import meanwhile, why
from sim.report.story.words import CALLED_FROM, REDEPLOYED_BY, SENT_BY, Words, duration, not_come
from sim.runs.replication import Engine, state_after
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import (
    Activity,
    DispatchRule,
    EndedBy,
    IncidentState,
    Record,
    Role,
    WhoGoes,
)
from sim.wording import counted
from sim.world.arrays import EMERGENCY_DRIVE, GRADES, Names, World, only_incidents

WIDTH = 100
#: After these an officer has more to do before anything else can begin.
STILL_BUSY = (Record.RETURNING, Record.WRITING_UP, Record.CUSTODY, Record.WATCH)
#: What is said of an incident that has begun, by where it stands at the end of the run.
ENDINGS = {
    IncidentState.TO_GRADE: "The run ends; its log still waits to be graded.",
    IncidentState.GRADING: "The run ends as its log is graded.",
    IncidentState.DESK_QUEUE: "The run ends; it still waits for the call.",
    IncidentState.AT_DESK: "The run ends in the middle of the call.",
    IncidentState.CALL_LATER: "The run ends before the next attempt to reach the caller.",
    IncidentState.BOOKED: "The run ends before the appointment.",
    IncidentState.QUEUED: "The run ends; it still waits for an officer.",
    IncidentState.ASSIGNED: "The run ends; officers are still on the way.",
    IncidentState.ATTENDED: "The run ends; officers are still at the scene.",
    IncidentState.FINISHED: "",
}
#: Room for the time before each entry.
INDENT = " " * 21


def tell(
    scenario: Scenario,
    names: Names,
    world: World,
    state: State,
    incident: int,
    engine: Engine = "compiled",
) -> str:
    """Tell the story of one incident.

    Parameters
    ----------
    scenario : Scenario
        The scenario that was simulated.
    names : Names
        Names of the codes in the world.
    world, state : World, State
        A finished replication, simulated with the event log.
    incident : int
        The incident's row.
    engine : Engine
        What simulates the replication again, up to each moment at which the incident had to wait.

    Returns
    -------
    str
        Several lines of text, without the protective marking.
    """
    again = partial(state_after, engine, world)
    words = Words(scenario, names, only_incidents(world), state, again)
    return "\n".join([*heading(words, incident), "", *_Teller(words, incident).story()])


class _Teller:
    """Puts the log lines of one incident into words."""

    def __init__(self, words: Words, incident: int) -> None:
        self.words = words
        self.world = words.world
        self.state = words.state
        self.incident = incident
        self.own_lines = words.history.of_incident(incident)
        self.created_ms = int(words.world.drawn.created_ms[incident])
        self.desk = DeskTeller(words, incident)
        self.due_line = -1
        self.arrivals = 0
        self.assigned_before = False

    def story(self) -> list[str]:
        """Return all that happened, in order."""
        mine = self.words, self.incident
        tellers: dict[Record, Callable[[int], str]] = {
            Record.CREATED: self._created,
            Record.RECEIVED: partial(control_room.received, *mine),
            Record.GRADING_STARTED: partial(control_room.grading_started, *mine),
            Record.CLOSED_WITHOUT_VISIT: partial(control_room.closed_without_visit, *mine),
            Record.SENT_ON: self._sent_on,
            Record.LOST: lambda _: self._lost(),
            Record.BOOKED: lambda _: levers.booked(*mine),
            Record.APPOINTMENT_DUE: self._appointment_due,
            Record.UPGRADED: partial(levers.upgraded, *mine),
            Record.OPEN_TO_ALL: partial(levers.open_to_all, *mine),
            Record.CHASED: lambda _: "The caller calls again, as nobody has come or called back.",
            Record.CANCELLED: partial(levers.cancelled, *mine),
            Record.QUEUED_AGAIN: partial(levers.queued_again, *mine),
            Record.RELIEF_CALLED: partial(levers.relief_called, self.words),
            Record.ASSIGNED: self._assigned,
            Record.ARRIVED: self._arrived,
            Record.CLEARED: lambda _: self._cleared(),
            **self.desk.tellers(),
        }
        tellers |= Case(self.words, self.incident, self.own_lines).tellers()
        told: list[tuple[float, int, str]] = levers.departures(self.words, self.incident)
        for line in self.own_lines:
            record = self.words.record(line)
            if record in tellers:
                told.append((line, line, tellers[record](line)))
            if record == Record.CLEARED:
                told += [(after, after, words) for after, words in self._afterwards(line)]
        text = [_paragraph(self._stamp(line), words) for _, line, words in sorted(told)]
        if self._where() == IncidentState.EXPECTED:
            at = self.words.stamp(self.created_ms)
            return [*text, _paragraph(at, not_come(self.words, self.incident))]
        end = self._ending()
        horizon = self.words.stamp(self.world.sizes.horizon_ms)
        return [*text, _paragraph(horizon, end)] if end else text

    def _where(self) -> IncidentState:
        return IncidentState(int(self.state.incidents.state[self.incident]))

    def _stamp(self, line: int) -> str:
        return self.words.stamp(self.words.time(line))

    # --- waiting and being sent ---

    def _created(self, line: int) -> str:
        grade = int(self.world.drawn.grade[self.incident])
        how = control_room.opened(self.words, self.incident, line)
        opened = f"{how}: {self.words.grade(grade)}, target {self.words.target(grade)}."
        return f"{opened} {self._outlook(line)}".rstrip()

    def _outlook(self, line: int) -> str:
        """Say whether officers go at once, and if not, why; the incident is due from here on."""
        self.due_line = line
        needed = int(self.world.drawn.officers[self.incident])
        at_once = sum(
            self.words.record(other) == Record.ASSIGNED and self._led_by(other) == line
            for other in self.own_lines
        )
        records = [self.words.record(other) for other in self.own_lines]
        booked = Record.BOOKED in records and self.words.record(line) != Record.APPOINTMENT_DUE
        if at_once >= needed or Record.LOST in records or booked:
            return ""
        who = f"It waits for {needed - at_once} more." if at_once else "It has to wait."
        return f"{who} {why(self.words, self.incident, line)}"

    def _led_by(self, line: int) -> int:
        """Return what caused a line; those who are led in a crew go for their leader's reason."""
        parent = int(self.state.log.parent[line])
        if parent >= 0 and self._leads_another(parent, line):
            return int(self.state.log.parent[parent])
        return parent

    def _leads_another(self, line: int, led: int) -> bool:
        """Tell whether two lines send a crew to this incident."""
        both = (self.words.record(line), self.words.record(led)) == (Record.ASSIGNED,) * 2
        return both and self.state.log.incident[line] == self.incident

    def _appointment_due(self, line: int) -> str:
        return f"The slot agreed begins. {self._outlook(line)}".rstrip()

    def _lost(self) -> str:
        reasons = why(self.words, self.incident, self.due_line)
        return f"Nobody can go, and incidents of this grade do not wait: it is lost. {reasons}"

    def _assigned(self, line: int) -> str:
        officer = self.words.officer_at(line)
        parent = int(self.state.log.parent[line])
        if parent >= 0 and self._leads_another(parent, line):
            leader = self.words.officer(self.words.officer_at(parent))
            return f"{self.words.officer(officer)} goes with {leader}: they are a crew."
        parts = [f"{self.words.officer(officer)} is sent{self._from(officer, line)}."]
        waited = self.words.time(line) - self.words.time(self.due_line)
        if self.state.log.parent[line] != self.due_line:
            parts[0] = f"After {duration(waited)}: {parts[0]}"
            parts.append(self._cause(line, officer))
            if not self.assigned_before:
                parts.append(meanwhile(self.words, self.incident, self.due_line, line))
        self.assigned_before = True
        parts.append(self._choice(officer, line))
        return " ".join(part for part in parts if part)

    def _from(self, officer: int, line: int) -> str:
        """Say from where, from what, and how long the drive should take."""
        world = self.world
        slot = self._slot(officer, line)
        origin = int(self.state.deployments.from_district[slot])
        destination = int(world.drawn.district[self.incident])
        grade = int(self.words.history.before(line).grade[self.incident])
        drive = int(world.grades.drive[grade])
        sets_out = int(self.state.log.time_ms[line])
        expected = int(whereabouts.expected_ms(world, sets_out, origin, destination, drive))
        called = CALLED_FROM.get(Activity(int(self.state.log.before[line])), "")
        called = called or levers.taken_from(self.words, line)
        speed = " at emergency speed" if drive == EMERGENCY_DRIVE else ""
        how = f"{duration(expected)}{speed}" if expected else "no drive"
        words = f" from {self.words.names.districts[origin]} (expected drive: {how})"
        extra = [called] if called else []
        if self.state.deployments.redeployed[slot]:
            rule = int(np.count_nonzero(self.state.log.record[:line] == Record.RULE_CHANGED))
            of_role = rule * world.sizes.roles + self._role(officer, line)
            at_once = world.redeployment.at_once[of_role * GRADES + grade]
            extra.append("redeployed at once" if at_once else "under the redeployment rule")
        if self._role(officer, line) != int(world.people.role[officer]):
            extra.append("who makes up response in this shift")
        home = int(world.people.hub[officer])
        if home not in (int(world.drawn.hub[self.incident]), world.sizes.hubs):
            extra.append("as help from another hub")
        return ", ".join([words, *extra])

    def _slot(self, officer: int, line: int) -> int:
        """Return the officer's deployment at a line, the last that began: some come again."""
        rows, now = self.state.deployments, self.words.time(line)
        return max(
            slot
            for slot in self._slots_in_use()
            if rows.officer[slot] == officer and rows.assigned_ms[slot] <= now
        )

    def _cause(self, line: int, sent: int) -> str:
        """Say what made it possible to send an officer now."""
        parent = int(self.state.log.parent[line])
        if parent < 0:
            return ""
        record = self.words.record(parent)
        if record == Record.REDEPLOYMENT_ON:
            return "Redeployment has just come on."
        if record == Record.RULE_CHANGED:
            return "Another rule of redeployment has just come into force."
        if record == Record.CLEARED:
            return f"{self.words.incident(int(self.state.log.incident[parent]))} is cleared."
        if record != Record.FREE:
            return ""
        freed = self.words.officer_at(parent)
        who = "The officer" if freed == sent else self.words.officer(freed)
        before = Activity(int(self.state.log.before[parent]))
        reasons = {
            Activity.OFF_DUTY: "has just come on duty",
            Activity.BRIEFING: "has just come out of the briefing",
            Activity.BREAK: "has just finished the break",
            Activity.WRITING_UP: "has just finished writing up",
            Activity.TRAVEL: "is not needed elsewhere any more",
            Activity.SCENE: "has just become free",
            Activity.OPERATION: "has just come back from an operation",
            Activity.CUSTODY: "has just come from the custody suite",
            Activity.WATCH: "has just come from a watch",
        }
        grandparent = int(self.state.log.parent[parent])
        if before == Activity.SCENE and grandparent >= 0:
            other = int(self.state.log.incident[grandparent])
            if other >= 0:
                return f"{who} has just cleared {self.words.incident(other)}."
        return f"{who} {reasons[before]}." if before in reasons else ""

    def _choice(self, officer: int, line: int) -> str:
        """Say among how many the officer was chosen."""
        now = self.words.history.before(line)
        owners = self.words.owners(self.incident, int(now.grade[self.incident]))
        opened = (self.words.record(n) == Record.OPEN_TO_ALL for n in self.own_lines if n < line)
        if owners and not any(opened):
            several = f"One of the {len(owners)} owners of its patch."
            return several if len(owners) > 1 else "The owner of its patch."
        role = Role(self._role(officer, line))
        counts = now.on_duty(role, int(self.world.people.hub[officer]))
        free = sum(counts.get(activity, 0) for activity in FREE)
        called = Activity(int(self.state.log.before[line])) not in FREE
        if called or free < 2:
            return ""
        how = SENT_BY[DispatchRule(self.world.dispatch.rule)]
        if self.state.deployments.redeployed[self._slot(officer, line)]:
            how = REDEPLOYED_BY[WhoGoes(self.world.redeployment.who)]
        return f"{how} ({free} of the team are free)."

    def _role(self, officer: int, line: int) -> int:
        """Return the role in which an officer worked at a line."""
        return int(self.words.history.before(line).role[officer])

    # --- at the scene and after ---

    def _arrived(self, line: int) -> str:
        officer = self.words.officer_at(line)
        slot = self._slot(officer, line)
        drive = duration(self.words.time(line) - int(self.state.deployments.assigned_ms[slot]))
        text = f"{self.words.officer(officer)} is at the scene after a drive of {drive}"
        self.arrivals += 1
        if self.arrivals == 1:
            grade = int(self.words.history.before(line).grade[self.incident])
            text += f", {self.words.since(line, self.created_ms)} after the log was opened: "
            text += self._verdict(line, grade)
        if self.state.log.after[line] == Activity.WAITING_AT_SCENE:
            text += ", and waits for the others"
        return f"{text}."

    def _verdict(self, line: int, grade: int) -> str:
        """Say whether the first officer came within the target, or the slot agreed."""
        agreed_ms = int(self.state.incidents.appointment_ms[self.incident])
        if agreed_ms >= 0:
            met = self.words.time(line) <= agreed_ms + int(self.world.grades.slot_ms[grade])
            return f"{'within' if met else 'after'} the slot agreed"
        took_min = (self.words.time(line) - self.created_ms) / MS_PER_MIN
        met = took_min <= self.words.scenario.grades[grade].target_min
        return f"{'within' if met else 'outside'} the target of {self.words.target(grade)}"

    def _cleared(self) -> str:
        scene = duration(int(self.world.drawn.scene_ms[self.incident]))
        text = f"The scene is cleared after {scene}."
        ended = self.state.deployments.ended_by
        stayed = sum(ended[slot] in levers.TO_THE_END for slot in self._slots_in_use())
        if stayed < len(self._slots_in_use()):
            text = f"The scene is cleared after {scene} of work."
        missing = int(self.world.drawn.officers[self.incident]) - stayed
        if missing > 0:
            text += f" {counted(missing, 'officer')} of those needed never came."
        for slot in self._slots_in_use():
            if self.state.deployments.ended_by[slot] == EndedBy.NOT_NEEDED:
                officer = int(self.state.deployments.officer[slot])
                text += f" {self.words.officer(officer)}, still on the way, is not needed."
        return text

    def _slots_in_use(self) -> list[int]:
        return levers.rows_of(self.state, self.incident)

    def _afterwards(self, cleared: int) -> list[tuple[int, str]]:
        """Tell what each officer does after the incident, up to being free, sent or off duty."""
        told = []
        words = {
            Record.RETURNING: "drives back to the station",
            Record.WRITING_UP: "writes up",
            Record.BREAK: "takes the break",
            Record.OFF_DUTY: "goes off duty",
            Record.OPERATION: "goes to an operation",
            Record.FREE: "is free",
            Record.CUSTODY: "takes somebody arrested to custody",
            Record.WATCH: "stays on watch",
        }
        for slot in self._slots_in_use():
            if self.state.deployments.ended_by[slot] not in levers.TO_THE_END:
                continue
            officer = int(self.state.deployments.officer[slot])
            for line in self.words.history.of_officer_after(officer, cleared):
                record = self.words.record(line)
                if record == Record.FREE and self.state.log.after[line] == Activity.PREVENTION:
                    told.append((line, f"{self.words.officer(officer)} is back on prevention."))
                elif record in words:
                    told.append((line, f"{self.words.officer(officer)} {words[record]}."))
                elif record == Record.ASSIGNED:
                    other = self.words.incident(int(self.state.log.incident[line]))
                    told.append((line, f"{self.words.officer(officer)} is sent to {other}."))
                if record not in STILL_BUSY:
                    break
        return told

    def _sent_on(self, line: int) -> str:
        return f"{self.desk.sent_on(line)} {self._outlook(line)}".rstrip()

    def _ending(self) -> str:
        """Say what was still open at the end of the run; an empty string if nothing was."""
        cases = self.state.cases
        text = ENDINGS[self._where()]
        opened = int(cases.opened_ms[self.incident]) >= 0
        if not text and opened and int(cases.closed_ms[self.incident]) < 0:
            worked = duration(int(cases.worked_ms[self.incident]))
            return f"The run ends; the case is still open, with {worked} of work done."
        return text


def _paragraph(stamp: str, words: str) -> str:
    """Lay one entry out, its time in the margin."""
    first = stamp.ljust(len(INDENT))
    return textwrap.fill(words, WIDTH, initial_indent=first, subsequent_indent=INDENT)
