"""What makes demand differ from the counts of the types, and operations at set hours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.distributions import Section

#: Names of changes stand in the names of incidents.
CHANGE_PATTERN = r"[a-z][a-z0-9-]{0,39}"
#: Names of layers of demand (see `sim.world.layers`) that no change may have.
GROWTH = "growth"
UNPREVENTED = "unprevented"
#: The most by which demand may be multiplied.
LARGEST_FACTOR = 100

Factor = Annotated[float, Field(ge=0, le=LARGEST_FACTOR)]


class Change(Section):
    """A change of demand in some places, types, days and hours."""

    factor: Factor | None = Field(
        default=None,
        description="demand as a multiple of what it would be: 1.5 is half as much again, "
        "0.8 a fifth less",
    )
    extra_per_hour: NonNegativeFloat | None = Field(
        default=None,
        le=10_000,
        description="further incidents an hour of each named type in each named district; "
        "instead of factor",
    )
    types: list[str] = Field(default=[], description="incident types; all when left out")
    districts: list[str] = Field(default=[], description="districts; all when left out")
    first_day: Day | None = Field(
        default=None, description="first day, e.g. 2018-08-25; from the beginning when left out"
    )
    last_day: Day | None = Field(default=None, description="last day; without end when left out")
    from_hour: NonNegativeInt = Field(
        default=0, le=23, description="hour of the day at which it begins, 0 to 23"
    )
    until_hour: PositiveInt = Field(
        default=24,
        le=24,
        description="hour of the day at which it ends, 1 to 24; not later than from_hour: on the "
        "next day",
    )


class PreventionEffect(Section):
    """How prevention acts on the types that have a preventable_share.

    With x the hours delivered of late at a hub over those of the reference, the number of incidents
    is multiplied by 1 + preventable_share * (exp(-s x) - exp(-s)) / (1 - exp(-s)), s = saturation.
    """

    reference_hours_per_week: dict[str, PositiveFloat] = Field(
        description="hours of prevention delivered in a week by hub at which the counts hold, "
        "as a run of the baseline delivers them"
    )
    memory_days: PositiveInt = Field(
        default=28,
        le=365,
        description="days over which delivered prevention is remembered: each day an equal part "
        "of what is remembered is forgotten",
    )
    saturation: PositiveFloat = Field(
        default=1.0,
        ge=0.05,
        le=10,
        description="the larger, the less further hours add to what the first ones do",
    )


class Demand(Section):
    """Growth, shocks and seasons, and how demand reacts to prevention."""

    growth: Factor = Field(
        default=1.0, description="factor on the counts of all types: 1.1 is 10% more demand"
    )
    changes: dict[str, Change] = Field(
        default={},
        description="changes by name, such as `new-year`; where several meet, what each adds "
        "is added up",
    )
    prevention: PreventionEffect | None = Field(
        default=None, description="needed when a type has a preventable_share"
    )


class Operation(Section):
    """An event for which officers are taken from a team at set hours."""

    team: Literal["response", "neighbourhood", "enforcement", "pcso"] = Field(
        description="the team from which officers are taken"
    )
    dates: list[Day] = Field(min_length=1, description="days on which it starts, e.g. 2018-08-25")
    start: str = Field(description="time of day at which it starts, e.g. 18:00")
    hours: PositiveFloat = Field(le=24, description="length in hours; may run past midnight")
    officers: dict[str, PositiveInt] = Field(min_length=1, description="officers taken, by hub")
