"""Intervals, growing queues, the replication rule and the warm-up rule."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outputs.statistics import (
    GROWTH_ERROR_RATE,
    cycle_means,
    difference,
    estimate,
    grows,
    holm,
    mser,
    replications_needed,
    simultaneous,
)

#: Quantiles of the t distribution, from printed tables: 97.5% with 4, 2 and 1 degrees of freedom.
T4, T2, T1 = 2.776445, 4.302653, 12.706205


def row(*values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([values], dtype=np.float64)


class TestEstimate:
    def test_by_hand(self) -> None:
        """Values 1 to 5: mean 3, standard deviation sqrt(2.5)."""
        found = estimate(row(1, 2, 3, 4, 5))
        half = T4 * math.sqrt(2.5 / 5)
        assert found.replications[0] == 5
        assert found.mean[0] == 3
        assert found.low[0] == pytest.approx(3 - half, rel=1e-6)
        assert found.high[0] == pytest.approx(3 + half, rel=1e-6)

    def test_empty_replications_are_left_out_and_not_counted(self) -> None:
        found = estimate(row(1, math.nan, 2, 3, math.nan))
        half = T2 * math.sqrt(1 / 3)
        assert found.replications[0] == 3
        assert found.mean[0] == 2
        assert found.high[0] == pytest.approx(2 + half, rel=1e-6)

    def test_one_replication_has_no_interval(self) -> None:
        found = estimate(row(math.nan, 7))
        assert (found.replications[0], found.mean[0]) == (1, 7)
        assert math.isnan(found.low[0])
        assert math.isnan(found.high[0])

    def test_nothing(self) -> None:
        found = estimate(row(math.nan, math.nan))
        assert found.replications[0] == 0
        assert math.isnan(found.mean[0])

    @pytest.mark.parametrize("value", [0.0, 0.1, 1e9, -3.3])
    def test_without_spread_the_interval_is_the_value(self, value: float) -> None:
        found = estimate(row(*[value] * 7))
        assert found.mean[0] == found.low[0] == found.high[0] == value

    def test_confidence(self) -> None:
        wide, usual = estimate(row(1, 2, 4), 0.99), estimate(row(1, 2, 4))
        assert wide.low[0] < usual.low[0] < usual.high[0] < wide.high[0]

    @pytest.mark.theory
    @pytest.mark.parametrize("n", [3, 10])
    def test_covers_the_truth_as_often_as_it_says(self, n: int) -> None:
        """Of 20,000 intervals from normal samples 95% hold the mean, within 4 standard errors."""
        trials = 20_000
        found = estimate(np.random.default_rng(n).normal(5.0, 2.0, size=(trials, n)))
        covered = ((found.low <= 5.0) & (found.high >= 5.0)).mean()
        assert abs(covered - 0.95) < 4 * math.sqrt(0.95 * 0.05 / trials)


class TestDifference:
    def test_by_hand(self) -> None:
        """Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t = 3.46 with 2 degrees."""
        found = difference(row(10, 20, 30), row(11, 22, 33))
        t = 2 * math.sqrt(3)
        # The t distribution with 2 degrees of freedom has a closed form.
        p = 1 - t / math.sqrt(t**2 + 2)
        assert found.estimate.mean[0] == 2
        assert found.estimate.low[0] == pytest.approx(2 - T2 / math.sqrt(3), rel=1e-6)
        assert found.p[0] == pytest.approx(p)
        assert not found.without_spread[0]

    def test_two_pairs(self) -> None:
        """Differences 1 and 3: t = 2 with one degree of freedom, a Cauchy distribution."""
        found = difference(row(0, 0), row(1, 3))
        assert found.p[0] == pytest.approx(1 - 2 / math.pi * math.atan(2))
        assert found.estimate.high[0] == pytest.approx(2 + T1, rel=1e-6)

    def test_pairing_removes_what_both_share(self) -> None:
        shared = np.random.default_rng(1).normal(0, 100, size=(1, 20))
        noise = np.random.default_rng(2).normal(0, 1, size=(1, 20))
        found = difference(shared, shared + 2 + noise)
        assert found.estimate.high[0] - found.estimate.low[0] < 2
        assert found.p[0] < 1e-6

    def test_pairs_with_an_empty_side_are_left_out(self) -> None:
        found = difference(row(1, math.nan, 3, 4), row(2, 5, math.nan, 7))
        assert found.estimate.replications[0] == 2
        assert found.estimate.mean[0] == 2

    def test_all_equal_to_zero(self) -> None:
        found = difference(row(1, 2, 3), row(1, 2, 3))
        assert (found.estimate.low[0], found.estimate.high[0], found.p[0]) == (0, 0, 1)
        assert found.without_spread[0]

    @pytest.mark.parametrize(("n", "p"), [(2, 0.5), (3, 0.25), (11, 2.0**-10)])
    def test_the_same_difference_every_time_is_tested_by_its_sign(self, n: int, p: float) -> None:
        before = np.random.default_rng(3).normal(50, 10, size=(1, n))
        found = difference(before, before + 0.1)
        assert found.without_spread[0]
        assert found.p[0] == p
        assert found.estimate.low[0] == found.estimate.high[0] == pytest.approx(0.1)

    def test_one_pair_and_none(self) -> None:
        found = difference(np.array([[1.0], [math.nan]]), np.array([[2.0], [1.0]]))
        assert found.estimate.replications.tolist() == [1, 0]
        assert np.isnan(found.p).all()

    def test_rounding_is_no_spread(self) -> None:
        """0.1 + 0.2 - 0.3 and the like must not look like a tiny but certain difference."""
        before = np.linspace(0.1, 77.7, 9)[None, :]
        found = difference(before, before + 0.3 - 0.1 - 0.2)
        assert found.estimate.mean[0] == 0
        assert found.p[0] == 1


class TestHolm:
    def test_by_hand(self) -> None:
        """Holm's method: 4 * 0.01; 3 * 0.02; 2 * 0.03 = 0.06; 1 * 0.04, raised to 0.06."""
        assert holm(np.array([0.03, 0.01, 0.04, 0.02])) == pytest.approx([0.06, 0.04, 0.06, 0.06])

    def test_tests_that_could_not_be_made_count(self) -> None:
        found = holm(np.array([0.01, math.nan, 0.02]))
        assert found[0] == pytest.approx(0.03)
        assert found[2] == pytest.approx(0.04)
        assert math.isnan(found[1])

    def test_more_tests_planned_than_there_are(self) -> None:
        assert holm(np.array([0.01, 0.02]), 10) == pytest.approx([0.1, 0.18])

    def test_never_more_than_planned(self) -> None:
        with pytest.raises(ValueError, match="only 1 tests planned"):
            holm(np.array([0.1, 0.2]), 1)

    def test_nothing_to_test(self) -> None:
        assert holm(np.array([])).size == 0

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
    def test_never_smaller_never_above_one_and_in_the_same_order(self, p: list[float]) -> None:
        adjusted = holm(np.array(p))
        assert (adjusted >= np.array(p)).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()

    @pytest.mark.theory
    def test_false_alarms_in_the_family(self) -> None:
        """When nothing differs, some verdict is wrong in at most 5% of studies of 20 tests."""
        studies = 2_000
        generator = np.random.default_rng(11)
        alarms = 0
        for _ in range(studies):
            found = difference(np.zeros((20, 8)), generator.normal(size=(20, 8)))
            alarms += bool((holm(found.p) <= 0.05).any())
        assert alarms / studies < 0.05 + 4 * math.sqrt(0.05 * 0.95 / studies)


