"""What the audit knows of officers: where they are, with whom, and who of them could be sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.vocabulary import PREVENTION_ROLES, Activity, Role
from sim.world.arrays import EMERGENCY_DRIVE, GRADES, ORDINARY_DRIVE, World
from tests.engine.audit_custody import Custody
from tests.engine.audit_lines import ENGAGED, FREE, STILL, WITH_SOMEBODY
from tests.engine.judged import judges

#: Prevention teams whose people are constables.
CONSTABLES = (Role.NEIGHBOURHOOD, Role.ENFORCEMENT)


class People(Custody):
    """Officers, and crews of two, as the log says they are."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        people = world.sizes.officers
        self.role: list[int] = list(self.w.people.role)
        self.home: list[int] = list(self.w.people.hub)
        self.station: list[int] = list(self.w.people.station)
        self.activity = [int(Activity.OFF_DUTY)] * people
        self.began = [0] * people
        self.duty = [-1] * people
        self.district: list[int] = list(self.station)
        self.at_station = [True] * people
        self.idle_since = [0] * people
        self.incident = [-1] * people
        self.row = [-1] * people  # of the last deployment
        self.redeployed_since = [-1] * people
        self.redeployed_so_far = [0] * people
        self.redeployed_in_shift = [0] * people
        self.shift_since = [0] * people
        self.jobs = [0] * people
        self.since = [0] * people
        self.break_row = [-1] * people
        self.had_break = [True] * people
        #: Of a crew of two: whom the leader leads, and by whom the other is led.
        self.partner = [-1] * people
        self.leader = [-1] * people
        #: Those who can be sent as one: people alone, and leaders of crews.
        self.staff: dict[tuple[int, int], list[int]] = defaultdict(list)
        for officer in range(people):
            self.staff[self.home[officer], self.role[officer]].append(officer)

    # --- crews ---

    def pair_up(self, duty: int) -> None:
        """Make crews of those who come on duty with a shift; who is still at work joins none."""
        duties = self.w.duties
        off = Activity.OFF_DUTY
        for row in range(duties.first_member[duty], duties.first_member[duty + 1]):
            leader, partner = duties.member[row], duties.partner[row]
            if partner >= 0 and self.activity[leader] == off and self.activity[partner] == off:
                self.partner[leader], self.leader[partner] = partner, leader
                self.staff[self.home[partner], self.role[partner]].remove(partner)
                self.share_paperwork(leader, partner)

    def part(self, partner: int) -> None:
        leader = self.leader[partner]
        self.partner[leader] = self.leader[partner] = -1
        self.staff[self.home[partner], self.role[partner]].append(partner)

    def heads(self, officer: int) -> int:
        """Return who leads an officer: the leader of the crew, or the officer alone."""
        leader = self.leader[officer]
        return leader if leader >= 0 else officer

    def size(self, officer: int) -> int:
        """Return as how many an officer counts who is sent."""
        return 1 if self.partner[officer] < 0 else 2

    def with_led(self, line: int, officer: int) -> Iterator[str]:
        """Question that one who is led does what the leader has just done; else the two part."""
        log, leader = self.s.log, self.leader[officer]
        columns = (log.record, log.incident, log.time_ms, log.after)
        if log.officer[line - 1] == leader and all(c[line - 1] == c[line] for c in columns):
            return
        goes_home = log.after[line : line + 2] == [int(Activity.OFF_DUTY)] * 2
        if self.duty[officer] == self.duty[leader] and not (
            goes_home and log.officer[line + 1] == leader
        ):
            yield f"officer {officer} parts from {leader} at {self.now} within the shift"
        self.part(officer)

    def whether_parted(self, officer: int, before: int, after: int) -> Iterator[str]:
        """Question that a crew goes on together after a job when the shift of one has ended."""
        partner = self.partner[officer]
        worked = before in (*ENGAGED, Activity.WRITING_UP, *WITH_SOMEBODY)
        if partner >= 0 and worked and after in FREE and self.duty[partner] != self.duty[officer]:
            yield f"officers {officer} and {partner} go on together at {self.now}"

    # --- who could be sent ---

    @judges(
        "teams.last_assignment_min",
        "teams.last_emergency_min",
        "teams.overtime_call_limit_min",
    )
    def in_time(self, officer: int, grade: int) -> bool:
        rest = self.w.duties.end_ms[self.duty[officer]] - self.now
        if grade > 1:
            return bool(rest > self.w.teams.last_assignment_ms[self.role[officer]])
        activity = self.activity[officer]
        writes = activity == Activity.RETURNING and self.owed[officer] > 0
        watches = activity == Activity.WATCH and self.owed[officer] > 0
        at_work = writes or watches or activity in (Activity.WRITING_UP, *ENGAGED)
        limit = self.w.teams.overtime_call_limit_ms[self.role[officer]]
        if (limit >= 0 and -rest >= limit) or self.overtime_over(officer):
            at_work = False
        return bool(rest > self.w.teams.last_emergency_ms[self.role[officer]] or at_work)

    @judges("teams.overtime_limit_min")
    def overtime_over(self, officer: int) -> bool:
        """Whether an officer has worked for as long after the shift as the team's rules allow."""
        limit = self.w.teams.overtime_limit_ms[self.w.people.role[officer]]
        return bool(limit >= 0 and self.now >= self.w.duties.end_ms[self.duty[officer]] + limit)

    def interrupts(self, grade: int, officer: int) -> bool:
        """Whether a grade calls an officer away from a briefing, a break or writing up."""
        activity = self.activity[officer]
        if activity == Activity.BRIEFING:
            return bool(self.w.grades.interrupts_briefing[grade])
        if activity == Activity.WATCH and not self.may_leave_watch(officer):
            return False
        if activity in (Activity.CASE_WORK, Activity.WATCH):
            return grade == 1 and bool(self.w.grades.interrupts_writing_up[grade])
        writes = activity == Activity.RETURNING and self.owed[officer] > 0
        if activity == Activity.WRITING_UP or writes:
            return self.interrupts_writing(grade, officer)
        for_a_break = activity in (Activity.BREAK, Activity.RETURNING)
        return for_a_break and bool(self.w.grades.interrupts_break[grade])

    @judges("districts.patches")
    def candidates(self, incident: int, role: int, *, hub: int = -1) -> list[int]:
        """Return the free officers of a role, at the incident's hub, who may be sent to it."""
        staff = self.staff[hub if hub >= 0 else int(self.w.drawn.hub[incident]), role]
        grade, patch = self.sought_as(incident), self.patch(incident)
        if patch >= 0:
            if self.all_stay(staff, role):
                return []
            staff = [o for o in staff if self.w.patches.of_officer[o] == patch]
        elif not self.beyond_reserve(staff, role, grade):
            return []
        free = [o for o in staff if self.activity[o] in FREE and self.in_time(o, grade)]
        if self.rank(incident, role) == 0:
            free = [o for o in free if self.time_left(o) and self.early_enough(o)]
        return free

    @judges("redeployment.max_hours_per_shift")
    def time_left(self, officer: int) -> bool:
        """Tell whether an officer may still be redeployed in this shift."""
        most = self.w.redeployment.max_ms_per_shift
        return not most or self.redeployed_in_shift[officer] < most

    @judges("redeployment.last_redeployment_min")
    def early_enough(self, officer: int) -> bool:
        """Tell whether an officer goes home late enough to be redeployed now."""
        last = int(self.w.redeployment.last_redeployment_ms)
        return not last or int(self.w.duties.end_ms[self.duty[officer]]) - self.now > last

    @judges("teams.held_back")
    def beyond_reserve(self, staff: list[int], role: int, grade: int) -> int:
        """Return how many may go without touching those who are held back; a crew is one."""
        held_back = int(self.w.teams.held_back[role * GRADES + grade])
        hubs = {self.home[o] for o in staff}
        kept = max([held_back, *(self.protected(role, hub) for hub in hubs)])
        free = sum(self.activity[o] in FREE for o in staff)
        return max(0, free - kept)

    def all_stay(self, staff: list[int], role: int) -> bool:
        """Tell whether nobody of a team may leave prevention now; `staff` is all of it at a hub."""
        kept = max((self.protected(role, self.home[o]) for o in staff), default=0)
        return sum(self.activity[o] in FREE for o in staff) <= kept

    @judges(
        "teams.protected_hours.officers",
        "teams.protected_hours.from_hour",
        "teams.protected_hours.until_hour",
        "teams.protected_hours.first_day",
        "teams.protected_hours.last_day",
    )
    def protected(self, role: int, hub: int) -> int:
        """Return how many of a team stay on prevention at this time of this day."""
        teams, hubs = self.w.teams, self.w.sizes.hubs
        if hub == hubs:
            return 0
        begins, ends = teams.protected_from_ms[role], teams.protected_until_ms[role]
        first, last = teams.protected_first_ms[role], teams.protected_last_ms[role]
        midnights = (self.now - self.now % MS_PER_DAY - before for before in (0, MS_PER_DAY))
        within = any(
            first <= midnight + begins <= self.now < midnight + ends <= last
            for midnight in midnights
        )
        return int(teams.protected[role * hubs + hub]) if within else 0

    def spared(self, incident: int, role: int) -> list[int]:
        """Return the candidates of the home hub of whom all could go at once, crews last."""
        staff = self.staff[int(self.w.drawn.hub[incident]), role]
        most = self.beyond_reserve(staff, role, self.sought_as(incident))
        candidates = sorted(self.candidates(incident, role), key=self.size)
        return candidates if self.patch(incident) >= 0 else candidates[:most]

    def called_away(self, incident: int, role: int, *, hub: int = -1) -> list[int]:
        """Return officers of a role, at home or at another hub, whom the incident calls away."""
        grade = self.sought_as(incident)
        staff = self.staff[hub if hub >= 0 else int(self.w.drawn.hub[incident]), role]
        return [
            o
            for o in staff
            if self.patch(incident) < 0
            and self.activity[o] in STILL
            and self.interrupts(grade, o)
            and self.in_time(o, grade)
        ]

    # --- who could be redeployed ---

    def redeployable(self, incident: int, role: int, from_prevention: bool = True) -> bool:
        """Whether a team may be redeployed; who does something else is not missed on prevention."""
        hub = int(self.w.drawn.hub[incident])
        missed = from_prevention and role in CONSTABLES
        left = self.places_left(hub) > 0 and (not missed or self.to_spare(hub) > 0)
        return left and super().redeployable(incident, role)

    @judges("redeployment.min_remaining")
    def to_spare(self, hub: int) -> int:
        """Return how many constables of a hub are on prevention beyond those who must stay."""
        there = sum(
            self.activity[o] == Activity.PREVENTION and self.role[o] in CONSTABLES
            for o in range(len(self.home))
            if self.home[o] == hub
        )
        least = int(self.w.redeployment.min_remaining)
        return there - least if least else len(self.home)

    @judges("redeployment.max_officers")
    def places_left(self, hub: int) -> int:
        """Return how many of a hub more may be redeployed by now; who backfills does not count."""
        most, people = self.w.redeployment.max_officers, range(len(self.home))
        own = (o for o in people if self.role[o] == self.w.people.role[o])
        gone = sum(self.redeployed_since[o] >= 0 and self.home[o] == hub for o in own)
        return int(most) - gone if most else len(people)

    def redeployed_together(self, incident: int) -> list[int]:
        """Return those of whom all could be redeployed to an incident at once."""
        hub = int(self.w.drawn.hub[incident])
        leaving = sum(len(self.spared(incident, r)) for r in CONSTABLES if self.rank(incident, r))
        found: list[int] = []
        for role in PREVENTION_ROLES:
            if not self.rank(incident, role) and self.redeployable(incident, role):
                found += self.spared(incident, role)
            if role in CONSTABLES:
                found = found[: max(0, self.to_spare(hub) - leaving)]
        return found[: self.places_left(hub)]

    # --- where officers are ---

    @judges("teams.stations", "teams.idle_limit_min")
    def origin(self, officer: int) -> int:
        """Return from where an officer would set out now."""
        if self.activity[officer] in ENGAGED:
            return self.engaged_in(officer)
        limit = self.w.teams.idle_limit_ms[self.role[officer]]
        leaves = self.idle_since[officer] + max(int(limit), 0)
        back = self.drive(self.district[officer], self.station[officer], ORDINARY_DRIVE, leaves)
        if self.at_station[officer] or (limit >= 0 and self.now >= leaves + back):
            return self.station[officer]
        return self.district[officer]

    def engaged_in(self, officer: int) -> int:
        """Return where one is who is at a scene, or on the way: half-way it counts as there."""
        incident = self.incident[officer]
        scene = int(self.w.drawn.district[incident])
        if self.activity[officer] != Activity.TRAVEL:
            return scene
        origin = int(self.s.deployments.from_district[self.row[officer]])
        kind = int(self.w.grades.drive[self.sought_as(incident)])
        expected = self.drive(origin, scene, kind, self.began[officer])
        return scene if self.now - self.began[officer] >= expected / 2 else origin

    def drive_to(self, officer: int, incident: int) -> int:
        kind = int(self.w.grades.drive[self.sought_as(incident)])
        assert kind in (ORDINARY_DRIVE, EMERGENCY_DRIVE)
        return self.drive(self.origin(officer), int(self.w.drawn.district[incident]), kind)

    def place(self, officer: int, before: int, after: int) -> None:
        """Note where an officer stands when a change of activity begins."""
        suite = -1
        arrivals = (Activity.WAITING_AT_SCENE, Activity.SCENE, *WITH_SOMEBODY)
        if after == Activity.CUSTODY:
            suite = self.goes_to_suite(officer, before)
        elif after == Activity.WATCH:
            suite = self.goes_on_watch(officer, before)
        if before == Activity.OFF_DUTY:
            self.since[officer], self.idle_since[officer] = self.now, self.now
            self.district[officer], self.at_station[officer] = self.station[officer], True
        elif before in ENGAGED and (before != Activity.TRAVEL or after not in arrivals):
            self.district[officer] = self.engaged_in(officer)
            self.idle_since[officer] = self.now
        elif before in WITH_SOMEBODY:
            self.idle_since[officer] = self.now
        elif before == Activity.OPERATION:
            self.leave_operation(officer)
        if suite >= 0:
            self.district[officer], self.at_station[officer] = suite, False
        if after == Activity.WATCH:  # one who is called away from it sets out from there
            self.idle_since[officer] = self.custody_until[self.heads(officer)]

    @judges("operations.longest_duty_hours")
    def whether_may_stay(self, officer: int) -> Iterator[str]:
        """Question that an operation takes one who must go home long before its end."""
        rows, since = self.w.operations, self.since[officer]
        starts, ends = (
            column[self.duty[officer]] for column in (self.w.duties.start_ms, self.w.duties.end_ms)
        )
        warm_up = self.w.sizes.warm_up_ms
        if since < warm_up <= self.now:
            since = min(starts, warm_up)
        columns = (rows.start_ms, rows.end_ms, rows.role, rows.hub, rows.longest_duty_ms)
        for start, end, role, hub, longest in zip(*columns, strict=True):
            mine = (role, hub) == (self.w.people.role[officer], self.home[officer])
            if mine and start <= self.now < end and (ends >= end or end - since <= longest):
                return
        yield f"officer {officer} is kept on duty for too long by an operation at {self.now}"

    def leave_operation(self, officer: int) -> None:
        """Put an officer at the hub, with the break taken whose turn came by then."""
        self.district[officer] = int(self.w.places.hub_district[self.home[officer]])
        self.at_station[officer] = self.district[officer] == self.station[officer]
        self.idle_since[officer] = self.now
        if 0 <= self.w.duties.break_due_ms[self.break_row[officer]] <= self.now:
            self.had_break[officer] = True

    def work_as(self, officer: int, role: int) -> None:
        hub = self.home[officer]
        self.staff[hub, self.role[officer]].remove(officer)
        self.role[officer] = role
        self.staff[hub, role].append(officer)
