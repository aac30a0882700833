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
        "by type, the weight of an incident in the order in which files are taken up; only types "
        "that are named open files, and only they react to what files achieve",
        unit="weights",
        example={"asb_rowdy": 1, "criminal_damage": 2},
        min_length=1,
    )
    opens_at_count: PositiveInt = field(
        "incidents of these types in an area within some 28 days (each day a 28th of the count is "
        "forgotten) at which a file is opened, at the least",
        unit="incidents",
        example=6,
        default=6,
        le=10_000,
    )
    opens_at_ratio: NonNegativeFloat = field(
        "and at the least, as a multiple of the count to be expected there",
        unit="ratio",
        example=2,
        default=2.0,
        le=100,
    )
    most_open: PositiveInt = field(
        "files that a hub has open at once, at the most; areas that call for one beyond that are "
        "counted, and have to call again",
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
        "wait for partners between the two",
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
        "a file that nobody has worked on for this long loses half of what was done of its stage, "
        "and whoever had it",
        unit="days",
        example=21,
        default=21,
        le=365,
    )
    powers_mix: dict[Uses, Share] = field(
        "share of files in which powers against anti-social behaviour are used 0, 1, 2 ... times "
        "when enforcement ends; with files, they are used nowhere else",
        unit="shares, summing to 1",
        example={0: 0.3, 1: 0.4, 2: 0.3},
        min_length=1,
    )
    fall: Fall = field(
        "share of the area's incidents of these types that does not happen just after a file is "
        "closed",
        unit="share, 0 to 1",
        example=0.2,
        default=0.0,
    )
    lasts_days: PositiveInt = field(
        "days over which that fades evenly to nothing",
        unit="days",
        example=180,
        default=180,
        le=3660,
    )