class TestSimultaneous:
    def test_is_the_interval_at_a_higher_level(self) -> None:
        values = np.random.default_rng(5).normal(size=(4, 6))
        paired = difference(np.zeros_like(values), values)
        together = simultaneous(paired, 10)
        higher = estimate(values, 1 - 0.05 / 10)
        assert together.low == pytest.approx(higher.low)
        assert together.high == pytest.approx(higher.high)

    def test_for_one_test_it_is_the_usual_interval(self) -> None:
        paired = difference(row(0, 0, 0), row(1, 2, 4))
        assert simultaneous(paired, 1).low == pytest.approx(paired.estimate.low)

    def test_without_spread_or_pairs(self) -> None:
        before = np.array([[float(n) for n in range(9)], [math.nan] * 8 + [1.0]])
        together = simultaneous(difference(before, before + 1), 10)
        assert together.low[0] == together.high[0] == 1
        assert math.isnan(together.low[1])

    @pytest.mark.parametrize(("replications", "enough"), [(8, False), (9, True)])
    def test_equal_differences_are_an_interval_when_they_are_enough(
        self, replications: int, enough: bool
    ) -> None:
        """The sign test of 9 gives 1/256; of ten tests each is held against 0.005."""
        before = np.zeros((1, replications))
        together = simultaneous(difference(before, before + 1), 10)
        assert math.isnan(together.low[0]) != enough

    def test_no_difference_at_all_is_an_interval(self) -> None:
        together = simultaneous(difference(row(1, 2), row(1, 2)), 10)
        assert together.low[0] == together.high[0] == 0


