"""Whatever a scenario says, no invariant is violated and no decision is questionable."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from sim.engine.comparing import FIELDS
from sim.engine.invariants import violations
from sim.engine.on_simpy.engine import simulate
from sim.model.state import State
from sim.scenario.load import examine
from sim.vocabulary import PREVENTION_ROLES, Outcome, Record, RedeploymentRule
from sim.world.arrays import World
from sim.world.build import build
from tests.engine.audit import audit
from tests.engine.busy import busy_run
from tests.support.strategies import levers, scenario_of, scenarios
from tests.support.worlds import Call, force, grade, play, team

#: Without shrinking, which takes minutes here: a failing scenario is small enough as it comes.
FAST = settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
MANY = settings(FAST, max_examples=250)


#: Whoever waits may be looked at whenever anybody is free: SimPy takes minutes for more.
INCIDENTS_LIMIT = 2_000


def run(data: dict[str, Any]) -> tuple[World, State]:
    scenario = scenario_of(data)
    made = build(scenario, scenario.run.seed, 0)
    assume(made.sizes.incidents <= INCIDENTS_LIMIT)
    return made, simulate(made, log=True)


def hold(made: World, state: State) -> None:
    assert violations(made, state) == []
    assert audit(made, state) == []


def note(made: World, state: State) -> None:
    """Tell hypothesis what the example had in it (shown with --hypothesis-show-statistics)."""
    event(f"grid {made.sizes.grid_ms} ms")
    event(f"redeployed: {bool(state.deployments.redeployed.any())}")
    event(f"lost: {bool((state.incidents.outcome == Outcome.LOST).any())}")
    event(f"cases closed: {bool((state.cases.closed_ms >= 0).any())}")
    event(f"incidents: {'many' if made.sizes.incidents > 100 else 'few'}")


@FAST
@given(scenarios())
def test_no_invariant_is_violated(data: dict[str, Any]) -> None:
    made, state = run(data)
    note(made, state)
    hold(made, state)


@pytest.mark.slow
@MANY
@given(scenarios())
def test_no_invariant_is_violated_in_many_more(data: dict[str, Any]) -> None:
    hold(*run(data))


@settings(FAST, max_examples=25)
@given(st.data())
def test_pulling_a_lever_does_no_harm(drawn: st.DataObject) -> None:
    data = drawn.draw(scenarios())
    hold(*run(drawn.draw(levers(data))))


@settings(FAST, max_examples=15)
@given(scenarios())
def test_a_run_changes_neither_its_scenario_nor_its_world(data: dict[str, Any]) -> None:
    scenario = scenario_of(data)
    before, again = scenario.model_dump(), build(scenario, 1, 0)
    made = build(scenario, 1, 0)
    simulate(made)
    assert scenario.model_dump() == before
    for one, other in zip(made, again, strict=True):
        for mine, theirs in zip(one, other, strict=True):
            assert np.array_equal(mine, theirs)


@settings(FAST, max_examples=25)
@given(scenarios())
def test_ring_fenced_is_never_redeployed(data: dict[str, Any]) -> None:
    ring_fenced = {**data, "redeployment": {"rule": "never"}}
    # Teams that came by redeployment only may be missed: some work then has nobody to serve it.
    assume(not examine(ring_fenced)[1])
    _, state = run(ring_fenced)
    assert not state.deployments.redeployed.any()
    assert not state.officers.redeployed_ms.any()
    assert not state.redeployment.switched_on.any()


@settings(FAST, max_examples=25)
@given(scenarios())
def test_ring_fenced_and_never_redeployed_agree(data: dict[Any, Any]) -> None:
    """To forbid it, to have no rule, and to have one that never comes on are the same."""
    teams = [name for name in ("neighbourhood", "enforcement", "pcso") if name in data["teams"]]
    never = {"rule": "never", "backfill": False}
    beyond = {"rule": "queue_long", "teams": teams, "backfill": False, "waiting": 1_000_000}
    logs = []
    for rule in (never, {**never, "ring_fenced": teams}, beyond if teams else never):
        changed = {**data, "redeployment": rule}
        response = changed["teams"].get("response", {})
        changed["teams"] = {
            **changed["teams"],
            "response": {k: v for k, v in response.items() if k != "minimum_strength"},
        }
        assume(not examine(changed)[1])
        _, state = run(changed)
        logs.append(state.log)
    for name in FIELDS:
        for log in logs[1:]:
            assert np.array_equal(getattr(log, name), getattr(logs[0], name)), name


@settings(FAST, max_examples=25)
@given(scenarios())
def test_only_prevention_teams_are_redeployed(data: dict[str, Any]) -> None:
    made, state = run(data)
    roles = made.people.role[state.deployments.officer[state.deployments.redeployed]]
    assert set(roles.tolist()) <= {int(role) for role in PREVENTION_ROLES}


def test_the_audit_passes_the_busy_run() -> None:
    assert audit(*busy_run()) == []


# --- what theory guarantees -------------------------------------------------------------------

#: Created at, minutes of scene: whole minutes, so that ties abound.
JOBS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), min_size=1, max_size=40)


def calls_of(jobs: list[tuple[int, int]], grades: list[int] | None = None) -> list[Call]:
    ranks = grades or [2] * len(jobs)
    ordered = sorted(zip(jobs, ranks, strict=True), key=lambda job: job[0][0])
    return [Call(at=at, scene=scene, grade=rank) for (at, scene), rank in ordered]


@FAST
@given(JOBS, st.integers(1, 4))
def test_in_turn_nobody_waits_longer_for_one_officer_more(
    jobs: list[tuple[int, int]], officers: int
) -> None:
    """First come first served: with more servers no customer waits longer."""
    calls = calls_of(jobs)
    fewer = play(force({"response": team(officers)}, days=3), calls)
    more = play(force({"response": team(officers + 1)}, days=3), calls)
    waits = zip(fewer.incidents("first_assigned"), more.incidents("first_assigned"), strict=True)
    assert all(after <= before for before, after in waits)


@FAST
@given(JOBS, st.integers(1, 4), st.integers(0, 39), st.integers(1, 30))
def test_in_turn_nobody_waits_less_for_one_longer_job(
    jobs: list[tuple[int, int]], officers: int, which: int, longer: int
) -> None:
    calls = calls_of(jobs)
    changed = copy.copy(calls)
    job = changed[which % len(calls)]
    changed[which % len(calls)] = job._replace(scene=job.scene + longer)
    scenario = force({"response": team(officers)}, days=3)
    short, long = play(scenario, calls), play(scenario, changed)
    waits = zip(short.incidents("first_assigned"), long.incidents("first_assigned"), strict=True)
    assert all(before <= after for before, after in waits)


@FAST
@given(JOBS, st.integers(1, 4))
def test_in_turn_starts_are_those_of_the_recursion(
    jobs: list[tuple[int, int]], officers: int
) -> None:
    """Kiefer and Wolfowitz: who comes n-th starts when the first of the servers is free."""
    calls = calls_of(jobs)
    course = play(force({"response": team(officers)}, days=3), calls)
    free = [0.0] * officers
    for call, start in zip(calls, course.incidents("first_assigned"), strict=True):
        free.sort()
        assert start == max(free[0], call.at)
        free[0] = start + call.scene


@FAST
@given(JOBS, st.data())
def test_one_officer_is_busy_as_long_whatever_the_grades(
    jobs: list[tuple[int, int]], drawn: st.DataObject
) -> None:
    """Work is conserved: the order of service changes neither busy periods nor the last end."""
    ranks = st.lists(st.integers(1, 3), min_size=len(jobs), max_size=len(jobs))
    scenario = force({"response": team(1)}, days=3)
    one = play(scenario, calls_of(jobs, drawn.draw(ranks)))
    other = play(scenario, calls_of(jobs))
    assert _busy(one.day(0)) == _busy(other.day(0))
    assert max(one.incidents("cleared")) == max(other.incidents("cleared"))


def _busy(day: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return when busy periods begin and end."""
    return [
        line for before, line in zip([(0, ""), *day], day, strict=False) if line[1] != before[1]
    ]


