"""What a scenario says of problem files: problem-solving at the areas that call for it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field
from sim.scenario.schema.small_areas import Fall

#: More uses of powers in one file than any list of them holds.
POWERS_LIMIT = 20

Uses = Annotated[NonNegativeInt, Field(le=POWERS_LIMIT)]


class ProblemFiles(Section):
    """Files on areas with a problem: analysis, a wait for partners, enforcement, an effect."""

    harm: dict[str, PositiveFloat] = field(
        "by type, the weight of an incident in deciding which file is taken up first; only types "
        "that are named open files, and only their incidents are prevented by files",
        unit="weights",
        example={"asb_rowdy": 1, "criminal_damage": 2},
        min_length=1,
    )
    opens_at_count: PositiveInt = field(
        "smallest number of incidents of these types in an area within some 28 days (each day a "
        "28th of the count is forgotten) at which a file is opened",
        unit="incidents",
        example=6,
        default=6,
        le=10_000,
    )
    opens_at_ratio: NonNegativeFloat = field(
        "smallest multiple of the count expected there at which a file is opened; both this and "
        "opens_at_count must be reached",
        unit="ratio",
        example=2,
        default=2.0,
        le=100,
    )
    most_open: PositiveInt = field(
        "largest number of files that a hub has open at the same time; areas that need one beyond "
        "that are counted, and may get one on a later day",
        unit="files",
        example=40,
        default=40,
        le=1000,
    )
    work_hours: Distribution = field(
        "work on a file",
        unit="hours",
        example={"distribution": "lognormal", "mean": 40, "cv": 0.6},
    )
    enforcement_share: Share = field(
        "share of the work that follows the wait for partners, as enforcement; what comes before "
        "is problem-solving",
        unit="share, 0 to 1",
        example=0.4,
        default=0.5,
        gt=0,
        lt=1,
    )
    partner_wait_days: Distribution = field(
        "wait for partners between problem-solving and enforcement",
        unit="days",
        example={"distribution": "triangular", "low": 14, "mode": 30, "high": 60},
    )
    shortest_spell_min: NonNegativeFloat = field(
        "shortest spell of problem-solving or enforcement that a file is worked on",
        unit="minutes",
        example=90,
        default=90.0,
    )
    goes_cold_days: PositiveInt = field(
        "a file that nobody has worked on for this long loses half of the work done in its "
        "current stage, and its owner",
        unit="days",
        example=21,
        default=21,
        le=365,
    )
    powers_mix: dict[Uses, Share] = field(
        "share of files in which powers against anti-social behaviour are used 0, 1, 2 ... times "
        "when enforcement ends; where there are files, powers are used in them only",
        unit="shares, summing to 1",
        example={0: 0.3, 1: 0.4, 2: 0.3},
        min_length=1,
    )
    fall: Fall = field(
        "share of the area's incidents of these types that is prevented just after a file is "
        "closed",
        unit="share, 0 to 1",
        example=0.2,
        default=0.0,
    )
    lasts_days: PositiveInt = field(
        "days over which that effect fades evenly to nothing",
        unit="days",
        example=180,
        default=180,
        le=3660,
    )
