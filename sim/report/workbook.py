"""The workbook of a result: the words and units of the screen, as numbers that can be worked with.

Texts are written as texts whatever they look like: none becomes a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.outputs.headlines import headlines_of
from sim.outputs.measures.registry import ALL
from sim.outputs.rows import records
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import ComparedMeasure, ComparedValue
from sim.report.comparison.rows import row_of
from sim.report.comparison.who_waits import BY_HARM, OTHERS, VULNERABLE
from sim.report.labels import team_label
from sim.report.page.headlines import headlines
from sim.report.page.material import Material
from sim.report.page.sections import BASES, changes, in_all_words
from sim.report.page.words import harmless
from sim.report.terminal.targets import target_of_run
from sim.report.terminal.words import possible, shown
from sim.scenario.facts.districts import hubs_of_other_districts
from sim.scenario.schema.windows import DAYS_OF_WEEK
from sim.vocabulary import Role

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Stated as the time of writing, so that the same results give the same bytes.
_WRITTEN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
#: Rows above those of a sheet: the marking, what the sheet holds, and the headings.
_ABOVE = 3
_WIDEST = 60
#: Headings of a change and of the interval that it lies in.
_CHANGE = ("Change", "Change at least", "Change at most")
#: Columns of a change in ``comparison.csv``.
_OF_CHANGE = ("difference", "ci_low", "ci_high")
_WEEK = {
    "demand_per_hour": "Incidents created an hour",
    "queue_length_mean": "Incidents waiting for an officer",
}


class SheetNumber(NamedTuple):
    """A number of the workbook, with the decimals that it is shown with."""

    value: float
    decimals: int
    sign: bool = False


#: What a cell holds; None is an empty one.
Value = str | SheetNumber | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what it holds, its headings, and its rows."""

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    coloured: Sequence[int] = ()  #: columns that are shaded by their size


def workbook_of(material: Material) -> bytes:
    """Return the workbook of a result, as the content of an xlsx file."""
    import xlsxwriter

    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({
            "title": harmless(material.baseline.title or material.baseline.name),
            "comments": material.marking,
            "created": _WRITTEN,
        })  # fmt: skip
        formats = _Formats(book)
        for sheet in _sheets(material):
            _write(book.add_worksheet(sheet.name), sheet, material.marking, formats)
    return content.getvalue()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool], Format] = {}
        self.marking = book.add_format({"bold": True, "font_size": 12})
        self.title = book.add_format({"italic": True})
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8ECF1"}
        )
        self.text = book.add_format({"valign": "top", "text_wrap": True})
        self.better = book.add_format({"font_color": "#00601F", "bold": True})
        self.worse = book.add_format({"font_color": "#A00D1D", "bold": True})

    def number(self, amount: SheetNumber) -> Format:
        """Return the format of a number."""
        kind = amount.decimals, amount.sign
        if kind not in self._numbers:
            places = "#,##0" + ("." + "0" * amount.decimals if amount.decimals else "")
            form = f"+{places};-{places};{places}" if amount.sign else places
            self._numbers[kind] = self._book.add_format({"num_format": form, "valign": "top"})
        return self._numbers[kind]


def _write(page: Worksheet, sheet: Sheet, marking: str, formats: _Formats) -> None:
    """Write a sheet, its headings frozen, its marking above it and on each printed page."""
    page.write_string(0, 0, marking, formats.marking)
    page.write_string(1, 0, harmless(sheet.title), formats.title)
    for column, header in enumerate(sheet.headers):
        page.write_string(_ABOVE - 1, column, harmless(header), formats.heading)
    for place, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            _put(page, place + _ABOVE, column, value, formats)
    last = max(len(sheet.rows), 1) + _ABOVE - 1
    page.freeze_panes(_ABOVE, 1)
    page.autofilter(_ABOVE - 1, 0, last, len(sheet.headers) - 1)
    for column, header in enumerate(sheet.headers):
        texts = [row[column] for row in sheet.rows if isinstance(row[column], str)]
        longest = max((len(str(text)) for text in texts), default=0)
        page.set_column(column, column, min(max(longest + 2, len(header) / 2, 12), _WIDEST))
    for word, form in ((Verdict.BETTER, formats.better), (Verdict.WORSE, formats.worse)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": form}
        page.conditional_format(_ABOVE, 0, last, len(sheet.headers) - 1, rule)
    for column in sheet.coloured:
        shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#6AAED6"}
        page.conditional_format(_ABOVE, column, last, column, shades)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_ABOVE - 1)
    page.set_header(f"&C{marking}")
    page.set_footer(f"&C{marking}&R&P of &N")


