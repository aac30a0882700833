"""What all measures share: the finished run cut to what is measured, and tables of sums.

A sum is always taken over the smallest cells first and the totals from those, so that hubs add up
to the force and grades to all grades exactly: all times are whole milliseconds, far below 2**53.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.clock import NEVER
from sim.model.state import ACTIVITIES, State
from sim.outputs.measures_registry import ALL
from sim.scenario.schema import Scenario
from sim.scenario.workforce_schema import FORCE_WIDE
from sim.vocabulary import CASE_ROLES, Activity, IncidentState, Outcome, Role
from sim.world.arrays import GRADES, Bools, Drawn, Floats, Ints, Names, World, only_incidents
from sim.world.casework import response_holds_cases

HOUR_MS = 3_600_000.0
MINUTE_MS = 60_000.0
#: Outcomes of incidents that ended without being dealt with.
GIVEN_UP = (int(Outcome.LOST), int(Outcome.CANCELLED))


class Cells(NamedTuple):
    """Values of one measure and where they belong; four columns of one length."""

    team: tuple[str, ...]
    hub: tuple[str, ...]
    grade: tuple[str, ...]
    value: Floats


class Sorted(NamedTuple):
    """Response times of attended incidents in rising order, and the cell of each."""

    time_ms: Ints
    hub: Ints
    grade: Ints


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

    @property
    def case_rows(self) -> Drawn:
        """What was drawn of all that may have a case, one row for each of `state.cases`."""
        return self.world.drawn if self.all_rows is None else self.all_rows

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

    @cached_property
    def hub(self) -> Ints:
        """Hub of the district in which each lies."""
        return self.world.drawn.hub[self.measured]

    @cached_property
    def grade(self) -> Ints:
        """Grade at the end of the run: the desk may have sent it on with another."""
        return self.state.incidents.grade[self.measured]

    @cached_property
    def created_ms(self) -> Ints:
        """When the log of each was created."""
        return self.world.drawn.created_ms[self.measured]

    @cached_property
    def arrived_ms(self) -> Ints:
        """When the first officer reached the scene; -1: never."""
        return self.state.incidents.first_arrived_ms[self.measured]

    @cached_property
    def due_from_ms(self) -> Ints:
        """When each incident of the world began to wait for an officer; -1: never did.

        Those that the Resolution Centre has not sent on still have the grade it serves; those whose
        appointment is still to come wait for nobody.
        """
        incidents = self.state.incidents
        attended = ~self.world.grades.at_desk[incidents.grade]
        attended &= incidents.state != int(IncidentState.BOOKED)
        return np.where(self.happened & attended, incidents.due_since_ms, NEVER)

    @cached_property
    def wait_until_ms(self) -> Ints:
        """When each incident of the world stopped waiting for an officer.

        With the first assignment, when it was lost or cancelled, or at the horizon.
        """
        incidents = self.state.incidents
        gone = np.isin(incidents.outcome, GIVEN_UP)
        lost = gone & (incidents.finished_ms >= 0)
        end = np.where(lost, incidents.finished_ms, self.world.sizes.horizon_ms)
        return np.where(incidents.first_assigned_ms >= 0, incidents.first_assigned_ms, end)

    @cached_property
    def due(self) -> Bools:
        """Whether each was due for attendance."""
        return self.due_from_ms[self.measured] >= 0

    @cached_property
    def measured_ms(self) -> int:
        """Length of the measured period."""
        return self.world.sizes.horizon_ms - self.world.sizes.warm_up_ms

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
    def response(self) -> Sorted:
        """Response times of attended incidents, sorted."""
        attended = self.arrived_ms >= 0
        time = (self.arrived_ms - self.created_ms)[attended]
        order = np.argsort(time, kind="stable")
        return Sorted(time[order], self.hub[attended][order], self.grade[attended][order])

    @cached_property
    def sent(self) -> Ints:
        """Deployment rows in use that belong to the incidents that count."""
        counts = np.zeros(self.world.sizes.incidents, dtype=np.bool_)
        counts[self.measured] = True
        deployments = self.state.deployments
        used = (deployments.officer >= 0) & (deployments.assigned_ms >= 0)
        return np.flatnonzero(used & counts[self.world.slots.incident])

    def account(self, *activities: Activity) -> Floats:
        """Return for each officer the milliseconds spent on these activities together."""
        table = self.state.officers.account_ms.reshape(-1, ACTIVITIES)
        columns = [int(activity) for activity in activities]
        spent: Floats = table[:, columns].sum(axis=1).astype(np.float64)
        return spent


def view_of(scenario: Scenario, names: Names, world: World, state: State) -> View:
    """Return the view of a finished replication, cases that were open at the start set apart."""
    return View(scenario, names, only_incidents(world), state, world.drawn)


def by_hub_grade(
    view: View,
    hub: Ints,
    grade: Ints,
    weights: Ints | Floats | None = None,
    *,
    grades: Sequence[int] | None = None,
) -> Floats:
    """Sum weights (or count) by hub and grade.

    Returns
    -------
    array of shape (hubs + 1, grades + 1)
        First row: all hubs. First column: all grades. Then hubs in their order, and `grades`, by
        default those to which officers are sent.
    """
    hubs = view.world.sizes.hubs
    cells = np.bincount(hub * GRADES + grade, weights=weights, minlength=hubs * GRADES)
    table = cells.astype(np.float64).reshape(hubs, GRADES)
    shown = list(view.attended_grades if grades is None else grades)
    with_total = np.column_stack([table.sum(axis=1), table[:, shown]])
    return np.vstack([with_total.sum(axis=0), with_total])


def by_team_hub(view: View, role: Ints, hub: Ints, weights: Ints | Floats | None = None) -> Floats:
    """Sum weights (or count) by role and hub; people of the whole force count in the total only.

    Returns
    -------
    array of shape (roles + 1, hubs + 1)
        First row: all roles. First column: the whole force.
    """
    roles, hubs = view.world.sizes.roles, view.world.sizes.hubs
    cells = np.bincount(role * (hubs + 1) + hub, weights=weights, minlength=roles * (hubs + 1))
    table = cells.astype(np.float64).reshape(roles, hubs + 1)
    with_total = np.column_stack([table.sum(axis=1), table[:, :hubs]])
    return np.vstack([with_total.sum(axis=0), with_total])


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Divide cell by cell; NaN where there is nothing to divide by."""
    empty = np.full_like(numerator, np.nan)
    return np.divide(numerator, denominator, out=empty, where=denominator > 0)


