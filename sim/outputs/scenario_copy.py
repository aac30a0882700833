"""The scenario as it was run, kept with its results: ``scenario.json``.

It holds every field, defaults and all that other files said included, so that results can be shown,
and the run repeated, when the scenario files have changed or gone. What is no part of the run, such
as boundaries of maps and what is not known of numbers, is in it if the scenario has any.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import InputError, problem
from sim.outputs.files import read_plain, write_whole
from sim.scenario.schema.scenario import Scenario

SCENARIO = "scenario.json"
#: What is advised where results are not what this version writes.
AGAIN = "give the command that made these results again, with --overwrite"


def write_scenario(folder: Path, scenario: Scenario) -> None:
    """Write the scenario to the folder of its results.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    content = scenario.model_dump(mode="json") | _kept_apart(scenario)
    write_whole(folder / SCENARIO, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _kept_apart(scenario: Scenario) -> dict[str, object]:
    """Return what a scenario says that is no part of what is run."""
    found: dict[str, object] = {}
    for name, field in Scenario.model_fields.items():
        value = getattr(scenario, name)
        if field.exclude and value is not None and value != field.default:
            found[name] = TypeAdapter(Any).dump_python(value, mode="json")
    return found


def read_scenario(folder: Path) -> Scenario:
    """Return the scenario whose results a folder holds.

    Raises
    ------
    InputError
        If it is not there, or is not one that this version of the program can read.
    """
    try:
        return Scenario.model_validate_json(read_plain(folder / SCENARIO))
    except OSError as error:
        reason = f"{SCENARIO} cannot be read: {error.strerror}"
    except (ValidationError, UnicodeDecodeError):
        reason = f"{SCENARIO} is damaged, or of another version of sixhubs"
    raise InputError([problem(str(folder), f"{reason}; {AGAIN}")])
