"""Both engines give one event log, field for field, and one state at the end.

Equality says nothing about mistakes that both engines share, as they share the model: the theory
tests and the audit look for those.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from types import ModuleType
from typing import Any

import pytest

from sim.model.policies import (
    allocation,
    dispatch,
    interruptions,
    redeployment,
)
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import EventKind, Record
from sim.world.arrays import World
from sim.world.build import build
from tests.engine.both import agree, difference, each_world, note_kinds, plant
from tests.engine.levers import LEVERS, fired
from tests.house.tree import ROOT
from tests.runs.shipped_bytes import SPECIAL_DAYS
from tests.support.strategies import GRIDS, scenario_of

SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
#: Random scenarios on each time grid, by the situation that is put into them; None: no situation.
EXAMPLES: dict[str | None, int] = {
    None: 32, "calling away": 36, "choosing": 18, "neighbourhood": 16, "waiting": 10,
    "redeploying": 20, "cases": 20, "shifts": 18, "desk": 24,
}  # fmt: skip
#: Scenarios in which each kind of event and each lever must be seen.
OFTEN = 20
#: Rare by nature: a shift without a briefing that starts while relief is due, of which there are
#: tests by hand (tests/model/test_custody_and_relief.py) on SimPy; the end of a month and a MARAC,
#: which runs of two days hardly meet, and which `full_world` of tests/engine/busy.py has.
SELDOM = {
    EventKind.SHIFT_TAKES_OVER.name, EventKind.MONTH_ENDS.name, EventKind.MARAC_MEETS.name,
}  # fmt: skip
#: Most series of examples that are drawn until they are. Which scenarios a series has, changes with
#: every draw that is added to a strategy, so that a rare lever may need one more.
SERIES = 4
#: Most scenarios that are drawn until one shows a wrong rule.
UNTIL_SHOWN = 300


def shipped(name: str, **run: Any) -> Scenario:
    """Return a shipped scenario with some entries of `run` changed."""
    data = load(ROOT / "scenarios" / f"{name}.yaml").data
    return scenario_of({**data, "run": {**data["run"], **run}})


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_run_alike(name: str) -> None:
    scenario = shipped(name, **{"days": 2, "warm_up_days": 0, **SPECIAL_DAYS.get(name, {})})
    state = agree(build(scenario, scenario.run.seed, 0))
    assert (state.incidents.first_arrived_ms >= 0).sum() > 500
    if scenario.operations:
        assert (state.log.record == Record.OPERATION_STARTED).any()


@pytest.mark.slow
def test_the_baseline_runs_alike_in_full() -> None:
    scenario = shipped("sussex-2017")
    agree(build(scenario, scenario.run.seed, 0))


@pytest.mark.slow
def test_random_scenarios_run_alike_and_pull_every_lever(monkeypatch: pytest.MonkeyPatch) -> None:
    """On each time grid; each kind of event and each lever does something in at least 20.

    Examples are drawn until that is so, at least one series and no more than `SERIES`.
    """
    seen: Counter[str] = Counter()
    grids: Counter[int] = Counter()
    kinds: set[int] = set()
    note_kinds(monkeypatch, kinds)

    def look(world: World) -> None:
        kinds.clear()
        state = agree(world)
        grids[world.sizes.grid_ms] += 1
        seen.update(EventKind(kind).name for kind in kinds)
        seen.update(fired(world, state))

    expected = ({kind.name for kind in EventKind} | set(LEVERS)) - SELDOM
    rare: dict[str, int] = {}
    for series, situation in product(range(SERIES), EXAMPLES):
        for grid in range(len(GRIDS)):
            each_world(look, situation, EXAMPLES[situation], grid, series)
        rare = {name: seen[name] for name in expected if seen[name] < OFTEN}
        if series > 0 and not rare:
            break
    assert sum(grids.values()) >= 300
    assert min(grids[grid] for grid in (1, 60_000, 300_000)) >= 100
    assert not rare, f"too seldom among {sum(grids.values())}: {rare}"
    assert set(seen) - SELDOM == expected


#: A wrong rule for one engine: module, function, what it says, what it is made to say, and the
#: situation in which it matters.
PLANTS = [
    (interruptions, "rank", "-s.incidents.grade", "s.incidents.grade", "calling away"),
    (interruptions, "whom_to_call_away", "drive_ms, officer", "drive_ms, -officer", "calling away"),
    (dispatch, "nearest", "if turn < first", "if turn[:2] <= first[:2]", "waiting"),
    (redeployment, "recall_begins", "recall_below - 1", "recall_below", "redeploying"),
    (allocation, "next_to_allocate", "rank > best_rank", "rank >= best_rank", "cases"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "name", "old", "new", "situation"),
    PLANTS,
    ids=[row[1] + str(n) for n, row in enumerate(PLANTS)],
)
def test_a_wrong_rule_in_one_engine_is_found(
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    old: str,
    new: str,
    situation: str,
) -> None:
    plant(monkeypatch, module, name, old, new)

    class ShownError(Exception):
        """A scenario shows the wrong rule; no more of them are drawn."""

    def look(world: World) -> None:
        different = difference(world)
        if different:
            raise ShownError(different)

    with pytest.raises(ShownError) as shown:
        each_world(look, situation, UNTIL_SHOWN)
    lines = str(shown.value).splitlines()
    assert re.fullmatch(r"line \d+ of the event log", lines[0])
    simpy, other = (next(n for n, text in enumerate(lines) if text.startswith(f"  {engine}:"))
                    for engine in ("simpy", "compiled"))  # fmt: skip
    assert other == simpy + 1
    assert lines[simpy].removeprefix("  simpy:") != lines[other].removeprefix("  compiled:")
    assert 2 <= simpy <= 5, "the lines before it"
    assert len(lines) > other + 1, "the state around it"
    assert all(re.search(r": simpy \S+, compiled \S+$", line) for line in lines[other + 1 :])