def hub_grade_cells(
    view: View, table: Floats, *, grades: Sequence[int] | None = None, team: str = ALL
) -> Cells:
    """Lay a table of `by_hub_grade` out as rows."""
    shown = view.attended_grades if grades is None else grades
    grade_names = (ALL, *(str(grade) for grade in shown))
    hub_names = (ALL, *view.names.hubs)
    hub = tuple(name for name in hub_names for _ in grade_names)
    return Cells((team,) * len(hub), hub, grade_names * len(hub_names), table.ravel())


def team_hub_cells(
    view: View, table: Floats, roles: Sequence[int], *, everybody: bool = False
) -> Cells:
    """Lay a table of `by_team_hub` out as rows, for these roles and, if asked, all together.

    Teams that serve the whole force have no rows by hub.
    """
    team: list[str] = []
    hub: list[str] = []
    value: list[float] = []
    rows = [(ALL, 0, True)] if everybody else []
    rows += [(view.names.roles[role], role + 1, role in view.at_hubs) for role in roles]
    for name, row, at_hubs in rows:
        hubs = (ALL, *view.names.hubs) if at_hubs else (ALL,)
        team += [name] * len(hubs)
        hub += hubs
        value += table[row, : len(hubs)].tolist()
    return Cells(tuple(team), tuple(hub), (ALL,) * len(team), np.array(value, dtype=np.float64))


def join(*parts: Cells) -> Cells:
    """Put rows of one measure under each other."""
    return Cells(
        tuple(x for part in parts for x in part.team),
        tuple(x for part in parts for x in part.hub),
        tuple(x for part in parts for x in part.grade),
        np.concatenate([part.value for part in parts]),
    )


def quantile_table(view: View, times: Sorted, share: float) -> Floats:
    """Return a quantile of the times by hub and grade, laid out as `by_hub_grade`.

    The quantile lies between the two nearest of the n sorted values: at position (n - 1) * share,
    counted from 0, by linear interpolation (definition 7 of Hyndman and Fan, 1996).
    """
    hubs = view.world.sizes.hubs
    shown = list(view.attended_grades)
    none = np.zeros_like(times.hub)
    force = _quantiles(times.time_ms, none, 1, share)
    by_grade = _quantiles(times.time_ms, times.grade, GRADES, share)[shown]
    by_hub = _quantiles(times.time_ms, times.hub, hubs, share)
    both = _quantiles(times.time_ms, times.hub * GRADES + times.grade, hubs * GRADES, share)
    return np.vstack(
        [
            np.concatenate([force, by_grade]),
            np.column_stack([by_hub, both.reshape(hubs, GRADES)[:, shown]]),
        ]
    )


def _quantiles(rising: Ints, group: Ints, groups: int, share: float) -> Floats:
    """Return the quantile within each group of values that come in rising order."""
    # Small integers are sorted by counting, and a stable sort keeps the values in rising order.
    values = rising[np.argsort(group.astype(np.int16), kind="stable")].astype(np.float64)
    size = np.bincount(group, minlength=groups)
    first = np.cumsum(size) - size
    position = np.maximum(size - 1, 0) * share
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(size - 1, 0))
    result = np.full(groups, np.nan)
    filled = np.flatnonzero(size)
    low, high = values[(first + below)[filled]], values[(first + above)[filled]]
    result[filled] = low + (position - below)[filled] * (high - low)
    return result
