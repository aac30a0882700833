"""A second opinion on a run: replays its event log and questions every decision in it.

It shares no code with the model. Where the model keeps pools, queues and counters, this looks at
everybody and everything that waits, each time; so it is slow, and meant for small runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.model.state import State
from sim.vocabulary import (
    ATTENDING_ROLES,
    Activity,
    CaseState,
    IncidentState,
    Record,
    Role,
    Subject,
    subject_of,
)
from sim.world.arrays import EMERGENCY_DRIVE, GRADES, ORDINARY_DRIVE, World

FREE = (Activity.AVAILABLE, Activity.PREVENTION)
STILL = (Activity.BRIEFING, Activity.BREAK, Activity.WRITING_UP)
DESK, INVESTIGATION = int(Role.RESOLUTION_CENTRE), int(Role.INVESTIGATION)
REPORTED = 5

#: Place in the line: grade, then line of the log on which it joined.
Place = tuple[int, int]
#: What is the same for some who wait: grade, type, officers to go together, district.
Sort = tuple[int, int, int, int]


def audit(world: World, state: State) -> list[str]:
    """Return what is questionable in a run; empty when all is well."""
    replay = Replay(world, state)
    found = []
    for fault in replay.run():
        found.append(fault)
        if len(found) == REPORTED:
            break
    return found


def plain(arrays: Any) -> Any:
    """Return nested tuples of arrays as objects of the same shape that hold lists."""
    if isinstance(arrays, np.ndarray):
        return arrays.tolist()
    if not isinstance(arrays, tuple):
        return arrays
    parts = zip(arrays._fields, arrays, strict=True)  # type: ignore[attr-defined]
    return SimpleNamespace(**{name: plain(part) for name, part in parts})


class Replay:
    """Everybody and everything as the log says they are."""

    def __init__(self, world: World, state: State) -> None:
        self.w, self.s = plain(world), plain(state)
        self.arrays = world
        people = world.sizes.officers
        self.now = 0
        self.role = list(self.w.people.role)
        self.home = list(self.w.people.hub)
        self.station = list(self.w.people.station)
        self.activity = [int(Activity.OFF_DUTY)] * people
        self.duty = [-1] * people
        self.had_break = [True] * people
        self.missed = [0] * people
        self.district = list(self.station)
        self.at_station = [True] * people
        self.idle_since = [0] * people
        self.began = [0] * people
        self.incident = [-1] * people
        self.redeployed_since = [-1] * people
        self.redeployed = [0] * people
        self.on_duty: list[list[tuple[int, int]]] = [[] for _ in range(people)]
        self.since = [0] * people
        self.staff: dict[tuple[int, int], list[int]] = defaultdict(list)
        for officer in range(people):
            self.staff[self.home[officer], self.role[officer]].append(officer)
        self.sent: dict[int, int] = defaultdict(int)
        self.waiting: dict[int, dict[int, Place]] = defaultdict(dict)
        self.by_sort: dict[int, dict[Sort, dict[int, None]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        self.holding: dict[int, dict[int, Place]] = defaultdict(dict)
        self.desk: dict[int, Place] = {}
        self.to_allocate: dict[int, dict[int, Place]] = defaultdict(dict)
        self.rule_on = [False] * world.sizes.hubs
        self.shifts = 0
        self.cases: dict[int, dict[int, int]] = defaultdict(dict)  # of each owner: states
        self.working_on: dict[int, int] = {}
        self.case_since: dict[int, int] = {}
        self.case_worked: dict[int, int] = defaultdict(int)

    # --- the replay ---------------------------------------------------------------------------

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
                owed = duties.break_until_ms[row] >= 0
                self.had_break[officer] = not (owed and self.w.teams.break_ms[self.role[officer]])
        elif record == Record.REDEPLOYMENT_ON:
            self.rule_on[hub] = True
            if len(self.old(hub)) < self.w.redeployment.waiting:
                yield f"hub {hub} redeploys at {self.now} though {len(self.old(hub))} wait so long"
        elif record == Record.REDEPLOYMENT_OFF:
            self.rule_on[hub] = False
            if len(self.old(hub)) >= self.w.redeployment.recall_below:
                yield f"hub {hub} recalls at {self.now} though {len(self.old(hub))} wait so long"

    def end_shift(self, officer: int) -> None:
        begun = self.had_break[officer] or self.activity[officer] == Activity.BREAK
        if not begun and self.now >= self.w.sizes.warm_up_ms:
            self.missed[officer] += 1

    def of_incident(self, line: int, record: int, incident: int, after: int) -> Iterator[str]:
        hub = int(self.w.drawn.hub[incident])
        if record in (Record.CREATED, Record.SENT_ON):
            self.wait(hub, incident, (self.grade(incident, record), line))
        elif record == Record.DESK_QUEUED:
            self.desk[incident] = (int(self.w.drawn.grade[incident]), line)
        elif record == Record.DESK_STARTED:
            if self.desk.pop(incident) > min(self.desk.values(), default=(99, 0)):
                yield f"case {incident} is called out of turn at {self.now}"
        elif after == IncidentState.FINISHED:
            self.desk.pop(incident, None)
            self.wait_no_more(hub, incident)
            self.desk.pop(incident, None)

    def wait(self, hub: int, incident: int, place: Place) -> None:
        """Let an incident stand in the line of its hub."""
        self.waiting[hub][incident] = place
        self.by_sort[hub][self.sort(incident)][incident] = None
        if self.together(incident) > 1 and not self.w.drawn.bypass[incident]:
            self.holding[hub][incident] = place

    def wait_no_more(self, hub: int, incident: int) -> None:
        if incident in self.waiting[hub]:
            sort = self.sort(incident)
            del self.by_sort[hub][sort][incident], self.waiting[hub][incident]
            if not self.by_sort[hub][sort]:
                del self.by_sort[hub][sort]
            self.holding[hub].pop(incident, None)

    def sort(self, incident: int) -> Sort:
        grade, drawn = self.grade(incident), self.w.drawn
        district = drawn.district[incident] if grade == 1 else -1
        return grade, drawn.type[incident], self.together(incident), district

    def together(self, incident: int) -> int:
        """Return how many must go at once."""
        return self.w.drawn.officers[incident] if self.w.drawn.together[incident] else 1

    def first_of_each_sort(self, hub: int) -> list[int]:
        """Return of those who wait the first of each sort: what holds for it holds for the rest."""
        return [next(iter(incidents)) for incidents in self.by_sort[hub].values()]

    def grade(self, incident: int, record: int = Record.CREATED) -> int:
        drawn = self.w.drawn
        if record == Record.SENT_ON:
            return int(drawn.sent_on_grade[incident])
        if incident in self.waiting[int(drawn.hub[incident])]:
            return self.waiting[int(drawn.hub[incident])][incident][0]
        return int(drawn.grade[incident])

    def of_officer(
        self, record: int, incident: int, officer: int, before: int, after: int
    ) -> Iterator[str]:
        if record == Record.ASSIGNED:
            yield from self.decision(incident, officer, before)
        if before == Activity.OFF_DUTY:
            self.since[officer], self.idle_since[officer] = self.now, self.now
            self.district[officer], self.at_station[officer] = self.station[officer], True
        elif before == Activity.SCENE:
            self.district[officer] = int(self.w.drawn.district[self.incident[officer]])
            self.idle_since[officer] = self.now
        elif before == Activity.TRAVEL and after not in (Activity.SCENE, Activity.WAITING_AT_SCENE):
            self.district[officer] = int(self.s.deployments.from_district[self.slot(officer)])
            self.idle_since[officer] = self.now
        if after in (Activity.WRITING_UP, Activity.BREAK):
            yield from self.whether_at_the_station(officer, before)
            self.district[officer], self.at_station[officer] = self.station[officer], True
        elif after == Activity.TRAVEL:
            self.at_station[officer] = False
            self.incident[officer] = incident
        elif after in FREE:
            self.idle_since[officer] = self.now
        if after in (*FREE, Activity.BREAK, Activity.OFF_DUTY):
            self.settle(officer, self.now)
        if before == Activity.BREAK and self.now > self.began[officer]:
            self.had_break[officer] = True
        if after == Activity.OFF_DUTY:
            self.end_shift(officer)
            self.duty[officer] = -1
            self.on_duty[officer].append((self.since[officer], self.now))
        self.activity[officer], self.began[officer] = after, self.now

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
            self.redeployed_since[officer] = -1

    def slot(self, officer: int) -> int:
        """Return the row of the officer's present deployment."""
        first = self.w.drawn.first_slot
        rows = range(first[self.incident[officer]], first[self.incident[officer] + 1])
        return next(row for row in rows if self.s.deployments.officer[row] == officer)

    # --- sending ------------------------------------------------------------------------------

    def rank(self, incident: int, role: int) -> int:
        """Return a role's place among those who may attend an incident; 0: it may not."""
        grade = self.grade(incident)
        teams = self.w.teams.class_of[self.w.drawn.type[incident] * GRADES + grade]
        return int(self.w.teams.rank[teams * self.w.sizes.roles + role])

    def in_time(self, officer: int, grade: int) -> bool:
        rest = self.w.duties.end_ms[self.duty[officer]] - self.now
        return bool(grade == 1 or rest > self.w.teams.last_assignment_ms[self.role[officer]])

    def interrupts(self, grade: int, activity: int) -> bool:
        g = self.w.grades
        of_break, of_writing = g.interrupts_break[grade], g.interrupts_writing_up[grade]
        by_activity = {
            Activity.BRIEFING: g.interrupts_briefing[grade],
            Activity.BREAK: of_break,
            Activity.WRITING_UP: of_writing,
            Activity.RETURNING: of_break or of_writing,  # for either
        }
        return bool(by_activity.get(Activity(activity), False))

    def redeployable(self, incident: int, role: int) -> bool:
        w, hub = self.w, int(self.w.drawn.hub[incident])
        return bool(
            w.teams.redeployable[role]
            and self.rule_on[hub]
            and w.grades.redeploys[self.grade(incident)]
            and not self.rank(incident, role)
        )

    def candidates(self, incident: int, role: int, *, hub: int = -1) -> list[int]:
        """Return the free officers of a role, at the incident's hub, who may be sent to it."""
        staff = self.staff[hub if hub >= 0 else int(self.w.drawn.hub[incident]), role]
        grade = self.grade(incident)
        return [o for o in staff if self.activity[o] in FREE and self.in_time(o, grade)]

    def called_away(self, incident: int, role: int) -> list[int]:
        """Return officers of a role who are surely to be called away for the incident."""
        grade = self.grade(incident)
        staff = self.staff[int(self.w.drawn.hub[incident]), role]
        return [
            o
            for o in staff
            if self.activity[o] in STILL
            and self.interrupts(grade, self.activity[o])
            and self.in_time(o, grade)
        ]

    def origin(self, officer: int) -> int:
        limit = self.w.teams.idle_limit_ms[self.role[officer]]
        back = self.drive(self.district[officer], self.station[officer], ORDINARY_DRIVE)
        idle = self.now - self.idle_since[officer]
        if self.at_station[officer] or (limit >= 0 and idle >= limit + back):
            return self.station[officer]
        return self.district[officer]

    def drive(self, origin: int, destination: int, kind: int) -> int:
        n = self.w.sizes.districts
        return int(self.w.places.expected_ms[(kind * n + origin) * n + destination])

    def drive_to(self, officer: int, incident: int) -> int:
        kind = int(self.w.grades.drive[self.grade(incident)])
        assert kind in (ORDINARY_DRIVE, EMERGENCY_DRIVE)
        return self.drive(self.origin(officer), int(self.w.drawn.district[incident]), kind)

    def holders(self, hub: int, place: Place) -> list[int]:
        """Return what waits before a place in the line and may not be overtaken."""
        return [i for i, ahead in self.holding[hub].items() if ahead < place]

    def decision(self, incident: int, officer: int, before: int) -> Iterator[str]:
        """Question that this officer is sent to this incident."""
        what = f"officer {officer} is sent to {incident} at {self.now}"
        w, hub, role = self.w, int(self.w.drawn.hub[incident]), self.role[officer]
        grade, place = self.grade(incident), self.waiting[hub][incident]
        rank = self.rank(incident, role)
        first = int(w.drawn.first_slot[incident]) + self.sent[incident]
        rows = self.s.deployments
        if rows.officer[first] != officer or rows.assigned_ms[first] != self.now:
            yield f"{what}, but deployment {first} says otherwise"
        if role not in ATTENDING_ROLES or not self.in_time(officer, grade):
            yield f"{what} too late, or by a team that attends nothing"
        if self.holders(hub, place):
            yield f"{what} past {self.holders(hub, place)}, which may not be overtaken"
        yield from self.whether_by_turn(what, incident, officer, before)
        if self.home[officer] != hub:
            yield from self.whether_helped(what, incident, officer)
        elif before in FREE:
            yield from self.whether_nearest(what, incident, officer, rank)
        else:
            yield from self.whether_called_away(what, incident, before)
        yield from self.whether_redeployed(what, incident, officer, first)
        if rows.from_district[first] != self.origin(officer):
            yield f"{what} from the wrong place"
        yield from self.whether_arrives(what, first)
        self.sent[incident] += 1
        if self.sent[incident] == w.drawn.officers[incident]:
            self.wait_no_more(hub, incident)

    def whether_called_away(self, what: str, incident: int, before: int) -> Iterator[str]:
        if not self.interrupts(self.grade(incident), before):
            yield f"{what} from {Activity(before).name}"
        own = [role for role in ATTENDING_ROLES if self.rank(incident, role)]
        if any(self.candidates(incident, role) for role in own):
            yield f"{what} from {Activity(before).name} while others are free"

    def whether_redeployed(self, what: str, incident: int, officer: int, row: int) -> Iterator[str]:
        redeployed = self.rank(incident, self.role[officer]) == 0
        if redeployed and not self.redeployable(incident, self.role[officer]):
            yield f"{what}, which is not for the team"
        if redeployed != self.s.deployments.redeployed[row]:
            yield f"{what}, and redeployment is booked wrongly"
        if redeployed:
            yield from self.whether_others_are_nearer(what, incident, officer)
        if redeployed and self.redeployed_since[officer] < 0:
            self.redeployed_since[officer] = self.now

    def whether_others_are_nearer(self, what: str, incident: int, officer: int) -> Iterator[str]:
        for role in ATTENDING_ROLES:
            for other in self.called_away(incident, role) if self.rank(incident, role) else []:
                if self.drive_to(other, incident) < self.drive_to(officer, incident):
                    yield f"{what} though {other} could be called away, and is nearer"

    def whether_by_turn(self, what: str, incident: int, officer: int, before: int) -> Iterator[str]:
        hub, role = int(self.w.drawn.hub[incident]), self.role[officer]
        if self.home[officer] != hub or before not in FREE:
            return
        place = self.waiting[hub][incident]
        for other in self.first_of_each_sort(hub):
            ahead = self.waiting[hub][other]
            if ahead < place and self.together(other) == 1 and self.rank(other, role):
                yield f"{what} though {other} comes first"

    def whether_helped(self, what: str, incident: int, officer: int) -> Iterator[str]:
        teams, role = self.w.teams, self.role[officer]
        if not (self.grade(incident) == 1 and teams.cross_hub[role]):
            yield f"{what} of another hub"
        if self.drive_to(officer, incident) > teams.cross_hub_within_ms[role]:
            yield f"{what} from too far away"
        for own in ATTENDING_ROLES:
            mine = self.rank(incident, own) > 0 or self.redeployable(incident, own)
            if mine and self.candidates(incident, own):
                yield f"{what} while {self.candidates(incident, own)} of the hub are free"
            if self.rank(incident, own) and self.called_away(incident, own):
                yield f"{what} while {self.called_away(incident, own)} can be called away"

    def whether_nearest(self, what: str, incident: int, officer: int, rank: int) -> Iterator[str]:
        def key(o: int) -> tuple[int, int, int]:
            return self.drive_to(o, incident), self.idle_since[o], o

        role = self.role[officer]
        best = min(self.candidates(incident, role), key=key)
        if best != officer:
            yield f"{what} though {best} is nearer, or idle for longer"
        for other in ATTENDING_ROLES:
            theirs = self.rank(incident, other)
            preferred = theirs and (rank == 0 or theirs < rank)
            if preferred and self.candidates(incident, other):
                yield f"{what} though {Role(other).name} is preferred"

    def whether_arrives(self, what: str, row: int) -> Iterator[str]:
        rows, incident = self.s.deployments, int(self.w.slots.incident[row])
        if rows.arrived_ms[row] < 0:
            return
        kind, destination = (
            self.w.grades.drive[self.grade(incident)],
            self.w.drawn.district[incident],
        )
        expected = self.drive(int(rows.from_district[row]), int(destination), int(kind))
        off = abs(rows.arrived_ms[row] - self.now - expected * self.w.slots.travel_factor[row])
        if off > (self.w.sizes.grid_ms + 1) / 2 + 1:
            yield f"{what} and arrives {off} ms off"

    # --- cases --------------------------------------------------------------------------------

    def of_case(self, line: int, record: int, case: int, owner: int, after: int) -> Iterator[str]:
        hub = int(self.w.drawn.hub[case])
        if self.cases[owner].get(case) == CaseState.WORKED_ON:
            self.case_worked[case] += self.now - self.case_since[case]
            del self.working_on[owner]
        if record == Record.CASE_OPENED:
            self.to_allocate[hub][case] = (-int(self.w.drawn.harm[case]), line)
        elif record == Record.CASE_ALLOCATED:
            if self.to_allocate[hub].pop(case) > min(
                self.to_allocate[hub].values(), default=(1, 0)
            ):
                yield f"case {case} is allocated out of turn at {self.now}"
            if self.home[owner] != hub:
                yield f"case {case} is allocated to another hub"
            if len(self.cases[owner]) >= self.w.teams.caseload_limit[INVESTIGATION]:
                yield f"case {case} is more than officer {owner} may hold"
        elif record == Record.CASE_STARTED:
            self.case_since[case] = self.now
            if owner in self.working_on:
                yield f"officer {owner} works on {case} and another case at {self.now}"
            self.working_on[owner] = case
        if after == CaseState.CLOSED:
            del self.cases[owner][case]
        elif owner >= 0:
            self.cases[owner][case] = after

    # --- when all events of one time have run -------------------------------------------------

    def old(self, hub: int) -> list[int]:
        rules = self.w.redeployment
        return [
            i
            for i, (grade, _) in self.waiting[hub].items()
            if self.w.grades.redeploys[grade]
            and not self.sent[i]
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
                if self.holders(hub, line[incident]):
                    continue
                if anybody:
                    yield from self.whether_served(incident)
                if line[incident][0] == 1 and self.together(incident) == 1:
                    yield from self.whether_help_comes(hub, incident)
            off = self.w.redeployment.rule and line and not self.rule_on[hub]
            if off and len(self.old(hub)) >= self.w.redeployment.waiting:
                yield f"hub {hub} does not redeploy at {self.now}"
        free = [o for o in self.staff[self.w.sizes.hubs, DESK] if self.activity[o] in FREE]
        if self.desk and any(self.in_time(o, 4) for o in free):
            yield f"the desk is idle at {self.now} while {list(self.desk)} wait"
        for hub in range(self.w.sizes.hubs):
            for owner in self.staff[hub, INVESTIGATION]:
                if self.activity[owner] in FREE:
                    yield from self.whether_at_work(hub, owner)

    def whether_served(self, incident: int) -> Iterator[str]:
        able: list[int] = []
        for role in ATTENDING_ROLES:
            rank = self.rank(incident, role)
            if rank or self.redeployable(incident, role):
                able += self.candidates(incident, role)
            if rank:
                able += self.called_away(incident, role)
        if len(able) >= self.together(incident):
            yield f"incident {incident} waits at {self.now} while {able} could go"

    def whether_help_comes(self, hub: int, incident: int) -> Iterator[str]:
        """Helpers who drove into reach without an event may be overlooked; others not."""
        to = int(self.w.drawn.district[incident])
        kind = int(self.w.grades.drive[1])
        for role in ATTENDING_ROLES:
            if not (self.rank(incident, role) and self.w.teams.cross_hub[role]):
                continue
            within = self.w.teams.cross_hub_within_ms[role]
            for other in set(range(self.w.sizes.hubs)) - {hub}:
                for o in self.candidates(incident, role, hub=other):
                    places = (self.district[o], self.station[o])
                    if all(self.drive(place, to, kind) <= within for place in places):
                        yield f"incident {incident} waits at {self.now} while {o} could help"

    def whether_at_work(self, hub: int, owner: int) -> Iterator[str]:
        ready = [case for case, state in self.cases[owner].items() if state == CaseState.READY]
        if ready:
            yield f"officer {owner} is idle at {self.now} with cases {ready}"
        limit = self.w.teams.caseload_limit[INVESTIGATION]
        if self.to_allocate[hub] and len(self.cases[owner]) < limit:
            yield f"officer {owner} is idle at {self.now} beside new cases"

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
        for case in [case for case, state in enumerate(s.cases.state) if state]:
            if s.cases.worked_ms[case] != self.case_worked[case]:
                yield f"case {case}: worked {s.cases.worked_ms[case]}, log {self.case_worked[case]}"
            closed = s.cases.state[case] == CaseState.CLOSED
            if closed and s.cases.worked_ms[case] != w.drawn.case_work_ms[case]:
                yield f"case {case} is closed with other work than drawn"
        queued = {i for line in self.waiting.values() for i in line} | set(self.desk)
        if queued != {i for i, queue in enumerate(queues.of_incident) if queue >= 0}:
            yield f"{sorted(queued)} wait, but the queues say otherwise"
        if not sum(queues.waiting) == len(queued) == sum(queues.length):
            yield "the queues' lengths are wrong"
        yield from self.pools()

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
