"""What somebody wants to see of a result: options that `compare` and `show` share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import click

from sim.errors import InputError, problem

BY = ("hub", "district", "type", "team")
_OPTIONS = (
    click.option(
        "--measure",
        "measures",
        multiple=True,
        metavar="NAME",
        help="Also show this measure, or show it with --by; may be given several times "
        "(sixhubs measures lists them).",
    ),
    click.option(
        "--details",
        is_flag=True,
        help="Show more than four scenarios in full, and list every change.",
    ),
)


class Showing(NamedTuple):
    """What is shown beside the usual."""

    by: str = ""
    measures: tuple[str, ...] = ()  #: names of measures as they are in tables
    details: bool = False


#: Nothing beside the usual.
USUAL = Showing()


def with_showing_options(*by: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options to a command.

    Parameters
    ----------
    *by : str
        What rows may be asked for by; by month they are shown instead of the usual ones.
    """
    months = "; or by calendar month instead, for scenarios that say by_month: true under run"
    instead = months if "month" in by else ""
    first = click.option(
        "--by",
        type=click.Choice(by),
        help=f"Also show rows by hub, district, type of incident, or team{instead}.",
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed((first, *_OPTIONS)):
            command = option(command)
        return command

    return add


def showing(by: str | None, measures: Sequence[str], details: bool) -> Showing:
    """Return what was asked for.

    Raises
    ------
    InputError
        If there is no such measure, or none of it by what rows are asked for by.
    """
    from sim.cli.naming import found
    from sim.outputs.measures.registry import COMPARED, REGISTRY
    from sim.report.labels import label_of

    known = {name: (name, label_of(name)) for name in (*REGISTRY, *COMPARED)}
    names = [found("--measure", one, known, listed_by="sixhubs measures") for one in measures]
    if by in BY:
        _refuse_what_is_not_split(by, names)
    return Showing(by or "", tuple(dict.fromkeys(names)), details)


def _refuse_what_is_not_split(by: str, names: Sequence[str]) -> None:
    """Refuse measures of which there are no rows by hub, district, type or team.

    Raises
    ------
    InputError
        If there is such a measure.
    """
    from sim.outputs.measures.breakdowns import BY_PART
    from sim.report.definitions import define

    by_part = by in ("district", "type")
    problems = []
    for name in names:
        split = define(name).split_by
        if name in BY_PART if by_part else by in split:
            continue
        instead = f"expected one of {', '.join(BY_PART)}" if by_part else f"it is by {split}"
        message = f"got {name!r}, which is not worked out by {by}; {instead}"
        problems.append(problem("--measure", message))
    if problems:
        raise InputError(problems)
