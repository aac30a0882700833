"""Draws of what is not known, and what is said of them, where the answer is known by formula."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outputs.uncertainty import (
    Design,
    NumberNotKnown,
    RuleNotKnown,
    agreement,
    all_of,
    design,
    sureness,
)

FACTOR = NumberNotKnown("a.*", 0.0, 1.0, 6.0)
SHARE = NumberNotKnown("b", 0.2, 0.5, 0.6)
RULE = RuleNotKnown("who goes", ("as it stands", "nearest", "anybody"))


def drawn(draws: int = 600, seed: int = 1) -> Design:
    return design((FACTOR, SHARE), (RULE,), draws, seed)


@pytest.mark.parametrize("number", [FACTOR, SHARE])
def test_half_are_below_what_is_assumed_and_none_beyond_the_ends(number: NumberNotKnown) -> None:
    quantiles = number.at(np.array([0.0, 0.5, 1.0]))
    assert quantiles == pytest.approx([number.low, number.assumed, number.high])
    # Two triangles of equal area: the mean of each is a third of the way from what is assumed.
    many = number.at((np.arange(100_000) + 0.5) / 100_000)
    mean = (4 * number.assumed + number.low + number.high) / 6
    assert many.mean() == pytest.approx(mean, rel=1e-4)
    assert np.all(np.diff(many) >= 0)


def test_an_assumption_outside_its_range_counts_as_the_nearest_end() -> None:
    outside = NumberNotKnown("cost", 20.0, 10.0, 40.0)
    assert outside.at(np.array([0.0, 0.3, 0.5])) == pytest.approx([20, 20, 20])
    assert outside.at(np.array([1.0])) == pytest.approx([40])


def test_whole_numbers_stay_whole() -> None:
    waiting = NumberNotKnown("waiting", 1, 3, 6, is_whole=True)
    values = waiting.at(np.linspace(0, 1, 101))
    assert set(values) == {1, 2, 3, 4, 5, 6}


def test_each_part_of_equal_chance_has_one_draw() -> None:
    shares = drawn(40).shares
    for column in shares.T:
        assert sorted((column * 40).astype(int)) == list(range(40))
    many = np.bincount(drawn(600).answers()[:, 0])
    assert many.tolist() == [200, 200, 200]


def test_answers_are_as_likely_as_their_weights() -> None:
    """Weights 1, 2 and 5 of 8: of 40 draws, one in each fortieth, 5, 10 and 25."""
    weighted = RuleNotKnown("who goes", RULE.answers, (1.0, 2.0, 5.0))
    assert weighted.shares == pytest.approx([1 / 8, 1 / 4, 5 / 8])
    given = design((), (weighted, RULE), 40, 1).answers()
    assert np.bincount(given[:, 0]).tolist() == [5, 10, 25]
    assert sorted(np.bincount(given[:, 1]).tolist()) == [13, 13, 14]


def test_the_same_seed_draws_the_same() -> None:
    assert np.array_equal(drawn().shares, drawn().shares)
    assert not np.array_equal(drawn().shares, drawn(seed=2).shares)


def test_how_often_it_is_better() -> None:
    changes = np.where(np.arange(100) < 97, -1.0, 1.0)
    agreeing = np.ones(100, dtype=bool)
    found = sureness(changes, -1.0, agreeing)
    assert found.better == pytest.approx(0.97)
    assert found.worse == pytest.approx(0.03)
    assert found.better_low < 0.97 < found.better_high
    # Where all of n agree, the exact lower limit is the n-th root of 0.025.
    certain = sureness(np.full(100, -1.0), -1.0, agreeing)
    assert certain.better_low == pytest.approx(0.025 ** (1 / 100))
    assert certain.better_high == 1
    # No change at all is neither better nor worse.
    none = sureness(np.zeros(100), -1.0, agreeing)
    assert (none.better, none.worse) == (0, 0)


def test_draws_that_do_not_count_change_nothing() -> None:
    changes = np.arange(100.0)
    agreeing = np.arange(100) % 2 == 0
    found = sureness(np.where(agreeing, changes, 1e9), 1.0, agreeing)
    assert found.draws == 50
    assert found.mean == changes[agreeing].mean()
    assert found.high < 100
    with_gaps = sureness(np.where(agreeing, changes, np.nan), 1.0, np.ones(100, dtype=bool))
    assert with_gaps == found


def test_without_draws_nothing_is_said() -> None:
    found = sureness(np.zeros(100), 1.0, np.zeros(100, dtype=bool))
    assert found.draws == 0
    assert np.isnan([found.mean, found.low, found.high, found.better]).all()


def test_a_draw_counts_if_it_agrees_with_all_that_is_published() -> None:
    values = {"in time": np.array([0.7, 0.8, 0.9]), "attended": np.array([0.5, 0.5, np.nan])}
    agrees = agreement(values, {"in time": (0.75, 1), "attended": (0.4, 0.6)}, 3)
    assert agrees["in time"].tolist() == [False, True, True]
    assert agrees["attended"].tolist() == [True, True, False]
    assert all_of(agrees, 3).tolist() == [False, True, False]
    assert all_of({}, 3).all()


def test_the_range_holds_further_draws() -> None:
    """Of 2,000 draws beside each of 400 samples, 95 in 100 lie within; of few draws fewer."""
    rng = np.random.default_rng(3)
    for draws, share in ((39, 0.95), (66, 0.95), (200, 0.95), (20, 19 / 21)):
        held = []
        for _ in range(400):
            one = sureness(rng.normal(size=draws), 1.0, np.ones(draws, dtype=bool))
            further = rng.normal(size=2000)
            held.append(np.mean((one.low <= further) & (further <= one.high)))
        assert np.mean(held) == pytest.approx(share, abs=0.01)
