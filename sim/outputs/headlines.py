"""Which measures get a verdict in a comparison, fixed before any result is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sim.clock import DAYS_PER_WEEK
from sim.outputs.measures.registry import ALL, KNOWN, Good, good_side
from sim.outputs.statistics import Cell
from sim.scenario.facts.attendance import grades_of_officers, served_by_desk
from sim.scenario.facts.differences import Difference, differences, hubs_changed
from sim.scenario.facts.districts import hubs_of_other_districts
from sim.scenario.facts.harm import states_days, states_vulnerable
from sim.scenario.facts.multiplier import demand_reacts
from sim.scenario.reading.tree import Path
from sim.scenario.schema.headlines import Headline as Declared
from sim.scenario.schema.scenario import Scenario

#: Hubs that a local change may name for their response to be headlines of it.
MOST_HUBS = 3

#: Headlines follow the loop the program is about, one or two for each side that can pay for a gain
#: elsewhere: emergencies and priority calls (how quickly, and how reliably), what is left undone,
#: prevention done and prevention lost, the Resolution Centre's promise, people's hours, and
#: investigations. Few enough that allowing for all of them does not hide real differences; measures
#: that mostly restate one of these (other quantiles, waits, hubs one by one) stay exploratory.
_OF_ALL_GRADES: tuple[Cell, ...] = (
    Cell("unfinished_count"),
    Cell("prevention_hours_delivered"),
    Cell("prevention_hours_redeployed"),
    Cell("desk_contact_within_target_share", team="resolution_centre"),
    Cell("overtime_hours"),
    Cell("open_cases_end", team="investigation"),
)
#: Those that a comparison has as well in which demand reacts to prevention.
_OF_PREVENTED_DEMAND: tuple[Cell, ...] = (
    Cell("incidents_prevented"),
    Cell("repeat_share"),
    Cell("asb_powers_count"),
)
#: And those that it has where both sides state the harm of incidents, or who is vulnerable.
_OF_HARM = (Cell("harm_days"), Cell("harm_weighted_wait_min"))
_OF_VULNERABLE = (Cell("vulnerable_wait_mean_min"),)
#: Measures that are headlines of those comparisons only.
OF_SOME_COMPARISONS = {cell.measure for cell in (*_OF_PREVENTED_DEMAND, *_OF_HARM, *_OF_VULNERABLE)}
#: Counts that are shown by the week, as hours are, since they grow with the length of the run.
BY_THE_WEEK = ("incidents_prevented", "asb_powers_count", "harm_days")
#: Stands in a place for every name, and for each grade that a cell is of.
_ANY, _GRADE = "*", "grade"
#: What keeps prevention officers from calls, or sends them.
_OF_REDEPLOYMENT = (("redeployment",), ("teams", _ANY, "protected_hours"))
_OF_TARGETS = (("grades", _GRADE, "target_min"), ("grades", _GRADE, "appointment"))
#: Measures that a field sets, by the place of the field or of what it stands in: they say what was
#: changed, not what came of it.
_SET_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    "prevention_hours_redeployed": _OF_REDEPLOYMENT,
    "redeployed_share": _OF_REDEPLOYMENT,
    # More are in time where the time is longer.
    "within_target_share": _OF_TARGETS,
    "desk_contact_within_target_share": _OF_TARGETS,
}
#: Sections with which a measure counts something else: uses of powers come of hours of prevention,
#: but with problem files of those that are enforced.
_COUNTED_WITH = {"asb_powers_count": ("problem_files",)}


class HeadlineCell(NamedTuple):
    """A cell about which a verdict is given."""

    cell: Cell
    smallest: float = 0.0  #: smallest difference that matters, in the unit of the measure
    why: str = ""  #: why a smaller one does not
    is_set: bool = False  #: whether the scenario sets it directly


def headlines(attended: Iterable[int]) -> tuple[Cell, ...]:
    """Return the cells about which verdicts are given whatever a scenario declares.

    Parameters
    ----------
    attended : iterable of int
        The grades that officers attend; calls are those of the two most urgent ones.
    """
    grades = sorted(attended)[:2]
    of_grades = ("within_target_share", "response_time_mean_min")
    calls = (Cell(name, grade=str(grade)) for name in of_grades for grade in grades)
    return (*calls, *_OF_ALL_GRADES)


#: Those of a force with emergencies of grade 1 and priority calls of grade 2, as the baseline.
HEADLINES = headlines((1, 2))


def headlines_of(scenario: Scenario) -> tuple[Cell, ...]:
    """Return the headline cells of a scenario by itself: the usual ones, and those it declares."""
    return tuple(dict.fromkeys([*_usual(scenario), *_declared(scenario)]))


def headlines_between(baseline: Scenario, scenario: Scenario) -> tuple[HeadlineCell, ...]:
    """Return the headlines of a scenario compared with a baseline.

    Those of both by themselves; where demand reacts, what is prevented; and the response at the
    hubs that the scenario changes, where it changes no more than a few. A hub that does not serve
    the same districts in both has none: what is compared would be two areas. Of the smallest
    difference that matters, the baseline has the first word.
    """
    changes = differences(baseline, scenario)
    cells = [*_usual(baseline)]
    if demand_reacts(baseline) or demand_reacts(scenario):
        cells += [*_OF_PREVENTED_DEMAND, *_of_harm(baseline, scenario)]
    hubs = hubs_changed((baseline, scenario), changes)
    calls = [cell for cell in _usual(baseline) if cell.measure == "within_target_share"]
    if len(hubs) <= MOST_HUBS:
        cells += [cell._replace(hub=hub) for hub in hubs for cell in calls]
    cells += [*_declared(baseline), *_declared(scenario)]
    elsewhere = hubs_of_other_districts(baseline, scenario)
    cells = [cell for cell in cells if cell.hub not in elsewhere]
    said = {**scenario.headlines, **baseline.headlines}
    found = []
    for cell in dict.fromkeys(cells):
        own = said.get(cell.measure)
        smallest = _smallest(own, cell) if own else 0.0
        found.append(
            HeadlineCell(
                cell,
                smallest / shown_factor(cell.measure, baseline.run.days),
                own.why if own else "",
                _is_set(cell, changes, _grades_of(baseline, cell)),
            )
        )
    return tuple(found)


def judged_between(baseline: Scenario, scenario: Scenario) -> list[Cell]:
    """Return the headlines by which a scenario can be better or worse than a baseline.

    Not those that it sets directly, nor those without a better side.
    """
    return [
        one.cell
        for one in headlines_between(baseline, scenario)
        if not one.is_set and good_side(one.cell.measure) is not Good.NEUTRAL
    ]


def _smallest(said: Declared, cell: Cell) -> float:
    """Return the smallest difference that matters, as tables show the measure."""
    usual = said.smallest_difference_that_matters
    return usual if cell.grade == ALL else said.by_grade.get(int(cell.grade), usual)


def shown_factor(measure: str, days: int) -> float:
    """Return what tables multiply a measure by: shares are shown in %, hours by the week.

    Counts are those of the whole period, but for those in `BY_THE_WEEK`.
    """
    known = KNOWN.get(measure)
    unit = "hours" if measure in BY_THE_WEEK else known.unit if known else ""
    return {"share": 100.0, "hours": DAYS_PER_WEEK / days}.get(unit, 1.0)


def _of_harm(baseline: Scenario, scenario: Scenario) -> list[Cell]:
    """Return harm and who waits, as far as both scenarios state what it takes."""
    cells: list[Cell] = []
    if states_days(baseline) and states_days(scenario):
        cells += _OF_HARM
    if states_vulnerable(baseline) and states_vulnerable(scenario):
        cells += _OF_VULNERABLE
    return cells


def _usual(scenario: Scenario) -> tuple[Cell, ...]:
    return headlines(grades_of_officers(scenario))


def _declared(scenario: Scenario) -> list[Cell]:
    """Return the cells that a scenario declares itself."""
    usual = _usual(scenario)
    cells = []
    for name, said in scenario.headlines.items():
        plain = [cell for cell in usual if cell.measure == name]
        if said.grades or not plain:
            grades = [str(grade) for grade in said.grades] or [ALL]
            plain = [Cell(name, said.team, ALL, grade) for grade in grades]
        cells += [cell._replace(hub=hub) for hub in (ALL, *said.hubs) for cell in plain]
    return cells


def _grades_of(scenario: Scenario, cell: Cell) -> set[str]:
    """Return the grades that a cell is of: its own, those of the Resolution Centre, or all."""
    if cell.grade != ALL:
        return {cell.grade}
    of_desk = cell.measure.startswith("desk_")
    grades = scenario.grades.items()
    return {str(n) for n, one in grades if served_by_desk(one) or not of_desk}


def _is_set(cell: Cell, changes: Iterable[Difference], grades: Collection[str]) -> bool:
    """Whether a change sets the measure of a cell directly, or what it counts."""
    places = _SET_BY.get(cell.measure, ())
    whole = _COUNTED_WITH.get(cell.measure)
    return any(
        change.path == whole or any(_is_in(change.path, place, grades) for place in places)
        for change in changes
    )


def _is_in(path: Path, place: Sequence[str], grades: Collection[str]) -> bool:
    """Whether a path leads to a place or into it."""
    return len(path) >= len(place) and all(
        str(key) in grades if name == _GRADE else name in (_ANY, key)
        for key, name in zip(path, place, strict=False)
    )
