"""The part of `sixhubs uncertainty` on rules that are not known: what the answer is under each."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import RuleNotKnown
from sim.outputs.uncertainty_rules import ByRule, Odds, UnderAnswer, main_cells
from sim.report.terminal.layout import empty_table
from sim.report.terminal.words import decimals_for, figure, interval, shown, visible
from sim.scenario.schema.scenario import Scenario

#: Draws from which on the outermost fortieth at each end holds a draw.
ENOUGH = 40
_FEW = f" Where fewer than {ENOUGH} draws count, the range of 95 of 100 is wider than shown."
#: What published figures say about an answer, by the verdict.
_SPEAK = {1: "speak for it", 0: "cannot tell", -1: "speak against it"}


def rule_tables(
    baseline: Scenario, rules: Sequence[RuleNotKnown], found: Sequence[ByRule]
) -> list[RenderableType]:
    """Return for each rule how likely its answers are, and the main changes under each."""
    parts: list[RenderableType] = []
    by_name = {rule.name: rule for rule in rules}
    for one in found:
        table = empty_table("Answer", "Draws", "Count", "Before", "After", words=_words(baseline))
        for case in one.cases:
            table.add_row(_named(case), *_odds(case.odds, is_told=bool(baseline.published)))
        heading = [Text(f"By rule: {' and '.join(one.rules)}", style="bold")]
        if len(one.rules) == 1:
            heading.append(Text(_meanings(baseline, by_name[one.rules[0]])))
        parts += [Group(*heading), table, _changes(baseline, one)]
    if parts:
        few = any(case.odds.counted < ENOUGH for one in found for case in one.cases)
        parts.append(Text(_how_to_read(baseline) + (_FEW if few else "")))
    return parts


def _words(baseline: Scenario) -> list[str]:
    return ["Published figures"] if baseline.published else []


def _meanings(baseline: Scenario, rule: RuleNotKnown) -> str:
    """Say what the answers mean: each in the words of its scenario."""
    said = [f"{rule.answers[0]}: as in {baseline.name}"]
    others = zip(rule.answers[1:], rule.meanings[1:], strict=False)
    said += [f"{answer}: {meaning[:1].lower()}{meaning[1:]}" for answer, meaning in others]
    return f"{'; '.join(said)}."


def _how_to_read(baseline: Scenario) -> str:
    if not baseline.published:
        return "Nothing was published of the baseline: all draws count, and shares stay as drawn."
    return (
        "Before: how likely the answer is taken to be. After: its share of the draws that count, "
        "which is how likely it is given what was published; in brackets, what that share could be "
        "with more draws. Published figures: whether they speak for the answer or against it."
    )


def _named(case: UnderAnswer) -> Text:
    return Text(", ".join(case.answers))


def _odds(odds: Odds, *, is_told: bool) -> list[str]:
    numbers = [str(odds.drawn), str(odds.counted), _percent(odds.before)]
    if not is_told:
        return [*numbers, _percent(odds.after)]
    span = interval(100 * odds.after_low, 100 * odds.after_high, 0)
    return [*numbers, f"{_percent(odds.after)} ({span})", _SPEAK[odds.verdict]]


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{figure(100 * share, 0)}%"


def _changes(baseline: Scenario, one: ByRule) -> RenderableType:
    """Return the main changes, each under every answer."""
    table = empty_table("Change, if it is", "Mean", "95 of 100", "Draws")
    for cell in main_cells(list(one.cases[0].changes)):
        if not any(case.changes[cell].draws for case in one.cases):
            continue
        table.add_row(Text(shown(cell, baseline).label, style="bold"))
        for case in one.cases:
            table.add_row(Text(f"  {_named(case)}"), *_change(baseline, cell, case))
    return table


def _change(baseline: Scenario, cell: Cell, case: UnderAnswer) -> list[str]:
    found, factor = case.changes[cell], shown(cell, baseline).factor
    decimals = visible(found.mean * factor, decimals_for(found.mean * factor))
    span = interval(found.low * factor, found.high * factor, decimals, sign=True)
    return [figure(found.mean * factor, decimals, sign=True), span, str(found.draws)]
