"""What the stock of prevention at a hub does to the number of incidents."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def factor(w: World, s: State, incident: int) -> int:
    """Return what the prevention of late multiplies demand by, in millionths."""
    if not w.prevention_effect.acts:
        return MILLIONTHS
    hub = w.drawn.hub[incident]
    return s.prevention_effect.factor[hub * w.sizes.types + w.drawn.type[incident]]
