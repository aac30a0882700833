"""After which incidents somebody is watched, by whom, and who may be called away from that."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import World


def follows_scene(w: World, s: State, incident: int) -> bool:
    """Whether officers go on from the scene to a hospital, to watch somebody there."""
    return w.drawn.watch_ms[incident] > 0 and not s.incidents.arrested[incident]


def stays(w: World, s: State, incident: int, staying: int) -> bool:
    """Whether one more of those at the scene goes to the hospital, beyond this number."""
    if not follows_scene(w, s, incident):
        return False
    return staying < w.types.watch_officers[w.drawn.type[incident]]


def follows_custody(w: World, s: State, incident: int) -> bool:
    """Whether the person arrested is watched in custody."""
    return w.drawn.custody_watch_ms[incident] > 0 and s.incidents.arrested[incident]


def is_interruptible(w: World, s: State, incident: int) -> bool:
    """Whether grade 1 may call officers away from the watch after an incident."""
    kind = w.drawn.type[incident]
    if s.incidents.arrested[incident]:
        return w.types.custody_watch_interruptible[kind]
    return w.types.watch_interruptible[kind]
