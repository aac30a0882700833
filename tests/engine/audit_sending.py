"""What the audit asks of each who is sent: whether it is the right one, from the right place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.model.state import State
from sim.vocabulary import (
    ATTENDING_ROLES,
    Activity,
    DispatchRule,
    Role,
    WhoGoes,
)
from sim.world.arrays import GRADES, World
from tests.engine.audit_help import Help
from tests.engine.audit_lines import ENGAGED, FREE
from tests.engine.judged import judges


class Sending(Help):
    """Decisions, one by one."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        #: Incidents that need all together, to which somebody has been sent at this moment.
        self.sending: set[int] = set()
        #: Operations under way of each hub and team; whom the last to end is to free, and when.
        self.under_way: Counter[tuple[int, int]] = Counter()
        self.coming_back: list[int] = []
        self.back_at = -1

    def operation(self, hub: int, role: int, change: int) -> None:
        """Note that an operation starts, or ends and frees all who are at it."""
        self.under_way[hub, role] += change
        if self.under_way[hub, role] == 0:
            at_it = Activity.OPERATION
            self.coming_back = [o for o in self.staff[hub, role] if self.activity[o] == at_it]
            self.back_at = self.now

    def not_back_yet(self) -> list[int]:
        """Return whom an operation that ends at this moment has yet to free."""
        if self.back_at != self.now:
            return []
        return [o for o in self.coming_back if self.activity[o] == Activity.OPERATION]

    @judges("incident_types.bypass")
    def decision(self, incident: int, officer: int, before: int) -> Iterator[str]:
        """Question that this officer is sent to this incident."""
        what = f"officer {officer} is sent to {incident} at {self.now}"
        hub, role = int(self.w.drawn.hub[incident]), self.role[officer]
        if incident not in self.waiting[hub]:
            yield f"{what}, which does not wait"
            return
        grade, place = self.sought_as(incident), self.waiting[hub][incident]
        rank = self.rank(incident, role)
        first = int(self.s.deployments.first[incident]) + self.deployed[incident]
        rows = self.s.deployments
        if rows.officer[first] != officer or rows.assigned_ms[first] != self.now:
            yield f"{what}, but deployment {first} says otherwise"
        if role not in ATTENDING_ROLES or not self.in_time(officer, grade):
            yield f"{what} too late, or by a team that attends nothing"
        if self.not_back_yet():
            yield f"{what} before {self.not_back_yet()} are free too"
        if self.holders(hub, place) and self.patch(incident) < 0:
            yield f"{what} past {self.holders(hub, place)}, which may not be overtaken"
        yield from self.whether_by_turn(what, incident, officer, before)
        if before in FREE and rank and self.shares(incident, role):
            yield from self.whether_shared(what, incident, officer, before)
        elif self.home[officer] != hub:
            yield from self.whether_helped(what, incident, officer, before)
        elif before in FREE:
            yield from self.whether_nearest(what, incident, officer, rank)
        elif before in ENGAGED:
            yield from self.whether_nobody_else(what, incident)
            yield from self.whether_taken_rightly(what, incident, officer, before)
        else:
            yield from self.whether_called_away(what, incident, officer, before)
        yield from self.whether_redeployed(what, incident, officer, first, before)
        if rows.from_district[first] != self.origin(officer):
            yield f"{what} from the wrong place"
        yield from self.whether_arrives(what, first)

    def send(self, incident: int, officer: int) -> None:
        """Note that an officer, or a crew, goes to an incident."""
        if self.together(incident) > 1:
            self.sending.add(incident)
        self.row[officer] = int(self.s.deployments.first[incident]) + self.deployed[incident]
        self.deployed[incident] += self.size(officer)
        self.jobs[officer] += 1
        self.incident[officer] = incident
        self.going[incident].append(officer)
        self.count(incident, self.size(officer))

    def follow_leader(self, incident: int, officer: int) -> Iterator[str]:
        """Note that one who is led goes with the leader."""
        leader, rows = self.leader[officer], self.s.deployments
        row = self.row[leader] + 1
        led = rows.officer[row] == officer and not rows.leads[row] and rows.leads[row - 1]
        if not led or self.incident[leader] != incident:
            yield f"officer {officer} is sent to {incident} at {self.now} without {leader}"
        self.row[officer], self.incident[officer] = row, incident
        self.jobs[officer] += 1

    def sent_together(self) -> Iterator[str]:
        """Question that all went at once to what needs all together."""
        for incident in self.sending:
            if self.missing(incident) > 0 and self.interrupted_at.get(incident) != self.now:
                yield f"incident {incident} needs all together, and gets some at {self.now}"
        self.sending.clear()

    def whether_nobody_else(self, what: str, incident: int) -> Iterator[str]:
        """Question that somebody is called away from a job while others need not leave one."""
        for role in ATTENDING_ROLES:
            mine = self.rank(incident, role) > 0
            able = mine or self.redeployable(incident, role)
            if able and self.candidates(incident, role):
                yield f"{what} from a job while {self.candidates(incident, role)} are free"
            if mine and self.called_away(incident, role):
                yield f"{what} from a job while {self.called_away(incident, role)} are in none"

    @judges("grades.interrupts", "grades.calls_away")
    def whether_called_away(
        self, what: str, incident: int, officer: int, before: int
    ) -> Iterator[str]:
        if not self.interrupts(self.sought_as(incident), officer):
            yield f"{what} from {Activity(before).name}"
        others = self.preferred(incident)
        if others and not self.w.grades.when_nearer[self.sought_as(incident)]:
            yield f"{what} from {Activity(before).name} while others are free"
        elif others:
            best = min(others, key=lambda o: self.by_rule(o, incident))
            if self.drive_to(best, incident) <= self.drive_to(officer, incident):
                yield f"{what} from {Activity(before).name} though {best} is as near"

    def preferred(self, incident: int) -> list[int]:
        """Return the candidates of the most preferred team that has any."""
        ranks = sorted((self.rank(incident, role), role) for role in ATTENDING_ROLES)
        for role in (role for rank, role in ranks if rank):
            found = self.candidates(incident, role)
            if self.shares(incident, role):
                found = self.sharers(incident, role)
            if found:
                return found
        return []

    @judges("dispatch.rule")
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
        role = self.role[officer]
        if redeployed and not self.redeployable(incident, role, before in FREE):
            yield f"{what}, which is not for the team"
        if redeployed != self.s.deployments.redeployed[row]:
            yield f"{what}, and redeployment is booked wrongly"
        calls_away = self.w.grades.when_nearer[self.sought_as(incident)] and before in FREE
        # In one pool the redeployed are at hand like response: nobody is called away instead.
        in_place = redeployed and not self.one_pool
        if self.home[officer] == self.w.drawn.hub[incident] and (in_place or calls_away):
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
        if self.home[officer] != hub or before not in (*FREE, *ENGAGED):
            return
        place = self.waiting[hub][incident]
        for other in self.first_of_each_sort(hub):
            ahead = self.waiting[hub][other]
            if ahead >= place or self.together(other) > 1 or not self.rank(other, role):
                continue
            held_up = self.patch(other) < 0 and self.holders(hub, ahead)
            if held_up:
                continue
            if before in ENGAGED:
                if officer in self.takeable(other, role):
                    yield f"{what} though {other} comes first"
                continue
            if self.patch(other) not in (-1, self.w.patches.of_officer[officer]):
                continue
            if officer not in self.candidates(other, role):
                continue  # held back from its grade, but not from jobs of the own patch
            if self.patch(incident) >= 0 and self.patch(other) < 0 and ahead[0] == place[0]:
                continue  # the own patch comes first within a grade
            yield f"{what} though {other} comes first"

    @judges("grades.attended_by", "incident_types.attended_by")
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
            if rank == 0 and self.nearest_of_all(incident):
                # Nobody waits until response is out: whoever is nearer goes, response at a tie.
                others = self.preferred(incident)
                first = sorted(others, key=lambda o: self.by_rule(o, incident))
                free = [o for o in first[:1] if self.drive_to(o, incident) <= drive]
            elif self.one_pool and rank == 0 and other == Role.RESPONSE:
                # Response officers are in one pool with the redeployed: the nearer goes.
                first = sorted(free, key=lambda o: self.by_rule(o, incident))[:1]
                free = [o for o in first if self.drive_to(o, incident) <= drive]
            if self.one_pool and rank == 0 and 0 < self.rank(incident, Role.RESPONSE) < theirs:
                # Whoever goes in the place of a response officer comes before later preferences.
                free = free if not self.candidates(incident, Role.RESPONSE) else []
            if theirs and (rank == 0 or theirs < rank):
                if free:
                    yield f"{what} though {Role(other).name} is preferred"
                elif self.shares(incident, other):
                    yield from self.whether_preferred(what, incident, other)
        in_pool = self.one_pool and role == Role.RESPONSE
        if rank and (in_pool or self.nearest_of_all(incident)):
            yield from self.whether_pool_is_nearer(what, incident, drive)

    def nearest_of_all(self, incident: int) -> bool:
        """Tell whether prevention goes at once to an incident if it is nearer than response."""
        grade = self.sought_as(incident)
        at_once = self.w.redeployment.sends_at_once[self.in_force * GRADES + grade]
        return bool(at_once and self.w.grades.when_nearer[grade])

    @judges("redeployment.who")
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

    @judges("travel.cv", "travel.varies_up_to_min", "grades.emergency_travel")
    def whether_arrives(self, what: str, row: int) -> Iterator[str]:
        rows, incident = self.s.deployments, int(self.s.deployments.incident[row])
        if rows.arrived_ms[row] < 0:
            return
        kind, destination = (
            self.w.grades.drive[self.sought_as(incident)],
            self.w.drawn.district[incident],
        )
        expected = self.drive(int(rows.from_district[row]), int(destination), int(kind))
        slots = self.w.drawn.first_slot[incident : incident + 2]
        # Those who relieve others in overtime have the factors of those before them.
        slot = slots[0] + (row - rows.first[incident]) % (slots[1] - slots[0])
        factor = self.w.slots.travel_factor[slot]
        more = min(expected, self.w.places.varies_up_to_ms) * (factor - 1)
        off = abs(rows.arrived_ms[row] - self.now - expected - more)
        if off > (self.w.sizes.grid_ms + 1) / 2 + 1:
            yield f"{what} and arrives {off} ms off"
