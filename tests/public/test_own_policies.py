"""Functions of an analyst that take decisions of the model: asked, without trace, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sixhubs
from sim.engine.on_simpy import own_policies
from sim.engine.on_simpy.engine import simulate
from sim.world.build import build
from tests.runs.small import write_scenario

COMES_ON = "redeployment.comes_on"


def never(usual: Callable[..., bool], world: Any, state: Any, hub: int) -> bool:
    """Redeploy nobody."""
    return False


def without_usual(world: Any, state: Any, hub: int) -> bool:
    """Redeploy nobody, and forget what a function is given first."""
    return False


@pytest.fixture(scope="module")
def baseline() -> sixhubs.Scenario:
    """Return a day of the force in which redeployment comes on soon."""
    changes = {
        "name": "soon",
        "run": {"days": 1, "warm_up_days": 0},
        "redeployment": {"older_than_min": 5, "waiting": 1},
    }
    return sixhubs.load("sussex-2017", changes=changes)


def test_decisions_that_decide_as_usual_change_no_event(baseline: sixhubs.Scenario) -> None:
    names = [name.partition("(")[0] for name in sixhubs.decisions()]
    assert len(names) > 100
    world = build(baseline.settings, 1, 0)
    asked: set[str] = set()

    def counting(name: str) -> Callable[..., Any]:
        def decide(usual: Callable[..., Any], *given: Any) -> Any:
            asked.add(name)
            return usual(*given)

        return decide

    policies = own_policies.checked({name: counting(name) for name in names})
    with_own = simulate(world, log=True, policies=policies)
    without = simulate(world, log=True)
    lines = int(without.log.lines[0])
    assert int(with_own.log.lines[0]) == lines > 1000
    for name, column in without.log._asdict().items():
        assert np.array_equal(column, getattr(with_own.log, name)), name
    assert {COMES_ON, "dispatch.choose", "waiting.next_in_line", "desk.next_case"} <= asked


def test_a_decision_is_taken_by_the_function(baseline: sixhubs.Scenario) -> None:
    own = baseline.with_policies("own", {COMES_ON: never})
    results = sixhubs.compare(baseline, own, replications=1, engine="simpy")
    table = results.measures
    hours = table[(table["measure"] == "prevention_hours_redeployed") & (table["team"] == "all")
                  & (table["hub"] == "all")].set_index("scenario")["mean"]  # fmt: skip
    assert hours["soon"] > hours["own"]
    assert results.manifest["own_policies"] == {"own": [COMES_ON]}
    assert own.policies == (COMES_ON,)
    assert own.with_changes({"run": {"days": 2}}).policies == (COMES_ON,)
    assert baseline.policies == ()


def test_other_runs_are_as_they_were(baseline: sixhubs.Scenario) -> None:
    before = sixhubs.run(baseline, replications=1, engine="simpy")
    sixhubs.run(baseline.with_policies("own", {COMES_ON: never}), replications=1, engine="simpy")
    after = sixhubs.run(baseline, replications=1, engine="simpy")
    pd.testing.assert_frame_equal(before.replications, after.replications)
    assert "own_policies" not in after.manifest


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"engine": "both"},
        {"engine": "simpy", "executor": "processes:2"},
        {"engine": "simpy", "out": "somewhere"},
    ],
)
def test_elsewhere_they_are_refused(
    baseline: sixhubs.Scenario, options: dict[str, Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    own = baseline.with_policies("own", {COMES_ON: never})
    with pytest.raises(ValueError, match=r"own: functions .* expected engine='simpy'"):
        sixhubs.run(own, replications=1, **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("policies", "error", "message"),
    [
        ({"redeployment.come_on": never}, ValueError, f"did you mean '{COMES_ON}'"),
        ({"redeployment": never}, ValueError, r"expected one of sixhubs\.decisions\(\)"),
        ({COMES_ON: "never"}, TypeError, "got 'never', expected a function"),
        (
            {COMES_ON: without_usual},
            ValueError,
            r"got a function of \(world, state, hub\), expected \(usual, w, s, hub\)",
        ),
    ],
)
def test_what_is_no_decision_is_refused(
    baseline: sixhubs.Scenario, policies: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        baseline.with_policies("own", policies)


def test_a_function_that_fails_is_named(tmp_path: Path) -> None:
    def faulty(usual: Callable[..., int], *given: Any) -> int:
        raise ZeroDivisionError("by nought")

    own = sixhubs.load(write_scenario(tmp_path)).with_policies("own", {"dispatch.choose": faulty})
    with pytest.raises(sixhubs.RunError, match=r"^1 of 1 .* the first: own.*by nought"):
        sixhubs.run(own, replications=1, engine="simpy")
