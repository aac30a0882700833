"""The tables and words of the page that are not charts, section by section."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sim.outputs.headlines import headlines_of
from sim.outputs.measures.registry import ALL
from sim.outputs.money import priced
from sim.outputs.statistics import Cell
from sim.report.comparison.parts import ComparedMeasure
from sim.report.comparison.rows import row_of
from sim.report.labels import grade_label
from sim.report.page.figures import Number, Table, TableEntry
from sim.report.page.headlines import baseline_of, change_of, outcome_of
from sim.report.page.material import Material
from sim.report.page.svg import shortened
from sim.report.terminal.money import UnitPrice, unit_prices
from sim.report.terminal.not_shared import days_of_another_hub, unless_not_shared
from sim.report.terminal.targets import target_of_run
from sim.report.terminal.words import (
    figure,
    interval,
    plain,
    possible,
    shown,
)
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.differences import differences
from sim.scenario.facts.times import measured_period
from sim.scenario.reading.tree import in_one_line
from sim.scenario.reading.words import listed, with_capital
from sim.wording import counted

COST = Cell("cost_gbp")
_INVESTIGATION = (
    "open_cases_end",
    "cases_waiting_allocation_end",
    "allocation_wait_mean_days",
    "case_elapsed_median_days",
    "case_hours_worked",
    "charged_share",
    "no_suspect_share",
)
_PREVENTION = (
    "prevention_hours_planned",
    "prevention_hours_delivered",
    "prevention_hours_redeployed",
    "reactive_share_of_prevention_teams",
    "prevention_lost_gbp",
    "prevention_delivered_gbp",
    "asb_powers_count",
    "repeat_share",
    "incidents_prevented",
)
#: Characters of a value that are shown.
_WIDTH = 80
#: Units at the end of the name of a setting, in words.
UNITS = {"min": "minutes", "hours": "hours", "days": "days", "share": "share", "gbp": "£"}
#: What the counts of a scenario's demand can rest on, in words.
BASES = {
    "official": "published counts",
    "derived": "worked out from published counts",
    "assumption": "assumptions",
}


def measures_table(
    material: Material,
    caption: str,
    cells: Sequence[Cell],
    heading: Callable[[ComparedMeasure], TableEntry],
) -> Table:
    """Return measures as rows: the baseline's mean, and the change in each scenario."""
    before = material.means[material.baseline.name]
    after = [material.changes[scenario.name] for scenario in material.others]
    known = [row_of(cell, material.baseline, before, after) for cell in cells]
    return rows_table(material, caption, "Measure", [(heading(row), row) for row in known])


def _columns(material: Material) -> str:
    """Return what the columns of a table of measures hold."""
    return "means, and changes with 95% intervals" if material.others else "means"


def rows_table(
    material: Material, caption: str, first: str, rows: Sequence[tuple[TableEntry, ComparedMeasure]]
) -> Table:
    """Return rows of a comparison as a table without verdicts; empty rows are passed over."""
    found: list[list[TableEntry]] = [
        [
            heading,
            Number(figure(row.baseline, row.decimals), row.cell.measure),
            *(change_of(row, entry) for entry in row.entries),
        ]
        for heading, row in rows
        if not math.isnan(row.baseline) or any(row.entries)
    ]
    return Table(caption, (first, *change_headers(material)), found)


def change_headers(material: Material, names: Sequence[str] = ()) -> list[str]:
    """Return the headings of columns of the baseline's means, and of changes from them."""
    others = names or [scenario.name for scenario in material.others]
    return [material.baseline.name, *(f"Change under {name}" for name in others)]


def label(row: ComparedMeasure) -> Number:
    """Return the name of a measure, linked to what explains it."""
    return Number(row.how.label, row.cell.measure)


def prevention(material: Material) -> Table:
    """Return what prevention was planned, delivered and lost, and what it did.

    Rows that are 0 throughout are not shown: posts may have no price, and nothing be repeated.
    """
    cells = [cell for cell in map(Cell, _PREVENTION) if material.is_anywhere(cell)]
    return measures_table(material, f"Prevention: {_columns(material)}", cells, label)


def investigations(material: Material) -> Table:
    """Return how investigations fare."""
    return measures_table(
        material,
        f"The investigation team: {_columns(material)}",
        [Cell(measure, team="investigation") for measure in _INVESTIGATION],
        lambda row: Number(_named_alone(row), row.cell.measure),
    )


def _named_alone(row: ComparedMeasure) -> str:
    """Return the name of a measure without its team, which the caption names."""
    _, _, name = row.how.label.rpartition(": ")
    return with_capital(name)


