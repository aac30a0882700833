"""How response times are spread: by hand, against the measures, and by formula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.outputs.measures.all_measures import measure
from sim.outputs.measures.response_times import WITHIN_MIN, reached_within
from sim.outputs.measures.view import view_of
from sim.outputs.reading import ResultTables
from sim.outputs.tables import response_table
from tests.outputs import tiny
from tests.runs.small import SERIAL, execute, scenario


@pytest.fixture(scope="module")
def shares() -> np.ndarray:
    return reached_within(view_of(tiny.scenario(), tiny.names(), tiny.world(), tiny.state()))


def at(minutes: int) -> int:
    return WITHIN_MIN.index(minutes)


def test_by_hand(shares: np.ndarray) -> None:
    """Grade 1 is reached after 10 and 20 minutes, and once in vain; grade 2 as below."""
    everybody, first, second = shares
    assert first[[at(0), at(9), at(10), at(20), at(2880)]].tolist() == pytest.approx(
        [0, 0, 1 / 3, 2 / 3, 2 / 3]
    )
    assert first[at(5760)] == 1, "nobody has waited so long before the end"
    # After 20, 30 and 2970 minutes; in vain for nearly four days, and for the last 30 minutes.
    assert second[at(20)] == 1 / 5
    assert second[at(25)] == 1 / 5
    assert second[at(30)] == 2 / 4, "that the last was not reached within 30 is not known"
    assert second[at(4320)] == 3 / 4
    assert everybody[at(20)] == 3 / 8


def test_it_rises_and_has_the_target_on_it(shares: np.ndarray) -> None:
    assert (np.diff(shares, axis=1) >= 0).all()
    rows = measure(tiny.scenario(), tiny.names(), tiny.world(), tiny.state())
    for row, grade, target in ((1, "1", 15), (2, "2", 60)):
        within = tiny.value(rows, "within_target_share", grade=grade)
        assert shares[row, at(target)] == within


def test_the_table_has_a_row_for_each_minute_and_grade(shares: np.ndarray) -> None:
    frame = response_table(tiny.scenario(), [shares, shares * 0.5])
    assert frame["grade"].unique().tolist() == ["all", "1", "2"]
    assert frame["within_min"].tolist() == [*WITHIN_MIN] * 3
    own = frame[(frame["grade"] == "1") & (frame["within_min"] == 20)].iloc[0]
    assert (own["replications"], own["share"]) == (2, pytest.approx(0.5))
    assert own["ci_low"] < 0.5 < own["ci_high"]


@pytest.mark.theory
@pytest.mark.slow
def test_waits_of_a_queue_with_one_server_by_formula(tmp_path: Path) -> None:
    """Without travel the response is the wait, whose distribution is known for M/M/1.

    P(W <= t) = 1 - rho exp(-(mu - lambda) t), with 5 jobs an hour of 6 minutes each.
    """
    loaded = scenario(tmp_path, days=14, replications=24)
    execute(loaded, tmp_path / "out", engine="simpy", executor=SERIAL)
    frame = ResultTables(tmp_path / "out").response_times
    own = frame[(frame["grade"] == "1") & (frame["within_min"] <= 30)]
    minutes = own["within_min"].to_numpy()
    expected = 1 - 0.5 * np.exp(-(10 - 5) / 60 * minutes)
    # The interval of 95% is 2.07 standard errors to each side with 24 replications.
    error = (own["ci_high"] - own["ci_low"]).to_numpy() / (2 * 2.0687)
    assert error.max() < 0.01
    assert (np.abs(own["share"].to_numpy() - expected) < 4 * error).all()
