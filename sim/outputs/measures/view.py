"""What all measures share: the finished run, cut to what is measured.

What several measures need is worked out once and stored; what concerns few of the incidents is
stored for those alone, as most of the time of a measure goes into reading a year's columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from sim.clock import DAYS_PER_YEAR, MS_PER_DAY, NEVER
from sim.model.state import ACTIVITIES, State
from sim.outputs.measures.cells import Cells, by_team_hub, hub_grade_cells, ratio
from sim.outputs.measures.quantiles import Grouped, grouped, rising
from sim.outputs.measures.summed import Summed, summed
from sim.outputs.measures.view_parts import InOrder, MeasuredCases
from sim.scenario.facts.casework import response_holds_cases
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE
from sim.vocabulary import CASE_ROLES, Activity, CaseState, IncidentState, Outcome, Role
from sim.world.arrays import GRADES, Bools, Drawn, Floats, Ints, Names, World, only_incidents

T = TypeVar("T")

HOUR_MS = 3_600_000.0
MINUTE_MS = 60_000.0
#: Outcomes of incidents that ended without being dealt with.
GIVEN_UP = (int(Outcome.LOST), int(Outcome.CANCELLED))
#: Outcomes of incidents that ended at the Resolution Centre.
CLOSED_AT_DESK = (int(Outcome.RESOLVED_AT_DESK), int(Outcome.REFERRED), int(Outcome.NO_REPLY))


@dataclass(frozen=True)
class View:
    """A finished replication, with what several measures need worked out once.

    The world has the incidents alone; `case_rows` has the cases open at the start behind them.
    Names without an addition speak of the incidents that count: those which happened and were
    created at or after the end of the warm-up. Arrays have one entry for each of them.
    """

    scenario: Scenario
    names: Names
    world: World
    state: State
    all_rows: Drawn | None = None

    @cached_property
    def worked_out(self) -> dict[Callable[[View], Any], Any]:
        """What functions made of this view by `once`."""
        return {}

    def once(self, function: Callable[[View], T]) -> T:
        """Return what a function makes of this view, the same whatever stands in place of hubs."""
        return self._kept(self.worked_out, function)

    @cached_property
    def worked_out_here(self) -> dict[Callable[[View], Any], Any]:
        """What functions made of this view by `once_here`."""
        return {}

    def once_here(self, function: Callable[[View], T]) -> T:
        """Return what a function makes of this view, with what stands in place of hubs here."""
        return self._kept(self.worked_out_here, function)

    def _kept(self, made: dict[Callable[[View], Any], Any], function: Callable[[View], T]) -> T:
        if function not in made:
            made[function] = function(self)
        found: T = made[function]
        return found

    @cached_property
    def sums(self) -> Summed:
        """All sums over the incidents that happened, and over officers sent."""
        return summed(self.scenario, self.names, self.world, self.state, self.happened)

    @cached_property
    def by_place(self) -> Floats:
        """Of `sums` those by hub, or by what stands in place of hubs."""
        return self.sums.hub

    @cached_property
    def tables(self) -> dict[tuple[int, ...], Floats]:
        """All of `by_place` with the columns of the grades that `table` has shown."""
        return {}

    def table(self, number: int, grades: Sequence[int] | None = None) -> Floats:
        """Return a sum by hub and grade.

        Parameters
        ----------
        number : int
            Of `sums`.
        grades : sequence of int, optional
            Grades to show, by default those to which officers are sent.

        Returns
        -------
        array of shape (hubs + 1, grades + 1)
            First row: all hubs. First column: all grades.
        """
        shown = self.attended_grades if grades is None else tuple(grades)
        if shown not in self.tables:
            columns = [0, *(grade + 1 for grade in shown)]
            self.tables[shown] = np.ascontiguousarray(self.by_place[:, :, columns])
        found: Floats = self.tables[shown][number]
        return found

    def ratio_of(
        self, total: int, number: int, *, unit: float = 1.0, grades: Sequence[int] | None = None
    ) -> Cells:
        """Return one sum over another in a unit, by hub and grade; as `table`."""
        table = ratio(self.table(total, grades), self.table(number, grades)) / unit
        return hub_grade_cells(self, table, grades=grades)

    @property
    def case_rows(self) -> Drawn:
        """What was drawn of all that may have a case, one row for each of `state.cases`."""
        return self.world.drawn if self.all_rows is None else self.all_rows

    @cached_property
    def cases(self) -> MeasuredCases:
        """All cases that there were, those screened out among them."""
        cases, drawn = self.state.cases, self.case_rows
        rows = np.flatnonzero(cases.state != int(CaseState.NONE))
        never = np.full(rows.shape, NEVER, dtype=np.int64)
        first, now = drawn.case_lane[rows], cases.lane[rows]
        lane_role = self.world.cases.lane_role
        return MeasuredCases(
            row=rows,
            state=cases.state[rows].astype(np.int64),
            type=drawn.type[rows].astype(np.int64),
            hub=drawn.hub[rows].astype(np.int64),
            first_team=lane_role[first],
            team=lane_role[np.where(now >= 0, now, first)],
            opened_ms=cases.opened_ms[rows],
            allocated_ms=cases.allocated_ms[rows],
            first_done_ms=cases.first_done_ms[rows],
            passed_on_ms=cases.passed_on_ms[rows] if cases.passed_on_ms.size else never,
            closed_ms=cases.closed_ms[rows],
            deadline_ms=drawn.deadline_ms[rows],
            charged=drawn.file_ms[rows] > 0,
            without_charge=drawn.without_charge[rows].astype(np.int64),
        )

    @cached_property
    def case_roles(self) -> set[int]:
        """Teams that work cases in this scenario."""
        roles = {int(role) for role in CASE_ROLES}
        return roles | {Role.RESPONSE} if response_holds_cases(self.scenario) else roles

    @cached_property
    def happened(self) -> Bools:
        """Whether each incident of the world came about before the horizon."""
        before_end = self.world.drawn.created_ms < self.world.sizes.horizon_ms
        came: Bools = self.state.incidents.state != int(IncidentState.EXPECTED)
        return came & before_end

    @cached_property
    def measured(self) -> Ints:
        """Numbers of the incidents that count."""
        late = self.world.drawn.created_ms >= self.world.sizes.warm_up_ms
        return np.flatnonzero(self.happened & late)

    @property
    def hub(self) -> Ints:
        """Hub of the district in which each lies."""
        return self.world.drawn.hub[self.measured].astype(np.int64)

    @property
    def created_ms(self) -> Ints:
        """When the log of each was created."""
        return self.world.drawn.created_ms[self.measured]

    @property
    def arrived_ms(self) -> Ints:
        """When the first officer reached the scene; -1: never."""
        return self.state.incidents.first_arrived_ms[self.measured]

    @cached_property
    def desk_cases(self) -> Ints:
        """Numbers of the incidents that count and came to the Resolution Centre."""
        incidents, first_grade = self.state.incidents, self.world.drawn.grade[self.measured]
        rows = self.measured[self.world.grades.at_desk[first_grade]]
        closed = incidents.outcome[rows] == int(Outcome.CLOSED_WITHOUT_VISIT)
        came: Ints = rows[(incidents.assessed_ms[rows] >= 0) & ~closed]
        return came

    @cached_property
    def desk_promise_ms(self) -> Ints:
        """When each of `desk_cases` should be contacted: the target of its first grade."""
        drawn = self.world.drawn
        target_ms = self.world.grades.target_ms[drawn.grade[self.desk_cases]]
        promised: Ints = drawn.created_ms[self.desk_cases] + target_ms
        return promised

    @cached_property
    def desk_promise_known(self) -> Bools:
        """Whether it is known of each of `desk_cases` if the promise was kept."""
        contacted = self.state.incidents.contacted_ms[self.desk_cases] >= 0
        known: Bools = contacted | (self.desk_promise_ms < self.world.sizes.horizon_ms)
        return known

    @cached_property
    def desk_sent_on(self) -> Bools:
        """Whether each of `desk_cases` was sent on: it has an attended grade of its own then."""
        sent_on: Bools = ~self.world.grades.at_desk[self.state.incidents.grade[self.desk_cases]]
        return sent_on

    @cached_property
    def desk_left(self) -> Bools:
        """Whether each of `desk_cases` has left the Centre; those lost at once were never there."""
        closed = np.isin(self.state.incidents.outcome[self.desk_cases], CLOSED_AT_DESK)
        return closed | self.desk_sent_on

    @cached_property
    def measured_ms(self) -> int:
        """Length of the measured period."""
        return self.world.sizes.horizon_ms - self.world.sizes.warm_up_ms

    @property
    def years(self) -> float:
        """Length of the measured period in years of 365 days."""
        return self.measured_ms / MS_PER_DAY / DAYS_PER_YEAR

    @cached_property
    def rostered_ms(self) -> Floats:
        """Time rostered in the measured period, without overtime, laid out as `by_team_hub`."""
        duties, sizes = self.world.duties, self.world.sizes
        until = np.minimum(duties.end_ms, sizes.horizon_ms)
        within = np.maximum(until - np.maximum(duties.start_ms, sizes.warm_up_ms), 0)
        return by_team_hub(self, duties.role, duties.hub, within * self.rostered_people)

    @cached_property
    def rostered_people(self) -> Ints:
        """How many work each shift as their rota says, not in overtime on a rest day; (duties,)."""
        duties = self.world.duties
        before = np.concatenate([[0], np.cumsum(~duties.overtime)])
        return np.diff(before[duties.first_member])

    @cached_property
    def grades(self) -> tuple[int, ...]:
        """All grades of the scenario."""
        return tuple(sorted(self.scenario.grades))

    @cached_property
    def attended_grades(self) -> tuple[int, ...]:
        """Grades to which officers are sent."""
        return tuple(g for g in self.grades if not self.world.grades.at_desk[g])

    @cached_property
    def teams(self) -> tuple[int, ...]:
        """Roles that the force has."""
        return tuple(
            role
            for role, name in enumerate(self.names.roles)
            if getattr(self.scenario.teams, name, None) is not None
        )

    @cached_property
    def at_hubs(self) -> frozenset[int]:
        """Roles with posts at hubs; the others serve the whole force."""
        posts = {role: getattr(self.scenario.teams, self.names.roles[role]) for role in self.teams}
        return frozenset(role for role in posts if set(posts[role].posts) - {FORCE_WIDE})

    @cached_property
    def in_order(self) -> InOrder:
        """Those attended, in rising order of response times."""
        rows = self.measured[self.arrived_ms >= 0]
        arrived_ms, created_ms = self.state.incidents.first_arrived_ms, self.world.drawn.created_ms
        order, time = rising(arrived_ms[rows] - created_ms[rows])
        rows = rows[order]
        return InOrder(rows, self.state.incidents.grade[rows].astype(np.int64), time)

    @cached_property
    def response_groups(self) -> tuple[Grouped, Grouped]:
        """Response times of those attended: of all, and by grade."""
        _, grade, time = self.in_order
        everybody = Grouped(time, np.zeros(1, dtype=np.int64), np.array([time.size]))
        return everybody, grouped(time, grade, GRADES)

    @property
    def response_groups_by_hub(self) -> tuple[Grouped, Grouped]:
        """Response times of those attended: by hub, and by hub and grade."""
        rows, grade, time = self.in_order
        hub, hubs = self.world.drawn.hub[rows].astype(np.int64), self.world.sizes.hubs
        return grouped(time, hub, hubs), grouped(time, hub * GRADES + grade, hubs * GRADES)

    def account(self, *activities: Activity) -> Floats:
        """Return for each officer the milliseconds spent on these activities together."""
        table = self.state.officers.account_ms.reshape(-1, ACTIVITIES)
        columns = [int(activity) for activity in activities]
        spent: Floats = table[:, columns].sum(axis=1).astype(np.float64)
        return spent


def view_of(scenario: Scenario, names: Names, world: World, state: State) -> View:
    """Return the view of a finished replication, cases that were open at the start set apart."""
    return View(scenario, names, only_incidents(world), state, world.drawn)
