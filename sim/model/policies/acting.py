"""The role in which a person works: their own, or response while they make up its numbers."""

from __future__ import annotations

from sim.model.state import State
from sim.vocabulary import Role
from sim.world.arrays import World

_RESPONSE = Role.RESPONSE.value


def role_of(w: World, s: State, officer: int) -> int:
    """Return the role whose rules an officer follows at present."""
    if w.redeployment.backfill and s.redeployment.backfilling[officer]:
        return _RESPONSE
    return w.people.role[officer]
