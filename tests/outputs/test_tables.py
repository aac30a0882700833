"""The tables of a run: content, order, bytes."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.errors import RunError
from sim.outputs import tables
from sim.outputs.measures import MeasureRows, measure
from sim.outputs.measures_week import week_profile
from sim.outputs.statistics import HEADLINES, Verdict
from sim.outputs.tables import (
    COMPARISON_COLUMNS,
    MEASURE_COLUMNS,
    REPLICATION_COLUMNS,
    compare,
    replication_rows,
    stack,
    summarise,
    week_table,
    write_csv,
    write_parquet,
)
from tests.outputs import tiny

CELLS = [
    ("incidents_count", "all", "all", "all"),
    ("response_time_mean_min", "all", "all", "1"),
    ("within_target_share", "all", "all", "1"),
    ("within_target_share", "all", "East", "1"),
    ("case_age_median_days", "investigation", "all", "all"),
]


def rows_of(scenario: str, replication: int, *values: float, seed: int = 1) -> pd.DataFrame:
    columns = zip(*CELLS[: len(values)], strict=True)
    rows = MeasureRows(*columns, np.array(values, dtype=np.float64))
    return replication_rows(scenario, replication, seed, rows)


def cell(frame: pd.DataFrame, number: int, scenario: str) -> pd.Series:
    names = ["measure", "team", "hub", "grade"]
    found = frame[
        (frame["scenario"] == scenario) & (frame[names] == list(CELLS[number])).all(axis=1)
    ]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture
def baseline() -> pd.DataFrame:
    return stack([
        rows_of("base", 0, 100, 10, 0.8, 0.7, 3.0),
        rows_of("base", 1, 110, 12, 0.9, math.nan, 4.0),
        rows_of("base", 2, 120, 14, 0.7, 0.9, math.nan),
    ])  # fmt: skip


@pytest.fixture
def other() -> pd.DataFrame:
    return stack([
        rows_of("other", 0, 100, 9.0, 0.8, 0.8, 3.0),
        rows_of("other", 1, 110, 11.0, 0.9, 0.6, 4.0),
        rows_of("other", 2, 120, 12.4, 0.7, 0.8, 5.0),
    ])  # fmt: skip


def test_stack_puts_replications_in_order() -> None:
    frame = stack([rows_of("b", 2, 1.0), rows_of("b", 0, 2.0), rows_of("a", 1, 3.0)])
    assert list(frame.columns) == REPLICATION_COLUMNS
    assert frame["scenario"].tolist() == ["b", "b", "a"]
    assert frame["replication"].tolist() == [0, 2, 1]
    assert frame["value"].tolist() == [2.0, 1.0, 3.0]


def test_summarise(baseline: pd.DataFrame) -> None:
    frame = summarise(baseline)
    assert list(frame.columns) == MEASURE_COLUMNS
    assert frame["measure"].tolist() == [name for name, *_ in CELLS]
    row = cell(frame, 1, "base")
    assert (row["unit"], row["replications"], row["mean"]) == ("minutes", 3, 12)
    # Standard deviation 2, t of 2 degrees of freedom.
    assert row["ci_low"] == pytest.approx(12 - 4.302653 * 2 / math.sqrt(3), rel=1e-6)


def test_an_empty_cell_is_counted_out(baseline: pd.DataFrame) -> None:
    row = cell(summarise(baseline), 3, "base")
    assert (row["replications"], row["mean"]) == (2, pytest.approx(0.8))


def test_a_withheld_age_withholds_the_mean(baseline: pd.DataFrame) -> None:
    """The third was withheld because it was long: a mean of the others would be too low."""
    row = cell(summarise(baseline), 4, "base")
    assert row["replications"] == 0
    assert math.isnan(row["mean"])


def test_summarise_several_scenarios(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    frame = summarise(pd.concat([baseline, other]))
    assert frame["scenario"].tolist() == ["base"] * 5 + ["other"] * 5
    pd.testing.assert_frame_equal(frame.iloc[:5], summarise(baseline))


def test_the_order_of_replications_does_not_matter(baseline: pd.DataFrame) -> None:
    mixed = baseline.iloc[[*range(10, 15), *range(5), *range(5, 10)]]
    pd.testing.assert_frame_equal(summarise(stack([mixed])), summarise(baseline))


def test_compare(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    frame = compare(baseline, [other])
    assert list(frame.columns) == COMPARISON_COLUMNS
    row = cell(frame, 1, "other")
    assert (row["baseline"], row["replications"]) == ("base", 3)
    # Differences -1, -1, -1.6: mean -1.2, standard error 0.2, t = -6 with 2 degrees of freedom.
    assert row["difference"] == pytest.approx(-1.2)
    assert row["baseline_mean"] == 12
    assert row["scenario_mean"] == pytest.approx(10.8)
    assert row["ci_low"] == pytest.approx(-1.2 - 4.302653 * 0.2, rel=1e-6)
    p = 1 - 6 / math.sqrt(36 + 2)
    assert row["p_holm"] == pytest.approx(p * len(HEADLINES))
    assert row["better"] == Verdict.UNCLEAR
    assert row["simultaneous_low"] < row["ci_low"]


def test_incidents_prevented_are_those_of_the_baseline_less_those_of_the_scenario(
    baseline: pd.DataFrame, other: pd.DataFrame
) -> None:
    found = compare(baseline, [other])
    counted = (found["measure"] == "incidents_count") & (found["grade"] == "all")
    prevented = found[found["measure"] == "incidents_prevented"]
    assert list(prevented["hub"]) == list(found[counted]["hub"])
    assert (prevented["baseline_mean"] == 0).all()
    assert list(prevented["difference"]) == list(-found[counted]["difference"])
    assert set(prevented["unit"]) == {"incidents"}
    assert "incidents_prevented" not in set(summarise(baseline)["measure"])


def test_a_clear_difference(baseline: pd.DataFrame) -> None:
    generator = np.random.default_rng(1)
    before = [rows_of("base", r, 1.0, float(x)) for r, x in enumerate(range(10, 30))]
    after = [
        rows_of("quick", r, 1.0, x - 2 + float(generator.normal(0, 0.1)))
        for r, x in enumerate(range(10, 30))
    ]
    row = cell(compare(stack(before), [stack(after)]), 1, "quick")
    assert row["better"] == Verdict.BETTER
    assert row["p_holm"] < 1e-9


def test_compare_words(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    frame = compare(baseline, [other])
    assert cell(frame, 0, "other")["better"] == Verdict.NO_DIRECTION
    assert cell(frame, 2, "other")["better"] == Verdict.UNCLEAR
    assert cell(frame, 3, "other")["better"] == Verdict.EXPLORATORY
    same = cell(frame, 2, "other")
    assert (same["difference"], same["ci_low"], same["ci_high"], same["p_holm"]) == (0, 0, 0, 1)
    assert math.isnan(cell(frame, 3, "other")["p_holm"])


def test_means_are_of_the_pairs(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    """Where the baseline is empty, the scenario's value does not count either."""
    row = cell(compare(baseline, [other]), 3, "other")
    assert row["replications"] == 2
    assert row["baseline_mean"] == pytest.approx(0.8)
    assert row["scenario_mean"] == pytest.approx(0.8)


