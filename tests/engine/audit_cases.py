"""What the audit asks of casework: who is given which case, and that nobody idles beside work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.model.state import State
from sim.vocabulary import ATTENDING_ROLES, Activity, CaseState, Record, Role
from sim.world.arrays import World
from tests.engine.audit_lines import FREE
from tests.engine.audit_sending import Sending
from tests.engine.judged import judges

#: Place in the queue to be allocated: rank from the highest, line on which it joined.
Turn = tuple[int, int]


class Casework(Sending):
    """Cases as the log says they are."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        self.to_allocate: dict[int, dict[int, Turn]] = defaultdict(dict)
        self.lane: dict[int, int] = {}
        self.cases: dict[int, dict[int, int]] = defaultdict(dict)  # of each owner: states
        self.working_on: dict[int, int] = {}
        self.case_since: dict[int, int] = {}
        self.case_worked: dict[int, int] = defaultdict(int)
        self.episodes: dict[int, int] = defaultdict(int)
        #: Who has begun the other duties of the shift, and when each is to end them.
        self.had_other_duties: set[int] = set()
        self.other_duties_until: dict[int, int] = {}
        #: Officers who are available, and work on a case until they are called.
        self.between_calls: set[int] = set()
        #: Cases that went to another hub at this moment: what is said of it, the case, its hub.
        self.lent: list[tuple[str, int, int]] = []
        #: Officers who build the file of a prisoner.
        self.at_file: set[int] = set()

    def without_case_work(self, officer: int, before: int, after: int) -> tuple[int, int]:
        """Return activities of one who can be called away from cases as if there were none.

        Of one who builds the file of a prisoner they stay as they are.
        """
        if self.role[officer] not in ATTENDING_ROLES:
            return before, after
        busy = int(Activity.CASE_WORK)
        if after == busy and self.urgent(self.working_on[officer]):
            self.at_file.add(officer)
            return before, after
        if before == busy and officer in self.at_file:
            self.at_file.discard(officer)
            return before, after
        (self.between_calls.add if after == busy else self.between_calls.discard)(officer)
        free = int(Activity.AVAILABLE)
        return (free if before == busy else before), (free if after == busy else after)

    @judges("incident_types.investigation.in_custody_share", "casework.prisoner_files")
    def urgent(self, case: int) -> bool:
        in_custody = bool(self.w.drawn.deadline_ms[case] >= 0)
        file = self.w.cases.files_at_once and self.lane[case] == self.w.cases.file_lane
        return in_custody and (not self.episodes[case] or bool(file))

    @judges("incident_types.investigation.harm")
    def turn_of_case(self, case: int, line: int) -> Turn:
        above = self.w.sizes.harms if self.urgent(case) else self.w.drawn.harm[case]
        return -int(above), line

    @judges(
        "incident_types.investigation.investigated_by",
        "incident_types.investigation.needs_skill",
        "teams.skills",
    )
    def able(self, officer: int, case: int) -> bool:
        """Whether a person may be given a case, by team and skill."""
        rules, lane = self.w.cases, self.lane[case]
        skill = rules.lane_skill[lane]
        if rules.lane_role[lane] != self.w.people.role[officer]:
            return False
        return bool(skill < 0 or rules.has_skill[skill * self.w.sizes.officers + officer])

    @judges("teams.caseload_limit")
    def has_room(self, officer: int) -> bool:
        limit = self.w.teams.caseload_limit[self.role[officer]]
        return bool(len(self.cases[officer]) < limit)

    def of_case(self, line: int, record: int, case: int, owner: int, after: int) -> Iterator[str]:
        hub = int(self.w.drawn.hub[case])
        worked_by = self.working_on_case(case)
        if worked_by >= 0:
            self.case_worked[case] += self.now - self.case_since[case]
            del self.working_on[worked_by]
        self.note(record, case, owner)
        if after == CaseState.TO_ALLOCATE:
            self.to_allocate[hub][case] = self.turn_of_case(case, line)
            for held in self.cases.values():
                held.pop(case, None)
        elif record == Record.CASE_ALLOCATED:
            yield from self.allocation(line, case, owner, hub)
        elif record == Record.CASE_STARTED:
            self.case_since[case] = self.now
            if owner in self.working_on:
                yield f"officer {owner} works on {case} and another case at {self.now}"
            self.working_on[owner] = case
        if after == CaseState.CLOSED:
            del self.cases[owner][case]
        elif owner >= 0:
            self.cases[owner][case] = after

    @judges("casework.file_build")
    def note(self, record: int, case: int, owner: int) -> None:
        """Note the lane of a case, and how far it has come."""
        if record in (Record.CASE_OPENED, Record.CASE_INHERITED):
            self.lane[case] = int(self.w.drawn.case_lane[case])
        if record == Record.CASE_INHERITED:
            self.case_worked[case] = self.inherited_ms(case)
            self.episodes[case] = 0 if owner < 0 else 1
        if record == Record.CASE_TO_FILE_BUILD:
            self.lane[case] = int(self.w.cases.file_lane)
        if record in (Record.CASE_WAITING, Record.CASE_TO_FILE_BUILD, Record.CASE_CLOSED):
            self.episodes[case] += 1

    def working_on_case(self, case: int) -> int:
        return next((o for o, other in self.working_on.items() if other == case), -1)

    @judges("casework.open_cases_weeks")
    def inherited_ms(self, case: int) -> int:
        """Return the work done on a case before the run."""
        row = case - self.w.sizes.incidents
        drawn = self.w.drawn
        each = (drawn.case_work_ms[case] - drawn.file_ms[case]) // drawn.case_episodes[case]
        return int(self.w.open_cases.episodes_done[row] * each)

    @judges("teams.other_duties")
    def other_duties(self, officer: int, before: int, after: int) -> Iterator[str]:
        """Question that other duties begin before their turn, or take another time than rostered.

        The end of the shift cuts them short.
        """
        duties, row = self.w.duties, self.break_row[officer]
        if before == Activity.OTHER_DUTIES:
            until = self.other_duties_until[officer]
            if self.now != until and not (after == Activity.OFF_DUTY and self.now < until):
                yield f"officer {officer} ends other duties at {self.now}, not at {until}"
        if after == Activity.OTHER_DUTIES:
            if officer in self.had_other_duties or not 0 <= duties.other_due_ms[row] <= self.now:
                yield f"officer {officer} has no turn at other duties at {self.now}"
            self.had_other_duties.add(officer)
            self.other_duties_until[officer] = self.now + int(duties.other_ms[row])

    def whether_on_other_duties(self) -> Iterator[str]:
        """Question that anybody whose turn at other duties has come works on cases, or on none."""
        for officer, row in enumerate(self.break_row):
            if self.activity[officer] not in (*FREE, Activity.CASE_WORK):
                continue  # nobody may have come on duty at all
            urgent = officer in self.working_on and self.urgent(self.working_on[officer])
            due = 0 <= self.w.duties.other_due_ms[row] <= self.now
            if due and not urgent and officer not in self.had_other_duties:
                yield f"officer {officer} is not on other duties at {self.now}"

    @judges("teams.lends")
    def allocation(self, line: int, case: int, owner: int, hub: int) -> Iterator[str]:
        """Question that a case goes to somebody: its turn, who may have it, and room for it."""
        turn = self.to_allocate[hub].pop(case)
        retained = self.s.log.record[line - 1] == Record.CASE_OPENED and (
            self.role[owner] == Role.RESPONSE
        )
        others = [t for c, t in self.to_allocate[hub].items() if self.able(owner, c)]
        if turn > min(others, default=turn) and not retained:
            yield f"case {case} is allocated out of turn at {self.now}"
        if not self.able(owner, case):
            yield f"case {case} is given to officer {owner}, who may not work it"
        lent = self.w.cases.lends[self.role[owner]]
        if self.home[owner] != hub and not retained:
            if not lent:
                yield f"case {case} is allocated to another hub"
            yield from self.whether_lent_rightly(case, owner, hub)
        if not self.has_room(owner) and not self.urgent(case):
            yield f"case {case} is more than officer {owner} may hold"

    def whether_lent_rightly(self, case: int, owner: int, hub: int) -> Iterator[str]:
        """Question that somebody is lent before both hubs have looked at home."""
        what = f"case {case} is lent to officer {owner} at {self.now}"
        self.lent.append((what, case, hub))
        for other in self.to_allocate[self.home[owner]]:
            comes_first = self.urgent(other) or not self.urgent(case)
            if comes_first and self.may_be_given(owner, other):
                yield f"{what} though {other} waits at home"
        yield from self.whether_own_is_free(what, case, hub)

    def whether_own_is_free(self, what: str, case: int, hub: int) -> Iterator[str]:
        own = self.staff[hub, int(self.w.cases.lane_role[self.lane[case]])]
        free = [o for o in own if self.activity[o] in FREE and self.may_be_given(o, case)]
        if free:
            yield f"{what} though {free} of its hub are free"

    def may_be_given(self, officer: int, case: int) -> bool:
        """Tell whether a person has the team, the skill and the room for a case."""
        has_room = self.urgent(case) or self.has_room(officer)
        return has_room and self.able(officer, case)

    def casework_at_rest(self) -> Iterator[str]:
        """Question that anybody who works cases idles beside some, or leaves other duties."""
        yield from self.whether_on_other_duties()
        for what, case, hub in self.lent:
            yield from self.whether_own_is_free(what, case, hub)
        self.lent.clear()
        roles = {*self.w.cases.lane_role}
        for (hub, role), staff in self.staff.items():
            if role not in roles:
                continue
            for owner in staff:
                # Crews of two work no cases, and who makes up a shift none of its team's.
                has_time = self.partner[owner] < 0 and self.w.people.role[owner] == role
                free = self.activity[owner] in FREE and has_time
                if free and owner not in self.between_calls:
                    yield from self.whether_at_work(hub, owner)

    def whether_at_work(self, hub: int, owner: int) -> Iterator[str]:
        ready = [case for case, state in self.cases[owner].items() if state == CaseState.READY]
        if ready:
            yield f"officer {owner} is idle at {self.now} with cases {ready}"
        lends = self.w.cases.lends[self.role[owner]]
        for place, cases in self.to_allocate.items():
            if place != hub and not lends:
                continue
            open_to = [c for c in cases if self.able(owner, c)]
            urgent = place == hub and any(self.urgent(case) for case in open_to)
            if urgent or (open_to and self.has_room(owner)):
                yield f"officer {owner} is idle at {self.now} beside new cases"

    @judges(
        "incident_types.investigation.work_hours",
        "incident_types.investigation.file_build_hours",
    )
    def work_adds_up(self) -> Iterator[str]:
        s, w = self.s, self.w
        for case in [case for case, state in enumerate(s.cases.state) if state]:
            if s.cases.worked_ms[case] != self.case_worked[case]:
                yield f"case {case}: worked {s.cases.worked_ms[case]}, log {self.case_worked[case]}"
            closed = s.cases.state[case] == CaseState.CLOSED
            if closed and s.cases.worked_ms[case] != w.drawn.case_work_ms[case]:
                yield f"case {case} is closed with other work than drawn"
