"""Dates and times of day as scenario files write them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BeforeValidator, Field

#: Weeks are numbered from 1970, and random streams cannot be named with negative numbers.
FIRST_DAY = dt.date(1971, 1, 1)
LAST_DAY = dt.date(2199, 12, 31)


def _parse_date(value: object) -> object:
    """Turn the text of a date into a date; left to itself the schema also takes seconds for one.

    Raises
    ------
    ValueError
        If the text is not YYYY-MM-DD.
    """
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return dt.date.fromisoformat(value)
    return value


#: A day of the calendar.
Day = Annotated[dt.date, BeforeValidator(_parse_date), Field(ge=FIRST_DAY, le=LAST_DAY)]

#: Marks text that is a time of day, for messages; that it is one is checked with the rest.
TIME_OF_DAY = "HH:MM"
#: A time of day.
TimeOfDay = Annotated[str, TIME_OF_DAY]
