"""The scenario: everything a run depends on, as frozen data.

Each field says on itself what it means, with its unit, its limits, its default and an example
(`sim.scenario.schema.section.field`); docs/scenario-reference.md and the JSON Schema for editors
are made from that.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    Field,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
)

from sim.scenario.schema.arrests import Arrests
from sim.scenario.schema.casework import Casework
from sim.scenario.schema.chasers import Chasers
from sim.scenario.schema.control_room import ControlRoom
from sim.scenario.schema.custody import CustodySuite
from sim.scenario.schema.demand import IncidentType, Shape
from sim.scenario.schema.demand_changes import Demand
from sim.scenario.schema.dispatch import Dispatch, Preemption
from sim.scenario.schema.evidence import Evidence, PublishedResult
from sim.scenario.schema.grades import Grade, Share
from sim.scenario.schema.headlines import Headline
from sim.scenario.schema.maps import Maps
from sim.scenario.schema.money import Budget
from sim.scenario.schema.offender_management import Cohort
from sim.scenario.schema.operations import Operation
from sim.scenario.schema.prevention import Prevention
from sim.scenario.schema.problem_files import ProblemFiles
from sim.scenario.schema.redeployment import Redeployment
from sim.scenario.schema.rotas import Rota
from sim.scenario.schema.run import Run
from sim.scenario.schema.safeguarding import Safeguarding
from sim.scenario.schema.section import Section, field, relative_factor
from sim.scenario.schema.small_areas import SmallAreas
from sim.scenario.schema.teams import Teams
from sim.scenario.schema.travel import FASTEST_FACTOR, SLOWEST_FACTOR, Travel
from sim.scenario.schema.writing_up import WritingUp

#: A scenario's name is also a folder's.
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
NAME_LENGTH = 80


class District(Section):
    """A local authority district, or a place within one."""

    hub: str = field("the hub whose teams serve the district", example="Brighton")
    part_of: str | None = field(
        "district to which this place, such as a town, belongs; counts may be given for that "
        "district, and results by district add its places together; if omitted, this is a "
        "district in its own right",
        example="Wealden",
        default=None,
    )
    share: Share | None = field(
        "share of the counts of that district that belongs to this place",
        unit="shares, summing to 1",
        example=0.15,
        default=None,
        le=1,
    )
    area_km2: PositiveFloat | None = field(
        "area of the district; sets the mean drive within it",
        unit="square kilometres",
        example=82.8,
        default=None,
    )
    latitude: float | None = field(
        "degrees north of the district's centre",
        unit="degrees",
        example=50.84,
        default=None,
        ge=-90,
        le=90,
    )
    longitude: float | None = field(
        "degrees east of the district's centre",
        unit="degrees",
        example=-0.14,
        default=None,
        ge=-180,
        le=180,
    )
    patches: PositiveInt | None = field(
        "number of patches in the district, for PCSOs who are tied to patches; if omitted, the "
        "district is one patch",
        unit="patches",
        example=6,
        default=None,
        le=100,
    )

    speed_factor: PositiveFloat = field(
        "speed of drives within the district and to it, as a multiple of the speed elsewhere: 0.8 "
        "is a fifth slower",
        unit="ratio",
        example=0.8,
        default=1.0,
        ge=SLOWEST_FACTOR,
        le=FASTEST_FACTOR,
    )


class Hub(Section):
    """A hub: where teams parade."""

    district: str = field("the district in which the hub stands", example="Brighton and Hove")


class Scenario(Section):
    """A force, its demand, its people and its rules."""

    name: Annotated[str, Field(pattern=NAME_PATTERN, max_length=NAME_LENGTH)] = field(
        "short name; also the name of the results folder", example="ring-fenced"
    )
    title: str = field(
        "one line for people to read", example="Prevention officers ring-fenced", default=""
    )
    why: list[str] = field(
        "a few lines: what the scenario asks and why",
        example=["Asks what response loses when prevention officers are never sent to calls."],
        default=[],
    )
    protective_marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"] = field(
        "marking printed on every output", example="OFFICIAL"
    )
    run: Run = field(
        "length, replications, seed", example={"start": "2017-10-02", "days": 28, "seed": 7}
    )
    headlines: dict[str, Headline] = field(
        "measures on which comparisons give a verdict, by name: the smallest difference that "
        "matters in one of the standard headlines, or a further measure to add to them",
        example={
            "desk_wait_mean_min": {
                "team": "resolution_centre",
                "smallest_difference_that_matters": 30,
                "why": "callers are given a time to the half hour",
            }
        },
        default={},
    )
    districts: dict[str, District] = field(
        "districts by name", example={"Hastings": {"hub": "Hastings"}}, min_length=1
    )
    hubs: dict[str, Hub] = field(
        "hubs by name", example={"Hastings": {"district": "Hastings"}}, min_length=1
    )
    travel: Travel = field("how long drives take", example={"mode": "distance", "turnout_min": 1.5})
    grades: dict[PositiveInt, Grade] = field(
        "grades by number; 1 is the most urgent",
        example={1: {"label": "Emergency", "target_min": 15}},
        min_length=1,
    )
    shapes: dict[str, Shape] = field(
        "shapes over the week, by name",
        example={"weekend": {"day_of_week": [1, 1, 1, 1, 1.5, 2, 1]}},
        default={},
    )
    month_shapes: dict[str, list[NonNegativeFloat]] = field(
        "shapes over the year, by name: 12 weights from January",
        unit="weights",
        example={"summer": [1, 1, 1, 1, 1, 1.2, 1.3, 1.3, 1, 1, 1, 1]},
        default={},
    )
    incident_types: dict[str, IncidentType] = field(
        "types of incident, by name",
        example={
            "burglary": {
                "label": "Burglary",
                "basis": "official",
                "yearly_count": {"Hastings": 1000},
                "grade_mix": {1: 0.2, 2: 0.8},
                "scene_min": {"distribution": "lognormal", "mean": 50, "cv": 0.8},
            }
        },
        min_length=1,
    )
    scene_factor: float | None = relative_factor(
        "multiplies scene_min of every type that states no factor of its own",
        example=0.9,
    )
    writing_up_factor: float | None = relative_factor(
        "multiplies writing_up_min of every type that states no factor of its own",
        example=0.8,
    )
    handling_factor: float | None = relative_factor(
        "multiplies resolution_centre.handling_min of every type that states no factor of its own",
        example=1.1,
    )
    investigation_factor: float | None = relative_factor(
        "multiplies investigation.work_hours of every type that states no factor of its own",
        example=0.9,
    )
    demand: Demand = field(
        "how demand differs from the counts given for each type",
        example={"growth": 1.1},
        default=Demand(),
    )
    operations: dict[str, Operation] = field(
        "events for which officers are taken from a team, by name",
        example={
            "match": {
                "team": "response",
                "dates": ["2018-08-25"],
                "start": "14:00",
                "hours": 6,
                "officers": {"Brighton": 10},
            }
        },
        default={},
    )
    rotas: dict[str, Rota] = field(
        "rotas by name",
        example={
            "office": {
                "shifts": {"day": {"start": "08:00", "hours": 8}},
                "pattern": ["day", "day", "day", "day", "day", "rest", "rest"],
            }
        },
        default={},
    )
    teams: Teams = field(
        "who works", example={"response": {"posts": {"Brighton": 120}, "rota": "core"}}
    )
    control_room: ControlRoom = field(
        "how long grading and dispatch take before anybody is sent",
        example={"grading_min": {1: {"distribution": "lognormal", "mean": 2, "cv": 0.6}}},
        default=ControlRoom(),
    )
    dispatch: Dispatch = field(
        "which of the officers who may be sent is sent",
        example={"rule": "longest_idle"},
        default=Dispatch(),
    )
    preemption: Preemption = field(
        "who is called away from a drive or a scene",
        example={"who": "nearest", "interruptions_limit": 2},
        default=Preemption(),
    )
    custody_suites: list[str] | dict[str, CustodySuite] = field(
        "districts that have a custody suite: a list of names or, by name, the capacity of each "
        "suite; if omitted, each hub has one",
        example={"Crawley": {"cells": 27}, "Hastings": {"closed": [{"last_day": "2018-03-31"}]}},
        default=[],
    )
    hospitals: list[str] = field(
        "districts that have a hospital; officers take a person under watch to the nearest; if "
        "omitted, each district has one",
        example=["Brighton and Hove", "Worthing"],
        default=[],
    )
    arrests: Arrests = field(
        "how far arrests depend on the response time",
        example={"elasticity": 0.4, "reference_min": {1: 12, 2: 40}},
        default=Arrests(),
    )
    chasers: Chasers | None = field(
        "callers who call again because nobody has come or called back; if omitted, there are none",
        example={"gap_hours": {"distribution": "exponential", "mean": 24}, "grades": [3, 4]},
        default=None,
    )
    writing_up: WritingUp = field(
        "where officers write up what they attended, and how far that may be put off",
        example={"places": {"station": 0.3, "car": 0.7}, "put_off_limit_min": 60},
        default=WritingUp(),
    )
    casework: Casework = field(
        "screening, file build, and cases open at the start",
        example={"open_cases_weeks": 26},
        default=Casework(),
    )
    safeguarding: Safeguarding = field(
        "what public protection does for people at risk, in addition to investigations",
        example={
            "mash": {
                "reported_share": {"domestic_abuse": 1},
                "triage_min": {"distribution": "lognormal", "mean": 40, "cv": 0.5},
            }
        },
        default=Safeguarding(),
    )
    offender_management: dict[str, Cohort] = field(
        "cohorts of repeat offenders, by name, and what managing them prevents",
        example={
            "prolific": {
                "share": {"burglary": 0.08},
                "effect": 0.15,
                "people": {"Hastings": 40},
                "hours_each_per_week": 3,
            }
        },
        default={},
    )
    redeployment: Redeployment = field(
        "when prevention officers answer calls",
        example={"rule": "queue_long", "waiting": 3, "older_than_min": 20},
        default=Redeployment(),
    )
    powers: dict[str, str] = field(
        "powers that types of incident may need, by name, with what each allows; see "
        "incident_types.X.needs_power and teams.X.powers",
        example={"confiscate_alcohol": "in public places"},
        default={},
    )
    prevention: Prevention = field(
        "how prevention work is done",
        example={"shortest_spell_min": {"problem_solving": 90}},
        default=Prevention(),
    )
    small_areas: SmallAreas | None = field(
        "where within a hub incidents happen, and hot-spot patrols; if omitted, nothing depends "
        "on where in a district an incident happens",
        example={"number": {"Brighton": 169}},
        default=None,
    )
    problem_files: ProblemFiles | None = field(
        "problem-solving files on the small areas that need them; if omitted, problem-solving is "
        "only hours of work. Needs small_areas",
        example={
            "harm": {"asb_rowdy": 1},
            "work_hours": {"distribution": "lognormal", "mean": 40, "cv": 0.6},
            "partner_wait_days": {"distribution": "fixed", "value": 30},
            "powers_mix": {0: 0.3, 1: 0.7},
        },
        default=None,
    )
    budget: Budget | None = field(
        "savings that are asked for; if omitted, none are",
        example={"target_gbp": 27_500_000, "done_gbp": 14_000_000},
        default=None,
    )
    maps: Maps = field(
        "boundaries from which maps of results are drawn",
        example={"boundaries": "districts.geojson"},
        default=Maps(),
        apart=True,
    )
    evidence: dict[str, Evidence] = field(
        "range within which a number may lie, by its path in the scenario; with * in the path, "
        "range of one factor on all the numbers that match",
        example={"travel.road_factor": {"low": 1.2, "high": 1.5, "source": "assumption"}},
        default={},
        apart=True,
    )
    rules_not_known: dict[str, list[str] | dict[str, PositiveFloat]] = field(
        "rules for which there is no evidence: for each, scenarios with a different rule. These "
        "and the rule `as it stands` are equally likely, unless each has a weight; that of `as it "
        "stands` is 1 if omitted",
        unit="weights",
        example={
            "paperwork": ["paperwork-first", "paperwork-waits"],
            "visits": {"as it stands": 2, "visits-as-they-come": 1},
        },
        default={},
        apart=True,
    )
    published: dict[str, PublishedResult] = field(
        "published figures for the force, by a name for each: a draw of the uncertain inputs with "
        "which the baseline misses them is ruled out",
        example={
            "emergencies in time": {
                "measure": "within_target_share", "grade": 1, "low": 0.79, "high": 0.84,
                "source": "the force, 2014",
            }
        },
        default={},
        apart=True,
    )  # fmt: skip
