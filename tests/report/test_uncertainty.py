"""What is said of few draws: nothing of 95 in 100."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import RuleNotKnown, design, sureness
from sim.outputs.uncertainty_reasons import FEWEST
from sim.report.terminal.layout import as_text
from sim.report.terminal.uncertainty import DrawsRun, uncertainty_table
from tests.outputs import tiny

CALLS, OVERTIME = Cell("response_time_mean_min", grade="1"), Cell("overtime_hours")


def said(counted: int, *, known: int | None = None) -> str:
    """Return what is printed of some draws that count; one of two changes has its sign in all."""
    draws = 60
    agreeing = np.arange(draws) < counted
    quicker = np.full(draws, -2.0)
    quicker[known if known is not None else draws :] = np.nan
    changes = {CALLS: quicker, OVERTIME: np.where(np.arange(draws) % 2, 1.0, -1.0)}
    run = DrawsRun(
        baseline=tiny.scenario(),
        scenario=tiny.scenario(name="b"),
        design=design([], [RuleNotKnown("rule", ("as it stands", "other"))], draws, 1),
        agrees={},
        agreeing=agreeing,
        set_by_scenario=(),
        taken_away=(),
        seed=1,
        found={cell: sureness(each, -1.0, agreeing) for cell, each in changes.items()},
        reasons={},
        by_rules=(),
    )
    return as_text(uncertainty_table(run))


@pytest.mark.parametrize(
    ("counted", "heading"),
    [
        (1, "Better in the one draw that counts"),
        (3, "Better in all 3 draws that count"),
        (FEWEST - 1, f"Better in all {FEWEST - 1} draws that count"),
        (FEWEST, "Better in at least 95 of 100"),
    ],
)
def test_few_draws_say_nothing_of_95_in_100(counted: int, heading: str) -> None:
    text = said(counted)
    rows = text[text.index("Measure") :].splitlines()
    assert heading in rows[2]
    assert rows[3].startswith("Emergency: mean response")
    are_few = counted < FEWEST
    assert ("at least 95 of 100" in text) is not are_few
    assert ("draws count, too few to tell" in text[: text.index("What to find out")]) is are_few


def test_a_measure_with_a_value_in_few_draws_is_not_sure() -> None:
    assert "Better in at least" not in said(50, known=3)
