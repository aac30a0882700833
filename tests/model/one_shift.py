"""A shift from 60 to 540, with a break or without, for the tests of shifts."""

from __future__ import annotations

from typing import Any

from sim.scenario.schema.scenario import Scenario
from tests.support.worlds import Duty, force, grade, on_shifts, team

SHIFT = Duty([0], 60, 540)
#: A break of 40 minutes whose turn comes at 200 and which must begin by 300.
WITH_BREAK = SHIFT._replace(break_due=200, break_until=300)
BREAKS = {"minutes": 40.0, "from_min": 100.0, "until_min": 240.0}
INTERRUPTING = {1: grade(interrupts=["briefing", "break", "writing_up"])}


def response(posts: int = 1, *, interrupting: bool = True, days: int = 1, **rules: Any) -> Scenario:
    """Return one hub with response officers on shifts."""
    grades = INTERRUPTING if interrupting else {}
    return force({"response": team(posts, **on_shifts(**rules))}, grades=grades, days=days)
