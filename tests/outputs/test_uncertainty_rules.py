"""What the answer is under each answer to a rule, where it is known by formula."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import NumberNotKnown, RuleNotKnown, design
from sim.outputs.uncertainty_rules import by_rules, main_cells
from sim.outputs.uncertainty_tables import lines_by_rule

POSTS = NumberNotKnown("posts", 0.0, 1.0, 2.0)
RULE = RuleNotKnown("paperwork", ("as it stands", "waits", "first"))
OTHER = RuleNotKnown("visits", ("as it stands", "as they come"))
WAIT = Cell("response_time_mean_min", grade="2")
COST = Cell("cost_gbp")


def test_what_was_published_makes_an_answer_likelier_by_bayes_rule() -> None:
    """Draws count by chances of 0.2, 0.4 and 0.4 under weights of 2, 1 and 1: 1/3 after, each."""
    rule = RuleNotKnown("paperwork", RULE.answers, (2.0, 1.0, 1.0))
    drawn = design((POSTS,), (rule,), 4_000, 1)
    chances = np.array([0.2, 0.4, 0.4])[drawn.answers()[:, 0]]
    agreeing = drawn.shares[:, 0] < chances
    (found,) = by_rules(drawn, {WAIT: (np.zeros(4_000), -1.0)}, agreeing)
    assert [case.answers for case in found.cases] == [(name,) for name in RULE.answers]
    assert [case.odds.before for case in found.cases] == pytest.approx([1 / 2, 1 / 4, 1 / 4])
    assert [case.odds.drawn for case in found.cases] == [2_000, 1_000, 1_000]
    assert [case.odds.after for case in found.cases] == pytest.approx([1 / 3] * 3, abs=0.03)
    assert sum(case.odds.after for case in found.cases) == pytest.approx(1)
    assert [case.odds.verdict for case in found.cases] == [-1, 1, 1]


def test_without_anything_published_shares_stay_as_they_were() -> None:
    drawn = design((POSTS,), (RULE,), 300, 1)
    (found,) = by_rules(drawn, {WAIT: (np.zeros(300), -1.0)}, np.ones(300, dtype=bool))
    for case in found.cases:
        assert case.odds.after == case.odds.before == pytest.approx(1 / 3)
        assert case.odds.verdict == 0


def test_the_change_under_each_answer_is_that_of_its_draws() -> None:
    """Under the answers it is 10, 20 and 30, half of a draw more or less by the posts."""
    drawn = design((POSTS,), (RULE,), 3_000, 1)
    given = drawn.answers()[:, 0]
    change = 10.0 * (1 + given) + drawn.shares[:, 0] - 0.5
    agreeing = given != 2
    (found,) = by_rules(drawn, {WAIT: (change, -1.0)}, agreeing)
    first, second, never = (case.changes[WAIT] for case in found.cases)
    assert (first.mean, second.mean) == pytest.approx((10, 20), abs=0.03)
    assert (first.low, first.high) == pytest.approx((9.525, 10.475), abs=0.03)
    assert (never.draws, first.better, first.worse) == (0, 0, 1)
    assert found.cases[2].odds.after == 0


def test_several_rules_are_shown_one_by_one_and_together() -> None:
    drawn = design((POSTS,), (RULE, OTHER), 600, 1)
    answers = drawn.answers()
    change = answers[:, 0] * 1.0 + answers[:, 1] * 10
    found = by_rules(drawn, {WAIT: (change, -1.0)}, np.ones(600, dtype=bool))
    assert [one.rules for one in found] == [("paperwork",), ("visits",), ("paperwork", "visits")]
    together = {case.answers: case for case in found[2].cases}
    assert len(together) == 6
    case = together["first", "as they come"]
    assert case.changes[WAIT].mean == 12
    assert case.odds.before == pytest.approx(1 / 6)
    assert sum(one.odds.drawn for one in together.values()) == 600


def test_more_combinations_than_can_be_read_are_not_shown() -> None:
    many = (RULE, OTHER, RuleNotKnown("breaks", ("as it stands", "never")))
    drawn = design((), many, 60, 1)
    found = by_rules(drawn, {WAIT: (np.zeros(60), -1.0)}, np.ones(60, dtype=bool))
    assert [one.rules for one in found] == [("paperwork",), ("visits",), ("breaks",)]


def test_the_file_has_a_line_for_each_answer_and_measure() -> None:
    drawn = design((POSTS,), (RULE,), 300, 1)
    change = np.arange(300.0)
    agreeing = change < 100
    found = by_rules(drawn, {WAIT: (change, -1.0), COST: (-change, -1.0)}, agreeing)
    lines = list(lines_by_rule(found))
    assert len(lines) == 6
    assert sum(line["counted"] for line in lines if line["measure"] == "cost_gbp") == 100
    weighted = sum(line["change_mean"] * line["counted"] for line in lines if line["grade"] == "2")
    assert weighted == pytest.approx(np.sum(change[agreeing]))


def test_main_measures_are_those_of_both_sides_or_all() -> None:
    prevented = Cell("incidents_prevented")
    assert main_cells([COST, WAIT, prevented]) == [WAIT, prevented]
    assert main_cells([WAIT._replace(hub="Hastings"), WAIT]) == [WAIT]
    assert main_cells([COST]) == [COST]
