"""Levers against theory, through the front door: formulas where there are any, else exact chains.

The rules are those of `test_queues`, but for precision: where theory moves, say, at least twice as
much as the rate (its slope, held by `test_slopes`), a standard error of 2% is enough to tell a rate
that is wrong by 5%.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor

import pytest

from sim.runs.replication import Engine
from tests.theory.agreement import Detail, Quantity
from tests.theory.cases import Case, Theory, assert_agrees
from tests.theory.chains import cut_off, cut_off_loss, interrupting
from tests.theory.chains_by_hour import topped_up
from tests.theory.chains_of_pairs import one_line, pairs
from tests.theory.chains_of_units import (
    drive_of_anyone,
    fewest_jobs,
    nearest_of,
    partial_sharing,
    roaming,
)
from tests.theory.conftest import Report
from tests.theory.formulas import erlang_b, erlang_c
from tests.theory.priorities import impatient, interrupted_by_the_urgent, waits_among_many
from tests.theory.runs import (
    EFFORT,
    ENGINES,
    replicate_in_detail,
    simulate,
)

pytestmark = [pytest.mark.theory, pytest.mark.slow]

NEXT_TO_NEVER = 1e-6  #: share of time in which a chain may be cut off


def wait(grade: int, slope: float) -> Quantity:
    return Quantity("queue_wait_mean_min", str(grade), slope=slope)


def waits(grade: int, slope: float) -> Quantity:
    return Quantity("wait_probability", str(grade), slope=slope)


def lost(grade: int, slope: float, hub: str = "all") -> Quantity:
    return Quantity("cancelled_share", str(grade), hub, slope=slope)


def busy(team: str = "response", hub: str = "all", slope: float = 1) -> Quantity:
    return Quantity("utilisation_share", team=team, hub=hub, slope=slope)


def priority_three(factor: float) -> Theory:
    rates = [share * 10 / 60 * factor for share in (0.25, 0.5, 0.25)]
    _, second, third = waits_among_many(rates, 6, 2)
    theory = {wait(2, 2.5): second, wait(3, 3.5): third}
    theory |= {waits(grade, 1.6): erlang_c(2, sum(rates) * 6) for grade in (1, 2, 3)}
    return theory | {busy(): sum(rates) * 6 / 2}


def in_one_line(factor: float) -> Theory:
    line = one_line(10 / 60 * factor, 0.4, 6, 3, 150)
    assert line.beyond < NEXT_TO_NEVER
    return {wait(1, 2.7): line.wait[0], waits(1, 1.5): line.waits[0], busy(): line.busy / 3}


def doubles(factor: float, *, bypass: bool) -> Theory:
    rates = [5 / 60 * factor, 3 / 60 * factor]
    chain = pairs(rates, [8, 7], 3, (60, 60), bypass=bypass)
    assert chain.beyond < NEXT_TO_NEVER
    return {
        waits(1, 1.1): chain.waits[1],
        wait(2, 3 if bypass else 3.9): chain.wait[0],
        waits(2, 1.9): chain.waits[0],
        busy(): chain.busy / 3,
    }


def doubles_held(factor: float) -> Theory:
    return doubles(factor, bypass=False)


def doubles_overtaken(factor: float) -> Theory:
    return doubles(factor, bypass=True)


DAILY = [2] * 7 + [8] * 15 + [2] * 2


def top_up(factor: float) -> Theory:
    """What is worked as overtime shows in the utilisation of the top-up."""
    by_hour = [2 * factor * weight / (sum(DAILY) / 24) for weight in DAILY]
    day = topped_up(by_hour, 24 / 60, 1, 2, [(7, 11), (12, 16), (18, 22)])
    assert day.beyond < NEXT_TO_NEVER
    worked = day.busy[1] * 24 + day.overtime
    return {
        waits(1, 1.3): day.wait_probability,
        busy("response", slope=0.6): day.busy[0],
        busy("neighbourhood", slope=1.4): worked / (2 * 12 + day.overtime),
    }


def sharing(factor: float) -> Theory:
    shared, own = [4 / 60 * factor, 3 / 60 * factor], [6 / 60 * factor, 3 / 60 * factor]
    both = partial_sharing(shared, own, 15, (3, 2))
    theory: Theory = {}
    for place, hub in enumerate(["East", "West"]):
        theory[lost(1, 1.9, hub)], theory[lost(2, 1, hub)] = both.lost[place]
        theory[busy(hub=hub, slope=0.5)] = both.busy[place] / (3, 2)[place]
    return theory


#: From district to district along a meridian, in steps of 0.00001 degrees of latitude.
STEPS = [[0.0, 5.0, 8.0], [5.0, 0.0, 3.0], [8.0, 3.0, 0.0]]
#: Minutes for a step, at 36 km/h or ten metres a second.
STEP_MIN = math.radians(0.00001) * 6371008.8 / 600


def roaming_units(factor: float) -> Theory:
    """Of drives, which hardly depend on the rates, those that are 5% too long must be refused."""
    drives = [[STEP_MIN * steps * factor for steps in row] for row in STEPS]
    rates = [rate / 60 * factor for rate in (2, 2.5, 3)]
    units = roaming(rates, 12, drives, 3, nearest_of(drives))
    return {lost(1, 1.7): units.lost, Quantity("travel_mean_min"): units.drive}


def stay(grade: int, slope: float) -> Quantity:
    return Detail(f"stay {grade}", slope=slope)


def interrupting_one(factor: float) -> Theory:
    rates = [rate / 60 * factor for rate in (5, 3, 2.4)]
    means = [3, 4, 5]
    formula = interrupted_by_the_urgent(rates, means, [1, 0.5, 0])
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    theory = {waits(grade, 1): sum(loads[:grade]) for grade in (1, 2, 3)}
    return theory | {wait(3, 2.5): formula.wait[2], stay(3, 1.5): formula.stay[2]}


def interrupting_many(factor: float) -> Theory:
    chain = interrupting([7 / 60 * factor, 6 / 60 * factor], [8, 10], 3, (40, 80))
    assert chain.beyond < NEXT_TO_NEVER
    return {
        waits(1, 2.5): chain.waits[0],
        waits(2, 2.1): chain.waits[1],
        wait(2, 4.8): chain.wait[1],
        stay(2, 1.7): chain.stay[1],
        busy(): chain.busy / 3,
    }


def held_back(factor: float) -> Theory:
    rates = [share * 12 / 60 * factor for share in (0.4, 0.3, 0.3)]
    chain = cut_off(rates, 8, 4, [0, 1, 2], (12, 18, 40))
    assert chain.beyond < NEXT_TO_NEVER
    slopes = zip((1, 2, 3), (3.3, 2.2, 1.2), strict=True)
    theory = {waits(grade, slope): chain.waits[grade - 1] for grade, slope in slopes}
    theory |= {wait(2, 2.9): chain.wait[1], wait(3, 3.2): chain.wait[2]}
    return theory | {busy(): chain.busy / 4}


def held_back_loss(factor: float) -> Theory:
    rates = [share * 24 / 60 * factor for share in (0.4, 0.3, 0.3)]
    shares, at_work = cut_off_loss(rates, 8, 4, [0, 1, 2])
    slopes = zip((1, 2, 3), (1.9, 1.1, 0.5), strict=True)
    theory = {lost(grade, slope): shares[grade - 1] for grade, slope in slopes}
    return theory | {busy(slope=0.5): at_work / 4}


def giving_up(factor: float) -> Theory:
    queue = impatient(20 / 60 * factor, 12, 4, 10)
    gone = Quantity("attended_share", "1", complement=True, slope=1.8)
    theory = {gone: queue.cancelled, waits(1, 1.3): queue.waits}
    return theory | {busy(slope=0.5): queue.busy / 4}


def sent_by_turn(factor: float) -> Theory:
    """Whoever goes by turn stands where a job was, no matter where the next one is.

    By symmetry all do the same work; of that and the drives, which do not depend on the rates,
    those that are 5% too long must be refused.
    """
    drives = [[STEP_MIN * steps for steps in row] for row in STEPS]
    rates = [2, 2.5, 3]
    theory = {lost(1, 1.7): erlang_b(3, sum(rates) / 60 * 12 * factor)}
    theory |= {Quantity("travel_mean_min"): drive_of_anyone(rates, drives) * factor}
    return theory | {Detail(f"officer {number}"): factor / 3 for number in range(3)}


def fewest_jobs_first(factor: float) -> Theory:
    drives = [[STEP_MIN * steps * factor for steps in row] for row in STEPS]
    units = fewest_jobs([rate / 60 * factor for rate in (2, 2.5, 3)], 12, drives, 40)
    theory = {lost(1, 0.9): units.lost, Quantity("travel_mean_min"): units.drive}
    return theory | {Detail(f"officer {number}"): factor / 2 for number in range(2)}


def helped_at_once(factor: float) -> Theory:
    """Help from the other hub after a wait of no minutes makes one queue of two."""
    rate = 15 / 60 * factor
    return {waits(1, 2.2): erlang_c(4, rate * 8)}


CASES = {
    "priority-three": Case(priority_three, 484_000),
    "in-one-line": Case(in_one_line, 388_000),
    "doubles-held": Case(doubles_held, 290_000),
    "top-up": Case(top_up, 232_000),
    "partial-sharing": Case(sharing, 324_000),
    "roaming": Case(roaming_units, 192_000),
    "interrupting": Case(interrupting_one, 524_000),
    "interrupting-many": Case(interrupting_many, 432_000),
    "held-back": Case(held_back, 363_000),
    "held-back-loss": Case(held_back_loss, 443_000),
    "impatient": Case(giving_up, 252_500),
    "longest-idle": Case(sent_by_turn, 137_000),
    "least-loaded": Case(fewest_jobs_first, 119_400),
    "after-wait": Case(helped_at_once, 336_000),
    "doubles-overtaken": Case(doubles_overtaken, 290_000),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_runs_agree_with_theory(
    name: str, engine: Engine, executor: Executor, report: Report
) -> None:
    effort = EFFORT[engine]
    results = simulate(name, executor, engine, work=replicate_in_detail, effort=effort)
    assert_agrees(name, CASES[name], engine, results, report)


@pytest.mark.parametrize("case", CASES.values())
def test_slopes(case: Case) -> None:
    right, wrong = case.theory(1), case.theory(EFFORT["compiled"].wrong)
    for quantity, value in right.items():
        planted = quantity.slope * (EFFORT["compiled"].wrong - 1)
        assert abs(wrong[quantity] / value - 1) > planted * 0.99


@pytest.mark.parametrize("engine", ENGINES)
def test_crews_are_to_jobs_for_two_what_officers_are_to_jobs_for_one(engine: Engine) -> None:
    """With all needs doubled and everybody in crews of two, every number stays the same."""
    (alone,) = simulate("in-one-line", None, engine, replications=1)
    (in_crews,) = simulate("crews", None, engine, replications=1)
    for quantity in in_one_line(1):
        assert quantity.of(in_crews) == quantity.of(alone)


@pytest.mark.parametrize("engine", ENGINES)
def test_help_after_no_wait_is_help_with_emergencies(engine: Engine) -> None:
    (at_once,) = simulate("after-wait", None, engine, replications=1)
    (emergencies,) = simulate("help-at-once", None, engine, replications=1)
    for quantity in [waits(1, 1), wait(1, 1), busy(hub="East"), busy(hub="West")]:
        assert quantity.of(at_once) == quantity.of(emergencies)