@FAST
@given(JOBS, st.data())
def test_the_highest_grade_waits_as_long_whatever_the_others_grades(
    jobs: list[tuple[int, int]], drawn: st.DataObject
) -> None:
    """When all jobs take as long, it does not matter which of the others is in hand."""
    ranks = drawn.draw(st.lists(st.integers(1, 3), min_size=len(jobs), max_size=len(jobs)))
    calls = [call._replace(scene=7) for call in calls_of(jobs, ranks)]
    lumped = [call._replace(grade=min(call.grade, 2)) for call in calls]
    scenario = force({"response": team(2)}, days=3)
    one, other = play(scenario, calls), play(scenario, lumped)
    urgent = [n for n, call in enumerate(calls) if call.grade == 1]
    starts = one.incidents("first_assigned"), other.incidents("first_assigned")
    assert [starts[0][n] for n in urgent] == [starts[1][n] for n in urgent]


@FAST
@given(JOBS, st.integers(1, 3))
def test_without_waiting_who_comes_is_served_or_lost_at_once(
    jobs: list[tuple[int, int]], officers: int
) -> None:
    """Erlang's loss system, worked out by hand."""
    scenario = force({"response": team(officers)}, days=3, grades={2: grade(when_all_busy="lost")})
    calls = calls_of(jobs)
    course = play(scenario, calls)
    free = [0.0] * officers
    for call, outcome in zip(calls, course.outcomes, strict=True):
        free.sort()
        assert outcome == ("ATTENDED" if free[0] <= call.at else "LOST")
        if free[0] <= call.at:
            free[0] = call.at + call.scene


