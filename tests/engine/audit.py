"""A second opinion on a run: replays its event log and questions every decision in it.

It shares no code with the model. Where the model keeps pools, queues and counters, this looks at
everybody and everything that waits, each time; so it is slow, and meant for small runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from sim.model.state import State
from sim.vocabulary import (
    ATTENDING_ROLES,
    Activity,
    IncidentState,
    Record,
    Role,
    Subject,
    WritingPlace,
    subject_of,
)
from sim.world.arrays import ORDINARY_DRIVE, World
from tests.engine.audit_end import Ending
from tests.engine.audit_lines import ENGAGED, FREE, STILL, WITH_SOMEBODY
from tests.engine.audit_operations import prevented
from tests.engine.audit_places import recount
from tests.engine.audit_service import service_at_the_end
from tests.engine.judged import judges

DESK = int(Role.RESOLUTION_CENTRE)
REPORTED = 5


def audit(world: World, state: State) -> list[str]:
    """Return what is questionable in a run; empty when all is well."""
    replay = Replay(world, state)
    found = []
    for fault in chain(replay.run(), recount(world, state), prevented(world, state)):
        found.append(fault)
        if len(found) == REPORTED:
            break
    return found


class Replay(Ending):
    """Everybody and everything as the log says they are, line by line."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        self.shifts = 0
        self.short: dict[int, int] = defaultdict(int)
        self.short_until: dict[int, int] = defaultdict(int)
        #: Lines on those who stay at a scene, which come before the line on who is called away.
        self.put_off: list[tuple[int, int, int, int]] = []

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
                yield from self.rule(record, hub, after)
                if record == Record.BACKFILLED:
                    yield from self.backfill(officer, hub)
                elif record == Record.OVERTIME_ENDED:
                    yield from self.overtime_ends(officer)
            elif subject == Subject.INCIDENT:
                yield from self.of_incident(line, record, incident, after)
            elif subject == Subject.OFFICER:
                yield from self.of_officer(line, record, incident, officer, before, after)
            else:
                yield from self.of_case(line, record, incident, officer, after)
            if line + 1 == len(lines) or lines[line + 1][0] > time_ms:
                yield from self.at_rest()
        yield from self.at_the_end()
        yield from self.diary_at_the_end()
        yield from self.arrests_at_the_end()
        yield from self.chasers.at_the_end(self.activity)
        yield from service_at_the_end(self.w, self.s)

    @judges("redeployment.waiting", "redeployment.rule_from.waiting", "redeployment.recall_below")
    def rule(self, record: int, hub: int, after: int) -> Iterator[str]:
        if record == Record.SHIFT_STARTED:
            yield from self.shift_starts()
        elif record == Record.SHIFT_ENDED:
            yield from self.shift_ends(hub, after)
        elif record in (Record.OPERATION_STARTED, Record.OPERATION_ENDED):
            self.operation(hub, after, 1 if record == Record.OPERATION_STARTED else -1)
        elif record == Record.WARM_UP_ENDED:
            self.redeployed_so_far = [0] * len(self.redeployed_so_far)
        elif record == Record.REDEPLOYMENT_ON:
            self.rule_on[hub] = True
            old = len(self.overdue(hub))
            if old < self.waiting_limit() and not self.one_pool:
                yield f"hub {hub} redeploys at {self.now} though {old} wait so long"
        elif record == Record.REDEPLOYMENT_OFF:
            self.rule_on[hub] = False
            # What falls due in this very moment is counted at its end, after all that may help.
            old = sum(self.fell_due[i] < self.now for i in self.overdue(hub))
            if self.w.redeployment.rule[self.in_force] and old >= self.w.redeployment.recall_below:
                yield f"hub {hub} recalls at {self.now} though {old} wait so long"
        elif record == Record.RULE_CHANGED:
            self.in_force = after
            if self.w.redeployment.changes_ms[after - 1] != self.now:
                yield f"the rule of redeployment changes at {self.now}"

    def waiting_limit(self) -> int:
        """Return how many overdue incidents trigger redeployment by the rule of this date."""
        return int(self.w.redeployment.waiting[self.in_force])

    def shift_starts(self) -> Iterator[str]:
        """Begin the next shift for all its people; who still is in another ends that."""
        duties, duty = self.w.duties, self.shifts
        self.shifts += 1
        self.pair_up(duty)
        if duties.start_ms[duty] != self.now:
            yield f"shift {duty} starts at {self.now}"
        for row in range(duties.first_member[duty], duties.first_member[duty + 1]):
            officer = int(duties.member[row])
            self.works_on(officer)
            if self.duty[officer] >= 0:
                self.end_shift(officer)
                if self.activity[officer] == Activity.BREAK:
                    self.began[officer] = self.now  # it is none of the new shift
            self.duty[officer] = duty
            self.jobs[officer] = 0
            self.shift_since[officer], self.redeployed_in_shift[officer] = self.now, 0
            self.break_row[officer] = row
            owed = duties.break_until_ms[row] >= 0
            own = self.w.people.role[officer]
            self.had_break[officer] = not (owed and self.w.teams.break_ms[own])
            self.had_other_duties.discard(officer)
        self.starts_short(duty)

    def starts_short(self, duty: int) -> None:
        """Note by how many a response shift starts below its minimum strength."""
        duties = self.w.duties
        hub = duties.hub[duty]
        if duties.role[duty] == Role.RESPONSE and self.w.redeployment.backfill:
            strength = duties.first_member[duty + 1] - duties.first_member[duty]
            self.short[hub] = self.w.redeployment.minimum_strength[hub] - strength
            self.short_until[hub] = duties.end_ms[duty]

    def backfills(self, role: int) -> bool:
        """Return whether response shifts are made up from a team, by the rule of this date."""
        row = self.in_force * self.w.sizes.roles + role
        return bool(self.w.redeployment.backfills[row])

    @judges("teams.minimum_strength", "redeployment.backfill")
    def backfill(self, officer: int, hub: int) -> Iterator[str]:
        """Let somebody work as response, and question whether that is called for."""
        role = self.role[officer]
        if not self.backfills(role) or role == Role.RESPONSE:
            yield f"officer {officer} makes up response at {self.now}: not the team's to do"
        if self.activity[officer] != Activity.PREVENTION:
            yield f"officer {officer} makes up response at {self.now}, not from prevention"
        if self.all_stay(self.staff[hub, role], role):
            yield f"officer {officer} makes up response at {self.now}, in protected hours"
        if self.short[hub] <= 0 or self.now >= self.short_until[hub]:
            yield f"hub {hub} makes up response at {self.now} though nobody is missing"
        if role == max(r for r in ATTENDING_ROLES if self.backfills(r)):
            others = [r for r in ATTENDING_ROLES if self.backfills(r) and r < role]
            others = [r for r in others if not self.all_stay(self.staff[hub, r], r)]
            free = [o for r in others for o in self.staff[hub, r] if self.activity[o] in FREE]
            if any(self.w.duties.end_ms[self.duty[o]] > self.now for o in free):
                yield f"officer {officer} makes up response at {self.now} though {free} could"
        self.short[hub] -= 1
        self.settle(officer, self.now)
        self.redeployed_since[officer] = self.now
        self.work_as(officer, int(Role.RESPONSE))

    def end_shift(self, officer: int) -> None:
        begun = self.had_break[officer] or self.activity[officer] == Activity.BREAK
        if not begun and self.now >= self.w.sizes.warm_up_ms:
            self.missed[officer] += 1

    def of_incident(self, line: int, record: int, incident: int, after: int) -> Iterator[str]:
        hub = int(self.w.drawn.hub[incident])
        if record in (Record.CREATED, Record.SENT_ON, Record.APPOINTMENT_DUE):
            if record == Record.APPOINTMENT_DUE:
                yield from self.falls_due(incident)
            elif record == Record.SENT_ON:
                self.sent_on_at[self.now] += 1
            self.falls_due_at(incident, line)
            self.wait(hub, incident, (self.grade(incident, record), line))
        elif record == Record.BOOKED:
            self.wait_no_more(hub, incident)
            yield from self.agrees(incident)
        elif record == Record.UPGRADED:
            _, joined = self.waiting[hub][incident]
            self.wait_no_more(hub, incident)
            self.wait(hub, incident, (self.grade(incident, record), joined))
        elif record == Record.QUEUED_AGAIN:
            self.waits_again.add(incident)
        elif record == Record.RELIEF_CALLED:
            yield from self.call_relief(incident)
        elif record == Record.OPEN_TO_ALL:
            yield from self.opens(incident)
        elif record == Record.CLEARED:
            yield from self.clear(incident)
            self.write_up(incident)
        if after == IncidentState.FINISHED:
            self.wait_no_more(hub, incident)
        yield from self.whether_closed(record, incident)
        yield from self.control_room.of_incident(line, self.now, record, incident)
        yield from self.chasers.of_incident(self.now, record, incident)
        if record != Record.CHASED:
            yield from self.desk.of_incident(line, self.now, record, incident)

    @judges("incident_types.closed_without_visit", "demand.closed_without_visit")
    def whether_closed(self, record: int, incident: int) -> Iterator[str]:
        """Question that an incident is closed by rule, or falls due, as it was drawn."""
        closed = record == Record.CLOSED_WITHOUT_VISIT
        opened = record in (Record.CREATED, Record.DESK_QUEUED)
        if (closed or opened) and closed != self.w.drawn.closed_by_rule[incident]:
            yield f"incident {incident} is closed by rule, or is not, at {self.now}"

    def of_officer(
        self, line: int, record: int, incident: int, officer: int, before: int, after: int
    ) -> Iterator[str]:
        yield from self.chasers.of_officer(self.now, record, officer)
        before, after = self.without_case_work(officer, before, after)
        if before == after == Activity.AVAILABLE:
            return
        if after in FREE:
            self.freed_by[officer] = line
        if self.leader[officer] >= 0:
            yield from self.with_led(line, officer)
        if record == Record.WATCH:
            self.line, self.watched = line, incident
        if record == Record.WAITING_FOR_OTHERS:
            self.put_off.append((incident, officer, before, after))
            return
        if record == Record.ASSIGNED:
            yield from self.sets_out(incident, officer, before, after)
        else:
            yield from self.turn(officer, before, after)

    def sets_out(self, incident: int, officer: int, before: int, after: int) -> Iterator[str]:
        """Question a decision; the job in hand is left, and those who stay there are noted."""
        leads = self.leader[officer] < 0
        if leads:
            yield from self.decision(incident, officer, before)
        self.place(officer, before, after)
        if leads and before in ENGAGED:
            yield from self.release(officer)
        waiting, self.put_off = self.put_off, []
        for _, other, was, becomes in waiting:
            yield from self.turn(other, was, becomes)
        if leads:
            self.send(incident, officer)
        else:
            yield from self.follow_leader(incident, officer)
        yield from self.turn(officer, before, after)

    def turn(self, officer: int, before: int, after: int) -> Iterator[str]:
        """Note a change of activity."""
        yield from self.whether_parted(officer, before, after)
        if before in WITH_SOMEBODY:
            yield from self.whether_custody_lasts(officer, before, after)
        if after == Activity.OPERATION and self.leader[officer] < 0:
            yield from self.whether_may_stay(officer)
        if after != Activity.TRAVEL:
            self.place(officer, before, after)
        writes = after == Activity.WRITING_UP
        if self.leader[officer] < 0:
            wrote = before == Activity.WRITING_UP and self.writes_for[officer] == officer
            spent = self.now - self.began[officer] if wrote else 0
            yield from self.written(officer, spent, after)
        whose = self.writes_for[officer] = self.heads(officer)
        if writes and self.writing_place[whose] != WritingPlace.STATION:
            self.idle_since[officer] = self.now + self.owed[whose]
        elif writes or after == Activity.BREAK:
            if self.heads(officer) == officer:  # a crew goes to the station of its leader
                yield from self.whether_at_the_station(officer, before)
            self.district[officer], self.at_station[officer] = self.station[officer], True
        elif after == Activity.TRAVEL:
            self.at_station[officer] = False
        elif after in FREE:
            self.idle_since[officer] = self.now
        self.settle_after(officer, before, after)
        yield from self.other_duties(officer, before, after)
        self.activity[officer], self.began[officer] = after, self.now
        if before in ENGAGED and officer in self.going[self.incident[officer]]:
            yield from self.follow(officer, before, after)
        leader = self.leader[officer]
        if leader >= 0 and self.duty[leader] == self.duty[officer]:
            self.had_break[officer] = self.had_break[leader]

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
        leaves = self.began[officer] if before == Activity.RETURNING else self.now
        back = self.drive(self.district[officer], self.station[officer], ORDINARY_DRIVE, leaves)
        if before == Activity.RETURNING:
            if self.now - self.began[officer] != back:
                yield f"officer {officer} takes another time than {back} to drive back"
        elif (
            not self.at_station[officer] and self.origin(officer) != self.station[officer] and back
        ):
            yield f"officer {officer} is at the station at {self.now} without driving there"

    # --- when all events of one time have run ---

    def at_rest(self) -> Iterator[str]:
        """Question that anybody stands idle beside work."""
        for hub, line in self.waiting.items():
            able = (*FREE, *STILL, *(ENGAGED if self.preempting else ()))
            anybody = any(
                self.activity[o] in able for role in ATTENDING_ROLES for o in self.staff[hub, role]
            )
            for incident in self.first_of_each_sort(hub):
                if self.holders(hub, line[incident]) and self.patch(incident) < 0:
                    continue
                if anybody:
                    yield from self.whether_served(incident)
                alone = self.together(incident) == 1 and self.patch(incident) < 0
                if alone:
                    yield from self.whether_help_comes(hub, incident)
            rule = self.w.redeployment.rule[self.in_force]
            off = rule and line and not self.rule_on[hub]
            if off and len(self.overdue(hub)) >= self.waiting_limit():
                yield f"hub {hub} does not redeploy at {self.now}"
        yield from self.control_room.at_rest(self.now)
        yield from self.whether_on_break()
        yield from self.scenes_at_rest()
        yield from self.overtime_at_rest()
        yield from self.watches_at_rest()
        yield from self.patches_at_rest()
        yield from self.sent_together()
        yield from self.whether_own_came()
        if self.put_off:
            yield f"{self.put_off} stop working at {self.now} though nobody is called away"
            self.put_off.clear()
        free = [o for o in self.staff[self.w.sizes.hubs, DESK] if self.activity[o] in FREE]
        waiting, able = self.desk.waiting, any(self.in_time(o, 4) for o in free)
        yield from self.chasers.at_rest(self.now, self.desk.is_open(self.now), able)
        if waiting and self.desk.is_open(self.now) and able:
            yield f"the desk is idle at {self.now} while {list(waiting)} wait"
        yield from self.casework_at_rest()

    @judges("teams.breaks.from_min", "teams.breaks.until_min")
    def whether_on_break(self) -> Iterator[str]:
        """Question that anybody whose turn for the break has come does something optional."""
        duties = self.w.duties
        for officer, row in enumerate(self.break_row):
            optional = self.activity[officer] in (*FREE, Activity.CASE_WORK)
            urgent = officer in self.working_on and self.urgent(self.working_on[officer])
            led = self.leader[officer] >= 0
            if optional and not urgent and not led and not self.had_break[officer]:
                due, until = duties.break_due_ms[row], duties.break_until_ms[row]
                if 0 <= due <= self.now <= until:
                    yield f"officer {officer} takes no break at {self.now}"

    def whether_served(self, incident: int) -> Iterator[str]:
        able: list[int] = []
        for role in ATTENDING_ROLES:
            if self.rank(incident, role):
                able += self.spared(incident, role) + self.called_away(incident, role)
        able += self.redeployed_together(incident)
        able += self.surely_taken(incident)
        if self.strength(able) >= self.together(incident):
            yield f"incident {incident} waits at {self.now} while {able} could go"
