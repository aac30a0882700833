"""What `sixhubs break-even` prints: the break-even of each measure, and what studies leave open."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.break_even import BreakEven, Point
from sim.outputs.manifest import highest_marking
from sim.outputs.statistics import Cell
from sim.report.terminal.layout import empty_table, marked, section
from sim.report.terminal.not_shared import days_of_another_hub, unless_days_differ
from sim.report.terminal.words import gain_with_interval, how_gains_read, plain, shown, value_of
from sim.scenario.facts.numbers import numbers_or_none
from sim.scenario.facts.times import measured_period
from sim.scenario.reading.words import listed, with_capital
from sim.scenario.schema.evidence import Evidence
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted


class BreakEvenQuestion(NamedTuple):
    """What was looked for."""

    baseline: Scenario
    scenario: Scenario
    path: str
    is_factor: bool
    low: float
    high: float
    ceiling: float  #: of demand in all runs
    seed: int
    replications: int


def break_even_table(asked: BreakEvenQuestion, found: Mapping[Cell, BreakEven]) -> RenderableType:
    """Return the table of break-evens, and its reading in words."""
    both = asked.baseline, asked.scenario
    heading = (
        f"At what value does {asked.scenario.name} become better than {asked.baseline.name}?\n"
        f"{_parameter(asked)}\n"
        f"{measured_period(asked.baseline.run)}; {counted(asked.replications, 'replication')}, "
        f"seed {asked.seed}; the same incidents at every value{unless_days_differ(both)}."
    )
    return marked(
        highest_marking(both),
        Text(heading),
        _table(asked, found),
        Text(" ".join([how_gains_read(asked.replications), *days_of_another_hub(both)])),
        section("In plain words", [_in_words(asked, cell, one) for cell, one in found.items()]),
        section("Evidence", _about(asked, found, evidence_of(asked))),
    )


def evidence_of(asked: BreakEvenQuestion) -> Evidence | None:
    """Return what the baseline, or else the scenario, says of the range of the parameter."""
    return asked.baseline.evidence.get(asked.path) or asked.scenario.evidence.get(asked.path)


def _parameter(asked: BreakEvenQuestion) -> str:
    """Say what is varied, how far, what it is now, and in which of the scenarios."""
    evidence = evidence_of(asked)
    what = f"a factor on {asked.path}" if asked.is_factor else asked.path
    if evidence and evidence.label:
        what = f"{with_capital(evidence.label)} ({what})"
    span = f"{what}: from {value_of(asked.low)} to {value_of(asked.high)}"
    pair = asked.baseline, asked.scenario
    having = {one.name: found for one in pair if (found := numbers_or_none(one, asked.path))}
    if len(having) == 1:
        (name,) = having
        where = f"in {name} alone, as the other scenario has none"
    else:
        where = "the same in both scenarios"
    if asked.is_factor:
        now = "1 is what they say now" if len(having) > 1 else "1 is what it says now"
    else:
        by_name = {
            name: value_of(value) for name, found in having.items() for value in found.values()
        }
        each = [f"{name} says {value}" for name, value in by_name.items()]
        agree = len(by_name) > 1 and len(set(by_name.values())) == 1
        now = f"now both say {max(by_name.values())}" if agree else f"now {listed(each, 'and')}"
    return f"{span}, {where}; {now}"


def _table(asked: BreakEvenQuestion, found: Mapping[Cell, BreakEven]) -> Table:
    low, high = value_of(asked.low), value_of(asked.high)
    table = empty_table(
        "Measure", "Break-even", "95% interval", f"Gain at {low}", f"Gain at {high}"
    )
    for cell, one in found.items():
        how = shown(cell, asked.baseline)
        table.add_row(
            Text(how.label),
            "none" if one.value is None else value_of(one.value),
            _range(asked, one),
            _gain(asked.low, one.first, how.factor),
            _gain(asked.high, one.last, how.factor),
        )
    return table


def _gain(end: float, point: Point, factor: float) -> str:
    """Return the gain at an end of the range, or where values begin or end within it."""
    gain = gain_with_interval(point, factor)
    if point.value == end or math.isnan(point.gain):
        return gain
    return f"no values; at {value_of(point.value)}\n{gain}"


def _range(asked: BreakEvenQuestion, one: BreakEven) -> str:
    """Return the interval of a break-even; open where it leaves the range that was searched."""
    if one.value is None or one.first.low == one.first.high or math.isnan(one.first.low):
        return ""
    least = "below " + value_of(asked.low) if one.least is None else value_of(one.least)
    most = "above " + value_of(asked.high) if one.most is None else value_of(one.most)
    return f"{least} to {most}"


def _in_words(asked: BreakEvenQuestion, cell: Cell, one: BreakEven) -> str:
    """Say in a sentence at which values the scenario is better by a measure."""
    label = shown(cell, asked.baseline).name
    scenario, low, high = asked.scenario.name, value_of(one.first.value), value_of(one.last.value)
    what = "factor" if asked.is_factor else "value"
    if _is_chance(one):
        return f"{label}: cannot tell; the interval of the gain holds zero at every {what} tried."
    if one.value is not None:
        side = "above" if one.rises else "below"
        text = f"{label}: {scenario} is better {side} {value_of(one.value)}"
        if one.crossings > 1:
            text += f"; the gain passes zero {one.crossings} times, and this is the first"
        return f"{text}."
    if math.isnan(one.first.gain):
        return f"{label}: no values to compare."
    if one.first.gain == one.last.gain == 0:
        return f"{label}: no difference at the {what}s tried, from {low} to {high}."
    if one.first.gain > 0:
        return f"{label}: {scenario} is better at every {what} from {low} to {high}."
    text = f"{label}: no {what} up to {high} makes {scenario} pay"
    nearest = one.least if one.rises else one.most
    if nearest is not None:
        text += f", though from {value_of(nearest)} on it cannot be ruled out"
    return f"{text}."


def _within(
    asked: BreakEvenQuestion, found: Mapping[Cell, BreakEven], low: float, high: float
) -> list[str]:
    """Say by which measures the scenario is better in what may be, from `low` to `high`."""
    if low > high:
        return ["None of that range was searched."]
    by_kind: dict[str, list[str]] = {}
    for cell, one in found.items():
        kind = _pays(one, low, high)
        by_kind.setdefault(kind, []).append(shown(cell, asked.baseline).name)
    span, name = f"From {value_of(low)} to {value_of(high)}", asked.scenario.name
    said = {
        "throughout": f"{span} {name} is better throughout",
        "depends": f"{span} it depends on the value whether {name} is better",
        "never": f"{span} there is no value at which {name} pays",
        "equal": f"{span} it makes no difference at the values tried",
        "chance": f"{span} these replications cannot tell",
    }
    found_kinds = [kind for kind in said if kind in by_kind]
    return [f"{said[kind]}: {'; '.join(by_kind[kind])}." for kind in found_kinds]


def _pays(one: BreakEven, low: float, high: float) -> str:
    """Return whether a scenario is better throughout a range, never, or at some values of it."""
    if math.isnan(one.first.gain):
        return "unknown"
    if _is_chance(one):
        return "chance"
    if one.value is None:
        if one.first.gain == one.last.gain == 0:
            return "equal"
        return "throughout" if one.first.gain > 0 else "never"
    if one.crossings > 1 or low < one.value < high:
        return "depends"
    return "throughout" if (one.value <= low) == one.rises else "never"


def _is_chance(one: BreakEven) -> bool:
    """Whether every gain that was found may be chance: no limit of its interval passes zero."""
    ends = (one.first, one.last)
    holds_zero = all(end.low <= 0 <= end.high and end.low < end.high for end in ends)
    return holds_zero and one.least is None and one.most is None


def _about(
    asked: BreakEvenQuestion, found: Mapping[Cell, BreakEven], evidence: Evidence | None
) -> Sequence[str]:
    """Say what is known of the parameter, and how the break-evens lie to it."""
    lines = []
    if evidence is None:
        lines.append(
            f"Nothing is said of how far {asked.path} may differ; a scenario says so under "
            "`evidence`."
        )
    else:
        span = f"{value_of(evidence.low)} to {value_of(evidence.high)}"
        times = " times what is said" if asked.is_factor else ""
        what = with_capital(evidence.label) or asked.path
        lines.append(f"{what} may be anything from {span}{times} ({evidence.source}).")
        lines += _within(asked, found, max(evidence.low, asked.low), min(evidence.high, asked.high))
    if asked.ceiling > asked.baseline.demand.ceiling:
        lines.append(
            f"All runs leave room for {plain(asked.ceiling)} times the demand (demand.ceiling), so "
            "their incidents are not those of an ordinary comparison."
        )
    return lines
