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
from sim.outputs.headlines import headlines
from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.outputs.measures.week import mean_week, week_profile
from sim.outputs.replications import (
    REPLICATION_COLUMNS,
    Measured,
    measured,
    replication_rows,
)
from sim.outputs.table_files import write_csv, write_parquet
from sim.outputs.tables import (
    COMPARISON_COLUMNS,
    MEASURE_COLUMNS,
    compare,
    summarise,
    week_table,
)
from sim.outputs.verdicts import Verdict
from tests.outputs import tiny

CELLS = [
    ("distinct_incidents_count", "all", "all", "all"),
    ("response_time_mean_min", "all", "all", "1"),
    ("within_target_share", "all", "all", "1"),
    ("within_target_share", "all", "East", "1"),
    ("case_age_median_days", "investigation", "all", "all"),
]


def measured_of(scenario: str, *replications: tuple[float, ...], seed: int = 1) -> Measured:
    """Return measures by replication, of the first cells."""
    columns = zip(*CELLS[: len(replications[0])], strict=True)
    rows = MeasureRows(*columns, np.empty(0))
    values = (rows._replace(value=np.array(own, dtype=np.float64)) for own in replications)
    return measured(scenario, seed, enumerate(values))


def rows_of(*scenarios: Measured) -> pd.DataFrame:
    """Return the rows of ``replications.parquet``."""
    return pa.concat_tables(replication_rows(scenarios)).to_pandas()


def cell(frame: pd.DataFrame, number: int, scenario: str) -> pd.Series:
    names = ["measure", "team", "hub", "grade"]
    found = frame[
        (frame["scenario"] == scenario) & (frame[names] == list(CELLS[number])).all(axis=1)
    ]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture
def baseline() -> Measured:
    return measured_of(
        "base",
        (100, 10, 0.8, 0.7, 3.0),
        (110, 12, 0.9, math.nan, 4.0),
        (120, 14, 0.7, 0.9, math.nan),
    )


@pytest.fixture
def other() -> Measured:
    return measured_of(
        "other",
        (100, 9.0, 0.8, 0.8, 3.0),
        (110, 11.0, 0.9, 0.6, 4.0),
        (120, 12.4, 0.7, 0.8, 5.0),
    )


def test_rows_stand_by_scenario_replication_and_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = measured_of("b", (1.0, 2.0), (3.0, math.nan), (5.0, 6.0)), measured_of("a", (7.0,))
    for together in (1, 4, 100):
        monkeypatch.setattr("sim.outputs.replications.TOGETHER", together)
        assert all(len(group) <= max(together, 2) for group in replication_rows([one, two]))
        frame = rows_of(one, two)
        assert list(frame.columns) == REPLICATION_COLUMNS
        assert frame["scenario"].tolist() == ["b"] * 6 + ["a"]
        assert frame["replication"].tolist() == [0, 0, 1, 1, 2, 2, 0]
        names = [name for name, *_ in CELLS[:2]]
        assert frame["measure"].tolist() == names * 3 + names[:1]
        assert frame["value"].fillna(-1).tolist() == [1, 2, 3, -1, 5, 6, 7]
    assert len(list(replication_rows([one, two]))) == 2


def test_the_order_of_replications_does_not_matter(baseline: Measured) -> None:
    cells = MeasureRows(*zip(*CELLS, strict=True), np.empty(0))
    found = [(n, cells._replace(value=baseline.table[n].to_numpy())) for n in (2, 0, 1)]
    mixed = measured("base", 1, found)
    pd.testing.assert_frame_equal(mixed.table, baseline.table)


def test_what_does_not_fit_together_is_refused() -> None:
    one = MeasureRows(*zip(*CELLS[:2], strict=True), np.zeros(2))
    less = MeasureRows(*zip(*CELLS[:1], strict=True), np.zeros(1))
    double = MeasureRows(*zip(*CELLS[:1] * 2, strict=True), np.zeros(2))
    with pytest.raises(ValueError, match="replication 3 comes twice"):
        measured("base", 1, [(3, one), (3, one)])
    with pytest.raises(ValueError, match="replication 1 has other cells"):
        measured("base", 1, [(0, one), (1, less)])
    with pytest.raises(ValueError, match="a cell stands twice"):
        measured("base", 1, [(0, double)])


def test_summarise(baseline: Measured) -> None:
    frame = summarise([baseline])
    assert list(frame.columns) == MEASURE_COLUMNS
    assert frame["measure"].tolist() == [name for name, *_ in CELLS]
    row = cell(frame, 1, "base")
    assert (row["unit"], row["replications"], row["mean"]) == ("minutes", 3, 12)
    # Standard deviation 2, t of 2 degrees of freedom.
    assert row["ci_low"] == pytest.approx(12 - 4.302653 * 2 / math.sqrt(3), rel=1e-6)


