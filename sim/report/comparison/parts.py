"""The parts of a comparison, ready to be laid out.

All numbers are in the units of the screen (`ComparedMeasure.how`), all words are those of the
screen. A `Comparison` holds the question, what was changed, the headline measures with verdicts,
what else the question calls for, and what a reader has to know. Text is plain: whoever lays it out
escapes it.

    comparison.changes["ring-fenced"]        # ("redeployment.rule: queue_long -> never", ...)
    for row in comparison.headlines.rows:    # the matrix: a row for each headline measure,
        for entry in row.entries:            # an entry for each of comparison.scenarios
            entry.change, entry.low, entry.high, entry.verdict
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.terminal.words import MeasureFormat, figure, interval
from sim.scenario.schema.scenario import Scenario

#: What is said beside a row of a hub that compares two areas.
SERVES_OTHERS = "serves other districts than in the baseline"


class ComparedValue(NamedTuple):
    """One measure in one scenario, against the baseline; in the unit of the screen."""

    baseline: float  #: mean of the baseline over the pairs that are compared
    mean: float  #: mean of the scenario
    change: float  #: mean difference
    low: float  #: interval of the difference: for headlines the one that holds with all the others
    high: float  #: of the same scenario, else the 95% interval by itself; NaN where there is none
    verdict: str  #: one of `sim.outputs.verdicts.Verdict`
    decimals: int  #: as many as keep a printed interval from contradicting its verdict
    smallest: float = 0.0  #: smallest difference that matters; 0: any
    target: str = ""  #: whether the scenario meets the target of the measure, where it has one
    size: float = 0.0  #: change in standard deviations of the baseline between replications

    @property
    def is_small(self) -> bool:
        """Whether it is better or worse, but as printed by less than what matters.

        The interval of such a change reaches what matters, or it would be too small to matter.
        """
        is_clear = self.verdict in (Verdict.BETTER, Verdict.WORSE)
        return is_clear and round(abs(self.change), self.decimals) < self.smallest

    def change_and_span(self) -> tuple[str, str]:
        """Return the change and its interval in words; no interval where there is none to tell."""
        change = figure(self.change, self.decimals, sign=True)
        if self.low == self.high or self.verdict == Verdict.SAME:
            return (f"{change} each time" if self.change else "no change"), ""
        return change, interval(self.low, self.high, self.decimals, sign=True)

    @property
    def remark(self) -> str:
        """What a reader has to know of a change on which no verdict is given, if anything."""
        return SERVES_OTHERS if self.verdict == Verdict.OTHER_DISTRICTS else ""


class ComparedMeasure(NamedTuple):
    """One measure in all scenarios."""

    cell: Cell  #: measure, team, hub, grade
    how: MeasureFormat  #: label with unit, unit and thing after an amount
    baseline: float  #: mean of the baseline over all its replications
    decimals: int  #: of the means
    entries: tuple[ComparedValue | None, ...]  #: by scenario; None: no values to compare
    target: str = ""  #: e.g. ``80%``, where the measure has a target
    baseline_target: str = ""  #: whether the baseline meets it
    why: str = ""  #: why a difference smaller than `smallest` does not matter

    @property
    def smallest(self) -> float:
        """Smallest difference that matters; 0: any."""
        return max((entry.smallest for entry in self.entries if entry), default=0.0)


class TitledTable(NamedTuple):
    """A table with a title."""

    title: str
    rows: tuple[ComparedMeasure, ...]
    scenarios: tuple[str, ...]  #: names, in the order of the entries
    says: str = ""  #: a line below it
    is_headline: bool = False  #: whether it holds verdicts, or is exploratory


@dataclass(frozen=True)
class Comparison:
    """Everything that is shown of a comparison."""

    marking: str
    baseline: Scenario
    scenarios: tuple[Scenario, ...]
    period: str  #: e.g. ``28 days from Mon 02 Oct 2017``
    replications: int
    seed: int
    #: What each scenario changes in the baseline, by its name: ``path: old -> new``.
    changes: Mapping[str, tuple[str, ...]]
    headlines: TitledTable
    #: What was asked for by `--by` and `--measure`.
    asked: tuple[TitledTable, ...]
    #: What it buys, what it costs, what stays open, in sentences.
    reading: tuple[str, ...]
    #: Where the change is local: the hubs and districts that it names.
    local: tuple[TitledTable, ...] = ()
    #: For each scenario, what moved most outside the headlines.
    moved: tuple[TitledTable, ...] = ()
    #: What happened in the windows of the baseline.
    windows: tuple[TitledTable, ...] = ()
    notes: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()  #: who waits longer or less long, in sentences
    money: tuple[str, ...] = ()  #: what gains cost, and what is saved of what is asked for
