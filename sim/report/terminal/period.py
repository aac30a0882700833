"""Whether a period is long enough for what prevention does to demand to show."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.scenario.facts.multiplier import demand_reacts
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

#: A period that shows less than this share of a lasting change is called too short.
ENOUGH = 0.9


def share_shown(half_life_days: float, warm_up_days: int, days: int) -> float:
    """Return the share of a lasting change of prevention that a period shows, on average.

    Parameters
    ----------
    half_life_days : float
        Days in which half of a stock is gone.
    warm_up_days, days : int
        Days before measuring, and of measuring.

    Notes
    -----
    A stock that starts at the reference comes within 2 ** (-t / h) of its new level by day t; this
    is one minus the mean of that over the measured days, for effects in proportion to the stock.
    """
    rate = math.log(2) / half_life_days
    left = math.exp(-rate * warm_up_days) - math.exp(-rate * (warm_up_days + days))
    return 1 - left / (rate * days)


def length_notes(scenarios: Sequence[Scenario]) -> list[str]:
    """Say with what prevention a comparison starts, and whether it is long enough.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Those that are compared.
    """
    lines = []
    settled = [one for one in scenarios if _effect(one) and _starts_settled(one)]
    if settled:
        names = listed([one.name for one in settled], "and")
        lines.append(
            "Demand starts where the prevention of a scenario's own warm-up would bring it in the "
            f"long run: {names}."
        )
    others = [one for one in scenarios if _effect(one) and not _starts_settled(one)]
    if not others:
        return lines
    run = others[0].run
    half_life = max(_half_life(one) for one in others)
    share = share_shown(half_life, run.warm_up_days, run.days)
    said = (
        "Prevention changes demand slowly, and every scenario starts with the same demand: "
        f"{counted(run.days, 'day')} show {share:.0%} of the lasting effect, of which half comes "
        f"in {half_life:,.4g} days."
    )
    if share < ENOUGH:
        said += " Measure longer (--days) to see more of it."
    return [*lines, said]


def _effect(scenario: Scenario) -> bool:
    return scenario.demand.prevention is not None and demand_reacts(scenario)


def _starts_settled(scenario: Scenario) -> bool:
    effect = scenario.demand.prevention
    return effect is not None and effect.starts_from == "warm_up"


def _half_life(scenario: Scenario) -> float:
    """Return the longest half-life of a kind of work to which a type reacts."""
    effect = scenario.demand.prevention
    if effect is None:
        return 0.0
    types = scenario.incident_types.values()
    heeded = {work for each in types for work, e in each.prevention_elasticity.items() if e}
    known = [days for work, days in effect.half_life_days.items() if work in heeded]
    return max(known, default=1.0)
