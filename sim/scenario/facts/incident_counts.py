"""How many incidents of a type there are, where several types share the counts of one.

A type that is part of another, such as missing persons at high risk, takes a share of its counts;
what the parts leave stays with the other type.
"""

from __future__ import annotations

from sim.clock import DAYS_PER_YEAR
from sim.scenario.facts.distributions import expected
from sim.scenario.facts.districts import by_place, district_of
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.scenario import Scenario

HOURS_PER_YEAR = 24 * DAYS_PER_YEAR


def parts_of(scenario: Scenario, incident_type: IncidentType) -> list[IncidentType]:
    """Return the types that take a share of the counts of a type."""
    types = scenario.incident_types
    parts = [each for each in types.values() if each.part_of is not None]
    return [part for part in parts if types.get(part.part_of or "") is incident_type]


def share_at(scenario: Scenario, part: IncidentType, place: str) -> float:
    """Return the share that a part takes of the counts at a place, or in the district of it."""
    if isinstance(part.share, dict):
        return part.share.get(place, part.share.get(district_of(scenario, place), 0.0))
    return part.share or 0.0


def per_hour_by_place(scenario: Scenario, incident_type: IncidentType) -> dict[str, float]:
    """Return the mean rate of a type in incidents an hour by place, its parts taken out."""
    whole = incident_type
    if incident_type.part_of is not None:
        whole = scenario.incident_types.get(incident_type.part_of, incident_type)
    hours = 1 if whole.per_hour is not None else HOURS_PER_YEAR
    stated = by_place(scenario, whole.per_hour or whole.yearly_count or {})
    rates = {place: count / hours for place, count in stated.items()}
    if whole is not incident_type:
        return {p: share_at(scenario, incident_type, p) * rate for p, rate in rates.items()}
    parts = parts_of(scenario, incident_type)
    if not parts:
        return rates
    # Shares that sum to 1 may come to a hair more.
    return {
        p: max(0.0, 1 - sum(share_at(scenario, part, p) for part in parts)) * rate
        for p, rate in rates.items()
    }


def stated_a_year(incident_type: IncidentType) -> float:
    """Return the incidents in 365 days by the counts of a type, those of its parts among them."""
    counts = sum((incident_type.yearly_count or {}).values())
    return counts + HOURS_PER_YEAR * sum((incident_type.per_hour or {}).values())


def yearly(scenario: Scenario, incident_type: IncidentType) -> float:
    """Return the incidents of a type in 365 days."""
    if incident_type.part_of is None and not parts_of(scenario, incident_type):
        return stated_a_year(incident_type)
    return sum(per_hour_by_place(scenario, incident_type).values()) * HOURS_PER_YEAR


def makes_work(incident_type: IncidentType) -> bool:
    """Tell whether tasks or a visit follow the incidents of a type."""
    return incident_type.recurring_tasks is not None or incident_type.follow_up is not None


def makers_of(scenario: Scenario, incident_type: IncidentType) -> dict[str, IncidentType]:
    """Return the types whose incidents are followed by tasks or visits of a type."""
    found = {}
    for maker, each in scenario.incident_types.items():
        made = {part.type for part in (each.recurring_tasks, each.follow_up) if part is not None}
        if any(scenario.incident_types.get(name) is incident_type for name in made):
            found[maker] = each
    return found


def work_per_incident(maker: IncidentType, kind_name: str) -> float:
    """Return about how many tasks and visits of a type follow an incident of another."""
    number = 0.0
    tasks, visit = maker.recurring_tasks, maker.follow_up
    if tasks is not None and tasks.type == kind_name:
        number += min(tasks.most, expected(tasks.until_hours) / tasks.every_hours)
    if visit is not None and visit.type == kind_name:
        number += visit.share
    return number
