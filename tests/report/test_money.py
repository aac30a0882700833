"""What a comparison says of money, and what a budget adds to it."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.outputs.rows import rows_of
from sim.report.terminal.money import money_lines
from sim.scenario.schema.money import Budget
from sim.scenario.schema.scenario import Scenario
from tests.support.worlds import force, team

BUDGET = Budget(target_gbp=27.5e6, done_gbp=14e6)
UNSURE = "£1,300,000 (-652,000 to 3,260,000)"
LEFT, ASKED = "the £13,500,000", "still to be saved"


def lines(cost_gbp: float, spread_gbp: float, budget: Budget | None) -> list[str]:
    """Return what is said of a scenario that costs so much more in 28 days."""
    priced = {"response": team(1, overtime_gbp_per_hour=28.0)}
    base = force(priced, days=28).model_copy(update={"budget": budget})
    change = {
        "scenario": "other",
        "measure": "cost_gbp",
        **dict.fromkeys(("team", "hub", "grade"), "all"),
        "difference": cost_gbp,
        "ci_low": cost_gbp - spread_gbp,
        "ci_high": cost_gbp + spread_gbp,
        "replications": 4,
        "better": "exploratory",
    }
    other: Scenario = base.model_copy(update={"name": "other", "budget": None})
    return money_lines(base, [other], {"other": rows_of(pd.DataFrame([change]), "other")})


@pytest.mark.parametrize(
    ("cost_gbp", "spread_gbp", "said"),
    [
        # 100,000 in 28 days are 1,303,571 in 365 days, and 9.7% of what is left.
        (-100_000.0, 0.0, f"saves £1,300,000 a year in cash, 10% of {LEFT} {ASKED}"),
        (
            -100_000.0,
            150_000.0,
            f"saves no clear amount in cash of {LEFT} a year {ASKED}: {UNSURE}",
        ),
        (100_000.0, 0.0, f"saves nothing in cash of {LEFT} a year {ASKED}"),
    ],
)
def test_a_budget_adds_what_is_saved_of_the_rest(
    cost_gbp: float, spread_gbp: float, said: str
) -> None:
    plain = lines(cost_gbp, spread_gbp, None)
    assert lines(cost_gbp, spread_gbp, BUDGET) == [*plain, f"other {said}."]
    assert len(plain) == 1
    assert "to be saved" not in plain[0]


def test_what_is_done_already_leaves_less_to_save() -> None:
    more_done = Budget(target_gbp=27.5e6, done_gbp=27e6)
    assert "261% of the £500,000 still" in lines(-100_000.0, 0.0, more_done)[-1]


def test_a_small_share_is_not_shown_as_none() -> None:
    # 3,000 in 28 days are 39,107 in 365 days.
    assert f"in cash, 0.3% of {LEFT}" in lines(-3_000.0, 0.0, BUDGET)[-1]


def test_without_a_price_nothing_is_said_of_money() -> None:
    base = force({"response": team(1)}, days=28)
    other: Scenario = base.model_copy(update={"name": "other"})
    change = {
        "scenario": "other",
        "measure": "cost_gbp",
        **dict.fromkeys(("team", "hub", "grade"), "all"),
        **dict.fromkeys(("difference", "ci_low", "ci_high"), 0.0),
        "replications": 4,
        "better": "exploratory",
    }
    assert money_lines(base, [other], {"other": rows_of(pd.DataFrame([change]), "other")}) == []


def test_a_cost_that_is_not_clear_is_not_called_the_same() -> None:
    """It may be much more or much less; only what costs exactly as much is said to do so."""
    (unclear,) = lines(-100_000.0, 150_000.0, None)
    assert unclear.startswith("other may cost more or less than the baseline (cannot tell), -£")
    assert lines(0.0, 0.0, None) == ["other costs as much as the baseline in cash (overtime)."]


def test_prevention_stands_beside_cash() -> None:
    """Moved posts save 280 pounds of overtime in 28 days, and lose 28,000 pounds' worth of hours.

    Response is quicker by two minutes: 6,930 a week for both. Hours that are lost have no price of
    their own, as no post was cut for them.
    """
    base = force({"response": team(1, overtime_gbp_per_hour=28.0)}, days=28)
    other: Scenario = base.model_copy(update={"name": "other"})
    rows = [
        ("cost_gbp", "all", -280.0, "exploratory"),
        ("prevention_delivered_gbp", "all", -28_000.0, "exploratory"),
        ("response_time_mean_min", "2", -2.0, "better"),
        ("prevention_hours_delivered", "all", -900.0, "worse"),
    ]
    frame = pd.DataFrame(
        [
            {
                **dict.fromkeys(("team", "hub"), "all"),
                **dict.fromkeys(("difference", "ci_low", "ci_high"), change),
                "scenario": "other",
                "measure": measure,
                "grade": grade,
                "replications": 4,
                "better": verdict,
            }
            for measure, grade, change, verdict in rows
        ]
    )
    total, minute = money_lines(base, [other], {"other": rows_of(frame, "other")})
    assert total == (
        "other saves £70 a week in cash (overtime) and loses prevention worth £7,000: together a "
        "cost of £6,930."
    )
    assert minute.endswith("that it saves costs £3,460 a week.")
