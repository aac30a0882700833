"""A second opinion on a run: replays its event log and questions every decision in it.

It shares no code with the model. Where the model keeps pools, queues and counters, this looks at
everybody and everything that waits, each time; so it is slow, and meant for small runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from sim.model.state import State
from sim.vocabulary import (
    ATTENDING_ROLES,
    Activity,
    CrossHub,
    IncidentState,
    Record,
    Role,
    Subject,
    subject_of,
)
from sim.world.arrays import ORDINARY_DRIVE, World
from tests.engine.audit_cases import Casework
from tests.engine.audit_desk import DeskReplay
from tests.engine.audit_sending import FREE, STILL

DESK = int(Role.RESOLUTION_CENTRE)
REPORTED = 5


def beyond_audit(world: World) -> list[str]:
    """Return the levers of a world that the audit does not follow, and so cannot judge."""
    used = {
        "officers are called away from drives and scenes": world.sizes.preempting > 0,
        "crews": bool((world.duties.mate >= 0).any()),
        "relief at scenes": bool(world.types.relayable.any()),
    }
    return [lever for lever, is_used in used.items() if is_used]


def audit(world: World, state: State) -> list[str]:
    """Return what is questionable in a run; empty when all is well, or beyond the audit."""
    if beyond_audit(world):
        return []
    replay = Replay(world, state)
    found = []
    for fault in replay.run():
        found.append(fault)
        if len(found) == REPORTED:
            break
    return found


class Replay(Casework):
    """Everybody and everything as the log says they are, line by line."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        people = world.sizes.officers
        self.arrays = world
        self.had_break = [True] * people
        self.missed = [0] * people
        self.began = [0] * people
        self.redeployed = [0] * people
        self.on_duty: list[list[tuple[int, int]]] = [[] for _ in range(people)]
        self.desk = DeskReplay(world)
        self.shifts = 0
        self.short: dict[int, int] = defaultdict(int)
        self.short_until: dict[int, int] = defaultdict(int)

    # --- line by line ---

    def run(self) -> Iterator[str]:
        log = self.s.log
        columns = (
            log.time_ms,
            log.record,
            log.incident,
            log.officer,
            log.hub,
            log.before,
            log.after,
        )
        lines = list(zip(*columns, strict=True))
        for line, (time_ms, record, incident, officer, hub, before, after) in enumerate(lines):
            self.now = time_ms
            subject = subject_of(record)
            if time_ms % self.w.sizes.grid_ms:
                yield f"line {line}: {time_ms} ms is not on the grid"
            if subject == Subject.RULE:
                yield from self.rule(record, hub)
                if record == Record.BACKFILLED:
                    yield from self.backfill(officer, hub)
            elif subject == Subject.INCIDENT:
                yield from self.of_incident(line, record, incident, after)
            elif subject == Subject.OFFICER:
                yield from self.of_officer(record, incident, officer, before, after)
            else:
                yield from self.of_case(line, record, incident, officer, after)
            if line + 1 == len(lines) or lines[line + 1][0] > time_ms:
                yield from self.at_rest()
        yield from self.at_the_end()

    def rule(self, record: int, hub: int) -> Iterator[str]:
        if record == Record.SHIFT_STARTED:
            duties, duty = self.w.duties, self.shifts
            self.shifts += 1
            if duties.start_ms[duty] != self.now:
                yield f"shift {duty} starts at {self.now}"
            for row in range(duties.first_member[duty], duties.first_member[duty + 1]):
                officer = int(duties.member[row])
                if self.duty[officer] >= 0:
                    self.end_shift(officer)
                self.duty[officer] = duty
                self.jobs[officer] = 0
                self.break_row[officer] = row
                owed = duties.break_until_ms[row] >= 0
                own = self.w.people.role[officer]
                self.had_break[officer] = not (owed and self.w.teams.break_ms[own])
            self.starts_short(duty)
        elif record == Record.WARM_UP_ENDED:
            self.redeployed_so_far = [0] * len(self.redeployed_so_far)
        elif record == Record.REDEPLOYMENT_ON:
            self.rule_on[hub] = True
            if len(self.old(hub)) < self.w.redeployment.waiting:
                yield f"hub {hub} redeploys at {self.now} though {len(self.old(hub))} wait so long"
        elif record == Record.REDEPLOYMENT_OFF:
            self.rule_on[hub] = False
            if len(self.old(hub)) >= self.w.redeployment.recall_below:
                yield f"hub {hub} recalls at {self.now} though {len(self.old(hub))} wait so long"

    def starts_short(self, duty: int) -> None:
        """Note by how many a response shift starts below its minimum strength."""
        duties = self.w.duties
        hub = duties.hub[duty]
        if duties.role[duty] == Role.RESPONSE and self.w.redeployment.backfill:
            strength = duties.first_member[duty + 1] - duties.first_member[duty]
            self.short[hub] = self.w.redeployment.minimum_strength[hub] - strength
            self.short_until[hub] = duties.end_ms[duty]

    def backfill(self, officer: int, hub: int) -> Iterator[str]:
        """Let somebody work as response, and question whether that is called for."""
        role = self.role[officer]
        if not self.w.redeployment.backfills[role] or role == Role.RESPONSE:
            yield f"officer {officer} makes up response at {self.now}: not the team's to do"
        if self.activity[officer] != Activity.PREVENTION:
            yield f"officer {officer} makes up response at {self.now}, not from prevention"
        if self.short[hub] <= 0 or self.now >= self.short_until[hub]:
            yield f"hub {hub} makes up response at {self.now} though nobody is missing"
        if role == max(r for r in ATTENDING_ROLES if self.w.redeployment.backfills[r]):
            others = [r for r in ATTENDING_ROLES if self.w.redeployment.backfills[r] and r < role]
            free = [o for r in others for o in self.staff[hub, r] if self.activity[o] in FREE]
            if any(self.w.duties.end_ms[self.duty[o]] > self.now for o in free):
                yield f"officer {officer} makes up response at {self.now} though {free} could"
        self.short[hub] -= 1
        self.settle(officer, self.now)
        self.redeployed_since[officer] = self.now
        self.work_as(officer, int(Role.RESPONSE))

    def work_as(self, officer: int, role: int) -> None:
        hub = self.home[officer]
        self.staff[hub, self.role[officer]].remove(officer)
        self.role[officer] = role
        self.staff[hub, role].append(officer)

    def end_shift(self, officer: int) -> None:
        begun = self.had_break[officer] or self.activity[officer] == Activity.BREAK
        if not begun and self.now >= self.w.sizes.warm_up_ms:
            self.missed[officer] += 1

    def of_incident(self, line: int, record: int, incident: int, after: int) -> Iterator[str]:
        hub = int(self.w.drawn.hub[incident])
        if record in (Record.CREATED, Record.SENT_ON, Record.APPOINTMENT_DUE):
            self.wait(hub, incident, (self.grade(incident, record), line))
        elif record == Record.BOOKED:
            self.wait_no_more(hub, incident)
        elif record == Record.UPGRADED:
            _, joined = self.waiting[hub][incident]
            self.wait_no_more(hub, incident)
            self.wait(hub, incident, (self.grade(incident, record), joined))
        if after == IncidentState.FINISHED:
            self.wait_no_more(hub, incident)
        yield from self.desk.of_incident(line, self.now, record, incident)

    def of_officer(
        self, record: int, incident: int, officer: int, before: int, after: int
    ) -> Iterator[str]:
        before, after = self.without_case_work(officer, before, after)
        if before == after == Activity.AVAILABLE:
            return
        if record == Record.ASSIGNED:
            yield from self.decision(incident, officer, before)
        self.place(officer, before, after)
        if after in (Activity.WRITING_UP, Activity.BREAK):
            yield from self.whether_at_the_station(officer, before)
            self.district[officer], self.at_station[officer] = self.station[officer], True
        elif after == Activity.TRAVEL:
            self.at_station[officer] = False
            self.incident[officer] = incident
        elif after in FREE:
            self.idle_since[officer] = self.now
        self.settle_after(officer, before, after)
        self.activity[officer], self.began[officer] = after, self.now

    def settle_after(self, officer: int, before: int, after: int) -> None:
        """Book what ends with a change of activity: redeployment, the break, the shift."""
        own = self.role[officer] == self.w.people.role[officer]
        ends = (*FREE, Activity.BREAK, Activity.OPERATION) if own else ()
        if after in (*ends, Activity.OFF_DUTY):
            self.settle(officer, self.now)
        if before == Activity.BREAK and self.now > self.began[officer]:
            self.had_break[officer] = True
        if after == Activity.OFF_DUTY:
            self.end_shift(officer)
            self.duty[officer] = -1
            if not own:
                self.work_as(officer, self.w.people.role[officer])
            self.on_duty[officer].append((self.since[officer], self.now))

    def whether_at_the_station(self, officer: int, before: int) -> Iterator[str]:
        """Question that a break or writing up begins: at the station, after the drive there."""
        back = self.drive(self.district[officer], self.station[officer], ORDINARY_DRIVE)
        if before == Activity.RETURNING:
            if self.now - self.began[officer] != back:
                yield f"officer {officer} takes another time than {back} to drive back"
        elif (
            not self.at_station[officer] and self.origin(officer) != self.station[officer] and back
        ):
            yield f"officer {officer} is at the station at {self.now} without driving there"

    def settle(self, officer: int, until: int) -> None:
        since, warm_up = self.redeployed_since[officer], self.w.sizes.warm_up_ms
        if since >= 0:
            self.redeployed[officer] += max(until, warm_up) - max(since, warm_up)
            before = self.redeployed_so_far[officer] if self.now < warm_up else 0
            self.redeployed_so_far[officer] = (
                before + until - since if self.now < warm_up else self.redeployed[officer]
            )
            self.redeployed_since[officer] = -1

    # --- when all events of one time have run ---

    def old(self, hub: int) -> list[int]:
        rules = self.w.redeployment
        return [
            i
            for i, (grade, _) in self.waiting[hub].items()
            if self.w.grades.redeploys[grade]
            and not self.sent[i]
            and self.patch(i) < 0
            and self.s.incidents.due_since_ms[i] + rules.older_than_ms <= self.now
        ]

    def at_rest(self) -> Iterator[str]:
        """Question that anybody stands idle beside work."""
        for hub, line in self.waiting.items():
            anybody = any(
                self.activity[o] in (*FREE, *STILL)
                for role in ATTENDING_ROLES
                for o in self.staff[hub, role]
            )
            for incident in self.first_of_each_sort(hub):
                if self.holders(hub, line[incident]) and self.patch(incident) < 0:
                    continue
                if anybody:
                    yield from self.whether_served(incident)
                alone = self.together(incident) == 1 and self.patch(incident) < 0
                if line[incident][0] == 1 and alone:
                    yield from self.whether_help_comes(hub, incident)
            off = self.w.redeployment.rule and line and not self.rule_on[hub]
            if off and len(self.old(hub)) >= self.w.redeployment.waiting:
                yield f"hub {hub} does not redeploy at {self.now}"
        yield from self.whether_on_break()
        free = [o for o in self.staff[self.w.sizes.hubs, DESK] if self.activity[o] in FREE]
        waiting = self.desk.waiting
        if waiting and self.desk.is_open(self.now) and any(self.in_time(o, 4) for o in free):
            yield f"the desk is idle at {self.now} while {list(waiting)} wait"
        yield from self.casework_at_rest()

    def whether_on_break(self) -> Iterator[str]:
        """Question that anybody whose turn for the break has come does something optional."""
        duties = self.w.duties
        for officer, row in enumerate(self.break_row):
            optional = self.activity[officer] in (*FREE, Activity.CASE_WORK)
            urgent = officer in self.working_on and self.urgent(self.working_on[officer])
            if optional and not urgent and not self.had_break[officer]:
                due, until = duties.break_due_ms[row], duties.break_until_ms[row]
                if 0 <= due <= self.now <= until:
                    yield f"officer {officer} takes no break at {self.now}"

    def whether_served(self, incident: int) -> Iterator[str]:
        able: list[int] = []
        for role in ATTENDING_ROLES:
            rank = self.rank(incident, role)
            if rank or self.redeployable(incident, role):
                able += self.spared(incident, role)
            if rank:
                able += self.called_away(incident, role)
        if len(able) >= self.together(incident):
            yield f"incident {incident} waits at {self.now} while {able} could go"

    def whether_help_comes(self, hub: int, incident: int) -> Iterator[str]:
        """Helpers who drove into reach without an event may be overlooked; others not."""
        to = int(self.w.drawn.district[incident])
        kind = int(self.w.grades.drive[1])
        for role in ATTENDING_ROLES:
            emergencies = self.w.teams.cross_hub[role] == CrossHub.EMERGENCIES
            if not (self.rank(incident, role) and emergencies):
                continue
            within = self.w.teams.cross_hub_within_ms[role]
            for other in set(range(self.w.sizes.hubs)) - {hub}:
                for o in self.candidates(incident, role, hub=other):
                    places = (self.district[o], self.station[o])
                    if all(self.drive(place, to, kind) <= within for place in places):
                        yield f"incident {incident} waits at {self.now} while {o} could help"

    def at_the_end(self) -> Iterator[str]:
        w, s, horizon = self.w, self.s, self.w.sizes.horizon_ms
        queues = s.queues
        for officer in range(w.sizes.officers):
            self.settle(officer, horizon)
            if self.activity[officer] != Activity.OFF_DUTY:
                self.on_duty[officer].append((self.since[officer], horizon))
        yield from _compare("missed breaks", list(s.officers.missed_breaks), self.missed)
        yield from _compare("redeployed", list(s.officers.redeployed_ms), self.redeployed)
        over = [self.overtime(officer) for officer in range(w.sizes.officers)]
        yield from _compare("overtime", list(s.officers.overtime_ms), over)
        yield from self.work_adds_up()
        queued = {i for line in self.waiting.values() for i in line} | set(self.desk.waiting)
        if queued != {i for i, queue in enumerate(queues.of_incident) if queue >= 0}:
            yield f"{sorted(queued)} wait, but the queues say otherwise"
        tied = {i for line in self.waiting.values() for i in line if self.patch(i) >= 0}
        if not sum(queues.waiting) + len(tied) == len(queued) == sum(queues.length):
            yield "the queues' lengths are wrong"
        yield from self.in_hand()
        yield from self.pools()

    def in_hand(self) -> Iterator[str]:
        """Question that anybody has an incident or a case in hand but those who are at one."""
        going = (Activity.TRAVEL, Activity.WAITING_AT_SCENE, Activity.SCENE)
        sitting = (Activity.DESK_CALL, Activity.CASE_WORK)
        for officer, activity in enumerate(self.activity):
            held = self.s.officers.slot[officer] >= 0, self.s.officers.incident[officer] >= 0
            sits = activity in sitting or officer in self.between_calls
            if held != (activity in going, sits):
                yield f"officer {officer}, {Activity(activity).name}, has {held} in hand"

    def pools(self) -> Iterator[str]:
        interruptible = (*STILL, Activity.RETURNING)
        for officer, pool in enumerate(self.s.pools.of_officer):
            attends = self.role[officer] in ATTENDING_ROLES
            kind = -1
            if self.activity[officer] in FREE:
                kind = 0
            elif attends and self.activity[officer] in interruptible:
                kind = 1
            cell = self.role[officer] * (self.w.sizes.hubs + 1) + self.home[officer]
            cells = self.w.sizes.roles * (self.w.sizes.hubs + 1)
            if pool != (kind * cells + cell if kind >= 0 else -1):
                doing = Activity(self.activity[officer]).name
                yield f"officer {officer}, {doing}, is in pool {pool}"

    def overtime(self, officer: int) -> int:
        """Return the time on duty that lies outside rostered shifts."""
        duties, warm_up = self.arrays.duties, self.arrays.sizes.warm_up_ms
        rows = np.flatnonzero(duties.member == officer)
        mine = np.searchsorted(duties.first_member, rows, side="right") - 1
        total = 0
        for start, end in self.on_duty[officer]:
            total += max(0, end - max(start, warm_up))
            for duty in mine.tolist():
                first = max(start, warm_up, int(duties.start_ms[duty]))
                total -= max(0, min(end, int(duties.end_ms[duty])) - first)
        return total


def _compare(what: str, booked: list[int], replayed: list[int]) -> Iterator[str]:
    for officer, (one, other) in enumerate(zip(booked, replayed, strict=True)):
        if one != other:
            yield f"officer {officer}: {what} {one}, but {other} by the log"
