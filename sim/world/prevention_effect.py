"""How demand reacts to prevention, as a table that a compiled clock can look up.

At each hub the model remembers the prevention recently delivered: once a day it forgets one part in
`memory_days` and adds the day's hours. At a steady rate that comes to the hours of a day times
`memory_days`. The effect is 0 at the reference, 1 without any prevention, and below 0 above the
reference (see `sim.scenario.schema.demand_changes.PreventionEffect`).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim import clock
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.demand_changes import PreventionEffect
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


def prevention_effect_rules(
    prevention: PreventionEffect | None,
    incident_types: Collection[IncidentType],
    hubs: Collection[str],
) -> PreventionEffectRules:
    """Return the rules; without any type that reacts, none are followed."""
    reacts = any(each.preventable_share > 0 for each in incident_types)
    if prevention is None or not reacts:
        return PreventionEffectRules(
            0, _none(len(incident_types)), _none(len(hubs)), _none(1), STEPS
        )
    hours = [prevention.reference_hours_per_week.get(hub, 0.0) for hub in hubs]
    a_day_ms = np.array(hours) / 7 * clock.MS_PER_HOUR
    table = effect(prevention, np.arange(STEPS * REFERENCES + 1) / STEPS)
    return PreventionEffectRules(
        memory_days=prevention.memory_days,
        share=np.array([round(each.preventable_share * MILLIONTHS) for each in incident_types]),
        reference_ms=np.rint(a_day_ms * prevention.memory_days).astype(np.int64),
        effect=np.rint(table * MILLIONTHS).astype(np.int64),
        steps=STEPS,
    )


def _none(size: int) -> Ints:
    return np.zeros(size, dtype=np.int64)
