"""What a scenario says of the control room: how long grading and dispatch take, and who does it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PositiveInt

from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.section import Section, field

#: Most dispatchers at work at once.
DISPATCHERS_LIMIT = 200
Dispatchers = Annotated[int, Field(ge=1, le=DISPATCHERS_LIMIT)]


class ControlRoom(Section):
    """The control room, between the creation of a log and the search for an officer."""

    grading_min: dict[PositiveInt, Distribution] = field(
        "by initial grade, a dispatcher's time on a log: until then nobody is sent and nobody "
        "calls back. A grade that is not named takes no time",
        unit="minutes",
        example={1: {"distribution": "lognormal", "mean": 2, "cv": 0.6}},
        default={},
    )
    dispatchers: list[Dispatchers] = field(
        "number of dispatchers at work in the whole force: 24 numbers for the hours of a day, or "
        "168 for those of a week from Monday 00:00. Each deals with one log at a time, the "
        "highest grade first. If omitted, no log waits for a dispatcher",
        unit="dispatchers",
        example=[6] * 8 + [9] * 16,
        default=[],
    )
