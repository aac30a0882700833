"""The command `sixhubs measures`: what each measure is, and where it is computed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from sim.cli.options import examples

if TYPE_CHECKING:
    from sim.outputs.measures.registry import Measure

#: Functions that lay values out as rows, and by what they split them.
_LAYOUTS = {
    "hub_grade_cells": ("hub", "grade"),
    "team_hub_cells": ("team", "hub"),
    "Cells": ("team",),
    "nothing": (),  # a row made by hand: that of the Resolution Centre
}
_WIDTH = 96


def _complete(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from sim.outputs.measures.registry import COMPARED, REGISTRY

    names = (*REGISTRY, *COMPARED)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(epilog=examples("sixhubs measures", "sixhubs measures within_target_share"))
@click.argument("name", required=False, shell_complete=_complete)
def measures(name: str | None) -> None:
    """List all measures, or explain one: its unit, formula and place in the code.

    A measure is a number in the tables of results, such as a mean wait.
    """
    from sim.cli.naming import found
    from sim.outputs.measures.registry import COMPARED, REGISTRY

    known = REGISTRY | COMPARED
    if name is not None:
        names = {each: (each,) for each in known}
        chosen = found("measure", name, names, listed_by="sixhubs measures")
        click.echo(_explained(known[chosen]))
        return
    width = max(map(len, known))
    units = max(len(measure.unit) for measure in known.values())
    click.echo(f"{'name':{width}}  {'unit':{units}}  {'better':7}  meaning")
    for measure in known.values():
        better = measure.good.value.replace("neutral", "-")
        click.echo(f"{measure.name:{width}}  {measure.unit:{units}}  {better:7}  {measure.meaning}")
    click.echo("\nhow one is computed: sixhubs measures NAME")


def _explained(measure: Measure) -> str:
    """Return all there is to know of a measure."""
    from sim.outputs.measures.registry import REGISTRY, Good
    from sim.outputs.statistics import HEADLINES

    if measure.name in REGISTRY:
        from sim.outputs.measures.all_measures import function_of

        function: Callable[..., Any] = function_of(measure.name)
        split = dimensions(function)
    else:
        from sim.outputs.tables import _with_prevented

        function, split = _with_prevented, ("hub",)
    better = "neither" if measure.good is Good.NEUTRAL else measure.good.value
    grades = [cell.grade for cell in HEADLINES if cell.measure == measure.name]
    of_grades = [f"grade {grade}" for grade in grades if grade != "all"]
    verdict = "yes" + (f", of {' and '.join(of_grades)}" if of_grades else "")
    rows = {
        "Meaning": measure.meaning,
        "Unit": measure.unit,
        "Better": better,
        "Headline": verdict if grades else "no (exploratory in comparisons)",
        "Split by": " and ".join(split) if len(split) < 3 else ", ".join(split),
        "Computed in": f"{function.__module__.replace('.', '/')}.py: {_name(function)}",
    }
    lines = [measure.name, ""]
    for label, text in rows.items():
        hang = " " * 13
        lines.append(
            textwrap.fill(text, _WIDTH, initial_indent=f"{label:13}", subsequent_indent=hang)
        )
    return "\n".join([*lines, "", *_formula(function)])


def dimensions(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return by what a measure is split: of team, hub and grade, those that its rows name.

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


def _name(function: Callable[..., Any]) -> str:
    """Return the name of a function, or of the one that makes it."""
    return function.__qualname__.partition(".")[0]


def _formula(function: Callable[..., Any]) -> list[str]:
    """Return the docstring, without the unit, which is told above."""
    import inspect

    lines = (inspect.getdoc(function) or "").splitlines()
    return [line for line in lines if not line.startswith("Unit:")]
