"""How long a scenario is simulated, how often, and how results are shown."""

from __future__ import annotations

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.limits import DAYS_LIMIT, REPLICATIONS_LIMIT
from sim.scenario.schema.section import Section, field
from sim.scenario.schema.windows import Window


class Run(Section):
    """How long to simulate, and how often."""

    start: Day = field("first day of the run", example="2017-10-02")
    days: PositiveInt = field(
        "days that are measured, after the warm-up", unit="days", example=28, le=DAYS_LIMIT
    )
    warm_up_days: NonNegativeInt = field(
        "days that are simulated first and not measured",
        unit="days",
        example=7,
        default=0,
        le=DAYS_LIMIT,
    )
    days_in_comparisons: PositiveInt | None = field(
        "days that are measured in comparisons, which need longer runs when prevention changes "
        "demand; if omitted, the same as `days`",
        unit="days",
        example=364,
        default=None,
        le=DAYS_LIMIT,
    )
    replications: PositiveInt = field(
        "independent repetitions; intervals need at least 2",
        unit="replications",
        example=20,
        default=10,
        le=REPLICATIONS_LIMIT,
    )
    seed: NonNegativeInt = field(
        "starting point of all random numbers: the same seed gives the same results",
        unit="any number",
        example=7,
        default=1,
    )
    time_grid_min: PositiveFloat | None = field(
        "all times are rounded to multiples of this, which divides a day; if omitted, to "
        "milliseconds",
        unit="minutes",
        example=1,
        default=None,
    )
    windows: dict[str, Window] = field(
        "days and hours whose incidents are also measured separately, by name",
        example={"bank-holiday": {"first_day": "2018-08-25", "last_day": "2018-08-27"}},
        default={},
    )
    by_month: bool = field(
        "whether results are written by calendar month too, to months.csv",
        example=True,
        default=False,
    )
