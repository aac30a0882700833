"""Engines against queueing theory, through the front door.

Each scenario in scenarios/ is a textbook queue; beside it stands here what theory says of it, from
the formula and with the numbers written out once more, so that a slip in reading the file shows.
A run agrees when the mean over its replications lies within four standard errors of theory, the
standard error being at most 1% of it (2% for tails); and each quantity must be precise enough to
tell a rate that is wrong by 5%. That is how the compiled clock is held; SimPy, on which a
replication takes many times as long, runs a third of them and is held less closely
(`runs.EFFORT`). Where a standard error is too large, because the draws have changed, the scenario
needs some more replications.

Incidents that still wait at the end of a replication are not in its mean wait, and a mean of
ratios is not the ratio of the means. With thousands of incidents in each replication the two take
less than a tenth of a percent off the mean wait, a small part of the standard error.
"""

from __future__ import annotations

from concurrent.futures import Executor

import pytest

from sim.runs.replication import Engine, Result
from tests.theory.agreement import (
    ERRORS,
    Quantity,
    assert_agreement,
    assert_all_notice,
    compare,
    mean_and_error,
)
from tests.theory.cases import Case, Theory, assert_agrees
from tests.theory.conftest import Report
from tests.theory.formulas import (
    ShiftQueue,
    erlang_b,
    erlang_c,
    hypercube,
    loss_by_need,
    mg1_wait,
    mm1_wait,
    mmc_wait,
    mmc_wait_tail,
    priority_waits,
    queue_from_empty,
    shift_queue,
)
from tests.theory.runs import EFFORT, ENGINES, cost, events, simulate

pytestmark = [pytest.mark.theory, pytest.mark.slow]

WRONG = 1.05  #: factor of the arrival rate in `loss-more`


def wait(grade: int = 1) -> Quantity:
    return Quantity("queue_wait_mean_min", str(grade))


def waits(grade: int = 1) -> Quantity:
    return Quantity("wait_probability", str(grade))


def queue(grade: int = 1) -> Quantity:
    return Quantity("queue_length_mean", str(grade))


def waits_beyond_target(grade: int = 1) -> Quantity:
    """Share that waits for longer than the target: officers are at the scene at once."""
    return Quantity("within_target_share", str(grade), complement=True, tail=True)


def lost(grade: int = 1) -> Quantity:
    return Quantity("cancelled_share", str(grade))


def busy(team: str = "response", hub: str = "all") -> Quantity:
    return Quantity("utilisation_share", team=team, hub=hub)


# Rates are arrivals a minute, times a factor; minutes everywhere.


def mm1(factor: float) -> Theory:
    rate = 6 / 60 * factor
    return {
        wait(): mm1_wait(rate, 5),
        waits(): rate * 5,
        waits_beyond_target(): mmc_wait_tail(rate, 5, 1, 10),
        busy(): rate * 5,
    }


def mmc(factor: float) -> Theory:
    """Its mean wait would take a million incidents; `tandem` has those of two M/M/2."""
    rate = 12 / 60 * factor
    return {
        waits(): erlang_c(4, rate * 12),
        waits_beyond_target(): mmc_wait_tail(rate, 12, 4, 5),
        busy(): rate * 12 / 4,
    }


def loss(factor: float) -> Theory:
    load = 12 / 60 * 20 * factor
    return {lost(): erlang_b(4, load), busy(): load * (1 - erlang_b(4, load)) / 4}


def needs(factor: float) -> Theory:
    loads = [8 / 60 * 15 * factor, 6 / 60 * 15 * factor]
    one, two = loss_by_need(loads, [1, 2], 5)
    at_work = loads[0] * (1 - one) + 2 * loads[1] * (1 - two)
    return {lost(1): one, lost(2): two, busy(): at_work / 5}


def mg1(factor: float) -> Theory:
    rate = 6 / 60 * factor
    mean_wait = mg1_wait(rate, 5, 0.6)
    return {wait(): mean_wait, queue(): rate * mean_wait, waits(): rate * 5}


def md1(factor: float) -> Theory:
    rate = 6 / 60 * factor
    return {wait(): mg1_wait(rate, 5, 0), waits(): rate * 5}


def priority(factor: float) -> Theory:
    rates = [3 / 60 * factor, 3 / 60 * factor]
    urgent, routine = priority_waits(rates, [3, 5], [1, 0.5])
    at_work = rates[0] * 3 + rates[1] * 5
    return {wait(1): urgent, wait(2): routine, waits(1): at_work, waits(2): at_work}


