"""How many days are measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.facts.multiplier import demand_reacts
from sim.scenario.load import Loaded


def with_days(scenarios: Sequence[Loaded], days: int | None) -> list[Loaded]:
    """Return scenarios in which as many days are measured as they ask for, or are asked of them.

    Parameters
    ----------
    scenarios : sequence of Loaded
        One to run, or a baseline and those to compare with it.
    days : int or None
        Days asked for. None: as the scenario says. In comparisons with a baseline that has
        `run.days_in_comparisons`: the most that scenarios ask for by `run.days` in a later file
        than the one that says so; if none does, and prevention changes demand, as it says.

    Raises
    ------
    InputError
        If they are more than a scenario says, and it cannot be simulated for as many.
    """
    wanted = _days_of_all(scenarios) if days is None else days
    return [one if wanted is None else one.measured_for(wanted) for one in scenarios]


def _days_of_all(scenarios: Sequence[Loaded]) -> int | None:
    """Return how many days are compared; None for those that each scenario says."""
    in_comparisons = scenarios[0].scenario.run.days_in_comparisons
    if len(scenarios) == 1 or in_comparisons is None:
        return None
    own = [one.scenario.run.days for one in scenarios if _has_own_days(one)]
    if own:
        return max(own)
    return in_comparisons if any(demand_reacts(one.scenario) for one in scenarios) else None


def _has_own_days(loaded: Loaded) -> bool:
    """Whether a scenario says how many days to run after it was said how many to compare."""
    own, of_all = (
        loaded.rank(loaded.position(("run", key)).file) for key in ("days", "days_in_comparisons")
    )
    return own > of_all


def changed_for_as_long(loaded: Loaded, changes: Mapping[Any, Any]) -> Loaded:
    """Return a changed copy of a scenario, measured for as many days.

    A copy is read again, and says nothing of the days that a study measures.

    Raises
    ------
    InputError
        If the copy is not valid.
    """
    return loaded.with_changes(changes).measured_for(loaded.scenario.run.days)
