"""Words and numbers for the tables that planners read.

Hours are shown by the week: the hours of the whole period, divided by its weeks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.clock import DAYS_PER_WEEK
from sim.outputs.break_even import Point
from sim.outputs.headlines import shown_factor
from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.report.labels import grade_label, label_of, part_of, unit_of, within
from sim.scenario.schema.scenario import Scenario

MINUTES_PER_HOUR = 60
#: What is said of a single replication.
ONE_REPLICATION = "One replication: no intervals, and nothing can be told from chance."
#: What says how many incidents are neither reached nor overdue.
OPEN = "target_open_share"
#: From this share on, incidents whose outcome is not known yet are spoken of.
OPEN_SHARE = 0.01


class MeasureFormat(NamedTuple):
    """How a measure is shown."""

    label: str  #: name with unit, in few letters
    what: str  #: unit and thing after an amount: "12 hours of prevention a week"
    factor: float = 1.0  #: from the unit of the measure to the one shown
    decimals: int | None = None  #: None: as many as its size asks for
    share: bool = False  #: lies between 0 and 100
    unit: str = ""  #: the end of the label, after a comma; empty where it names what is counted
    thing: str = ""  #: name in words within a sentence, without unit

    @property
    def name(self) -> str:
        """The label without its unit."""
        return self.label.removesuffix(f", {self.unit}")

    def decimals_of(self, value: float) -> int:
        """Return with how many decimals a value is shown."""
        return decimals_for(value) if self.decimals is None else self.decimals

    def of_place(self, place: str, preposition: str) -> MeasureFormat:
        """Return how the measure of a place is shown: a hub, a district or a type."""
        return self._replace(
            label=f"{place}, {self.label}",
            what=f"{self.what} {preposition} {place}",
            thing=f"{self.thing} {preposition} {place}",
        )

    def amount(self, number: str) -> str:
        """Return a number with its unit: ``79.8%``, ``6,200 hours a week``, ``£310``."""
        if self.unit in ("%", "£"):
            return f"{number}%" if self.unit == "%" else f"£{number}"
        return f"{number} {self.unit}" if self.unit else number

    def difference(self, number: str) -> str:
        """Return a difference with its unit: that of two shares is in percentage points."""
        if self.unit != "%":
            return self.amount(number)
        return f"{number} percentage point{'' if number.lstrip('+-') == '1' else 's'}"


def target_of(scenario: Scenario, grade: str) -> float:
    """Return the target of a grade in minutes; NaN where the scenario has no such grade."""
    known = scenario.grades.get(int(grade))
    return known.target_min if known else math.nan


def target_share_of(scenario: Scenario, cell: Cell) -> float:
    """Return the share that should be within the target; 0 where the scenario sets none."""
    if cell.measure != "within_target_share":
        return 0.0
    known = scenario.grades.get(int(cell.grade))
    return (known.target_share or 0.0) if known else 0.0


def shown(cell: Cell, scenario: Scenario) -> MeasureFormat:
    """Return how a cell is shown for a scenario: any cell, the headlines in words of their own."""
    found = _known(cell._replace(hub=ALL), scenario)
    if found is None:
        return _any(cell, scenario)
    return found if cell.hub == ALL else found.of_place(cell.hub, "at")


def _known(cell: Cell, scenario: Scenario) -> MeasureFormat | None:
    """Return how a headline cell is shown; None for others."""
    if cell.grade != ALL and cell.measure == "within_target_share":
        return _within_target(scenario, cell.grade)
    if cell.grade != ALL and cell.measure == "response_time_mean_min":
        name = grade_label(scenario, cell.grade)
        thing = f"mean response to {name} incidents"
        what = f"minutes on the {thing}"
        label = f"{name}: mean response, min"
        return MeasureFormat(label, what, decimals=1, unit="min", thing=thing)
    if cell == Cell("desk_contact_within_target_share", team="resolution_centre"):
        return _contacted(scenario)
    if cell in _BY_THE_WEEK:
        thing, label = _BY_THE_WEEK[cell]
        unit = label.rpartition(", ")[2]
        of = f"{unit.removesuffix(' a week')} of " if unit != "a week" else ""
        return MeasureFormat(
            label, f"{of}{thing} a week", DAYS_PER_WEEK / scenario.run.days, unit=unit, thing=thing
        )
    return _AS_THEY_ARE.get(cell)


#: Headlines that are shown by the week: name in words, and label.
_BY_THE_WEEK = {
    Cell("prevention_hours_delivered"): ("prevention", "Prevention, hours a week"),
    Cell("prevention_hours_redeployed"): ("redeployment", "Redeployment, hours a week"),
    Cell("overtime_hours"): ("overtime", "Overtime, hours a week"),
    Cell("incidents_prevented"): ("incidents prevented", "Incidents prevented, a week"),
    Cell("harm_days"): ("harm", "Harm, days a week"),
    Cell("asb_powers_count"): ("uses of ASB powers", "Uses of ASB powers, a week"),
}
#: Headlines that are shown as they are measured.
_AS_THEY_ARE = {
    Cell("unfinished_count"): MeasureFormat(
        "Incidents open at the end",
        "incidents left open at the end",
        thing="incidents open at the end",
    ),
    Cell("open_cases_end", team="investigation"): MeasureFormat(
        "Investigations open at the end",
        "investigations left open at the end",
        thing="investigations open at the end",
    ),
    Cell("harm_weighted_wait_min"): MeasureFormat(
        "Wait, weighted by harm, min",
        "minutes of waiting, weighted by harm",
        decimals=1,
        unit="min",
        thing="wait weighted by harm",
    ),
    Cell("vulnerable_wait_mean_min"): MeasureFormat(
        "Vulnerable people: mean wait, min",
        "minutes on the mean wait of vulnerable people",
        decimals=1,
        unit="min",
        thing="mean wait of vulnerable people",
    ),
}


#: Measures whose names in tables do not read on in a sentence.
_IN_SENTENCES = {"response_time_p90_min": "the time within which 9 in 10 are reached"}


def _any(cell: Cell, scenario: Scenario) -> MeasureFormat:
    """Return how a cell is shown that has no words of its own."""
    unit, part, name = unit_of(cell.measure), part_of(cell, scenario), label_of(cell.measure)
    label = f"{name}, {unit}" if unit else name
    thing, long = _IN_SENTENCES.get(cell.measure, within(name)), unit_of(cell.measure, long=True)
    what = f"{long} of {thing}" if unit else thing
    factor = shown_factor(cell.measure, scenario.run.days)
    return MeasureFormat(
        f"{part}: {within(label)}" if part else label,
        f"{what} ({part})" if part else what,
        factor,
        decimals=1 if unit in ("%", "min") else None,
        share=unit == "%",
        unit=unit,
        thing=f"{thing} ({part})" if part else thing,
    )


def _within_target(scenario: Scenario, grade: str) -> MeasureFormat:
    short, long = in_time(scenario, grade)
    name = grade_label(scenario, grade)
    return _share_in_time(f"{name}: {short}, %", f"{name} incidents reached {long}")


def _share_in_time(label: str, thing: str) -> MeasureFormat:
    what = f"percentage points of {thing}"
    return MeasureFormat(label, what, 100.0, decimals=1, share=True, unit="%", thing=thing)


def in_time(scenario: Scenario, grade: str) -> tuple[str, str]:
    """Return what `within_target_share` counts for a grade, in few letters and in words.

    For a grade that is visited by appointment that is the slot agreed, and not the target.
    """
    known = scenario.grades.get(int(grade))
    if known and known.appointment:
        return "in the slot agreed", "by the end of the slot agreed first"
    short, long = _span(target_of(scenario, grade))
    return f"within {short}", f"within {long}"


def _span(minutes: float) -> tuple[str, str]:
    """Return a time in few letters and in words: long ones of whole hours in hours."""
    in_hours = minutes > MINUTES_PER_HOUR and minutes % MINUTES_PER_HOUR == 0
    number = plain(minutes / MINUTES_PER_HOUR if in_hours else minutes)
    unit = f"{'hour' if in_hours else 'minute'}{'' if number == '1' else 's'}"
    return f"{number} {'h' if in_hours else 'min'}", f"{number} {unit}"


def _contacted(scenario: Scenario) -> MeasureFormat:
    """Return how the promise of the Resolution Centre is shown: the target of its grades."""
    served = [g for g in scenario.grades.values() if g.served_by == "resolution_centre"]
    targets = {grade.target_min for grade in served}
    short, long = "in time", "within the target of their grade"
    if len(targets) == 1:
        span, said = _span(targets.pop())
        short, long = f"in {span}", f"within {said}"
    thing = f"callers contacted by the Resolution Centre {long}"
    return _share_in_time(f"Callers contacted {short}, %", thing)


def open_share(rows: Mapping[Cell, Mapping[str, Any]], cell: Cell) -> float:
    """Return the share of incidents that are neither reached nor overdue at the end.

    0 for cells of other measures.
    """
    if cell.measure not in ("within_target_share", "desk_contact_within_target_share"):
        return 0.0
    row = rows.get(cell._replace(measure=OPEN))
    return 0.0 if row is None or math.isnan(row["mean"]) else float(row["mean"])


def possible(low: float, high: float, factor: float, *, share: bool) -> tuple[float, float]:
    """Return an interval cut to what is possible; the files hold it as it was computed."""
    ceiling = 100.0 if share else math.inf
    return max(low * factor, 0.0), min(high * factor, ceiling)


def plain(value: float) -> str:
    """Return a number without decimals that say nothing: 15, 7.5."""
    return f"{value:,.10g}"


def rounded(value: float, digits: int = 3) -> float:
    """Return a number to as many digits as mean something."""
    return float(f"{value:.{digits}g}")


def value_of(value: float, digits: int = 3) -> str:
    """Return a value of an input to as many digits as mean something."""
    return plain(rounded(value, digits))


def decimals_for(*values: float) -> int:
    """Return one decimal for numbers below a hundred, none for larger ones."""
    sizes = [abs(value) for value in values if not math.isnan(value)]
    return 1 if max(sizes, default=0.0) < 100 else 0


def visible(change: float, decimals: int) -> int:
    """Return enough decimals for a change that is not zero to be told from zero."""
    while 0 < abs(change) < 0.5 * 10**-decimals and decimals < 4:
        decimals += 1
    return decimals


def figure(value: float, decimals: int, *, sign: bool = False) -> str:
    """Return e.g. ``1,234`` or ``-0.5``; with `sign` also ``+0.5``; ``-`` for no value."""
    if math.isnan(value):
        return "-"
    if not round(value, decimals):
        return f"{0:.{decimals}f}"
    return f"{value:{'+' if sign else ''},.{decimals}f}"


def interval(low: float, high: float, decimals: int, *, sign: bool = False) -> str:
    """Return e.g. ``78.5 to 79.9``; nothing where there is no interval."""
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"{figure(low, decimals, sign=sign)} to {figure(high, decimals, sign=sign)}"


def gain_with_interval(point: Point, factor: float) -> str:
    """Return what a scenario gains, and below it the interval if there is one."""
    decimals = visible(point.gain * factor, decimals_for(point.gain * factor))
    span = interval(point.low * factor, point.high * factor, decimals, sign=True)
    gain = figure(point.gain * factor, decimals, sign=True)
    return f"{gain}\n({span})" if span and point.low < point.high else gain


def how_gains_read(replications: int) -> str:
    """Return what is said below a table of gains."""
    sure = ONE_REPLICATION if replications == 1 else "All intervals are 95%, each by itself."
    return f"Gains: above 0 the scenario is better. {sure}"
