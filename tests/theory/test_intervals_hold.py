"""Intervals and verdicts hold as often as they say, through runs of a queue whose answer is known.

Two scenarios are the same M/M/1 queue, but for the name of their type of incident, by which all
chance is drawn: they meet other incidents, and no difference between them is real. Their
replications are cut into experiments of a few each, of which every one is judged by itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.outputs.replications import Measured, measured
from sim.outputs.tables import compare, summarise
from sim.outputs.verdicts import Verdict
from sim.runs.executors.serial import SerialPool
from sim.runs.replication import Result, Task, replicate
from sim.scenario.load import load
from tests.runs.work import run
from tests.theory.formulas import mm1_wait
from tests.theory.runs import SCENARIOS

pytestmark = pytest.mark.theory

#: Few replications, so that the interval hangs on the quantile of Student's t: with that of the
#: normal distribution 81% of them would hold.
EACH = 3
EXPERIMENTS = 100
FEWEST = 0.95 - 4 * (0.95 * 0.05 / EXPERIMENTS) ** 0.5


@cache
def replications(type_name: str, factor: float = 1.0) -> tuple[str, list[Result]]:
    """Return the name and the replications of the queue, with so many times the incidents."""
    job = {
        "label": "Job", "basis": "assumption", "per_hour": {"Town": 6 * factor},
        "grade_mix": {1: 1}, "scene_min": {"distribution": "exponential", "mean": 5},
    }  # fmt: skip
    changes: dict[str, Any] = {
        "name": f"{type_name}-{factor:g}",
        "run": {"days": 4},
        "incident_types": {"job": None} | {type_name: job},
    }
    loaded = load(SCENARIOS / "mm1.yaml", changes)
    tasks = [
        Task(loaded.scenario, loaded.scenario_hash, 1917, number, engine="compiled", log=False)
        for number in range(EACH * EXPERIMENTS)
    ]
    return loaded.scenario.name, run(tasks, SerialPool(), replicate)


def experiments(type_name: str, factor: float = 1.0, each: int = EACH) -> list[Measured]:
    """Return experiments of so many replications."""
    name, results = replications(type_name, factor)
    return [
        measured(name, 1917, enumerate(one.measures for one in results[first : first + each]))
        for first in range(0, len(results), each)
    ]


def row_of(table: pd.DataFrame, measure: str) -> pd.Series[Any]:
    """Return the row of a measure of the one grade, for the whole force."""
    (place,) = np.flatnonzero(
        (table["measure"] == measure)
        & (table["team"] == "all")
        & (table["hub"] == "all")
        & (table["grade"] == "1")
    )
    return table.iloc[place]


@cache
def of_no_difference() -> list[pd.DataFrame]:
    """Return the comparison of each experiment with one of other incidents."""
    pairs = zip(experiments("job"), experiments("alike"), strict=True)
    return [compare(before, [after]) for before, after in pairs]


def test_intervals_of_a_mean_hold_what_theory_says() -> None:
    rows = [row_of(summarise([one]), "queue_wait_mean_min") for one in experiments("job")]
    holds = [row["ci_low"] <= mm1_wait(6 / 60, 5) <= row["ci_high"] for row in rows]
    assert np.mean(holds) > FEWEST


@pytest.mark.parametrize("measure", ["queue_wait_mean_min", "wait_probability", "incidents_count"])
def test_intervals_of_a_difference_hold_zero_where_there_is_none(measure: str) -> None:
    rows = [row_of(table, measure) for table in of_no_difference()]
    assert np.mean([row["ci_low"] <= 0 <= row["ci_high"] for row in rows]) > FEWEST


def test_verdicts_on_what_is_no_difference_are_seldom_given() -> None:
    """Of twenty comparisons at most one says better or worse of any headline."""
    words = [set(table["better"]) for table in of_no_difference()]
    wrong = [bool(each & {Verdict.BETTER, Verdict.WORSE}) for each in words]
    assert np.mean(wrong) < 1 - FEWEST
    assert all(Verdict.UNCLEAR in each for each in words)


def test_a_difference_that_there_is_gets_its_verdict() -> None:
    """With the same incidents and a half more of them callers wait for three times as long."""
    pairs = zip(experiments("job", each=12), experiments("job", 1.5, each=12), strict=True)
    rows = [row_of(compare(before, [after]), "response_time_mean_min") for before, after in pairs]
    assert {row["better"] for row in rows} == {Verdict.WORSE}
