"""Measures by district, by type of incident, in windows of dates and hours, and by month.

They are measures of the files beside this one, of the same names, worked out by the same functions.
Where a district or a type is to stand, the function is given a view in which that stands in the
place of the hub; for a window, one in which no other incident happened. So an incident belongs to
the district it lies in, to its type, and to the window in which its log was created.
Places that are part of one district are put together.

A month has two views. What concerns incidents is of those that were created in it, whenever they
were attended. What concerns people's time is of the accounts at its end, less those at its
beginning, and of what is rostered in it. Uses of powers are those by its end, rounded down, less
those by its beginning: months add up to the whole period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.outputs.measures import (
    attendance,
    harm,
    outcomes,
    people,
    prevention,
    queues,
    reporting,
    response_times,
)
from sim.outputs.measures.cells import Cells
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.summed import districts_of
from sim.outputs.measures.view import View
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.districts import district_of
from sim.scenario.facts.harm import (
    states_costs,
    states_days,
    states_reporting,
    states_vulnerable,
)
from sim.scenario.facts.teams import teams_that
from sim.scenario.facts.windows import Month, months, spans_ms
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import PreventionTeam
from sim.vocabulary import Role
from sim.world.arrays import Bools, Drawn, Floats, Ints, Shorts

DISTRICT, TYPE, WINDOW, MONTH = "district", "type", "window", "month"
#: A measure, and whether it is of all of something or of a part.
BrokenDown = tuple[Callable[[View], Cells], bool]
#: The measures that are broken down, each with whether it is of all grades or of those attended.
MEASURES = (
    (attendance.incidents_count, True),
    (attendance.distinct_incidents_count, True),
    (attendance.attended_of_all_share, True),
    (response_times.response_time_mean_min, False),
    (response_times.response_time_median_min, False),
    (response_times.response_time_p90_min, False),
    (response_times.within_target_share, False),
    (queues.queue_wait_mean_min, False),
    (people.deployed_hours, False),
    (attendance.unfinished_count, True),
)
#: Those of all grades that there are only where a scenario states what they need, and what tells.
SOMETIMES: tuple[tuple[Callable[[View], Cells], Callable[[Scenario], bool]], ...] = (
    (harm.harm_days, states_days),
    (harm.harm_gbp, states_costs),
    (harm.harm_weighted_wait_min, states_days),
    (harm.vulnerable_wait_mean_min, states_vulnerable),
    (harm.others_wait_mean_min, states_vulnerable),
    (reporting.true_incidents_count, states_reporting),
    (reporting.crimes_count, states_reporting),
    (reporting.recorded_crimes_count, states_reporting),
)
#: Measures of all teams that are broken down by district and type, and have no grades.
OF_CRIMES = (
    outcomes.charged_share,
    outcomes.no_suspect_share,
    outcomes.not_in_public_interest_share,
)
#: The names of all that are broken down by district and type.
BY_PART = tuple(each.__name__ for each, _ in (*MEASURES, *SOMETIMES)) + tuple(
    each.__name__ for each in OF_CRIMES
)
#: Further measures by month: of incidents of all grades, and of teams on prevention (those of kinds
#: of work are for teams with a plan).
OF_MONTHS = (*MEASURES, (attendance.repeat_share, True))
OF_HOURS = (
    (prevention.prevention_hours_planned, False),
    (prevention.prevention_hours_delivered, False),
    (prevention.prevention_hours_redeployed, False),
    (prevention.reactive_share_of_prevention_teams, False),
)
OF_TEAMS = (*OF_HOURS, (prevention.asb_powers_count, True))
#: What a view has worked out that is the same wherever an incident lies.
_SHARED = (
    "happened", "measured", "grades", "attended_grades", "in_order", "response_groups",
    "worked_out",
)  # fmt: skip


class Breakdowns(NamedTuple):
    """The values of one replication by each of them, in the order of `labels`."""

    district: Floats
    type: Floats
    window: Floats  #: empty without windows
    month: Floats  #: empty unless the run is shown by month


class Labels(NamedTuple):
    """To what each value of a breakdown belongs; columns of one length.

    A row has ``all`` where it is not broken down.
    """

    measure: tuple[str, ...]
    team: tuple[str, ...]
    hub: tuple[str, ...]
    grade: tuple[str, ...]
    part: tuple[str, ...]  #: the district, type, window or month


def breakdowns_of(view: View) -> Breakdowns:
    """Return the measures of a finished replication by district, type, window and month."""
    names, districts = view.names, districts_of(view.names)
    in_months = list(_by_month(view))
    in_windows = [_values(_only(view, mask)) for mask in _windows(view)]
    by_district = _of_places(
        _placed(
            view, lambda rows: districts.number[rows.district], districts.names, view.sums.district
        )
    )
    by_type = _of_places(_placed(view, lambda rows: rows.type, names.types, view.sums.type))
    return Breakdowns(
        district=by_district,
        type=by_type,
        window=np.concatenate(in_windows) if in_windows else np.zeros(0),
        month=np.concatenate(in_months) if in_months else np.zeros(0),
    )


def labels(scenario: Scenario, by: str) -> Labels:
    """Return to what the values of a breakdown belong: `DISTRICT`, `TYPE`, `WINDOW` or `MONTH`.

    They depend on the scenario only.
    """
    if by == WINDOW:
        rows = [
            row._replace(part=window)
            for window in scenario.run.windows
            for row in _rows(scenario, tuple(scenario.hubs))
        ]
    elif by == MONTH:
        hubs = tuple(scenario.hubs)
        rows = [
            row._replace(part=month.name)
            for month in months(scenario.run)
            for row in (*_rows(scenario, hubs, OF_MONTHS), *_rows_of_teams(scenario))
        ]
    else:
        hub_of = _hubs(scenario) if by == DISTRICT else dict.fromkeys(scenario.incident_types, ALL)
        rows = list(_rows_of_places(scenario, tuple(hub_of)))
    columns = Labels(*zip(*rows, strict=True)) if rows else Labels((), (), (), (), ())
    if by in (WINDOW, MONTH):
        return columns
    hub = tuple(hub_of.get(place, ALL) for place in columns.hub)
    return columns._replace(hub=hub, part=columns.hub)


def _hubs(scenario: Scenario) -> dict[str, str]:
    """Return the hub of each district; ``all`` where its places have several."""
    found: dict[str, str] = {}
    for name, place in scenario.districts.items():
        district = district_of(scenario, name)
        found[district] = place.hub if found.get(district, place.hub) == place.hub else ALL
    return found


class _LabelRow(NamedTuple):
    """One row of `Labels`."""

    measure: str
    team: str
    hub: str
    grade: str
    part: str


def _rows(
    scenario: Scenario, places: tuple[str, ...], measures: Sequence[BrokenDown] = MEASURES
) -> Iterator[_LabelRow]:
    """Yield the rows of measures by place and grade."""
    grades, attended = sorted(scenario.grades), grades_of_officers(scenario)
    stated = [(function, True) for function, is_stated in SOMETIMES if is_stated(scenario)]
    for function, of_all_grades in (*measures, *stated):
        for place in (ALL, *places):
            for grade in (ALL, *(grades if of_all_grades else attended)):
                yield _LabelRow(function.__name__, ALL, place, str(grade), ALL)


def _rows_of_places(scenario: Scenario, places: tuple[str, ...]) -> Iterator[_LabelRow]:
    """Yield the rows of all measures by a place that is no hub: the same and those of crimes."""
    yield from _rows(scenario, places)
    for function in OF_CRIMES:
        for place in (ALL, *places):
            yield _LabelRow(function.__name__, ALL, place, ALL, ALL)


def _of_places(view: View) -> Floats:
    """Return the values of a view of `_placed`, in the order of `_rows_of_places`."""
    of_all_teams = [
        cells.value[np.array(cells.team) == ALL]
        for cells in (function(view) for function in OF_CRIMES)
    ]
    return np.concatenate([_values(view), *of_all_teams])


def _rows_of_teams(scenario: Scenario) -> Iterator[_LabelRow]:
    """Yield the rows of measures by prevention team and hub."""
    teams = teams_that(scenario, PreventionTeam)
    in_order = [role.name.lower() for role in Role if role.name.lower() in teams]
    for function, of_plans in OF_TEAMS:
        ours = [name for name in in_order if teams[name].prevention_plan or not of_plans]
        for team in (ALL, *ours) if ours else ():
            for hub in (ALL, *scenario.hubs):
                yield _LabelRow(function.__name__, team, hub, ALL, ALL)


def _values(view: View, measures: Sequence[BrokenDown] = MEASURES) -> Floats:
    found: list[Cells] = [function(view) for function, _ in (*measures, *SOMETIMES)]
    return np.concatenate([cells.value for cells in found])


def _placed(
    view: View, place_of: Callable[[Drawn], Shorts], places: tuple[str, ...], sums: Floats
) -> View:
    """Return the view in which each incident lies in a place of another kind than the hub."""
    world, of_cases = view.world, place_of(view.case_rows)
    place = of_cases[: world.sizes.incidents]
    made = replace(
        view,
        names=view.names._replace(hubs=places),
        world=world._replace(
            drawn=world.drawn._replace(hub=place), sizes=world.sizes._replace(hubs=len(places))
        ),
        all_rows=view.case_rows._replace(hub=of_cases),
    )
    stored = vars(made)
    stored.update((name, getattr(view, name)) for name in _SHARED)
    stored["cases"] = view.cases._replace(hub=made.case_rows.hub[view.cases.row].astype(np.int64))
    stored["by_place"] = sums
    return made


def _only(view: View, chosen: Bools) -> View:
    """Return the view in which of all incidents only these happened."""
    made = replace(view)
    vars(made)["happened"] = view.happened & chosen
    return made


def _windows(view: View) -> Iterator[Bools]:
    """Yield for each window of the scenario which incidents were created in it."""
    for window in view.scenario.run.windows.values():
        edges = np.array(spans_ms(view.scenario.run, window), dtype=np.int64).ravel()
        # Behind an odd number of edges a window is open. Where two spells touch, both edges count.
        yield np.searchsorted(edges, view.world.drawn.created_ms, side="right") % 2 == 1


def _by_month(view: View) -> Iterator[Floats]:
    """Yield the values of each month, in the order of `labels`."""
    nothing = _Noted(*(np.zeros(1),) * 4)
    created_ms, before, uses_before = view.world.drawn.created_ms, nothing, np.zeros(1)
    for number, month in enumerate(months(view.scenario.run)):
        ours = (created_ms >= month.begin_ms) & (created_ms < month.end_ms)
        noted = _noted(view, number)
        within = _within(view, month, before, noted)
        # Whole uses by the end of each month, so that months add up to the whole period.
        uses = prevention.asb_powers_count(_within(view, month, nothing, noted)).value
        yield np.concatenate(
            [
                _values(_only(view, ours), OF_MONTHS),
                *(function(within).value for function, _ in OF_HOURS),
                uses - uses_before,
            ]
        )
        before, uses_before = noted, uses


class _Noted(NamedTuple):
    """Accounts at the end of a month; each as in the state."""

    account_ms: Ints | Floats
    delivered_ms: Ints | Floats
    redeployed_ms: Ints | Floats
    powers: Ints | Floats


def _noted(view: View, month: int) -> _Noted:
    """Return the accounts at the end of a month; those of the last one are the final ones."""
    state, ends = view.state, view.world.sizes.months
    if month == ends:
        return _Noted(
            state.officers.account_ms,
            state.prevention.delivered_ms,
            state.officers.redeployed_ms,
            state.problem_hubs.powers,
        )
    return _Noted(*(column.reshape(ends, -1)[month] for column in state.months))


def _within(view: View, month: Month, before: _Noted, after: _Noted) -> View:
    """Return the view in which only the time of a month was measured."""
    world, state = view.world, view.state
    sizes = world.sizes._replace(warm_up_ms=month.begin_ms, horizon_ms=month.end_ms)
    account, delivered, redeployed, powers = (
        (now - then).astype(np.int64) for now, then in zip(after, before, strict=True)
    )
    made = replace(
        view,
        world=world._replace(sizes=sizes),
        state=state._replace(
            officers=state.officers._replace(account_ms=account, redeployed_ms=redeployed),
            prevention=state.prevention._replace(delivered_ms=delivered),
            problem_hubs=state.problem_hubs._replace(powers=powers),
        ),
    )
    share = np.zeros((sizes.roles, 1))
    for role in view.teams:
        team = getattr(view.scenario.teams, view.names.roles[role])
        share[role] = getattr(team, "prevention_planned_share", 0.0)
    planned = (share * made.rostered_ms[1:, 1:]).round().astype(np.int64)
    teams = world.teams._replace(planned_prevention_ms=planned.ravel())
    return replace(made, world=made.world._replace(teams=teams))
