"""Checks on grades, shapes, distributions and incident types, each taken for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from sim.scenario.checks.faults import district_fault, sum_fault, unknown_grade
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.reading.unknown import known_of
from sim.scenario.reading.words import listed
from sim.scenario.schema.demand import GRADE_LIMIT, OFFICERS_LIMIT, Shape
from sim.scenario.schema.distributions import Empirical, Triangular
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

_SHAPE_LENGTHS = {"hour_of_week": 168, "hour_of_day": 24, "day_of_week": 7}


@reads("incident_types")
def types_state_one_rate(scenario: Scenario) -> Iterator[Finding]:
    """Require that a type says how many incidents there are in exactly one way."""
    for name, incident_type in scenario.incident_types.items():
        path = ("incident_types", name)
        if incident_type.part_of is not None:
            if incident_type.yearly_count is not None or incident_type.per_hour is not None:
                message = "got part_of and counts of its own, expected one (null removes the other)"
                yield Finding(path, message, at_key=True)
        elif incident_type.yearly_count is None and incident_type.per_hour is None:
            message = "gives no number of incidents, expected yearly_count or per_hour"
            yield Finding(path, message, at_key=True)
        elif incident_type.yearly_count is not None and incident_type.per_hour is not None:
            message = "got both yearly_count and per_hour, expected one (null removes the other)"
            yield Finding(path, message, at_key=True)


@reads("incident_types", "districts")
def counts_name_known_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that counts and rates are given for districts of the scenario."""
    for name, incident_type in scenario.incident_types.items():
        for field, counts in known_of(incident_type, "yearly_count", "per_hour"):
            for district in counts or ():
                path = ("incident_types", name, field, district)
                message = district_fault(scenario, district, counts)
                if message:
                    yield Finding(path, message, at_key=True)


@reads("incident_types")
def mixes_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that the shares of grades, and those of numbers of officers, sum to 1."""
    for name, incident_type in scenario.incident_types.items():
        for field, shares in known_of(incident_type, "grade_mix", "officers_mix"):
            message = sum_fault(shares)
            if message:
                yield Finding(("incident_types", name, field), message, at_key=True)


@reads("incident_types", "grades")
def mixes_name_known_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that types use grades of the scenario."""
    for name, incident_type in scenario.incident_types.items():
        for grade in incident_type.grade_mix:
            if grade not in scenario.grades:
                path = ("incident_types", name, "grade_mix", grade)
                yield Finding(path, unknown_grade(scenario, grade), at_key=True)


