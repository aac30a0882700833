"""From rows of ``comparison.csv`` to rows that people read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from sim.outputs.measures.registry import KNOWN, Good
from sim.outputs.rows import Row
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict, word_of
from sim.report.comparison.parts import ComparedMeasure, ComparedValue
from sim.report.terminal.words import MeasureFormat, shown, visible
from sim.scenario.schema.scenario import Scenario

#: More decimals than these are never shown.
MOST_DECIMALS = 6
_WORDS = (Verdict.BETTER, Verdict.WORSE, Verdict.TOO_SMALL, Verdict.UNCLEAR)


def row_of(
    cell: Cell,
    baseline: Scenario,
    before: Mapping[Cell, Row],
    after: Sequence[Mapping[Cell, Row]],
    *,
    how: MeasureFormat | None = None,
) -> ComparedMeasure:
    """Return one measure in all scenarios.

    Parameters
    ----------
    cell : Cell
        The measure and what it is of.
    baseline : Scenario
        For names, targets and the length of the period.
    before : mapping
        Rows of ``measures.csv`` of the baseline.
    after : sequence of mappings
        Rows of ``comparison.csv`` of each scenario.
    how : MeasureFormat, optional
        How it is shown; by default as what is measured of the whole period.
    """
    how = how or shown(cell, baseline)
    mean = before[cell]["mean"] * how.factor if cell in before else math.nan
    if math.isnan(mean):
        known = [rows[cell]["baseline_mean"] * how.factor for rows in after if cell in rows]
        mean = known[0] if known else math.nan
    decimals = how.decimals_of(mean)
    found = [rows.get(cell) for rows in after]
    entries = [
        entry_of(row, how, decimals) if row and row["replications"] else None for row in found
    ]
    own = baseline.headlines.get(cell.measure)
    why = own.why if own else ""
    return ComparedMeasure(cell, how, mean, decimals, tuple(entries), why=why)


def entry_of(row: Row, how: MeasureFormat, decimals: int) -> ComparedValue:
    """Return one measure in one scenario, in the unit of the screen."""
    is_headline = not math.isnan(float(row.get("simultaneous_low", math.nan)))
    is_headline |= row["better"] in (*_WORDS, Verdict.SAME, Verdict.SET)
    ends = ("simultaneous_low", "simultaneous_high") if is_headline else ("ci_low", "ci_high")
    low, high = (row[name] * how.factor for name in ends)
    smallest = float(row.get("smallest_that_matters", 0.0)) * how.factor
    entry = ComparedValue(
        baseline=row["baseline_mean"] * how.factor,
        mean=row["scenario_mean"] * how.factor,
        change=row["difference"] * how.factor,
        low=low,
        high=high,
        verdict=str(row["better"]),
        decimals=decimals,
        smallest=0.0 if math.isnan(smallest) else smallest,
    )
    return entry._replace(decimals=_telling(entry, str(row["measure"])))


def _telling(entry: ComparedValue, measure: str) -> int:
    """Return enough decimals for what is printed to bear out the verdict."""
    decimals = entry.decimals
    if entry.verdict not in (Verdict.UNCLEAR, Verdict.TOO_SMALL):
        # Of a change that may be none, the ends of the interval are to be seen.
        may_be_none = entry.low <= 0 <= entry.high
        told = max(-entry.low, entry.high) if may_be_none else entry.change
        decimals = visible(told, decimals)
    known = KNOWN.get(measure)
    if entry.verdict not in _WORDS or known is None or math.isnan(entry.low):
        return decimals
    good = Good.HIGHER if known.good is Good.NEUTRAL else known.good
    # What is too small to matter may look like nothing at all: more decimals would say no more.
    fitting = {entry.verdict} | ({Verdict.SAME} if entry.verdict == Verdict.TOO_SMALL else set())
    while decimals < MOST_DECIMALS:
        low, high, smallest = (
            round(one, decimals) for one in (entry.low, entry.high, entry.smallest)
        )
        if word_of(low, high, smallest, good) in fitting:
            break
        decimals += 1
    return decimals


def first_of(rows: Iterable[ComparedMeasure]) -> tuple[ComparedMeasure, ...]:
    """Return the rows of which some scenario has a value."""
    return tuple(row for row in rows if any(row.entries))