class TestReplicationRule:
    def test_equal_values_need_three(self) -> None:
        found = replications_needed([4.0] * 8)
        assert (found.met, found.needed, found.reached) == (True, 3, 0.0)

    def test_has_to_look_ahead(self) -> None:
        """Three equal values are no proof while the five after them are not there."""
        assert not replications_needed([4.0] * 7).met
        assert replications_needed([4.0] * 7, look_ahead=4).needed == 3

    def test_a_lucky_start_is_seen_through(self) -> None:
        """10, 10, 10 look precise; then 20 comes."""
        lucky = [10.0, 10.0, 10.0, 20.0, 4.0, 16.0, 9.0, 13.0]
        assert replications_needed(lucky, look_ahead=0).needed == 3
        assert not replications_needed(lucky).met

    def test_looks_at_the_first_and_the_last_of_the_five(self) -> None:
        last_breaks = [10.0] * 7 + [20.0]
        assert not replications_needed(last_breaks).met
        # Half-widths from the fourth value on: 0.80, 0.55, 0.43, 0.35, 0.30.
        first_breaks = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
        assert not replications_needed(first_breaks, 0.6, relative=False).met
        assert replications_needed([*first_breaks, 0.0, 0.0], 0.6, relative=False).needed == 5

    def test_exactly_the_precision_is_enough(self) -> None:
        assert replications_needed([4.0] * 8, 0.0).met

    def test_looks_further_ahead_beyond_a_hundred(self) -> None:
        """Half-widths of +1, -1, +1 ... fall steadily; at n = 150 one looks 7 ahead."""
        values = [(-1.0) ** place for place in range(157)]
        halves = [replications_needed(values[:n], 0.0, relative=False).reached for n in (149, 150)]
        wanted = sum(halves) / 2
        assert not replications_needed(values[:156], wanted, relative=False).met
        assert replications_needed(values, wanted, relative=False).needed == 150

    def test_reached_by_hand(self) -> None:
        """1 to 5: half-width 2.776 * sqrt(0.5), mean 3."""
        half = T4 * math.sqrt(0.5)
        values = [1.0, 2.0, 3.0, 4.0, 5.0]
        assert replications_needed(values).reached == pytest.approx(half / 3, rel=1e-6)
        absolute = replications_needed(values, 1.0, relative=False)
        assert absolute.reached == pytest.approx(half, rel=1e-6)
        assert not absolute.met

    def test_about_zero_only_absolute_precision_can_be_met(self) -> None:
        values = [0.01, -0.01] * 10
        assert not replications_needed(values, 0.5).met
        assert replications_needed(values, 0.1, relative=False).met
        assert replications_needed([0.0] * 8).met

    def test_too_few(self) -> None:
        assert replications_needed([]).reached == math.inf
        assert replications_needed([1.0]).met is False

    def test_empty_replications_are_left_out(self) -> None:
        assert replications_needed([4.0, math.nan] * 8).needed == 3

    @pytest.mark.theory
    def test_the_number_is_about_right(self) -> None:
        """Normal values with a coefficient of variation of 0.2: (1.96 * 0.2 / 0.05)**2 = 61.5."""
        expected = (NormalDist().inv_cdf(0.975) * 0.2 / 0.05) ** 2
        generator = np.random.default_rng(8)
        needed = [
            replications_needed(generator.normal(10, 2, size=200).tolist()).needed
            for _ in range(100)
        ]
        assert 0.8 * expected < np.mean(needed) < 1.2 * expected

    @pytest.mark.theory
    def test_looking_ahead_keeps_the_coverage(self) -> None:
        """Stopping as soon as it looks good makes intervals too narrow."""

        def coverage(look_ahead: int) -> float:
            generator = np.random.default_rng(21)
            hits = []
            for _ in range(1_000):
                values = generator.normal(10, 2, size=150)
                found = replications_needed(values.tolist(), 0.1, look_ahead=look_ahead)
                assert found.met
                sample = estimate(values[None, : found.needed + look_ahead])
                hits.append(sample.low[0] <= 10 <= sample.high[0])
            return float(np.mean(hits))

        assert coverage(0) < coverage(5)
        assert coverage(5) > 0.95 - 4 * math.sqrt(0.95 * 0.05 / 1_000)


