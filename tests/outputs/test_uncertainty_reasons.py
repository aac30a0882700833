"""Which input would take away most of the spread, where it is known by formula."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import Design, NumberNotKnown, RuleNotKnown, design
from sim.outputs.uncertainty_reasons import FEWEST, Influence, influences, worth_knowing

FACTOR = NumberNotKnown("a.*", 0.0, 1.0, 6.0)
SHARE = NumberNotKnown("b", 0.2, 0.5, 0.6)
RULE = RuleNotKnown("who goes", ("as it stands", "nearest", "anybody"))
WAIT, PREVENTION = Cell("response_time_mean_min", grade="2"), Cell("prevention_hours_delivered")


def drawn(draws: int = 600, seed: int = 1) -> Design:
    return design((FACTOR, SHARE), (RULE,), draws, seed)


def found_in(changes: np.typing.NDArray[np.float64], made: Design) -> dict[str, Influence]:
    everything = np.ones(made.draws, dtype=bool)
    return {one.name: one for one in influences(changes, made, everything)}


def test_the_first_order_index_of_independent_inputs() -> None:
    """3 v + w + (0, 0, 2): variances 3, 1/3 and 8/9, as v and w are even from -1 to 1."""
    made = drawn()
    v, w = (2 * made.shares[:, :2] - 1).T
    effect = np.array([0.0, 0.0, 2.0])[made.answers()[:, 0]]
    parts = found_in(3 * v + w + effect + 10, made)
    of_all = 3 + 1 / 3 + 8 / 9
    for name, own in (("a.*", 3), ("b", 1 / 3), ("who goes", 8 / 9)):
        assert parts[name].share == pytest.approx(own / of_all, abs=0.03)
        assert parts[name].is_told
    assert list(parts) == ["a.*", "who goes", "b"]
    # In the lowest third v is -2/3 on average and -2/3 in the middle, a quantile of 1/6.
    middle = 10 + 2 / 3
    assert parts["a.*"].changes == pytest.approx([middle - 2, middle + 2], abs=0.1)
    assert parts["a.*"].at == pytest.approx(FACTOR.at(np.array([1 / 6, 5 / 6])), abs=0.02)
    assert parts["who goes"].changes == pytest.approx([10, 10, 12], abs=0.4)


def test_curves_and_products_count_as_far_as_one_input_explains_them() -> None:
    """Of v squared, a parabola explains all; of the product v w, neither explains anything."""
    made = drawn()
    v, w = (2 * made.shares[:, :2] - 1).T
    assert found_in(v * v, made)["a.*"].share == pytest.approx(1)
    parts = found_in(v * w, made)
    assert max(one.share for one in parts.values()) < 0.02


def test_what_an_input_that_does_nothing_says_of_one_that_does() -> None:
    """In draws that count only where v and w nearly cancel out, to know w is to know v.

    With v + w even from -d to d, and v even from -1 to 1: cov(v, w) / sd sd squared is near
    1 - d squared, as Var(v + w) = d squared / 3.
    """
    made = drawn(6_000)
    v, w = (2 * made.shares[:, :2] - 1).T
    agreeing = np.abs(v + w) < 0.3
    parts = {one.name: one for one in influences(3 * v, made, agreeing)}
    assert parts["a.*"].share == pytest.approx(1)
    assert parts["b"].share == pytest.approx(
        np.corrcoef(v[agreeing], w[agreeing])[0, 1] ** 2, abs=0.02
    )
    assert parts["b"].share > 0.85
    assert not parts["who goes"].is_told


def test_no_share_is_above_one_or_below_none() -> None:
    made = drawn(60)
    v, w = (2 * made.shares[:, :2] - 1).T
    for one in influences(v - w, made, np.abs(v + w) < 0.5):
        assert 0 <= one.share <= 1


def test_chance_alone_is_told_of_one_input_in_twenty_comparisons_at_most() -> None:
    told = 0
    for seed in range(200):
        made = drawn(40, seed)
        noise = np.random.default_rng(seed).normal(size=40)
        told += any(one.is_told for one in found_in(noise, made).values())
    assert told <= 20  # 10 are expected; more than 20 of 200 in one of a thousand such tests


def test_the_adjusted_share_of_chance_is_none_on_average() -> None:
    shares = []
    for seed in range(200):
        made = drawn(30, seed)
        noise = np.random.default_rng(1000 + seed).normal(size=30)
        shares.append(found_in(noise, made)["who goes"].share)
    assert np.median(shares) == pytest.approx(0, abs=0.01)


def test_too_few_draws_are_not_taken_apart() -> None:
    for draws, is_told in ((FEWEST - 1, False), (FEWEST, True)):
        made = drawn(draws)
        assert bool(found_in(np.arange(float(draws)), made)) == is_told
    made = drawn()
    assert not found_in(np.zeros(600), made)


def test_what_is_most_worth_knowing_over_several_changes() -> None:
    """Of one change a is all, of the other half, b the other half: 3/4 and 1/4 on average."""
    made = drawn()
    v, w = (2 * made.shares[:, :2] - 1).T
    agreeing = np.ones(600, dtype=bool)
    found = {WAIT: influences(v, made, agreeing), PREVENTION: influences(v + w, made, agreeing)}
    first, second = worth_knowing(found)
    assert (first.name, second.name) == ("a.*", "b")
    assert (first.mean, second.mean) == pytest.approx((0.75, 0.25), abs=0.03)
    assert second.shares[WAIT] == 0
    assert worth_knowing({WAIT: ()}) == ()
