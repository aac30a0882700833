"""Finds what somebody named on the command line: a hub, a grade, a measure, in any case."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from sim.errors import InputError, Problem, problem
from sim.suggestions import did_you_mean

if TYPE_CHECKING:
    from sim.scenario.schema.run import Run

Thing = TypeVar("Thing", bound=Hashable)


def day_problems(run: Run, day: int | None) -> list[Problem]:
    """Return what is wrong with a day that is asked about, with the days that there are."""
    days = run.warm_up_days + run.days
    if day is None or day <= days:
        return []
    from sim.scenario.facts.times import last_day_of

    period = f"{run.start:%a %d %b %Y} to {last_day_of(run):%a %d %b %Y}"
    return [problem("--day", f"got {day}, expected 1 to {days}: the run is from {period}")]


def found(
    where: str, given: str, known: Mapping[Thing, Iterable[str]], *, listed_by: str = ""
) -> Thing:
    """Return what was meant.

    Parameters
    ----------
    where : str
        The option or argument, for the message.
    given : str
        What was typed. Capitals do not matter, nor whether words are joined by a space, a hyphen
        or an underscore.
    known : mapping
        The names of each thing that there is.
    listed_by : str
        A command that lists what there is, where it is too much for a message.

    Raises
    ------
    InputError
        If nothing, or more than one thing, has that name. The message lists what there is.
    """
    wanted = _plain(given)
    fits = [kind for kind, names in known.items() if wanted in map(_plain, names)]
    if len(fits) == 1:
        return fits[0]
    every = {_plain(name): name for names in known.values() for name in names}
    near = did_you_mean(wanted, every)
    for plain, name in every.items():
        near = near.replace(repr(plain), repr(name))
    there = ", ".join(" or ".join(dict.fromkeys(names)) for names in known.values())
    several = ", which has several meanings" if fits else ""
    expected = f"expected {'one of ' * (len(every) > 1)}{there}"
    if listed_by:
        expected = f"{listed_by} lists what there is"
    raise InputError([problem(where, f"got {given!r}{several}; {expected}{near}")])


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
