"""What the levers cost a run that pulls none of them: steps of the interpreter, then and now.

The common six-hub model pulls no lever; what it took before they were added was counted once. Steps
do not depend on how busy the machine is. A run of any length that pays is bound to its numbers
(`sim.engine.on_simpy.binding`), which drops the levers that are off; so is this one, short as it
is.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches.common import definition
from benches.conftest import Note
from sim.engine.on_simpy import binding
from sim.engine.on_simpy.engine import Simulation
from sim.world.build import build

DAYS = 1
SEED = 1
#: The same run at commit 161c679, the last before the levers, on Python 3.11.
STEPS_BEFORE = 5_800_147
EVENTS = 3_999
TARGET = 0.90


def steps(simulation: Simulation) -> int:
    """Return the bytecodes that a simulation runs through, SimPy's own included."""
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        del frame, argument
        count += event == "opcode"
        return step

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        del event, argument
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    sys.settrace(enter)
    simulation.env.run(until=simulation.world.sizes.horizon_ms)
    sys.settrace(None)
    return count


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="bytecodes differ between versions")
def test_levers_that_are_not_pulled(
    benchmark: BenchmarkFixture, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binding, "WORTH_BINDING", 0)
    simulation = Simulation(build(definition.scenario(DAYS), SEED, 0))
    taken = benchmark.pedantic(steps, args=(simulation,), rounds=1)
    assert simulation.state.clock.events[0] == EVENTS
    ratio = taken / STEPS_BEFORE
    note("levers not pulled, steps of the interpreter", f"{ratio:.3f}", f"at most {TARGET:.2f}")
    assert ratio <= TARGET
