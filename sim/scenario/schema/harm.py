"""What a scenario says of the harm that incidents do, and of what is reported and recorded."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveFloat

from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field


class Harm(Section):
    """Harm of one incident of a type. Only measures depend on it."""

    days: NonNegativeFloat = field(
        "harm in days of prison: the starting point of the sentence for a first offender, as in "
        "the Cambridge Crime Harm Index; waits are weighted by it",
        unit="days",
        example=10,
        default=0.0,
    )
    cost_gbp: NonNegativeFloat = field(
        "cost to victims and to public services, as in the Home Office's costs of crime",
        unit="pounds an incident",
        example=5930,
        default=0.0,
    )
    vulnerable_share: Share = field(
        "share of incidents whose victim or caller is vulnerable; their wait is measured "
        "separately",
        unit="share, 0 to 1",
        example=0.3,
        default=0.0,
        le=1,
    )


class Reporting(Section):
    """Which of the incidents that happen are reported to the force, and recorded.

    A share reported_share * (1 - abandoned_share) of what happens comes in. The yearly counts hold
    where that product is share_at_counts; incidents that come in are the counts times the ratio of
    the two.
    """

    reported_share: PositiveFloat = field(
        "share of true incidents that somebody tries to report",
        unit="share, 0 to 1",
        example=0.5,
        default=1.0,
        le=1,
    )
    abandoned_share: Share = field(
        "share of those who try and give up before their call is answered",
        unit="share, 0 to 1",
        example=0.2,
        default=0.0,
        lt=1,
    )
    share_at_counts: PositiveFloat | None = field(
        "share of true incidents that reached the force when the counts were made; if omitted, "
        "the same as now, so that demand equals the counts",
        unit="share, 0 to 1",
        example=0.4,
        default=None,
        le=1,
    )
    recorded_share: Share | None = field(
        "share of the crimes reported that are recorded; if omitted, demand.recorded_share",
        unit="share, 0 to 1",
        example=0.9,
        default=None,
        le=1,
    )