@reads("incident_types", "grades", "demand")
def closings_name_known_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that what is closed by rule has grades of the scenario."""
    said: dict[Path, Iterable[int]] = {("demand",): scenario.demand.closed_without_visit}
    for name, incident_type in scenario.incident_types.items():
        for _, closed in known_of(incident_type, "closed_without_visit"):
            said["incident_types", name] = closed
    for path, grades in said.items():
        for grade in grades:
            if grade not in scenario.grades:
                full = (*path, "closed_without_visit", grade)
                yield Finding(full, unknown_grade(scenario, grade), at_key=True)


@reads("grades")
def grades_are_within_limit(scenario: Scenario) -> Iterator[Finding]:
    """Require that grades are numbered up to a limit."""
    for grade in scenario.grades:
        if grade > GRADE_LIMIT:
            message = f"got grade {grade}, expected a number from 1 to {GRADE_LIMIT}"
            yield Finding(("grades", grade), message, at_key=True)


@reads("incident_types")
def officers_are_within_limit(scenario: Scenario) -> Iterator[Finding]:
    """Require that no incident needs more officers than the model sends to one."""
    for name, incident_type in scenario.incident_types.items():
        for officers in incident_type.officers_mix:
            if officers > OFFICERS_LIMIT:
                path = ("incident_types", name, "officers_mix", officers)
                message = f"got {officers} officers, expected at most {OFFICERS_LIMIT}"
                yield Finding(path, message, at_key=True)


@reads("shapes")
def shapes_are_stated_one_way(scenario: Scenario) -> Iterator[Finding]:
    """Require that a shape is a whole week, or hours of the day and days of the week."""
    for name, shape in scenario.shapes.items():
        said = [field for field in _SHAPE_LENGTHS if getattr(shape, field) is not None]
        if not said:
            message = f"the shape is empty, expected {listed(_SHAPE_LENGTHS)}"
            yield Finding(("shapes", name), message, at_key=True)
        elif "hour_of_week" in said and len(said) > 1:
            message = f"got hour_of_week and {said[1]}, expected hour_of_week alone or the others"
            yield Finding(("shapes", name), message, at_key=True)


@reads("shapes", "month_shapes")
def shapes_have_their_lengths(scenario: Scenario) -> Iterator[Finding]:
    """Require that each list of weights has one for every hour, day or month."""
    for path, weights, length in _weights(scenario):
        if len(weights) != length:
            yield Finding(
                path, f"got {counted(len(weights), 'weight')}, expected {length}", at_key=True
            )


@reads("shapes", "month_shapes")
def shapes_are_not_all_zero(scenario: Scenario) -> Iterator[Finding]:
    """Require that each list of weights lets some incidents happen."""
    for path, weights, _ in _weights(scenario):
        if not any(weights):
            yield Finding(path, "every weight is 0, expected at least one above 0", at_key=True)


def _weights(scenario: Scenario) -> Iterator[tuple[Path, Sequence[float], int]]:
    """Yield each list of weights with its path and the length it should have."""
    for name, shape in scenario.shapes.items():
        for field, weights in _lists(shape):
            yield ("shapes", name, field), weights, _SHAPE_LENGTHS[field]
    for name, weights in scenario.month_shapes.items():
        yield ("month_shapes", name), weights, 12


def _lists(shape: Shape) -> Iterator[tuple[str, Sequence[float]]]:
    for field, weights in known_of(shape, *_SHAPE_LENGTHS):
        if weights is not None:
            yield field, weights


@reads("incident_types", "shapes", "month_shapes")
def named_shapes_exist(scenario: Scenario) -> Iterator[Finding]:
    """Require that types name shapes of the scenario."""
    sections = {"hour_shape": "shapes", "month_shape": "month_shapes"}
    for name, incident_type in scenario.incident_types.items():
        for field, said in known_of(incident_type, *sections):
            for _, shapes in known_of(scenario, sections[field]):
                if said is not None and said not in shapes:
                    message = unknown(field.replace("hour_", "").replace("_", " "), said, shapes)
                    yield Finding(("incident_types", name, field), message)


@reads("incident_types", "control_room")
def triangles_are_in_order(scenario: Scenario) -> Iterator[Finding]:
    """Require that the most likely value of a triangle lies between its limits, which differ."""
    for path, part in _parts(scenario):
        if isinstance(part, Triangular) and not (
            part.low <= part.mode <= part.high and part.low < part.high
        ):
            message = (
                f"got low {part.low:g}, mode {part.mode:g}, high {part.high:g}; "
                "expected low <= mode <= high, and low below high"
            )
            yield Finding(path, message, at_key=True)


@reads("incident_types", "control_room")
def observed_values_have_weights(scenario: Scenario) -> Iterator[Finding]:
    """Require that weights of observed values are as many as the values and not all zero."""
    for path, part in _parts(scenario):
        if not isinstance(part, Empirical) or part.weights is None:
            continue
        if len(part.weights) != len(part.values):
            many = counted(len(part.weights), "weight")
            message = f"got {many} for {counted(len(part.values), 'value')}"
            yield Finding((*path, "weights"), f"{message}, expected one for each", at_key=True)
        elif not any(part.weights):
            message = "every weight is 0, expected at least one above 0"
            yield Finding((*path, "weights"), message, at_key=True)


def _parts(scenario: Scenario) -> Iterator[tuple[Path, BaseModel]]:
    """Yield every part of every incident type that has named fields, and each time of grading."""
    for _, grading in known_of(scenario.control_room, "grading_min"):
        for grade, minutes in grading.items():
            yield ("control_room", "grading_min", grade), minutes
    for name, incident_type in scenario.incident_types.items():
        yield from _parts_of(("incident_types", name), incident_type)


def _parts_of(path: Path, part: BaseModel) -> Iterator[tuple[Path, BaseModel]]:
    yield path, part
    for field, value in part:
        if isinstance(value, BaseModel):
            yield from _parts_of((*path, field), value)
