"""What a scenario says of money beyond what posts and overtime cost."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveFloat

from sim.scenario.schema.section import Section, field


class Budget(Section):
    """Savings that are asked for. Only what comparisons say about money depends on it."""

    target_gbp: PositiveFloat = field(
        "savings asked of local policing", unit="pounds a year", example=27_500_000
    )
    done_gbp: NonNegativeFloat = field(
        "savings made before the run begins", unit="pounds a year", example=14_000_000, default=0.0
    )