def _put(page: Worksheet, row: int, column: int, value: Value, formats: _Formats) -> None:
    if isinstance(value, str):
        page.write_string(row, column, harmless(value), formats.text)
    elif isinstance(value, SheetNumber) and math.isfinite(value.value):
        rounded = round(value.value, value.decimals + 2) + 0.0
        page.write_number(row, column, rounded, formats.number(value))


def _sheets(material: Material) -> list[Sheet]:
    if not material.others:
        return [_of_run(material), _hubs(material), _week(material), _assumptions(material)]
    return [
        _headlines(material),
        *([waits] if (waits := _who_waits(material)).rows else []),
        _hubs(material),
        _week(material),
        _changes(material),
        _assumptions(material),
    ]


def _of_run(material: Material) -> Sheet:
    """Return the headlines of a single run, as its table on the screen has them."""
    found = material.means[material.baseline.name]
    rows: list[list[Value]] = []
    for row in headlines(material):
        ends = found[row.cell]["ci_low"], found[row.cell]["ci_high"]
        low, high = possible(*ends, row.how.factor, share=row.how.share)
        target = target_of_run(material.baseline, row.cell, found, low, high)
        numbers = (SheetNumber(value, row.decimals) for value in (row.baseline, low, high))
        rows.append([row.how.label, *numbers, target or None])
    return Sheet(
        "Headlines",
        "Headline measures, each in the unit that its name ends in; each interval 95%",
        ("Measure", "Mean", "Mean at least", "Mean at most", "Target"),
        rows,
    )


def _headlines(material: Material) -> Sheet:
    rows: list[list[Value]] = []
    for row in headlines(material):
        rows.append([row.how.label, material.baseline.name, *_of_baseline(row), None, None])
        for scenario, entry in zip(material.others, row.entries, strict=True):
            verdict = entry.verdict if entry else "no values"
            smallest = (
                SheetNumber(entry.smallest, row.decimals) if entry and entry.smallest else None
            )
            rows.append([row.how.label, scenario.name, *_numbers(row, entry), verdict, smallest])
    return Sheet(
        "Headlines",
        "Headline measures, each in the unit that its name ends in; changes are from "
        f"{material.baseline.name}; intervals of all headlines of a scenario hold together (95%)",
        ("Measure", "Scenario", "Mean", *_CHANGE, "Verdict", "Smallest change that matters"),
        rows,
    )  # fmt: skip


def _of_baseline(row: ComparedMeasure) -> list[Value]:
    """Return the mean of the baseline, which has no change and no interval of one."""
    return [SheetNumber(row.baseline, row.decimals), None, None, None]


def _numbers(row: ComparedMeasure, entry: ComparedValue | None) -> list[Value]:
    """Return mean, change and interval of a scenario; nothing where it has no values."""
    if entry is None:
        return [None] * 4
    changes = (entry.change, entry.low, entry.high)
    signed = (SheetNumber(value, entry.decimals, sign=True) for value in changes)
    return [SheetNumber(entry.mean, row.decimals), *signed]


