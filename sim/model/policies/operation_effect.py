"""What operations prevent."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model.state import FIRSTS_AND_REPEATS, State
from sim.world.arrays import MILLIONTHS, World


def factor(w: World, s: State, incident: int) -> int:
    """Return by what operations multiply incidents such as this one now, in millionths."""
    if not w.operation_effects.acts:
        return MILLIONTHS
    row = w.drawn.type[incident] * w.sizes.districts + w.drawn.district[incident]
    repeats = 1 if w.drawn.repeat[incident] > 0 else 0
    return MILLIONTHS - s.operations.prevented[row * FIRSTS_AND_REPEATS + repeats]


def prevents(w: World, s: State, operation: int) -> int:
    """Return what share of its incidents an operation prevents now, in millionths.

    The part of its officers who came times its effect; once it is over that fades day by day.
    """
    rows = w.operations
    name = rows.name[operation]
    most = w.operation_effects.prevented[name]
    came = min(s.operations.came[operation], rows.officers[operation])
    share = most * came // rows.officers[operation]
    if s.operations.under_way[operation]:
        return share
    days = s.clock.now_ms[0] // MS_PER_DAY - rows.end_ms[operation] // MS_PER_DAY
    lasts = w.operation_effects.residual_days[name]
    return share * (lasts - days) // lasts if days < lasts else 0
