"""Compiled loops of what incidents are: each gives what NumPy gives for the formula."""

from __future__ import annotations

import numpy as np

from sim.scenario.schema.distributions import Distribution, Exponential, Fixed, Lognormal
from sim.world.arrays import MILLIONTHS, NO_ARREST
from sim.world.attribute_loops import Routing, appointments, arrest_marks, first_below, routes
from sim.world.loops import in_ticks
from sim.world.marks import duration_by_code_ms, duration_ms, durations_by_code

RANDOM = np.random.default_rng(5)


def test_the_first_mark_below_a_share_is_found() -> None:
    marks = RANDOM.random((4, 200))
    below = marks < 0.3
    expected = np.where(below.any(axis=0), below.argmax(axis=0) + 1, 0)
    assert first_below(marks, 0.3).tolist() == expected.tolist()


def test_marks_of_arrests_are_below_one_just_where_there_is_an_arrest() -> None:
    u = np.append(RANDOM.random(200), [0.1, 0.1 - 1e-17, 0.0])
    share = np.where(np.arange(u.size) < 100, 0.2, 0.1)
    marks = np.minimum(np.floor(u / share * MILLIONTHS), NO_ARREST)
    found = arrest_marks(u, share)
    assert ((found < MILLIONTHS) == (u < share)).all()
    assert (np.abs(found - marks) <= 1).all()
    assert arrest_marks(u[:2], np.array([1e-300, 0.0])).tolist() == [NO_ARREST, NO_ARREST]


def test_cases_go_where_their_marks_say() -> None:
    marks, code = RANDOM.random((6, 500)), RANDOM.integers(0, 2, 500)
    of_types = [
        (0.2, 0.5, 0.6, 0.4, 0.3, 0.5, 1, 2, 3, 777),
        (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 4, 4, 4, 0),
    ]
    found = routes(Routing(*map(np.array, zip(*of_types, strict=True))), code, marks)
    ours = code == 0
    custody = marks[2] < 0.2
    general = np.where(marks[5] < 0.6, 1, 2)
    lane = np.where((marks[1] < 0.5) & ~custody, 3, general)
    assert found.lane.tolist() == np.where(ours, lane, 4).tolist()
    assert found.deadline_ms.tolist() == np.where(custody & ours, 777, -1).tolist()
    few = (marks[0] < 0.4) & ~custody
    assert found.few_lines.tolist() == (few & ours).tolist()
    assert found.screened_out.tolist() == (few & (marks[0] < 0.3) & ours).tolist()
    assert found.charged.tolist() == ((marks[3] < 0.5) & ~few & ours).tolist()


def test_appointments_are_spread_over_days_and_hours() -> None:
    u, grade = np.array([[0.0, 0.5, 0.99, 0.7], [0.0, 0.5, 0.999, 0.7]]), np.array([3, 3, 3, 1])
    first_ms, length_ms, days = np.array([[0, 0, 0, 100], [0, 0, 0, 1000], [0, 0, 0, 4]])
    after_days, at_ms = appointments(u, grade, first_ms, length_ms, days, 10)
    assert after_days.tolist() == [0, 2, 3, 0]
    assert at_ms.tolist() == [100, 600, 1100, 0]


def test_durations_are_rounded_to_the_grid() -> None:
    values = RANDOM.random(100) * 40
    assert in_ticks(values, 1000, 1).tolist() == np.rint(values * 1000).astype(int).tolist()
    on_grid = np.rint(values * 1000 / 60).astype(int) * 60
    assert in_ticks(values, 1000, 60).tolist() == on_grid.tolist()


def test_durations_by_code_are_those_of_the_grade() -> None:
    few, many = (
        Lognormal(distribution="lognormal", mean=3, cv=0.8),
        Fixed(distribution="fixed", value=2),
    )
    long = Lognormal(distribution="lognormal", mean=90, cv=0.2)
    soon = Exponential(distribution="exponential", mean=1)
    grade, u = RANDOM.integers(1, 5, 400), np.append(RANDOM.random(399), 0.0)
    scenarios: list[dict[int, Distribution]] = [{1: few, 3: long}, {1: few, 2: many, 4: soon}]
    for said in scenarios:
        by_grade = durations_by_code(said)
        found = duration_by_code_ms(by_grade, grade, u, 60_000, 1)
        for number in range(1, 5):
            ours = grade == number
            expected = np.zeros(ours.sum())
            if number in said:
                expected = duration_ms(said[number], u[ours], 60_000, 1)
            assert found[ours].tolist() == expected.tolist()
