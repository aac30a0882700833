"""By what a measure is split: of team, hub and grade, those that its rows name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.outputs.measures.registry import REGISTRY

#: Functions that lay values out as rows, and by what they split them.
_LAYOUTS = {
    "hub_grade_cells": ("hub", "grade"),
    "ratio_of": ("hub", "grade"),
    "hub_cells": ("hub",),
    "team_hub_cells": ("team", "hub"),
    "Cells": ("team",),
    "nothing": (),  # a row made by hand: that of the Resolution Centre
}
#: What measures of a comparison alone are split by.
_OF_COMPARISONS = ("hub",)


def split_of(name: str) -> tuple[str, ...]:
    """Return by what a measure is split; this imports what computes it."""
    if name not in REGISTRY:
        return _OF_COMPARISONS
    from sim.outputs.measures.all_measures import function_of

    return dimensions(function_of(name))


def dimensions(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return by what the rows of a measure's function are split.

    It follows the functions of the measure to those that lay out rows.
    """
    pending, seen, split = [function], {function}, set[str]()
    while pending:
        current = pending.pop()
        for name in current.__code__.co_names:
            split.update(_LAYOUTS.get(name, ()))
            called: Any = current.__globals__.get(name)
            module = getattr(called, "__module__", "")
            ours = module.startswith("sim.outputs.measures") and name not in _LAYOUTS
            if ours and hasattr(called, "__code__") and called not in seen:
                pending.append(called)
                seen.add(called)
    return tuple(each for each in ("team", "hub", "grade") if each in split)
