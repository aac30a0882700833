"""Replications: the same wherever they run, sorted, and without effect on their scenario."""

from __future__ import annotations

import dataclasses
import pickle
import threading
from concurrent import futures
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from sim.errors import InputError
from sim.runs.executors.processes import Processes
from sim.runs.executors.serial import Serial
from sim.runs.executors.threads import Threads
from sim.runs.handing_out import hand_out, in_turn
from sim.runs.replication import Engine, Result, Task, beside_the_loop, replicate
from sim.runs.results import COMPARISON, MEASURES, REPLICATIONS, WEEK
from sim.runs.study import Options, Study
from sim.scenario.load import Loaded, load
from tests.runs import work
from tests.runs.small import execute, scenario, tables
from tests.runs.work import pool_of, run
from tests.world import forces

EXECUTORS = [Processes(2), Processes(3), Threads(2)]


def tasks(folder: Path, number: int = 3, **changes: object) -> list[Task]:
    loaded = scenario(folder, **changes)
    return [Task(loaded.scenario, loaded.scenario_hash, 1, r) for r in range(number)]


def values(results: list[Result]) -> list[bytes]:
    return [result.measures.value.tobytes() for result in results]


def test_results_are_sorted_by_key_and_do_not_depend_on_the_order_of_tasks(tmp_path: Path) -> None:
    some = tasks(tmp_path) + tasks(tmp_path, name="other", posts=2)
    with pool_of(Serial()) as pool:
        forwards = run(some, pool)
        backwards = run(some[::-1], pool)
    assert [result.key for result in forwards] == [
        (name, r) for name in ("mm1", "other") for r in range(3)
    ]
    assert values(forwards) == values(backwards)
    assert len(set(values(forwards))) == 6, "replications differ from one another"


@pytest.mark.slow
def test_any_executor_will_do(tmp_path: Path) -> None:
    some = tasks(tmp_path)
    expected = values([replicate(task) for task in some])
    for executor in EXECUTORS:
        with pool_of(executor) as pool:
            assert values(run(some, pool)) == expected
            assert values(run(some, pool, at_once=1)) == expected


def test_the_caller_is_told_of_each_result(tmp_path: Path) -> None:
    told: list[Result] = []
    with pool_of(Threads(2)) as pool:
        results = run(tasks(tmp_path), pool, finished=told.append)
    assert sorted(result.key for result in told) == [result.key for result in results]


@pytest.mark.slow
@pytest.mark.parametrize("engine", get_args(Engine))
def test_threads_may_come_first(tmp_path: Path, engine: Engine) -> None:
    """In a fresh process, where nothing is imported or compiled yet when they start."""
    loaded = scenario(tmp_path, days=1)
    some = [Task(loaded.scenario, loaded.scenario_hash, 1, r, engine) for r in range(8)]
    expected = values([replicate(task) for task in some])
    with pool_of(Processes(1)) as pool:
        found = pool.submit(work.in_threads, some).result()
    assert [value.tobytes() for value in found] == expected


def test_a_failing_replication_raises(tmp_path: Path) -> None:
    def fail(task: Task) -> int:
        return 1 // task.replication

    with pool_of(Serial()) as executor, pytest.raises(ZeroDivisionError):
        run(tasks(tmp_path), executor, fail)


