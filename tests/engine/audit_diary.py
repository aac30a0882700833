"""What the audit knows of appointments: which day has room, and which slot has been missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.world.arrays import GRADES, World
from tests.engine.audit_lines import Lines
from tests.engine.judged import judges


class DiaryKeeper(Lines):
    """The diaries of all hubs, as the log says they are."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        #: Visits agreed by day, hub and grade.
        self.agreed: Counter[tuple[int, int, int]] = Counter()
        self.slot: dict[int, int] = {}
        self.slots_missed: Counter[int] = Counter()

    @judges(
        "grades.appointment.visits_per_day",
        "grades.appointment.when_missed",
        "grades.appointment.late_until",
    )
    def agrees(self, incident: int) -> Iterator[str]:
        """Question an appointment: on the first day with room, and again only if one was missed."""
        drawn, rules, grade = self.w.drawn, self.w.grades, self.grade(incident)
        if incident in self.slot:
            self.slots_missed[incident] += 1
            if not rules.agreed_again[grade]:
                yield f"incident {incident} is agreed again at {self.now}"
            day_ms = self.slot[incident] - self.slot[incident] % MS_PER_DAY
            late_ms = day_ms + rules.late_until_ms[grade]
            if self.now != max(self.slot[incident] + rules.slot_ms[grade], late_ms):
                yield f"incident {incident} is agreed again at {self.now}, not when it is missed"
        hub = int(drawn.hub[incident])
        earliest = self.now + rules.notice_ms[grade]
        day = int(earliest // MS_PER_DAY + drawn.seen_after_days[incident])
        if day * MS_PER_DAY + drawn.seen_at_ms[incident] < earliest:
            day += 1
        most = rules.visits_per_day[hub * GRADES + grade]
        days = self.w.sizes.horizon_ms // MS_PER_DAY
        while most and day < days and self.agreed[day, hub, grade] >= most:
            day += 1
        self.agreed[day, hub, grade] += 1
        self.slot[incident] = int(day * MS_PER_DAY + drawn.seen_at_ms[incident])

    def falls_due(self, incident: int) -> Iterator[str]:
        """Question that a visit falls due when its slot begins."""
        if self.now != self.slot[incident]:
            yield f"incident {incident} falls due at {self.now}, not at {self.slot[incident]}"

    def diary_at_the_end(self) -> Iterator[str]:
        """Question what the run counts of visits that were missed."""
        counted = self.s.incidents.appointments_missed
        for incident, missed in enumerate(counted):
            if missed != self.slots_missed[incident]:
                found = self.slots_missed[incident]
                yield f"incident {incident} has missed {missed} slots, not {found}"