def _who_waits(material: Material) -> Sheet:
    """Return how much each wait changes that a comparison may name: by people and by district."""
    rows: list[list[Value]] = []
    whom = {VULNERABLE: "vulnerable people", OTHERS: "all others"}
    for scenario in material.others:
        found = {name: material.changes[scenario.name].get(cell) for cell, name in whom.items()}
        for (name, district), cells in material.district_changes.items():
            if name == scenario.name and district != ALL:
                found[f"{district}, weighted by harm"] = cells.get(Cell(BY_HARM))
        rows += [
            [scenario.name, name, *(_minutes(row[each]) for each in _OF_CHANGE)]
            for name, row in found.items()
            if row is not None and not math.isnan(row["difference"])
        ]
    return Sheet(
        "Who waits",
        f"Changes of the mean wait from {material.baseline.name}, in minutes: exploratory; each "
        "interval 95%",
        ("Scenario", "Who waits", *_CHANGE),
        rows,
    )


def _minutes(change: float) -> SheetNumber | None:
    return None if math.isnan(change) else SheetNumber(float(change), 1, sign=True)


def _hubs(material: Material) -> Sheet:
    before = material.means[material.baseline.name]
    after = [material.changes[scenario.name] for scenario in material.others]
    rows: list[list[Value]] = []
    elsewhere = [hubs_of_other_districts(material.baseline, one) for one in material.others]
    remarks = any(elsewhere)
    for cell in headlines_of(material.baseline):
        name = shown(cell._replace(hub=ALL), material.baseline).label
        for hub in material.baseline.hubs if cell.hub == ALL else ():
            row = row_of(cell._replace(hub=hub), material.baseline, before, after)
            if math.isnan(row.baseline):
                continue
            numbers = _of_baseline(row)[: None if material.others else 1]
            rows.append([name, hub, material.baseline.name, *numbers, *([None] * remarks)])
            rows += [
                [
                    *(name, hub, scenario.name),
                    *_numbers(row, entry),
                    *([entry.remark if entry else None] * remarks),
                ]
                for scenario, entry in zip(material.others, row.entries, strict=True)
            ]
    return Sheet(
        "Hubs",
        f"Headline measures by hub: exploratory, without verdicts; changes are from "
        f"{material.baseline.name}; each interval 95%"
        if material.others
        else "Headline measures by hub",
        (
            *("Measure", "Hub", "Scenario", "Mean"),
            *(_CHANGE if material.others else ()),
            *(["Remark"] * remarks),
        ),
        rows,
    )


def _week(material: Material) -> Sheet:
    teams = {
        f"{role.name.lower()}_rostered_mean": f"{team_label(role.name.lower())} rostered"
        for role in Role
    }
    first = material.week[material.baseline.name]
    columns = {name: title for name, title in {**_WEEK, **teams}.items() if name in first}
    rows: list[list[Value]] = []
    for scenario in material.scenarios:
        table = material.week[scenario.name]
        known = [name if name in table else None for name in columns]
        for row in records(table):
            day = DAYS_OF_WEEK[int(row["hour_of_week"]) // 24].capitalize()
            hub = "whole force" if row["hub"] == ALL else str(row["hub"])
            numbers = (None if name is None else SheetNumber(float(row[name]), 1) for name in known)
            rows.append([f"{day} {int(row['hour']):02d}:00", scenario.name, hub, *numbers])
    return Sheet(
        "Week",
        "The mean week, hour by hour",
        ("Hour", "Scenario", "Hub", *columns.values()),
        rows,
        coloured=range(3, 3 + len(columns)),
    )


def _changes(material: Material) -> Sheet:
    rows = [[name, *each] for name, listed in changes(material, in_all_words) for each in listed]
    return Sheet(
        "Changes",
        "What each scenario changes in the baseline",
        ("Scenario", "What", "Before", "Now"),
        rows,
    )


def _assumptions(material: Material) -> Sheet:
    known: list[dict[str, Any]] = [dict(material.manifest), *material.manifest["compared_with"]]
    rows: list[list[Value]] = [
        [one["scenario"], words, SheetNumber(100 * one["demand_by_basis"].get(basis, 0.0), 1)]
        for one in known
        for basis, words in BASES.items()
    ]
    return Sheet(
        "Assumptions",
        "What the number of incidents of a year rests on; of sussex-2017 docs/assumptions.md lists "
        "all else",
        ("Scenario", "Basis", "Share of incidents, %"),
        rows,
    )
