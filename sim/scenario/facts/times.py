"""When a run starts and ends, and the grid on which its times lie."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sim import clock
from sim.scenario.schema.run import Run
from sim.wording import counted


class Times(NamedTuple):
    """The times that bound a run."""

    first_day: int  #: days since the epoch Monday
    days: int  #: warm-up included
    warm_up_ms: int  #: end of the warm-up, from the start of the run
    horizon_ms: int  #: end of the run
    tick_ms: int  #: all times are multiples of this; 1 unless the scenario sets a time grid


def times_of(run: Run) -> Times:
    """Return the times that bound a run."""
    days = run.warm_up_days + run.days
    grid_min = run.time_grid_min
    return Times(
        first_day=clock.day_number(run.start),
        days=days,
        warm_up_ms=run.warm_up_days * clock.MS_PER_DAY,
        horizon_ms=days * clock.MS_PER_DAY,
        tick_ms=1 if grid_min is None else max(1, clock.to_ms(grid_min)),
    )


def last_day_of(run: Run) -> dt.date:
    """Return the last day of a run."""
    return run.start + dt.timedelta(days=run.warm_up_days + run.days - 1)


def longest(run: Run) -> Run:
    """Return a run of the most days that a scenario says are measured, by itself or compared."""
    return run.model_copy(update={"days": max(run.days, run.days_in_comparisons or 0)})


def last_of_longest(run: Run) -> str:
    """Return the last day of the longest run, e.g. ``2018-10-07 in comparisons``."""
    is_compared = (run.days_in_comparisons or 0) > run.days
    return f"{last_day_of(longest(run))}{' in comparisons' if is_compared else ''}"


def measured_period(run: Run) -> str:
    """Return e.g. ``28 days from Mon 09 Oct 2017``: the days that are measured."""
    first = run.start + dt.timedelta(days=run.warm_up_days)
    return f"{counted(run.days, 'day')} from {first:%a %d %b %Y}"
