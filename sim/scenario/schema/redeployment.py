"""What a scenario says of redeployment: when prevention officers are sent to response work."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.section import Section, field

RedeployableTeam = Literal["neighbourhood", "enforcement", "pcso"]
RedeploymentRuleName = Literal["never", "queue_long", "one_pool"]


class LaterRule(Section):
    """Settings of redeployment that change on a date; those not given stay as they were."""

    rule: RedeploymentRuleName | None = field(
        "the rule from then on", example="never", default=None
    )
    teams: list[RedeployableTeam] | None = field(
        "teams that may be redeployed from then on",
        example=["enforcement"],
        default=None,
        min_length=1,
    )
    ring_fenced: list[RedeployableTeam] | None = field(
        "teams that stay on prevention from then on, except where `at_once` names them",
        example=["neighbourhood", "pcso"],
        default=None,
    )
    at_once: dict[PositiveInt, list[RedeployableTeam]] | None = field(
        "by grade, teams that send an officer at once from then on; replaces all earlier entries",
        example={1: ["enforcement"]},
        default=None,
    )
    waiting: PositiveInt | None = field(
        "number of overdue incidents that triggers redeployment from then on",
        unit="incidents",
        example=5,
        default=None,
    )
    older_than_min: NonNegativeFloat | None = field(
        "time unassigned after which an incident is overdue from then on, including incidents "
        "already waiting",
        unit="minutes",
        example=45,
        default=None,
    )


class Redeployment(Section):
    """When prevention officers are sent to response work."""

    rule: RedeploymentRuleName = field(
        "never; queue_long: while many incidents at the hub are overdue; one_pool: always, as if "
        "they were response officers, whoever is nearest",
        example="queue_long",
        default="never",
    )
    teams: list[RedeployableTeam] = field(
        "teams that may be redeployed",
        example=["neighbourhood", "pcso"],
        default=["neighbourhood"],
        min_length=1,
    )
    ring_fenced: list[RedeployableTeam] = field(
        "teams that stay on prevention whatever happens, except where `at_once` names them; a "
        "scenario whose rule or backfill would send one of them is refused",
        example=["enforcement"],
        default=[],
    )
    at_once: dict[PositiveInt, list[RedeployableTeam]] = field(
        "by grade, teams that send an officer at once when response can send nobody, whatever the "
        "rule says, even if the team is ring-fenced; from prevention, or from what that grade "
        "interrupts",
        example={1: ["neighbourhood", "enforcement"]},
        default={},
    )
    who: Literal["nearest", "longest_on_prevention", "least_redeployed"] = field(
        "which officer of a team goes: the nearest, the one who has been on prevention for "
        "longest, or the one who has been redeployed for the fewest hours. Ties go to the nearest",
        example="least_redeployed",
        default="nearest",
    )
    max_officers: NonNegativeInt = field(
        "largest number of a hub's officers who are redeployed at the same time, each from being "
        "sent until back on prevention. 0: no limit. Those who backfill a response shift do not "
        "count",
        unit="officers",
        example=2,
        default=0,
    )
    min_remaining: NonNegativeInt = field(
        "smallest number of a hub's constables, of the neighbourhood and enforcement teams, who "
        "stay on prevention: only those above that number are redeployed. 0: no minimum. PCSOs do "
        "not count towards it and are not held back by it",
        unit="officers",
        example=3,
        default=0,
    )
    max_hours_per_shift: NonNegativeFloat = field(
        "time redeployed in a shift after which an officer is not sent again in it; a job in hand "
        "is finished. 0: no limit. Time that backfills a response shift does not count",
        unit="hours",
        example=3,
        default=0.0,
    )
    last_redeployment_min: NonNegativeFloat = field(
        "in the last N minutes of their shift, nobody is redeployed, whatever the grade. 0: no "
        "such rule",
        unit="minutes",
        example=120,
        default=0.0,
    )
    backfill: bool = field(
        "whether a response shift that starts below its minimum strength is brought up to it, for "
        "the whole shift, from the teams of this rule",
        example=True,
        default=False,
    )
    grades: list[PositiveInt] = field(
        "grades whose incidents count towards the trigger, and to which officers are sent",
        unit="grade",
        example=[1, 2],
        default=[1, 2],
        min_length=1,
    )
    waiting: PositiveInt = field(
        "number of overdue incidents at a hub that triggers redeployment",
        unit="incidents",
        example=3,
        default=2,
    )
    older_than_min: NonNegativeFloat = field(
        "time that an incident has waited unassigned after which it is overdue",
        unit="minutes",
        example=20,
        default=15.0,
    )
    recall_below: PositiveInt = field(
        "redeployment ends when the number of overdue incidents at the hub stays below this for "
        "`recall_after_min`",
        unit="incidents",
        example=1,
        default=1,
    )
    recall_after_min: NonNegativeFloat = field(
        "how long the number of overdue incidents must stay below `recall_below`",
        unit="minutes",
        example=30,
        default=30.0,
    )
    rule_from: dict[Day, LaterRule] = field(
        "by date, the settings that change on that date, until a later date changes them again",
        example={"2018-04-01": {"teams": ["enforcement"], "older_than_min": 45}},
        default={},
    )
