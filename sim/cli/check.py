"""What `sixhubs check` says of a valid scenario."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from sim.cli.program import say, shown_in_part
from sim.errors import Problem
from sim.scenario.facts.differences import change_line
from sim.scenario.facts.sizes import posts
from sim.scenario.facts.times import measured_period
from sim.scenario.load import Loaded, places


def summary(named: str, loaded: Loaded) -> str:
    """Return one line on what a scenario holds, its protective marking included."""
    scenario = loaded.scenario
    run = scenario.run
    parts = [
        _counted(len(scenario.hubs), "hub"),
        *places(scenario),
        _counted(len(scenario.incident_types), "incident type"),
        _counted(posts(scenario), "post"),
        measured_period(run)
        + (f" after {_counted(run.warm_up_days, 'day')} of warm-up" if run.warm_up_days else ""),
        _counted(run.replications, "replication"),
        f"seed {run.seed}",
    ]
    return f"{named}: {scenario.name} ({scenario.protective_marking}): {', '.join(parts)}"


def _counted(number: float, noun: str) -> str:
    return f"{number:,.10g} {noun}{'' if number == 1 else 's'}"


def override_lines(loaded: Loaded) -> Iterator[str]:
    """Yield ``path: old -> new (file:line)`` for each value that one file changes in another."""
    for change in loaded.overrides:
        line = change_line(change.path, change.old, change.new)
        yield f"{line} ({change.file}:{change.line})"


def show_warnings(warnings: Iterable[Problem], *, strict: bool) -> None:
    """Print every warning once, and their number; nothing where there is none."""
    unique = sorted(set(warnings))
    for line in shown_in_part(unique):
        say(line)
    if unique:
        effect = "--strict treats them as errors" if strict else "they stop no run"
        say(f"{_counted(len(unique), 'warning')} found; {effect}")


def count_of_warnings(named: Sequence[str], loaded: Sequence[Loaded]) -> str:
    """Return a line on how many warnings there are and how to see them; empty for none."""
    number = len({warning for one in loaded for warning in one.warnings()})
    if not number:
        return ""
    return f"note: {_counted(number, 'warning')}; see {shlex.join(['sixhubs', 'check', *named])}"
