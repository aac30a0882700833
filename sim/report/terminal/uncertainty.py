"""What `sixhubs uncertainty` prints: how sure each change is, and what it depends on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.outputs.manifest import highest_marking
from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import Design, Sureness
from sim.outputs.uncertainty_reasons import FEWEST, Influence
from sim.outputs.uncertainty_rules import ByRule
from sim.report.terminal.layout import empty_table, marked, section
from sim.report.terminal.not_shared import days_of_another_hub, unless_days_differ
from sim.report.terminal.uncertainty_reasons import TOO_FEW, reasons, worth_finding_out
from sim.report.terminal.uncertainty_rules import ENOUGH, rule_tables
from sim.report.terminal.words import (
    decimals_for,
    figure,
    interval,
    plain,
    shown,
    value_of,
    visible,
)
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted
from sim.world.arrays import Bools

#: Characters in a line.
WIDTH = 80
#: From this share of the draws on, a change is said to be better, or worse, whatever was drawn.
NEARLY_ALL = 0.95


class DrawsRun(NamedTuple):
    """What was drawn and run, and what came of it."""

    baseline: Scenario
    scenario: Scenario
    design: Design
    agrees: Mapping[str, Bools]  #: with each published figure, by draw
    agreeing: Bools  #: draws that agree with all
    set_by_scenario: tuple[str, ...]
    taken_away: tuple[str, ...]
    seed: int
    found: Mapping[Cell, Sureness]
    reasons: Mapping[Cell, tuple[Influence, ...]]
    by_rules: Sequence[ByRule]


def uncertainty_table(drawn: DrawsRun) -> RenderableType:
    """Return all that is printed: changes, rules, what would be worth knowing, what was drawn."""
    baseline = drawn.baseline
    parts: list[RenderableType] = [
        Text(_heading(drawn)),
        _changes(drawn),
        Text(_how_to_read(drawn)),
    ]
    parts += rule_tables(baseline, drawn.design.rules, drawn.by_rules)
    parts.append(worth_finding_out(baseline, drawn.design, drawn.reasons))
    parts.append(reasons(baseline, drawn.design, drawn.reasons))
    parts.append(section("What was drawn", _inputs(drawn)))
    return marked(highest_marking([baseline, drawn.scenario]), *parts)


def _heading(drawn: DrawsRun) -> str:
    baseline, scenario, draws = drawn.baseline, drawn.scenario, drawn.design.draws
    count = int(np.count_nonzero(drawn.agreeing))
    many = " and ".join(
        counted(number, noun)
        for number, noun in (
            (len(drawn.design.numbers), "number"),
            (len(drawn.design.rules), "rule"),
        )
        if number
    )
    is_one = len(drawn.design.numbers) + len(drawn.design.rules) == 1
    times = counted(draws, "time")
    how = f"It was drawn {times}" if is_one else f"All were drawn {times}, each"
    text = (
        f"How sure is it that {scenario.name} differs from {baseline.name}, while inputs are not "
        f"known?\n\nNot known behind the answer: {many}. {how} from what it may be: "
        "every draw is a force that could be. In "
    )
    if drawn.agrees:
        text += f"{count} of these {draws} the baseline gives what was published of it, and only "
        text += "these count. In them "
    else:
        text += "each "
    but = unless_days_differ([baseline, scenario])
    text += f"the scenario was run as well, on the same incidents{but}.\n"
    text += measured_period(baseline.run)
    return f"{text}, seed {drawn.seed}."


def _how_to_read(drawn: DrawsRun) -> str:
    text = (
        "Change: the mean over the draws. 95 of 100: the change lies in between in 95 of 100 "
        "draws, by what is not known and by chance, as each draw is one such period. Better in: "
        "share of the draws; in brackets, what that share could be with more draws."
    )
    text += "".join(f" {line}" for line in days_of_another_hub([drawn.baseline, drawn.scenario]))
    if np.count_nonzero(drawn.agreeing) < FEWEST:
        text += f"\n{TOO_FEW}"
    elif np.count_nonzero(drawn.agreeing) < ENOUGH:
        text += (
            f"\nFewer than {ENOUGH} draws count, too few for a range that holds 95 of 100: it is "
            "wider than shown. --draws sets how many there are."
        )
    return text


def _changes(drawn: DrawsRun) -> Table:
    """Return the changes, grouped by how sure they are; of few draws, by what all agree on."""
    count = int(np.count_nonzero(drawn.agreeing))
    are_few = count < FEWEST
    in_so_many = "in at least 95 of 100"
    if are_few:
        of_all = "the one draw that counts" if count == 1 else f"all {count} draws that count"
        in_so_many = f"in {of_all}"
    groups: dict[str, list[Cell]] = {
        f"Better {in_so_many}": [],
        f"Worse {in_so_many}": [],
        "May be either, or the same": [],
    }
    better, worse, either = groups.values()
    enough, share = (count, 1.0) if are_few else (FEWEST, NEARLY_ALL)
    for cell, one in drawn.found.items():
        # Where most draws have no value of it, the others do not tell.
        if one.draws >= enough and one.better >= share:
            better.append(cell)
        elif one.draws >= enough and one.worse >= share:
            worse.append(cell)
        else:
            either.append(cell)
    table = empty_table("Measure", "Change", "95 of 100", "Better in")
    for title, cells in groups.items():
        if cells:
            table.add_row(Text(title, style="bold"))
            _add_changes(table, drawn, cells)
    return table


def _add_changes(table: Table, drawn: DrawsRun, cells: Sequence[Cell]) -> None:
    for cell in cells:
        one, how = drawn.found[cell], shown(cell, drawn.baseline)
        decimals = visible(one.mean * how.factor, decimals_for(one.mean * how.factor))
        table.add_row(
            Text(how.label),
            figure(one.mean * how.factor, decimals, sign=True),
            interval(one.low * how.factor, one.high * how.factor, decimals, sign=True),
            _share(one),
        )


def _share(one: Sureness) -> str:
    if math.isnan(one.better):
        return "-"
    span = interval(100 * one.better_low, 100 * one.better_high, 0)
    return f"{figure(100 * one.better, 0)}% ({span})"


def _inputs(drawn: DrawsRun) -> list[str]:
    """Say what was drawn, what was held against it, and what was left as it is."""
    lines = []
    for number in drawn.design.numbers:
        what = "a factor" if "*" in number.path else f"{value_of(number.assumed)} is assumed"
        known = drawn.baseline.evidence[number.path]
        span = f"{value_of(number.low)} to {value_of(number.high)}"
        lines.append(f"{known.label or number.path}: {span}, {what} ({known.source})")
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
    if drawn.taken_away:
        named = ", ".join(drawn.taken_away)
        lines.append(f"not drawn, as {drawn.baseline.name} takes it away: {named}")
    return lines
