"""The tables of draws that are written to files: a line for each draw, and one for each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import Design
from sim.outputs.uncertainty_rules import ByRule
from sim.world.arrays import Bools, Floats


def table_of_draws(
    drawn: Design,
    agrees: Mapping[str, Bools],
    agreeing: Bools,
    values: Mapping[Cell, tuple[Floats, Floats]],
) -> dict[str, Any]:
    """Return columns: what was drawn, whether it counts, and what came of it.

    Parameters
    ----------
    drawn, agrees, agreeing
        The inputs, with which published figures each draw agrees, and whether it counts.
    values : mapping of Cell to tuple of array
        The value of the baseline, and the change, in each draw.
    """
    table: dict[str, Any] = {"draw": range(drawn.draws)}
    table |= {one.path: drawn.values()[:, n] for n, one in enumerate(drawn.numbers)}
    for n, rule in enumerate(drawn.rules):
        table[rule.name] = [rule.answers[given] for given in drawn.answers()[:, n]]
    table |= {f"agrees: {name}": given for name, given in agrees.items()}
    table["counts"] = agreeing
    for cell, (baseline, change) in values.items():
        name = " ".join(part for part in cell if part != ALL)
        table[f"baseline: {name}"] = baseline
        table[f"change: {name}"] = change
    return table


def lines_by_rule(found: Sequence[ByRule]) -> Iterator[dict[str, Any]]:
    """Yield a line for each answer to a rule, or combination of answers, and each measure.

    Shares are 0 to 1; changes are in the unit of the measure, of the whole period.
    """
    for one in found:
        for case in one.cases:
            odds = case.odds
            for cell, change in case.changes.items():
                yield {
                    "rule": "; ".join(one.rules),
                    "answer": "; ".join(case.answers),
                    "drawn": odds.drawn,
                    "counted": odds.counted,
                    "share_before": odds.before,
                    "share_after": odds.after,
                    "share_after_low": odds.after_low,
                    "share_after_high": odds.after_high,
                    **cell._asdict(),
                    "change_mean": change.mean,
                    "change_low": change.low,
                    "change_high": change.high,
                    "better_share": change.better,
                    "worse_share": change.worse,
                }
