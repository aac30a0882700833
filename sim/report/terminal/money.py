"""What a comparison says of money: what a gain costs, and what is saved of what is asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.clock import DAYS_PER_WEEK
from sim.outputs.headlines import headlines_between
from sim.outputs.measures.registry import Good, good_side
from sim.outputs.money import (
    CASH,
    OF_PREVENTION,
    PREVENTION,
    MeanChange,
    Savings,
    cost_of,
    difference_of,
    posts_gbp,
    priced,
    prices,
    savings,
)
from sim.outputs.rows import Row
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.terminal.words import interval, rounded, shown
from sim.scenario.schema.scenario import Scenario

#: Shares below one in a hundred are shown with a decimal.
_PERCENT = 0.01
#: Headlines with one of these verdicts have a price; of others it is not clear what is bought.
_CLEAR = (Verdict.BETTER, Verdict.WORSE)
#: Headlines without a price: part of the cost, or a count on the last day.
_UNPRICED = ("overtime_hours", "unfinished_count", "open_cases_end")
#: What a scenario that gains, or loses, does to a measure, by which side of it is good.
_GAINED = {Good.HIGHER: "gains", Good.LOWER: "saves"}
_LOST = {Good.HIGHER: "loses", Good.LOWER: "adds"}
#: Of an amount, what is counted: its last letter goes where there is only one.
_FIRST_NOUN = re.compile(r"^((?:percentage )?\w+)s\b")


def money_lines(
    baseline: Scenario,
    scenarios: Sequence[Scenario],
    changes: Mapping[str, Mapping[Cell, Row]],
) -> list[str]:
    """Return sentences on what each scenario costs, what a unit gained costs, and what is saved."""
    return [
        line
        for scenario in scenarios
        for line in _of_one(baseline, scenario, changes[scenario.name])
    ]


def _of_one(baseline: Scenario, scenario: Scenario, rows: Mapping[Cell, Row]) -> list[str]:
    sums = sum_lines(baseline, scenario, rows)
    units = [_unit(scenario, baseline, one) for one in unit_prices(baseline, scenario, rows)]
    return [*sums[:1], *units, *sums[1:]]


def sum_lines(baseline: Scenario, scenario: Scenario, rows: Mapping[Cell, Row]) -> list[str]:
    """Return sentences on what a scenario costs a week, and what it saves of what is asked for.

    None where neither has a price of posts or of overtime.
    """
    of = priced([baseline, scenario])
    total, cash, delivered = cost_of(rows), *(difference_of(rows, c) for c in (CASH, PREVENTION))
    if total is None or cash is None or not of:
        return []
    weeks = baseline.run.days / DAYS_PER_WEEK
    said = f"{_cost(cash.times(1 / weeks))} in cash ({' and '.join(of)})"
    if delivered is not None and not delivered.low == delivered.high == 0:
        said += f" and {_prevention(delivered.times(1 / weeks))}: {_sum(total.times(1 / weeks))}"
    lines = [f"{scenario.name} {said}."]
    saved = savings(rows, days=baseline.run.days, budget=baseline.budget)
    if saved is not None:
        lines.append(f"{scenario.name} {_saved(saved)}.")
    return lines


class UnitPrice(NamedTuple):
    """What one unit of a headline measure costs where it is gained, or yields where it is lost."""

    cell: Cell
    is_gained: bool
    a_week_gbp: MeanChange  #: of one unit as it is shown, such as one percentage point

    def amount(self) -> str:
        """Return e.g. ``£1,730 (981 to 2,780)``."""
        return _pounds(self.a_week_gbp)


def unit_prices(
    baseline: Scenario, scenario: Scenario, rows: Mapping[Cell, Row]
) -> list[UnitPrice]:
    """Return the prices of the headlines that a scenario clearly gains or loses.

    A scenario that gains and saves has no price, nor has one that loses and costs. What prevention
    gives has one only if posts cost more or less: moved posts are paid for in response, and what
    little cash overtime adds to that buys no prevention.
    """
    cells = [one.cell for one in headlines_between(baseline, scenario)]
    clear = [
        cell
        for cell in cells
        if cell in rows and rows[cell]["better"] in _CLEAR and cell.measure not in _UNPRICED
    ]
    if math.isclose(posts_gbp(baseline), posts_gbp(scenario)):
        clear = [cell for cell in clear if cell.measure not in OF_PREVENTION]
    # Cost is of the whole period, and so is the gain: a unit as it is shown is a part of it.
    weeks = baseline.run.days / DAYS_PER_WEEK
    return [
        UnitPrice(one.cell, one.gain.mean > 0, one.per_unit_gbp.times(1 / factor / weeks))
        for one in prices(rows, clear)
        if one.per_unit_gbp is not None
        for factor in [shown(one.cell, baseline).factor]
    ]


def _cost(a_week: MeanChange) -> str:
    """Say what a scenario costs more than the baseline, or saves."""
    if a_week.low == a_week.high == 0:
        return "costs as much as the baseline"
    if not a_week.is_clear():
        return f"may cost more or less than the baseline (cannot tell), {_pounds(a_week)} a week"
    return f"{'costs' if a_week.mean > 0 else 'saves'} {_pounds(a_week.size())} a week"


def _prevention(a_week: MeanChange) -> str:
    """Say what the prevention hours cost that a scenario delivers more, or less."""
    if not a_week.is_clear():
        return f"may gain or lose prevention (cannot tell), {_pounds(a_week)} a week at its cost"
    return f"{'gains' if a_week.mean > 0 else 'loses'} prevention worth {_pounds(a_week.size())}"


def _sum(a_week: MeanChange) -> str:
    """Say what cash and prevention come to."""
    if not a_week.is_clear():
        return f"together {_pounds(a_week)}, which may be a cost or a gain"
    return f"together {'a cost' if a_week.mean > 0 else 'a gain'} of {_pounds(a_week.size())}"


def _unit(scenario: Scenario, baseline: Scenario, one: UnitPrice) -> str:
    """Say what each unit that is gained costs, or each that is lost yields."""
    verbs = _GAINED if one.is_gained else _LOST
    each = _FIRST_NOUN.sub(r"\1", shown(one.cell, baseline).what)
    each += "," if "," in each else ""
    verb = verbs[good_side(one.cell.measure)]
    price = f"{'costs' if one.is_gained else 'yields'} {one.amount()} a week"
    return f"{scenario.name}: each {each} that it {verb} {price}."


def _saved(saved: Savings) -> str:
    """Say what is saved of what is still asked for."""
    if saved.a_year_gbp.mean <= 0:
        return f"saves nothing in cash of the {_amount(saved.left_gbp)} a year still to be saved"
    if not saved.a_year_gbp.is_clear():
        return (
            f"saves no clear amount in cash of the {_amount(saved.left_gbp)} a year still to be "
            f"saved: {_pounds(saved.a_year_gbp)}"
        )
    share = f"{saved.share:.0%}" if saved.share >= _PERCENT else f"{saved.share:.1%}"
    return (
        f"saves {_pounds(saved.a_year_gbp)} a year in cash, {share} of the "
        f"{_amount(saved.left_gbp)} still to be saved"
    )


def _pounds(amount: MeanChange) -> str:
    """Return e.g. ``£12,300 (£11,000 to £13,600)``, to three digits."""
    low, high = (rounded(one) for one in (amount.low, amount.high))
    span = interval(low, high, 0)
    mean = _amount(amount.mean)
    return f"{mean} ({span})" if span and low < high else mean


def _amount(value: float) -> str:
    value = rounded(value)
    return f"{'-' if value < 0 else ''}£{abs(value):,.0f}"
