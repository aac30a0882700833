"""What makes demand differ from the counts of the types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.distributions import Cv
from sim.scenario.schema.grades import Share, ShareOfEach
from sim.scenario.schema.prevention import PreventionTeamName, PreventionWorkName
from sim.scenario.schema.section import LARGEST_FACTOR, Section, field

#: Names of changes stand in the names of incidents.
CHANGE_PATTERN = r"[a-z][a-z0-9-]{0,39}"
#: Names of layers of demand (see `sim.world.layers`) that no change may have.
GROWTH = "growth"
UNPREVENTED = "unprevented"
REPORTING = "reporting"

Factor = Annotated[float, Field(ge=0, le=LARGEST_FACTOR)]
HalfLife = Annotated[float, Field(ge=0.25, le=730)]
Weight = Annotated[float, Field(ge=0, le=10)]


class Change(Section):
    """A change of demand in some places, types, days and hours."""

    factor: Factor | None = field(
        "demand as a multiple of what it would be: 1.5 is half as much again, 0.8 a fifth less",
        unit="ratio",
        example=1.5,
        default=None,
    )
    extra_per_hour: NonNegativeFloat | None = field(
        "further incidents of each named type in each named district; instead of factor",
        unit="incidents an hour",
        example=0.5,
        default=None,
        le=10_000,
    )
    types: list[str] = field(
        "incident types; if omitted, all types change", example=["burglary"], default=[]
    )
    districts: list[str] = field(
        "districts; if omitted, demand changes in all", example=["Hastings"], default=[]
    )
    first_day: Day | None = field(
        "first day of the change; if omitted, it holds from the beginning",
        example="2018-08-25",
        default=None,
    )
    last_day: Day | None = field(
        "last day of the change; if omitted, it never ends", example="2018-08-27", default=None
    )
    decay_half_life_days: HalfLife | None = field(
        "half-life of what the change adds, from the last day on; if omitted, all of it ends with "
        "the last day",
        unit="days",
        example=21,
        default=None,
    )
    from_hour: NonNegativeInt = field(
        "hour of the day at which it begins, 0 to 23",
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


class PreventionEffect(Section):
    """How the hours of each kind of prevention work change the number of incidents.

    Each hub has a stock of each kind: a day's hours are added, and what is there halves in
    half_life_days. With x the stock over that at the reference, incidents of a type are multiplied
    by 1 + sum over kinds of a (exp(-s x) - exp(-s)) / (1 - exp(-s)), where s is the saturation and
    a = prevention_elasticity * (exp(s) - 1) / s: so at the reference 1% more of a kind of work
    takes prevention_elasticity per cent of the incidents away.
    """

    reference_hours_per_week: dict[PreventionWorkName, dict[str, PositiveFloat]] = field(
        "by kind of work and hub, hours delivered at which demand equals the counts, as a run of "
        "the baseline delivers them",
        unit="hours a week",
        example={"patrol": {"Brighton": 900, "Hastings": 600}},
    )
    half_life_days: dict[PreventionWorkName, HalfLife] = field(
        "by kind of work, days after which half of the effect it has built up is gone",
        unit="days",
        example={"patrol": 3, "problem_solving": 120},
        formerly="memory_days",
    )
    saturation: PositiveFloat = field(
        "the larger it is, the less each further hour adds to the effect",
        unit="ratio",
        example=1,
        default=1.0,
        ge=0.05,
        le=10,
    )
    team_weights: dict[PreventionTeamName, Weight] = field(
        "by team, what an hour of it counts for; teams that are not named count in full",
        unit="ratio",
        example={"pcso": 0.5},
        default={},
    )
    starts_from: Literal["reference", "warm_up"] = field(
        "reference: the stock of prevention starts at the level of the reference hours; warm_up: "
        "demand stays at that level until the warm-up ends, and the stock is then what the hours "
        "of the warm-up would build up in the long run, so that a short run shows the whole effect",
        example="warm_up",
        default="reference",
    )


class DayFactor(Section):
    """How far days differ beyond chance: weather, events, calls about one incident."""

    cv: Cv = field(
        "standard deviation of a day's factor, whose mean is 1 (gamma distribution)",
        unit="ratio",
        example=0.1,
    )


class Demand(Section):
    """Growth, shocks and seasons, and how demand responds to prevention."""

    growth: Factor = field(
        "factor on the counts of all types: 1.1 is 10% more demand",
        unit="ratio",
        example=1.1,
        default=1.0,
    )
    changes: dict[str, Change] = field(
        "changes by name; where more than one applies at the same time, what they add is summed",
        example={"new-year": {"factor": 1.5, "first_day": "2018-01-01", "last_day": "2018-01-01"}},
        default={},
    )
    day_factor: DayFactor | None = field(
        "a factor on all first incidents of a hub, drawn for each day and hub; if omitted, counts "
        "vary by chance alone",
        example={"cv": 0.1},
        default=None,
    )
    closed_without_visit: dict[PositiveInt, ShareOfEach] = field(
        "by initial grade, share of incidents that are closed by rule when they are graded; for "
        "types that give no share of their own for that grade",
        unit="share, 0 to 1",
        example={3: 0.25},
        default={},
    )
    closed_without_visit_factor: Factor = field(
        "multiplies every share of incidents closed by rule, including those given by type; no "
        "share goes above 1",
        unit="ratio",
        example=1.5,
        default=1.0,
    )
    ceiling: PositiveFloat = field(
        "for types whose demand depends on what the police do: the multiple of their counts that "
        "is drawn as possible incidents, of which those that are not prevented happen. It must be "
        "enough for every scenario in a comparison; with the same ceiling, all have the same "
        "possible incidents",
        unit="ratio",
        example=1.5,
        default=1.0,
        ge=1,
        le=10,
    )
    recorded_share: Share | None = field(
        "share of the crimes reported that are recorded as crimes, for types that give no share "
        "of their own; if omitted, all are",
        unit="share, 0 to 1",
        example=0.946,
        default=None,
        le=1,
    )
    prevention: PreventionEffect | None = field(
        "how prevention lowers demand; needed when a type has a prevention_elasticity",
        example={
            "reference_hours_per_week": {"patrol": {"Brighton": 900}},
            "half_life_days": {"patrol": 3},
        },
        default=None,
    )
