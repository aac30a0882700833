"""Hours of work that a scenario's demand makes.

A rough account by means (no queues, no clock): it splits posts over hubs. Drives are taken within
the district of the incident.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable

from sim.scenario.facts.closed_by_rule import closed_shares
from sim.scenario.facts.desk import grades_sent_on, reached_share, resolved_shares
from sim.scenario.facts.districts import by_place, district_of
from sim.scenario.schema.demand import IncidentType, Investigation
from sim.scenario.schema.distributions import Distribution, Empirical, Fixed, Triangular
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team

Work = Callable[[Scenario, IncidentType, str], float]


def mean(distribution: Distribution | None) -> float:
    """Return the mean of a distribution; none counts as zero."""
    if distribution is None:
        return 0.0
    if isinstance(distribution, Fixed):
        return distribution.value
    if isinstance(distribution, Triangular):
        return (distribution.low + distribution.mode + distribution.high) / 3
    if isinstance(distribution, Empirical):
        weights = distribution.weights or [1.0] * len(distribution.values)
        pairs = zip(distribution.values, weights, strict=True)
        return sum(value * weight for value, weight in pairs) / sum(weights)
    return distribution.mean


def yearly(incident_type: IncidentType, district: str | None = None) -> float:
    """Return incidents in 365 days, in one district or in all."""
    counts = incident_type.yearly_count or {}
    return counts.get(district, 0.0) if district else sum(counts.values())


def grade_shares(scenario: Scenario, incident_type: IncidentType) -> dict[int, float]:
    """Return the share of incidents attended at each grade, those the desk sends on included."""
    shares: dict[int, float] = defaultdict(float)
    for grade, share in _left_open(scenario, incident_type).items():
        if scenario.grades[grade].served_by == "attendance":
            shares[grade] += share
    for grade, share in desk_passes_on(scenario, incident_type).items():
        shares[grade] += share
    return shares


def _left_open(scenario: Scenario, incident_type: IncidentType) -> dict[int, float]:
    """Return the share of incidents of each grade, without those closed by rule."""
    closed = closed_shares(scenario, incident_type)
    return {
        grade: share * (1 - closed.get(grade, 0.0))
        for grade, share in incident_type.grade_mix.items()
    }


def desk_passes_on(scenario: Scenario, incident_type: IncidentType) -> dict[int, float]:
    """Return the share of incidents that the desk sends on, by grade."""
    work, team = incident_type.resolution_centre, scenario.teams.resolution_centre
    shares: dict[int, float] = defaultdict(float)
    if work is None or team is None:
        return shares
    name = next(name for name, other in scenario.incident_types.items() if other is incident_type)
    reached = desk_share(scenario, incident_type) * reached_share(team)
    passed_on = reached * (1 - resolved_shares(scenario)[name])
    sent_on = 1 - work.to_investigation_share - work.to_prevention_share
    for grade, share in grades_sent_on(work).items():
        shares[grade] += passed_on * sent_on * share
    if work.to_prevention_as is not None:
        shares[work.to_prevention_as] += passed_on * work.to_prevention_share
    if team.attempts is not None and team.attempts.no_reply_as is not None:
        shares[team.attempts.no_reply_as] += desk_share(scenario, incident_type) - reached
    return shares


def referred_share(scenario: Scenario, incident_type: IncidentType) -> float:
    """Return the share of incidents that the desk refers to Investigation without a visit."""
    work, team = incident_type.resolution_centre, scenario.teams.resolution_centre
    if work is None or team is None:
        return 0.0
    name = next(name for name, other in scenario.incident_types.items() if other is incident_type)
    passed_on = desk_share(scenario, incident_type) * reached_share(team)
    return passed_on * (1 - resolved_shares(scenario)[name]) * work.to_investigation_share


def desk_share(scenario: Scenario, incident_type: IncidentType) -> float:
    """Return the share of incidents that the Resolution Centre takes."""
    return sum(
        share
        for grade, share in _left_open(scenario, incident_type).items()
        if scenario.grades[grade].served_by == "resolution_centre"
    )


def drive_min(scenario: Scenario, district: str, emergency: bool) -> float:
    """Return expected minutes from assignment to arrival within a district, hours taken alike."""
    travel, place = scenario.travel, scenario.districts[district]
    kilometres = (
        travel.within_district_factor * math.sqrt(place.area_km2 or 0.0) * travel.road_factor
    )
    if emergency:
        speed, by_hour = travel.emergency_speed_km_per_hour, travel.emergency_speed_factor_by_hour
    else:
        speed, by_hour = travel.speed_km_per_hour, travel.speed_factor_by_hour
    longer = [1 / factor for factor in by_hour or [1.0]]
    slower = sum(longer) / len(longer) / place.speed_factor
    return travel.turnout_min + kilometres / speed * 60 * slower


def hours_at_grade(
    scenario: Scenario, incident_type: IncidentType, district: str, grade: int
) -> float:
    """Return officer-hours of one incident attended at a grade: drives, scene, writing up, custody.

    The drive to custody is taken as one within the district, as most suites are near.
    """
    officers = sum(number * share for number, share in incident_type.officers_mix.items())
    drive = drive_min(scenario, district, scenario.grades[grade].emergency_travel)
    each = officers * (drive + mean(incident_type.scene_min)) + mean(incident_type.writing_up_min)
    if incident_type.arrest is not None:
        to_custody = drive_min(scenario, district, emergency=False)
        each += arrest_share(incident_type, grade) * (
            to_custody + mean(incident_type.arrest.custody_min)
        )
    return each / 60


def arrest_share(incident_type: IncidentType, grade: int) -> float:
    """Return the share of incidents attended at a grade at which somebody is arrested."""
    if incident_type.arrest is None or (
        incident_type.arrest.grades and grade not in incident_type.arrest.grades
    ):
        return 0.0
    return incident_type.arrest.share


def attending_hours(scenario: Scenario, incident_type: IncidentType, district: str) -> float:
    """Return officer-hours of attendance that one incident makes on average."""
    return sum(
        share * hours_at_grade(scenario, incident_type, district, grade)
        for grade, share in grade_shares(scenario, incident_type).items()
    )


def few_lines_share(scenario: Scenario, case: Investigation) -> tuple[float, float]:
    """Return the share of cases with few lines of enquiry, and how many of these are filed."""
    screening = scenario.casework.screening
    if screening is None or case.harm >= screening.harm_below:
        return 0.0, 0.0
    return screening.solvability_below * (1 - case.in_custody_share), screening.trained_share


def cases_for(scenario: Scenario, incident_type: IncidentType, team: str) -> float:
    """Return the cases that one incident gives a team on average, without those screened out."""
    case = incident_type.investigation
    if case is None:
        return 0.0
    few_lines, seen = few_lines_share(scenario, case)
    share = case.share * (1 - few_lines * seen)
    referred = referred_share(scenario, incident_type)
    retained = case.retained_share * (1 - case.in_custody_share)
    special = case.specialist_share if case.investigated_by == "public_protection" else 0.0
    if scenario.teams.public_protection is None:
        special = 0.0
    by_team = {
        "response": retained,
        "public_protection": (1 - retained) * special,
        "investigation": (1 - retained) * (1 - special),
    }
    return (referred + (1 - referred) * share) * by_team[team]


def case_hours(scenario: Scenario, incident_type: IncidentType, team: str) -> float:
    """Return a team's hours of casework that one incident makes on average, files included."""
    case = incident_type.investigation
    if case is None:
        return 0.0
    few_lines, seen = few_lines_share(scenario, case)
    promising = (1 - few_lines) / (1 - few_lines * seen) if few_lines * seen < 1 else 0.0
    file = case.charged_share * promising * mean(case.file_build_hours)
    hours = mean(case.work_hours)
    if scenario.casework.file_build == "investigation":
        return cases_for(scenario, incident_type, team) * (hours + file)
    if team != "response":
        return cases_for(scenario, incident_type, team) * hours
    others = cases_for(scenario, incident_type, "investigation")
    others += cases_for(scenario, incident_type, "public_protection")
    return cases_for(scenario, incident_type, team) * (hours + file) + others * file


