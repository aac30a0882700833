"""The rules of dispatch: who is sent, and who is called away."""

from __future__ import annotations

from sim.scenario.schema.dispatch import Dispatch, Preemption
from sim.vocabulary import DispatchRule, WhoIsCalledAway
from sim.world.arrays import DispatchRules


def dispatch_rules(
    dispatch: Dispatch, preemption: Preemption, *, works_in_crews: bool
) -> DispatchRules:
    """Return who is sent, and who is called away."""
    return DispatchRules(
        rule=int(DispatchRule[dispatch.rule.upper()]),
        who_is_called_away=int(WhoIsCalledAway[preemption.who.upper()]),
        interruptions_limit=preemption.interruptions_limit,
        spare_rows=int(works_in_crews),
    )
