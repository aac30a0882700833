"""What a scenario says of the Resolution Centre: its hours, its attempts, what becomes of cases.

Its posts and its rota stand with those of the other teams (`workforce_schema.ResolutionCentre`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.distributions import LARGEST, Distribution, Section

#: Marks drawn for each case, one for each attempt to reach the caller; never to be changed.
ATTEMPTS_LIMIT = 8

DeskQueue = Literal["first_come", "harm_first", "shortest_first"]


class Opening(Section):
    """Hours of one kind of day."""

    opens: str = Field(description="time of day from which people are called, e.g. 08:00")
    closes: str = Field(
        description="time of day after which no call is begun, e.g. 22:00; 24:00 is midnight"
    )


class OpeningHours(Section):
    """When the Resolution Centre calls people; at other times cases wait, whoever is on duty."""

    weekdays: Opening | None = Field(
        default=None, description="Monday to Friday; closed when left out"
    )
    weekends: Opening | None = Field(
        default=None, description="Saturday and Sunday; closed when left out"
    )


class Attempts(Section):
    """Attempts to reach a caller."""

    reached_share: PositiveFloat = Field(
        le=1, description="share of attempts that reach the caller, each drawn on its own"
    )
    failed_min: NonNegativeFloat = Field(
        le=LARGEST, description="minutes of one person's time on an attempt that does not"
    )
    again_after_min: NonNegativeFloat = Field(
        le=LARGEST,
        description="minutes from then until the next attempt is due; the case then takes its turn",
    )
    most: PositiveInt = Field(
        le=ATTEMPTS_LIMIT, description="attempts after which nobody tries again"
    )
    no_reply_as: PositiveInt | None = Field(
        default=None,
        description="grade with which officers then attend; closed as no reply when left out",
    )


class ShareByWait(Section):
    """A share of callers that falls with the hours they waited to be contacted."""

    at_once: NonNegativeFloat = Field(le=1, description="share of those who did not wait")
    lost_per_hour: NonNegativeFloat = Field(
        le=1, description="what each hour of waiting takes off the share"
    )
    lowest: NonNegativeFloat = Field(le=1, description="share below which it does not fall")


class DeskWork(Section):
    """What the Resolution Centre does with incidents of this type."""

    handling_min: Distribution = Field(description="minutes of one person's time per case")
    resolved_share: NonNegativeFloat = Field(
        le=1,
        description="share of callers reached whose case is closed without deployment; "
        "the rest are passed on. `teams.resolution_centre.resolved_share` scales it",
    )
    sent_on_as: PositiveInt | dict[PositiveInt, NonNegativeFloat] = Field(
        description="grade given to a case that is sent on; or the share of each grade, "
        "e.g. {2: 0.1, 3: 0.9}"
    )
    to_investigation_share: NonNegativeFloat = Field(
        default=0.0,
        le=1,
        description="share of the cases passed on that go to Investigation without a visit",
    )
    to_prevention_share: NonNegativeFloat = Field(
        default=0.0,
        le=1,
        description="share of the cases passed on that are referred to prevention teams",
    )
    to_prevention_as: PositiveInt | None = Field(
        default=None,
        description="grade of those, whose preferred team must be one of prevention",
    )
