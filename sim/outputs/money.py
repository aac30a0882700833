"""What a gain costs, and what a scenario saves: from the means and intervals of a comparison.

Every hour has a price. What a scenario costs more than the baseline is what its posts and overtime
cost more (`cost_gbp`), less what the prevention hours cost that it delivers more
(`prevention_delivered_gbp`): taking officers from prevention is paid for, if not in cash, whether
they are sent to calls or their posts are moved.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.clock import DAYS_PER_YEAR
from sim.outputs.measures.registry import Good, good_side, good_sign
from sim.outputs.statistics import Cell
from sim.scenario.facts.posts import mean_posts
from sim.scenario.schema.money import Budget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.outputs.rows import Row
    from sim.scenario.schema.scenario import Scenario

CASH, PREVENTION = Cell("cost_gbp"), Cell("prevention_delivered_gbp")
#: What prevention gives is bought with its hours: to set their own worth against it would count
#: them twice, so it is priced in cash alone, where posts cost more or less cash.
OF_PREVENTION = (
    "prevention_hours_delivered",
    "prevention_hours_redeployed",
    "asb_powers_count",
    "incidents_prevented",
)


class MeanChange(NamedTuple):
    """A difference between a scenario and the baseline, with its 95% interval."""

    mean: float
    low: float
    high: float

    def is_clear(self) -> bool:
        """Tell whether it is told from zero."""
        return self.low > 0 or self.high < 0

    def size(self) -> MeanChange:
        """Return it without its sign, where it is told from zero."""
        return self if self.mean > 0 else self.times(-1)

    def times(self, factor: float) -> MeanChange:
        """Return it multiplied."""
        low, high = sorted((self.low * factor, self.high * factor))
        return MeanChange(self.mean * factor, low, high)


class Price(NamedTuple):
    """What one unit of a measure costs."""

    cell: Cell
    gain: MeanChange  #: above 0: the scenario is better
    cost_gbp: MeanChange  #: above 0: the scenario costs more
    per_unit_gbp: (
        MeanChange | None
    )  #: None where gain or cost cannot be told from zero, or both are won


class Savings(NamedTuple):
    """What a scenario saves in cash, in a year, against what is asked for."""

    a_year_gbp: MeanChange
    left_gbp: float  #: asked for and not yet saved when the run begins
    share: float  #: of what is left that the scenario saves


def priced(scenarios: Iterable[Scenario]) -> list[str]:
    """Return which of posts and overtime have a price in any of some scenarios."""
    teams = [team for scenario in scenarios for _, team in scenario.teams if team is not None]
    of = ["posts"] if any(team.cost_per_post_gbp for team in teams) else []
    return of + (["overtime"] if any(team.overtime_gbp_per_hour for team in teams) else [])


def posts_gbp(scenario: Scenario) -> float:
    """Return what all posts of a scenario cost in a year, without overtime."""
    return math.fsum(
        mean_posts(team, place, scenario.run) * team.cost_per_post_gbp
        for _, team in scenario.teams
        if team is not None
        for place in team.posts
    )


def difference_of(rows: Mapping[Cell, Row], cell: Cell) -> MeanChange | None:
    """Return the difference from the baseline in one cell; None if there is none."""
    row = rows.get(cell)
    if row is None or not row["replications"]:
        return None
    return MeanChange(row["difference"], row["ci_low"], row["ci_high"])


def cost_of(rows: Mapping[Cell, Row]) -> MeanChange | None:
    """Return what a scenario costs more than the baseline, every hour of prevention priced.

    The interval is that of a sum whose parts are taken at their worst together, so it is too wide
    rather than too narrow.
    """
    cash, delivered = difference_of(rows, CASH), difference_of(rows, PREVENTION)
    if cash is None or delivered is None:
        return cash
    less = delivered.times(-1)
    return MeanChange(*(math.fsum(column) for column in zip(cash, less, strict=True)))


def prices(rows: Mapping[Cell, Row], cells: Iterable[Cell]) -> list[Price]:
    """Return what one unit of each measure that is gained, or lost, costs or saves.

    Pounds per unit = what the scenario costs more / what it gains, where both can be told from
    zero and it pays for what it gains, or is paid for what it loses. A scenario that gains and
    saves has no price, nor has one that loses and costs. The interval takes cost and gain at their
    worst together. What prevention gives is priced in cash alone.

    Parameters
    ----------
    rows : mapping
        Rows of ``comparison.csv`` of one scenario, by cell.
    cells : iterable of Cell
        Measures, such as the headlines. Those without a better side have no price.
    """
    in_all, in_cash = cost_of(rows), difference_of(rows, CASH)
    found = []
    for cell in cells:
        cost = in_cash if cell.measure in OF_PREVENTION else in_all
        change = difference_of(rows, cell)
        if cost is None or change is None or good_side(cell.measure) is Good.NEUTRAL:
            continue
        gain = change.times(good_sign(cell.measure))
        is_paid = cost.is_clear() and gain.is_clear() and (cost.mean > 0) == (gain.mean > 0)
        found.append(Price(cell, gain, cost, _ratio(cost, gain) if is_paid else None))
    return found


def _ratio(cost: MeanChange, gain: MeanChange) -> MeanChange:
    """Return cost / gain, both of one sign and told from zero."""
    corners = [above / below for above in cost[1:] for below in gain[1:]]
    return MeanChange(cost.mean / gain.mean, min(corners), max(corners))


def savings(rows: Mapping[Cell, Row], *, days: int, budget: Budget | None) -> Savings | None:
    """Return what a scenario saves in a year against the budget; None where there is no budget.

    Cash alone: hours that are given up are no saving. A year has 365 days.

    Parameters
    ----------
    rows : mapping
        Rows of ``comparison.csv`` of one scenario, by cell.
    days : int
        Days that were measured.
    budget : Budget or None
        What is asked for, and what is saved already.
    """
    cost = difference_of(rows, CASH)
    if budget is None or cost is None:
        return None
    a_year = cost.times(-DAYS_PER_YEAR / days)
    left = budget.target_gbp - budget.done_gbp
    return Savings(a_year, left, a_year.mean / left if left > 0 else math.inf)
