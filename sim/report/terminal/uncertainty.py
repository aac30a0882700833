"""What `sixhubs uncertainty` prints: how sure each change is, and what it hangs on most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.manifest import highest_marking
from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import NAMED_FROM, Design, Influence, Sureness
from sim.report.terminal.columns import empty_table
from sim.report.terminal.layout import marked, section
from sim.report.terminal.words import (
    Shown,
    counted,
    decimals_for,
    figure,
    interval,
    plain,
    shown,
    visible,
)
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Bools

#: Inputs that are named of each measure.
MOST_NAMED = 3
#: Draws from which on the outermost fortieth at each end holds a draw.
ENOUGH = 40
#: Digits of a value of an input.
DIGITS = 3


class Drawn(NamedTuple):
    """What was drawn and run."""

    baseline: Scenario
    scenario: Scenario
    design: Design
    agrees: Mapping[str, Bools]  #: with each published figure, by draw
    kept: Bools  #: draws that agree with all
    set_by_scenario: tuple[str, ...]
    seed: int


def uncertainty_table(drawn: Drawn, found: Mapping[Cell, Sureness]) -> RenderableType:
    """Return the tables of changes and of what they hang on, and what was drawn."""
    baseline, scenario = drawn.baseline, drawn.scenario
    kept = int(np.count_nonzero(drawn.kept))
    heading = (
        f"How sure is it that {scenario.name} differs from {baseline.name}, as inputs are not "
        f"known?\n{counted(drawn.design.draws, 'draw')} of "
        f"{counted(len(drawn.design.numbers), 'number')} and "
        f"{counted(len(drawn.design.rules), 'rule')}, seed {drawn.seed}; "
        f"{measured_period(baseline.run)}.\n"
    )
    if drawn.agrees:
        heading += (
            f"{kept} of them give the baseline the figures that were published of it, and count; "
            "the others do not."
        )
    if kept < ENOUGH:
        heading += (
            f"\nFewer than {ENOUGH} draws count, too few for a range that holds 95 of 100: it is "
            "wider than shown. --draws sets how many there are."
        )
    return marked(
        highest_marking([baseline, scenario]),
        Text(heading),
        _changes(drawn, found),
        Text(
            "95 of 100: where the change of such a period lies in 95 of 100 draws, whatever is not "
            "known and by chance. Better in: share of the draws, with its 95% interval."
        ),
        section(
            "What the change hangs on: part of its spread, and the change at either end",
            _reasons(drawn, found),
        ),
        section("What was drawn", _inputs(drawn)),
    )


def _changes(drawn: Drawn, found: Mapping[Cell, Sureness]) -> Table:
    table = empty_table("Measure", "Change", "95 of 100", "Better in")
    for cell, one in found.items():
        how = shown(cell, drawn.baseline)
        decimals = visible(one.mean * how.factor, decimals_for(one.mean * how.factor))
        table.add_row(
            Text(how.label),
            figure(one.mean * how.factor, decimals, sign=True),
            interval(one.low * how.factor, one.high * how.factor, decimals, sign=True),
            _share(one),
        )
    return table


def _share(one: Sureness) -> str:
    if math.isnan(one.better):
        return "-"
    span = interval(100 * one.better_low, 100 * one.better_high, 0)
    return f"{figure(100 * one.better, 0)}% ({span})"


def _reasons(drawn: Drawn, found: Mapping[Cell, Sureness]) -> list[str]:
    """Say for each measure on which inputs its change hangs most."""
    lines = []
    for cell, one in found.items():
        how = shown(cell, drawn.baseline)
        if not one.influences:
            continue
        named = [each for each in one.influences if each.share >= NAMED_FROM][:MOST_NAMED]
        said = "; ".join(_influence(drawn, each, how) for each in named)
        lines.append(f"{how.label}: {said or 'on nothing that was drawn more than on chance'}.")
    return lines or ["Too few draws count to tell; --draws sets how many there are."]


def _influence(drawn: Drawn, one: Influence, how: Shown) -> str:
    """Say what an input does: the changes expected at its ends, or at its answers."""
    values = [end * how.factor for end in one.ends]
    decimals = max(visible(value, decimals_for(*values)) for value in values)
    changes = [figure(value, decimals, sign=True) for value in values]
    part = f"{100 * one.share:.0f}%"
    for number in drawn.design.numbers:
        if number.path == one.name:
            low, high = (_value(end) for end in (number.low, number.high))
            named = _label(drawn, number.path)
            return f"{named} ({part}: {changes[0]} at {low}, {changes[1]} at {high})"
    (rule,) = (each for each in drawn.design.rules if each.name == one.name)
    said = ", ".join(f"{change} {name}" for change, name in zip(changes, rule.answers, strict=True))
    return f"{one.name} ({part}: {said})"


def _label(drawn: Drawn, path: str) -> str:
    return drawn.baseline.evidence[path].label or path


def _value(value: float) -> str:
    return plain(float(f"{value:.{DIGITS}g}"))


def _inputs(drawn: Drawn) -> list[str]:
    """Say what was drawn, what was held against it, and what was left as it is."""
    lines = []
    for number in drawn.design.numbers:
        what = "a factor" if "*" in number.path else f"{_value(number.assumed)} is assumed"
        source = drawn.baseline.evidence[number.path].source
        span = f"{_value(number.low)} to {_value(number.high)}"
        lines.append(f"{_label(drawn, number.path)}: {span}, {what} ({source})")
    lines += [f"{rule.name}: {', '.join(rule.answers)}" for rule in drawn.design.rules]
    for name, agrees in drawn.agrees.items():
        one = drawn.baseline.published[name]
        many = f"{np.count_nonzero(agrees)} of {drawn.design.draws}"
        lines.append(
            f"published: {name}, {plain(one.low)} to {plain(one.high)} ({one.source}); {many} "
            "draws agree"
        )
    if drawn.set_by_scenario:
        named = ", ".join(drawn.set_by_scenario)
        lines.append(f"not drawn, as {drawn.scenario.name} itself sets it: {named}")
    return lines
