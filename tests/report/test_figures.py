"""The figures for analysts: the numbers of the tables, the same bytes, and what they refuse."""

from __future__ import annotations

import doctest
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

import sim.public as sixhubs
from sim.report.figures.plot import Plot
from sim.report.figures.reached import draw_reached
from tests.runs.small import write_scenario

FIGURES = (
    "headlines", "hubs", "response_times", "reached", "week", "hours", "prevention", "months",
    "save",
)  # fmt: skip
GRADES = ("1", "2")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Leave no figure open."""
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def results(compared: Path) -> sixhubs.Results:
    return sixhubs.read(compared)


@pytest.fixture(scope="module")
def by_month(tmp_path_factory: pytest.TempPathFactory) -> sixhubs.Results:
    """Return a run of a small queue over parts of two months."""
    path = write_scenario(tmp_path_factory.mktemp("months"), start="2018-01-29")
    scenario = sixhubs.load(path, changes={"run": {"by_month": True}})
    return sixhubs.run(scenario, engine="simpy")


def at_force(results: sixhubs.Results, scenario: str, measure: str, grade: str = "all") -> float:
    table = results.measures
    mine = table[
        (table["scenario"] == scenario) & (table["measure"] == measure)
        & (table["grade"] == grade) & (table["hub"] == "all") & (table["team"] == "all")
    ]  # fmt: skip
    (value,) = mine["mean"]
    return float(value)


def lines_of(axes: Axes, points: int) -> list[Line2D]:
    """Return the lines of a number of points that are drawn in the units of the data."""
    return [line for line in axes.lines if len(np.atleast_1d(line.get_xdata())) == points]


@pytest.mark.parametrize("name", FIGURES)
def test_examples_run(
    name: str, results: sixhubs.Results, by_month: sixhubs.Results, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    shown = by_month if name == "months" else results
    (example,) = doctest.DocTestFinder(recurse=False).find(
        getattr(Plot, name), name, globs={"results": shown}
    )
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_every_figure_is_tested() -> None:
    assert {name for name in vars(Plot) if name[0] != "_"} == set(FIGURES)


def test_the_forest_has_the_changes_and_intervals_of_the_comparison(
    results: sixhubs.Results,
) -> None:
    axes = results.plot.headlines()
    table = results.comparison
    assert table is not None
    drawn = [
        (float(dot.get_xdata()[0]), int(dot.get_ydata()[0]))
        for inner in axes.child_axes for dot in lines_of(inner, 1)
    ]  # fmt: skip
    headlines = table[table["simultaneous_low"].notna()]
    factors = {"share": 100.0, "hours": 3.5, "minutes": 1.0, "count": 1.0}
    assert len(axes.child_axes) >= 10
    for number, scenario in enumerate(("never", "hostile")):
        mine = headlines[headlines["scenario"] == scenario]
        for row in mine[mine["measure"] == "response_time_mean_min"].itertuples():
            assert (row.difference, number) in drawn
    first = axes.child_axes[0]
    row = headlines[
        (headlines["measure"] == "within_target_share") & (headlines["grade"] == "1")
        & (headlines["scenario"] == "never")
    ].iloc[0]  # fmt: skip
    ends = [line.get_xdata() for line in lines_of(first, 2) if list(line.get_ydata()) == [0, 0]]
    wanted = [row["simultaneous_low"] * factors["share"], row["simultaneous_high"] * 100]
    assert [list(one) for one in ends] == [pytest.approx(wanted)]


def test_a_forest_says_what_the_page_says(results: sixhubs.Results) -> None:
    axes = results.plot.headlines()
    last = [text.get_text().rpartition("\n")[2] for text in axes.texts]
    compared = results.plot._frames.compared
    verdicts = [entry.verdict for row in compared.headlines.rows for entry in row.entries if entry]
    assert [line for line in last if line in verdicts] == verdicts
    assert len(verdicts) > 20


def test_changes_by_hub_are_those_of_the_comparison(results: sixhubs.Results) -> None:
    axes = results.plot.hubs("response_time_mean_min", grade=2)
    table = results.comparison
    assert table is not None
    hubs = [label.get_text() for label in axes.get_yticklabels()]
    assert set(hubs) == set(results.settings[0].hubs)
    for scenario, line in zip(("never", "hostile"), lines_of(axes, 6), strict=True):
        mine = table[
            (table["scenario"] == scenario) & (table["measure"] == "response_time_mean_min")
            & (table["grade"] == "2") & (table["team"] == "all")
        ].set_index("hub")  # fmt: skip
        assert list(line.get_xdata()) == [mine.loc[hub, "difference"] for hub in hubs]


def test_response_times_are_those_of_the_measures(results: sixhubs.Results) -> None:
    axes = results.plot.response_times()
    assert len(axes.child_axes) == 3
    for grade, inner in zip(GRADES, axes.child_axes, strict=False):
        bars = [bar.get_x() + bar.get_width() for bar in inner.patches]
        means = [float(line.get_xdata()[0]) for line in lines_of(inner, 1)]
        for number, scenario in enumerate(results.scenarios):
            half, most = bars[2 * number : 2 * number + 2]
            assert half == at_force(results, scenario, "response_time_median_min", grade)
            assert most == pytest.approx(
                at_force(results, scenario, "response_time_p90_min", grade)
            )
            assert means[number] == at_force(results, scenario, "response_time_mean_min", grade)


def test_the_spread_is_that_of_the_table(results: sixhubs.Results) -> None:
    axes = results.plot.reached(2)
    table = results.response_times
    for scenario, line in zip(results.scenarios, axes.lines, strict=False):
        mine = table[(table["scenario"] == scenario) & (table["grade"] == "2")]
        assert line.get_label() == scenario
        assert list(line.get_xdata()) == mine["within_min"].tolist()
        assert list(line.get_ydata()) == (100 * mine["share"]).tolist()
    assert axes.lines[-1].get_xdata()[0] == 60
    with pytest.raises(ValueError, match="grade 4: officers reach no incidents"):
        results.plot.reached(4)


def test_targets_of_many_hours_are_drawn_in_hours() -> None:
    shares = {"share": [0.0, 0.5, 1.0], "ci_low": [0.0, 0.4, 0.9], "ci_high": [0.1, 0.6, 1.0]}
    rows = pd.DataFrame({"within_min": [0, 60, 2880], **shares})
    axes = plt.figure().subplots()
    draw_reached(axes, {"one": rows}, 1440.0)
    curve, target = axes.lines
    assert list(curve.get_xdata()) == [0, 1, 48]
    assert list(target.get_xdata()) == [24, 24]
    assert [text.get_text().strip() for text in axes.texts] == ["target, 24 hours"]


@pytest.mark.parametrize("hub", ["all", "Hastings"])
def test_the_week_is_that_of_the_profile(results: sixhubs.Results, hub: str) -> None:
    axes = results.plot.week("never", hub)
    week = results.week
    mine = week[(week["scenario"] == "never") & (week["hub"] == hub)].sort_values("hour_of_week")
    wanted = (mine["demand_per_hour"] / mine["response_rostered_mean"]).to_numpy()
    drawn = np.ma.filled(axes.collections[0].get_array(), math.nan).ravel()
    assert np.array_equal(drawn, wanted, equal_nan=True)
    assert np.isfinite(drawn).any()


@pytest.mark.parametrize(
    ("show", "grade", "column"),
    [
        ("queue", None, "queue_length_mean"),
        ("queue", 2, "queue_length_grade_2_mean"),
        ("response", None, "response_time_grade_1_mean_min"),
        ("demand", None, "demand_per_hour"),
    ],
)
def test_hours_are_those_of_the_profile(
    results: sixhubs.Results, show: str, grade: int | None, column: str
) -> None:
    axes = results.plot.hours(show, grade)  # type: ignore[arg-type]
    week = results.week[results.week["hub"] == "all"]
    lines = lines_of(axes, 168)
    assert [line.get_label() for line in lines] == list(results.scenarios)
    for scenario, line in zip(results.scenarios, lines, strict=True):
        wanted = week[week["scenario"] == scenario].sort_values("hour_of_week")[column]
        assert np.array_equal(line.get_ydata(), wanted, equal_nan=True)


def test_hours_of_prevention_are_those_of_the_measures(results: sixhubs.Results) -> None:
    axes = results.plot.prevention()
    hours, redeployed = axes.child_axes
    for number, scenario in enumerate(results.scenarios):
        planned, delivered, sent = (
            3.5 * at_force(results, scenario, f"prevention_hours_{what}")
            for what in ("planned", "delivered", "redeployed")
        )
        assert lines_of(hours, 2)[number].get_xdata()[0] == pytest.approx(planned)
        bars = [bar for bar in hours.patches if bar.get_y() == number - 0.25]
        assert bars[0].get_width() == pytest.approx(delivered)
        assert len(bars) == (2 if planned > delivered else 1)
        if planned > delivered:
            assert bars[1].get_x() + bars[1].get_width() == pytest.approx(planned)
        assert redeployed.patches[number].get_width() == pytest.approx(sent)


def test_months_are_those_of_the_table(by_month: sixhubs.Results) -> None:
    axes = by_month.plot.months("within_target_share", grade=1)
    months = by_month.months
    assert months is not None
    mine = months[
        (months["measure"] == "within_target_share") & (months["grade"] == "1")
        & (months["hub"] == "all")
    ]  # fmt: skip
    (line,) = axes.lines
    assert list(line.get_ydata()) == [100 * mean for mean in mine["mean"]]
    assert [label.get_text() for label in axes.get_xticklabels()] == list(mine["month"])
    assert axes.get_ylabel() == "%"


def test_figures_are_drawn_where_one_wants_them(results: sixhubs.Results) -> None:
    figure, places = plt.subplots(1, 2, figsize=(18, 6))
    assert results.plot.headlines(ax=places[0]) is places[0]
    assert results.plot.hours(ax=places[1]) is places[1]
    figure.canvas.draw()
    assert plt.get_fignums() == [figure.number]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_figure_gives_the_same_bytes(
    results: sixhubs.Results, tmp_path: Path, kind: str
) -> None:
    written = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.{kind}"
        results.plot.save(results.plot.headlines(), path)
        written.append(path.read_bytes())
    assert written[0] == written[1]
    if kind == "svg":
        assert b"OFFICIAL" in written[0]
        assert b"<dc:date>" not in written[0]


def test_results_in_memory_are_drawn(by_month: sixhubs.Results) -> None:
    assert by_month.folder is None
    assert by_month.settings[0].name == "mm1"
    assert by_month.plot.week().get_title(loc="left") == "Demand against people, mm1"


def test_without_matplotlib_it_says_how_to_install_it(
    results: sixhubs.Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"pip install 'sixhubs\[plot\]'"):
        results.plot.prevention()


def test_what_is_not_there_is_refused(results: sixhubs.Results, by_month: sixhubs.Results) -> None:
    with pytest.raises(ValueError, match="single run, expected those of a comparison"):
        by_month.plot.headlines()
    with pytest.raises(ValueError, match=r"run\.by_month: true"):
        results.plot.months()
    with pytest.raises(ValueError, match="did you mean 'within_target_share'"):
        results.plot.hubs("within_target")
    with pytest.raises(ValueError, match="grade 7: there is no such row by hub"):
        results.plot.hubs(grade=7)
    with pytest.raises(ValueError, match="got the scenario 'nevr'; did you mean 'never'"):
        results.plot.week("nevr")
    with pytest.raises(ValueError, match="got the hub 'Bexhill'"):
        results.plot.hours(hub="Bexhill")
    with pytest.raises(ValueError, match="demand: there is no such column of one grade"):
        results.plot.hours("demand", grade=1)
    with pytest.raises(ValueError, match="expected queue, response, demand"):
        results.plot.hours("waits")  # type: ignore[arg-type]
