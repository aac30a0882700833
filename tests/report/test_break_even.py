"""How a break-even is read beside the range of what may be."""

from __future__ import annotations

import pytest

from sim.outputs.break_even import BreakEven, Point
from sim.outputs.statistics import Cell
from sim.report.terminal.break_even import BreakEvenQuestion, _gain, _in_words, _pays, _range
from tests.support.worlds import force, team

NAN = float("nan")


def curve(first: float, last: float, value: float | None = None, crossings: int = 1) -> BreakEven:
    """Return what a search from 0 to 10 found, by the gains at its ends."""
    ends = (Point(0.0, first, first, first), Point(10.0, last, last, last))
    return BreakEven(value, None, None, last >= first, *ends, crossings)


@pytest.mark.parametrize(
    ("low", "high", "least", "is_chance"),
    [
        (-1.0, 3.0, None, True),
        (-1.0, 3.0, 4.0, False),  # beyond 4 its lower limit is above zero
        (0.5, 1.5, None, False),
        (1.0, 1.0, None, False),  # the same in every replication
        (NAN, NAN, None, False),  # a single one has no interval
    ],
)
def test_a_gain_that_may_be_chance_at_every_value_is_no_answer(
    low: float, high: float, least: float | None, *, is_chance: bool
) -> None:
    ends = (Point(0.0, 1.0, low, high), Point(10.0, 2.0, low, high))
    found = BreakEven(None, least, None, True, *ends, 0)
    assert (_pays(found, 2.0, 6.0) == "chance") == is_chance
    base = force({"response": team(1)})
    asked = BreakEvenQuestion(base, base, "demand.growth", False, 0.0, 10.0, 1.0, 1, 3)
    said = _in_words(asked, Cell("overtime_hours"), found)
    if is_chance:
        holds = "the interval of the gain holds zero at every value tried"
        assert said == f"Overtime: cannot tell; {holds}."
    else:
        assert said == f"Overtime: {base.name} is better at every value from 0 to 10."


@pytest.mark.parametrize(
    ("found", "pays"),
    [
        (curve(1.0, 2.0), "throughout"),
        (curve(-2.0, -1.0), "never"),
        (curve(0.0, 0.0), "equal"),
        (curve(NAN, NAN), "unknown"),
        (curve(-1.0, 1.0, 1.0), "throughout"),  # from 2 to 6 it is past the root
        (curve(1.0, -1.0, 1.0), "never"),
        (curve(-1.0, 1.0, 8.0), "never"),
        (curve(1.0, -1.0, 8.0), "throughout"),
        (curve(-1.0, 1.0, 4.0), "depends"),
        (curve(0.0, 1.0, 2.0), "throughout"),  # no gain at 2, and one from there on
        (curve(0.0, -1.0, 2.0), "never"),
        (curve(-1.0, 0.0, 6.0), "never"),
        (curve(-1.0, 1.0, 1.0, crossings=3), "depends"),
    ],
)
def test_whether_it_pays_from_2_to_6(found: BreakEven, pays: str) -> None:
    assert _pays(found, 2.0, 6.0) == pays


def test_where_values_begin_within_the_range_that_is_said() -> None:
    """At 0 nothing was measured; from 2.5 on there are gains."""
    known = Point(2.5, 0.0, 0.0, 0.0)
    assert _gain(0.0, known, 1.0) == "no values; at 2.5\n0.0"
    assert _gain(2.5, known, 1.0) == "0.0"
    base = force({"response": team(1)})
    asked = BreakEvenQuestion(base, base, "demand.growth", False, 0.0, 10.0, 1.0, 1, 3)
    found = BreakEven(None, None, None, True, known, Point(10.0, 0.0, 0.0, 0.0), 0)
    said = _in_words(asked, Cell("overtime_hours"), found)
    assert said == "Overtime: no difference at the values tried, from 2.5 to 10."


@pytest.mark.parametrize(
    ("value", "least", "most", "said"),
    [
        (4.0, 2.5, 6.0, "2.5 to 6"),
        (4.0, None, 6.0, "below 0 to 6"),
        (4.0, 2.5, None, "2.5 to above 10"),
        (None, 2.5, None, ""),  # no break-even has no interval
    ],
)
def test_an_interval_that_leaves_the_range_is_open(
    value: float | None, least: float | None, most: float | None, said: str
) -> None:
    base = force({"response": team(1)})
    asked = BreakEvenQuestion(base, base, "demand.growth", False, 0.0, 10.0, 1.0, 1, 3)
    ends = (Point(0.0, -2.0, -3.0, -1.0), Point(10.0, 3.0, 2.0, 4.0))
    assert _range(asked, BreakEven(value, least, most, True, *ends, 1)) == said


@pytest.mark.parametrize(("rises", "side"), [(True, "above"), (False, "below")])
def test_on_which_side_of_its_break_even_a_scenario_is_better(*, rises: bool, side: str) -> None:
    base = force({"response": team(1)})
    asked = BreakEvenQuestion(base, base, "demand.growth", False, 0.0, 10.0, 1.0, 1, 3)
    found = curve(-1.0, 1.0, 4.0) if rises else curve(1.0, -1.0, 4.0)
    said = _in_words(asked, Cell("overtime_hours"), found)
    assert said == f"Overtime: {base.name} is better {side} 4."
