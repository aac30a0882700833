"""A comparison as data: what it holds, and that what is printed bears out its verdicts."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.outputs.headlines import headlines_between
from sim.outputs.measures.registry import REGISTRY, Good
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict, word_of
from sim.public import load
from sim.report.comparison.build import _ByCell, _local
from sim.report.comparison.moved import moved_most
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, TitledTable
from sim.report.comparison.rows import entry_of, row_of
from sim.report.labels import LABELS, label_of
from sim.report.terminal.comparing import change_words, small_line
from sim.report.terminal.period import length_notes, share_shown
from sim.report.terminal.plain_words import FACTS, reading
from sim.report.terminal.words import MeasureFormat, figure, shown
from sim.scenario.facts.differences import differences
from sim.scenario.schema.scenario import Scenario
from tests.outputs import tiny
from tests.support.worlds import force, team


def found(low: float, high: float, smallest: float, **more: Any) -> dict[str, Any]:
    word = word_of(low, high, smallest, Good.LOWER)
    return {
        "measure": "response_time_mean_min", "replications": 9, "better": word,
        "baseline_mean": 10.0, "scenario_mean": 10 + (low + high) / 2,
        "difference": (low + high) / 2, "ci_low": low, "ci_high": high,
        "simultaneous_low": low, "simultaneous_high": high, "smallest_that_matters": smallest,
    } | more  # fmt: skip


@settings(deadline=None)
@given(
    low=st.floats(-2, 2).map(lambda x: round(x, 5)),
    width=st.floats(0.0001, 2).map(lambda x: round(x, 5)),
    smallest=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_what_is_printed_bears_out_the_verdict(low: float, width: float, smallest: float) -> None:
    """Read back from the words on the screen, the interval gives the verdict beside it.

    What is too small to matter may be rounded to nothing, so that a row stays short.
    """
    entry = entry_of(found(low, low + width, smallest), MeasureFormat("x", "x"), 1)
    numbers = [float(x) for x in re.findall(r"[-+]?\d+\.\d+", change_words(entry))]
    read = word_of(numbers[1], numbers[2], smallest, Good.LOWER)
    assert read == entry.verdict or (read, entry.verdict) == (Verdict.SAME, Verdict.TOO_SMALL)
    if entry.verdict == Verdict.TOO_SMALL and max(abs(low), abs(low + width)) < 0.05:
        assert change_words(entry) == "0.0 (0.0 to 0.0)"
    if entry.verdict in (Verdict.BETTER, Verdict.WORSE):
        assert numbers[0] != 0


@pytest.mark.parametrize(("low", "high"), [(-1.2633, -0.0004), (0.0004, 1.2633), (-0.9, -0.2)])
def test_no_sentence_says_that_what_is_clear_may_be_none(low: float, high: float) -> None:
    base = force({"response": team(1)}, days=28)
    rows: Any = {Cell("response_time_mean_min", grade="1"): found(low, high, 0.0)}
    (said,) = reading(base, [base.model_copy(update={"name": "other"})], {"other": rows})
    least = re.search(r"95% interval ([0-9.]+) to", said)
    assert least, said
    assert float(least[1]) == min(abs(low), abs(high))


def test_of_a_local_change_its_hub_is_told_first() -> None:
    base = tiny.scenario()
    old = tiny.SCENARIO["teams"]["response"]["posts"]
    hub = next(iter(old))
    more = {**tiny.SCENARIO["teams"]["response"], "posts": {**old, hub: old[hub] + 1}}
    other = tiny.scenario(name="other", teams={**tiny.SCENARIO["teams"], "response": more})
    cells = [one.cell for one in headlines_between(base, other)]
    assert any(cell.hub == hub for cell in cells[FACTS:]), "otherwise it is told in any order"
    lines = reading(base, [other], {"other": {cell: found(1.0, 2.0, 0.0) for cell in cells}})
    (said,) = [line for line in lines if "worse too: " in line]
    assert re.search(rf" at {hub} \(from \S+ to \S+; 95% interval ", said)


def test_what_is_clear_but_less_than_what_matters_is_told_apart() -> None:
    """Beside the smallest change that matters, a bare "better" of less would contradict it."""
    base = force({"response": team(1)}, days=28)
    other = base.model_copy(update={"name": "other"})
    ends = {"baseline_mean": 100.0, "scenario_mean": 97.0}
    rows: Any = {
        Cell("response_time_mean_min", grade="1"): found(-4.0, -2.0, 1.0, **ends),
        Cell("overtime_hours"): found(-4.0, -2.0, 3.5, measure="overtime_hours", **ends),
    }
    better, *_ = reading(base, [other], {"other": rows})
    assert better.startswith("other saves 3.0 minutes on the mean response to ")
    assert better.endswith("; better, but on average by less than what matters: overtime.")
    del rows[Cell("response_time_mean_min", grade="1")]
    (better,) = reading(base, [other], {"other": rows})
    assert better == "other is better, but on average by less than what matters: overtime."


def _overtime(base: Scenario, low: float, high: float) -> ComparedMeasure:
    cell = Cell("overtime_hours")
    ends = {"baseline_mean": 100.0, "scenario_mean": 100 + (low + high) / 2}
    row = found(low, high, 37.0, measure=cell.measure, **ends)
    return row_of(cell, base, {}, [{cell: row}])


def test_below_the_table_stands_which_changes_are_less_than_what_matters() -> None:
    base = force({"response": team(1)}, days=7)
    small, large = _overtime(base, -50, -2), _overtime(base, -50, -38)
    assert small_line(TitledTable("", (large,), ("other",))) == ""
    said = "Better or worse, but on average by less than what matters: "
    assert small_line(TitledTable("", (small,), ("other",))) == (
        f"{said}overtime (less than 37 hours a week)."
    )
    both = small._replace(entries=(large.entries[0], small.entries[0]))
    assert small_line(TitledTable("", (both,), ("one", "two"))) == (
        f"{said}two in overtime (less than 37 hours a week)."
    )
    rounded = _overtime(base, -71, -2.4)
    assert figure(rounded.entries[0].change, 0, sign=True) == "-37", "as the table says it"
    assert not rounded.entries[0].is_small


def test_every_measure_has_a_unit_that_its_label_ends_in_and_a_name_for_sentences() -> None:
    base = load("sussex-2017").settings
    cells = [one.cell for one in headlines_between(base, base)]
    cells += [*map(Cell, REGISTRY), Cell("overtime_hours", hub="Hastings")]
    for cell in cells:
        how = shown(cell, base)
        assert how.label == (f"{how.name}, {how.unit}" if how.unit else how.name)
        assert how.thing
        assert "%" not in how.thing
    share = shown(Cell("within_target_share", grade="1"), base)
    assert share.amount("79.8") == "79.8%"
    assert share.difference("+1.4") == "+1.4 percentage points"
    assert share.difference("1") == "1 percentage point"
    assert shown(Cell("overtime_hours"), base).amount("37") == "37 hours a week"
    assert shown(Cell("cost_gbp"), base).amount("37") == "£37"


def test_a_change_at_a_hub_and_one_everywhere_have_rows_of_the_hub() -> None:
    base = tiny.scenario()
    old = tiny.SCENARIO["teams"]["response"]["posts"]
    more = {**tiny.SCENARIO["teams"]["response"], "posts": {**old, "West": old["West"] + 1}}
    other = tiny.scenario(
        name="other",
        teams={**tiny.SCENARIO["teams"], "response": more},
        redeployment={"rule": "queue_long", "teams": ["pcso"]},
    )
    cell = Cell("response_time_mean_min", hub="West", grade="1")
    tables = _ByCell((base, other), {base.name: {}}, {"other": {cell: found(1.0, 2.0, 0.0)}}, {})
    (table,) = _local(tables, {"other": differences(base, other)})
    assert [row.cell for row in table.rows] == [cell]
    assert not [one for one in headlines_between(base, other) if one.cell.hub == "West"]


def test_exploratory_entries_have_the_interval_by_itself() -> None:
    row = found(1.0, 2.0, 0.0, better=Verdict.EXPLORATORY, simultaneous_low=np.nan)
    entry = entry_of(row, MeasureFormat("x", "x", factor=10.0), 1)
    assert (entry.low, entry.high, entry.change) == (10, 20, 15)


def test_exploratory_changes_that_may_be_none_have_the_digits_of_their_interval() -> None:
    row = found(-0.0100, 0.0106, 0.0, better=Verdict.EXPLORATORY, simultaneous_low=np.nan)
    assert change_words(entry_of(row, MeasureFormat("x", "x"), 1)) == "0.00 (-0.01 to +0.01)"


def test_without_an_interval_only_the_change_is_printed() -> None:
    entry = ComparedValue(1.0, 2.0, 1.0, np.nan, np.nan, Verdict.UNCLEAR, 1)
    assert change_words(entry) == "+1.0"


def test_who_waits_by_grade_gives_way_to_the_measure_of_that_wait() -> None:
    """A headline shows it for all grades; the wait of one grade is named by its own measure."""
    change = {"difference": 9.0, "ci_low": 8.0, "ci_high": 10.0}
    cells = [
        Cell("others_wait_mean_min", grade="4"),
        Cell("vulnerable_wait_mean_min", grade="4"),
        Cell("desk_wait_mean_min", team="resolution_centre"),
    ]
    before = {
        cell: {"mean": 9.0, "ci_low": 8.0, "ci_high": 10.0, "replications": 9} for cell in cells
    }
    moved = moved_most(before, dict.fromkeys(cells, change), [Cell("vulnerable_wait_mean_min")])
    assert [cell.measure for cell, _ in moved] == ["desk_wait_mean_min"]


def test_what_moved_most_is_clear_large_and_no_headline() -> None:
    def row(measure: str, change: float, half: float) -> tuple[Cell, dict[str, Any]]:
        cell = Cell(measure, grade="1")
        return cell, {"difference": change, "ci_low": change - half, "ci_high": change + half}

    rows = dict([
        row("travel_mean_min", 2.0, 0.5),
        row("queue_wait_mean_min", 5.0, 0.5),
        row("first_choice_wait_mean_min", 9.0, 0.5),  # says nearly the same as the one above
        row("preempted_count", 1.0, 3.0),  # its interval holds zero
        row("response_time_p90_min", 50.0, 0.5),  # restates a headline
        row("cross_hub_share", 50.0, 0.5),  # has no better side
        row("wait_probability", 0.001, 0.0001),  # hardly anything
    ])  # fmt: skip
    before = {
        cell: {"mean": 10.0, "ci_low": 9.0, "ci_high": 11.0, "replications": 12} for cell in rows
    }
    moved = moved_most(before, rows, [Cell("response_time_mean_min", grade="1")])
    assert [cell.measure for cell, _ in moved] == ["first_choice_wait_mean_min", "travel_mean_min"]
    # t of 11 degrees of freedom is 2.201; a half-width of 1 is a deviation of 12 ** 0.5 / 2.201.
    assert moved[1][1] == pytest.approx(2 * 2.200985 / 12**0.5, rel=1e-5)


def test_measures_without_a_name_are_shown_by_their_own() -> None:
    assert label_of("something_new_count") == "Something new count"
    assert label_of("overtime_hours") == LABELS["overtime_hours"]


@pytest.mark.parametrize(
    ("half_life", "warm_up", "days", "share"),
    [(1.0, 0, 10_000, 1.0), (28.0, 0, 28, 1 - 0.5 / np.log(2)), (1e9, 0, 28, 0.0)],
)
def test_the_share_of_a_lasting_change_that_a_period_shows(
    half_life: float, warm_up: int, days: int, share: float
) -> None:
    """Over one half-life the mean of what is missing is (1 - 1/2) / ln 2."""
    assert share_shown(half_life, warm_up, days) == pytest.approx(share, abs=1e-3)


def test_nothing_is_said_of_the_length_where_demand_does_not_react() -> None:
    assert length_notes([tiny.scenario()]) == []
