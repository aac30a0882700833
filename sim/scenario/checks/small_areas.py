"""Checks on small areas, patrols of hot spots, and problem files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.checks.faults import exceeds, sum_fault, unknown_hubs
from sim.scenario.facts.small_areas import share_on_list
from sim.scenario.facts.teams import teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.reading.unknown import known_of, numbered
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.small_areas import FEWEST_AREAS, Concentration
from sim.scenario.schema.teams import PreventionTeam

_SPOTS = ("small_areas", "hot_spots")


@reads("small_areas", "hubs")
def every_hub_has_areas(scenario: Scenario) -> Iterator[Finding]:
    """Require a number of areas for each hub, with one in each class."""
    where = scenario.small_areas
    if where is None:
        return
    path = ("small_areas", "number")
    for hub, number in where.number.items():
        if hub not in scenario.hubs:
            yield Finding((*path, hub), unknown("hub", hub, scenario.hubs), at_key=True)
        elif number < FEWEST_AREAS:
            yield Finding((*path, hub), f"got {number}, expected {FEWEST_AREAS} areas or more")
    for hub in scenario.hubs:
        if hub not in where.number:
            yield Finding(
                path, f"gives no number for {hub!r}, expected one for every hub", at_key=True
            )


@reads("small_areas", "incident_types")
def concentrations_are_shares(scenario: Scenario) -> Iterator[Finding]:
    """Require that no more than all incidents happen in the hottest areas, of types there are."""
    where = scenario.small_areas
    if where is None:
        return
    path = ("small_areas", "concentration_by_type")
    yield from _unknown_types(scenario, path, where.concentration_by_type)
    yield from _more_than_all(("small_areas", "concentration"), where.concentration)
    for name, of in where.concentration_by_type.items():
        yield from _more_than_all((*path, name), of)


def _more_than_all(path: Path, of: Concentration) -> Iterator[Finding]:
    total = of.top_1_percent + of.next_4_percent
    if exceeds(total, 1):
        message = f"the two shares sum to {total:.6g}, expected at most 1"
        yield Finding(path, message, at_key=True)


def _unknown_types(scenario: Scenario, path: Path, named: Iterable[str]) -> Iterator[Finding]:
    for name in named:
        if name not in scenario.incident_types:
            message = unknown("type", name, scenario.incident_types)
            yield Finding((*path, name), message, at_key=True)


@reads("small_areas", "hubs", "incident_types")
def hot_spots_are_there(scenario: Scenario) -> Iterator[Finding]:
    """Require that lists are of known hubs, and what falls there is of known types."""
    where = scenario.small_areas
    if where is None or where.hot_spots is None:
        return
    for field, named in known_of(where.hot_spots, "areas", "fall"):
        if field == "fall":
            yield from _unknown_types(scenario, (*_SPOTS, field), named)
        else:
            yield from unknown_hubs(scenario, (*_SPOTS, field), named)


@reads("small_areas", "hubs")
def hot_spots_are_among_areas(scenario: Scenario) -> Iterator[Finding]:
    """Require that lists hold no more areas than their hubs have."""
    where = scenario.small_areas
    if where is None or where.hot_spots is None:
        return
    for hub, number in where.hot_spots.areas.items():
        if hub in scenario.hubs and number > where.number.get(hub, number):
            path = (*_SPOTS, "areas", hub)
            yield Finding(path, f"got {number}, but the hub has {where.number[hub]} areas")


@reads("small_areas", "teams")
def hot_spots_have_patrols(scenario: Scenario) -> Iterator[Finding]:
    """Require that the teams whose patrol is spent at hot spots are there, and plan patrol."""
    if scenario.small_areas is None or scenario.small_areas.hot_spots is None:
        return
    for position, name in numbered(scenario.small_areas.hot_spots.teams):
        path = (*_SPOTS, "teams", position)
        team = teams_that(scenario, PreventionTeam).get(name)
        if team is None:
            yield Finding(path, unknown("team", name, teams_of(scenario)))
        elif not team.prevention_plan:
            yield Finding(path, f"{name!r} has no prevention_plan, so none of its time is patrol")


@reads("small_areas", "hubs", "incident_types")
def diffusion_leaves_incidents(scenario: Scenario) -> Iterator[Finding]:
    """Require that what is prevented off the lists is no more than what happens there."""
    where = scenario.small_areas
    if where is None or where.hot_spots is None or where.hot_spots.displaced_share >= 0:
        return
    spots = where.hot_spots
    for name, fall in spots.fall.items():
        for hub in scenario.hubs:
            if name not in scenario.incident_types or where.number.get(hub, 0) < FEWEST_AREAS:
                continue
            listed = share_on_list(where, name, hub)
            prevented = -spots.displaced_share * fall * listed
            if prevented > 1 - listed:
                message = (
                    f"got {spots.displaced_share:g}, which prevents more {name} at {hub} than "
                    "happens off the list; expected a value nearer to 0"
                )
                yield Finding((*_SPOTS, "displaced_share"), message)
                return


@reads("problem_files", "small_areas", "incident_types")
def files_have_areas_and_types(scenario: Scenario) -> Iterator[Finding]:
    """Require areas on which files can be opened, and types that open them."""
    files = scenario.problem_files
    if files is None:
        return
    if scenario.small_areas is None:
        message = "needs small_areas: a file is opened on one of them"
        yield Finding(("problem_files",), message, at_key=True)
    yield from _unknown_types(scenario, ("problem_files", "harm"), files.harm)


@reads("problem_files")
def powers_of_files_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that the shares of files by uses of powers sum to 1."""
    files = scenario.problem_files
    message = sum_fault(files.powers_mix) if files is not None else ""
    if message:
        yield Finding(("problem_files", "powers_mix"), message, at_key=True)


@reads("problem_files", "teams")
def files_are_worked_on(scenario: Scenario) -> Iterator[Finding]:
    """Require that some team plans each kind of work that takes a file on."""
    if scenario.problem_files is None:
        return
    plans = [team.prevention_plan for team in teams_that(scenario, PreventionTeam).values()]
    for work in ("problem_solving", "enforcement"):
        if not any(plan.get(work, 0) > 0 for plan in plans):
            message = f"no team's prevention_plan has {work}, so no file could ever be closed"
            yield Finding(("problem_files",), message, at_key=True)
