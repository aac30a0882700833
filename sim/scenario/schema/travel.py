"""Drives: how long they are expected to take, and how they vary."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat

from sim.scenario.schema.distributions import LARGEST_CV
from sim.scenario.schema.section import Section, field

#: Within these, speeds by place and hour may differ from the speeds of the force.
SLOWEST_FACTOR, FASTEST_FACTOR = 0.1, 10.0

SpeedFactor = Annotated[float, Field(ge=SLOWEST_FACTOR, le=FASTEST_FACTOR)]


class Travel(Section):
    """Drives: expected minutes from distance and speed, and how they vary."""

    mode: Literal["none", "distance"] = field(
        "none: officers are there at once; distance: by road between districts",
        example="distance",
    )
    road_factor: PositiveFloat = field(
        "road distance divided by straight-line distance",
        unit="ratio",
        example=1.3,
        default=1.3,
    )
    speed_km_per_hour: PositiveFloat = field(
        "ordinary driving speed", unit="kilometres an hour", example=40, default=40.0, ge=1
    )
    emergency_speed_km_per_hour: PositiveFloat = field(
        "driving speed to grades with emergency_travel",
        unit="kilometres an hour",
        example=60,
        default=60.0,
        ge=1,
    )
    speed_factor_by_hour: list[SpeedFactor] | None = field(
        "ordinary speed as a multiple of speed_km_per_hour, by the hour in which a drive begins: "
        "24 numbers, from 00:00; if omitted, all hours are alike",
        unit="ratio",
        example=[1.2] * 7 + [0.8] * 12 + [1] * 5,
        default=None,
    )
    emergency_speed_factor_by_hour: list[SpeedFactor] | None = field(
        "the same for emergency_speed_km_per_hour",
        unit="ratio",
        example=[1.1] * 7 + [0.9] * 12 + [1] * 5,
        default=None,
    )
    turnout_min: NonNegativeFloat = field(
        "time from assignment to being on the way", unit="minutes", example=1.5, default=0.0
    )
    within_district_factor: PositiveFloat = field(
        "mean distance between two points of a district divided by the square root of its area "
        "(0.5214 for a square)",
        unit="ratio",
        example=0.52,
        default=0.52,
    )
    cv: NonNegativeFloat = field(
        "how much drives vary: standard deviation divided by the expected minutes",
        unit="ratio",
        example=0.3,
        default=0.0,
        le=LARGEST_CV,
    )
    varies_up_to_min: PositiveFloat | None = field(
        "expected minutes of a drive to which cv applies; the time beyond this does not vary; if "
        "omitted, cv applies to the whole drive",
        unit="minutes",
        example=20,
        default=None,
    )
