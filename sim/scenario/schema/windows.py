"""Windows of dates and hours of which results are shown apart."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeInt, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.section import Section, field

#: Days of the week, Monday first.
DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DayOfWeek = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Window(Section):
    """Some days and hours of the measured period; changes nothing that happens in them."""

    first_day: Day | None = field(
        "first day of the window; if omitted, the first that is measured",
        example="2018-08-25",
        default=None,
    )
    last_day: Day | None = field(
        "last day of the window; if omitted, the last that is measured",
        example="2018-08-27",
        default=None,
    )
    days_of_week: list[DayOfWeek] = field(
        "days of the week that belong to it; if omitted, all do",
        example=["Friday", "Saturday"],
        default=[],
    )
    from_hour: NonNegativeInt = field(
        "hour of each of these days at which it begins, 0 to 23",
        unit="hour of the day",
        example=22,
        default=0,
        le=23,
    )
    until_hour: PositiveInt = field(
        "hour of the day at which it ends, 1 to 24; if not later than from_hour, it ends on the "
        "next day",
        unit="hour of the day",
        example=4,
        default=24,
        le=24,
    )
