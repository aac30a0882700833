"""Demand: a Poisson process of the stated intensity, laid out as arrays.py says."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim import clock
from sim.errors import RunError
from sim.scenario.facts.times import times_of
from sim.scenario.load import load
from sim.scenario.schema.demand import Shape
from sim.scenario.schema.scenario import Scenario
from sim.world import demand
from sim.world.array_kinds import Keys
from sim.world.arrays import MILLIONTHS, Ints
from sim.world.build import build
from sim.world.demand import order_of
from sim.world.intensity import (
    HOURS_PER_WEEK,
    MONTH_DAYS,
    Period,
    hour_weights,
    laid_out,
    month_weights,
    rate_per_hour,
    time_in_week_ms,
    week_shapes,
)
from sim.world.streams import Named, Streams
from tests.world.forces import of, scenario

ALL_LEVERS = Path(__file__).parents[1] / "scenario" / "good" / "all-levers.yaml"

PLAIN: dict[str, Any] = {
    "name": "plain",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-01", "days": 365},
    "districts": {"Town": {"hub": "Town"}},
    "hubs": {"Town": {"district": "Town"}},
    "travel": {"mode": "none"},
    "grades": {1: {"label": "Call", "target_min": 15.0}},
    "incident_types": {
        "call": {
            "label": "Call",
            "basis": "assumption",
            "per_hour": {"Town": 4.0},
            "grade_mix": {1: 1.0},
            "scene_min": {"distribution": "exponential", "mean": 45.0},
        }
    },
    "teams": {"response": {"posts": {"Town": 5.0}, "rota": "always"}},
}
WEEKEND = {"hour_of_day": [1.0, 0.0, 2.0, 5.0] * 6, "day_of_week": [1, 1, 1, 1, 2, 3, 2.5]}


def weeks_of(force: Scenario) -> range:
    times = times_of(force.run)
    return Period(times.first_day, times.days).weeks


def test_counts_by_hour_of_week_follow_the_shape() -> None:
    force = scenario(PLAIN, shapes={"weekend": WEEKEND}, incident_types__call__hour_shape="weekend")
    shape = hour_weights(force.shapes["weekend"])
    assert shape.mean() == pytest.approx(1)
    hours_from_monday = of(force).drawn.created_ms // clock.MS_PER_HOUR + 3 * 24  # a Thursday
    observed = np.bincount(hours_from_monday % HOURS_PER_WEEK, minlength=HOURS_PER_WEEK)
    times_met = np.bincount((np.arange(365 * 24) + 3 * 24) % HOURS_PER_WEEK)
    expected = 4.0 * shape * times_met
    some = expected > 0
    assert observed[~some].sum() == 0
    z2 = ((observed - expected)[some] ** 2 / expected[some]).sum()
    assert stats.chi2(some.sum()).sf(z2) > 0.001


def test_gaps_of_a_level_rate_are_exponential() -> None:
    created_ms = of(scenario(PLAIN)).drawn.created_ms
    gaps_hours = np.diff(created_ms) / clock.MS_PER_HOUR
    assert stats.kstest(gaps_hours, "expon", args=(0, 1 / 4.0)).pvalue > 0.001
    lag_1 = np.corrcoef(gaps_hours[:-1], gaps_hours[1:])[0, 1]
    assert abs(lag_1) < 4 / gaps_hours.size**0.5


def test_counts_are_as_variable_as_poisson_counts() -> None:
    force = scenario(PLAIN, run__days=70)
    counts = np.array([of(force, 1, replication).sizes.incidents for replication in range(200)])
    mean = 4.0 * 24 * 70
    assert counts.mean() == pytest.approx(mean, abs=4 * (mean / 200) ** 0.5)
    index = counts.var(ddof=1) / mean * 199
    assert 0.0005 < stats.chi2(199).cdf(index) < 0.9995


@pytest.mark.parametrize("month_shape", [None, "winter"])
def test_a_year_sums_to_the_yearly_count(month_shape: str | None) -> None:
    force = scenario(
        PLAIN,
        month_shapes={"winter": [3.0, 2.0] + [1.0] * 9 + [2.0]},
        incident_types__call__per_hour=None,
        incident_types__call__yearly_count={"Town": 100_000.0},
        incident_types__call__month_shape=month_shape,
    )
    incident_type = force.incident_types["call"]
    by_hour = week_shapes(force, incident_type, weeks_of(force)).ravel()
    of_year = by_hour[3 * 24 :][: 365 * 24]
    assert rate_per_hour(force, incident_type)[0] * of_year.sum() == pytest.approx(100_000)
    drawn = of(force).drawn
    assert drawn.created_ms.size == pytest.approx(100_000, abs=4 * 100_000**0.5)
    if month_shape:
        month = np.array([dt.date.fromordinal(d + 1).month - 1 for d in range(365)])
        by_month = np.bincount(month[drawn.created_ms // clock.MS_PER_DAY])
        weights = np.array(force.month_shapes["winter"]) * MONTH_DAYS
        expected = 100_000 * weights / weights.sum()
        assert stats.chisquare(by_month, expected * by_month.sum() / 1e5).pvalue > 0.001


def test_months_are_weighted_by_their_length() -> None:
    assert month_weights(None).tolist() == [1.0] * 12
    got = month_weights([1.0] * 11 + [13.0])
    assert (got * MONTH_DAYS).sum() == pytest.approx(365)
    assert got[11] == pytest.approx(13 * got[0])


def test_hours_of_the_week_may_be_said_outright() -> None:
    weights = [float(i % 7) for i in range(168)]
    got = hour_weights(Shape(hour_of_week=weights))
    np.testing.assert_allclose(got / got[1], weights)
    days = hour_weights(Shape(day_of_week=[1.0, 0, 0, 0, 0, 0, 1]))
    assert days.tolist() == [3.5] * 24 + [0.0] * 120 + [3.5] * 24


def test_the_months_of_a_weeks_own_days_count() -> None:
    force = scenario(PLAIN, month_shapes={"new": [1.0] + [0.0] * 11}, run__start="2025-12-29")
    incident_type = force.incident_types["call"].model_copy(update={"month_shape": "new"})
    by_hour = week_shapes(force, incident_type, weeks_of(force))[0]
    assert by_hour[: 3 * 24].sum() == 0  # Monday 29 to Wednesday 31 December
    assert set(by_hour[3 * 24 :]) == {365 / 31}


def test_weeks_of_a_run_are_calendar_weeks() -> None:
    monday = clock.day_number(dt.date(2026, 1, 5)) // 7
    for start, days, expected in [
        ("2026-01-05", 7, range(monday, monday + 1)),
        ("2026-01-05", 8, range(monday, monday + 2)),
        ("2026-01-11", 1, range(monday, monday + 1)),
        ("2026-01-11", 2, range(monday, monday + 2)),
    ]:
        force = scenario(PLAIN, run__start=start, run__days=days)
        assert weeks_of(force) == expected


@settings(deadline=None)
@given(
    weights=st.lists(st.sampled_from([0.0, 0.3, 1.0, 50.0]), min_size=168, max_size=168),
    u=st.lists(st.floats(0, 1, exclude_max=True), max_size=10),
)
def test_times_fall_into_hours_of_positive_intensity(weights: list[float], u: list[float]) -> None:
    if not any(weights):
        u = []
    marks = np.array([*u, 0.0, 1 - 2.0**-53] if any(weights) else [])
    by_hour = np.array(weights)
    shapes = laid_out(np.stack([by_hour, by_hour[::-1], by_hour]))
    start = np.zeros(marks.shape, dtype=np.int64)
    first, backwards, times = (
        time_in_week_ms(shapes, np.full(marks.shape, week), start, marks) for week in range(3)
    )
    assert first.tolist() == times.tolist()
    assert (by_hour[::-1][backwards // clock.MS_PER_HOUR] > 0).all()
    assert (by_hour[times // clock.MS_PER_HOUR] > 0).all()
    order = np.argsort(marks)
    assert (np.diff(times[order]) >= 0).all()


def test_incidents_lie_within_the_run_in_order_of_creation() -> None:
    force = scenario(run__start="2026-01-08")
    world = of(force)
    drawn, sizes = world.drawn, world.sizes
    assert sizes.horizon_ms == 28 * clock.MS_PER_DAY
    assert drawn.created_ms[0] >= 0
    assert drawn.created_ms[0] < clock.MS_PER_DAY
    assert drawn.created_ms[-1] < sizes.horizon_ms
    rows = list(
        zip(
            drawn.created_ms.tolist(),
            drawn.district.tolist(),
            drawn.type.tolist(),
            drawn.week.tolist(),
            drawn.ordinal.tolist(),
            strict=True,
        )
    )
    assert rows == sorted(rows)


@pytest.mark.parametrize("grid_min", [1.0, 5.0, 60.0])
def test_all_times_are_on_the_grid(grid_min: float) -> None:
    world = of(scenario(run__time_grid_min=grid_min))
    grid = clock.to_ms(grid_min)
    assert world.sizes.grid_ms == grid
    drawn, duties = world.drawn, world.duties
    episodes = np.maximum(drawn.case_episodes, 1)
    for times in (
        *(drawn.created_ms, drawn.scene_ms, drawn.writing_up_ms, drawn.desk_ms),
        *(drawn.case_work_ms // episodes, drawn.case_wait_ms // np.maximum(episodes - 1, 1)),
        *(duties.start_ms, world.places.expected_ms, world.teams.briefing_ms),
        *(duties.break_due_ms[duties.break_due_ms >= 0],),
        *(duties.other_due_ms[duties.other_due_ms >= 0], duties.other_ms),
    ):
        assert not (times % grid).any()
    rows = list(
        zip(drawn.created_ms, drawn.district, drawn.type, drawn.week, drawn.ordinal, strict=True)
    )
    assert rows == sorted(rows)
    fine = of(scenario())
    assert drawn.created_ms.size == fine.drawn.created_ms.size


def test_every_part_of_a_case_is_equal_and_never_nothing() -> None:
    tiny = {"distribution": "fixed", "value": 0.0}
    drawn = of(scenario(incident_types__burglary__investigation__work_hours=tiny)).drawn
    burglary = drawn.type == 0
    assert (drawn.case_work_ms[burglary] == 3).all()
    drawn = of(scenario()).drawn
    assert not (drawn.case_work_ms[burglary] % 3).any()
    assert not (drawn.case_wait_ms[burglary] % 2).any()
    assert (drawn.case_work_ms[burglary] >= 3).all()


def test_a_case_without_waits_has_none() -> None:
    drawn = of(scenario(incident_types__burglary__investigation__waits_days=None)).drawn
    assert not drawn.case_wait_ms.any()
    assert drawn.investigated.any()


def test_types_without_desk_or_investigation_have_neutral_values() -> None:
    drawn = of(scenario()).drawn
    noise = drawn.type == 1
    assert noise.any()
    for column in (drawn.desk_ms, drawn.desk_resolves, drawn.investigated, drawn.case_work_ms):
        assert not column[noise].any()
    for column in (drawn.case_episodes, drawn.case_wait_ms, drawn.harm, drawn.writing_up_ms):
        assert not column[noise].any()
    assert (drawn.sent_on_grade[noise] == drawn.grade[noise]).all()
    assert (drawn.sent_on_grade[~noise] == 2).all()
    assert (drawn.harm[~noise] == 2).all()
    assert (drawn.scene_ms[noise] == 20 * clock.MS_PER_MIN).all()


def test_arrests_are_made_at_the_grades_named() -> None:
    counts = {"North": 20_000.0}
    arrest: dict[str, Any] = {"share": 0.4, "custody_min": {"distribution": "fixed", "value": 90}}

    def arrests(grades: list[int]) -> dict[int, float]:
        world = of(
            scenario(
                incident_types__burglary__yearly_count=counts,
                incident_types__noise__per_hour={},
                incident_types__burglary__arrest={**arrest, "grades": grades},
            )
        )
        drawn = world.drawn
        made = drawn.arrest_mark < MILLIONTHS
        return {grade: made[drawn.grade == grade].mean() for grade in (1, 2, 4)}

    everywhere, at_one = arrests([]), arrests([2])
    assert min(everywhere.values()) > 0.3
    assert at_one == {1: 0, 2: everywhere[2], 4: 0}


def test_watches_follow_the_grades_named() -> None:
    watch = {"share": 0.4, "hours": {"distribution": "lognormal", "mean": 7, "cv": 0.6}}

    def watched(grades: list[int]) -> tuple[Ints, Ints]:
        drawn = of(
            scenario(
                incident_types__burglary__yearly_count={"North": 20_000.0},
                incident_types__noise__per_hour={},
                incident_types__burglary__watch={**watch, "grades": grades},
            )
        ).drawn
        return drawn.grade, drawn.watch_ms

    grade, everywhere = watched([])
    assert all((everywhere[grade == each] > 0).any() for each in (1, 2, 4))
    # The same people are watched for the same time, at the grade named and at no other.
    assert (watched([2])[1] == np.where(grade == 2, everywhere, 0)).all()


def test_shares_and_means_are_those_of_the_scenario() -> None:
    counts = {"North": 200_000.0}
    world = of(
        scenario(incident_types__burglary__yearly_count=counts, incident_types__noise__per_hour={})
    )
    drawn = world.drawn
    n = drawn.created_ms.size
    for share, flags in [
        (0.2, drawn.grade == 1),
        (0.5, drawn.grade == 2),
        (0.1, drawn.officers == 3),
        (0.7, drawn.desk_resolves),
        (0.4, drawn.investigated),
    ]:
        assert flags.mean() == pytest.approx(share, abs=4 * (share * (1 - share) / n) ** 0.5)
    for mean_min, cv, values_ms in [
        (45.0, 1.0, drawn.scene_ms),
        (30.0, 0.7, drawn.writing_up_ms),
        (6.0 * 60, 1.0, drawn.case_work_ms),
        (20.0 * 1440, 1.0, drawn.case_wait_ms),
    ]:
        error = mean_min * cv / n**0.5
        assert values_ms.mean() / clock.MS_PER_MIN == pytest.approx(mean_min, abs=4 * error)
    factor = world.slots.travel_factor
    assert factor.mean() == pytest.approx(1.0, abs=4 * 0.5 / factor.size**0.5)
    assert factor.std() == pytest.approx(0.5, rel=0.05)
    attributes = (drawn.scene_ms, drawn.case_work_ms, drawn.desk_ms, drawn.grade, drawn.ordinal)
    correlation = np.corrcoef([stats.rankdata(column) for column in attributes])
    assert abs(correlation[np.triu_indices(5, 1)]).max() < 4 / n**0.5


def test_slots_are_laid_out_by_incident() -> None:
    world = of(scenario())
    assert np.diff(world.drawn.first_slot).tolist() == world.drawn.officers.tolist()
    assert world.slots.travel_factor.size == world.sizes.slots == world.drawn.officers.sum()


def test_nothing_happens_without_demand() -> None:
    world = of(scenario(PLAIN, incident_types__call__per_hour={"Town": 0.0}))
    assert world.sizes.incidents == world.sizes.slots == 0
    assert world.drawn.first_slot.tolist() == [0]


def test_a_month_without_demand_passes() -> None:
    force = scenario(
        PLAIN,
        run={"start": "2026-01-20", "days": 40},
        month_shapes={"january": [1.0] + [0.0] * 11},
        incident_types__call__month_shape="january",
    )
    last = of(force).drawn.created_ms[-1]
    assert 11 * clock.MS_PER_DAY < last < 12 * clock.MS_PER_DAY


def test_more_officers_than_the_limit_are_refused() -> None:
    with pytest.raises(RunError, match="13 officers, expected 12 at most"):
        of(scenario(PLAIN, incident_types__call__officers_mix={13: 1.0}))


@settings(deadline=None)
@given(
    keys=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=30),
    factor=st.sampled_from([1, 1 << 55]),
)
def test_order_is_by_both_keys_and_then_by_row(keys: list[tuple[int, int]], factor: int) -> None:
    """Also where the keys are too large for both to fit into one number."""
    first, second = (np.array([pair[i] for pair in keys], dtype=np.int64) for i in (0, 1))
    expected = sorted(range(len(keys)), key=lambda row: (*keys[row], row))
    assert order_of(first * factor, second).tolist() == expected


def test_times_are_the_inverse_of_the_cumulative_intensity() -> None:
    """As a search through the sums would find them, also on the edges of hours."""
    rng = np.random.default_rng(1)
    by_hour = rng.choice([0.0, 0.01, 0.5, 3.0, 40.0], size=(5, 168))
    shapes = laid_out(by_hour)
    for week, upto in enumerate(shapes.upto):
        edges = upto[:-1] / upto[-1]
        marks = np.concatenate([rng.random(2000), edges, np.arange(512) / 512])
        marks = np.concatenate([marks, np.nextafter(marks, 0), np.nextafter(marks, 1)])
        u = marks[marks < 1]
        target = u * upto[-1]
        last = np.flatnonzero(by_hour[week])[-1]
        hour = np.minimum(np.searchsorted(upto, target, side="right") - 1, last)
        times = time_in_week_ms(shapes, np.full(u.shape, week), np.zeros_like(hour), u)
        assert (times // clock.MS_PER_HOUR).tolist() == hour.tolist()


def test_every_purpose_is_in_the_table_of_purposes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    register = Streams.register

    def noting(self: Streams, streams: Named) -> Keys:
        asked.update(streams.spell())
        return register(self, streams)

    monkeypatch.setattr(Streams, "register", noting)
    build(load(ALL_LEVERS).scenario, 1, 0)
    of_cells = re.compile(r"[^/]+/[^/]+(?:/\+[^/]+)?/([^/]+)/[0-9]+")
    found = {named[1] for name in asked if (named := of_cells.fullmatch(name))}
    assert len(found) > 20
    table = re.search(r"=\npurpose .*?\n=+ +=+\n(.*?)\n=", demand.__doc__ or "", re.DOTALL)
    assert table is not None
    listed = {re.split("  +", row)[0] for row in table[1].splitlines()}
    assert {re.sub("^kept by .*", "kept by X", purpose) for purpose in found} <= listed
