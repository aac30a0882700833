"""A finding: something wrong at a path of a scenario; and the form that every check has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

from sim.errors import Level
from sim.scenario.reading.tree import Path
from sim.scenario.schema.scenario import Scenario


class Finding(NamedTuple):
    """Something wrong at a path of the scenario.

    Parameters
    ----------
    path : tuple of str and int
        Keys and list positions from the top.
    message : str
        What was got and what was expected.
    at_key : bool
        Whether the key is wrong rather than what it holds.
    level : str
        Whether it is an error or a warning.
    because : tuple of str and int
        Of a warning that a setting has no effect: the path of the setting that takes it away. Where
        a file switches off what another file sets, that is meant, and nobody is warned.
    """

    path: Path
    message: str
    at_key: bool = False
    level: Level = "error"
    because: Path = ()


@dataclass(frozen=True)
class Check:
    """One rule that a scenario must keep beyond what the schema says, or is warned of breaking.

    Parameters
    ----------
    name : str
        The name of the function.
    sections : frozenset of str
        The top-level keys it looks at. Where one of them has faults, it runs without what is
        faulty; of a scenario with changes, only checks run that look at what has changed.
    find : callable
        Yields what is wrong.
    """

    name: str
    sections: frozenset[str]
    find: Callable[[Scenario], Iterator[Finding]]


def reads(*sections: str) -> Callable[[Callable[[Scenario], Iterator[Finding]]], Check]:
    """Make a check of a function, naming the top-level keys at which it looks."""

    def make(function: Callable[[Scenario], Iterator[Finding]]) -> Check:
        return Check(function.__name__, frozenset(sections), function)

    return make


def checks_of(*files: ModuleType) -> tuple[Check, ...]:
    """Return the checks that files define, file by file, in the order in which they stand there."""
    return tuple(
        each
        for file in files
        for each in vars(file).values()
        if isinstance(each, Check) and each.find.__module__ == file.__name__
    )
