"""When the windows of a scenario are open, within what is measured."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.scenario.facts.times import last_day_of
from sim.scenario.schema.custody import Closing
from sim.scenario.schema.run import Run
from sim.scenario.schema.windows import DAYS_OF_WEEK, Window


def measured_days(run: Run) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that are measured."""
    return run.start + dt.timedelta(days=run.warm_up_days), last_day_of(run)


class Month(NamedTuple):
    """A calendar month, or the part of it that is measured; times from the start of the run."""

    name: str  #: e.g. ``2016-06``
    begin_ms: int
    end_ms: int


def months(run: Run) -> list[Month]:
    """Return the months of what is measured, in order; none unless the run is shown by month."""
    found: list[Month] = []
    if not run.by_month:
        return found
    day, last = measured_days(run)
    while day <= last:
        after = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
        end = min(after, last + dt.timedelta(days=1))
        begin_ms, end_ms = ((each - run.start).days * MS_PER_DAY for each in (day, end))
        found.append(Month(f"{day:%Y-%m}", begin_ms, end_ms))
        day = after
    return found


def spans_ms(run: Run, window: Window) -> list[tuple[int, int]]:
    """Return beginning and end of each spell of a window, cut to what is measured, in order.

    Milliseconds from the start of the run. A window past midnight that begins on the day before
    measuring does counts from then on. Spells may touch, and never overlap.
    """
    return _spans_ms(run, window, run.warm_up_days)


def closed_ms(run: Run, closing: Closing) -> list[tuple[int, int]]:
    """Return beginning and end of each spell in which something is closed, warm-up included."""
    return _spans_ms(run, closing, 0)


def _spans_ms(run: Run, window: Window | Closing, after_days: int) -> list[tuple[int, int]]:
    """Return when it applies, from `after_days` days after the start of the run to its end."""
    first, last = run.start + dt.timedelta(days=after_days), measured_days(run)[1]
    # One that begins the day before may still be open on the first day.
    begins = window.first_day or first - dt.timedelta(days=1)
    day, end = max(begins, first - dt.timedelta(days=1)), min(window.last_day or last, last)
    start_ms, end_ms = (after_days * MS_PER_DAY, (run.warm_up_days + run.days) * MS_PER_DAY)
    hours = (window.until_hour - window.from_hour) % 24 or 24
    chosen = window.days_of_week or DAYS_OF_WEEK
    spans = []
    while day <= end:
        if DAYS_OF_WEEK[day.weekday()] in chosen:
            opens = (day - run.start).days * MS_PER_DAY + window.from_hour * MS_PER_HOUR
            span = max(opens, start_ms), min(opens + hours * MS_PER_HOUR, end_ms)
            if span[0] < span[1]:
                spans.append(span)
        day += dt.timedelta(days=1)
    return spans
