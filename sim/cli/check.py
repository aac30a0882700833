"""What `sixhubs check` says of a valid scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from sim.cli.program import say, show_in_part
from sim.errors import InputError, Problem
from sim.scenario.facts.differences import change_line, differences_below
from sim.scenario.facts.sizes import posts
from sim.scenario.facts.times import measured_period
from sim.scenario.load import Loaded, places
from sim.scenario.schema.scenario import Scenario
from sim.wording import command_line, counted, readable


def summary(named: str, loaded: Loaded) -> str:
    """Return one line on what a scenario holds, its protective marking included."""
    scenario = loaded.scenario
    run = scenario.run
    parts = [
        counted(len(scenario.hubs), "hub"),
        *places(scenario),
        counted(len(scenario.incident_types), "incident type"),
        counted(posts(scenario), "post"),
        measured_period(run)
        + (f" after {counted(run.warm_up_days, 'day')} of warm-up" if run.warm_up_days else ""),
        counted(run.replications, "replication"),
        f"seed {run.seed}",
    ]
    return f"{readable(named)}: {scenario.name} ({scenario.protective_marking}): {', '.join(parts)}"


def override_lines(loaded: Loaded) -> Iterator[str]:
    """Yield ``path: old -> new (file:line)`` for each value that one file changes in another.

    Where the other says nothing, the old value is the default.
    """
    before = _without_additions(loaded)
    found = [
        (one.file, one.line, change_line(one.path, one.old, one.new)) for one in loaded.overrides
    ]
    for one in loaded.additions:
        for change in differences_below(before, loaded.scenario, one.path):
            mark = loaded.position(change.path)
            line = mark.line if mark.file == one.mark.file else one.mark.line
            found.append((one.mark.file, line, str(change)))
    for file, line, text in sorted(found, key=lambda one: (loaded.files.index(one[0]), one[1])):
        yield f"{text} ({readable(file)}:{line})"


def _without_additions(loaded: Loaded) -> Scenario | None:
    """Return the scenario without what files add to those they extend; None if that is invalid."""
    changes: dict[Any, Any] = {}
    for one in loaded.additions:
        inside: dict[Any, Any] | None = changes
        for key in one.path[:-1]:
            inside = None if inside is None else inside.setdefault(key, {})
        if inside is not None:  # or a file adds to what another has added
            inside[one.path[-1]] = None
    with suppress(InputError):
        return loaded.with_changes(changes).scenario
    return None


def show_warnings(warnings: Iterable[Problem], *, strict: bool) -> None:
    """Print every warning once, and their number; nothing where there is none."""
    unique = sorted(set(warnings))
    show_in_part(unique)
    if unique:
        effect = "--strict treats them as errors" if strict else "they stop no run"
        say(f"{counted(len(unique), 'warning')} found; {effect}")


def count_of_warnings(named: Sequence[str], loaded: Sequence[Loaded]) -> str:
    """Return a line on how many warnings there are and how to see them; empty for none."""
    number = len({warning for one in loaded for warning in one.warnings()})
    if not number:
        return ""
    return f"note: {counted(number, 'warning')}; see {command_line('check', *named)}"
