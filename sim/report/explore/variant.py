"""What has been changed on the live page: a scenario that can be run, or a file that says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from sim.errors import InputError, problem
from sim.runs.length import with_days
from sim.runs.results import OUTPUTS
from sim.scenario.load import Loaded, content_hash
from sim.scenario.reading.extends import shipped_scenarios
from sim.scenario.reading.names import is_scenario_name, scenario_name_fault
from sim.scenario.reading.tree import Key, Path
from sim.scenario.reading.writing import lines_as_yaml, text_as_yaml, title_of
from sim.scenario.schema.scenario import NAME_LENGTH, Scenario
from sim.wording import command_line, options_of

#: Values that differ from those of the shown scenario, by their paths.
MovedLevers = Mapping[Path, object]
NOTHING_CHANGED = "nothing is changed yet, so there is no variant"
_NAME = (
    "expected a name of letters a to z, digits, dots, hyphens and underscores, such as "
    f"more-officers, of at most {NAME_LENGTH} characters"
)


class LiveSetting(NamedTuple):
    """How everything on the page is run."""

    named: str  #: the shown scenario as the command line called it
    extends: str  #: as a file in the current folder names it
    days: int
    seed: int


def nested(changes: MovedLevers) -> dict[Key, Any]:
    """Return changes as a file would say them; a hub without posts is taken out."""
    found: dict[Key, Any] = {}
    for path, value in changes.items():
        _put(found, path, value)
        if value is None and path[-2:-1] == ("posts",):
            _put(found, (*path[:-2], "stations", path[-1]), None)
    return found


def _put(data: dict[Key, Any], path: Path, value: object) -> None:
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value


def without_idle(data: Mapping[Key, Any], there: object) -> dict[Key, Any]:
    """Leave out what would remove keys that are not there, in the data of the shown scenario."""
    known = there if isinstance(there, Mapping) else {}
    found: dict[Key, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            inner = without_idle(value, known.get(key))
            if inner:
                found[key] = inner
        elif value is not None or key in known:
            found[key] = value
    return found


def variant(base: Loaded, changes: MovedLevers, name: str, days: int) -> Loaded:
    """Return the shown scenario with changes.

    Raises
    ------
    InputError
        If it is not valid; with every problem, each at its path.
    """
    said = {"name": name, "title": title_of(name), **without_idle(nested(changes), base.data)}
    return with_days([base.with_changes(said)], days)[0]


def key_of(scenario: Scenario) -> str:
    """Return what two scenarios share in which the same happens, whatever they are called."""
    own = {"name": "any", "title": "", "why": [], "headlines": {}}
    run = scenario.run.model_copy(update={"replications": 1, "seed": 0})
    return content_hash(scenario.model_copy(update={**own, "run": run}))


def file_text(
    base: Loaded, changes: MovedLevers, name: str, setting: LiveSetting, command: str
) -> str:
    """Return the text of a file that says what has been changed.

    Parameters
    ----------
    base : Loaded
        The shown scenario.
    changes : mapping
        What has been changed in it.
    name : str
        Name of the scenario that the file describes.
    setting : LiveSetting
        How the page runs it.
    command : str
        What gives the numbers of the page.
    """
    scenario = base.scenario
    said = without_idle(nested(changes), base.data)
    notes = {path: f"{_old(scenario, path)} in {scenario.name}" for path in changes}
    lines = [
        f"# As set on the live page of {scenario.name}. This gives the numbers of that page:",
        f"# {command}",
        f"name: {text_as_yaml(name)}",
        f"title: {text_as_yaml(title_of(name))}",
        f"extends: {text_as_yaml(setting.extends)}",
        *lines_as_yaml(said, notes),
    ]
    return "\n".join(lines) + "\n"


def _old(scenario: Scenario, path: Path) -> str:
    """Return a value of the shown scenario in one line."""
    value: Any = scenario.model_dump(mode="json")
    for key in path:
        value = value.get(key, value.get(str(key))) if isinstance(value, dict) else None
    return "nothing" if value is None else json.dumps(value)


def command_for(setting: LiveSetting, name: str, replications: int) -> str:
    """Return the command that gives the numbers of the page."""
    numbers = {"--days": setting.days, "--seed": setting.seed, "--replications": replications}
    return command_line("compare", setting.named, f"{name}.yaml", options=options_of(numbers))


def check_name(name: str, taken: Mapping[str, str]) -> None:
    """Check that something may have a name.

    Parameters
    ----------
    name : str
        The name.
    taken : mapping
        Names that something else has, and what has them.

    Raises
    ------
    InputError
        If not.
    """
    message = scenario_name_fault(name)
    if not is_scenario_name(name):
        message = _NAME
    elif name in taken:
        message = f"is the name of {taken[name]}; choose another"
    elif name in OUTPUTS:
        message = "is the name of a results file; choose another"
    if message:
        raise InputError([problem("Name", message)])


def save(folder: FilePath, name: str, text: str) -> FilePath:
    """Write a scenario to a folder; nothing that is there is replaced.

    Raises
    ------
    InputError
        If the name is that of a shipped scenario or of a file, or the file cannot be written.
    """
    check_name(name, dict.fromkeys(shipped_scenarios(), "a scenario that comes with the program"))
    path = folder / f"{name}.yaml"
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        message = "is there already and is not replaced; choose another name"
        raise InputError([problem(path.name, message)]) from None
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise InputError([problem(path.name, message)]) from None
    return path
