"""Milliseconds since the start of the scenario, and the calendar they stand for.

Time in a run is an integer number of milliseconds since 00:00 on the scenario's first day.
Clocks do not change for summer time: every day has 24 hours (docs/model.md says what that costs).
"""

from __future__ import annotations

import datetime as dt

MS_PER_SECOND = 1_000
MS_PER_MIN = 60_000
MS_PER_HOUR = 3_600_000
MS_PER_DAY = 86_400_000
DAYS_PER_WEEK = 7
HOURS_PER_WEEK = 168
DAYS_PER_YEAR = 365

#: Day number 0 of every rota and week number 0 of every demand stream: a Monday.
EPOCH = dt.date(1970, 1, 5)

#: A time that has not happened.
NEVER = -1


def to_ms(minutes: float) -> int:
    """Round a number of minutes to whole milliseconds."""
    return round(minutes * MS_PER_MIN)


def day_number(date: dt.date) -> int:
    """Return days since the epoch Monday; day_number % 7 is 0 on Mondays."""
    return (date - EPOCH).days


def calendar(start: dt.date, time_ms: int) -> dt.datetime:
    """Return the calendar moment of ``time_ms`` milliseconds after the start of ``start``."""
    return dt.datetime.combine(start, dt.time()) + dt.timedelta(milliseconds=int(time_ms))


def stamp(start: dt.date, time_ms: int) -> str:
    """Return e.g. ``Mon 02 Oct 07:15:00`` for people to read; ``-`` for a time that never came."""
    if time_ms < 0:
        return "-"
    return calendar(start, time_ms).strftime("%a %d %b %H:%M:%S")


def parse_time_of_day(text: str) -> int:
    """Turn ``"22:00"`` into milliseconds after midnight.

    Raises
    ------
    ValueError
        If the text is not HH:MM between 00:00 and 23:59.
    """
    hours, separator, minutes = text.partition(":")
    digits = (hours + minutes).isdigit() and text.isascii()
    well_formed = separator and digits and 1 <= len(hours) <= 2 and len(minutes) == 2
    if not well_formed or int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"got {text!r}, expected a time of day such as 07:00 or 22:30")
    return int(hours) * MS_PER_HOUR + int(minutes) * MS_PER_MIN
