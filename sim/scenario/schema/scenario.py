"""The scenario: everything a run depends on, as frozen data.

Each field has a unit (in its name where it has one) and one line of documentation, from which
docs/scenario-reference.md and the JSON Schema for editors are made.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
)

from sim.scenario.schema.casework import Casework
from sim.scenario.schema.dates import Day
from sim.scenario.schema.demand import Grade, IncidentType, Shape
from sim.scenario.schema.demand_changes import Demand, Operation
from sim.scenario.schema.distributions import LARGEST_CV, Section
from sim.scenario.schema.workforce import (
    Dispatch,
    Preemption,
    Prevention,
    Redeployment,
    Rota,
    Teams,
)

#: A scenario's name is also a folder's.
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class Run(Section):
    """How long to simulate, and how often."""

    start: Day = Field(description="first day, e.g. 2017-10-02")
    days: PositiveInt = Field(le=3660, description="days that are measured, after the warm-up")
    warm_up_days: NonNegativeInt = Field(
        default=0, le=3660, description="days that are simulated first and not measured"
    )
    replications: PositiveInt = Field(
        default=10, description="independent repetitions; intervals need at least 2"
    )
    seed: NonNegativeInt = Field(default=1, description="root of all randomness")
    time_grid_min: PositiveFloat | None = Field(
        default=None, description="round all times to multiples of this; milliseconds if left out"
    )


class District(Section):
    """A local authority district."""

    hub: str = Field(description="the hub whose teams serve the district")
    area_km2: PositiveFloat | None = Field(
        default=None, description="area in square kilometres; sets the mean drive within it"
    )
    latitude: float | None = Field(
        default=None, ge=-90, le=90, description="degrees north of the district's centre"
    )
    longitude: float | None = Field(
        default=None, ge=-180, le=180, description="degrees east of the district's centre"
    )
    patches: PositiveInt | None = Field(
        default=None,
        le=100,
        description="patches of the district, for PCSOs who are tied to patches; 1 when left out",
    )


class Hub(Section):
    """A hub: where teams parade."""

    district: str = Field(description="the district in which the hub stands")


class Travel(Section):
    """Drives: expected minutes from distance and speed, and how they vary."""

    mode: Literal["none", "distance"] = Field(
        description="none: officers are there at once; distance: by road between districts"
    )
    road_factor: PositiveFloat = Field(
        default=1.3, description="road distance divided by distance as the crow flies"
    )
    speed_km_per_hour: PositiveFloat = Field(
        default=40.0, ge=1, description="ordinary driving speed"
    )
    emergency_speed_km_per_hour: PositiveFloat = Field(
        default=60.0, ge=1, description="speed to emergencies"
    )
    turnout_min: NonNegativeFloat = Field(
        default=0.0, description="minutes from assignment to being on the way"
    )
    within_district_factor: PositiveFloat = Field(
        default=0.52,
        description="mean distance between two points of a district divided by the square "
        "root of its area (0.5214 for a square)",
    )
    cv: NonNegativeFloat = Field(
        default=0.0,
        le=LARGEST_CV,
        description="coefficient of variation of a drive about its expected minutes",
    )


class Scenario(Section):
    """A force, its demand, its people and its rules."""

    name: Annotated[str, Field(pattern=NAME_PATTERN, max_length=80)] = Field(
        description="short name; also the name of the results folder"
    )
    title: str = Field(default="", description="one line for people to read")
    why: list[str] = Field(default=[], description="a few lines: what the scenario asks and why")
    protective_marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"] = Field(
        description="marking printed on every output"
    )
    run: Run = Field(description="length, replications, seed")
    districts: dict[str, District] = Field(min_length=1, description="districts by name")
    hubs: dict[str, Hub] = Field(min_length=1, description="hubs by name")
    travel: Travel = Field(description="how long drives take")
    grades: dict[PositiveInt, Grade] = Field(
        min_length=1, description="grades by number; 1 is the most urgent"
    )
    shapes: dict[str, Shape] = Field(default={}, description="shapes over the week, by name")
    month_shapes: dict[str, list[NonNegativeFloat]] = Field(
        default={}, description="12 weights from January, by name"
    )
    incident_types: dict[str, IncidentType] = Field(min_length=1, description="types by name")
    demand: Demand = Field(
        default=Demand(), description="what makes demand differ from the counts of the types"
    )
    operations: dict[str, Operation] = Field(
        default={}, description="events for which officers are taken from a team, by name"
    )
    rotas: dict[str, Rota] = Field(default={}, description="rotas by name")
    teams: Teams = Field(description="who works")
    dispatch: Dispatch = Field(default=Dispatch(), description="who is sent, of those who may be")
    preemption: Preemption = Field(
        default=Preemption(), description="who is called away from a drive or a scene"
    )
    custody_suites: list[str] = Field(
        default=[],
        description="districts in which custody suites stand; each hub has one when left out",
    )
    casework: Casework = Field(
        default=Casework(), description="screening, file build, and cases open at the start"
    )
    redeployment: Redeployment = Field(
        default=Redeployment(), description="when prevention officers answer calls"
    )
    powers: dict[str, str] = Field(
        default={},
        description="powers that types of incident may need, by name, with what they allow; see "
        "needs_power of a type and powers of a team",
    )
    prevention: Prevention = Field(default=Prevention(), description="how prevention work is done")
