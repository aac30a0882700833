"""What a measure is: its formula, where it is computed, and by what it is split."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.outputs.measures.registry import ALL, KNOWN, REGISTRY, Good, Measure
from sim.outputs.split import split_of


class Definition(NamedTuple):
    """All there is to know of a measure."""

    measure: Measure
    better: str  #: higher, lower or neither
    headline: str
    split_by: str
    computed_in: str  #: file and function
    formula: tuple[str, ...]  #: lines


def define(name: str) -> Definition:
    """Return what is known of a measure; this imports what computes it."""
    from sim.outputs.headlines import HEADLINES, OF_SOME_COMPARISONS

    if name in REGISTRY:
        from sim.outputs.measures.all_measures import function_of

        function: Callable[..., Any] = function_of(name)
    else:
        from sim.outputs.tables import _with_prevented

        function = _with_prevented
    split = split_of(name)
    measure = KNOWN[name]
    rarely = "yes, where demand reacts to prevention" if name in OF_SOME_COMPARISONS else ""
    grades = [cell.grade for cell in HEADLINES if cell.measure == name]
    of_grades = [f"grade {grade}" for grade in grades if grade != ALL]
    verdict = "yes" + (f", of {' and '.join(of_grades)}" if of_grades else "")
    return Definition(
        measure,
        "neither" if measure.good is Good.NEUTRAL else measure.good.value,
        verdict if grades else rarely or "only where a scenario declares it; else exploratory",
        " and ".join(split) if len(split) < 3 else ", ".join(split),
        f"{function.__module__.replace('.', '/')}.py: {_name(function)}",
        tuple(_formula(function)),
    )


def _name(function: Callable[..., Any]) -> str:
    """Return the name of a function, or of the one that makes it."""
    return function.__qualname__.partition(".")[0]


def _formula(function: Callable[..., Any]) -> list[str]:
    """Return the docstring, without the unit, which is told above."""
    import inspect

    lines = (inspect.getdoc(function) or "").splitlines()
    return [line for line in lines if not line.startswith("Unit:")]
