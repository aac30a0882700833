"""Breaks: whether an officer whose turn has come takes the break now."""

from __future__ import annotations

from sim.model.state import State


def takes_break(s: State, officer: int) -> bool:
    """Whether a free officer whose turn for the break has come takes it now.

    After the latest start the break is missed.
    """
    officers = s.officers
    in_time = s.clock.now_ms[0] <= officers.break_until_ms[officer]
    return officers.break_left_ms[officer] > 0 and in_time
