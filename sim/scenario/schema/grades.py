"""What a scenario says of grades: how quickly, by whom and at whose expense each is served."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import TimeOfDay
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.section import Section, field

Share = NonNegativeFloat
#: A share that stands in a mapping, where the field cannot state its limit.
ShareOfEach = Annotated[float, Field(ge=0, le=1)]
AttendingTeamName = Literal["response", "neighbourhood", "enforcement", "pcso"]


class Patience(Section):
    """How long callers of one grade wait for an officer before something changes."""

    minutes: Distribution = field(
        "time without an assigned officer, from when the incident falls due, after which it is "
        "upgraded or cancelled",
        unit="minutes",
        example={"distribution": "exponential", "mean": 240},
    )
    upgraded_share: Share = field(
        "share that is then upgraded; the rest are cancelled",
        unit="share, 0 to 1",
        example=0.2,
        default=0.0,
        le=1,
    )
    upgraded_to: PositiveInt | None = field(
        "grade to which incidents are upgraded", unit="grade", example=1, default=None
    )


class Appointment(Section):
    """When incidents of one grade are visited: at a time that is agreed with the caller."""

    earliest: TimeOfDay = field("time of day at which the first slots begin", example="09:00")
    latest: TimeOfDay = field("time of day at which the last slots begin", example="19:00")
    notice_min: NonNegativeFloat = field(
        "shortest time from agreeing the visit to the start of its slot",
        unit="minutes",
        example=120,
        default=0.0,
    )
    within_days: NonNegativeInt = field(
        "number of days after the one on which the notice ends that callers may also choose; each "
        "is equally likely, and a time of the first that is already past moves to the next",
        unit="days",
        example=2,
        default=0,
        le=60,
    )
    slot_min: PositiveFloat = field(
        "length of a slot: an officer who arrives within it is on time", unit="minutes", example=60
    )
    visits_per_day: dict[str, PositiveInt] = field(
        "by hub, the number of visits that its diary has room for on one day; when a day is full, "
        "the visit is agreed for the next day with room. A hub that is not named has no limit",
        unit="visits a day",
        example={"Hastings": 12},
        default={},
    )
    when_missed: Literal["wait", "agreed_again"] = field(
        "what happens when nobody has been sent by the end of the slot: wait: the visit is still "
        "made, as soon as somebody can go; agreed_again: another slot is agreed",
        example="agreed_again",
        default="wait",
    )
    late_until: TimeOfDay | None = field(
        "with when_missed: agreed_again, time of day until which a visit is still made after its "
        "slot, as soon as somebody can go; another slot is agreed only then; if omitted, as the "
        "slot ends",
        example="22:00",
        default=None,
    )


class Grade(Section):
    """How incidents of one grade are served."""

    label: str = field("what people call the grade", example="Emergency")
    target_min: PositiveFloat = field(
        "time from log creation within which an officer should be at the scene (or, for the "
        "Resolution Centre, the caller should have been contacted)",
        unit="minutes",
        example=15,
    )
    target_share: Share | None = field(
        "share of incidents that should be reached (or contacted) within the target; if omitted, "
        "tables do not say whether the target is met",
        unit="share, 0 to 1",
        example=0.8,
        default=None,
        le=1,
    )
    served_by: Literal["attendance", "resolution_centre"] = field(
        "whether officers go or the Resolution Centre calls back",
        example="resolution_centre",
        default="attendance",
    )
    attended_by: list[AttendingTeamName] | PositiveInt | None = field(
        "who attends the grade where a type names teams by grade but names none for this one: a "
        "list of teams, the preferred one first, or the number of the grade whose teams go instead",
        unit="grade",
        example=["neighbourhood", "response"],
        default=None,
    )
    emergency_travel: bool = field(
        "whether officers drive at emergency speed", example=True, default=False
    )
    interrupts: list[Literal["briefing", "break", "writing_up", "travel", "scene"]] = field(
        "what an officer may be called away from for this grade; the interrupted work is finished "
        "afterwards. Travel and scene mean those of incidents of lower grades. A higher grade "
        "interrupts at least what lower grades do",
        example=["briefing", "break", "writing_up"],
        default=[],
    )
    calls_away: Literal["when_nobody_is_available", "when_nearer"] = field(
        "whether officers are called away from a briefing, a break or writing up only when nobody "
        "is available, or also when they are nearer than anybody who is",
        example="when_nearer",
        default="when_nobody_is_available",
    )
    patience: Patience | None = field(
        "what happens to incidents that wait too long; if omitted, they wait until somebody comes",
        example={
            "minutes": {"distribution": "exponential", "mean": 240},
            "upgraded_share": 0.2,
            "upgraded_to": 1,
        },
        default=None,
    )
    appointment: Appointment | None = field(
        "visits by appointment; if omitted, officers come as soon as possible",
        example={"earliest": "09:00", "latest": "19:00", "notice_min": 120, "slot_min": 60},
        default=None,
    )
    when_all_busy: Literal["wait", "lost"] = field(
        "whether incidents wait for an officer or are lost at once", example="wait", default="wait"
    )
