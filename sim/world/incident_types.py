"""The rules of incident types as tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.watches import Watch
from sim.world.arrays import MILLIONTHS, Bools, TypeRules
from sim.world.filling import filled_rows


def type_rules(incident_types: Collection[IncidentType], tick_ms: int) -> TypeRules:
    """Return the rules by incident type, in order of type."""
    by_number = dict(enumerate(incident_types))
    visits = [each.follow_up for each in incident_types]
    watches = [each.watch for each in incident_types]
    in_custody = [each.arrest.watch if each.arrest else None for each in incident_types]
    factors = [1.0 if visit is None else visit.repeat_factor for visit in visits]
    return filled_rows(
        TypeRules,
        IncidentType,
        by_number,
        (len(by_number), tick_ms),
        watch_officers=np.array([0 if each is None else each.officers for each in watches]),
        watch_interruptible=_interruptible(watches),
        custody_watch_interruptible=_interruptible(in_custody),
        repeat_factor=np.rint(np.array(factors) * MILLIONTHS).astype(np.int64),
    )


def _interruptible(watches: Sequence[Watch | None]) -> Bools:
    """Return whether grade 1 calls officers away from each watch."""
    return np.array([each is not None and each.interruptible for each in watches], dtype=np.bool_)
