"""Rules that a scenario must keep beyond what the schema can say, each a small named function.

A check yields what is wrong and never raises. All of them run, so that a planner sees every fault
at once; only a check that looks at a section with faults of its own is skipped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.scenario.checks import (
    casework,
    demand,
    demand_changes,
    desk,
    grades,
    places,
    prevention,
    response,
    rotas,
    service,
    sizes,
    teams,
)
from sim.scenario.checks.warnings import cover, no_effect, period, plausible
from sim.scenario.reading.finding import Check, Finding
from sim.scenario.schema.scenario import Scenario

CHECKS: tuple[Check, ...] = (
    *places.CHECKS,
    *demand.CHECKS,
    *demand_changes.CHECKS,
    *grades.CHECKS,
    *teams.CHECKS,
    *rotas.CHECKS,
    *service.CHECKS,
    *desk.CHECKS,
    *casework.CHECKS,
    *prevention.CHECKS,
    *response.CHECKS,
    *sizes.CHECKS,
)

#: What is allowed but hardly meant. A warning never stops a run.
WARNINGS: tuple[Check, ...] = (
    *no_effect.CHECKS,
    *cover.CHECKS,
    *period.CHECKS,
    *plausible.CHECKS,
)


def run_checks(scenario: Scenario, faulty: Collection[str] = ()) -> Iterator[Finding]:
    """Yield everything that is wrong with a scenario that the schema accepts.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    faulty : collection of str
        Top-level keys whose content is not the user's, since that was not valid.
    """
    for check in CHECKS:
        if not check.sections & set(faulty):
            yield from check.find(scenario)


def run_warnings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is hardly meant in a scenario without faults."""
    for check in WARNINGS:
        for found in check.find(scenario):
            yield found._replace(level="warning")
