"""What a visit after an incident does to the repeats that may follow."""

from __future__ import annotations

from sim.model import codes
from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def factor(w: World, s: State, incident: int) -> int:
    """Return by what repeats are multiplied once the visit after their parent has been made."""
    parent = w.drawn.parent[incident]
    if parent < 0 or w.drawn.repeat[incident] == 0:
        return MILLIONTHS
    visit = w.drawn.follow_up[parent]
    if visit < 0 or s.incidents.outcome[visit] != codes.OUTCOME_ATTENDED:
        return MILLIONTHS
    return w.types.repeat_factor[w.drawn.type[parent]]
