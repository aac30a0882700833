"""What a gain costs, and what is saved: worked out by hand from a comparison."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.outputs.money import MeanChange, cost_of, difference_of, prices, savings
from sim.outputs.rows import Row, rows_of
from sim.outputs.statistics import Cell
from sim.scenario.schema.money import Budget

RESPONSE = Cell("response_time_mean_min", grade="2")
HOURS = Cell("prevention_hours_delivered")
#: Of four weeks: measure, grade, difference, interval.
ROWS = [
    ("cost_gbp", "all", 1000.0, 900.0, 1100.0),
    ("prevention_delivered_gbp", "all", -3000.0, -3100.0, -2900.0),
    ("response_time_mean_min", "2", -8.0, -10.0, -5.0),
    ("prevention_hours_delivered", "all", -100.0, -120.0, -80.0),
    ("overtime_hours", "all", -1.0, -4.0, 2.0),
    ("incidents_count", "all", 50.0, 40.0, 60.0),
]


def comparison(rows: list[tuple[str, str, float, float, float]]) -> dict[Cell, Row]:
    names = ["measure", "grade", "difference", "ci_low", "ci_high"]
    frame = pd.DataFrame(rows, columns=names)
    return rows_of(frame.assign(scenario="more", team="all", hub="all", replications=4), "more")


def test_every_hour_has_a_price() -> None:
    """1,000 pounds of overtime, and prevention worth 3,000 that is not done."""
    rows = comparison(ROWS)
    assert cost_of(rows) == MeanChange(4000, 3800, 4200)
    assert difference_of(rows, Cell("cost_gbp")) == MeanChange(1000, 900, 1100)
    assert cost_of({}) is None


def test_pounds_for_a_minute() -> None:
    """4,000 pounds for 8 minutes: 500 each; 3,800 for 10 at least, 4,200 for 5 at most.

    What prevention gives is priced in cash alone: here 1,000 pounds are paid, and hours lost.
    """
    price, lost, unclear = prices(
        comparison(ROWS), [RESPONSE, HOURS, Cell("overtime_hours"), Cell("incidents_count")]
    )
    assert price.gain == MeanChange(8, 5, 10)
    assert price.per_unit_gbp == MeanChange(500, 380, 840)
    # What costs and loses has no price, nor has what cannot be told from zero.
    assert lost.gain.mean == -100
    assert (lost.per_unit_gbp, unclear.per_unit_gbp) == (None, None)


def test_what_prevention_gives_is_priced_in_cash() -> None:
    """Hired for 5,000, it delivers 100 hours that cost 4,000 pounds: 50 for an hour, not 10."""
    rows = comparison(
        [
            ("cost_gbp", "all", 5000.0, 5000.0, 5000.0),
            ("prevention_delivered_gbp", "all", 4000.0, 3900.0, 4100.0),
            ("prevention_hours_delivered", "all", 100.0, 98.0, 102.0),
            ("response_time_mean_min", "2", -8.0, -10.0, -5.0),
        ]
    )
    hours, minutes = prices(rows, [HOURS, RESPONSE])
    assert hours.per_unit_gbp == MeanChange(50, 5000 / 102, 5000 / 98)
    assert minutes.per_unit_gbp is not None
    assert minutes.per_unit_gbp.mean == 1000 / 8


def test_moved_posts_cost_what_they_no_longer_prevent() -> None:
    """Posts of prevention become response: as much cash, and 600 pounds' worth of hours less."""
    rows = comparison(
        [
            ("cost_gbp", "all", 0.0, 0.0, 0.0),
            ("prevention_delivered_gbp", "all", -600.0, -650.0, -550.0),
            ("response_time_mean_min", "2", -3.0, -4.0, -2.0),
        ]
    )
    (price,) = prices(rows, [RESPONSE])
    assert price.per_unit_gbp == MeanChange(200, 550 / 4, 650 / 2)


def test_what_a_loss_saves() -> None:
    """2,000 pounds less, for 4 minutes more: 500 saved by each."""
    rows = comparison(
        [
            ("cost_gbp", "all", -2000.0, -2200.0, -1800.0),
            ("response_time_mean_min", "2", 4.0, 3.0, 5.0),
        ]
    )
    (price,) = prices(rows, [RESPONSE])
    assert price.gain.mean == -4
    assert price.per_unit_gbp is not None
    assert price.per_unit_gbp.mean == 500
    assert price.per_unit_gbp.low == pytest.approx(1800 / 5)
    assert price.per_unit_gbp.high == pytest.approx(2200 / 3)


def test_savings_against_what_is_left() -> None:
    """100,000 pounds in 28 days are 1.3 million a year, of 13.5 million still to be saved."""
    rows = comparison([("cost_gbp", "all", -1e5, -1.1e5, -0.9e5)])
    budget = Budget(target_gbp=27.5e6, done_gbp=14e6)
    found = savings(rows, days=28, budget=budget)
    assert found is not None
    assert found.a_year_gbp.mean == pytest.approx(1e5 * 365 / 28)
    assert found.left_gbp == 13.5e6
    assert found.share == pytest.approx(1e5 * 365 / 28 / 13.5e6)
    assert savings(rows, days=28, budget=None) is None
    assert savings(comparison(ROWS[2:]), days=28, budget=budget) is None
