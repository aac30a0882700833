"""Why each officer is not sent, in worlds by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.on_simpy.engine import simulate
from sim.model.policies.why_not_sent import why_not_sent
from sim.runs.replication import state_after
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import NotSent, Record
from tests.support.worlds import Call, world


def reasons_not_sent(scenario: Scenario, calls: Sequence[Call], **rest: Any) -> list[NotSent]:
    """Return why each officer is not sent to the last of some incidents when it falls due."""
    made = world(scenario, calls, **rest)
    log = simulate(made, log=True).log
    last = len(calls) - 1
    (line,) = np.flatnonzero((log.incident == last) & (log.record == Record.CREATED))
    now = state_after("simpy", made, int(line))
    return [NotSent(why_not_sent(made, now, who, last)) for who in range(made.sizes.officers)]
