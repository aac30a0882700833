"""What is drawn of people at risk and of those who offend often, incident by incident."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.scenario.schema.offender_management import Cohort
from sim.scenario.schema.safeguarding import Safeguarding
from sim.scenario.schema.scenario import Scenario
from sim.world.arrivals import Block
from sim.world.blocks import Blocks
from sim.world.cohorts import CohortPlan, cohort_columns, cohort_columns_of_all, plan_cohorts
from sim.world.safeguarding import (
    SafeguardingPlan,
    plan_safeguarding,
    safeguarding_columns,
    safeguarding_columns_of_all,
)
from sim.world.streams import Streams


class AtRiskPlan(NamedTuple):
    """What a scenario says of them."""

    safeguarding: Safeguarding
    cohorts: dict[str, Cohort]


def plan_at_risk(scenario: Scenario) -> AtRiskPlan:
    """Return what a scenario says of them."""
    return AtRiskPlan(scenario.safeguarding, scenario.offender_management)


class AtRiskPlanOfAll(NamedTuple):
    """What a scenario says of them."""

    safeguarding: SafeguardingPlan
    cohorts: CohortPlan


def plan_at_risk_of_all(scenario: Scenario, tick_ms: int) -> AtRiskPlanOfAll:
    """Return what a scenario says of them."""
    types = scenario.incident_types
    return AtRiskPlanOfAll(
        plan_safeguarding(scenario.safeguarding, types, tick_ms),
        plan_cohorts(scenario.offender_management.values(), types),
    )


def at_risk_columns_of_all(
    plan: AtRiskPlanOfAll, streams: Streams, blocks: Blocks
) -> dict[str, Any]:
    """Draw of which cohort the offender is, who is referred, and how long each triage takes."""
    return {
        **cohort_columns_of_all(plan.cohorts, streams, blocks),
        **safeguarding_columns_of_all(plan.safeguarding, streams, blocks),
    }


def at_risk_columns(
    plan: AtRiskPlan, streams: Streams, block: Block, tick_ms: int
) -> dict[str, Any]:
    """Draw of which cohort the offender is, who is referred, and how long each triage takes."""
    return {
        **cohort_columns(plan.cohorts, streams, block),
        **safeguarding_columns(plan.safeguarding, streams, block, tick_ms),
    }
