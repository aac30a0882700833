"""Operations at set hours: who is taken for them, and what they prevent."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import Day, TimeOfDay
from sim.scenario.schema.grades import Share
from sim.scenario.schema.prevention import PreventionWorkName
from sim.scenario.schema.section import Section, field
from sim.scenario.schema.windows import DayOfWeek


class OperationTargets(Section):
    """The incidents that an operation is directed against, at the hubs of its officers."""

    types: list[str] = field("incident types", example=["burglary"], min_length=1)
    districts: list[str] = field(
        "districts or places; if omitted, all those of these hubs", example=["Hastings"], default=[]
    )
    repeats_only: bool = field(
        "whether only incidents that repeat an earlier one are prevented",
        example=True,
        default=False,
    )


class Operation(Section):
    """An event for which officers are taken from a team at set hours."""

    team: Literal["response", "neighbourhood", "enforcement", "pcso"] = field(
        "the team from which officers are taken", example="response"
    )
    dates: list[Day] = field(
        "days on which it starts; or days_of_week", example=["2018-08-25", "2018-08-26"], default=[]
    )
    days_of_week: list[DayOfWeek] = field(
        "days of the week on which it starts, besides the dates", example=["Friday"], default=[]
    )
    first_day: Day | None = field(
        "first date from which days_of_week apply; if omitted, the first day of the run",
        example="2018-07-01",
        default=None,
    )
    last_day: Day | None = field(
        "last date until which days_of_week apply; if omitted, the last day of the run",
        example="2018-08-31",
        default=None,
    )
    start: TimeOfDay = field("time of day at which it starts", example="18:00")
    hours: PositiveFloat = field(
        "length of the operation; it may run past midnight", unit="hours", example=6, le=24
    )
    officers: dict[str, PositiveInt] = field(
        "by hub, the number of officers taken",
        unit="officers",
        example={"Brighton": 10},
        min_length=1,
    )
    longest_duty_hours: PositiveFloat = field(
        "longest time on duty: officers whose shift ends before the operation does are taken only "
        "if they are on duty for no longer than this by its end",
        unit="hours",
        example=14,
        default=16.0,
        le=48,
    )
    targets: OperationTargets | None = field(
        "the incidents that it is directed against; if omitted, none",
        example={"types": ["violence_with_injury"]},
        default=None,
    )
    effect: Share = field(
        "share of these incidents that it prevents while everybody asked for is there; with half "
        "of them there, half of it",
        unit="share, 0 to 1",
        example=0.15,
        default=0.0,
        le=1,
    )
    residual_days: NonNegativeInt = field(
        "days in which the effect fades once the operation is over, in equal steps; 0: at once",
        unit="days",
        example=3,
        default=0,
        le=365,
    )
    counts_as: PreventionWorkName | None = field(
        "kind of prevention work that the hours of its officers count as (demand.prevention); if "
        "omitted, none",
        example="patrol",
        default=None,
    )
