"""Rules that a scenario must keep beyond what the schema can say, each a small named function.

A check yields what is wrong and never raises. All of them run, so that a planner sees every fault
at once; only a check that looks at a section with faults of its own is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sim.scenario import (
    casework_checks,
    demand_changes_checks,
    demand_checks,
    desk_checks,
    grade_checks,
    place_checks,
    prevention_checks,
    response_checks,
    rota_checks,
    service_checks,
    size_checks,
    team_checks,
)
from sim.scenario.finding import Check, Finding
from sim.scenario.schema import Scenario

CHECKS: tuple[Check, ...] = (
    *place_checks.CHECKS,
    *demand_checks.CHECKS,
    *demand_changes_checks.CHECKS,
    *grade_checks.CHECKS,
    *team_checks.CHECKS,
    *rota_checks.CHECKS,
    *service_checks.CHECKS,
    *desk_checks.CHECKS,
    *casework_checks.CHECKS,
    *prevention_checks.CHECKS,
    *response_checks.CHECKS,
    *size_checks.CHECKS,
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