def hubs(material: Material) -> list[Table]:
    """Return the response by hub: a table for each headline of a grade, of a single run one."""
    tables = []
    if len(material.baseline.hubs) < 2:
        return []
    usual = headlines_of(material.baseline)
    chosen = [cell for cell in usual if cell.grade != ALL and cell.hub == ALL]
    if not material.others:
        return [_hubs_of_run(material, chosen)] if chosen else []
    for cell in chosen:
        cells = [cell._replace(hub=hub) for hub in material.baseline.hubs]
        name = shown(cell, material.baseline).label
        caption = f"{name}, by hub: {_columns(material)} (exploratory)"
        table = measures_table(material, caption, cells, lambda row: row.cell.hub)
        tables.append(replace(table, headers=("Hub", *table.headers[1:])))
    return tables


def _hubs_of_run(material: Material, cells: Sequence[Cell]) -> Table:
    """Return a table with a row for each hub, and a column for each measure."""
    scenario, means = material.baseline, material.means[material.baseline.name]
    rows: list[list[TableEntry]] = []
    for hub in scenario.hubs:
        known = [row_of(cell._replace(hub=hub), scenario, means, []) for cell in cells]
        numbers = (Number(figure(one.baseline, one.decimals), one.cell.measure) for one in known)
        rows.append([hub, *numbers])
    names = [shown(cell, scenario).label for cell in cells]
    return Table("Means by hub", ("Hub", *names), rows)


def matrix(material: Material, headlines: Sequence[ComparedMeasure]) -> Table:
    """Return headlines by scenarios: what each gives, the verdict, and the change."""
    rows: list[list[TableEntry]] = [
        [label(row), baseline_of(row), *(outcome_of(row, entry) for entry in row.entries)]
        for row in headlines
    ]
    baseline = material.baseline.name
    return Table(
        f"Headline measures: the mean under each scenario, whether that is better or worse than "
        f"under {baseline}, and the change from {baseline} with its interval. Each number leads to "
        "its formula.",
        ("Measure", f"{baseline} (baseline)", *(scenario.name for scenario in material.others)),
        rows,
    )


def matters(headlines: Sequence[ComparedMeasure]) -> list[str]:
    """Return the smallest differences that matter, with their reasons, those alike together."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in headlines:
        if row.smallest:
            least = row.how.difference(plain(row.smallest))
            found.setdefault((least, row.why), []).append(row.how.name)
    return [
        f"{'; '.join(names)}: a change of less than {least} does not matter"
        f"{f' ({why})' if why else ''}."
        for (least, why), names in found.items()
    ]


def run_table(material: Material, headlines: Sequence[ComparedMeasure]) -> Table:
    """Return the headline measures of a single run."""
    means = material.means[material.baseline.name]
    rows: list[list[TableEntry]] = []
    for row in headlines:
        ends = means[row.cell]["ci_low"], means[row.cell]["ci_high"]
        low, high = possible(*ends, row.how.factor, share=row.how.share)
        value = Number(figure(row.baseline, row.decimals), row.cell.measure)
        target = target_of_run(material.baseline, row.cell, means, low, high)
        rows.append([label(row), value, interval(low, high, row.decimals) or "-", target])
    return Table("Headline measures", ("Measure", "Mean", "95% interval", "Target"), rows)


def costs(material: Material) -> Table | None:
    """Return what each scenario costs more or less; None where the scenarios have no costs."""
    means = material.means
    of = priced([material.baseline, *material.others])
    if not material.others or not of:
        return None
    changes = [material.changes[scenario.name] for scenario in material.others]
    cost = row_of(COST, material.baseline, means[material.baseline.name], changes)
    rows: list[list[TableEntry]] = [
        [
            scenario.name,
            Number(figure(entry.mean, 0) if entry else "-", COST.measure),
            change_of(cost, entry and entry._replace(decimals=0)),
        ]
        for scenario, entry in zip(material.others, cost.entries, strict=True)
    ]
    before = figure(cost.baseline, 0)
    return Table(
        f"Cost of {' and '.join(of)} over the measured period; the baseline costs £{before}",
        ("Scenario", label(cost), Number("Change", COST.measure)),
        rows,
    )


def unit_costs(material: Material) -> Table | None:
    """Return what a unit of each headline costs where it is gained, or saves where it is lost."""
    found = {
        scenario.name: {
            one.cell: one
            for one in unit_prices(material.baseline, scenario, material.changes[scenario.name])
        }
        for scenario in material.others
    }
    cells = dict.fromkeys(cell for prices in found.values() for cell in prices)
    rows: list[list[TableEntry]] = [
        [
            Number(shown(cell, material.baseline).label, cell.measure),
            *(_price(prices.get(cell)) for prices in found.values()),
        ]
        for cell in cells
    ]
    return Table(
        "What one unit of a measure costs in pounds a week where a scenario gains it, or yields "
        "where it loses it: cash, less what the prevention hours cost that it delivers more; for "
        "what prevention gives, cash alone. No price: the gain, the loss or the cost is not clear, "
        "or a scenario gains and saves, or loses and costs.",
        ("One unit of", *found),
        rows,
    )


def _price(one: UnitPrice | None) -> TableEntry:
    if one is None:
        return "no price"
    mean, _, span = one.amount().partition(" (")
    return Number(f"{'costs' if one.is_gained else 'yields'} {mean}", one.cell.measure,
                  span.removesuffix(")"))  # fmt: skip


def bases(material: Material) -> Table:
    """Return on what the counts of each scenario's demand rest, in shares."""
    known = [material.manifest, *material.manifest["compared_with"]]
    rows: list[list[TableEntry]] = [
        [one["scenario"], *(f"{100 * one['demand_by_basis'].get(basis, 0.0):.1f}%"
                            for basis in BASES)]
        for one in known
    ]  # fmt: skip
    return Table(
        "Share of a year's incidents by what their number rests on",
        ("Scenario", *BASES.values()),
        rows,
    )


