"""Times on the grid of the run: every time in a world is a multiple of one tick."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.world.arrays import Floats, Ints


def to_ticks(value_ms: Floats, tick_ms: int) -> Ints:
    """Round durations in milliseconds to the nearest multiple of the tick, halves to even."""
    if tick_ms == 1:
        return np.rint(value_ms).astype(np.int64)
    return np.rint(value_ms / tick_ms).astype(np.int64) * tick_ms


def on_grid_ms(minutes: float, tick_ms: int) -> int:
    """Return minutes in milliseconds, rounded to the time grid."""
    return round(minutes * clock.MS_PER_MIN / tick_ms) * tick_ms
