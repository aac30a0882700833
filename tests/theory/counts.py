"""Demand that changes by the hour is Poisson: counts by hour of week against their distribution.

Demand is drawn before the clock starts, so thousands of weeks cost little: only the worlds are
made.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent import futures
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from sim.clock import MS_PER_HOUR
from sim.runs.replication import Engine, Task
from sim.world.build import build
from tests.theory.agreement import Row, mean_and_error
from tests.theory.cases import Case
from tests.theory.runs import simulate

Floats = npt.NDArray[np.float64]

HOURS = 168
#: Counts up to this are told apart; higher ones are taken together.
HIGHEST = 12

PER_HOUR = 0.75
BY_HOUR = [8, 7, 7, 6, 6, 6, 6, 7, 8, 9, 9, 10, 10, 10, 10, 11, 11, 11, 12, 12, 12, 11, 10, 9]
BY_DAY = [10, 9, 9, 10, 11, 12, 11]
#: Incidents that are drawn in all, within 1%: 340 replications of 174 weeks.
DRAWN = 340 * 174 * HOURS * PER_HOUR


def rates(factor: float = 1.0) -> Floats:
    """Return incidents expected in each hour of the week, (168,)."""
    weights = np.outer(BY_DAY, BY_HOUR).ravel()
    return np.asarray(PER_HOUR * factor * weights / weights.mean())


class Counts(NamedTuple):
    """What the weeks of one replication hold."""

    mean: Floats  #: (168,) over weeks
    variance: Floats  #: (168,) over weeks
    week_variance: float  #: variance of the sum over the week
    seen: Floats  #: (168, HIGHEST + 1) weeks with so many incidents in the hour
    incidents: int
    seconds: float


def count(task: Task) -> Counts:
    """Make the world of a replication and count its incidents by week and hour."""
    started = time.perf_counter()
    created_ms = build(task.scenario, task.seed, task.replication).drawn.created_ms
    weeks = task.scenario.run.days // 7
    table = np.bincount(created_ms // MS_PER_HOUR, minlength=weeks * HOURS).reshape(weeks, HOURS)
    cell = np.arange(HOURS) * (HIGHEST + 1) + np.minimum(table, HIGHEST)
    seen = np.bincount(cell.ravel(), minlength=HOURS * (HIGHEST + 1)).astype(np.float64)
    return Counts(
        table.mean(axis=0),
        table.var(axis=0, ddof=1),
        float(table.sum(axis=1).var(ddof=1)),
        seen.reshape(HOURS, HIGHEST + 1),
        created_ms.size,
        time.perf_counter() - started,
    )


def by_hour(what: str, values: list[Floats], theory: Floats) -> list[Row]:
    """Return a row for each hour of the week."""
    mean, error = mean_and_error(values)
    columns = (theory.tolist(), mean.tolist(), error.tolist())
    return [
        Row(f"{what} in hour {hour}", *numbers)
        for hour, numbers in enumerate(zip(*columns, strict=True))
    ]


def week_variance(counted: list[Counts], theory: Floats) -> Row:
    """Return the row of the week's sum: its variance is right only if hours are independent."""
    mean, error = mean_and_error([counts.week_variance for counts in counted])
    return Row("variance of a week's count", float(theory.sum()), float(mean), float(error))


def chi_square(counted: list[Counts], theory: Floats) -> Row:
    """Return the row of Pearson's statistic: its mean is the degrees of freedom, f; variance 2 f.

    For each hour the numbers of weeks with 0, 1, 2 ... incidents are held against Poisson
    probabilities; numbers expected in fewer than 5 weeks are taken together with lower ones.
    """
    seen = np.sum([counts.seen for counts in counted], axis=0)
    statistic, freedom = 0.0, 0
    for hour, rate in enumerate(theory.tolist()):
        expected = seen[hour].sum() * poisson(rate)
        upto_end = expected[::-1].cumsum()[::-1]
        last = int(np.flatnonzero(upto_end >= 5)[-1])
        wanted = np.append(expected[:last], upto_end[last])
        got = np.append(seen[hour, :last], seen[hour, last:].sum())
        statistic += float(((got - wanted) ** 2 / wanted).sum())
        freedom += last
    return Row("chi-square of counts", freedom, statistic, np.sqrt(2 * freedom), limit=1)


def poisson(rate: float) -> Floats:
    """Return the probabilities of 0, 1 ... HIGHEST - 1 and, last, of HIGHEST or more."""
    number = np.arange(HIGHEST)
    probability = np.exp(number * np.log(rate) - rate - gammaln(number + 1))
    return np.append(probability, 1 - probability.sum())


@dataclass(frozen=True)
class Counted(Case):
    """Worlds that are made and counted, not run."""

    def run(self, name: str, pool: futures.Executor | None, engine: Engine) -> list[Counts]:
        return simulate(name, pool, engine, work=count)

    def all_rows(self, results: Sequence[Any], factor: float = 1.0) -> tuple[list[Row], list[Row]]:
        """Return the rows of mean and variance, each of all hours."""
        means = by_hour("mean count", [counts.mean for counts in results], rates(factor))
        variances = by_hour(
            "variance of counts", [counts.variance for counts in results], rates(factor)
        )
        return means, variances

    def rows(self, results: Sequence[Any], factor: float = 1.0, coarser: float = 1.0) -> list[Row]:
        """Return rows of the hours that agree least, and of the whole week."""
        worst = []
        for right, asked in zip(
            self.all_rows(results), self.all_rows(results, factor), strict=True
        ):
            hour = max(range(HOURS), key=lambda hour, rows=right: rows[hour].apart)
            worst.append(asked[hour]._replace(what=f"{right[hour].what}, the worst of {HOURS}"))
        theory = rates(factor)
        others = [week_variance(list(results), theory), chi_square(list(results), theory)]
        return [row._replace(limit=row.limit * coarser) for row in [*worst, *others]]

    def spent(self, results: Sequence[Any]) -> str:
        return f"{sum(counts.incidents for counts in results):,} incidents drawn"


CASES = {
    "hours": Counted(
        "Demand and staff over the day",
        "counts of incidents by hour of the week",
        "Poisson: mean, variance, variance of the week's sum, Pearson's chi-square",
        (),
    )
}
