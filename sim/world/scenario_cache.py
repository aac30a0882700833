"""What follows from a scenario alone is worked out once and kept for its other replications.

A process keeps the last few scenarios. They are told apart by what they say, so that a scenario
which reaches a worker in pieces of work, each with its own copy, is one scenario all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sim.scenario.schema.scenario import Scenario

P = ParamSpec("P")
T = TypeVar("T")

#: Scenarios that are kept; a comparison has one replication of each in turn.
LIMIT = 16


class _Kept(NamedTuple):
    scenario: Scenario
    text: str  #: unlike scenarios themselves, it differs when districts come in another order
    results: dict[Any, Any]


_kept: list[_Kept] = []  # the last used first
_lock = threading.Lock()


def same(scenario: Scenario) -> Scenario:
    """Return the scenario that is kept for an equal one, which is found again at once."""
    return _found(scenario).scenario


def once(
    function: Callable[Concatenate[Scenario, P], T],
) -> Callable[Concatenate[Scenario, P], T]:
    """Let a function be called once for each scenario, and for each of its other arguments.

    What it returns is shared by all replications, and must not be changed. The other arguments must
    have a hash.
    """

    def wrapper(scenario: Scenario, /, *args: P.args, **kwargs: P.kwargs) -> T:
        results = _found(scenario).results
        key = (function, args, *kwargs.items())
        if key not in results:
            results[key] = function(scenario, *args, **kwargs)
        found: T = results[key]
        return found

    wrapper.__doc__ = function.__doc__
    return wrapper


def _found(scenario: Scenario) -> _Kept:
    """Return what is kept of a scenario, and make it the last used."""
    with _lock:
        for place, kept in enumerate(_kept):
            if kept.scenario is scenario:
                if place:
                    _kept.insert(0, _kept.pop(place))
                return kept
        text = scenario.model_dump_json(warnings=False)
        place = next((i for i, kept in enumerate(_kept) if kept.text == text), len(_kept))
        entry = _kept.pop(place) if place < len(_kept) else _Kept(scenario, text, {})
        _kept.insert(0, entry)
        del _kept[LIMIT:]
        return entry
