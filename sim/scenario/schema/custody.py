"""Custody suites: how many people each can hold, and when it accepts no new detainees."""

from __future__ import annotations

from pydantic import NonNegativeInt, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.section import Section, field
from sim.scenario.schema.windows import DayOfWeek


class Closing(Section):
    """Days and hours in which a custody suite accepts no new detainees; those there stay."""

    first_day: Day | None = field(
        "first day of the closing; if omitted, it holds from the beginning",
        example="2018-03-01",
        default=None,
    )
    last_day: Day | None = field(
        "last day of the closing; if omitted, it never ends", example="2018-03-31", default=None
    )
    days_of_week: list[DayOfWeek] = field(
        "days of the week on which it is closed; if omitted, all",
        example=["Monday", "Tuesday"],
        default=[],
    )
    from_hour: NonNegativeInt = field(
        "hour of each of these days at which it closes, 0 to 23",
        unit="hour of the day",
        example=22,
        default=0,
        le=23,
    )
    until_hour: PositiveInt = field(
        "hour of the day at which it opens again, 1 to 24; if not later than from_hour, on the "
        "next day",
        unit="hour of the day",
        example=6,
        default=24,
        le=24,
    )


class CustodySuite(Section):
    """A custody suite."""

    cells: PositiveInt | None = field(
        "people who can be detained at the same time, each for the detained_hours of an arrest; "
        "if omitted, there is always room",
        unit="cells",
        example=27,
        default=None,
        le=1000,
    )
    closed: list[Closing] = field(
        "when it accepts no new detainees",
        example=[{"from_hour": 22, "until_hour": 6}],
        default=[],
    )
