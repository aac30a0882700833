"""What a scenario says of working time: rotas and their shifts, breaks, and absence."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import TimeOfDay
from sim.scenario.schema.section import Section, field

#: The rota of people who are on duty round the clock (for textbook scenarios).
ALWAYS = "always"
#: The day without a shift in a rota's pattern.
REST = "rest"


class Shift(Section):
    """A period of duty."""

    start: TimeOfDay = field("time of day at which the shift starts", example="07:00")
    hours: PositiveFloat = field(
        "length of the shift; it may run past midnight", unit="hours", example=9, le=24
    )


class Rota(Section):
    """Shifts worked in turn, with rest days."""

    shifts: dict[str, Shift] = field(
        "the shifts, by name",
        example={
            "early": {"start": "07:00", "hours": 9},
            "late": {"start": "15:00", "hours": 9},
        },
    )
    pattern: list[str] = field(
        "what a person works day by day: names of shifts, or rest",
        example=["early", "early", "late", "late", "rest", "rest"],
        min_length=1,
    )
    groups: PositiveInt = field(
        "number of groups that work the pattern, spread evenly over it; "
        "a pattern of whole weeks starts on a Monday",
        unit="groups",
        example=5,
        default=1,
    )


class Absence(Section):
    """A reason for which rostered people are not on duty."""

    share: NonNegativeFloat = field(
        "share of rostered shifts (rest days do not count) that is lost",
        unit="share, 0 to 1",
        example=0.04,
        lt=1,
    )
    spell_days: PositiveInt = field(
        "length of one spell of absence", unit="days", example=5, le=3660
    )


class Break(Section):
    """The break in a shift."""

    minutes: PositiveFloat = field("length of the break", unit="minutes", example=45)
    from_min: NonNegativeFloat = field(
        "time from the start of the shift until the first people may take their break",
        unit="minutes",
        example=180,
    )
    until_min: PositiveFloat = field(
        "time from the start of the shift by which a break must have begun; people's turns are "
        "spread evenly over the window, and a break not begun by its end is missed",
        unit="minutes",
        example=360,
    )
