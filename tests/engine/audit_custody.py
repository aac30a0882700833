"""What the audit knows of custody and watches: where an officer goes with somebody, until when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from sim.clock import MS_PER_HOUR
from sim.model.state import State
from sim.vocabulary import Activity, Role
from sim.world.arrays import ORDINARY_DRIVE, World
from tests.engine.audit_writing import Paperwork
from tests.engine.judged import judges


class Custody(Paperwork):
    """Cells as they fill and empty, and who waits for one."""

    #: Of `People`, who adds them.
    leader: list[int]
    district: list[int]
    incident: list[int]
    duty: list[int]
    activity: list[int]
    break_row: list[int]
    home: list[int]
    role: list[int]
    staff: Any
    origin: Any
    size: Any
    hands_over: int
    overtime_over: Any
    #: The line on an officer who begins a watch, and the incident that it names.
    line: int
    watched: int

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        first = self.w.custody.first_cell
        #: By suite, when each of its cells is free again.
        self.cells = [[0] * (end - begin) for begin, end in pairwise(first)]
        #: By officer who is alone or leads, until when the officer has somebody arrested in hand.
        self.custody_until: dict[int, int] = {}
        #: Incident of whoever such an officer has in custody, or watches there or at a hospital.
        self.custody_of: dict[int, int] = {}
        #: Who are to go to a hospital from an incident that is cleared at this moment.
        self.to_watch: dict[int, int] = {}

    @judges("custody_suites.cells", "incident_types.arrest.detained_hours")
    def goes_to_suite(self, officer: int, before: int) -> int:
        """Return where an officer goes with somebody arrested: to a suite, or to a colleague."""
        if self.leader[officer] >= 0:
            return self.district[self.leader[officer]]
        if before not in (Activity.SCENE, Activity.WAITING_AT_SCENE):
            return self.takes_over(officer)
        incident = self.incident[officer]
        scene, drawn = int(self.w.drawn.district[incident]), self.w.drawn
        suite = self.suite_for(scene)
        place, cells = int(self.w.custody.district[suite]), self.cells[suite]
        there = self.now + self.drive(scene, place, ORDINARY_DRIVE)
        if cells and drawn.detained_ms[incident]:
            goes_in = max(there, min(cells))
            cells[cells.index(min(cells))] = goes_in + drawn.detained_ms[incident]
            there = goes_in
        self.custody_until[officer] = there + drawn.custody_ms[incident]
        self.custody_of[officer] = incident
        return place

    @judges(
        "custody_suites.closed.first_day",
        "custody_suites.closed.last_day",
        "custody_suites.closed.days_of_week",
        "custody_suites.closed.from_hour",
        "custody_suites.closed.until_hour",
    )
    def suite_for(self, scene: int) -> int:
        """Return the suite for an arrest now: the nearest that is open, with a free cell if any."""
        closed, hours = self.w.custody.closed, self.w.sizes.horizon_ms // MS_PER_HOUR
        hour = self.now // MS_PER_HOUR
        is_open = [n for n in range(len(self.cells)) if not closed[n * hours + hour]]
        free = [n for n in is_open if not self.cells[n] or min(self.cells[n]) <= self.now]
        at = self.w.custody.district
        # Which is nearer, the hour does not change, but for rounding to the time grid.
        return min(free or is_open, key=lambda n: (self.drive(scene, at[n], ORDINARY_DRIVE, 0), n))

    def takes_over(self, officer: int) -> int:
        """Return where the colleague is whose shift ends, and note that the rest is taken over."""
        if self.hands_over >= 0:
            return self.takes_over_from(self.hands_over, officer)
        # Who made up a response shift hands over to the own team, as at a watch.
        ends = self.w.duties.end_ms
        colleague = min(
            (self.duty[o], self.break_row[o], o)
            for o in range(self.w.sizes.officers)
            if (self.home[o], self.w.people.role[o]) == (self.home[officer], self.role[officer])
            and self.activity[o] == Activity.CUSTODY
            and self.leader[o] < 0  # who is led has nobody to hand over
            and ends[self.duty[o]] == self.now
        )[2]
        return self.takes_over_from(colleague, officer)

    def takes_over_from(self, colleague: int, officer: int) -> int:
        """Return where a colleague is, and note that an officer drives there and takes the rest."""
        place = self.district[colleague]
        there = self.now + self.drive(self.origin(officer), place, ORDINARY_DRIVE)
        self.custody_until[officer] = there + self.custody_until[colleague] - self.now
        self.custody_until[colleague] = self.now
        self.custody_of[officer] = self.custody_of.pop(colleague)
        return place

    @judges("incident_types.watch.officers")
    def expect_watch(self, incident: int, there: list[int]) -> None:
        """Note who of those at a scene that is cleared go to a hospital; the first to be sent."""
        drawn, staying = self.w.drawn, 0
        if self.s.incidents.arrested[incident] or not drawn.watch_ms[incident]:
            return
        for officer in there:
            if staying < self.w.types.watch_officers[drawn.type[incident]]:
                self.to_watch[officer] = incident
                staying += self.size(officer)

    @judges("hospitals")
    def goes_on_watch(self, officer: int, before: int) -> int:
        """Return where an officer is on watch: at a hospital, in custody, or for a colleague."""
        if self.leader[officer] >= 0:
            return self.district[self.leader[officer]]
        if before == Activity.SCENE:
            incident = self.custody_of[officer] = self.to_watch.pop(officer)
            scene = int(self.w.drawn.district[incident])
            place = int(self.w.custody.hospital[scene])
            there = self.now + self.drive(scene, place, ORDINARY_DRIVE)
            self.custody_until[officer] = there + self.w.drawn.watch_ms[incident]
            return place
        if before == Activity.CUSTODY:
            watch_ms = self.w.drawn.custody_watch_ms[self.custody_of[officer]]
            self.custody_until[officer] = self.now + watch_ms
            return self.district[officer]
        # Who made up a response shift is relieved by the own team; who does so now, relieves.
        own, by_response = self.w.people.role, self.role[officer] == Role.RESPONSE
        over = {
            o
            for o in range(self.w.sizes.officers)
            if self.home[o] == self.home[officer]
            and (own[o] == self.role[officer] or (by_response and self.overtime_over(o)))
            and self.activity[o] == Activity.WATCH
            and self.w.duties.end_ms[self.duty[o]] <= self.now
            and self.custody_of.get(o) == self.watched  # who is led has none
        }
        # Of several whose shift is over it is the one who then leaves.
        leaving = self.s.log.officer[self.line :]
        return self.takes_over_from(next(o for o in leaving if o in over), officer)

    @judges("incident_types.watch.interruptible", "incident_types.arrest.watch.interruptible")
    def may_leave_watch(self, officer: int) -> bool:
        """Tell whether grade 1 calls an officer away from the watch."""
        incident, types = self.custody_of[officer], self.w.types
        kind = self.w.drawn.type[incident]
        arrested = self.s.incidents.arrested[incident]
        rule = types.custody_watch_interruptible if arrested else types.watch_interruptible
        return bool(rule[kind])

    def watches_at_rest(self) -> Iterator[str]:
        """Question that somebody who is to go to a hospital does not."""
        if self.to_watch:
            yield f"{sorted(self.to_watch)} keep no watch at {self.now}"
            self.to_watch.clear()

    @judges("arrests.reference_min")
    def arrests_at_the_end(self) -> Iterator[str]:
        """Question an arrest, or that there is none, from how soon the first officer came."""
        rules, drawn, incidents = self.w.arrests, self.w.drawn, self.s.incidents
        table = [at / rules.steps for at in range(len(rules.factor))]
        for incident, arrived_ms in enumerate(incidents.first_arrived_ms):
            reference_ms = rules.reference_ms[drawn.grade[incident]]
            factor = 1_000_000.0
            if reference_ms:
                ratio = (arrived_ms - drawn.created_ms[incident]) / reference_ms
                factor = float(np.interp(ratio, table, rules.factor))
            expected = arrived_ms >= 0 and drawn.arrest_mark[incident] < factor
            close = abs(drawn.arrest_mark[incident] - factor) < 2
            if incidents.arrested[incident] != expected and not (arrived_ms >= 0 and close):
                yield f"incident {incident}: arrest {not expected}, expected {expected}"

    @judges(
        "incident_types.arrest.custody_min",
        "incident_types.watch.hours",
        "incident_types.arrest.watch.hours",
    )
    def whether_custody_lasts(self, officer: int, before: int, after: int) -> Iterator[str]:
        """Question that an officer leaves custody or a watch at another time than is due.

        And that one who was in custody goes on to a watch there, if there is one to keep.
        """
        if self.leader[officer] >= 0:
            return
        goes_on = before == Activity.CUSTODY and after == Activity.WATCH
        incident = self.custody_of.get(officer, -1)
        if incident >= 0 and not goes_on:  # who was led has none, nor who has handed over
            del self.custody_of[officer]
        if before == Activity.WATCH and after == Activity.TRAVEL:
            del self.custody_until[officer]
            return
        until = self.custody_until.pop(officer, self.now)
        if until != self.now:
            yield f"officer {officer} leaves {Activity(before).name} at {self.now}, due at {until}"
        if before != Activity.CUSTODY or incident < 0:
            return
        if goes_on != (self.w.drawn.custody_watch_ms[incident] > 0):
            yield f"officer {officer} begins no watch at {self.now}, or one that is not due"
