"""Simulates one replication, to list its incidents or tell the story of one."""

from __future__ import annotations

from typing import NamedTuple

from sim.errors import InputError, Problem, did_you_mean
from sim.report.story.incident import tell
from sim.report.story.listing import Wanted, listing
from sim.runs.replication import Engine, simulate
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Names, World
from sim.world.build import build, names
from sim.world.identity import find, identity


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


def list_incidents(request: Request, *, hub: str | None, grade: int | None, day: int | None) -> str:
    """Return a line for each incident of the replication.

    Raises
    ------
    InputError
        If there is no such hub, grade or day.
    """
    scenario = request.scenario
    codes = names(scenario)
    days = scenario.run.warm_up_days + scenario.run.days
    problems = []
    if hub is not None and hub not in codes.hubs:
        known = did_you_mean(hub, codes.hubs) or f", expected one of {', '.join(codes.hubs)}"
        problems.append(Problem("--hub", 0, 0, "", f"got {hub!r}{known}"))
    if grade is not None and grade not in scenario.grades:
        known = ", ".join(map(str, scenario.grades))
        problems.append(Problem("--grade", 0, 0, "", f"got {grade}, expected one of {known}"))
    if day is not None and day > days:
        problems.append(Problem("--day", 0, 0, "", f"got {day}, expected 1 to {days}"))
    if problems:
        raise InputError(problems)
    world = build(scenario, request.seed, request.replication)
    state = simulate(request.engine, world, log=False)
    return f"{_title(request)}\n\n" + (
        listing(scenario, codes, world, state, Wanted(hub, grade, day))
    )


def _title(request: Request) -> str:
    name = request.scenario.name
    return f"{name}, replication {request.replication}, seed {request.seed}"


def _row(world: World, codes: Names, incident: str) -> int:
    """Return the row of an incident."""
    if not incident.isdecimal():
        return find(world, codes, incident)
    last = world.sizes.incidents - 1
    if int(incident[:18]) <= last:
        return int(incident)
    message = "no incident happens in this replication"
    if last >= 0:
        example = identity(world, codes, last)
        message = f"expected a number up to {last}, or a name such as {example}"
    raise InputError([Problem("incident", 0, 0, incident, message)])
