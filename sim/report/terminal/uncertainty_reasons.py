"""The part of `sixhubs uncertainty` on what a change depends on, and what is worth finding out."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import Design
from sim.outputs.uncertainty_reasons import FEWEST, Influence, Worth, worth_knowing
from sim.outputs.uncertainty_rules import main_cells
from sim.report.terminal.layout import empty_table, section
from sim.report.terminal.words import MeasureFormat, decimals_for, figure, shown, value_of, visible
from sim.scenario.schema.scenario import Scenario

#: Inputs that are named of each measure, and of all.
MOST_NAMED = 3
MOST_WORTH = 5
#: Digits of a value between the ends of a range.
ROUNDED = 2

Reasons = Mapping[Cell, tuple[Influence, ...]]
TOO_FEW = f"Fewer than {FEWEST} draws count, too few to tell; --draws sets how many there are."


def worth_finding_out(baseline: Scenario, drawn: Design, found: Reasons) -> RenderableType:
    """Return which input would take away most of the spread of the main changes."""
    title = "What to find out next"
    cells = main_cells(list(found))
    taken_apart = {cell: found[cell] for cell in cells if found[cell]}
    if not taken_apart:
        return section(title, [TOO_FEW])
    ranked = worth_knowing(taken_apart)
    if not ranked:
        return section(title, ["No input can be told from chance; more --draws might do."])
    table = empty_table("Spread that would go if it were known", "Part", words=("Of which change",))
    for one in ranked[:MOST_WORTH]:
        part = f"{100 * one.mean:.0f}%"
        table.add_row(Text(label_of_input(baseline, one.name)), part, _of(baseline, one))
    advice = Text(_advice(baseline, drawn, ranked[0]))
    return Group(Text(title, style="bold"), table, "", advice)


def _of(baseline: Scenario, one: Worth) -> Text:
    parts = [
        f"{shown(cell, baseline).label} {100 * share:.0f}%"
        for cell, share in sorted(one.shares.items(), key=lambda item: -item[1])
        if share
    ]
    return Text("; ".join(parts))


def _advice(baseline: Scenario, drawn: Design, best: Worth) -> str:
    """Say what to measure first, and how much narrower the ranges would become."""
    cell, share = max(best.shares.items(), key=lambda item: item[1])
    named = label_of_input(baseline, best.name)
    how = shown(cell, baseline).label
    narrower = 100 * (1 - math.sqrt(1 - min(share, 1.0)))
    what = "look up" if best.name in {one.name for one in drawn.rules} else "measure"
    return (
        f"If you could {what} one thing: {named} ({_source(baseline, best.name)}). Known, the "
        f"range of {how!r} would be about {narrower:.0f}% narrower, on average. Part: mean over "
        f"{len(best.shares)} main changes, each counting alike; what cannot be told from chance "
        "counts as 0. The rest of the spread is the other inputs, and chance, which nothing takes "
        "away but a longer period."
    )


def _source(baseline: Scenario, name: str) -> str:
    known = baseline.evidence.get(name)
    return known.source if known else "a rule that nobody has published"


def label_of_input(baseline: Scenario, name: str) -> str:
    """Return what an input is called: a number by its label, a rule by its name."""
    known = baseline.evidence.get(name)
    return (known.label or name) if known else name


def reasons(baseline: Scenario, drawn: Design, found: Reasons) -> RenderableType:
    """Say for each measure on which inputs its change depends most."""
    title = "What each change depends on: part of its spread, and the change at low and high values"
    lines = []
    for cell, each in found.items():
        if not each:
            continue
        how = shown(cell, baseline)
        named = [one for one in each if one.is_told][:MOST_NAMED]
        said = "; ".join(_influence(baseline, drawn, one, how) for one in named)
        lines.append(f"{how.label}: {said or 'on nothing that can be told from chance'}.")
    return section(title, lines or [TOO_FEW])


def _influence(baseline: Scenario, drawn: Design, one: Influence, how: MeasureFormat) -> str:
    """Say what an input does: the changes where it is low and high, or at its answers."""
    values = [value * how.factor for value in one.changes]
    known = [value for value in values if not math.isnan(value)]
    decimals = max(visible(value, decimals_for(*known)) for value in known)
    changes = [figure(value, decimals, sign=True) for value in values]
    answers = next((rule.answers for rule in drawn.rules if rule.name == one.name), ())
    at = [f"at {value_of(value, ROUNDED)}" for value in one.at] or list(answers)
    said = ", ".join(f"{change} {where}" for change, where in zip(changes, at, strict=True))
    return f"{label_of_input(baseline, one.name)} ({100 * one.share:.0f}%: {said})"
