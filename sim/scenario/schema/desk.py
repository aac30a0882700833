"""What a scenario says of the Resolution Centre: its hours, its attempts, what becomes of cases.

Its posts and its rota stand with those of the other teams (`teams.ResolutionCentre`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import TimeOfDay
from sim.scenario.schema.distributions import LARGEST, Distribution
from sim.scenario.schema.section import Section, field

#: Marks drawn for each case, one for each attempt to reach the caller; never to be changed.
ATTEMPTS_LIMIT = 8

DeskQueueName = Literal["first_come", "harm_first", "shortest_first"]


class Opening(Section):
    """Hours of one kind of day."""

    opens: TimeOfDay = field("time of day from which people are called", example="08:00")
    closes: TimeOfDay = field(
        "time of day after which no call is begun; 24:00 is midnight", example="22:00"
    )


class OpeningHours(Section):
    """When the Resolution Centre calls people; at other times cases wait, whoever is on duty."""

    weekdays: Opening | None = field(
        "Monday to Friday; if omitted, closed",
        example={"opens": "08:00", "closes": "22:00"},
        default=None,
    )
    weekends: Opening | None = field(
        "Saturday and Sunday; if omitted, closed",
        example={"opens": "09:00", "closes": "17:00"},
        default=None,
    )


class Attempts(Section):
    """Attempts to reach a caller."""

    reached_share: PositiveFloat = field(
        "share of attempts that reach the caller, each drawn independently",
        unit="share, 0 to 1",
        example=0.6,
        le=1,
    )
    failed_min: NonNegativeFloat = field(
        "one person's time on an attempt that does not reach the caller",
        unit="minutes",
        example=5,
        le=LARGEST,
    )
    again_after_min: NonNegativeFloat = field(
        "time from a failed attempt until the next is due; the case then waits for its turn",
        unit="minutes",
        example=120,
        le=LARGEST,
    )
    most: PositiveInt = field(
        "number of attempts after which nobody tries again",
        unit="attempts",
        example=4,
        le=ATTEMPTS_LIMIT,
    )
    no_reply_as: PositiveInt | None = field(
        "grade with which officers then attend; if omitted, the case is closed as no reply",
        unit="grade",
        example=3,
        default=None,
    )


class ShareByWait(Section):
    """A share of callers that falls with the hours they waited to be contacted."""

    at_once: NonNegativeFloat = field(
        "share of those who did not wait", unit="share, 0 to 1", example=0.8, le=1
    )
    lost_per_hour: NonNegativeFloat = field(
        "drop in the share with each hour of waiting", unit="share an hour", example=0.01, le=1
    )
    lowest: NonNegativeFloat = field(
        "share below which it does not fall", unit="share, 0 to 1", example=0.4, le=1
    )


class DeskWork(Section):
    """What the Resolution Centre does with incidents of this type."""

    handling_min: Distribution = field(
        "one person's time per case",
        unit="minutes",
        example={"distribution": "lognormal", "mean": 25, "cv": 0.8},
    )
    resolved_share: NonNegativeFloat = field(
        "share of callers reached whose case is closed without deployment; the rest are passed on. "
        "`teams.resolution_centre.resolved_share` scales it, unless it is 0",
        unit="share, 0 to 1",
        example=0.73,
        le=1,
    )
    sent_on_as: PositiveInt | dict[PositiveInt, NonNegativeFloat] = field(
        "grade given to a case that is sent on; or the share of each grade",
        unit="grade, or shares of grades",
        example={2: 0.1, 3: 0.9},
    )
    to_investigation_share: NonNegativeFloat = field(
        "share of the cases passed on that go to Investigation without a visit",
        unit="share, 0 to 1",
        example=0.1,
        default=0.0,
        le=1,
    )
    to_prevention_share: NonNegativeFloat = field(
        "share of the cases passed on that are referred to prevention teams",
        unit="share, 0 to 1",
        example=0.1,
        default=0.0,
        le=1,
    )
    to_prevention_as: PositiveInt | None = field(
        "grade of the cases referred to prevention teams; a prevention team must be the preferred "
        "one for it",
        unit="grade",
        example=3,
        default=None,
    )
