"""Checks on what prevention work does to demand."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import exceeds, unknown_hubs
from sim.scenario.facts.teams import teams_of
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.schema.prevention import PreventionWorkName
from sim.scenario.schema.scenario import Scenario

_PATH = ("demand", "prevention")
_HOURS = (*_PATH, "reference_hours_per_week")


@reads("demand", "incident_types")
def elasticities_have_a_reference(scenario: Scenario) -> Iterator[Finding]:
    """Require hours and a half-life of each kind of work that some type reacts to."""
    effect = scenario.demand.prevention
    for name, incident_type in scenario.incident_types.items():
        for work, elasticity in incident_type.prevention_elasticity.items():
            path = ("incident_types", name, "prevention_elasticity", work)
            if elasticity == 0:
                continue
            if effect is None:
                yield Finding(
                    path, "needs demand.prevention, the hours at which demand equals the counts"
                )
            elif work not in effect.reference_hours_per_week:
                message = f"needs demand.prevention.reference_hours_per_week.{work}"
                yield Finding(path, message)
            elif work not in effect.half_life_days:
                yield Finding(path, f"needs demand.prevention.half_life_days.{work}")


@reads("demand", "hubs")
def reference_hours_are_of_every_hub(scenario: Scenario) -> Iterator[Finding]:
    """Require the reference hours of a kind of work for every hub, and for no other place."""
    effect = scenario.demand.prevention
    if effect is None:
        return
    for work, hours in effect.reference_hours_per_week.items():
        yield from unknown_hubs(scenario, (*_HOURS, work), hours)
        missing = [hub for hub in scenario.hubs if hub not in hours]
        if missing:
            message = (
                f"gives no hours for {', '.join(map(repr, missing))}, expected some for every hub"
            )
            yield Finding((*_HOURS, work), message, at_key=True)


@reads("demand", "teams")
def weights_are_of_teams_there_are(scenario: Scenario) -> Iterator[Finding]:
    """Require that the teams whose hours are weighted exist."""
    effect = scenario.demand.prevention
    for name in effect.team_weights if effect else ():
        if name not in teams_of(scenario):
            message = f"the scenario has no team {name!r}"
            yield Finding((*_PATH, "team_weights", name), message, at_key=True)


@reads("demand", "run")
def warm_up_is_there_to_start_from(scenario: Scenario) -> Iterator[Finding]:
    """Require a warm-up if the stock of prevention starts from it."""
    effect = scenario.demand.prevention
    if effect and effect.starts_from == "warm_up" and scenario.run.warm_up_days == 0:
        message = "got 'warm_up' without a warm-up, expected run.warm_up_days above 0"
        yield Finding((*_PATH, "starts_from"), message)


@reads("demand", "incident_types")
def prevention_leaves_some_incidents(scenario: Scenario) -> Iterator[Finding]:
    """Require that no amount of prevention takes away more than all incidents of a type.

    The most that hours beyond the reference can do is to take the sum of elasticities / saturation.
    """
    effect = scenario.demand.prevention
    for name, incident_type in scenario.incident_types.items():
        found: dict[PreventionWorkName, float] = incident_type.prevention_elasticity
        total = sum(found.values())
        if effect is not None and exceeds(total, effect.saturation):
            message = (
                f"got {total:g} in all, with which enough prevention would take away more than all "
                f"incidents; expected at most demand.prevention.saturation, {effect.saturation:g}"
            )
            path = ("incident_types", name, "prevention_elasticity")
            yield Finding(path, message, at_key=True)
