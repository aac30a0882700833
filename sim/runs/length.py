"""How many days are measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.scenario.facts.reaction import demand_reacts
from sim.scenario.load import Loaded, content_hash


def with_days(scenarios: Sequence[Loaded], days: int | None) -> list[Loaded]:
    """Return scenarios in which as many days are measured as they ask for, or are asked of them.

    Parameters
    ----------
    scenarios : sequence of Loaded
        One to run, or a baseline and those to compare with it.
    days : int or None
        Days asked for. None: as the scenario says, and in comparisons in which prevention changes
        demand, as `run.days_in_comparisons` of the baseline says, unless a later file than the one
        that says so has other `run.days`.
    """
    first = scenarios[0].scenario.run
    wanted = days
    if wanted is None and len(scenarios) > 1 and first.days_in_comparisons is not None:
        react = any(demand_reacts(one.scenario) for one in scenarios)
        wanted = first.days_in_comparisons if react and not _has_own_days(scenarios) else None
    return [one if wanted is None else _with(one, wanted) for one in scenarios]


def _has_own_days(scenarios: Sequence[Loaded]) -> bool:
    """Whether a scenario says how many days to run after it was said how many to compare."""
    return any(_rank(one, "days") > _rank(one, "days_in_comparisons") for one in scenarios)


def _rank(loaded: Loaded, key: str) -> int:
    """Return the place of the file that says a word of `run`; changes come after all files."""
    file = loaded.position(("run", key)).file
    return loaded.files.index(file) if file in loaded.files else len(loaded.files)


def _with(loaded: Loaded, days: int) -> Loaded:
    if loaded.scenario.run.days == days:
        return loaded
    run = loaded.scenario.run.model_copy(update={"days": days})
    scenario = loaded.scenario.model_copy(update={"run": run})
    return replace(loaded, scenario=scenario, scenario_hash=content_hash(scenario))
