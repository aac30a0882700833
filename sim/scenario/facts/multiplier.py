"""Which types of incident react to what the police do, and how far their number can go.

The number of incidents of a type is multiplied by the product of channels
(`sim.model.multiplier`). Each channel has a function here that returns the highest multiplier it
can reach for a type, or None where it does not act on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.scenario.facts.cohorts import highest_by_cohorts
from sim.scenario.facts.follow_ups import highest_by_follow_ups
from sim.scenario.facts.operations import highest_by_operations
from sim.scenario.facts.small_areas import highest_by_files, highest_by_visits
from sim.scenario.reading.words import listed
from sim.scenario.schema.repeats import HIGHEST_CHANCE, SERVICE_CEILING, DependsOn, Repeat
from sim.scenario.schema.scenario import Scenario

#: Multipliers that candidates are kept up to, and a ceiling of demand that has to be raised, are
#: multiples of this: where an effect is changed by little, the same ones are kept.
STEP = 0.05
#: The model has multipliers in whole millionths.
_MILLION = 1_000_000
#: Of the scenario and the name of a type.
Highest = Callable[[Scenario, str], float | None]


def without_prevention(elasticity: float, saturation: float) -> float:
    """Return how many more incidents there are without a kind of work, as a share of the count.

    a = e (exp(s) - 1) / s, so that at the reference the number of incidents,
    1 + a (exp(-s x) - exp(-s)) / (1 - exp(-s)), falls by e per cent for each per cent of x.
    """
    return elasticity * math.expm1(saturation) / saturation


def _prevention(scenario: Scenario, name: str) -> float | None:
    """Return what the stocks of prevention work can come to: no prevention at all."""
    elasticities = scenario.incident_types[name].prevention_elasticity.values()
    effect = scenario.demand.prevention
    if effect is None or not any(elasticities):
        return None
    return 1 + sum(without_prevention(each, effect.saturation) for each in elasticities)


#: All channels, with what each of them is in words.
CHANNELS: dict[str, Highest] = {
    "without any prevention": _prevention,
    "by visits to hot spots": highest_by_visits,
    "by problem files": highest_by_files,
    "by offenders whom nobody manages": highest_by_cohorts,
    "by visits that nobody makes": highest_by_follow_ups,
    "by operations": highest_by_operations,
}
#: Sections of a scenario that the channels read.
MULTIPLIER_SECTIONS = (
    *("incident_types", "demand", "small_areas", "problem_files"),
    *("offender_management", "operations", "hubs"),
)


def is_above(multiplier: float, limit: float) -> bool:
    """Tell whether a multiplier is above a limit, by more than rounding takes it there."""
    return round(multiplier * _MILLION) > round(limit * _MILLION)


def reacts(scenario: Scenario, name: str) -> bool:
    """Return whether any channel acts on a type."""
    return any(channel(scenario, name) is not None for channel in CHANNELS.values())


def highest_multiplier(scenario: Scenario, name: str) -> float:
    """Return the highest multiplier that all channels of a type can reach together."""
    found = (channel(scenario, name) for channel in CHANNELS.values())
    return math.prod(each for each in found if each is not None)


def why_highest(scenario: Scenario, name: str) -> str:
    """Return in words what takes a type to the highest multiplier."""
    found = [why for why, channel in CHANNELS.items() if (channel(scenario, name) or 0) > 1]
    return listed(found)


def ceiling(scenario: Scenario, name: str) -> float:
    """Return up to which multiplier candidates of a type are drawn.

    1 if it does not react, or if all that acts on it can only lower the number of its incidents.
    """
    found = [channel(scenario, name) for channel in CHANNELS.values()]
    rises = any(each is not None and each > 1 for each in found)
    return scenario.demand.ceiling if rises else 1.0


def kept_up_to(scenario: Scenario, name: str, *, to_ceiling: bool) -> float:
    """Return up to which multiplier candidates of a type are kept of those drawn.

    All up to the ceiling are drawn, so that scenarios with one ceiling draw the same; those above
    what the type's own effects can come to are dropped at once, as none of them can come about.

    Parameters
    ----------
    scenario, name : Scenario, str
        The scenario and the name of the type.
    to_ceiling : bool
        Whether all are kept, since what multiplies demand is not known from the scenario.
    """
    most = ceiling(scenario, name)
    if to_ceiling:
        return most
    return min(most, _rounded_up(highest_multiplier(scenario, name)))


def repeats_kept_up_to(scenario: Scenario, name: str, *, to_ceiling: bool) -> float | None:
    """Return the same for repeats of a type; None if nothing changes them."""
    most, repeat = repeat_ceiling(scenario, name), scenario.incident_types[name].repeat
    if most is None or repeat is None or to_ceiling:
        return most
    return min(most, _rounded_up(highest_multiplier(scenario, name) * highest_by_service(repeat)))


def _rounded_up(multiplier: float) -> float:
    """Return a multiple of `STEP`, above the multiplier by more than the model ever rounds."""
    return math.ceil(multiplier / STEP + 0.01) * STEP


def demand_reacts(scenario: Scenario) -> bool:
    """Return whether the number of incidents of any type depends on what the police do."""
    return any(reacts(scenario, name) for name in scenario.incident_types)


def highest_by_service(repeat: Repeat) -> float:
    """Return the highest multiplier of the chance of a repeat that the service can come to."""
    depends = repeat.depends_on
    if depends is None:
        return 1.0
    return math.prod(max(1.0, factor) for factor in service_factors(depends)) / depends.reference


def service_factors(depends: DependsOn) -> tuple[float, ...]:
    """Return all factors of the service on the chance of a repeat."""
    return depends.attended_late, depends.not_reached, depends.arrest, depends.heard_at_marac


def depends_on_service(repeat: Repeat | None) -> bool:
    """Return whether the service does anything to the chance of a repeat."""
    if repeat is None or repeat.depends_on is None:
        return False
    return any(factor != 1 for factor in service_factors(repeat.depends_on))


def highest_share(repeat: Repeat) -> float:
    """Return the highest share of incidents that are followed by another, of all chains."""
    return repeat.share if repeat.often is None else max(repeat.share, repeat.often.share)


def repeat_ceiling(scenario: Scenario, name: str) -> float | None:
    """Return up to which multiplier repeats of a type are drawn; None if nothing changes them."""
    repeat = scenario.incident_types[name].repeat
    if repeat is None or repeat.depends_on is None or not depends_on_service(repeat):
        return ceiling(scenario, name) if reacts(scenario, name) else None
    most = ceiling(scenario, name) * (repeat.depends_on.ceiling or SERVICE_CEILING)
    share = highest_share(repeat)
    return most if share == 0 else max(1.0, min(most, HIGHEST_CHANCE / share))
