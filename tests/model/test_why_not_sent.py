"""Why an officer is not sent: each reason in a world by hand, and in every run somebody has one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.engine import memory
from sim.engine.on_simpy.engine import Simulation, simulate
from sim.model.policies.why_not_sent import why_not_sent
from sim.model.state import State
from sim.runs.replication import state_after
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState, NotSent, Record
from sim.world.arrays import World
from tests.engine.both import each_world
from tests.engine.busy import busy_world, levers_world
from tests.support.reasons import reasons_not_sent
from tests.support.strategies_situations import SITUATIONS
from tests.support.worlds import Call, Duty, desk, force, grade, on_shifts, team

POOL = {"rule": "one_pool"}
QUEUE = {"rule": "queue_long", "waiting": 2, "older_than_min": 15.0}
BUSY = Call(at=0, scene=60)
BOTH = {"response": team(1), "neighbourhood": team(1)}
POWERS = {"powers": {"move": "send people away"}, "needs_power": {"job": "move"}}
PATCHES = {"districts": {"A": {"hub": "A", "patches": 2}}}
IN_ORDER = {"officers": 2, "together": True}


class Example(NamedTuple):
    """What stands in the way of each officer when the last of some incidents falls due."""

    reasons: Sequence[NotSent]
    scenario: Scenario
    calls: Sequence[Call]
    rest: dict[str, Any] = {}  # noqa: RUF012 - never written to


EXAMPLES = {
    "busy": Example([NotSent.BUSY], force({"response": team(1)}), [BUSY, Call(at=5)]),
    "off duty": Example(
        [NotSent.OFF_DUTY],
        force({"response": team(1, **on_shifts())}),
        [Call(at=5)],
        {"duties": [Duty([0], 10, 500)]},
    ),
    "not attending": Example(
        [NotSent.BUSY, NotSent.NOT_ATTENDING],
        force({"response": team(1), "resolution_centre": desk(1)}),
        [BUSY, Call(at=5)],
    ),
    "ring-fenced": Example(
        [NotSent.BUSY, NotSent.RING_FENCED],
        force(BOTH, redeployment={"rule": "never", "ring_fenced": ["neighbourhood"]}),
        [BUSY, Call(at=5)],
    ),
    "nobody redeployed": Example(
        [NotSent.BUSY, NotSent.NOBODY_REDEPLOYED], force(BOTH), [BUSY, Call(at=5)]
    ),
    "another team is redeployed": Example(
        [NotSent.BUSY, NotSent.BUSY, NotSent.TEAM_NOT_REDEPLOYED],
        force({**BOTH, "pcso": team(1)}, redeployment=POOL),
        [BUSY, BUSY, Call(at=5)],
    ),
    "another grade is redeployed to": Example(
        [NotSent.BUSY, NotSent.GRADE_NOT_REDEPLOYED],
        force(BOTH, redeployment={**POOL, "grades": [1]}),
        [BUSY, Call(at=5)],
    ),
    "lacks powers": Example(
        [NotSent.BUSY, NotSent.LACKS_POWERS],
        force(
            {"response": team(1), "pcso": team(1)},
            redeployment={**POOL, "teams": ["pcso"]},
            also=POWERS,
        ),
        [BUSY, Call(at=5)],
    ),
    "redeployment is off": Example(
        [NotSent.BUSY, NotSent.REDEPLOYMENT_OFF],
        force(BOTH, redeployment=QUEUE),
        [BUSY, Call(at=5)],
    ),
    "as many are redeployed as may be": Example(
        [NotSent.BUSY, NotSent.REDEPLOYMENT_LIMIT, NotSent.REDEPLOYMENT_LIMIT],
        force(
            {"response": team(1), "neighbourhood": team(2)},
            redeployment={**POOL, "max_officers": 1},
        ),
        [BUSY, BUSY, Call(at=5)],
    ),
    "redeployed for long enough in this shift": Example(
        [NotSent.BUSY, NotSent.REDEPLOYED_ENOUGH],
        force(BOTH, redeployment={**POOL, "max_hours_per_shift": 0.5}),
        [Call(at=0, scene=90), Call(at=5, scene=40), Call(at=50)],
    ),
    "goes at once, though not to this grade": Example(
        [NotSent.BUSY, NotSent.GRADE_NOT_REDEPLOYED],
        force(BOTH, redeployment={"rule": "never", "at_once": {1: ["neighbourhood"]}}),
        [BUSY, Call(at=5)],
    ),
    "called away from nothing by this grade": Example(
        [NotSent.NOT_INTERRUPTIBLE],
        force({"response": team(1)}, grades={1: grade(interrupts=["scene"])}),
        [Call(at=0, scene=60, spare=2), Call(at=5)],
    ),
    "near the end of the shift": Example(
        [NotSent.END_OF_SHIFT],
        force({"response": team(1, **on_shifts(last_assignment_min=30.0))}),
        [Call(at=80)],
        {"duties": [Duty([0], 0, 100)]},
    ),
    "reserve": Example(
        [NotSent.BUSY, NotSent.RESERVE],
        force({"response": team(2, held_back={2: 1})}),
        [BUSY, Call(at=5)],
    ),
    "all together": Example(
        [NotSent.BUSY, NotSent.WAITS_FOR_ALL_TOGETHER],
        force({"response": team(2)}),
        [BUSY, Call(at=5, **IN_ORDER)],
    ),
    "no overtaking": Example(
        [NotSent.BUSY, NotSent.MAY_NOT_OVERTAKE],
        force({"response": team(2)}),
        [BUSY, Call(at=5, bypass=False, **IN_ORDER), Call(at=6)],
    ),
    "another hub": Example(
        [NotSent.OTHER_HUB, NotSent.BUSY],
        force({"response": team(1, 1)}, hubs={"A": "A", "B": "B"}),
        [Call(at=0, scene=60, place="B"), Call(at=5, place="B")],
    ),
    "too far to help": Example(
        [NotSent.OTHER_HUB, NotSent.BUSY],
        force(
            {"response": team(1, 1, cross_hub_help={"rule": "emergencies", "within_min": 20.0})},
            hubs={"A": "A", "B": "B"},
        ),
        [Call(at=0, scene=60, place="B"), Call(at=5, place="B", grade=1)],
        {"drives": {"A": [1, 30], "B": [30, 1]}},
    ),
    "another's patch": Example(
        [NotSent.PATCH_OWNER_ONLY, NotSent.PATCH_OWNER_ONLY, NotSent.BUSY],
        force(
            {"response": team(1), "pcso": team(2, deployment="patches")},
            kinds={"job": ["pcso", "response"]},
            also=PATCHES,
        ),
        [Call(at=0, scene=60, patch=1), Call(at=5, patch=1)],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_reason(name: str) -> None:
    reasons, scenario, calls, rest = EXAMPLES[name]
    assert reasons_not_sent(scenario, calls, **rest) == reasons


def test_every_reason_has_an_example_but_those_that_never_stand() -> None:
    """Here, or in the tests of the rule that it comes from."""
    files = Path(__file__).parent.glob("test_*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    seen = {NotSent[name] for name in re.findall(r"\bNotSent\.([A-Z_]+)", text)}
    owed = [
        f"{reason!r}: in no test of tests/model; see reasons_not_sent in tests/support/reasons.py"
        for reason in set(NotSent) - seen - {NotSent.ANOTHER_RULE}
    ]
    assert not owed, "\n".join(owed)


def unexplained(made: World) -> list[str]:
    """Return who is not sent to an incident that waits, though no policy says why.

    Each that falls due is asked about at the end of that moment, when all who could go have been
    sent; an emergency that waits at the end of every moment at which something happens.
    """
    simulation = Simulation(made, log=True)
    found, line = [], 0
    s = simulation.state
    due = (Record.CREATED, Record.SENT_ON, Record.APPOINTMENT_DUE)
    while simulation.env.peek() < made.sizes.horizon_ms:
        simulation.env.step()
        if simulation.env.peek() == simulation.env.now:
            continue
        new = range(line, s.log.lines[0])
        fallen_due = {s.log.incident[n] for n in new if s.log.record[n] in due}
        waiting = np.flatnonzero(np.asarray(s.incidents.state) == IncidentState.QUEUED).tolist()
        for incident in waiting if new else ():
            if incident in fallen_due or s.incidents.grade[incident] == 1:
                found += _who_may_go(simulation.world, s, incident)
        line = s.log.lines[0]
    return found


def _who_may_go(w: World, s: State, incident: int) -> list[str]:
    reasons = [NotSent(why_not_sent(w, s, who, incident)) for who in range(w.sizes.officers)]
    bad = (NotSent.MAY_GO, NotSent.ANOTHER_RULE)
    return [
        f"{s.clock.now_ms[0]} ms: officer {who}, incident {incident}: {reason.name}"
        for who, reason in enumerate(reasons)
        if reason in bad
    ]


@pytest.mark.parametrize("make", [busy_world, levers_world])
def test_whoever_is_not_sent_has_a_reason(make: Any) -> None:
    assert unexplained(make()) == []


@pytest.mark.parametrize("situation", [None, *SITUATIONS])
def test_in_random_scenarios_whoever_is_not_sent_has_a_reason(situation: str | None) -> None:
    found: list[str] = []
    each_world(lambda made: found.extend(unexplained(made)), situation, examples=3)
    assert found == []


def test_the_state_after_a_line_is_the_same_on_both_engines() -> None:
    made = levers_world()
    lines = int(simulate(made, log=True).log.lines[0])
    for line in (0, lines // 3, lines - 1):
        one, other = (state_after(engine, made, line) for engine in ("simpy", "compiled"))
        written = int(one.log.lines[0])
        assert line < written == other.log.lines[0] < lines + memory.step_room(made)
        sent = int(one.deployments.taken[0])
        for part in set(State._fields) - {"log", "requests"}:
            for field, ours in getattr(one, part)._asdict().items():
                # There may be more room for officers sent on one of them.
                upto = sent if part == "deployments" and field != "first" else ours.size
                np.testing.assert_array_equal(
                    ours[:upto], getattr(getattr(other, part), field)[:upto]
                )
