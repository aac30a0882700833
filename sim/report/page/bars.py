"""Charts with a row for each scenario: response times by grade, and hours of prevention."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.outputs.rows import mean
from sim.outputs.statistics import Cell
from sim.report.labels import grade_label
from sim.report.page.curves import spread, unit_of_times
from sim.report.page.figures import Figure, FigurePanel, Number, Table, TableEntry
from sim.report.page.material import Material
from sim.report.page.svg import Axis, Chart, shortened, width_of
from sim.report.terminal.words import figure, in_time, target_of
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.reading.words import with_capital
from sim.wording import counted

_WIDTH, _ROW, _TOP, _LETTERS = 460.0, 24.0, 12.0, 22
#: Height of a line of the key.
_KEY = 20.0
#: Measures that say how response times are spread.
QUANTILES = ("response_time_median_min", "response_time_mean_min", "response_time_p90_min")


def response_times(material: Material) -> list[Figure]:
    """Return two figures for each attended grade.

    Half, the mean and 9 in 10 of its responses; and how they are spread.
    """
    grades = map(str, grades_of_officers(material.baseline))
    pairs = [(_of_grade(material, grade), spread(material, grade)) for grade in grades]
    return [one for pair in pairs for one in pair if one is not None]


def _of_grade(material: Material, grade: str) -> Figure:
    label, target_min = grade_label(material.baseline, grade), target_of(material.baseline, grade)
    unit, minutes = unit_of_times(target_min)
    target = target_min / minutes
    names = [scenario.name for scenario in material.scenarios]
    found = {
        name: [mean(rows, Cell(measure, grade=grade)) / minutes for measure in QUANTILES]
        for name, rows in material.means.items()
    }
    told = "; ".join(
        f"{name}: half within {figure(values[0], 1)} {unit}, 9 in 10 within {figure(values[2], 1)}"
        for name, values in found.items()
    )
    title = f"{label}: response times in {unit}"
    bottom = _TOP + _ROW * len(names)
    chart = Chart(f"times-{grade}", title, told, width=_WIDTH, height=bottom + 58 + _KEY)
    left = width_of([shortened(name, _LETTERS) for name in names]) + 16
    values = [value for one in found.values() for value in one] + [target]
    axis = Axis(values, left, _WIDTH - 24)
    axis.draw(chart, _TOP, bottom)
    for row, name in enumerate(names):
        y = _TOP + _ROW * (row + 0.5)
        median, middle, most = found[name]
        chart.text(0, y + 4, shortened(name, _LETTERS))
        if math.isnan(median):
            chart.text(left, y + 4, "nobody was reached", style="small")
            continue
        chart.box(axis.at(0), y - 5, axis.at(median) - axis.at(0), 10, "half")
        chart.box(axis.at(median), y - 5, axis.at(most) - axis.at(median), 10, "most")
        chart.diamond(axis.at(middle), y)
    chart.line(axis.at(target), _TOP, axis.at(target), bottom, "target")
    aim = f"target, {counted(target, unit.removesuffix('s'))}"
    _key(chart, bottom + 40, [("half", "half of the incidents"), ("most", "up to 9 in 10"),
         ("mean", "mean"), ("target", aim)])  # fmt: skip
    reached = in_time(material.baseline, grade)[1]
    rows: list[list[TableEntry]] = []
    for name in names:
        within = mean(material.means[name], Cell("within_target_share", grade=grade))
        rows.append([
            name,
            *(Number(figure(value, 1), measure)
              for measure, value in zip(QUANTILES, found[name], strict=True)),
            Number(figure(100 * within, 1), "within_target_share"),
        ])  # fmt: skip
    headers = ("Scenario", f"Half within, {unit}", f"Mean, {unit}", f"9 in 10 within, {unit}",
               f"{with_capital(reached)}, %")  # fmt: skip
    caption = (
        f"{label}: {unit} from the log to the first officer at the scene, of incidents that were "
        "reached. Half of them lie within the dark bar, nine in ten within the light one."
    )
    return Figure(f"times-{grade}", caption, [FigurePanel(label, chart)],
                  (Table(title, headers, rows),))  # fmt: skip


def _key(chart: Chart, y: float, marks: list[tuple[str, str]]) -> None:
    """Explain the marks of a chart, in lines as wide as it is."""
    left = 0.0
    for mark, words in marks:
        wide = 22 + width_of([words], 12)
        if left + wide > chart.width:
            left, y = 0.0, y + _KEY
        if mark == "mean":
            chart.diamond(left + 8, y)
        elif mark == "target":
            chart.line(left + 8, y - 7, left + 8, y + 7, "target")
        else:
            chart.box(left, y - 5, 16, 10, mark)
        chart.text(left + 22, y + 4, words, style="small")
        left += wide + 22


class PreventionHours(NamedTuple):
    """Hours of prevention a week of one scenario."""

    planned: float
    delivered: float


def prevention_hours(material: Material) -> Figure:
    """Return hours of prevention planned and delivered, a week, by scenario."""
    names = [scenario.name for scenario in material.scenarios]
    cells = [Cell(f"prevention_hours_{what}") for what in PreventionHours._fields]
    found = {
        name: PreventionHours(*(mean(rows, cell) / material.weeks for cell in cells))
        for name, rows in material.means.items()
    }
    title = "Prevention: hours a week planned and delivered"
    told = "; ".join(f"{name}: {figure(hours.delivered, 0)} of {figure(hours.planned, 0)}"
                     for name, hours in found.items())  # fmt: skip
    bottom = _TOP + _ROW * len(names)
    chart = Chart("prevention-hours", title, told, width=_WIDTH, height=bottom + 58)
    left = width_of([shortened(name, _LETTERS) for name in names]) + 16
    axis = Axis([value for hours in found.values() for value in hours], left, _WIDTH - 40)
    axis.draw(chart, _TOP, bottom)
    for row, name in enumerate(names):
        y, hours = _TOP + _ROW * (row + 0.5), found[name]
        chart.text(0, y + 4, shortened(name, _LETTERS))
        if not math.isnan(hours.planned):
            chart.box(axis.at(0), y - 8, axis.at(hours.planned) - axis.at(0), 16, "planned")
        if not math.isnan(hours.delivered):
            chart.box(axis.at(0), y - 5, axis.at(hours.delivered) - axis.at(0), 10, "half")
    _key(chart, bottom + 40, [("planned", "planned"), ("half", "delivered")])
    measures = ("prevention_hours_planned", "prevention_hours_delivered")
    rows: list[list[TableEntry]] = [
        [name, *(Number(figure(v, 0), m) for m, v in zip(measures, found[name], strict=True))]
        for name in names
    ]
    headers = ("Scenario", "Planned, hours a week", "Delivered, hours a week")
    caption = "Hours of prevention a week: planned as a frame, delivered as a bar."
    if any(hours.delivered > hours.planned for hours in found.values()):
        caption += (
            " More than planned can be delivered, as teams are on prevention whenever nothing else "
            "takes them."
        )
    return Figure("prevention-hours", caption, [FigurePanel("Hours", chart)],
                  (Table(title, headers, rows),))  # fmt: skip
