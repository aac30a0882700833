"""What the audit asks of jobs in hand: work at the scene, relief, and who is called away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.clock import MS_PER_HOUR, MS_PER_MIN, NEVER
from sim.model.state import State
from sim.vocabulary import ATTENDING_ROLES, Activity, EndedBy, Role, WhoIsCalledAway
from sim.world.arrays import GRADES, World
from tests.engine.audit_lines import ENGAGED, FREE
from tests.engine.audit_people import People
from tests.engine.judged import judges

AT_SCENE = (Activity.WAITING_AT_SCENE, Activity.SCENE)


class Scenes(People):
    """Who is on the way to each incident, and who is there, as the log says."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        grades = self.w.grades
        both = zip(grades.interrupts_travel, grades.interrupts_scene, strict=True)
        self.preempting = [grade for grade, of_work in enumerate(both) if any(of_work)]
        #: Those who lead or are alone, in the order in which they were sent.
        self.going: dict[int, list[int]] = defaultdict(list)
        self.interruptions: dict[int, int] = defaultdict(int)
        self.interrupted_at: dict[int, int] = {}
        self.work_since: dict[int, int] = {}
        self.worked: dict[int, int] = defaultdict(int)
        self.cleared: set[int] = set()
        #: Of one moment: who is to leave and counts as how many, and whose end is to be logged.
        self.leaving: dict[int, int] = {}
        self.relief_due: list[int] = []
        #: Whose overtime ended just now, and when that of each is looked at next.
        self.hands_over = -1
        self.kept: list[int] = []  # in custody, which somebody who is free takes over
        self.next_look: dict[tuple[int, int], int] = {}
        self.touched: set[int] = set()
        self.waits_again: set[int] = set()
        self.ends: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        duties = self.w.duties
        ends = zip(duties.end_ms, duties.hub, duties.role, strict=True)
        self.limits_overtime = any(limit >= 0 for limit in self.w.teams.overtime_limit_ms)
        for duty, end in enumerate(ends):
            self.ends[end].append(duty)

    def there(self, incident: int) -> list[int]:
        """Return who is at the scene: people alone, and leaders."""
        return [o for o in self.going[incident] if self.activity[o] in AT_SCENE]

    def strength(self, officers: list[int]) -> int:
        return sum(self.size(o) for o in officers)

    def has_rows(self, incident: int, officers: int) -> bool:
        """Whether this number more may be sent to an incident, the last in a crew."""
        used = self.deployed[incident]
        rows = self.w.drawn.rows[incident]
        return bool(used + officers + self.w.dispatch.spare_rows <= rows)

    # --- work at the scene ---

    def follow(self, officer: int, before: int, after: int) -> Iterator[str]:
        """Note what becomes of the job in hand; the change of activity has been noted."""
        incident = self.incident[officer]
        self.touched.add(incident)
        if before == Activity.TRAVEL and after in AT_SCENE:
            if after == Activity.SCENE:
                self.expect_relief(incident)
        elif after not in ENGAGED:
            yield from self.leaves(officer, incident, before)
            self.going[incident].remove(officer)
        self.time_work(incident)

    def time_work(self, incident: int) -> None:
        works = any(self.activity[o] == Activity.SCENE for o in self.going[incident])
        if works and incident not in self.work_since:
            self.work_since[incident] = self.now
        elif not works and incident in self.work_since:
            self.worked[incident] += self.now - self.work_since.pop(incident)

    @judges("incident_types.scene_min")
    def clear(self, incident: int) -> Iterator[str]:
        """Question that an incident is cleared: when the work is done, to the millisecond."""
        since = self.work_since.get(incident, self.now)
        worked = self.worked[incident] + self.now - since
        if worked != self.w.drawn.scene_ms[incident] or not self.there(incident):
            drawn = self.w.drawn.scene_ms[incident]
            yield f"incident {incident} is cleared at {self.now} after {worked} ms, not {drawn}"
        self.cleared.add(incident)
        self.expect_watch(incident, self.there(incident))

    def leaves(self, officer: int, incident: int, before: int) -> Iterator[str]:
        """Question that somebody leaves who is not called away: cleared, or relieved."""
        if incident in self.cleared:
            return
        what = f"officer {officer} leaves {incident} at {self.now}"
        if officer not in self.leaving or before != Activity.SCENE:
            yield f"{what}, which is not cleared, and is not relieved"
            return
        size = self.leaving.pop(officer)
        if self.s.deployments.ended_by[self.row[officer]] != EndedBy.RELIEVED:
            yield f"{what}, but the deployment says otherwise"
        self.count(incident, -size, relief=-size)

    @judges("incident_types.officers_arrive")
    def scenes_at_rest(self) -> Iterator[str]:
        """Question that work goes on if and only if enough are at the scene."""
        for incident in self.touched - self.cleared:
            there = self.there(incident)
            doing = {self.activity[o] for o in there}
            if not there:
                continue
            strength, together = self.strength(there), self.w.drawn.together[incident]
            what = f"incident {incident} at {self.now}"
            if len(doing) > 1:
                yield f"{what}: some work and some wait"
            elif doing == {Activity.WAITING_AT_SCENE}:
                if not together or strength >= self.wanted(incident):
                    yield f"{what}: {there} wait for nobody"
            elif together and strength < self.w.drawn.officers[incident]:
                yield f"{what}: {there} work on, too few for what needs all together"
        if self.leaving:
            yield f"{sorted(self.leaving)} are relieved at {self.now}, and stay"
        if self.not_called_for():
            yield f"no relief is called for {self.relief_due} at {self.now}"
        if self.waits_again:
            yield f"{self.waits_again} wait again at {self.now} though nobody was called away"
        self.touched.clear()
        self.leaving.clear()
        self.relief_due.clear()
        self.waits_again.clear()

    # --- relief ---

    def expect_relief(self, incident: int) -> None:
        """Note who may leave now that somebody has come: whose shift has ended, as far as spare."""
        there = self.there(incident)
        spare = self.strength(there) - self.w.drawn.officers[incident]
        to_relieve = self.relief[incident]
        over = {o for o in there if self.w.duties.end_ms[self.duty[o]] <= self.now}
        for officer in there:
            size = self.size(officer)
            # Relief that was on the way when its officer began another shift is for the first.
            if (officer in over or not over) and size <= min(spare, to_relieve):
                self.leaving[officer] = size
                spare, to_relieve = spare - size, to_relieve - size

    def shift_ends(self, hub: int, role: int) -> Iterator[str]:
        """Note for whom relief may be called, in this order: where the type is handed on."""
        if self.not_called_for():
            yield f"no relief is called for {self.relief_due} at {self.now}"
        duty = self.ends[self.now, hub, role].pop(0)
        duties = self.w.duties
        self.relief_due = [
            officer
            for officer in duties.member[duties.first_member[duty] : duties.first_member[duty + 1]]
            if self.duty[officer] == duty
            and self.leader[officer] < 0
            and self.activity[officer] == Activity.SCENE
            and self.hands_on(officer)
        ]
        self.hands_over = -1

    def hands_on(self, officer: int) -> bool:
        """Whether one whose shift is over may leave the scene to others."""
        relayable = self.w.types.relayable[self.w.drawn.type[self.incident[officer]]]
        return bool(relayable or self.overtime_over(officer))

    @judges("teams.overtime_limit_min")
    def overtime_ends(self, officer: int) -> Iterator[str]:
        """Question that overtime ends now; note whether relief is to be called."""
        if self.not_called_for():
            yield f"no relief is called for {self.relief_due} at {self.now}"
        self.hands_over, self.relief_due = officer, []
        if self.next_look_at(officer) != self.now or self.activity[officer] == Activity.OFF_DUTY:
            yield f"the overtime of {officer} does not end at {self.now}"
        grid = self.w.sizes.grid_ms
        look = max(15 * MS_PER_MIN // grid, 1) * grid
        self.next_look[officer, self.duty[officer]] = self.now + look
        home = self.home[officer]
        own = self.staff[home, int(self.w.people.role[officer])]
        response = self.staff[home, int(Role.RESPONSE)]
        if self.activity[officer] == Activity.CUSTODY and (
            any(self.activity[o] in FREE for o in own)
            or any(self.may_take_over(o) for o in response)
        ):
            self.kept.append(officer)
        if self.activity[officer] == Activity.SCENE:
            incident, ends = self.incident[officer], self.w.duties.end_ms
            there = [o for o in self.there(incident) if ends[self.duty[o]] <= self.now]
            if self.relief[incident] < self.strength([o for o in there if self.hands_on(o)]):
                self.relief_due = [officer]

    def may_take_over(self, officer: int) -> bool:
        """Whether one of response could go to custody for another, from what he or she does."""
        activity, ends = self.activity[officer], self.w.duties.end_ms[self.duty[officer]]
        if activity != Activity.WRITING_UP or self.at_the_scene(officer):
            return activity in FREE and self.in_time(officer, 2)
        return self.leader[officer] < 0 and bool(ends >= self.now + MS_PER_HOUR)

    def next_look_at(self, officer: int) -> int:
        """Return when somebody is sought, or looked for again, for one in overtime."""
        limit = int(self.w.teams.overtime_limit_ms[self.w.people.role[officer]])
        duty = self.duty[officer]
        ends = int(self.w.duties.end_ms[duty]) + limit
        return self.next_look.get((officer, duty), ends if limit >= 0 else NEVER)

    def overtime_at_rest(self) -> Iterator[str]:
        """Question that the overtime of anybody should have ended."""
        if not self.limits_overtime:
            return
        for officer in self.kept:
            if self.activity[officer] == Activity.CUSTODY:
                yield f"officer {officer} stays in custody at {self.now} though others are free"
        self.kept.clear()
        for officer, duty in enumerate(self.duty):
            at_work = self.activity[officer] != Activity.OFF_DUTY and self.leader[officer] < 0
            if duty >= 0 and at_work and 0 <= self.next_look_at(officer) <= self.now:
                yield f"the overtime of {officer} has not ended by {self.now}"
            writes = self.activity[officer] == Activity.WRITING_UP
            if duty >= 0 and writes and self.overtime_over(officer):
                yield f"officer {officer} writes up at {self.now}, after the end of overtime"

    def works_on(self, officer: int) -> None:
        """Note that one who begins another shift at a scene needs no relief but what is coming."""
        if self.activity[officer] not in AT_SCENE or self.leader[officer] >= 0:
            return
        if self.w.duties.end_ms[self.duty[officer]] < self.now:
            incident = self.incident[officer]
            spared = min(self.size(officer), self.relief[incident], max(0, self.missing(incident)))
            self.count(incident, 0, relief=-spared)

    def not_called_for(self) -> list[int]:
        """Return for whom relief is due, but for those who have left as others are there.

        None can be called where no rows of deployment are left for all who are missing then.
        """
        due = []
        for officer in self.relief_due:
            incident = self.incident[officer]
            if self.activity[officer] == Activity.SCENE:
                more = max(0, self.missing(incident)) + self.size(officer)
                if self.has_rows(incident, more):
                    due.append(officer)
        return due

    @judges("incident_types.relayable")
    def call_relief(self, incident: int) -> Iterator[str]:
        due = self.not_called_for()
        if not due or self.incident[due[0]] != incident:
            yield f"relief is called to {incident} at {self.now}; due is {due}"
            return
        self.count(incident, 0, relief=self.size(due[0]))
        self.stands_as_begun(incident)
        self.relief_due = self.relief_due[self.relief_due.index(due[0]) + 1 :]
        self.expect_relief(incident)

    # --- who may be called away ---

    @judges("preemption.interruptions_limit")
    def may_be_taken(self, officer: int, grade: int) -> bool:
        """Whether a grade calls one away who is on the way to an incident, or there."""
        if self.activity[officer] not in ENGAGED or not self.in_time(officer, grade):
            return False
        incident, grades = self.incident[officer], self.w.grades
        if min(self.grade(incident), self.sought_as(incident)) <= grade:
            return False
        if self.activity[officer] == Activity.TRAVEL:
            interrupts = grades.interrupts_travel[grade]
        else:
            of_type = self.w.types.interruptible[self.w.drawn.type[incident]]
            interrupts = grades.interrupts_scene[grade] and of_type
        limit = self.w.dispatch.interruptions_limit
        within = self.interruptions[incident] + self.size(officer) <= limit
        within = within and self.w.drawn.officers[incident] <= limit
        return bool(interrupts and within and self.has_rows(incident, self.wanted(incident)))

    def takeable(self, incident: int, role: int) -> list[int]:
        """Return those of a role at the home hub whom an incident's grade calls away from work."""
        grade = self.sought_as(incident)
        if grade not in self.preempting or self.patch(incident) >= 0:
            return []
        staff = self.staff[int(self.w.drawn.hub[incident]), role]
        return (
            [o for o in staff if self.may_be_taken(o, grade)] if self.rank(incident, role) else []
        )

    def takeable_at_once(self, incident: int) -> list[int]:
        """Return whom an incident calls off work, of teams that are redeployed to it at once."""
        grade, hub = self.sought_as(incident), int(self.w.drawn.hub[incident])
        team = self.in_force * self.w.sizes.roles
        return [
            o
            for role in ATTENDING_ROLES
            if self.w.redeployment.at_once[(team + role) * GRADES + grade]
            and self.redeployable(incident, role, False)
            for o in self.staff[hub, role]
            if self.may_be_taken(o, grade) and self.time_left(o) and self.early_enough(o)
        ]

    def surely_taken(self, incident: int) -> list[int]:
        """Return of those of all teams as many as may be called away together, by the limit."""
        limit, taken = self.w.dispatch.interruptions_limit, dict[int, int]()
        found = []
        for officer in (o for role in ATTENDING_ROLES for o in self.takeable(incident, role)):
            job = self.incident[officer]
            taken[job] = taken.get(job, self.interruptions[job]) + self.size(officer)
            if taken[job] <= limit:
                found.append(officer)
        return found

    @judges("preemption.who")
    def to_take(self, officer: int, incident: int) -> tuple[int, ...]:
        """Return an officer's place among those who may be called away from their work."""
        first = {
            WhoIsCalledAway.LOWEST_GRADE: -self.grade(self.incident[officer]),
            WhoIsCalledAway.LATEST: -self.began[officer],
            WhoIsCalledAway.NEAREST: 0,
        }
        return (
            first[WhoIsCalledAway(self.w.dispatch.who_is_called_away)],
            self.drive_to(officer, incident),
            officer,
        )

    @judges("incident_types.interruptible")
    def whether_taken_rightly(
        self, what: str, incident: int, officer: int, before: int
    ) -> Iterator[str]:
        """Question that one is called away from the job in hand, and that it is this one."""
        job, grade = self.incident[officer], self.sought_as(incident)
        if min(self.grade(job), self.sought_as(job)) <= grade:
            yield f"{what} from {job}, which is not of a lower grade"
        if not self.may_be_taken(officer, grade):
            yield f"{what} from {job} ({Activity(before).name}), which may not be interrupted"
        ranks = sorted((self.rank(incident, role), role) for role in ATTENDING_ROLES)
        able = (self.takeable(incident, role) for rank, role in ranks if rank)
        first = next((officers for officers in able if officers), self.takeable_at_once(incident))
        best = min(first, key=lambda o: self.to_take(o, incident), default=-1)
        if best != officer:
            yield f"{what} from {job} though {best} is to be taken first"

    def release(self, officer: int) -> Iterator[str]:
        """Take an officer off the incident in hand, which waits again in its old place."""
        incident, size = self.incident[officer], self.size(officer)
        ended_by = self.s.deployments.ended_by[self.row[officer]]
        way = self.activity[officer] == Activity.TRAVEL
        if ended_by != (EndedBy.DIVERTED if way else EndedBy.CALLED_AWAY):
            yield f"officer {officer} is called away at {self.now}, the deployment says otherwise"
        self.interruptions[incident] += size
        self.interrupted_at[incident] = self.now
        self.going[incident].remove(officer)
        self.touched.add(incident)
        # Who was to be relieved, and is called away, needs nobody in the place of that.
        late = not way and self.w.duties.end_ms[self.duty[officer]] <= self.now
        spared = min(size, self.relief[incident]) if late else 0
        self.count(incident, -size, relief=-spared)
        if not way:
            self.stands_as_begun(incident)
        self.time_work(incident)
        if (self.assigned[incident] == 0) != (incident in self.waits_again):
            yield f"incident {incident} is left at {self.now}, and its state is wrong"
        self.waits_again.discard(incident)

    # --- at the end ---

    def jobs_in_hand(self) -> Iterator[str]:
        """Question the counts of officers, and that crews went and came together."""
        state, rows = self.s.incidents, self.s.deployments
        for incident in self.going:
            if incident in self.cleared:
                continue
            there = self.strength(self.there(incident))
            counts = (self.deployed, self.assigned, self.relief)
            mine = (*(count[incident] for count in counts), there)
            columns = (state.deployed, state.assigned, state.relief, state.arrived)
            if mine != tuple(column[incident] for column in columns):
                yield f"incident {incident} has other numbers of officers than the log: {mine}"
        same = (rows.assigned_ms, rows.arrived_ms, rows.left_ms, rows.from_district, rows.ended_by)
        for row, leads in enumerate(rows.leads):
            if rows.officer[row] >= 0 and not leads:
                together = all(column[row] == column[row - 1] for column in same)
                first = self.s.deployments.first[self.s.deployments.incident[row]] == row
                if first or not rows.leads[row - 1] or not together:
                    yield f"deployment {row} is of one who is led, but not with the one before"

    def places_in_line(self) -> Iterator[str]:
        """Question that what waits stands in the order in which it fell due."""
        queues = self.s.queues
        for head in queues.head:
            before, incident = -1, head
            while incident >= 0 and incident in self.joined:
                if self.joined[incident] < before:
                    yield f"incident {incident} has lost its place in the line"
                before, incident = self.joined[incident], queues.next[incident]