def method(material: Material) -> list[str]:
    """Return how the numbers were made."""
    manifest, run = material.manifest, material.baseline.run
    calls = [
        f"{grade_label(material.baseline, str(grade))} (grade {grade})"
        for grade in grades_of_officers(material.baseline)
    ]
    before = counted(run.warm_up_days, "day")
    lines = [
        f"Measured: {measured_period(run)}, after a warm-up of {before}.",
        f"Replications: {manifest['replications']}, each a possible run; seed {manifest['seed']}.",
        f"Officers attend {listed(calls, 'and')}.",
    ]
    if material.others:
        lines.append(
            "In each replication all scenarios meet the same incidents"
            f"{unless_not_shared(material.scenarios)}, so that a change is known far better "
            "than either mean. Intervals are those of paired differences (t); those of headlines "
            "hold together with 95% confidence for all headlines of a scenario."
        )
        lines += days_of_another_hub(material.scenarios)
    return lines


def manifest_rows(material: Material) -> list[tuple[str, str]]:
    """Return what identifies the run; it is the same wherever and whenever the run is repeated."""
    manifest = material.manifest
    scenarios = [manifest, *manifest["compared_with"]]
    rows = [
        ("Program", f"sixhubs {manifest['version']}"),
        ("Seed", str(manifest["seed"])),
        ("Replications", str(manifest["replications"])),
        *((f"Scenario {one['scenario']}", f"SHA-256 {one['scenario_hash']}") for one in scenarios),
    ]
    files = manifest["files"]
    rows += [(name, f"SHA-256 {files[name]}") for name in ("measures.csv", "comparison.csv")
             if name in files]  # fmt: skip
    return rows


def changes(
    material: Material, in_words: Callable[[object], str]
) -> list[tuple[str, list[list[str]]]]:
    """Return what each scenario changes, in words: the field, the old value and the new one."""
    found = []
    for scenario in material.others:
        rows = [
            [setting(each.path), in_words(each.old), in_words(each.new)]
            for each in differences(material.baseline, scenario)
        ]
        found.append((scenario.name, rows))
    return found


def in_all_words(value: object) -> str:
    """Return a value of a scenario in words, with all its parts."""
    return ", ".join(map(in_one_line, _parts(value)))


def in_few_words(value: object) -> str:
    """Return a value of a scenario in words; of one with many parts the first, and how many more.

    A value that is changed as a whole, such as a team that goes, may have dozens of parts.
    """
    parts = [in_one_line(part) for part in _parts(value)]
    told = len(parts)
    while told > 1 and len(", ".join(parts[:told])) > _WIDTH:
        told -= 1
    text = shortened(", ".join(parts[:told]), _WIDTH)
    return f"{text} and {len(parts) - told} more" if told < len(parts) else text


def _parts(value: object) -> list[str]:
    """Return what stands in a value, part by part, in words."""
    if isinstance(value, Mapping) and value:
        return [
            f"{setting([key])} {part}" if place == 0 else part
            for key, one in value.items()
            for place, part in enumerate(_parts(one))
        ]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [part for one in value for part in _parts(one)]
    return [_in_words(value)]


def _in_words(value: object) -> str:
    if value is None or value in ([], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(value)
    return in_words(str(value))


def setting(path: Sequence[object]) -> str:
    """Return where a setting stands in words: ``redeployment, older than (minutes)``."""
    words = [str(key) for key in path]
    stem, _, unit = words[-1].rpartition("_")
    if stem and unit in UNITS:
        words[-1] = f"{stem} ({UNITS[unit]})"
    words = [f"grade {word}" if word.isdigit() else in_words(word) for word in words]
    return ", ".join(words[1:] if words[0] in ("grades", "teams") and len(words) > 1 else words)


def in_words(name: str) -> str:
    """Return a name of the schema as words: ``older_than_min`` is older than min."""
    return name.replace("_", " ").replace("pcso", "PCSO")
