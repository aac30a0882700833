"""Arguments and options that several commands share, and how scenarios are loaded for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from sim.errors import InputError, Problem
from sim.scenario.schema.limits import DAYS_LIMIT, REPLICATIONS_LIMIT, SEED_LIMIT

if TYPE_CHECKING:
    from sim.runs.executors.executor import Executor
    from sim.scenario.load import Loaded


#: The teams that a scenario may have, as they are called there.
TEAM_NAMES = (
    "response, neighbourhood, enforcement, pcso, resolution_centre, investigation or "
    "public_protection"
)


def examples(*commands: str) -> str:
    """Return the end of a help text: commands to copy, each on a line of its own."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    # Click keeps the lines of a paragraph that begins with this sign.
    return "\n".join(["\b", title, *(f"  {command}" for command in commands)])


#: Numbers as they are typed: without underscores, digits of other scripts, or words such as nan.
_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*")
_NUMBER = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*")


class Whole(click.IntRange):
    """A whole number within limits, which the help states in words."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; what only a programming language takes for one is refused."""
        if isinstance(value, str) and not _WHOLE.fullmatch(value):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return int(super().convert(value, param, ctx))

    def _describe_range(self) -> str:
        if self.max is None:
            return f"{self.min} or more"
        return f"{self.min} to {self.max:,}"


class NumberOption(click.FloatRange):
    """A number, within limits if there are any, which the help states in words."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number; what only a programming language takes for one is refused."""
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return float(super().convert(value, param, ctx))

    def _describe_range(self) -> str:
        if self.min is None or self.max is None:
            return ""
        return f"{self.min:g} to {self.max:g}"


def _engine(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    return "compiled" if value == "auto" else value


ENGINE_OPTION = click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "compiled", "both"]),
    default="auto",
    callback=_engine,
    show_default=True,
    help="What runs the model, with the same results: auto is compiled, which is fast; simpy is "
    "slow and easier to follow; both runs the two and compares every event.",
)


def _executor(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Executor | None:
    from sim.runs.executors.parsing import parse

    try:
        return None if value is None else parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


REPLICATIONS_OPTION = click.option(
    "--replications",
    type=Whole(1, REPLICATIONS_LIMIT),
    metavar="N",
    help="How often the whole period is simulated, each time with other chance events; more "
    "make intervals narrower and take longer.  [default: as in the scenario]",
)
REPLICATION_OPTION = click.option(
    "--replication",
    type=Whole(0, REPLICATIONS_LIMIT),
    default=0,
    show_default=True,
    metavar="R",
    help="Which replication to look at; the first is 0.",
)
DAYS_OPTION = click.option(
    "--days",
    type=Whole(1, DAYS_LIMIT),
    metavar="N",
    help="How many days are measured.  [default: as in the scenario; in comparisons in which "
    "prevention changes demand, its run.days_in_comparisons]",
)
EXECUTOR_OPTION = click.option(
    "--executor",
    metavar="WHERE",
    callback=_executor,
    help="What to run on, with the same results: serial (one core), processes (all cores), "
    "processes:4 (four of them), threads or threads:4, or dask:ADDRESS (a cluster).  "
    "[default: processes, but serial for a run of one replication]",
)
QUIET_OPTION = click.option("--quiet", is_flag=True, help="Print no progress lines.")
SEED_OPTION = click.option(
    "--seed",
    type=Whole(0, SEED_LIMIT),
    metavar="S",
    help="A number from which all chance events are drawn: the same one gives the same results.  "
    "[default: as in the scenario]",
)


class ScenarioName(click.ParamType[str]):
    """A scenario file, or the name of a scenario that comes with the program."""

    name = "scenario"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return shipped names and scenario files that begin with what has been typed."""
        from sim.scenario.reading.extends import shipped_scenarios

        names = [name for name in shipped_scenarios() if name.startswith(incomplete)]
        if not names:
            return [CompletionItem(incomplete, type="file")]
        files = sorted(str(path) for path in Path().glob("*.yaml"))
        files = [name for name in files if name.startswith(incomplete)]
        return [CompletionItem(name) for name in (*names, *files)]


SCENARIO = ScenarioName()


def load_one(named: str, problems: list[Problem], also: Sequence[str]) -> Loaded | None:
    """Load a scenario; if it is not valid, add what is wrong to `problems` and return None.

    It may extend those named on the command line beside it (`also`).
    """
    from sim.outputs.declared import CHECKS
    from sim.scenario.load import load

    try:
        return load(named, also=also, further=CHECKS)
    except InputError as error:
        problems += error.problems
        return None


def load_all(named: Sequence[str]) -> list[Loaded]:
    """Load scenarios.

    Raises
    ------
    InputError
        With the mistakes of all of them.
    """
    problems: list[Problem] = []
    loaded = [load_one(name, problems, named) for name in named]
    if problems:
        raise InputError(problems)
    return [one for one in loaded if one is not None]
