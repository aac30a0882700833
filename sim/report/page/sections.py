"""The tables and words of the page that are not charts, section by section."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.outputs.headlines import headlines_of
from sim.outputs.measures.registry import Good
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.page.figures import Entry, Number, Table
from sim.report.page.headlines import Headline
from sim.report.page.material import Material
from sim.report.page.words import change, form_of, good, mean, name_of, number
from sim.report.terminal.notes import notes
from sim.report.terminal.words import grade_label, listed, shown
from sim.scenario.facts.times import measured_period

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
    "asb_powers_count",
    "repeat_share",
    "incidents_prevented",
)
#: What the counts of a scenario's demand can rest on, in words.
BASES = {
    "official": "published counts",
    "derived": "worked out from published counts",
    "assumption": "assumptions",
}


def measures_table(material: Material, caption: str, cells: Sequence[Cell]) -> Table:
    """Return measures as rows: the baseline's mean, and the change in each scenario."""
    names = [scenario.name for scenario in material.others]
    rows: list[list[Entry]] = []
    for cell in cells:
        known = [material.changes[name].get(cell) for name in names]
        before = mean(material, material.baseline.name, cell)
        if math.isnan(before) and not any(row and row["replications"] for row in known):
            continue
        form = form_of(cell.measure, material.weeks)
        rows.append([
            Number(f"{name_of(cell.measure)}, {form.unit}", cell.measure),
            number(cell.measure, before, factor=form.factor),
            *(change(cell.measure, row, factor=form.factor) for row in known),
        ])  # fmt: skip
    return Table(caption, ("Measure", material.baseline.name, *names), rows)


def prevention(material: Material) -> Table:
    """Return what prevention was planned, delivered and lost, and what it did."""
    return measures_table(
        material,
        "Prevention: means, and changes with 95% intervals",
        [Cell(measure) for measure in _PREVENTION],
    )


def investigations(material: Material) -> Table:
    """Return how investigations fare."""
    return measures_table(
        material,
        "The investigation team: means, and changes with 95% intervals",
        [Cell(measure, team="investigation") for measure in _INVESTIGATION],
    )


def hubs(material: Material) -> list[Table]:
    """Return the response by hub, a table for each headline of a grade."""
    names = [scenario.name for scenario in material.others]
    tables = []
    for cell in headlines_of(material.baseline):
        if cell.grade == "all" or len(material.baseline.hubs) < 2:
            continue
        rows: list[list[Entry]] = []
        for hub in material.baseline.hubs:
            here = cell._replace(hub=hub)
            rows.append([
                hub,
                number(cell.measure, mean(material, material.baseline.name, here), decimals=1),
                *(change(cell.measure, material.changes[name].get(here)) for name in names),
            ])  # fmt: skip
        caption = f"{shown(cell, material.baseline).label}, by hub"
        tables.append(Table(caption, ("Hub", material.baseline.name, *names), rows))
    return tables


def matrix(material: Material, headlines: Sequence[Headline]) -> Table:
    """Return headlines by scenarios: what each gives, the verdict, and the change."""
    rows: list[list[Entry]] = [
        [Number(headline.label, headline.cell.measure), headline.baseline, *headline.outcomes]
        for headline in headlines
    ]
    names = (scenario.name for scenario in material.scenarios)
    return Table(
        "Headline measures by scenario: mean, verdict, and change with its 95% interval",
        ("Measure", *names),
        rows,
    )


def run_table(headlines: Sequence[Headline]) -> Table:
    """Return the headline measures of a single run."""
    rows: list[list[Entry]] = [
        [headline.label, headline.baseline, headline.span] for headline in headlines
    ]
    return Table("Headline measures", ("Measure", "Mean", "95% interval"), rows)


def costs(material: Material, headlines: Sequence[Headline]) -> Table | None:
    """Return what each scenario costs more or less, and what a unit of each gain costs.

    None where the scenarios have no costs.
    """
    if not material.others or not mean(material, material.baseline.name, COST) > 0:
        return None
    rows: list[list[Entry]] = []
    for place, scenario in enumerate(material.others):
        row = material.changes[scenario.name].get(COST)
        rows.append([
            scenario.name,
            number(COST.measure, mean(material, scenario.name, COST)),
            change(COST.measure, row),
            _per_unit(material, headlines, place),
        ])  # fmt: skip
    return Table(
        "Cost of posts and overtime over the measured period, and what is gained for it",
        ("Scenario", Number("Cost, £", COST.measure), Number("Change, £", COST.measure),
         "Cost of each unit gained"),
        rows,
    )  # fmt: skip


def _per_unit(material: Material, headlines: Sequence[Headline], place: int) -> str:
    """Say what a unit of each clear gain costs, where the scenario clearly costs more."""
    row = material.changes[material.others[place].name].get(COST)
    if row is None or not row["replications"]:
        return "no costs"
    gains = [h for h in headlines if h.outcomes[place].verdict == Verdict.BETTER]
    if not gains:
        return "no clear gain"
    if not row["ci_low"] > 0:
        clearly = "costs clearly less" if row["ci_high"] < 0 else "no clear difference in cost"
        return f"{clearly}: gains have no price here"
    said = []
    for headline in gains:
        if good(headline.cell.measure) is Good.NEUTRAL:
            continue
        what = shown(headline.cell, material.baseline).what
        price = row["difference"] / abs(headline.outcomes[place].value)
        said.append(f"£{price:,.0f} for each of the {what}")
    return "; ".join(said)


def certainty(material: Material) -> list[str]:
    """Return how far chance goes, and what else a reader has to know."""
    return notes(material.scenarios, material.measures, material.comparison)


def bases(material: Material) -> Table:
    """Return on what the counts of each scenario's demand rest, in shares."""
    known = [material.manifest, *material.manifest["compared_with"]]
    rows: list[list[Entry]] = [
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
        f"{grade_label(material.baseline, str(n))} (grade {n})"
        for n, grade in sorted(material.baseline.grades.items())
        if grade.served_by == "attendance"
    ]
    lines = [
        f"Measured: {measured_period(run)}, after {run.warm_up_days} days that are not.",
        f"Replications: {manifest['replications']}, each a possible run; seed {manifest['seed']}.",
        f"Officers attend {listed(calls)}.",
    ]
    if material.others:
        lines.append(
            "In each replication all scenarios meet the same incidents, so that a change is known "
            "far better than either mean. Intervals are those of paired differences (t)."
        )
    return lines


def manifest_rows(material: Material) -> list[tuple[str, str]]:
    """Return what identifies the run, all of it the same wherever and whenever it is repeated."""
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
