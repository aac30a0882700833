"""What the audit knows of paperwork: how much each officer owes, and where it is to be done."""

from __future__ import annotations

from collections.abc import Iterator

from sim.model.state import State
from sim.vocabulary import Activity, EndedBy, WritingPlace
from sim.world.arrays import World
from tests.engine.audit_diary import DiaryKeeper
from tests.engine.audit_lines import FREE
from tests.engine.judged import judges


class Paperwork(DiaryKeeper):
    """Writing up, owed by officers who are alone or lead a crew."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        people = world.sizes.officers
        self.owed = [0] * people
        self.writing_place = [int(WritingPlace.STATION)] * people
        #: Whose paperwork each last wrote: their own, or that of the leader of their crew.
        self.writes_for = list(range(people))

    def owe(self, officer: int, writing_up_ms: int, place: int) -> None:
        """Add to what an officer is to write up; the strictest place counts for all of it."""
        if self.owed[officer]:
            place = min(place, self.writing_place[officer], WritingPlace.CAR)
        self.owed[officer] += writing_up_ms
        self.writing_place[officer] = place

    def share_paperwork(self, leader: int, partner: int) -> None:
        """Let a crew write up together what one of them was left with."""
        if self.owed[partner]:
            self.owe(leader, self.owed[partner], self.writing_place[partner])
            self.owed[partner] = 0

    @judges("writing_up.places")
    def write_up(self, incident: int) -> None:
        """Note who writes up an incident that is cleared: who was assigned first of those there."""
        rows = self.s.deployments
        first = rows.first[incident]
        for row in range(first, first + self.s.incidents.deployed[incident]):
            if rows.ended_by[row] == EndedBy.CLEARED and rows.leads[row]:
                drawn = self.w.drawn
                ms, place = drawn.writing_up_ms[incident], drawn.writing_place[incident]
                self.owe(int(rows.officer[row]), int(ms), int(place))
                return

    def at_the_scene(self, officer: int) -> bool:
        return self.writing_place[officer] == WritingPlace.SCENE

    @judges("incident_types.writing_up_min", "writing_up.next_shift_limit_min")
    def written(self, officer: int, spent_ms: int, after: int) -> Iterator[str]:
        """Question what an officer does with paperwork left, or for how long it was written."""
        self.owed[officer] -= spent_ms
        left = self.owed[officer]
        if left < 0:
            yield f"officer {officer} writes up for {-left} ms too long until {self.now}"
        if left > 0 and after in (*FREE, Activity.BREAK, Activity.OPERATION):
            yield f"officer {officer} turns to {after} at {self.now} with {left} ms to write up"
        if after == Activity.OFF_DUTY and left > 0:
            limit = self.w.writing_up.next_shift_limit_ms
            if left > limit and not self.overtime_over(officer):
                yield f"officer {officer} goes home at {self.now} with {left} ms to write up"
            self.writing_place[officer] = min(self.writing_place[officer], WritingPlace.CAR)

    @judges("writing_up.put_off_limit_min")
    def interrupts_writing(self, grade: int, officer: int) -> bool:
        """Whether a grade calls an officer away from writing up, or from the drive back to it."""
        if self.at_the_scene(officer):
            return False
        within = self.owed[officer] <= self.w.writing_up.put_off_limit_ms
        return bool(self.w.grades.interrupts_writing_up[grade]) and (grade == 1 or within)
