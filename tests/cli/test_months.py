"""Results by month, from the scenario to the file and the screen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

QUICK = ("--executor", "serial", "--quiet", "--replications", "2")


@pytest.fixture
def by_month(tmp_path: Path) -> Path:
    """A scenario of 40 days from Monday 1 January 2018, shown by month."""
    write_scenario(tmp_path)
    path = tmp_path / "months.yaml"
    path.write_text(
        "extends: mm1.yaml\nname: months\ntitle: Two months\n"
        "run: {start: 2018-01-01, days: 40, by_month: true}\n"
    )
    return path


def test_months_are_written_and_shown(invoke: Invoke, by_month: Path, tmp_path: Path) -> None:
    result = invoke("run", by_month.name, *QUICK, "--out", "out")
    assert result.exit_code == 0, result.output
    assert invoke("verify", "out").exit_code == 0
    frame = pd.read_csv(tmp_path / "out" / "months.csv")
    assert list(dict.fromkeys(frame["month"])) == ["2018-01", "2018-02"]
    shown = invoke("show", "out", "--by", "month").stdout
    rows = [line.split() for line in shown.splitlines() if line.startswith("2018-")]
    assert [row[0] for row in rows] == ["2018-01", "2018-02"]
    counts = frame[(frame["measure"] == "incidents_count") & (frame["hub"] == "all")]["mean"]
    assert int(rows[0][1].replace(",", "")) == pytest.approx(counts.iloc[0], abs=0.6)


def test_a_run_without_months_says_how_to_have_them(
    invoke: Invoke, by_month: Path, tmp_path: Path
) -> None:
    invoke("run", "mm1.yaml", *QUICK, "--out", "plain")
    result = invoke("show", "plain", "--by", "month")
    assert result.exit_code == 2
    assert "write `by_month: true` under run" in result.output


def test_in_a_comparison_all_are_shown_by_month(
    invoke: Invoke, by_month: Path, tmp_path: Path
) -> None:
    text = (
        by_month.read_text().replace("months", "other").replace("by_month: true", "by_month: false")
    )
    (tmp_path / "other.yaml").write_text(text)
    result = invoke("compare", "months.yaml", "other.yaml", *QUICK, "--out", "both")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "both" / "months_comparison.csv").is_file()
    shown = invoke("show", "both", "--by", "month").stdout
    assert "months by month" in shown
    assert "other by month" in shown
