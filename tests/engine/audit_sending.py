"""What the audit knows of officers and of what waits, and what it asks of each who is sent."""

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
    CrossHub,
    DispatchRule,
    Record,
    RedeploymentRule,
    Role,
    WhoGoes,
)
from sim.world.arrays import EMERGENCY_DRIVE, GRADES, ORDINARY_DRIVE, World

FREE = (Activity.AVAILABLE, Activity.PREVENTION)
STILL = (Activity.BRIEFING, Activity.BREAK, Activity.WRITING_UP)

#: Place in the line: grade, then line of the log on which it joined.
Place = tuple[int, int]
#: What is the same for some who wait: grade, type, officers to go together, district.
Sort = tuple[int, int, int, int, int]


def plain(arrays: Any) -> Any:
    """Return nested tuples of arrays as objects of the same shape that hold lists."""
    if isinstance(arrays, np.ndarray):
        return arrays.tolist()
    if not isinstance(arrays, tuple):
        return arrays
    parts = zip(arrays._fields, arrays, strict=True)  # type: ignore[attr-defined]
    return SimpleNamespace(**{name: plain(part) for name, part in parts})


class Sending:
    """Officers and lines of waiting incidents as the log says they are."""

    def __init__(self, world: World, state: State) -> None:
        self.w, self.s = plain(world), plain(state)
        people = world.sizes.officers
        self.now = 0
        self.role = list(self.w.people.role)
        self.home = list(self.w.people.hub)
        self.station = list(self.w.people.station)
        self.activity = [int(Activity.OFF_DUTY)] * people
        self.duty = [-1] * people
        self.district = list(self.station)
        self.at_station = [True] * people
        self.idle_since = [0] * people
        self.incident = [-1] * people
        self.redeployed_since = [-1] * people
        self.staff: dict[tuple[int, int], list[int]] = defaultdict(list)
        for officer in range(people):
            self.staff[self.home[officer], self.role[officer]].append(officer)
        self.sent: dict[int, int] = defaultdict(int)
        self.waiting: dict[int, dict[int, Place]] = defaultdict(dict)
        self.by_sort: dict[int, dict[Sort, dict[int, None]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        self.holding: dict[int, dict[int, Place]] = defaultdict(dict)
        self.one_pool = self.w.redeployment.rule == RedeploymentRule.ONE_POOL
        self.rule_on = [self.one_pool] * world.sizes.hubs
        self.redeployed_so_far = [0] * people
        self.jobs = [0] * people
        self.since = [0] * people
        self.break_row = [-1] * people
        self.graded: dict[int, int] = {}  # grades other than the first

    # --- the line ---

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
        return grade, drawn.type[incident], self.together(incident), district, self.patch(incident)

    def patch(self, incident: int) -> int:
        """Return the patch whose owners alone may go; -1: it is nobody's own job."""
        grade = self.grade(incident)
        teams = self.w.teams.class_of[self.w.drawn.type[incident] * GRADES + grade]
        falls_to_pcsos = self.w.teams.rank[teams * self.w.sizes.roles + Role.PCSO] == 1
        return int(self.w.patches.of_incident[incident]) if falls_to_pcsos else -1

    def together(self, incident: int) -> int:
        """Return how many must go at once."""
        return self.w.drawn.officers[incident] if self.w.drawn.together[incident] else 1

    def first_of_each_sort(self, hub: int) -> list[int]:
        """Return of those who wait the first of each sort: what holds for it holds for the rest."""
        return [next(iter(incidents)) for incidents in self.by_sort[hub].values()]

    def grade(self, incident: int, record: int = Record.CREATED) -> int:
        if record == Record.SENT_ON:
            self.graded[incident] = int(self.w.drawn.sent_on_grade[incident])
        elif record == Record.UPGRADED:
            self.graded[incident] = int(self.w.grades.upgraded_to[self.grade(incident)])
        return self.graded.get(incident, int(self.w.drawn.grade[incident]))

    def slot(self, officer: int) -> int:
        """Return the row of the officer's present deployment."""
        first = self.w.drawn.first_slot
        rows = range(first[self.incident[officer]], first[self.incident[officer] + 1])
        return next(row for row in rows if self.s.deployments.officer[row] == officer)

    # --- who could be sent ---

    def rank(self, incident: int, role: int) -> int:
        """Return a role's place among those who may attend an incident; 0: it may not."""
        grade = self.grade(incident)
        teams = self.w.teams.class_of[self.w.drawn.type[incident] * GRADES + grade]
        if self.patch(incident) >= 0 and role != Role.PCSO:
            return 0
        return int(self.w.teams.rank[teams * self.w.sizes.roles + role])

    def in_time(self, officer: int, grade: int) -> bool:
        rest = self.w.duties.end_ms[self.duty[officer]] - self.now
        if grade > 1:
            return bool(rest > self.w.teams.last_assignment_ms[self.role[officer]])
        return bool(rest > 0 or self.activity[officer] in (Activity.WRITING_UP, Activity.RETURNING))

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
            and self.patch(incident) < 0
            and not w.teams.barred[self.sort_of_team(incident, role)]
        )

    def sort_of_team(self, incident: int, role: int) -> int:
        """Return the cell of an incident's class and a role."""
        grade = self.grade(incident)
        teams = self.w.teams.class_of[self.w.drawn.type[incident] * GRADES + grade]
        return int(teams * self.w.sizes.roles + role)

    def candidates(self, incident: int, role: int, *, hub: int = -1) -> list[int]:
        """Return the free officers of a role, at the incident's hub, who may be sent to it."""
        staff = self.staff[hub if hub >= 0 else int(self.w.drawn.hub[incident]), role]
        grade, patch = self.grade(incident), self.patch(incident)
        if patch >= 0:
            staff = [o for o in staff if self.w.patches.of_officer[o] == patch]
        elif not self.beyond_reserve(staff, role, grade):
            return []
        return [o for o in staff if self.activity[o] in FREE and self.in_time(o, grade)]

    def beyond_reserve(self, staff: list[int], role: int, grade: int) -> int:
        """Return how many may go without touching those who are held back."""
        free = sum(self.activity[o] in FREE for o in staff)
        return max(0, free - int(self.w.teams.held_back[role * GRADES + grade]))

    def spared(self, incident: int, role: int) -> list[int]:
        """Return the candidates of the home hub of whom all could go at once."""
        staff = self.staff[int(self.w.drawn.hub[incident]), role]
        most = self.beyond_reserve(staff, role, self.grade(incident))
        candidates = self.candidates(incident, role)
        return candidates if self.patch(incident) >= 0 else candidates[:most]

    def called_away(self, incident: int, role: int) -> list[int]:
        """Return officers of a role who are surely to be called away for the incident."""
        grade = self.grade(incident)
        staff = self.staff[int(self.w.drawn.hub[incident]), role]
        return [
            o
            for o in staff
            if self.patch(incident) < 0
            and self.activity[o] in STILL
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

    # --- where officers are ---

    def place(self, officer: int, before: int, after: int) -> None:
        """Note where an officer stands when a change of activity begins."""
        suite = self.suite(officer, before) if after == Activity.CUSTODY else -1
        if before == Activity.OFF_DUTY:
            self.since[officer], self.idle_since[officer] = self.now, self.now
            self.district[officer], self.at_station[officer] = self.station[officer], True
        elif before == Activity.SCENE:
            self.district[officer] = int(self.w.drawn.district[self.incident[officer]])
            self.idle_since[officer] = self.now
        elif before == Activity.CUSTODY:
            self.idle_since[officer] = self.now
        elif before == Activity.TRAVEL and after not in (Activity.SCENE, Activity.WAITING_AT_SCENE):
            self.district[officer] = int(self.s.deployments.from_district[self.slot(officer)])
            self.idle_since[officer] = self.now
        elif before == Activity.OPERATION:
            self.leave_operation(officer)
        if suite >= 0:
            self.district[officer], self.at_station[officer] = suite, False

    def leave_operation(self, officer: int) -> None:
        """Put an officer at the hub, with the break taken whose turn came by then."""
        self.district[officer] = int(self.w.places.hub_district[self.home[officer]])
        self.at_station[officer] = self.district[officer] == self.station[officer]
        self.idle_since[officer] = self.now
        if 0 <= self.w.duties.break_due_ms[self.break_row[officer]] <= self.now:
            self.had_break[officer] = True

    def suite(self, officer: int, before: int) -> int:
        """Return the custody suite to which an officer goes: the nearest, or a colleague's."""
        if before == Activity.SCENE:
            scene = self.w.drawn.district[self.incident[officer]]
            return int(self.w.places.custody[scene])
        ends = self.w.duties.end_ms
        colleagues = [
            (self.duty[o], self.break_row[o], o)
            for o in self.staff[self.home[officer], self.role[officer]]
            if self.activity[o] == Activity.CUSTODY and ends[self.duty[o]] == self.now
        ]
        return self.district[min(colleagues)[2]]

    # --- who is sent ---

    def decision(self, incident: int, officer: int, before: int) -> Iterator[str]:
        """Question that this officer is sent to this incident."""
        what = f"officer {officer} is sent to {incident} at {self.now}"
        w, hub, role = self.w, int(self.w.drawn.hub[incident]), self.role[officer]
        if incident not in self.waiting[hub]:
            yield f"{what}, which does not wait"
            return
        grade, place = self.grade(incident), self.waiting[hub][incident]
        rank = self.rank(incident, role)
        first = int(w.drawn.first_slot[incident]) + self.sent[incident]
        rows = self.s.deployments
        if rows.officer[first] != officer or rows.assigned_ms[first] != self.now:
            yield f"{what}, but deployment {first} says otherwise"
        if role not in ATTENDING_ROLES or not self.in_time(officer, grade):
            yield f"{what} too late, or by a team that attends nothing"
        if self.holders(hub, place) and self.patch(incident) < 0:
            yield f"{what} past {self.holders(hub, place)}, which may not be overtaken"
        yield from self.whether_by_turn(what, incident, officer, before)
        if self.home[officer] != hub:
            yield from self.whether_helped(what, incident, officer)
        elif before in FREE:
            yield from self.whether_nearest(what, incident, officer, rank)
        else:
            yield from self.whether_called_away(what, incident, officer, before)
        yield from self.whether_redeployed(what, incident, officer, first, before)
        if rows.from_district[first] != self.origin(officer):
            yield f"{what} from the wrong place"
        yield from self.whether_arrives(what, first)
        self.sent[incident] += 1
        self.jobs[officer] += 1
        if self.sent[incident] == w.drawn.officers[incident]:
            self.wait_no_more(hub, incident)

    def whether_called_away(
        self, what: str, incident: int, officer: int, before: int
    ) -> Iterator[str]:
        if not self.interrupts(self.grade(incident), before):
            yield f"{what} from {Activity(before).name}"
        others = self.preferred(incident)
        if others and not self.w.grades.when_nearer[self.grade(incident)]:
            yield f"{what} from {Activity(before).name} while others are free"
        elif others:
            best = min(others, key=lambda o: self.by_rule(o, incident))
            if self.drive_to(best, incident) <= self.drive_to(officer, incident):
                yield f"{what} from {Activity(before).name} though {best} is as near"

    def preferred(self, incident: int) -> list[int]:
        """Return the candidates of the most preferred team that has any."""
        ranks = sorted((self.rank(incident, role), role) for role in ATTENDING_ROLES)
        found = (self.candidates(incident, role) for rank, role in ranks if rank)
        return next((officers for officers in found if officers), [])

    def by_rule(self, officer: int, incident: int) -> tuple[int, ...]:
        """Return the officer's place among those who may be sent, by the rule of dispatch."""
        rule = self.w.dispatch.rule
        first = {DispatchRule.NEAREST: 0, DispatchRule.LONGEST_IDLE: self.idle_since[officer]}
        rank = first.get(DispatchRule(rule), self.jobs[officer])
        return rank, self.drive_to(officer, incident), self.idle_since[officer], officer

    def whether_redeployed(
        self, what: str, incident: int, officer: int, row: int, before: int
    ) -> Iterator[str]:
        redeployed = self.rank(incident, self.role[officer]) == 0
        if redeployed and not self.redeployable(incident, self.role[officer]):
            yield f"{what}, which is not for the team"
        if redeployed != self.s.deployments.redeployed[row]:
            yield f"{what}, and redeployment is booked wrongly"
        calls_away = self.w.grades.when_nearer[self.grade(incident)] and before in FREE
        if self.home[officer] == self.w.drawn.hub[incident] and (redeployed or calls_away):
            yield from self.whether_others_are_nearer(what, incident, officer)
        if redeployed and self.redeployed_since[officer] < 0:
            self.redeployed_since[officer] = self.now

    def whether_others_are_nearer(self, what: str, incident: int, officer: int) -> Iterator[str]:
        ranks = sorted((self.rank(incident, role), role) for role in ATTENDING_ROLES)
        # Of a team that is less preferred nobody may be looked at.
        for _, role in [(rank, role) for rank, role in ranks if rank][:1]:
            for other in self.called_away(incident, role):
                if self.drive_to(other, incident) < self.drive_to(officer, incident):
                    yield f"{what} though {other} could be called away, and is nearer"

    def whether_by_turn(self, what: str, incident: int, officer: int, before: int) -> Iterator[str]:
        hub, role = int(self.w.drawn.hub[incident]), self.role[officer]
        if self.home[officer] != hub or before not in FREE:
            return
        place = self.waiting[hub][incident]
        for other in self.first_of_each_sort(hub):
            ahead = self.waiting[hub][other]
            owns = self.patch(other) in (-1, self.w.patches.of_officer[officer])
            if not owns:
                continue
            if self.patch(incident) >= 0 and self.patch(other) < 0 and ahead[0] == place[0]:
                continue  # the own patch comes first within a grade
            if ahead < place and self.together(other) == 1 and self.rank(other, role):
                yield f"{what} though {other} comes first"

    def whether_helped(self, what: str, incident: int, officer: int) -> Iterator[str]:
        teams, role = self.w.teams, self.role[officer]
        if not self.helps(incident, role):
            yield f"{what} of another hub"
        if self.drive_to(officer, incident) > teams.cross_hub_within_ms[role]:
            yield f"{what} from too far away"
        for own in ATTENDING_ROLES:
            mine = self.rank(incident, own) > 0 or self.redeployable(incident, own)
            if mine and self.candidates(incident, own):
                yield f"{what} while {self.candidates(incident, own)} of the hub are free"
            if self.rank(incident, own) and self.called_away(incident, own):
                yield f"{what} while {self.called_away(incident, own)} can be called away"

    def helps(self, incident: int, role: int) -> bool:
        """Tell whether a team helps at an incident of another hub, by now."""
        teams, grade = self.w.teams, self.grade(incident)
        if teams.cross_hub[role] == CrossHub.AFTER_WAIT:
            waited = self.now - self.s.incidents.due_since_ms[incident]
            named = bool(teams.cross_hub_grades[role * GRADES + grade])
            return named and waited >= teams.cross_hub_after_ms[role]
        return grade == 1 and teams.cross_hub[role] == CrossHub.EMERGENCIES

    def whether_nearest(self, what: str, incident: int, officer: int, rank: int) -> Iterator[str]:
        role = self.role[officer]
        candidates = self.candidates(incident, role)
        key = self.to_redeploy if rank == 0 else self.by_rule
        best = min(candidates, key=lambda o: key(o, incident), default=-1)
        if best != officer:
            yield f"{what} though {best} is nearer, or idle for longer"
        drive = self.drive_to(officer, incident)
        for other in ATTENDING_ROLES:
            theirs = self.rank(incident, other)
            free = self.candidates(incident, other)
            if self.one_pool and rank == 0 and other == Role.RESPONSE:
                # Response officers are in one pool with the redeployed: the nearer goes.
                first = sorted(free, key=lambda o: self.by_rule(o, incident))[:1]
                free = [o for o in first if self.drive_to(o, incident) <= drive]
            if self.one_pool and rank == 0 and 0 < self.rank(incident, Role.RESPONSE) < theirs:
                # Whoever goes in the place of a response officer comes before later preferences.
                free = free if not self.candidates(incident, Role.RESPONSE) else []
            if theirs and (rank == 0 or theirs < rank) and free:
                yield f"{what} though {Role(other).name} is preferred"
        if self.one_pool and role == Role.RESPONSE:
            yield from self.whether_pool_is_nearer(what, incident, drive)

    def to_redeploy(self, officer: int, incident: int) -> tuple[int, ...]:
        """Return the officer's place among those who may be redeployed."""
        who = self.w.redeployment.who
        _, *ties = self.by_rule(officer, incident)
        if who == WhoGoes.LONGEST_ON_PREVENTION:
            return self.idle_since[officer], *ties
        if who == WhoGoes.LEAST_REDEPLOYED:
            return self.redeployed_so_far[officer], *ties
        return self.by_rule(officer, incident)

    def whether_pool_is_nearer(self, what: str, incident: int, drive: int) -> Iterator[str]:
        """Question that a response officer goes while the first of the pool is nearer."""
        for role in ATTENDING_ROLES:
            free = self.candidates(incident, role) if self.redeployable(incident, role) else []
            if free:
                first = min(free, key=lambda o: self.to_redeploy(o, incident))
                if self.drive_to(first, incident) < drive:
                    yield f"{what} though {first} of the pool is nearer"
                return

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
