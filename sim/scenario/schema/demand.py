"""What a scenario says of demand: incident types, and shapes over time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.desk import DeskWork
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.follow_ups import FollowUp, RecurringTasks
from sim.scenario.schema.grades import AttendingTeamName, Share, ShareOfEach
from sim.scenario.schema.harm import Harm, Reporting
from sim.scenario.schema.prevention import PreventionWorkName
from sim.scenario.schema.repeats import Repeat
from sim.scenario.schema.section import Section, field, relative_factor
from sim.scenario.schema.watches import Watch, WatchAfterScene

#: How a crime ends without a charge; the rest end otherwise (`sim.vocabulary.WithoutCharge`).
EndName = Literal["no_suspect", "evidential", "not_in_public_interest", "no_crime"]
Basis = Literal["official", "research", "press", "derived", "assumption"]

GRADE_LIMIT = 9
Elasticity = Annotated[float, Field(ge=0, le=2)]
OFFICERS_LIMIT = 12
#: Who attends when a type does not say.
RESPONSE_ONLY: list[AttendingTeamName] = ["response"]


class Shape(Section):
    """How a rate varies over the week; only the proportions matter."""

    hour_of_week: list[NonNegativeFloat] | None = field(
        "168 weights, from Monday 00:00", unit="weights", example=[1] * 168, default=None
    )
    hour_of_day: list[NonNegativeFloat] | None = field(
        "24 weights, from 00:00", unit="weights", example=[1] * 12 + [2] * 12, default=None
    )
    day_of_week: list[NonNegativeFloat] | None = field(
        "7 weights, Monday first; multiplies hour_of_day",
        unit="weights",
        example=[1, 1, 1, 1, 1.5, 2, 1],
        default=None,
    )


class Investigation(Section):
    """Investigation that follows an incident."""

    share: Share = field(
        "share of incidents that are investigated", unit="share, 0 to 1", example=0.3, le=1
    )
    work_hours: Distribution = field(
        "investigators' time per case",
        unit="hours",
        example={"distribution": "gamma", "mean": 6, "cv": 1},
    )
    episodes: PositiveInt = field(
        "number of equal spells into which the hours of work are divided",
        unit="spells of work",
        example=3,
        default=1,
        le=100,
    )
    waits_days: Distribution | None = field(
        "total time spent waiting for others (forensics, CPS, victims) between the episodes; if "
        "omitted, there are no waits",
        unit="days",
        example={"distribution": "exponential", "mean": 20},
        default=None,
    )
    harm: NonNegativeInt = field(
        "rank in the allocation queue; the highest harm goes first",
        unit="rank",
        example=5,
        default=0,
        le=100,
    )
    investigated_by: Literal["investigation", "public_protection"] = field(
        "team that works the cases; investigation where the force has no such team",
        example="public_protection",
        default="investigation",
    )
    specialist_share: Share = field(
        "share of cases given to that team, such as high-risk ones; investigation works the rest",
        unit="share, 0 to 1",
        example=0.7,
        default=1.0,
        le=1,
    )
    needs_skill: str | None = field(
        "skill without which nobody is given the case; if omitted, no skill is needed",
        example="rape",
        default=None,
    )
    retained_share: Share = field(
        "share of cases that response officers keep and work on between calls",
        unit="share, 0 to 1",
        example=0.2,
        default=0.0,
        le=1,
    )
    in_custody_share: Share = field(
        "share of cases with a suspect in custody: their first episode interrupts other cases, and "
        "is worked by the hub's investigators",
        unit="share, 0 to 1",
        example=0.1,
        default=0.0,
        le=1,
    )
    custody_deadline_hours: PositiveFloat = field(
        "time in which that episode must be done", unit="hours", example=24, default=24.0
    )
    charged_share: Share = field(
        "share of cases in which somebody is charged; where cases are screened, of those with "
        "lines of enquiry",
        unit="share, 0 to 1",
        example=0.1,
        default=0.0,
        le=1,
    )
    file_build_hours: Distribution | None = field(
        "time to prepare the file of a case in which somebody is charged",
        unit="hours",
        example={"distribution": "lognormal", "mean": 5, "cv": 0.8},
        default=None,
    )
    without_charge: dict[EndName, Share] = field(
        "outcomes of incidents of this type when nobody is charged, with a case or without one: "
        "share with no suspect identified; with evidential difficulties or without the victim's "
        "support (evidential); in which further investigation is not in the public interest; and "
        "that turn out not to be crimes, which measures of crime outcomes do not count. The rest "
        "have other outcomes. A case with too few lines of enquiry ends with no suspect, screened "
        "out or not. If omitted, measures of crime outcomes do not count the type",
        unit="shares, summing to 1 at most",
        example={"no_suspect": 0.6, "evidential": 0.25, "not_in_public_interest": 0.05},
        default={},
    )


class Arrest(Section):
    """Arrests at incidents of one type."""

    share: Share = field(
        "share of attended incidents of these grades at which somebody is arrested",
        unit="share, 0 to 1",
        example=0.05,
        le=1,
    )
    custody_min: Distribution = field(
        "time that the officer spends at the custody suite; the drive there is added",
        unit="minutes",
        example={"distribution": "lognormal", "mean": 150, "cv": 0.5},
    )
    detained_hours: Distribution | None = field(
        "time for which the person occupies a cell, from the beginning of custody_min; if "
        "omitted, no cell is occupied",
        unit="hours",
        example={"distribution": "lognormal", "mean": 15, "cv": 0.5},
        default=None,
    )
    grades: list[PositiveInt] = field(
        "initial grades at which arrests are made; if omitted, at every grade",
        unit="grade",
        example=[1, 2],
        default=[],
    )
    watch: Watch | None = field(
        "constant watch on detainees who are at risk, after custody_min; if omitted, custody "
        "staff look after them",
        example={"share": 0.03, "hours": {"distribution": "lognormal", "mean": 6, "cv": 0.7}},
        default=None,
    )


class IncidentType(Section):
    """One type of incident: how many, when, how serious, and the work that it makes."""

    label: str = field("name for people to read", example="Burglary")
    basis: Basis = field("where the yearly counts come from", example="official")
    yearly_count: dict[str, NonNegativeFloat] | None = field(
        "incidents in 365 days, by district",
        unit="incidents a year",
        example={"Hastings": 1000, "Rother": 400},
        default=None,
    )
    per_hour: dict[str, NonNegativeFloat] | None = field(
        "mean rate of incidents, by district; instead of yearly_count",
        unit="incidents an hour",
        example={"Hastings": 0.05},
        default=None,
    )
    part_of: str | None = field(
        "type of which this one is a part, as high-risk missing persons are of all missing "
        "persons; its incidents are a share of that type's counts. Instead of yearly_count and "
        "per_hour",
        example="missing_person",
        default=None,
    )
    share: Share | dict[str, Share] | None = field(
        "that share: one for all districts, or by district (0 for those not named); the other "
        "type keeps the rest",
        unit="share, 0 to 1",
        example=0.16,
        default=None,
    )
    hour_shape: str | None = field(
        "name of a shape over the week; if omitted, all hours are alike",
        example="evening",
        default=None,
    )
    month_shape: str | None = field(
        "name of a shape over the year; if omitted, all months are alike",
        example="summer",
        default=None,
    )
    grade_mix: dict[PositiveInt, Share] = field(
        "share of incidents of each grade",
        unit="shares, summing to 1",
        example={1: 0.2, 2: 0.3, 3: 0.5},
    )
    closed_without_visit: dict[PositiveInt, ShareOfEach] = field(
        "by initial grade, share of incidents that are closed by rule when they are graded: "
        "nobody visits and nobody calls back. For a grade that is not named, "
        "demand.closed_without_visit",
        unit="share, 0 to 1",
        example={3: 0.4, 4: 0.1},
        default={},
    )
    attended_by: list[AttendingTeamName] | dict[PositiveInt, list[AttendingTeamName]] = field(
        "teams that may attend, the preferred one first; for all grades, or by grade",
        example={1: ["response"], 3: ["neighbourhood", "response"]},
        default=RESPONSE_ONLY,
    )
    needs_power: str | None = field(
        "power that a team must have to attend (see teams.X.powers); if omitted, no power is "
        "needed",
        example="confiscate_alcohol",
        default=None,
    )
    patch_owner_within_hours: PositiveFloat | None = field(
        "where PCSOs are tied to patches (teams.pcso.deployment), how long a job is left to the "
        "PCSOs of its patch, from when it falls due; then anybody who may attend goes. If "
        "omitted, it waits for one of them",
        unit="hours",
        example=2.0,
        default=None,
        le=720,
    )
    officers_mix: dict[PositiveInt, Share] = field(
        "share of incidents that need 1, 2 ... officers",
        unit="shares, summing to 1",
        example={1: 0.6, 2: 0.4},
        default={1: 1.0},
    )
    officers_arrive: Literal["join", "together"] = field(
        "join: each officer goes when available, and work at the scene starts when the first "
        "arrives; together: they go only when all are available, and work starts when the last "
        "arrives",
        example="together",
        default="join",
    )
    bypass: bool = field(
        "whether later incidents may go ahead of one that waits for more officers (together)",
        example=True,
        default=True,
    )
    scene_min: Distribution = field(
        "time at the scene",
        unit="minutes",
        example={"distribution": "lognormal", "mean": 50, "cv": 0.8},
    )
    writing_up_min: Distribution | None = field(
        "writing up by the first officer to be assigned; if omitted, there is none",
        unit="minutes",
        example={"distribution": "triangular", "low": 5, "mode": 10, "high": 40},
        default=None,
    )
    interruptible: bool = field(
        "whether grades that interrupt work at a scene may call officers away from this type",
        example=False,
        default=True,
    )
    relayable: bool = field(
        "whether the next shift takes over at the scene (a watch, a scene guard); otherwise the "
        "job is finished as overtime",
        example=True,
        default=False,
    )
    arrest: Arrest | None = field(
        "arrests: the first officer at the scene takes people to custody; if omitted, there are "
        "none",
        example={
            "share": 0.05,
            "custody_min": {"distribution": "lognormal", "mean": 150, "cv": 0.5},
        },
        default=None,
    )
    watch: WatchAfterScene | None = field(
        "watch at a hospital after attended incidents without an arrest, such as on people "
        "detained under the Mental Health Act; if omitted, there is none",
        example={"share": 0.08, "hours": {"distribution": "lognormal", "mean": 7, "cv": 0.6}},
        default=None,
    )
    resolution_centre: DeskWork | None = field(
        "work of the Resolution Centre; needed when it serves a grade of this type",
        example={
            "handling_min": {"distribution": "lognormal", "mean": 25, "cv": 0.8},
            "resolved_share": 0.73,
            "sent_on_as": 3,
        },
        default=None,
    )
    investigation: Investigation | None = field(
        "investigation that may follow; if omitted, none does",
        example={"share": 0.3, "work_hours": {"distribution": "gamma", "mean": 6, "cv": 1}},
        default=None,
    )
    repeat: Repeat | None = field(
        "repeat incidents, which the counts include; if omitted, there are none",
        example={"share": 0.1, "delay_days": {"distribution": "exponential", "mean": 15}},
        default=None,
    )
    recurring_tasks: RecurringTasks | None = field(
        "tasks that come back until what was reported is resolved; if omitted, there are none",
        example={
            "type": "missing_search",
            "every_hours": 6,
            "until_hours": {"distribution": "lognormal", "mean": 20, "cv": 1.5},
        },
        default=None,
    )
    follow_up: FollowUp | None = field(
        "a visit that follows the incident; if omitted, there is none",
        example={
            "type": "return_interview",
            "after_hours": {"distribution": "exponential", "mean": 12},
        },
        default=None,
    )
    harm: Harm | None = field(
        "harm of one incident; if omitted, none is stated",
        example={"days": 10, "cost_gbp": 5930, "vulnerable_share": 0.3},
        default=None,
    )
    reporting: Reporting | None = field(
        "which of the incidents that happen reach the force and are recorded; if omitted, all "
        "reach it",
        example={"reported_share": 0.5, "share_at_counts": 0.4},
        default=None,
    )
    prevention_elasticity: dict[PreventionWorkName, Elasticity] = field(
        "by kind of prevention work, by how many per cent the number of incidents falls when 1% "
        "more hours go into it than at the reference hours of demand.prevention",
        unit="ratio",
        example={"patrol": 0.05},
        default={},
        formerly="preventable_share",
    )
    scene_factor: float | None = relative_factor(
        "multiplies time at the scene (scene_min)", example=0.9
    )
    writing_up_factor: float | None = relative_factor(
        "multiplies writing up (writing_up_min)", example=0.8
    )
    handling_factor: float | None = relative_factor(
        "multiplies the Resolution Centre's time (resolution_centre.handling_min)",
        example=1.1,
    )
    investigation_factor: float | None = relative_factor(
        "multiplies investigators' time per case (investigation.work_hours)", example=0.9
    )
