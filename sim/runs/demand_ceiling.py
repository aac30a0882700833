"""A ceiling of demand for scenarios with changed numbers, which none of them passes.

Candidates depend on the ceiling: where scenarios shall meet the same incidents whatever a number
is, all have the same one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.scenario.facts.multiplier import STEP, highest_multiplier
from sim.scenario.facts.numbers import changed_to, is_group, numbers_or_none
from sim.scenario.load import Loaded, in_key_order
from sim.scenario.schema.scenario import Scenario

Overrides = dict[Any, Any]


def changes_to(loaded: Loaded, path: str, value: float) -> Overrides:
    """Return what an extending file would say to set a number, or to multiply several.

    Nothing where the path leads to no number.
    """
    return changed_to(numbers_or_none(loaded.scenario, path), value, factor=is_group(path))


def ceiling_for(
    scenarios: Sequence[Loaded], changed: Iterable[tuple[Loaded, Mapping[Any, Any]]]
) -> float:
    """Return a ceiling of demand that no changed scenario passes, at least that of `scenarios`.

    Raises
    ------
    InputError
        If a change is outside what the schema allows.
    """
    made = []
    for loaded, changes in changed:
        try:
            made.append(Scenario.model_validate(in_key_order(loaded.data_with(changes))))
        except ValueError:
            loaded.with_changes(changes)  # says what is wrong, in the words of scenarios
            raise
    return raised(max(loaded.scenario.demand.ceiling for loaded in scenarios), made)


def raised(ceiling: float, scenarios: Iterable[Scenario]) -> float:
    """Return a ceiling of demand, raised to a multiple of `STEP` where a scenario would pass it."""
    for scenario in scenarios:
        needed = max(highest_multiplier(scenario, name) for name in scenario.incident_types)
        if needed > ceiling:
            ceiling = round(math.ceil(needed / STEP - 1e-9) * STEP, 6)
    return ceiling


def joined(changes: Overrides, further: Overrides) -> Overrides:
    """Return changes and further ones, which go first, as one set of changes.

    Null stays, as it is to remove what the scenario says; and a distribution that names its kind is
    taken whole, since the kind of the one before it is not known from changes.
    """
    found = dict(changes)
    for key, value in further.items():
        both = isinstance(value, Mapping) and isinstance(found.get(key), Mapping)
        both = both and "distribution" not in value
        found[key] = joined(found[key], value) if both else value
    return found