def test_an_empty_cell_is_counted_out(baseline: Measured) -> None:
    row = cell(summarise([baseline]), 3, "base")
    assert (row["replications"], row["mean"]) == (2, pytest.approx(0.8))


def test_a_withheld_age_withholds_the_mean(baseline: Measured) -> None:
    """The third was withheld because it was long: a mean of the others would be too low."""
    row = cell(summarise([baseline]), 4, "base")
    assert row["replications"] == 0
    assert math.isnan(row["mean"])


def test_summarise_several_scenarios(baseline: Measured, other: Measured) -> None:
    frame = summarise([baseline, other])
    assert frame["scenario"].tolist() == ["base"] * 5 + ["other"] * 5
    pd.testing.assert_frame_equal(frame.iloc[:5], summarise([baseline]))


def test_compare(baseline: Measured, other: Measured) -> None:
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
    assert row["p_holm"] == pytest.approx(p * len(headlines([1])))
    assert row["better"] == Verdict.UNCLEAR
    assert row["simultaneous_low"] < row["ci_low"]


def test_incidents_prevented_are_those_of_the_baseline_less_those_of_the_scenario(
    baseline: Measured, other: Measured
) -> None:
    found = compare(baseline, [other])
    counted = (found["measure"] == "distinct_incidents_count") & (found["grade"] == "all")
    prevented = found[found["measure"] == "incidents_prevented"]
    assert list(prevented["hub"]) == list(found[counted]["hub"])
    assert (prevented["baseline_mean"] == 0).all()
    assert list(prevented["difference"]) == list(-found[counted]["difference"])
    assert set(prevented["unit"]) == {"incidents"}
    assert "incidents_prevented" not in set(summarise([baseline])["measure"])


def test_a_clear_difference(baseline: Measured) -> None:
    generator = np.random.default_rng(1)
    before = [(1.0, float(x)) for x in range(10, 30)]
    after = [(1.0, x - 2 + float(generator.normal(0, 0.1))) for x in range(10, 30)]
    found = compare(measured_of("base", *before), [measured_of("quick", *after)])
    row = cell(found, 1, "quick")
    assert row["better"] == Verdict.BETTER
    assert row["p_holm"] < 1e-9


def test_compare_words(baseline: Measured, other: Measured) -> None:
    frame = compare(baseline, [other])
    assert cell(frame, 0, "other")["better"] == Verdict.NO_DIRECTION
    assert cell(frame, 2, "other")["better"] == Verdict.SAME
    assert cell(frame, 3, "other")["better"] == Verdict.EXPLORATORY
    same = cell(frame, 2, "other")
    assert (same["difference"], same["ci_low"], same["ci_high"], same["p_holm"]) == (0, 0, 0, 1)
    assert math.isnan(cell(frame, 3, "other")["p_holm"])


def test_means_are_of_the_pairs(baseline: Measured, other: Measured) -> None:
    """Where the baseline is empty, the scenario's value does not count either."""
    row = cell(compare(baseline, [other]), 3, "other")
    assert row["replications"] == 2
    assert row["baseline_mean"] == pytest.approx(0.8)
    assert row["scenario_mean"] == pytest.approx(0.8)


def test_only_shared_replications_are_paired(baseline: Measured, other: Measured) -> None:
    row = cell(compare(baseline, [other._replace(table=other.table[[0, 2]])]), 1, "other")
    assert (row["replications"], row["baseline_mean"]) == (2, 12)


def test_cells_of_one_side_only(baseline: Measured, other: Measured) -> None:
    without = other._replace(table=other.table.drop("within_target_share", level="measure"))
    frame = compare(baseline, [without])
    lost = cell(frame, 2, "other")
    assert (lost["replications"], lost["better"]) == (0, Verdict.EMPTY)
    back = compare(without._replace(scenario="base"), [baseline._replace(scenario="other")])
    assert cell(back, 2, "other")["replications"] == 0


def test_other_seed(baseline: Measured, other: Measured) -> None:
    with pytest.raises(RunError, match="other was run with another seed than base"):
        compare(baseline, [other._replace(seed=2)])


def test_nothing_in_common(baseline: Measured, other: Measured) -> None:
    with pytest.raises(RunError, match="no replication in common"):
        compare(baseline, [other._replace(table=other.table.rename(columns=lambda r: r + 10))])


