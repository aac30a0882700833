"""Callers who call again because nobody has come or called back."""

from __future__ import annotations

from typing import Any

from pydantic import NonNegativeFloat, PositiveInt

from sim.scenario.schema.distributions import Distribution, Exponential
from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field

#: Most times that the caller of one incident calls again.
CHASERS_LIMIT = 7
_A_DAY: Any = {"distribution": "exponential", "mean": 24}


class Chasers(Section):
    """Calls by people who have waited too long: work that good service would avoid."""

    gap_hours: Distribution = field(
        "time from when the log is created to the first call, and from each call to the next, as "
        "long as nobody has come or called back",
        unit="hours",
        example=_A_DAY,
        default=Exponential(distribution="exponential", mean=24),
    )
    most: PositiveInt = field(
        "largest number of calls by one caller",
        unit="calls",
        example=5,
        default=7,
        le=CHASERS_LIMIT,
    )
    grades: list[PositiveInt] = field(
        "initial grades at which callers call again; if omitted, all",
        unit="grade",
        example=[3, 4],
        default=[],
    )
    before_appointments: bool = field(
        "whether callers with an appointment also call again before it, and not only afterwards",
        example=True,
        default=False,
    )
    handling_min: NonNegativeFloat = field(
        "time of the Resolution Centre for each such call, which is answered before anybody is "
        "called back",
        unit="minutes",
        example=8,
        default=8.0,
        le=480,
    )
    new_log_share: Share = field(
        "share of these calls that open a log of their own; needs new_log_type",
        unit="share, 0 to 1",
        example=0.03,
        default=0.0,
        le=1,
    )
    new_log_type: str | None = field(
        "type of these logs, which are incidents with grades, officers and a scene of their own",
        example="second_log",
        default=None,
    )