def tandem(factor: float) -> Theory:
    """By Burke's theorem what leaves the desk is a Poisson process, so that officers see M/M/c."""
    rate = 10 / 60 * factor
    return {
        Quantity("desk_wait_mean_min", team="resolution_centre"): mmc_wait(rate, 6, 2),
        wait(): mmc_wait(rate, 6.6, 2),
        waits(): erlang_c(2, rate * 6.6),
        busy("resolution_centre"): rate * 6 / 2,
        busy(): rate * 6.6 / 2,
    }


def three_hubs(factor: float) -> Theory:
    """Each hub asks its own officer, then the others in their order: drives take no time."""
    rates = [2.5 / 60 * factor, 3.5 / 60 * factor, 2 / 60 * factor]
    cube = hypercube(rates, 12, [[0, 1, 2], [1, 0, 2], [2, 0, 1]])
    theory = {lost(): cube.lost}
    for place, hub in enumerate(["East", "North", "West"]):
        own = cube.answered[place, place]
        theory[busy(hub=hub)] = cube.busy[place]
        theory[Quantity("cross_hub_share", hub=hub)] = 1 - own / (1 - cube.lost)
    return theory


DAILY = [4, 3, 2, 2, 2, 2, 3, 4, 6, 7, 8, 8, 8, 8, 7, 7, 8, 9, 10, 10, 9, 8, 7, 6]


def long_run_of_shifts(factor: float) -> ShiftQueue:
    by_hour = [2.25 * factor * weight / (sum(DAILY) / 24) for weight in DAILY]
    return shift_queue(by_hour, 40 / 60, 3, (7, 15, 23))


def shifts(factor: float) -> Theory:
    day = long_run_of_shifts(factor)
    return {
        waits(): day.wait_probability,
        Quantity("overtime_hours", team="response"): day.overtime * 70,
    }


CASES = {
    "mm1": Case(mm1, 1_210_000),
    "mmc": Case(mmc, 800_000),
    "loss": Case(loss, 211_000),
    "loss-by-need": Case(needs, 315_000),
    "mg1": Case(mg1, 1_088_000),
    "md1": Case(md1, 485_000),
    "priority": Case(priority, 995_000),
    "tandem": Case(tandem, 2_257_000),
    "hypercube": Case(three_hubs, 523_000),
    "shifts": Case(shifts, 829_000),
}
#: As above, with rates 5% higher.
EVENTS_OF_LOSS_MORE = 218_000


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_runs_agree_with_theory(
    name: str, engine: Engine, executor: Executor, report: Report
) -> None:
    results: list[Result] = simulate(name, executor, engine, effort=EFFORT[engine])
    assert_agrees(name, CASES[name], engine, results, report)
    if EFFORT[engine].share == 1:  # with fewer, one in a few dozen would fail by chance
        assert_level(results)


def assert_level(results: list[Result]) -> None:
    """Require that queues are no longer in the second half than in the first.

    They would be if the warm-up, which starts with nobody waiting, were too short.
    """
    growth = [Quantity("queue_growth_count").of(result) for result in results]
    mean, error = mean_and_error(growth)
    assert abs(mean) <= ERRORS * error


@pytest.mark.parametrize("engine", ENGINES)
def test_five_percent_more_incidents_are_noticed(
    engine: Engine, executor: Executor, report: Report
) -> None:
    """On SimPy too with all replications: few enough."""
    results: list[Result] = simulate("loss-more", executor, engine)
    rows = compare(results, loss(WRONG))
    report(f"loss-more on {engine}: {cost(results)}", rows)
    assert events(results) == pytest.approx(EVENTS_OF_LOSS_MORE, rel=0.01)
    assert_all_notice(compare(results, loss(1)))
    assert_agreement(rows)


@pytest.mark.parametrize(
    ("rate", "mean", "servers"),
    [(6 / 60, 5, 1), (12 / 60, 12, 4), (10 / 60, 6, 2), (10 / 60, 6.6, 2)],
)
def test_a_day_of_warm_up_is_enough(rate: float, mean: float, servers: int) -> None:
    late = rate * mmc_wait(rate, mean, servers)
    assert queue_from_empty(rate, mean, servers, 24 * 60) == pytest.approx(late, rel=1e-5)
    assert queue_from_empty(rate, mean, servers, 60) < 0.99 * late


def test_a_week_of_warm_up_is_enough_for_shifts() -> None:
    assert long_run_of_shifts(1).days <= 7
