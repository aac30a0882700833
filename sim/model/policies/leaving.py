"""Who has left for good, where posts change by date."""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State
from sim.world.arrays import World


def has_left(w: World, s: State, officer: int) -> bool:
    """Whether an officer holds no post any more, and has ended the last shift."""
    if s.posts.in_post[officer]:
        return False
    return s.officers.activity[officer] == codes.ACTIVITY_OFF_DUTY
