"""Cohorts of people who offend often: what it prevents to manage them, and what it takes."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.grades import Share, ShareOfEach
from sim.scenario.schema.prevention import PreventionWorkName
from sim.scenario.schema.section import Section, field


class Cohort(Section):
    """People who commit many of the incidents of some types, and are known to the police."""

    share: dict[str, ShareOfEach] = field(
        "by type, share of incidents that they commit; the shares of all cohorts come to 1 at most",
        unit="share, 0 to 1",
        example={"burglary": 0.08, "vehicle_crime": 0.08},
        min_length=1,
    )
    effect: Share = field(
        "share of these incidents that is prevented while all of these people are managed, beyond "
        "what the counts already reflect",
        unit="share, 0 to 1",
        example=0.15,
        le=1,
    )
    people: dict[str, PositiveInt] = field(
        "by hub, the number of these people; a hub that is not named has none",
        unit="people",
        example={"Hastings": 40},
        min_length=1,
    )
    hours_each_per_week: PositiveFloat = field(
        "work that managing one of them takes", unit="hours a week", example=3, le=168
    )
    work: PreventionWorkName = field(
        "kind of prevention work, as in teams.X.prevention_plan, whose hours at the hub go to them",
        example="intelligence",
        default="enforcement",
    )
    work_share: Share = field(
        "share of those hours that goes to them",
        unit="share, 0 to 1",
        example=0.5,
        default=1.0,
        le=1,
    )
    hours_per_week: dict[str, NonNegativeFloat] = field(
        "by hub, hours of people in no team of the scenario who do nothing else, such as an "
        "offender manager or a drugs worker",
        unit="hours a week",
        example={"Hastings": 37},
        default={},
    )
    memory_days: PositiveInt = field(
        "how long such work lasts: each day, 1 part in memory_days of what remains is lost",
        unit="days",
        example=28,
        default=14,
        le=365,
    )