@pytest.mark.slow
def test_the_strategy_reaches_far() -> None:
    """Of a few hundred examples, each thing that the model knows happens in some."""
    seen: set[str] = set()

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(scenarios())
    def look(data: dict[str, Any]) -> None:
        made, state = run(data)
        helped = (
            made.people.hub[state.deployments.officer] != made.drawn.hub[state.deployments.incident]
        )
        happened = {
            "redeployed": state.deployments.redeployed,
            "helped": helped & (state.deployments.officer >= 0),
            "lost": state.incidents.outcome == Outcome.LOST,
            "resolved": state.incidents.outcome == Outcome.RESOLVED_AT_DESK,
            "referred": state.incidents.outcome == Outcome.REFERRED,
            "no reply": state.incidents.outcome == Outcome.NO_REPLY,
            "tried again": (state.incidents.attempts > 1) & (state.incidents.contacted_ms >= 0),
            "closed": state.cases.closed_ms >= 0,
            "overtime": state.officers.overtime_ms > 0,
            "missed": state.officers.missed_breaks > 0,
            "stood down": state.deployments.ended_by == 2,
            "backfilled": state.log.record == Record.BACKFILLED,
            "planned": state.prevention.delivered_ms > 0,
            "tied": made.patches.of_incident >= 0,
            "barred": made.teams.barred,
            "one pool": made.redeployment.rule == RedeploymentRule.ONE_POOL,
            "together": made.drawn.together & (made.drawn.officers > 1),
            "held": made.drawn.together & ~made.drawn.bypass & (made.drawn.officers > 1),
        }
        seen.update(name for name, what in happened.items() if what.any())

    look()
    assert seen == {
        *("backfilled", "planned", "tied", "barred", "one pool"),
        *("redeployed", "helped", "lost", "resolved", "closed"),
        *("referred", "no reply", "tried again"),
        *("overtime", "missed", "stood down", "together", "held"),
    }
