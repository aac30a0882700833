"""The headline measures of a result: what is compared, how it came out, and what was changed.

Verdicts are those of the comparison; none is decided here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.outputs.headlines import headlines_of
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.page.figures import Number, Outcome
from sim.report.page.material import Material
from sim.report.terminal.notes import Row
from sim.report.terminal.reading import reading
from sim.report.terminal.words import (
    decimals_for,
    figure,
    interval,
    possible,
    shown,
    visible,
)
from sim.scenario.schema.scenario import Scenario

#: Style of a verdict; others have none.
STYLES = {Verdict.BETTER: "better", Verdict.WORSE: "worse"}
#: Fields that say what a scenario is called, and change nothing in it.
_TITLES = ("name", "title", "why", "protective_marking")
#: Longest value that is shown of a change.
_VALUE = 80


@dataclass(frozen=True)
class Headline:
    """A headline measure, of the baseline and of each scenario."""

    cell: Cell
    label: str
    baseline: Number
    span: str  #: 95% interval of the baseline's mean
    outcomes: tuple[Outcome, ...]
    decimals: int


def headlines(material: Material) -> list[Headline]:
    """Return the headline measures, in the order of the screen."""
    found = []
    for cell in headlines_of(material.baseline):
        row = material.means[material.baseline.name].get(cell)
        if row is None:
            continue
        how = shown(cell, material.baseline)
        mean = row["mean"] * how.factor if row["replications"] else math.nan
        decimals = decimals_for(mean) if how.decimals is None else how.decimals
        low, high = possible(row["ci_low"], row["ci_high"], how.factor, share=how.share)
        outcomes = [
            _outcome(
                scenario, cell, material.changes[scenario.name].get(cell), how.factor, decimals
            )
            for scenario in material.others
        ]
        found.append(
            Headline(
                cell,
                how.label,
                Number(figure(mean, decimals), cell.measure),
                interval(low, high, decimals),
                tuple(outcomes),
                decimals,
            )
        )
    return found


def _outcome(
    scenario: Scenario, cell: Cell, row: Row | None, factor: float, decimals: int
) -> Outcome:
    if row is None or not row["replications"]:
        none = Number("no values", cell.measure)
        return Outcome(scenario.name, none, none, Verdict.EMPTY, "", math.nan, math.nan, math.nan)
    value, low, high = (row[name] * factor for name in ("difference", "ci_low", "ci_high"))
    places = visible(value, decimals)
    span = interval(low, high, places, sign=True)
    change = figure(value, places, sign=True)
    if not math.isnan(low) and low == high:
        change, span = f"{change} each time" if value else "no change", ""
    return Outcome(
        scenario.name,
        Number(figure(row["scenario_mean"] * factor, decimals), cell.measure),
        Number(change, cell.measure, span),
        str(row["better"]),
        STYLES.get(row["better"], ""),
        value,
        row["simultaneous_low"] * factor,
        row["simultaneous_high"] * factor,
    )


def answer(material: Material) -> list[str]:
    """Return what the numbers say, in sentences."""
    if material.comparison is None:
        return []
    return reading(material.baseline, material.others, material.comparison)


def changed(material: Material) -> list[tuple[Scenario, list[tuple[str, str, str]]]]:
    """Return what each scenario changes: the field, the old value and the new one."""
    listed = material.manifest["compared_with"]
    found = []
    for scenario, one in zip(material.others, listed, strict=True):
        rows = [
            (str(each["path"]), _value(each["old"]), _value(each["new"]))
            for each in one["overrides"]
            if str(each["path"]).partition(".")[0] not in _TITLES
        ]
        found.append((scenario, rows))
    return found


def _value(value: object) -> str:
    """Return a value of a scenario, not too long."""
    text = "none" if value is None else str(value)
    return text if len(text) <= _VALUE else f"{text[:_VALUE]}…"