def investigation_hours(scenario: Scenario, incident_type: IncidentType, district: str) -> float:  # noqa: ARG001
    """Return investigators' hours that one incident makes on average."""
    return case_hours(scenario, incident_type, "investigation")


def public_protection_hours(
    scenario: Scenario,
    incident_type: IncidentType,
    district: str,  # noqa: ARG001
) -> float:
    """Return hours of specialist investigators that one incident makes on average."""
    return case_hours(scenario, incident_type, "public_protection")


def retained_hours(scenario: Scenario, incident_type: IncidentType, district: str) -> float:  # noqa: ARG001
    """Return hours of response officers' own cases that one incident makes on average."""
    return case_hours(scenario, incident_type, "response")


WORK: dict[str, Work] = {
    "attending_hours": attending_hours,
    "investigation_hours": investigation_hours,
    "public_protection_hours": public_protection_hours,
    "retained_hours": retained_hours,
}


def hours_by_district(scenario: Scenario, work: str) -> dict[str, float]:
    """Return hours of work a year by district; ``work`` is a key of `WORK`."""
    found = {district_of(scenario, place): 0.0 for place in scenario.districts}
    for incident_type in scenario.incident_types.values():
        for place, count in by_place(scenario, incident_type.yearly_count or {}).items():
            hours = count * WORK[work](scenario, incident_type, place)
            found[district_of(scenario, place)] += hours
    return found


def presence(team: Team) -> float:
    """Return the share of rostered shifts that is worked."""
    return math.prod(1 - reason.share for reason in team.absence.values())
