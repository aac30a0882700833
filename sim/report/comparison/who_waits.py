"""Who waits longer or less long: vulnerable people and others, and in which districts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.outputs.measures.registry import ALL
from sim.outputs.rows import Row, records
from sim.outputs.statistics import Cell
from sim.report.terminal.words import decimals_for, figure, interval
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

VULNERABLE, OTHERS = Cell("vulnerable_wait_mean_min"), Cell("others_wait_mean_min")
BY_HARM = "harm_weighted_wait_min"
#: Changes of a wait that are shown as nothing, in minutes.
NOTHING_MIN = 0.05


def who_waits(
    scenarios: Sequence[Scenario],
    changes: Mapping[str, Mapping[Cell, Row]],
    districts: pd.DataFrame | None,
) -> list[str]:
    """Return up to two lines for each scenario, where its intervals say that somebody is touched.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Those that are compared with the baseline.
    changes : mapping
        Rows of ``comparison.csv`` of each, by its name and by cell; waits in minutes.
    districts : DataFrame or None
        ``districts_comparison.csv``, if there is one.
    """
    said = []
    for scenario in scenarios:
        told = (_by_vulnerability(changes[scenario.name]), _by_district(scenario, districts))
        said += [f"{scenario.name}: {line}." for line in told if line]
    return said


def _by_vulnerability(rows: Mapping[Cell, Row]) -> str:
    """Say how the mean wait of vulnerable people changes, and that of all others."""
    if VULNERABLE not in rows or OTHERS not in rows:
        return ""
    vulnerable, others = rows[VULNERABLE], rows[OTHERS]
    if not (_is_clear(vulnerable) or _is_clear(others)):
        return ""
    return (
        f"the mean wait changes by {_change(vulnerable)} for vulnerable people and by "
        f"{_change(others)} for all others"
    )


def _by_district(scenario: Scenario, districts: pd.DataFrame | None) -> str:
    """Say where the wait weighted by harm falls most or rises least, and where it rises most."""
    if districts is None:
        return ""
    mine = districts[
        (districts["scenario"] == scenario.name)
        & (districts["measure"] == BY_HARM)
        & (districts["team"] == ALL)
        & (districts["grade"] == ALL)
        & (districts["district"] != ALL)
    ]
    found = [row for row in records(mine) if not math.isnan(row["difference"])]
    rows = sorted(found, key=lambda row: (row["difference"], row["district"]))
    if len(rows) < 2 or not any(map(_is_clear, rows)):
        return ""
    least, most = (f"{_change(row)} in {row['district']}" for row in (rows[0], rows[-1]))
    return f"weighted by harm, the wait changes by between {least} and {most}"


def _is_clear(row: Row) -> bool:
    """Tell whether the interval of a change leaves out zero, and the change is worth showing."""
    low, high, change = float(row["ci_low"]), float(row["ci_high"]), float(row["difference"])
    return abs(change) >= NOTHING_MIN and (low > 0 or high < 0)


def _change(row: Row) -> str:
    """Return e.g. ``+27.8 min (+20.1 to +35.5)``."""
    change = row["difference"]
    decimals = decimals_for(change)
    span = interval(row["ci_low"], row["ci_high"], decimals, sign=True)
    return f"{figure(change, decimals, sign=True)} min{f' ({span})' if span else ''}"
