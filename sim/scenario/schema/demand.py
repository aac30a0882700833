"""What a scenario says of demand: grades, shapes over time, and incident types."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.desk import DeskWork
from sim.scenario.schema.distributions import Distribution, Section

Share = NonNegativeFloat
AttendingTeam = Literal["response", "neighbourhood", "enforcement", "pcso"]
Basis = Literal["official", "research", "press", "derived", "assumption"]

#: Longest chain of repeats.
REPEATS_LIMIT = 9
#: Who attends when a type does not say.
RESPONSE_ONLY: list[AttendingTeam] = ["response"]


class Patience(Section):
    """How long callers of one grade wait for an officer before something changes."""

    minutes: Distribution = Field(description="minutes from falling due, while nobody is assigned")
    upgraded_share: Share = Field(
        default=0.0, le=1, description="share that is then upgraded; the others are cancelled"
    )
    upgraded_to: PositiveInt | None = Field(
        default=None, description="grade to which incidents are upgraded"
    )


class Appointment(Section):
    """When incidents of one grade are visited: at a time that is agreed with the caller."""

    earliest: str = Field(description="time of day at which the first slots begin, e.g. 09:00")
    latest: str = Field(description="time of day at which the last slots begin, e.g. 19:00")
    notice_min: NonNegativeFloat = Field(
        default=0.0, description="minutes between the agreement and the slot, at the least"
    )
    within_days: NonNegativeInt = Field(
        default=0,
        le=60,
        description="callers choose any of so many days after the first on which they could be "
        "seen, with equal chance",
    )
    slot_min: PositiveFloat = Field(
        description="length of a slot: an officer who arrives within it is on time"
    )


class Grade(Section):
    """How incidents of one grade are served."""

    label: str = Field(description="what people call the grade, e.g. Emergency")
    target_min: PositiveFloat = Field(
        description="minutes from log creation within which an officer should be at the scene "
        "(or, for the Resolution Centre, the caller should have been contacted)"
    )
    target_share: Share | None = Field(
        default=None,
        le=1,
        description="share of incidents that should be reached (or contacted) within the target; "
        "when left out, tables do not say whether the target is met",
    )
    served_by: Literal["attendance", "resolution_centre"] = Field(
        default="attendance", description="whether officers go or the Resolution Centre calls back"
    )
    attended_by: list[AttendingTeam] | PositiveInt | None = Field(
        default=None,
        description="who attends the grade where a type names teams by grade and none for this "
        "one: a list of teams, the preferred one first, or the number of a grade whose teams go",
    )
    emergency_travel: bool = Field(
        default=False, description="whether officers drive at emergency speed"
    )
    interrupts: list[Literal["briefing", "break", "writing_up", "travel", "scene"]] = Field(
        default=[],
        description="what an officer may be called away from for this grade; "
        "the interrupted work is resumed afterwards with what was left of it. "
        "Travel and scene are those of incidents of lower grades. A higher grade interrupts at "
        "least what lower ones do",
    )
    calls_away: Literal["when_nobody_is_available", "when_nearer"] = Field(
        default="when_nobody_is_available",
        description="whether an officer is called away from a briefing, a break or writing up "
        "only when nobody is available, or also when nearer than whoever is",
    )
    patience: Patience | None = Field(
        default=None,
        description="what becomes of incidents that wait long; they wait for ever when left out",
    )
    appointment: Appointment | None = Field(
        default=None, description="visits by appointment; as soon as possible when left out"
    )
    when_all_busy: Literal["wait", "lost"] = Field(
        default="wait", description="whether incidents wait for an officer or are lost at once"
    )


class Shape(Section):
    """How a rate varies over the week; only the proportions matter."""

    hour_of_week: list[NonNegativeFloat] | None = Field(
        default=None, description="168 weights, from Monday 00:00"
    )
    hour_of_day: list[NonNegativeFloat] | None = Field(
        default=None, description="24 weights, from 00:00"
    )
    day_of_week: list[NonNegativeFloat] | None = Field(
        default=None, description="7 weights, Monday first; multiplies hour_of_day"
    )


class Investigation(Section):
    """Investigation that follows an incident."""

    share: Share = Field(le=1, description="share of incidents that are investigated")
    work_hours: Distribution = Field(description="hours of investigators' time per case")
    episodes: PositiveInt = Field(
        default=1, description="spells of work into which the hours fall, equal in length"
    )
    waits_days: Distribution | None = Field(
        default=None,
        description="days in all spent waiting for others (forensics, CPS, victims) "
        "between the episodes; none when left out",
    )
    harm: NonNegativeInt = Field(
        default=0, description="rank in the allocation queue; the highest harm goes first"
    )
    investigated_by: Literal["investigation", "public_protection"] = Field(
        default="investigation",
        description="team that works the cases; investigation where the force has no such team",
    )
    specialist_share: Share = Field(
        default=1.0,
        le=1,
        description="share of cases for that team, such as high-risk ones; investigation has the "
        "others",
    )
    needs_skill: str | None = Field(
        default=None, description="skill without which nobody is given the case, e.g. rape"
    )
    retained_share: Share = Field(
        default=0.0,
        le=1,
        description="share of cases that response officers keep and work on between calls",
    )
    in_custody_share: Share = Field(
        default=0.0,
        le=1,
        description="share of cases with a suspect in custody: their first episode interrupts "
        "other cases, and is worked by the hub's investigators",
    )
    custody_deadline_hours: PositiveFloat = Field(
        default=24.0, description="hours in which that episode must be done, e.g. 24"
    )
    charged_share: Share = Field(
        default=0.0, le=1, description="share of cases in which somebody is charged"
    )
    file_build_hours: Distribution | None = Field(
        default=None, description="hours to prepare the file of such a case"
    )


class Arrest(Section):
    """Arrests at incidents of one type."""

    share: Share = Field(
        le=1,
        description="share of attended incidents, of those grades, at which somebody is arrested",
    )
    custody_min: Distribution = Field(
        description="minutes that the officer spends at the custody suite; the drive there is added"
    )
    grades: list[PositiveInt] = Field(
        default=[],
        description="grades, as first given, at which arrests are made, e.g. [1, 2]; at every "
        "grade when left out",
    )


class Repeat(Section):
    """Repeats: an incident is followed by another of its kind in its district.

    The yearly counts contain the repeats: fewer first incidents are drawn, so that both together
    come to the counts.
    """

    share: Share = Field(
        lt=1, description="share of incidents, repeats included, that are followed by another one"
    )
    delay_days: Distribution = Field(description="days from an incident to the next of its chain")
    within_days: PositiveInt = Field(
        default=90, le=365, description="longest delay; longer values of delay_days do not occur"
    )
    most: PositiveInt = Field(
        default=3, le=REPEATS_LIMIT, description="most repeats that follow one first incident"
    )


class IncidentType(Section):
    """One kind of incident: how many, when, how grave, and the work that it makes."""

    label: str = Field(description="name for people to read")
    basis: Basis = Field(description="what the yearly counts rest on")
    yearly_count: dict[str, NonNegativeFloat] | None = Field(
        default=None, description="incidents in 365 days, by district"
    )
    per_hour: dict[str, NonNegativeFloat] | None = Field(
        default=None, description="mean incidents an hour, by district; instead of yearly_count"
    )
    hour_shape: str | None = Field(
        default=None, description="name of a shape over the week; level when left out"
    )
    month_shape: str | None = Field(
        default=None, description="name of a shape over the year; level when left out"
    )
    grade_mix: dict[PositiveInt, Share] = Field(
        description="share of incidents of each grade; the shares sum to 1"
    )
    attended_by: list[AttendingTeam] | dict[PositiveInt, list[AttendingTeam]] = Field(
        default=RESPONSE_ONLY,
        description="teams that may attend, the preferred one first; for all grades, or by grade",
    )
    needs_power: str | None = Field(
        default=None,
        description="a power without which a team may not attend, e.g. seize_vehicles (see "
        "teams.X.powers); none when left out",
    )
    officers_mix: dict[PositiveInt, Share] = Field(
        default={1: 1.0}, description="share of incidents that need 1, 2 ... officers; sums to 1"
    )
    officers_arrive: Literal["join", "together"] = Field(
        default="join",
        description="join: each officer goes as available and the scene starts with the first; "
        "together: none goes before all can, and the scene starts with the last",
    )
    bypass: bool = Field(
        default=True,
        description="whether later incidents overtake one that waits for more officers (together)",
    )
    scene_min: Distribution = Field(description="minutes at the scene")
    writing_up_min: Distribution | None = Field(
        default=None,
        description="minutes of writing up by the first officer to be assigned; none when left out",
    )
    interruptible: bool = Field(
        default=True,
        description="whether grades that interrupt work at a scene may call officers away from "
        "this type",
    )
    relayable: bool = Field(
        default=False,
        description="whether the next shift takes over at the scene (a watch, a scene guard); "
        "otherwise the job is finished as overtime",
    )
    arrest: Arrest | None = Field(
        default=None, description="arrests; the first officer at the scene takes people to custody"
    )
    resolution_centre: DeskWork | None = Field(
        default=None, description="needed when a grade of this type is served by the desk"
    )
    investigation: Investigation | None = Field(
        default=None, description="investigation that may follow; none when left out"
    )
    repeat: Repeat | None = Field(
        default=None, description="repeats among the counted incidents; none when left out"
    )
    preventable_share: Share = Field(
        default=0.0,
        le=1,
        description="how many more there would be without any prevention, as a share of their "
        "number at the reference hours of demand.prevention",
    )


GRADE_LIMIT = 9
OFFICERS_LIMIT = 12