def test_a_task_is_frozen_small_and_survives_pickling(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        task.seed = 2  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301 - our own bytes
    assert len(pickle.dumps(task)) < 100_000


def test_tasks_that_are_sent_share_the_scenario_where_they_arrive(tmp_path: Path) -> None:
    first, second = (pickle.loads(pickle.dumps(task)) for task in tasks(tmp_path, 2))  # noqa: S301
    assert first.scenario is second.scenario
    (other,) = (pickle.loads(pickle.dumps(task)) for task in tasks(tmp_path, 1, posts=2))  # noqa: S301
    assert other.scenario != first.scenario


def test_a_run_does_not_change_its_scenario(tmp_path: Path) -> None:
    loaded = scenario(tmp_path)
    before = loaded.scenario.model_dump_json(), repr(loaded.data)
    execute(loaded, tmp_path / "out", log=True, invariants=True)
    assert (loaded.scenario.model_dump_json(), repr(loaded.data)) == before
    with pytest.raises(ValueError, match="frozen"):
        loaded.scenario.run.days = 3


@pytest.mark.slow
@pytest.mark.parametrize("log", [False, True])
def test_the_same_bytes_whatever_the_executor(tmp_path: Path, log: bool) -> None:
    loaded = scenario(tmp_path, days=3, replications=5)
    execute(loaded, tmp_path / "serial", log=log)
    expected = tables(tmp_path / "serial")
    logs = {"incidents.parquet", "deployments.parquet", "events.parquet"} if log else set()
    parts = {"districts.csv", "types.csv", "response_times.csv"}
    assert set(expected) == {MEASURES, REPLICATIONS, WEEK, *parts, *logs}
    for executor in EXECUTORS:
        out = tmp_path / str(executor)
        execute(loaded, out, log=log, executor=executor)
        assert tables(out) == expected, str(executor)


@pytest.mark.slow
def test_a_comparison_has_the_same_bytes_whatever_the_executor(tmp_path: Path) -> None:
    both = [scenario(tmp_path), scenario(tmp_path, name="two", posts=2)]
    execute(both, tmp_path / "serial")
    execute(both, tmp_path / "processes", executor=Processes(2))
    expected = tables(tmp_path / "serial")
    assert COMPARISON in expected
    assert "mm1/measures.csv" in expected
    assert "two/measures.csv" in expected
    assert tables(tmp_path / "processes") == expected


def test_compared_scenarios_meet_the_same_incidents(tmp_path: Path) -> None:
    baseline = scenario(tmp_path, seed=5)
    other = scenario(tmp_path, name="two", posts=2, seed=6, replications=7)
    study = Study([baseline, other], tmp_path / "out", Options())
    assert {task.seed for task in study.tasks} == {5}
    assert [task.replication for task in study.tasks] == [0, 1, 2] * 2
    assert study.ignored_settings() == [
        "two says seed 6; 5 is used for all",
        "two says replications 7; 3 is used for all",
    ]
    outcome = study.execute()
    assert outcome.tables is not None
    first, second = (found.table.loc["incidents_count"] for found in outcome.tables.scenarios)
    assert first.to_numpy().min() > 0
    np.testing.assert_array_equal(first, second)


def test_a_run_in_a_comparison_is_the_run_by_itself(tmp_path: Path) -> None:
    both = [scenario(tmp_path), scenario(tmp_path, name="two", posts=2)]
    execute(both, tmp_path / "both")
    execute(both[1], tmp_path / "alone")
    assert tables(tmp_path / "both" / "two") == tables(tmp_path / "alone")


def test_given_options_win_over_the_scenario(tmp_path: Path) -> None:
    study = Study([scenario(tmp_path)], tmp_path / "out", Options(replications=4, seed=0))
    assert [(task.seed, task.replication) for task in study.tasks] == [(0, r) for r in range(4)]


def test_the_scenario_that_asks_for_most_days_says_how_many_are_compared(tmp_path: Path) -> None:
    """Its days come in a later file than those that the baseline has compared."""
    scenario(tmp_path)

    def extending(other: str, name: str, run: str) -> Loaded:
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"extends: {other}.yaml\nname: {name}\nrun: {{{run}}}\n", encoding="utf-8")
        return load(path)

    baseline = extending("mm1", "looks-long", "days_in_comparisons: 30")
    asked = [extending("looks-long", f"asks-for-{days}", f"days: {days}") for days in (5, 9)]
    study = Study([baseline, *asked], tmp_path / "out", Options())
    assert {arm.loaded.scenario.run.days for arm in study.arms} == {9}
    (note,) = study.ignored_settings()
    assert note.startswith("9 days are measured, not 7, as a scenario asks for them")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "two", "days": 8}, "run.days: got 8, expected 7 as in the baseline"),
        ({"name": "two", "start": "2018-01-02"}, "run.start: got 2018-01-02, expected 2018-01-01"),
        ({}, "is the baseline itself"),
        ({"posts": 2}, "got 'mm1' a second time"),
        ({"name": "measures.csv", "posts": 2}, "is the name of a results file"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    baseline = scenario(tmp_path)
    with pytest.raises(InputError, match=message):
        Study([baseline, scenario(tmp_path, **changes)], tmp_path / "out", Options())
    assert not (tmp_path / "out").exists()


def test_scenarios_of_equal_demand_are_neighbours() -> None:
    more_people = {"teams__response__posts": {"Upper": 30, "Lower": 9}}
    busier = {"demand": {"growth": 1.1}}
    said: dict[str, dict[str, object]] = {"a": {}, "b": busier, "c": more_people, "d": busier}
    some = [
        Task(forces.scenario(name=name, **changes), name, 1, replication)
        for name, changes in said.items()
        for replication in (1, 0)
    ]
    assert [task.key for task in in_turn(some)] == [
        (name, replication) for replication in (0, 1) for name in "acbd"
    ]


def test_scenarios_of_one_replication_go_together_while_there_is_work_for_all(
    tmp_path: Path,
) -> None:
    some = [task for name in ("a", "b", "c") for task in tasks(tmp_path, 6, name=name)]
    given: list[list[tuple[str, int]]] = []

    def noted(pool: futures.Executor) -> futures.Executor:
        submit = pool.submit

        def note(fn: object, task_work: object, batch: tuple[Task, ...], most_s: float) -> object:
            given.append([task.key for task in batch])
            return submit(fn, task_work, batch, most_s)  # type: ignore[arg-type]

        pool.submit = note  # type: ignore[method-assign, assignment]
        return pool

    for one_by_one in (False, True):
        given.clear()
        with pool_of(Serial()) as pool:
            hand_out(
                some, noted(pool), lambda task: task.key, lambda *_: None,
                at_once=4, one_by_one=one_by_one,
            )  # fmt: skip
        assert sorted(key for batch in given for key in batch) == sorted(t.key for t in some)
        assert all(len({replication for _, replication in batch}) == 1 for batch in given)
        sizes = [len(batch) for batch in given]
        assert sizes == ([1] * 18 if one_by_one else [3, 3, 3, 3, 2, 1, 2, 1])


def test_what_waits_begins_beside_the_loop(tmp_path: Path) -> None:
    begun = threading.Event()
    task = Task((one := scenario(tmp_path, days=1)).scenario, one.scenario_hash, 1, 0)
    beside_the_loop(begun.set)
    assert not begun.wait(0.1)
    replicate(task)
    assert begun.wait(60)
