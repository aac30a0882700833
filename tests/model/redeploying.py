"""A force whose neighbourhood officers are redeployed while two calls have waited long."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Record
from tests.support.worlds import Call, Course, force, team

RULE: dict[str, Any] = {
    "rule": "queue_long",
    "teams": ["neighbourhood"],
    "grades": [1, 2],
    "waiting": 2,
    "older_than_min": 15.0,
    "recall_below": 1,
    "recall_after_min": 30.0,
}
#: With one response officer and two neighbourhood officers.
RESPONSE, FIRST, SECOND = 0, 1, 2
#: Response is busy until 300; the next two calls are old at 25 and 35.
BUSY = Call(at=0, scene=300)
LONG = (BUSY, Call(at=10, scene=30), Call(at=20, scene=30))


def scenario(*posts: int, rule: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    teams = {"response": team(1), "neighbourhood": team(*(posts or (2,)))}
    return force(teams, redeployment={**RULE, **(rule or {})}, **changes)


def switches(course: Course) -> list[tuple[float, str]]:
    """Return when the rule was switched on and off."""
    log = course.state.log
    of_rule = [Record.REDEPLOYMENT_ON, Record.REDEPLOYMENT_OFF]
    return [
        (
            int(log.time_ms[line]) / 60_000,
            Record(log.record[line]).name.removeprefix("REDEPLOYMENT_"),
        )
        for line in np.flatnonzero(np.isin(log.record, of_rule))
    ]