def test_all_scenarios_are_one_family(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    second = other.assign(scenario="second")
    alone = cell(compare(baseline, [other]), 1, "other")
    both = compare(baseline, [other, second])
    assert cell(both, 1, "other")["p_holm"] == pytest.approx(2 * alone["p_holm"])
    assert cell(both, 1, "second")["scenario_mean"] == alone["scenario_mean"]
    assert cell(both, 1, "other")["simultaneous_low"] < alone["simultaneous_low"]


def test_only_shared_replications_are_paired(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    row = cell(compare(baseline, [other[other["replication"] != 1]]), 1, "other")
    assert (row["replications"], row["baseline_mean"]) == (2, 12)


def test_cells_of_one_side_only(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    without = other[other["measure"] != "within_target_share"]
    frame = compare(baseline, [without])
    lost = cell(frame, 2, "other")
    assert (lost["replications"], lost["better"]) == (0, Verdict.EMPTY)
    back = compare(without.assign(scenario="base"), [baseline.assign(scenario="other")])
    assert cell(back, 2, "other")["replications"] == 0


def test_other_seed(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    with pytest.raises(RunError, match="other was run with another seed than base"):
        compare(baseline, [other.assign(seed=2)])


def test_nothing_in_common(baseline: pd.DataFrame, other: pd.DataFrame) -> None:
    with pytest.raises(RunError, match="no replication in common"):
        compare(baseline, [other.assign(replication=other["replication"] + 10)])


def test_a_cell_that_stands_twice_is_refused(baseline: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="twice"):
        summarise(pd.concat([baseline, baseline]))


def test_week_table() -> None:
    run = tiny.scenario(), tiny.names(), tiny.world(), tiny.state()
    profile = week_profile(*run)
    double = profile._replace(
        demand_per_hour=profile.demand_per_hour * 3,
        response_time_grade_1_mean_min=np.full(168, np.nan),
    )
    frame = week_table("tiny", [profile, double])
    assert len(frame) == 168
    friday = frame.iloc[4 * 24]
    assert (friday["day"], friday["hour"], friday["demand_per_hour"]) == ("Friday", 0, 4)
    assert friday["response_time_grade_1_mean_min"] == 10
    assert math.isnan(frame.iloc[2 * 24]["demand_per_hour"])


class TestFiles:
    def test_csv_ends_with_the_marking(self, tmp_path: Path, baseline: pd.DataFrame) -> None:
        path = tmp_path / "measures.csv"
        write_csv(path, summarise(baseline), "OFFICIAL")
        with path.open(newline="") as file:
            lines = list(csv.reader(file))
        assert lines[0] == [*MEASURE_COLUMNS, "protective_marking"]
        assert {line[-1] for line in lines[1:]} == {"OFFICIAL"}
        assert b"\r" not in path.read_bytes()

    def test_csv_reads_back_exactly(self, tmp_path: Path) -> None:
        values = np.random.default_rng(1).normal(size=200) * 10.0 ** np.arange(-100, 100)
        path = tmp_path / "x.csv"
        write_csv(path, pd.DataFrame({"value": values}), "OFFICIAL")
        with path.open(newline="") as file:
            back = [float(line["value"]) for line in csv.DictReader(file)]
        assert back == values.tolist()

    def test_empty_cells_are_empty(self, tmp_path: Path, baseline: pd.DataFrame) -> None:
        path = tmp_path / "measures.csv"
        write_csv(path, summarise(baseline), "OFFICIAL")
        assert ",0,,,,OFFICIAL" in path.read_text().splitlines()[-1]

    def test_parquet_columns_are_exact_and_the_marking_is_in_the_metadata(
        self, tmp_path: Path, baseline: pd.DataFrame
    ) -> None:
        path = tmp_path / "replications.parquet"
        write_parquet(path, baseline, "OFFICIAL-SENSITIVE")
        schema = pq.read_schema(path)
        assert schema.names == REPLICATION_COLUMNS
        assert schema.metadata == {b"protective_marking": b"OFFICIAL-SENSITIVE"}
        back = pd.read_parquet(path)
        assert back["value"].isna().tolist() == baseline["value"].isna().tolist()
        assert back["value"].dropna().tolist() == baseline["value"].dropna().tolist()

    def test_same_bytes_again(self, tmp_path: Path, baseline: pd.DataFrame) -> None:
        writers: list[tuple[str, Callable[[Path], None]]] = [
            ("csv", lambda path: write_csv(path, summarise(baseline), "OFFICIAL")),
            ("parquet", lambda path: write_parquet(path, baseline, "OFFICIAL")),
        ]
        for kind, write in writers:
            first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
            write(first)
            write(second)
            assert first.read_bytes() == second.read_bytes()

    def test_tables_are_taken_one_by_one(self, tmp_path: Path) -> None:
        taken = []

        def one_by_one() -> Iterator[pa.Table]:
            for number in range(3):
                taken.append(number)
                yield pa.table({"replication": [number]})

        path = tmp_path / "log.parquet"
        write_parquet(path, one_by_one(), "OFFICIAL")
        assert pq.read_table(path)["replication"].to_pylist() == [0, 1, 2]
        assert pq.ParquetFile(path).num_row_groups == 3

    def test_a_failure_on_the_way_leaves_nothing(self, tmp_path: Path) -> None:
        def breaks() -> Iterator[pa.Table]:
            yield pa.table({"replication": [0]})
            raise OSError(28, "No space left on device")

        with pytest.raises(RunError, match="No space left"):
            write_parquet(tmp_path / "log.parquet", breaks(), "OFFICIAL")
        assert list(tmp_path.iterdir()) == []

    def test_unwritable(self, tmp_path: Path, baseline: pd.DataFrame) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(RunError, match="cannot write"):
            write_csv(tmp_path / "file" / "measures.csv", summarise(baseline), "OFFICIAL")


def test_contract_columns() -> None:
    """Design section 8, word for word, with additions only at the end."""
    said = "scenario, measure, unit, team, hub, grade, replications, mean, ci_low, ci_high"
    assert said.split(", ") == MEASURE_COLUMNS
    said = "scenario, replication, seed, measure, team, hub, grade, value"
    assert said.split(", ") == REPLICATION_COLUMNS
    said = (
        "baseline, scenario, measure, unit, team, hub, grade, replications, baseline_mean, "
        "scenario_mean, difference, ci_low, ci_high, p_holm, better"
    )
    assert said.split(", ") == COMPARISON_COLUMNS[:15]


def test_a_whole_run_through_all_tables() -> None:
    """Rows of the small force, several times: every measure comes through with its unit."""
    run = tiny.scenario(), tiny.names(), tiny.world(), tiny.state()
    rows = measure(*run)
    frames = [replication_rows("tiny", number, 7, rows) for number in range(3)]
    frame = summarise(stack(frames))
    assert len(frame) == len(rows.measure)
    assert frame["measure"].tolist() == list(rows.measure)
    assert (frame["unit"] != "").all()
    assert set(frame["replications"]) == {0, 3}
    assert (frame["ci_low"].dropna() == frame["mean"].dropna()).all()
    same = tables.compare(stack(frames), [stack(frames).assign(scenario="again")])
    assert set(same["better"]) <= {
        Verdict.UNCLEAR, Verdict.EXPLORATORY, Verdict.NO_DIRECTION, Verdict.EMPTY
    }  # fmt: skip