def test_week_table() -> None:
    scenario = tiny.scenario()
    profile = week_profile(scenario, tiny.names(), tiny.world(), tiny.state())
    double = profile._replace(
        demand_per_hour=profile.demand_per_hour * 3,
        response_time_mean_min=np.full_like(profile.response_time_mean_min, np.nan),
    )
    frame = week_table(scenario, mean_week([profile, double]))
    assert len(frame) == 3 * 168
    friday = frame.iloc[4 * 24]
    assert (friday["hub"], friday["day"], friday["hour"]) == ("all", "Friday", 0)
    assert friday["demand_per_hour"] == 4
    assert friday["response_time_grade_1_mean_min"] == 10
    assert math.isnan(frame.iloc[2 * 24]["demand_per_hour"])
    at_west = frame[frame["hub"] == "West"].iloc[4 * 24]
    assert (at_west["day"], at_west["hour"], at_west["demand_per_hour"]) == ("Friday", 0, 2)
    assert at_west["response_time_grade_2_mean_min"] == 2970
    assert frame.columns.tolist()[5:] == [
        "demand_per_hour", "queue_length_mean", "queue_length_grade_1_mean",
        "queue_length_grade_2_mean", "response_time_grade_1_mean_min",
        "response_time_grade_2_mean_min", "response_rostered_mean", "neighbourhood_rostered_mean",
        "pcso_rostered_mean", "resolution_centre_rostered_mean", "investigation_rostered_mean",
    ]  # fmt: skip


class TestFiles:
    def test_csv_ends_with_the_marking(self, tmp_path: Path, baseline: Measured) -> None:
        path = tmp_path / "measures.csv"
        write_csv(path, summarise([baseline]), "OFFICIAL")
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

    def test_csv_is_what_pandas_writes(self, tmp_path: Path) -> None:
        frame = pd.DataFrame({
            "name": ["plain", "with, comma", 'so "called"', "two\nlines", ""],
            "any": np.array([1, True, 1.0, None, "é"], dtype=object),
            "count": [0, -3, 10**15, 7, 7],
            "value": [np.nan, 1e-5, 1e16, -0.0, np.inf],
            "is": [True, False, True, False, True],
        })  # fmt: skip
        for name, part in (("all", frame), ("none", frame[:0])):
            path, marking = tmp_path / f"{name}.csv", "OFFICIAL, handle with care"
            write_csv(path, part, marking)
            marked = part.assign(protective_marking=marking)
            marked.to_csv(tmp_path / "pandas.csv", index=False, lineterminator="\n")
            assert path.read_bytes() == (tmp_path / "pandas.csv").read_bytes()

    def test_empty_cells_are_empty(self, tmp_path: Path, baseline: Measured) -> None:
        path = tmp_path / "measures.csv"
        write_csv(path, summarise([baseline]), "OFFICIAL")
        assert ",0,,,,OFFICIAL" in path.read_text().splitlines()[-1]

    def test_parquet_columns_are_exact_and_the_marking_is_in_the_metadata(
        self, tmp_path: Path, baseline: Measured
    ) -> None:
        path = tmp_path / "replications.parquet"
        write_parquet(path, replication_rows([baseline]), "OFFICIAL-SENSITIVE")
        schema = pq.read_schema(path)
        assert schema.names == REPLICATION_COLUMNS
        assert schema.metadata == {b"protective_marking": b"OFFICIAL-SENSITIVE"}
        back = pd.read_parquet(path)
        pd.testing.assert_frame_equal(back, rows_of(baseline))
        assert back["value"].isna().sum() == 2

    def test_same_bytes_again(self, tmp_path: Path, baseline: Measured) -> None:
        writers: list[tuple[str, Callable[[Path], None]]] = [
            ("csv", lambda path: write_csv(path, summarise([baseline]), "OFFICIAL")),
            ("parquet", lambda path: write_parquet(path, replication_rows([baseline]), "OFFICIAL")),
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

    def test_unwritable(self, tmp_path: Path, baseline: Measured) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(RunError, match="cannot write"):
            write_csv(tmp_path / "file" / "measures.csv", summarise([baseline]), "OFFICIAL")


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
    found = measured("tiny", 7, ((number, rows) for number in range(3)))
    frame = summarise([found])
    assert len(frame) == len(rows.measure)
    assert frame["measure"].tolist() == list(rows.measure)
    assert (frame["unit"] != "").all()
    assert set(frame["replications"]) == {0, 3}
    assert (frame["ci_low"].dropna() == frame["mean"].dropna()).all()
    same = compare(found, [found._replace(scenario="again")])
    assert set(same["better"]) <= {
        Verdict.SAME, Verdict.EXPLORATORY, Verdict.NO_DIRECTION, Verdict.EMPTY
    }  # fmt: skip
