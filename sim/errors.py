"""One way to say what is wrong with the input, and one to say that a run failed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sim.wording import readable

#: Set to 1 to see the traceback of an error that nobody expected.
DEBUG = "SIXHUBS_DEBUG"
#: An error stops a run; a warning is shown by ``sixhubs check`` and stops nothing.
Level = Literal["error", "warning"]
#: What was not done since the input is wrong; nothing for what the command itself is for.
Undone = Literal["", "written", "found"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with a scenario.

    Parameters
    ----------
    file : str
        File the value stands in, as the user named it.
    line, column : int
        Position of the value, counted from 1; 0 when the problem has no position.
    path : str
        Dotted path of the value in the scenario, e.g. ``teams.response.posts.Brighton``.
    message : str
        What was got and what was expected.
    level : str
        Whether it is an error or a warning.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    level: Level = "error"

    def __str__(self) -> str:
        """Return ``file:line:column: path: message``; what has no position is told without one.

        A warning says so before its message.
        """
        file = readable(self.file)
        said = f"warning: {self.message}" if self.level == "warning" else self.message
        if self.line:
            return f"{file}:{self.line}:{self.column}: {self.path or '(top)'}: {said}"
        return ": ".join(part for part in (file, self.path, said) if part)


def problem(where: str, message: str) -> Problem:
    """Return a problem without a position, of a whole file or folder or of the command line."""
    return Problem(where, 0, 0, "", message)


def without_advice(message: str) -> str:
    """Return a message without what it advises, which is for a value in a file."""
    return message.partition(";")[0]


class ScenarioWarning(UserWarning):
    """What is allowed but probably a mistake, given by `sixhubs.load` as a Python warning.

    `sixhubs.run` and `sixhubs.compare` give it for dates and seasons that have no day in the run.
    """


class InputError(Exception):
    """The input is wrong; the command ends with status 2 and writes nothing.

    Parameters
    ----------
    problems : iterable of Problem
        Everything that was found wrong, all at once.
    outcome : str
        What was not done since it is wrong; by default what the command is for.
    """

    def __init__(self, problems: Iterable[Problem], outcome: Undone = "") -> None:
        self.problems = sorted(problems)
        self.outcome = outcome
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what it is made of, so that it comes whole from another process."""
        return type(self), (self.problems, self.outcome)


class UnusableError(Exception):
    """Replications cannot run there; the command ends with status 2 and writes nothing."""


class OtherRunError(Exception):
    """The results folder holds another run; the command ends with status 2 and changes nothing."""


class RunError(Exception):
    """The input was right but the run failed; the command ends with status 1."""


class NotWritableError(RunError):
    """Results cannot be written there, and nothing was run; the command ends with status 2."""


def out_of_memory(error: MemoryError) -> str:
    """Say in one line that memory has run out, and what to do."""
    text = " ".join(str(error).split())
    return (
        f"there was not enough memory{f' ({text})' if text else ''}; run fewer replications at a "
        "time (--executor processes:1), fewer days, a smaller force, or without --log"
    )
