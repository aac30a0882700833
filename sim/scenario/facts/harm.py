"""What a scenario says of harm, of victims, and of what is reported and recorded."""

from __future__ import annotations

from sim.scenario.facts.casework import is_crime
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.harm import Harm, Reporting
from sim.scenario.schema.scenario import Scenario

#: Shares that differ by less are the same, written in two ways.
_ROUNDING = 1e-9


def _harms(scenario: Scenario) -> list[Harm]:
    """Return what is stated of the harm of the types of which anything is."""
    return [each.harm for each in scenario.incident_types.values() if each.harm is not None]


def states_days(scenario: Scenario) -> bool:
    """Tell whether the harm of any type is stated in days."""
    return any(harm.days > 0 for harm in _harms(scenario))


def states_costs(scenario: Scenario) -> bool:
    """Tell whether it is stated of any type what an incident costs."""
    return any(harm.cost_gbp > 0 for harm in _harms(scenario))


def states_vulnerable(scenario: Scenario) -> bool:
    """Tell whether any victims are vulnerable."""
    return any(harm.vulnerable_share > 0 for harm in _harms(scenario))


def harm_days(scenario: Scenario) -> list[float]:
    """Return the harm of an incident in days, by type and in order of type."""
    return [each.harm.days if each.harm else 0.0 for each in scenario.incident_types.values()]


def costs_gbp(scenario: Scenario) -> list[float]:
    """Return what an incident costs its victims and public services, by type and in order."""
    return [each.harm.cost_gbp if each.harm else 0.0 for each in scenario.incident_types.values()]


def reported_share(reporting: Reporting | None) -> float:
    """Return the share of true incidents of a type that come in."""
    if reporting is None:
        return 1.0
    return reporting.reported_share * (1 - reporting.abandoned_share)


def reporting_factor(reporting: Reporting | None) -> float:
    """Return the incidents of a type that come in as a multiple of its counts."""
    if reporting is None or reporting.share_at_counts is None:
        return 1.0
    factor = reported_share(reporting) / reporting.share_at_counts
    return 1.0 if abs(factor - 1) < _ROUNDING else factor


def recorded_share(scenario: Scenario, incident_type: IncidentType) -> float:
    """Return the share of what comes in that is recorded; 1 for a type that is no crime."""
    if not is_crime(incident_type.investigation):
        return 1.0
    reporting, of_all = incident_type.reporting, scenario.demand.recorded_share
    own = None if reporting is None else reporting.recorded_share
    if own is None:
        return 1.0 if of_all is None else of_all
    return own


def states_reporting(scenario: Scenario) -> bool:
    """Tell whether what happens, comes in and is recorded may differ."""
    types = scenario.incident_types.values()
    stated = any(each.reporting is not None for each in types)
    return stated or scenario.demand.recorded_share is not None
