"""What a scenario says of paperwork: where officers write up, and how far it may be put off."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat

from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field

WritingPlaceName = Literal["station", "car", "scene"]
#: Where officers write up when a scenario does not say.
STATION_ONLY: dict[WritingPlaceName, Share] = {"station": 1.0}


class WritingUp(Section):
    """Where officers write up what they attended, and how far that may be put off."""

    places: dict[WritingPlaceName, Share] = field(
        "share of incidents written up at the station, after the drive back; in the car, where the "
        "officer stands; or at the scene, from which nobody is called away while writing",
        unit="shares, summing to 1",
        example={"station": 0.3, "car": 0.5, "scene": 0.2},
        default=STATION_ONLY,
        min_length=1,
    )
    put_off_limit_min: NonNegativeFloat | None = field(
        "officers with more writing up outstanding than this are called away from it for grade 1 "
        "only, whatever other grades interrupt; if omitted, there is no limit",
        unit="minutes",
        example=60,
        default=None,
    )
    next_shift_limit_min: NonNegativeFloat = field(
        "at the end of a shift, writing up of this length or less is left for the officer's next "
        "shift; if there is more, all of it is finished as overtime",
        unit="minutes",
        example=30,
        default=0.0,
    )
