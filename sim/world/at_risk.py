"""What is drawn of people at risk and of those who offend often, incident by incident."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.scenario.schema.offender_management import Cohort
from sim.scenario.schema.safeguarding import Safeguarding
from sim.scenario.schema.scenario import Scenario
from sim.world.arrivals import Block
from sim.world.cohorts import cohort_columns
from sim.world.safeguarding import safeguarding_columns
from sim.world.streams import Streams


class AtRiskPlan(NamedTuple):
    """What a scenario says of them."""

    safeguarding: Safeguarding
    cohorts: dict[str, Cohort]


def plan_at_risk(scenario: Scenario) -> AtRiskPlan:
    """Return what a scenario says of them."""
    return AtRiskPlan(scenario.safeguarding, scenario.offender_management)


def at_risk_columns(
    plan: AtRiskPlan, streams: Streams, block: Block, tick_ms: int
) -> dict[str, Any]:
    """Draw of which cohort the offender is, who is referred, and how long each triage takes."""
    return {
        **cohort_columns(plan.cohorts, streams, block),
        **safeguarding_columns(plan.safeguarding, streams, block, tick_ms),
    }
