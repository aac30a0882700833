"""What a type says of repeats: how often, when, by whom, and what the service does to them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveFloat, PositiveInt

from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field

#: Longest chain of repeats.
REPEATS_LIMIT = 60
#: Highest chance with which repeats that may come about are drawn.
HIGHEST_CHANCE = 0.95
#: By how much the service may multiply the chance of a repeat, unless a scenario says so.
SERVICE_CEILING = 2.0

ServiceFactor = Annotated[float, Field(gt=0, le=10)]


class DependsOn(Section):
    """How the service given to an incident changes the chance of another.

    The chance (repeat.share) is multiplied by the factors that hold, and divided by reference. They
    are judged when the repeat is due, by what has become of the incident before it until then. A
    factor of 1 does nothing.
    """

    attended_late: ServiceFactor = field(
        "factor where the first officer came after the target, or after the slot agreed first",
        unit="ratio",
        example=1.1,
        default=1.0,
    )
    not_reached: ServiceFactor = field(
        "factor where nobody came or called back within reached_within_hours, or the case was "
        "screened out",
        unit="ratio",
        example=1.05,
        default=1.0,
    )
    reached_within_hours: PositiveFloat = field(
        "time within which somebody has to come or call back",
        unit="hours",
        example=48,
        default=48.0,
        le=8760,
    )
    arrest: ServiceFactor = field(
        "factor where somebody was arrested", unit="ratio", example=0.85, default=1.0
    )
    heard_at_marac: ServiceFactor = field(
        "factor where the incident, or one that it repeats, was heard at a MARAC",
        unit="ratio",
        example=0.85,
        default=1.0,
    )
    reference: PositiveFloat = field(
        "mean product of the factors in the baseline, at which demand equals the counts",
        unit="ratio",
        example=1.02,
        default=1.0,
        le=10,
    )
    ceiling: PositiveFloat | None = field(
        f"largest factor by which the service multiplies the chance of a repeat; if omitted, "
        f"{SERVICE_CEILING:g}, or less where that would bring a chance above {HIGHEST_CHANCE:g}",
        unit="ratio",
        example=1.5,
        default=None,
        ge=1,
        le=10,
    )


class Often(Section):
    """A few first incidents whose chains of repeats go on for longer than the others."""

    share_of_first: Share = field(
        "share of first incidents that begin such a chain",
        unit="share, 0 to 1",
        example=0.12,
        le=1,
    )
    share: Share = field(
        "share of the incidents of such a chain that are followed by another",
        unit="share, 0 to 1",
        example=0.88,
        lt=1,
    )
    most: PositiveInt = field(
        "largest number of repeats after one of these first incidents",
        unit="repeats",
        example=30,
        le=REPEATS_LIMIT,
    )


class Repeat(Section):
    """Repeats: an incident is followed by another of its kind in its district.

    The yearly counts contain the repeats: fewer first incidents are drawn, so that both together
    come to the counts.
    """

    share: Share = field(
        "share of incidents, repeats included, that are followed by another one",
        unit="share, 0 to 1",
        example=0.1,
        lt=1,
    )
    delay_days: Distribution = field(
        "time from an incident to the next in its chain",
        unit="days",
        example={"distribution": "exponential", "mean": 15},
    )
    within_days: PositiveInt = field(
        "longest delay; longer values of delay_days do not occur",
        unit="days",
        example=60,
        default=90,
        le=365,
    )
    most: PositiveInt = field(
        "largest number of repeats after one first incident",
        unit="repeats",
        example=2,
        default=3,
        le=REPEATS_LIMIT,
    )
    often: Often | None = field(
        "a few whose chains go on for longer, such as children who go missing often; if omitted, "
        "all chains are alike",
        example={"share_of_first": 0.12, "share": 0.88, "most": 30},
        default=None,
    )
    depends_on: DependsOn | None = field(
        "how the service changes the chance that an incident is followed by another; if omitted, "
        "it does not",
        example={"attended_late": 1.1, "not_reached": 1.05, "arrest": 0.85, "reference": 1.02},
        default=None,
    )