class TestWarmUp:
    def test_a_step_is_cut_off(self) -> None:
        noise = np.random.default_rng(1).normal(0, 0.1, size=200)
        series = np.where(np.arange(200) < 40, 5.0, 1.0) + noise
        found = mser(series.tolist())
        assert found.accepted
        assert 40 <= found.cut <= 60

    def test_by_hand(self) -> None:
        """Batches of one: 9 1 2 1 2 1 2; without the first the spread is 6 * 0.25 / 36."""
        found = mser([9.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0], batch=1)
        assert found == (True, 1)

    def test_a_series_that_never_settles_is_rejected(self) -> None:
        series = [float(i * i) for i in range(100)]
        assert mser(series) == (False, 0)

    def test_a_settled_series_is_kept_nearly_whole(self) -> None:
        cuts = []
        for seed in range(50):
            found = mser(np.random.default_rng(seed).normal(size=300).tolist())
            cuts.append(found.cut if found.accepted else 300)
        assert np.median(cuts) <= 30

    def test_too_short(self) -> None:
        assert mser([1.0] * 9) == (False, 0)

    def test_an_incomplete_batch_is_left_out(self) -> None:
        assert mser([1.0] * 12 + [99.0, 99.0]) == mser([1.0] * 12)

    def test_cycle_means(self) -> None:
        assert cycle_means([1, 3, 5, 7, 100], 2).tolist() == [2, 6]

    def test_a_daily_pattern_is_no_warm_up(self) -> None:
        """Hourly values with a strong day and no trend: the means of days show nothing to cut."""
        hours = np.arange(24 * 60)
        series = 10 + 8 * np.sin(hours * 2 * np.pi / 24)
        assert mser(cycle_means(series.tolist(), 24).tolist()).cut == 0


def _said_to_grow(numbers: np.ndarray, queues: int = 1) -> np.ndarray:
    """Say of many runs whether they grow; numbers waiting are (runs, replications, moments)."""
    growth = (numbers[:, :, -1] - numbers[:, :, 0]).mean(axis=1)
    steps = numbers.shape[2] - 1
    variance = steps * np.diff(numbers, axis=2).var(axis=2, ddof=1).mean(axis=1)
    replications = numbers.shape[1]
    pairs = zip(growth.tolist(), variance.tolist(), strict=True)
    return np.array([grows(replications, g, math.nan, v, steps, queues=queues) for g, v in pairs])


@pytest.mark.parametrize("replications", [1, 3, 8])
def test_queues_are_said_to_grow_by_chance_at_the_rate_stated(replications: int) -> None:
    generator = np.random.default_rng(7)
    changes = generator.normal(0, 10, (20_000, replications, 3))
    wandering = np.cumsum(np.insert(changes, 0, 0, axis=2), axis=2)
    # 1% of 20,000, give or take four standard errors.
    assert _said_to_grow(wandering).mean() == pytest.approx(GROWTH_ERROR_RATE, abs=0.003)
    stable = generator.normal(50, 10, (20_000, replications, 4))
    assert _said_to_grow(stable).mean() < GROWTH_ERROR_RATE


@pytest.mark.parametrize("queues", [4, 10])
def test_the_error_rate_is_that_of_all_queues_of_a_run(queues: int) -> None:
    changes = np.random.default_rng(7).normal(0, 10, (20_000 * queues, 3, 3))
    wandering = np.cumsum(np.insert(changes, 0, 0, axis=2), axis=2)
    runs = _said_to_grow(wandering, queues).reshape(20_000, queues)
    assert runs.any(axis=1).mean() == pytest.approx(GROWTH_ERROR_RATE, abs=0.003)


def test_a_queue_that_grows_is_said_to() -> None:
    steps = np.array([[120, 110, 120], [80, 90, 80], [30, 40, 37]])  # by 350, 250 and 107
    grown = np.cumsum(np.insert(steps, 0, 0, axis=1), axis=1)
    assert _said_to_grow(grown[np.newaxis]).all()


@pytest.mark.parametrize(
    ("replications", "growth", "half_width", "said"),
    [(10, 5.0, 2.0, True), (10, 2.0, 2.0, False), (1, 50.0, math.nan, False), (5, 3.0, 0.0, True)],
)
def test_without_steps_replications_tell(
    replications: int, growth: float, half_width: float, said: bool
) -> None:
    assert grows(replications, growth, half_width, math.nan, 0) is said
