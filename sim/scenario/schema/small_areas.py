"""What a scenario says of small areas within a hub, and of patrols that visit the hottest."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.prevention import PreventionTeamName
from sim.scenario.schema.section import Section, field

#: A fall that visits or a file can bring about, as a share.
Fall = Annotated[float, Field(ge=0, le=0.95)]
#: A hub needs one area in each of the three classes.
FEWEST_AREAS = 3
#: Of a hub's small areas, the share in the first class and in the second one.
HOTTEST_SHARE, NEXT_SHARE = 0.01, 0.04


class Concentration(Section):
    """How incidents gather in few areas."""

    top_1_percent: NonNegativeFloat = field(
        "share of the incidents that happen in the hottest 1% of the small areas",
        unit="share, 0 to 1",
        example=0.145,
        default=HOTTEST_SHARE,
        le=1,
    )
    next_4_percent: NonNegativeFloat = field(
        "share of the incidents that happen in the next 4% of the small areas",
        unit="share, 0 to 1",
        example=0.185,
        default=NEXT_SHARE,
        le=1,
    )


class HotSpots(Section):
    """Patrols that visit the hottest small areas, and what their visits prevent there."""

    areas: dict[str, PositiveInt] = field(
        "by hub, the number of its hottest small areas on the patrols' list",
        unit="small areas",
        example={"Brighton": 3, "Hastings": 2},
        min_length=1,
    )
    teams: list[PreventionTeamName] = field(
        "teams whose patrol is spent there", example=["pcso", "neighbourhood"], min_length=1
    )
    visit_min: PositiveFloat = field(
        "length of a visit, including the way there; a spell of patrol has as many whole visits "
        "as fit into it",
        unit="minutes",
        example=25,
        default=25.0,
        ge=1,
        le=480,
    )
    from_hour: NonNegativeInt = field(
        "hour of the day from which patrol is spent there",
        unit="hour of the day",
        example=14,
        default=0,
        le=23,
    )
    until_hour: PositiveInt = field(
        "hour of the day until which it is; if not later than from_hour, on the next day",
        unit="hour of the day",
        example=23,
        default=24,
        le=24,
    )
    enough_visits_per_day: PositiveFloat = field(
        "visits a day to an area that are enough: patrols make no more, and spend the rest of "
        "their time elsewhere",
        unit="visits a day",
        example=2,
        default=2.0,
        le=100,
    )
    remembered_days: PositiveInt = field(
        "days over which visits are averaged: earlier ones have no effect",
        unit="days",
        example=4,
        default=4,
        le=60,
    )
    reference_visits_per_day: NonNegativeFloat = field(
        "visits a day to each area on the list that the force made in the period of the counts; "
        "with that number, demand equals the counts",
        unit="visits a day",
        example=0.5,
        default=0.0,
        le=100,
    )
    fall: dict[str, Fall] = field(
        "by type, share of the incidents of an area that is prevented there while it has enough "
        "visits; types that are not named do not react",
        unit="share, 0 to 1",
        example={"criminal_damage": 0.25, "asb_rowdy": 0.15},
        default={},
    )
    displaced_share: float = field(
        "share of the incidents prevented on the list that happen in other areas of the hub "
        "instead; below 0, others are prevented as well (diffusion)",
        unit="share, -1 to 1",
        example=0.1,
        default=0.0,
        ge=-1,
        lt=1,
    )


class SmallAreas(Section):
    """Where in a hub incidents happen: in areas of some 1,700 people, few of them hot."""

    number: dict[str, PositiveInt] = field(
        "by hub, the number of its small areas, such as lower layer super output areas",
        unit="small areas",
        example={"Brighton": 169, "Hastings": 110},
        min_length=1,
    )
    concentration: Concentration = field(
        "how the incidents of a type gather in few areas; if omitted, they are spread evenly",
        example={"top_1_percent": 0.133, "next_4_percent": 0.146},
        default=Concentration(),
    )
    concentration_by_type: dict[str, Concentration] = field(
        "the same for types that are named",
        example={"asb_rowdy": {"top_1_percent": 0.145, "next_4_percent": 0.185}},
        default={},
    )
    hot_spots: HotSpots | None = field(
        "patrols that visit the hottest areas; if omitted, patrols visit none in particular",
        example={"areas": {"Brighton": 3}, "teams": ["pcso"], "fall": {"asb_rowdy": 0.15}},
        default=None,
    )
