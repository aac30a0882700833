"""How long a change of demand is felt, where it decays after its last day."""

from __future__ import annotations

import datetime as dt
import math

from sim.scenario.schema.demand_changes import Change

#: Half-lives after which a change has come down to a thousandth and counts as over.
HALF_LIVES = 10


def last_day_felt(change: Change) -> dt.date | None:
    """Return the last day on which a change adds anything; None if it never ends."""
    if change.last_day is None or change.decay_half_life_days is None:
        return change.last_day
    return change.last_day + dt.timedelta(math.ceil(HALF_LIVES * change.decay_half_life_days))


def days_of_decay(change: Change) -> float:
    """Return for how many full days what is left after the last day stands: half-life / ln 2."""
    return (change.decay_half_life_days or 0.0) / math.log(2)
