"""Messages say what was got and expected in words that a planner knows."""

import pytest

from sim.scenario.reading.words import expected, got, listed, shortened, wanted_at
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted


def wanted(*path: str | int):
    found = wanted_at(Scenario, path, {})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("run", "days"), "a whole number above 0 and at most 3660"),
        (("run", "warm_up_days"), "a whole number from 0 to 3660"),
        (("run", "time_grid_min"), "a number above 0"),
        (("run", "start"), "a date such as 2017-10-02 from 1971-01-01 to 2199-12-31"),
        (("why",), "a list of texts"),
        (("hubs",), "a mapping from names to mappings (keys district), at least 1"),
        (("month_shapes",), "a mapping from names to lists of numbers of at least 0"),
        (("month_shapes", "x", 3), "a number of at least 0"),
        (("redeployment", "rule"), "one of never, queue_long or one_pool"),
        (
            ("redeployment", "teams"),
            "a list of any of neighbourhood, enforcement or pcso, at least 1",
        ),
        (("incident_types", "x", "bypass"), "true or false"),
    ],
)
def test_what_is_expected(path: tuple[str | int, ...], words: str) -> None:
    assert expected(wanted(*path)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing (null)"),
        (True, "true (yes or no)"),
        (3, "3 (a whole number)"),
        (0.5, "0.5 (a number)"),
        (float("nan"), "nan (not a finite number)"),
        ("x", "'x' (text)"),
        ([], "an empty list"),
        ([1, 2], "a list of 2"),
        ({}, "an empty mapping"),
        ({"a": 1, 2: 1}, "a mapping (keys a, 2)"),
        (object(), "something that could not be read"),
    ],
)
def test_what_was_got(value: object, words: str) -> None:
    assert got(value) == words


def test_long_text_is_cut() -> None:
    assert len(shortened("x" * 1000)) == 60


def test_nothing_is_known_of_unknown_places() -> None:
    assert wanted_at(Scenario, ("nowhere",), {}) is None
    assert wanted_at(Scenario, ("nowhere", "else", 3), {}) is None
    assert wanted_at(Scenario, ("name", "x"), {"name": "y"}) is None


def test_what_is_listed_and_counted() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], "abc")] == [
        "",
        "a",
        "a or b",
        "a, b or c",
    ]
    assert listed("abc", "and") == "a, b and c"
    assert listed(["a\nb", "c"]) == r"a\nb or c"
    assert [counted(number, "day") for number in (0, 1, 2000)] == ["0 days", "1 day", "2,000 days"]
