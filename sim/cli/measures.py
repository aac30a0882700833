"""The command `sixhubs measures`: what each measure is, and where it is computed."""

from __future__ import annotations

import textwrap

import click
from click.shell_completion import CompletionItem

from sim.cli.options import examples

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
    from sim.outputs.measures.registry import KNOWN

    if name is not None:
        names = {each: (each,) for each in KNOWN}
        chosen = found("measure", name, names, listed_by="sixhubs measures")
        click.echo(_explained(chosen))
        return
    width = max(map(len, KNOWN))
    units = max(len(measure.unit) for measure in KNOWN.values())
    click.echo(f"{'name':{width}}  {'unit':{units}}  {'better':7}  meaning")
    for measure in KNOWN.values():
        better = measure.good.value.replace("neutral", "-")
        click.echo(f"{measure.name:{width}}  {measure.unit:{units}}  {better:7}  {measure.meaning}")
    click.echo("\nhow one is computed: sixhubs measures NAME")


def _explained(name: str) -> str:
    """Return all there is to know of a measure."""
    from sim.report.definitions import define

    known = define(name)
    rows = {
        "Meaning": known.measure.meaning,
        "Unit": known.measure.unit,
        "Better": known.better,
        "Headline": known.headline,
        "Split by": known.split_by,
        "Computed in": known.computed_in,
    }
    lines = [name, ""]
    for label, text in rows.items():
        hang = " " * 13
        lines.append(
            textwrap.fill(text, _WIDTH, initial_indent=f"{label:13}", subsequent_indent=hang)
        )
    return "\n".join([*lines, "", *known.formula])
