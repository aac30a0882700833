"""Verdicts: each follows from its interval, so that none contradicts it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outputs.headlines import HEADLINES, HeadlineCell
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import REGISTRY, Good
from sim.outputs.replications import Measured, measured
from sim.outputs.tables import compare
from sim.outputs.verdicts import Verdict, verdict, word_of

_CELLS = [("response_time_mean_min", "all", "all", "1"), ("overtime_hours", "all", "all", "all")]


@pytest.mark.parametrize(
    ("good", "low", "high", "smallest", "expected"),
    [
        (Good.HIGHER, 0.5, 2.0, 1.0, Verdict.BETTER),
        (Good.HIGHER, -2.0, -0.5, 1.0, Verdict.WORSE),
        (Good.LOWER, -2.0, -0.5, 1.0, Verdict.BETTER),
        (Good.LOWER, 1.0, 3.0, 0.0, Verdict.WORSE),
        (Good.LOWER, 0.1, 0.9, 1.0, Verdict.TOO_SMALL),
        (Good.LOWER, -0.9, 0.9, 1.0, Verdict.TOO_SMALL),
        (Good.LOWER, -0.9, 1.0, 1.0, Verdict.UNCLEAR),
        (Good.LOWER, 0.0, 1.0, 0.0, Verdict.UNCLEAR),
        (Good.LOWER, -1.0, 0.0, 0.0, Verdict.UNCLEAR),
        (Good.LOWER, 0.0, 0.0, 0.0, Verdict.SAME),
        (Good.LOWER, math.nan, math.nan, 5.0, Verdict.UNCLEAR),
    ],
)
def test_word(good: Good, low: float, high: float, smallest: float, expected: str) -> None:
    assert word_of(low, high, smallest, good) == expected
    assert expected == verdict(
        headline=True, good=good, replications=9, low=low, high=high, smallest=smallest
    )


def test_what_gets_no_verdict() -> None:
    span = {"low": 1.0, "high": 2.0}
    neutral, lower = Good.NEUTRAL, Good.LOWER
    assert verdict(headline=False, good=lower, replications=9, **span) == Verdict.EXPLORATORY
    assert verdict(headline=True, good=neutral, replications=9, **span) == Verdict.NO_DIRECTION
    assert verdict(headline=True, good=lower, replications=0, **span) == Verdict.EMPTY
    assert verdict(headline=True, good=lower, replications=9, is_set=True, **span) == Verdict.SET


@given(
    low=st.floats(-10, 10),
    width=st.floats(0, 10),
    smallest=st.floats(0, 5),
    good=st.sampled_from([Good.HIGHER, Good.LOWER]),
)
def test_no_interval_contradicts_its_word(
    low: float, width: float, smallest: float, good: Good
) -> None:
    high = low + width
    word = word_of(low, high, smallest, good)
    holds_zero = low <= 0 <= high
    reaches_what_matters = max(abs(low), abs(high)) >= smallest
    if word in (Verdict.BETTER, Verdict.WORSE):
        assert not holds_zero
        assert reaches_what_matters
        assert (word == Verdict.BETTER) == ((low > 0) == (good is Good.HIGHER))
    elif word == Verdict.TOO_SMALL:
        assert not reaches_what_matters
    elif word == Verdict.UNCLEAR:
        assert holds_zero
        assert reaches_what_matters
    else:
        assert low == high == 0


def test_headlines_are_known_and_have_a_better_side() -> None:
    assert len(set(HEADLINES)) == len(HEADLINES)
    assert all(REGISTRY[cell.measure].good is not Good.NEUTRAL for cell in HEADLINES)


def _measured(name: str, values: np.typing.NDArray[np.float64]) -> Measured:
    rows = MeasureRows(*zip(*_CELLS, strict=True), np.empty(0))
    return measured(name, 1, ((n, rows._replace(value=own)) for n, own in enumerate(values)))


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    scenarios=st.integers(1, 9),
    replications=st.integers(2, 12),
    smallest=st.sampled_from([0.0, 0.1, 1.0]),
)
def test_a_verdict_does_not_depend_on_its_company(
    seed: int, scenarios: int, replications: int, smallest: float
) -> None:
    generator = np.random.default_rng(seed)
    headlines = [HeadlineCell(cell, smallest) for cell in HEADLINES]
    base = _measured("base", generator.normal(size=(replications, 2)))
    others = [
        _measured(f"s{n}", base.table.to_numpy().T + generator.normal(0.5, 0.5, (replications, 2)))
        for n in range(scenarios)
    ]
    together = compare(base, others, [headlines] * scenarios)
    alone = compare(base, others[:1], [headlines])
    first = together[together["scenario"] == "s0"]
    columns = ["better", "simultaneous_low", "simultaneous_high", "p_holm"]
    assert first[columns].equals(alone[columns])
    for _, row in together.iterrows():
        low, high = row["simultaneous_low"], row["simultaneous_high"]
        if not math.isnan(low):
            assert low <= row["ci_low"] + 1e-9
            assert row["ci_high"] <= high + 1e-9
            assert row["better"] == word_of(low, high, smallest, Good.LOWER)
