"""Results by calendar month: what is in which month, and that months add up to the whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.breakdowns import MONTH, breakdowns_of, labels
from sim.outputs.measures.view import View, view_of
from sim.scenario.facts.windows import months
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build, names
from tests.engine.both import agree
from tests.support.worlds import Call, force, on_shifts, team, world

DAY = 24 * 60
#: 25 days of January, 28 of February, 7 of March; the run starts on 5 January 2026.
DAYS = {"2026-01": 25, "2026-02": 28, "2026-03": 7}


def scenario(**rules: Any) -> Scenario:
    plan = {"patrol": 0.5, "enforcement": 0.5}
    prevention = {
        "prevention_planned_share": 0.5,
        "prevention_plan": plan,
        "asb_powers_per_hour": {"enforcement": 1.0},
    }
    teams = {"response": team(1), "neighbourhood": team(2, **prevention)}
    made = force(teams, days=60, warm_up_days=2, **rules)
    run = made.run.model_copy(update={"by_month": True})
    return made.model_copy(update={"run": run})


def seen(made: Scenario, calls: list[Call]) -> View:
    of = world(made, calls)
    return view_of(made, names(made), of, simulate(of))


def by_month(view: View, measure: str, **cell: str) -> dict[str, float]:
    """Return the values of a cell of a measure by month."""
    of, values = labels(view.scenario, MONTH), breakdowns_of(view).month
    assert len(of.part) == values.size
    wanted = {"team": "all", "hub": "all", "grade": "all", **cell, "measure": measure}
    return {
        of.part[row]: float(values[row])
        for row in range(values.size)
        if all(getattr(of, name)[row] == value for name, value in wanted.items())
    }


def in_all(view: View, measure: str, **cell: str) -> float:
    rows = measures_of(view)
    wanted = {"team": "all", "hub": "all", "grade": "all", **cell, "measure": measure}
    (value,) = (
        float(rows.value[row])
        for row in range(rows.value.size)
        if all(getattr(rows, name)[row] == value for name, value in wanted.items())
    )
    return value


def test_months_are_those_of_the_calendar_cut_to_what_is_measured() -> None:
    found = months(scenario().run)
    assert {month.name: (month.end_ms - month.begin_ms) / 86_400_000 for month in found} == DAYS
    assert found[0].begin_ms == 2 * 86_400_000
    run = scenario().run
    assert months(run.model_copy(update={"by_month": False})) == []


def test_december_is_followed_by_january() -> None:
    run = scenario().run.model_copy(update={"start": dt.date(2025, 12, 20), "days": 20})
    assert [month.name for month in months(run)] == ["2025-12", "2026-01"]


def test_an_incident_counts_in_the_month_in_which_its_log_was_created() -> None:
    last_of_january = (25 + 2) * DAY
    calls = [
        Call(DAY, scene=10),  # in the warm-up
        Call(3 * DAY, scene=10),
        Call(last_of_january - 1, scene=600),
        Call(last_of_january, scene=10),  # at midnight; waits for the one before
        Call(58 * DAY, scene=10),
    ]
    view = seen(scenario(), calls)
    assert by_month(view, "incidents_count") == {"2026-01": 2, "2026-02": 1, "2026-03": 1}
    waits = by_month(view, "response_time_mean_min")
    assert waits == {"2026-01": 0, "2026-02": 599, "2026-03": 0}


def test_prevention_counts_in_the_month_in_which_it_is_done() -> None:
    view = seen(scenario(), [])
    hours = by_month(view, "prevention_hours_delivered")
    assert hours == {month: 2 * 24 * days for month, days in DAYS.items()}
    planned = by_month(view, "prevention_hours_planned", team="neighbourhood", hub="A")
    assert planned == {month: 24 * days for month, days in DAYS.items()}
    assert by_month(view, "reactive_share_of_prevention_teams") == dict.fromkeys(DAYS, 0)


def test_months_add_up_to_the_whole() -> None:
    kind = {
        "per_hour": {"A": 1.0},
        "scene_min": {"distribution": "exponential", "mean": 60.0},
        "repeat": {
            "share": 0.2,
            "delay_days": {"distribution": "exponential", "mean": 5.0},
            "within_days": 20,
        },
    }
    rule = {"rule": "queue_long", "waiting": 1, "older_than_min": 5.0}
    made = scenario(kind_rules={"job": kind}, redeployment=rule)
    of = build(made, 1, 0)
    view = view_of(made, names(made), of, simulate(of))
    for measure in (
        "incidents_count",
        "prevention_hours_planned",
        "prevention_hours_delivered",
        "prevention_hours_redeployed",
    ):
        parts = by_month(view, measure)
        assert sum(parts.values()) == pytest.approx(in_all(view, measure)), measure
        assert len(parts) == 3
    shares, counts = (by_month(view, name) for name in ("repeat_share", "incidents_count"))
    repeats = sum(shares[month] * counts[month] for month in counts)
    assert repeats == pytest.approx(in_all(view, "repeat_share") * in_all(view, "incidents_count"))
    # Uses of powers are whole numbers, of which no month loses a fraction.
    powers = by_month(view, "asb_powers_count")
    assert in_all(view, "asb_powers_count") == sum(powers.values())
    assert all(value == int(value) for value in powers.values())


def test_showing_months_changes_nothing_else() -> None:
    made = scenario()
    plain = made.model_copy(update={"run": made.run.model_copy(update={"by_month": False})})
    calls = [Call(at * DAY, scene=50) for at in range(3, 50)]
    one, other = simulate(world(made, calls), log=True), simulate(world(plain, calls), log=True)
    for column in one.log._fields:
        np.testing.assert_array_equal(getattr(one.log, column), getattr(other.log, column))
    assert other.months.account_ms.size == 0


@pytest.mark.slow
def test_both_engines_note_the_same() -> None:
    kind = {"per_hour": {"A": 0.3}, "scene_min": {"distribution": "exponential", "mean": 90.0}}
    state = agree(build(scenario(kind_rules={"job": kind}), 1, 0))
    assert state.months.account_ms.any()


def test_on_shifts_the_plan_of_a_month_follows_its_rota() -> None:
    rules = on_shifts(prevention_planned_share=0.5)
    made = scenario().model_copy()
    teams = {"response": team(1), "neighbourhood": team(2, **rules)}
    made = force(teams, days=60, warm_up_days=2)
    made = made.model_copy(update={"run": made.run.model_copy(update={"by_month": True})})
    view = seen(made, [])
    # Two people for eight hours a day.
    planned = by_month(view, "prevention_hours_planned")
    assert planned == {month: 8 * days for month, days in DAYS.items()}
