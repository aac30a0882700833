"""Whether targets are met, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.outputs.statistics import Cell
from sim.report.terminal.words import OPEN_SHARE, open_share, plain, possible, target_share_of
from sim.scenario.schema.scenario import Scenario


def target_text(scenario: Scenario, cell: Cell) -> str:
    """Return the share that should be reached in time, e.g. ``80%``; nothing without a target."""
    share = target_share_of(scenario, cell)
    return f"{plain(share * 100)}%" if share else ""


def is_met(scenario: Scenario, cell: Cell, rows: Mapping[Cell, Mapping[str, Any]]) -> str:
    """Say whether a scenario meets the target of a cell; nothing where it has none."""
    if cell not in rows:
        return ""
    low, high = possible(rows[cell]["ci_low"], rows[cell]["ci_high"], 100.0, share=True)
    target = target_share_of(scenario, cell) * 100
    return met(low, high, target, open_share(rows, cell))


def met(low: float, high: float, target: float, unknown: float) -> str:
    """Say whether a share meets its target, given its interval; nothing without one.

    It holds whichever way those turn out whose outcome is not known at the end.
    """
    if math.isnan(low) or math.isnan(high) or not target:
        return ""
    if low * (1 - unknown) >= target:
        return "met"
    if high * (1 - unknown) + 100 * unknown < target:
        return "missed"
    return f"{unknown:.0%} not known yet" if unknown > OPEN_SHARE else "cannot tell"


def target_of_run(
    scenario: Scenario, cell: Cell, rows: Mapping[Cell, Mapping[str, Any]], low: float, high: float
) -> str:
    """Say whether enough incidents of a grade are reached in time: ``80%: met``."""
    unknown = open_share(rows, cell)
    target = target_share_of(scenario, cell) * 100
    parts = [target_text(scenario, cell), met(low, high, target, unknown)]
    if unknown > OPEN_SHARE and not any(parts[1:]):
        parts.append(f"{unknown:.0%} not known yet")
    return ": ".join(part for part in parts if part)
