"""Windows of dates and hours, from the scenario to the files and the screen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim.public as sixhubs
from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

QUICK = ("--executor", "serial", "--quiet", "--replications", "2")
WEEKEND = "{first_day: 2018-01-06, last_day: 2018-01-07}"


@pytest.fixture
def weekend(tmp_path: Path) -> Path:
    """A scenario with a window, from Monday 1 to Sunday 7 January, beside one without."""
    write_scenario(tmp_path)
    path = tmp_path / "weekend.yaml"
    path.write_text(
        f"extends: mm1.yaml\nname: weekend\ntitle: With a window\n"
        f"teams: {{response: {{posts: {{Town: 2}}}}}}\nrun: {{windows: {{weekend: {WEEKEND}}}}}\n"
    )
    return path


def test_a_window_is_written_and_shown(invoke: Invoke, weekend: Path, tmp_path: Path) -> None:
    result = invoke("run", weekend.name, *QUICK, "--out", "out")
    assert result.exit_code == 0, result.output
    assert "Window weekend, 48 hours" in result.stdout
    assert invoke("show", "out").stdout == result.stdout.rpartition("wrote ")[0]
    assert invoke("verify", "out").exit_code == 0
    frame = pd.read_csv(tmp_path / "out" / "windows.csv")
    assert set(frame["window"]) == {"weekend"}
    count = frame[(frame["measure"] == "incidents_count") & (frame["hub"] == "all")]["mean"].iloc[0]
    (shown,) = (line.split() for line in result.stdout.splitlines() if "Incidents an hour" in line)
    assert float(shown[3]) == pytest.approx(count / 48, abs=0.05)


def test_a_window_after_the_days_that_are_asked_for(invoke: Invoke, weekend: Path) -> None:
    """The run was done, and then ended in a division by the hours of the window."""
    for words in (("run", weekend.name), ("compare", weekend.name, "mm1.yaml")):
        result = invoke(*words, *QUICK, "--days", 1, "--out", words[0])
        assert result.exit_code == 0, result.output
        said = "Window weekend: none of its hours are in the 1 day measured."
        assert said in result.stdout
        assert said in invoke("show", words[0]).stdout
        assert invoke("report", words[0], "-o", "page.html").exit_code == 0


def test_a_headline_of_a_grade_that_nobody_attends(invoke: Invoke, weekend: Path) -> None:
    """There is no row of it in the window; the run was done, and then ended in a traceback."""
    more = (
        "grades: {4: {label: By phone, target_min: 60, served_by: resolution_centre}}\n"
        "headlines: {within_target_share: {grades: [1, 4]}}\n"
    )
    desk = "resolution_centre: {posts: {force: 2}, rota: always}"
    weekend.write_text(weekend.read_text().replace("teams: {", f"teams: {{{desk}, ") + more)
    for words in (("run", weekend.name), ("compare", weekend.name, "mm1.yaml")):
        result = invoke(*words, *QUICK, "--out", words[0])
        assert result.exit_code == 0, result.output
        assert invoke("report", words[0], "-o", "page.html").exit_code == 0


def test_a_comparison_measures_all_scenarios_in_the_windows_of_each(
    invoke: Invoke, weekend: Path, tmp_path: Path
) -> None:
    result = invoke("compare", "mm1.yaml", weekend.name, *QUICK, "--out", "both")
    assert result.exit_code == 0, result.output
    assert "Window weekend, 48 hours" in result.stdout
    assert invoke("show", "both").stdout == result.stdout.rpartition("wrote ")[0]
    assert invoke("verify", "both").exit_code == 0
    frame = pd.read_csv(tmp_path / "both" / "windows.csv")
    assert set(frame["scenario"]) == {"mm1", "weekend"}
    for name in ("mm1", "weekend"):
        assert (tmp_path / "both" / name / "windows.csv").is_file()
    changes = sixhubs.read(tmp_path / "both").windows_comparison
    assert changes is not None
    # Both meet the same incidents.
    counts = changes[changes["measure"] == "incidents_count"]
    assert (counts["difference"] == 0).all()
    assert counts["baseline_mean"].iloc[0] > 0


def test_windows_change_nothing_else(invoke: Invoke, weekend: Path, tmp_path: Path) -> None:
    invoke("run", weekend.name, *QUICK, "--out", "with")
    weekend.write_text(weekend.read_text().rpartition("run:")[0])
    invoke("run", weekend.name, *QUICK, "--out", "without")
    for name in ("measures.csv", "week_profile.csv", "districts.csv", "types.csv"):
        with_window, without = (tmp_path / out / name for out in ("with", "without"))
        assert with_window.read_bytes() == without.read_bytes()
    results = sixhubs.read(tmp_path / "without")
    assert results.windows is None
    assert results.windows_comparison is results.districts_comparison is None
    assert set(results.types["type"]) == {"all", "job"}


@pytest.mark.parametrize("name", ["weekend", "from 6.1 on"])
def test_two_windows_of_one_name_are_refused(
    invoke: Invoke, weekend: Path, tmp_path: Path, name: str
) -> None:
    weekend.write_text(weekend.read_text().replace("{weekend:", f"{{{name}:"))
    other = tmp_path / "other.yaml"
    other.write_text(
        "extends: weekend.yaml\nname: other\ntitle: Other\n"
        f"run: {{windows: {{{name}: {{from_hour: 8}}}}}}\n"
    )
    result = invoke("compare", weekend.name, other.name, *QUICK, "--out", "both")
    assert result.exit_code == 2
    said = f"other.yaml:4:17: run.windows.{name}: is another window in a scenario before it"
    assert said in result.stderr
