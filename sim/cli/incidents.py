"""Simulates one replication, to list its incidents or tell the story of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.cli.naming import Thing, day_problems, found
from sim.errors import InputError, Problem, problem
from sim.report.story.incident import tell
from sim.report.story.listing import ListFilter, listing
from sim.runs.replication import Engine, simulate
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Names, World
from sim.world.build import build, names
from sim.world.incident_names import find, identity


class Request(NamedTuple):
    """The replication that is asked about."""

    scenario: Scenario
    seed: int
    replication: int
    engine: Engine


def tell_story(request: Request, incident: str) -> str:
    """Return the story of one incident, given by its name or number.

    Raises
    ------
    InputError
        If there is no such incident.
    """
    codes = names(request.scenario)
    world = build(request.scenario, request.seed, request.replication)
    row = _row(world, codes, incident)
    state = simulate(request.engine, world, log=True)
    story = tell(request.scenario, codes, world, state, row, request.engine)
    return f"{_title(request)}\n{story}"


def wanted(
    scenario: Scenario,
    *,
    hub: str | None,
    grade: str | None,
    kind: str | None,
    day: int | None,
) -> ListFilter:
    """Return which incidents to list, from what was typed.

    Raises
    ------
    InputError
        If there is no such hub, grade, type or day.
    """
    hubs = {name: [name] for name in names(scenario).hubs}
    grades = {number: [each.label, str(number)] for number, each in scenario.grades.items()}
    kinds = {name: [name, each.label] for name, each in scenario.incident_types.items()}
    problems: list[Problem] = []

    def meant(option: str, given: str | None, known: Mapping[Thing, list[str]]) -> Thing | None:
        try:
            return None if given is None else found(option, given, known)
        except InputError as error:
            problems.extend(error.problems)
            return None

    chosen = ListFilter(
        hub=meant("--hub", hub, hubs),
        grade=meant("--grade", grade, grades),
        kind=meant("--type", kind, kinds),
        day=day,
    )
    problems += day_problems(scenario.run, day)
    if problems:
        raise InputError(problems)
    return chosen


def list_incidents(request: Request, chosen: ListFilter) -> str:
    """Return a line for each incident of the replication that is wanted."""
    scenario = request.scenario
    world = build(scenario, request.seed, request.replication)
    state = simulate(request.engine, world, log=False)
    return f"{_title(request)}\n\n{listing(scenario, names(scenario), world, state, chosen)}"


def _title(request: Request) -> str:
    name = request.scenario.name
    return f"{name}, replication {request.replication}, seed {request.seed}"


def _row(world: World, codes: Names, incident: str) -> int:
    """Return the row of an incident."""
    is_number = incident.isascii() and incident.isdecimal()
    if "." in incident:
        return find(world, codes, incident)
    last = world.sizes.incidents - 1
    if is_number and int(incident[:18]) <= last:
        return int(incident)
    message = "no incident happens in this replication"
    if last >= 0:
        example = identity(world, codes, last)
        message = f"expected a number up to {last}, or a name such as {example}"
    raise InputError([problem(f"--incident {incident}", message)])
