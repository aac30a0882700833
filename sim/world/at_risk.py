"""What is drawn of people at risk and of those who offend often, incident by incident."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.scenario.schema.scenario import Scenario
from sim.world.blocks import Blocks
from sim.world.cohorts import CohortPlan, cohort_columns, plan_cohorts
from sim.world.safeguarding import (
    SafeguardingPlan,
    plan_safeguarding,
    safeguarding_columns,
)
from sim.world.streams import Streams


class AtRiskPlan(NamedTuple):
    """What a scenario says of them."""

    safeguarding: SafeguardingPlan
    cohorts: CohortPlan


def plan_at_risk(scenario: Scenario, tick_ms: int) -> AtRiskPlan:
    """Return what a scenario says of them."""
    types = scenario.incident_types
    return AtRiskPlan(
        plan_safeguarding(scenario.safeguarding, types, tick_ms),
        plan_cohorts(scenario.offender_management.values(), types),
    )


def at_risk_columns(plan: AtRiskPlan, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw of which cohort the offender is, who is referred, and how long each triage takes."""
    return {
        **cohort_columns(plan.cohorts, streams, blocks),
        **safeguarding_columns(plan.safeguarding, streams, blocks),
    }
