"""What the stock of prevention at a hub does to the number of incidents."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def factor(w: World, s: State, incident: int) -> int:
    """Return what the prevention of late multiplies demand by, in millionths."""
    if w.prevention_effect.memory_days == 0:
        return MILLIONTHS
    share = w.prevention_effect.share[w.drawn.type[incident]]
    return MILLIONTHS + share * s.prevention_effect.effect[w.drawn.hub[incident]] // MILLIONTHS
