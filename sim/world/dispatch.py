"""The rules of dispatch: who is sent, and who is called away."""

from __future__ import annotations

from sim.scenario.schema.dispatch import Dispatch, Preemption
from sim.world.arrays import DispatchRules
from sim.world.filling import filled, number


def dispatch_rules(
    dispatch: Dispatch, preemption: Preemption, tick_ms: int, *, works_in_crews: bool
) -> DispatchRules:
    """Return who is sent, and who is called away."""
    return filled(
        DispatchRules,
        (dispatch, preemption),
        tick_ms,
        who_is_called_away=number(preemption, "who", tick_ms),
        spare_rows=int(works_in_crews),
    )
