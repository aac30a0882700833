"""Inverse distribution functions against scipy.stats, and their properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.scenario.schema.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Triangular,
)
from sim.world.marks import category, duration_ms, lognormal_factor, poisson_count, quantile

U = np.concatenate(([0.0], np.linspace(0.0005, 0.9995, 500), [1 - 2.0**-53]))
INNER = U[1:-1]
marks = st.floats(0, 1, exclude_max=True)
positive = st.floats(0.05, 1e4)
spreads = st.floats(0.05, 5)

distributions = st.one_of(
    st.builds(Fixed, distribution=st.just("fixed"), value=positive),
    st.builds(Exponential, distribution=st.just("exponential"), mean=positive),
    st.builds(Lognormal, distribution=st.just("lognormal"), mean=positive, cv=spreads),
    st.builds(Gamma, distribution=st.just("gamma"), mean=positive, cv=spreads),
    st.lists(positive, min_size=3, max_size=3, unique=True)
    .map(sorted)
    .map(lambda x: Triangular(distribution="triangular", low=x[0], mode=x[1], high=x[2])),
    st.builds(
        Empirical,
        distribution=st.just("empirical"),
        values=st.lists(positive, min_size=1, max_size=6),
    ),
)


@settings(max_examples=200, deadline=None)
@given(distribution=distributions, u=st.lists(marks, min_size=2, max_size=20))
def test_values_are_finite_not_negative_and_rise_with_the_mark(
    distribution: Distribution, u: list[float]
) -> None:
    values = quantile(distribution, np.sort(np.array(u)))
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values) >= -1e-9 * values[-1]).all()


@settings(max_examples=50, deadline=None)
@given(mean=positive, cv=spreads)
def test_lognormal_and_gamma_are_scipys(mean: float, cv: float) -> None:
    s = np.sqrt(np.log(1 + cv**2))
    lognormal = stats.lognorm(s=s, scale=mean * np.exp(-(s**2) / 2))
    got = quantile(Lognormal(distribution="lognormal", mean=mean, cv=cv), INNER)
    np.testing.assert_allclose(got, lognormal.ppf(INNER), rtol=1e-9)
    assert lognormal.mean() == pytest.approx(mean)
    assert lognormal.std() == pytest.approx(mean * cv)
    gamma = stats.gamma(a=1 / cv**2, scale=mean * cv**2)
    got = quantile(Gamma(distribution="gamma", mean=mean, cv=cv), INNER)
    np.testing.assert_allclose(got, gamma.ppf(INNER), rtol=1e-7, atol=1e-12 * mean)
    assert gamma.mean() == pytest.approx(mean)
    assert gamma.std() == pytest.approx(mean * cv)


def test_exponential_and_fixed_are_scipys() -> None:
    got = quantile(Exponential(distribution="exponential", mean=7.0), U)
    np.testing.assert_allclose(got, stats.expon(scale=7.0).ppf(U), rtol=1e-12)
    assert set(quantile(Fixed(distribution="fixed", value=7.0), U)) == {7.0}


@pytest.mark.parametrize("mode", [2.0, 3.0, 9.0, 12.0])
def test_triangular_is_scipys(mode: float) -> None:
    got = quantile(Triangular(distribution="triangular", low=2.0, mode=mode, high=12.0), U)
    want = stats.triang(c=(mode - 2) / 10, loc=2, scale=10).ppf(U)
    np.testing.assert_allclose(got, want, rtol=1e-7)


def test_observed_values_come_with_their_weights_whatever_their_order() -> None:
    jumbled = Empirical(distribution="empirical", values=[9, 1, 5, 7], weights=[3, 5, 0, 2])
    u = (np.arange(1000) + 0.5) / 1000
    values, counts = np.unique(quantile(jumbled, u), return_counts=True)
    assert dict(zip(values, counts, strict=True)) == {1: 500, 7: 200, 9: 300}
    level = Empirical(distribution="empirical", values=[9, 1])
    assert quantile(level, np.array([0.0, 0.49, 0.5, 0.99])).tolist() == [1, 1, 9, 9]


def test_categories_have_their_shares_in_order_of_key() -> None:
    u = (np.arange(1000) + 0.5) / 1000
    got = category({3: 0.2, 1: 0.5, 2: 0.3}, u)
    assert got.tolist() == [1] * 500 + [2] * 300 + [3] * 200
    assert got.dtype == np.int64


@given(u=marks)
def test_a_category_without_share_is_never_drawn(u: float) -> None:
    assert category({1: 0.0, 2: 1.0, 3: 0.0}, np.array([u]))[0] == 2
    assert category({1: 0.1 + 0.2, 2: 0.7 - 1e-9, 9: 0.0}, np.array([u]))[0] in (1, 2)


@settings(deadline=None)
@given(u=st.lists(marks, min_size=1, max_size=50), mean=st.floats(0, 2000))
def test_counts_are_the_smallest_that_reach_the_mark(u: list[float], mean: float) -> None:
    at = np.array(u)
    count = poisson_count(np.full(at.shape, mean), at)
    upto = stats.poisson(mean).cdf(count)
    below = stats.poisson(mean).cdf(count - 1)
    assert count.dtype == np.int64
    assert (upto > at).all()
    assert (below <= at).all()


@settings(deadline=None)
@given(u=marks, means=st.lists(st.floats(0, 300), min_size=2, max_size=10))
def test_a_higher_mean_never_lowers_the_count(u: float, means: list[float]) -> None:
    count = poisson_count(np.sort(np.array(means)), np.full(len(means), u))
    assert (np.diff(count) >= 0).all()


def test_counts_are_poisson() -> None:
    u = np.random.default_rng(5).random(200_000)
    count = poisson_count(np.full(u.shape, 3.7), u)
    top = 12
    observed = np.bincount(np.minimum(count, top), minlength=top + 1)
    chance = stats.poisson(3.7).pmf(np.arange(top))
    expected = u.size * np.append(chance, 1 - chance.sum())
    assert stats.chisquare(observed, expected).pvalue > 0.001
    assert count.mean() == pytest.approx(3.7, abs=4 * (3.7 / u.size) ** 0.5)


def test_no_incidents_without_intensity() -> None:
    assert poisson_count(np.zeros(3), np.array([0.0, 0.5, 1 - 2.0**-53])).tolist() == [0, 0, 0]


def test_lognormal_factor_without_spread_is_one() -> None:
    assert lognormal_factor(0.0, INNER).tolist() == [1.0] * INNER.size


def test_durations_are_rounded_to_the_grid_halves_to_even() -> None:
    values = Empirical(distribution="empirical", values=[0.5, 1.5, 2.5, 7.0])
    u = np.array([0.1, 0.3, 0.6, 0.9])
    assert duration_ms(values, u, unit_ms=1, tick_ms=1).tolist() == [0, 2, 2, 7]
    assert duration_ms(values, u, unit_ms=60_000, tick_ms=60_000).tolist() == [
        0,
        120_000,
        120_000,
        420_000,
    ]
    assert duration_ms(values, u, unit_ms=60_000, tick_ms=300_000).tolist() == [0, 0, 0, 300_000]
