"""Measures by district, type and window, worked out by hand for the force of tests/outputs/tiny.py.

Ashby is the district of East, Bourne of West. Incidents are of type noise, apart from `THEFT`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.model.state import State
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.breakdowns import (
    DISTRICT,
    MEASURES,
    OF_CRIMES,
    TYPE,
    WINDOW,
    _placed,
    breakdowns_of,
    labels,
)
from sim.outputs.measures.registry import ALL, REGISTRY
from sim.outputs.measures.view import View, view_of
from sim.outputs.replications import CELL, Measured, broken_down
from sim.outputs.tables import COMPARISON_COLUMNS, MEASURE_COLUMNS, compare, summarise
from sim.outputs.verdicts import Verdict
from sim.scenario.facts.windows import spans_ms
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from tests.outputs import tiny
from tests.outputs.test_measures import random_state

THEFT = (3, 7, 11)
#: Friday 9 to Monday 12 January 2026 are measured.
WINDOWS = {
    "first-hour": {"last_day": "2026-01-09", "until_hour": 1},
    "last-hour": {"first_day": "2026-01-12", "from_hour": 23},
    "nights": {"from_hour": 22, "until_hour": 4},
    "whole": {},
}
#: What adds up over districts, types, and windows that share the period among them.
ADDITIVE = ("incidents_count", "deployed_hours", "unfinished_count")


def scenario(windows: Any = WINDOWS) -> Scenario:
    return tiny.scenario(run=tiny.SCENARIO["run"] | {"windows": windows})


def world() -> World:
    made = tiny.world()
    kind = made.drawn.type.copy()
    kind[list(THEFT)] = 1
    return made._replace(drawn=made.drawn._replace(type=kind))


def view(state: State | None = None, windows: Any = WINDOWS) -> View:
    return view_of(scenario(windows), tiny.names(), world(), state or tiny.state())


def table(by: str, of: View | None = None) -> pd.Series:
    """Return the values of a breakdown by measure, hub, grade and part."""
    of = of or view()
    values = getattr(breakdowns_of(of), by)
    names = labels(of.scenario, by)
    cells = zip(names.measure, names.hub, names.grade, names.part, strict=True)
    return pd.Series(dict(zip(cells, values.tolist(), strict=True)))


#: breakdown, measure, hub, grade, part, expected
EXPECTED = [
    (DISTRICT, "incidents_count", "East", ALL, "Ashby", 6),
    (DISTRICT, "incidents_count", "West", "4", "Bourne", 1),
    (DISTRICT, "distinct_incidents_count", "West", "4", "Bourne", 1),
    (DISTRICT, "attended_of_all_share", "East", ALL, "Ashby", 3 / 4),
    (DISTRICT, "response_time_mean_min", "West", "2", "Bourne", 1500),
    (DISTRICT, "response_time_p90_min", "East", "1", "Ashby", 19),
    (DISTRICT, "within_target_share", "West", "2", "Bourne", 1 / 3),
    (DISTRICT, "queue_wait_mean_min", "East", "1", "Ashby", 2.5),
    (DISTRICT, "deployed_hours", "West", ALL, "Bourne", 130 / 60),
    (DISTRICT, "unfinished_count", "East", "4", "Ashby", 1),
    # Thefts: 3 and 11 of grade 2, 7 of grade 4 and sent on. All are reached, 7 too late.
    (TYPE, "incidents_count", ALL, ALL, "theft", 3),
    (TYPE, "incidents_count", ALL, "4", "theft", 1),
    (TYPE, "attended_of_all_share", ALL, ALL, "theft", 1),
    (TYPE, "attended_of_all_share", ALL, ALL, "noise", 2 / 4),
    (TYPE, "response_time_median_min", ALL, ALL, "theft", 30),
    (TYPE, "response_time_mean_min", ALL, "1", "theft", math.nan),
    (TYPE, "within_target_share", ALL, ALL, "theft", 2 / 3),
    # Two officers of 11 for 100 minutes each, one of 3 for 80, one of 7 for 50.
    (TYPE, "deployed_hours", ALL, "2", "theft", 330 / 60),
    (TYPE, "unfinished_count", ALL, ALL, "theft", 0),
    (TYPE, "unfinished_count", ALL, ALL, "noise", 4),
    # Of the crimes, which are noise, 1 alone has ended, with a charge.
    (DISTRICT, "charged_share", "East", ALL, "Ashby", 1),
    (DISTRICT, "no_suspect_share", "West", ALL, "Bourne", math.nan),
    (TYPE, "charged_share", ALL, ALL, "noise", 1),
    (TYPE, "no_suspect_share", ALL, ALL, "noise", 0),
    (TYPE, "not_in_public_interest_share", ALL, ALL, "theft", math.nan),
    # In the first hour 1 and 7 are created; in the last one 5 and 8.
    (WINDOW, "incidents_count", ALL, ALL, "first-hour", 2),
    (WINDOW, "incidents_count", "West", "4", "first-hour", 1),
    (WINDOW, "response_time_mean_min", ALL, ALL, "first-hour", (10 + 2970) / 2),
    (WINDOW, "unfinished_count", ALL, ALL, "first-hour", 0),
    (WINDOW, "attended_of_all_share", ALL, ALL, "last-hour", math.nan),
    (WINDOW, "unfinished_count", ALL, ALL, "last-hour", 2),
    # From midnight to four 1, 2, 3, 4 and 7; in the last hour two more.
    (WINDOW, "incidents_count", ALL, ALL, "nights", 7),
    (WINDOW, "deployed_hours", ALL, "1", "nights", 55 / 60),
    # Without 12, which came in the warm-up.
    (WINDOW, "unfinished_count", ALL, ALL, "whole", 3),
]  # fmt: skip


@pytest.mark.parametrize(("by", "name", "hub", "grade", "part", "expected"), EXPECTED)
def test_by_hand(by: str, name: str, hub: str, grade: str, part: str, expected: float) -> None:
    found = table(by)[name, hub, grade, part]
    assert found == pytest.approx(expected, nan_ok=True, abs=1e-12)


def test_every_measure_is_worked_out_by_hand() -> None:
    names = {function.__name__ for function, _ in MEASURES}
    assert {row[1] for row in EXPECTED} == names | {function.__name__ for function in OF_CRIMES}
    assert {function.__name__ for function, _ in MEASURES} <= set(REGISTRY)


def test_crimes_of_a_district_are_those_of_its_hub_alone() -> None:
    """With all incidents of type noise, as in `tests/outputs/test_measures.py`."""
    seen = view_of(scenario(), tiny.names(), tiny.world(), tiny.state())
    found, districts = measures_of(seen), table(DISTRICT, seen)
    for function in OF_CRIMES:
        name = function.__name__
        assert districts[name, ALL, ALL, ALL] == tiny.value(found, name)
        for hub, district in (("East", "Ashby"), ("West", "Bourne")):
            assert districts[name, hub, ALL, district] == tiny.value(found, name, hub=hub)


@pytest.mark.parametrize("seed", range(10))
def test_parts_add_up(seed: int) -> None:
    """Districts to their hub, types to the force, and both to what the measures say."""
    seen = view(random_state(seed))
    found = measures_of(seen)
    districts, types, windows = (table(by, seen) for by in (DISTRICT, TYPE, WINDOW))
    for name in ADDITIVE:
        grades = {g for m, _, g, _ in districts.index if m == name}
        for grade in grades:
            total = tiny.value(found, name, grade=grade)
            for hub, district in (("East", "Ashby"), ("West", "Bourne")):
                there = tiny.value(found, name, hub=hub, grade=grade)
                assert districts[name, hub, grade, district] == pytest.approx(there)
            assert districts[name, ALL, grade, ALL] == pytest.approx(total)
            by_type = [types[name, ALL, grade, kind] for kind in ("noise", "theft")]
            assert sum(by_type) == pytest.approx(types[name, ALL, grade, ALL])
            assert sum(by_type) == pytest.approx(total)
            if name != "unfinished_count":
                assert windows[name, ALL, grade, "whole"] == pytest.approx(total)
            hubs = [windows[name, hub, grade, "nights"] for hub in ("East", "West")]
            assert sum(hubs) == pytest.approx(windows[name, ALL, grade, "nights"])


def test_windows_that_share_the_period_add_up() -> None:
    """Each hour of each day in one of them, those past midnight from the day before included."""
    halves = {
        "day": {"from_hour": 6, "until_hour": 18},
        "night": {"from_hour": 18, "until_hour": 6},
    }
    weekend = {"days_of_week": ["Saturday", "Sunday"]}
    week = {"days_of_week": ["Monday", "Friday"]}
    found = table(WINDOW, view(windows=halves | {"weekend": weekend, "week": week, "whole": {}}))
    for name in ADDITIVE:
        for pair in (("day", "night"), ("weekend", "week")):
            parts = sum(found[name, ALL, ALL, part] for part in pair)
            assert parts == pytest.approx(found[name, ALL, ALL, "whole"])


def test_places_of_one_district_are_put_together() -> None:
    known = tiny.names()._replace(part_of=("County", "County"))
    places = {
        name: place | {"part_of": "County"} for name, place in tiny.SCENARIO["districts"].items()
    }
    force = tiny.scenario(districts=places)
    found = table(DISTRICT, view_of(force, known, world(), tiny.state()))
    assert {part for *_, part in found.index} == {ALL, "County"}
    apart = table(DISTRICT)
    crimes = {function.__name__ for function in OF_CRIMES}
    for name, *_ in {cell[:1] for cell in found.index}:
        for grade in (ALL,) if name in crimes else (ALL, "1", "2"):
            whole = found[name, ALL, grade, "County"]
            assert whole == pytest.approx(apart[name, ALL, grade, ALL], nan_ok=True)
    # Places may be served by several hubs; where all have the same one, it is named.
    one = {name: place | {"hub": "East"} for name, place in places.items()}
    assert set(labels(tiny.scenario(districts=one), DISTRICT).hub) == {ALL, "East"}


def test_labels_are_those_of_the_measures() -> None:
    """They are made without a view, so that they need not be saved with each replication."""
    seen = view()
    districts = seen.names.districts
    placed = _placed(seen, lambda rows: rows.district, districts, seen.sums.district)
    functions = [function for function, _ in MEASURES] + list(OF_CRIMES)
    cells = [(function.__name__, function(placed)) for function in functions]
    expected = [
        (name, hub, grade)
        for name, found in cells
        for team, hub, grade in zip(found.team, found.hub, found.grade, strict=True)
        if team == ALL
    ]
    names = labels(seen.scenario, DISTRICT)
    assert list(zip(names.measure, names.part, names.grade, strict=True)) == expected
    values = breakdowns_of(seen)
    for by in (DISTRICT, TYPE, WINDOW):
        assert len(labels(seen.scenario, by).measure) == len(getattr(values, by))


def test_without_windows_there_is_nothing_in_windows() -> None:
    assert breakdowns_of(view(windows={})).window.size == 0
    assert labels(scenario({}), WINDOW).measure == ()


@pytest.mark.parametrize(
    ("window", "hours"),
    [
        ({}, [(0, 96)]),
        ({"first_day": "2026-01-10", "last_day": "2026-01-11"}, [(24, 72)]),
        ({"days_of_week": ["Saturday", "Monday"]}, [(24, 48), (72, 96)]),
        # The night before measuring begins still runs; the last night is cut off.
        ({"from_hour": 22, "until_hour": 4}, [(0, 4), (22, 28), (46, 52), (70, 76), (94, 96)]),
        ({"first_day": "2026-01-09", "last_day": "2026-01-09", "from_hour": 22, "until_hour": 4},
         [(22, 28)]),
        ({"last_day": "2026-01-08"}, []),
    ],
)  # fmt: skip
def test_spans(window: Any, hours: list[tuple[int, int]]) -> None:
    run = scenario({"window": window}).run
    spans = [
        ((start - tiny.WARM_UP) / 3_600_000, (end - tiny.WARM_UP) / 3_600_000)
        for start, end in spans_ms(run, run.windows["window"])
    ]
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    assert joined == hours


def measured(name: str, *states: State) -> Measured:
    values = [breakdowns_of(view(state)).district for state in states]
    return broken_down(scenario().model_copy(update={"name": name}), 1, DISTRICT, values)


def test_tables_have_the_usual_columns_and_one_more() -> None:
    found = measured("base", tiny.state(), random_state(1))
    assert found.table.index.names == [*CELL, DISTRICT]
    frame = summarise([found])
    place = MEASURE_COLUMNS.index("grade") + 1
    assert frame.columns.tolist() == [*MEASURE_COLUMNS[:place], DISTRICT, *MEASURE_COLUMNS[place:]]
    row = frame[(frame["measure"] == "incidents_count") & (frame["district"] == "Ashby")].iloc[0]
    assert (row["hub"], row["grade"], row["replications"]) == ("East", ALL, 2)


def test_differences_are_paired_and_exploratory() -> None:
    base = measured("base", tiny.state(), random_state(1), random_state(2))
    other = measured("other", random_state(3), random_state(4), random_state(5))
    frame = compare(base, [other])
    place = COMPARISON_COLUMNS.index("grade") + 1
    assert frame.columns.tolist()[place] == DISTRICT
    assert set(frame["better"]) == {Verdict.EXPLORATORY, Verdict.NO_DIRECTION}
    assert frame["p_holm"].isna().all()
    cell = ("incidents_count", ALL, "West", ALL, "Bourne")
    difference = (other.table.loc[cell] - base.table.loc[cell]).mean()
    chosen = frame[(frame["measure"] == cell[0]) & (frame["district"] == "Bourne")]
    assert chosen.iloc[0]["difference"] == pytest.approx(difference)
    prevented = frame[frame["measure"] == "incidents_prevented"].set_index("district")
    assert prevented.loc["Bourne", "difference"] == pytest.approx(-difference)
    assert np.isfinite(prevented["ci_low"]).all()


def test_a_district_is_compared_with_itself_whatever_hub_serves_it() -> None:
    """Bourne joins East: its hub in the table is that of the baseline, and it is there once."""
    before = measured("base", tiny.state(), random_state(1))
    places = {name: place | {"hub": "East"} for name, place in tiny.SCENARIO["districts"].items()}
    merged = tiny.scenario(name="merged", districts=places)
    after = broken_down(merged, 1, DISTRICT, [breakdowns_of(view(random_state(2))).district] * 2)
    frame = compare(before, [after])
    assert len(frame) == len(compare(before, [before._replace(scenario="same")]))
    rows = frame[(frame["measure"] == "incidents_count") & (frame["grade"] == ALL)]
    assert dict(zip(rows["district"], rows["hub"], strict=True)) == {
        ALL: ALL,
        "Ashby": "East",
        "Bourne": "West",
    }
    assert (rows["replications"] == 2).all()
    value = after.table.xs("Bourne", level=DISTRICT).loc[("incidents_count", ALL, "East", ALL), 0]
    assert rows["scenario_mean"].tolist()[-1] == value
