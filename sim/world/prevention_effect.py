"""How demand reacts to prevention work, as tables that a compiled clock can look up.

Each hub has a stock of each kind of work: once a day 2^(-1 / half-life) of it is kept and the day's
hours are added. At a steady rate it comes to the hours of a day / (1 - what is kept). The effect is
0 at the reference, 1 without any of that work, and below 0 above the reference (see
`sim.scenario.schema.demand_changes.PreventionEffect`).
"""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.multiplier import without_prevention
from sim.scenario.schema.demand_changes import PreventionEffect
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import PreventionWork, Role
from sim.world.arrays import MILLIONTHS, Floats, Ints
from sim.world.arrays_demand import PreventionEffectRules

#: Steps of the table up to the reference, and how far beyond it reaches; the last value holds on.
STEPS = 64
REFERENCES = 8


def effect(prevention: PreventionEffect, ratio: Floats) -> Floats:
    """Return the effect of prevention at multiples of the reference hours.

    (exp(-s x) - exp(-s)) / (1 - exp(-s)) with s the saturation: 1 at 0, 0 at the reference, and
    never below -1 / (exp(s) - 1).
    """
    s = prevention.saturation
    return np.asarray((np.exp(-s * ratio) - np.exp(-s)) / (1 - np.exp(-s)))


def prevention_effect_rules(scenario: Scenario) -> PreventionEffectRules:
    """Return the rules; without any type that reacts, none are followed."""
    works, types = len(PreventionWork), scenario.incident_types.values()
    reacts = any(any(each.prevention_elasticity.values()) for each in types)
    prevention = scenario.demand.prevention
    if prevention is None or not reacts:
        return PreventionEffectRules(
            False, np.zeros(works, dtype=np.bool_), _none(works), _none(len(scenario.hubs) * works),
            _none(len(types) * works), _none(1), STEPS, _none(len(Role)), False,
        )  # fmt: skip
    left, reference = _none(works), np.zeros((len(scenario.hubs), works))
    for name, days in prevention.half_life_days.items():
        left[PreventionWork[name.upper()]] = round(2 ** (-1 / days) * MILLIONTHS)
    for name, hours in prevention.reference_hours_per_week.items():
        by_hub = [hours.get(hub, 0.0) for hub in scenario.hubs]
        reference[:, PreventionWork[name.upper()]] = by_hub
    without = np.zeros((len(types), works), dtype=np.int64)
    for row, each in enumerate(types):
        for name, elasticity in each.prevention_elasticity.items():
            more = without_prevention(elasticity, prevention.saturation)
            without[row, PreventionWork[name.upper()]] = round(more * MILLIONTHS)
    weight = np.full(len(Role), MILLIONTHS, dtype=np.int64)
    for team, number in prevention.team_weights.items():
        weight[Role[team.upper()]] = round(number * MILLIONTHS)
    a_day_ms = reference / 7 * clock.MS_PER_HOUR
    table = effect(prevention, np.arange(STEPS * REFERENCES + 1) / STEPS)
    return PreventionEffectRules(
        acts=True,
        builds_up=np.asarray((without > 0).any(axis=0)),
        left_after_day=left,
        reference_ms=np.rint(a_day_ms / (1 - left / MILLIONTHS)).astype(np.int64).ravel(),
        without=without.ravel(),
        effect=np.rint(table * MILLIONTHS).astype(np.int64),
        steps=STEPS,
        weight=weight,
        from_warm_up=prevention.starts_from == "warm_up",
    )


def _none(size: int) -> Ints:
    return np.zeros(size, dtype=np.int64)
