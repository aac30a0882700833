"""Whether a scenario may have the numbers of its own ranges, before any of them is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import InputError, Problem, without_advice
from sim.runs.demand_ceiling import Overrides, changes_to, joined, raised
from sim.runs.uncertain_inputs import ranges_of_no_number
from sim.scenario.facts.numbers import is_group
from sim.scenario.load import Loaded, examine
from sim.scenario.reading.tree import dotted

if TYPE_CHECKING:
    from sim.outputs.uncertainty import NumberNotKnown


def refuse_faulty_ranges(scenarios: Sequence[Loaded], numbers: Sequence[NumberNotKnown]) -> None:
    """Refuse ranges of a baseline that reach what it, or what is compared with it, may not have.

    Parameters
    ----------
    scenarios : sequence of Loaded
        The baseline, then the others.
    numbers : sequence of NumberNotKnown
        Those that are drawn.

    Raises
    ------
    InputError
        If there are any. It names each range once.
    """
    paths = [number.path for number in numbers]
    found: dict[str, Problem] = {}
    for scenario in scenarios:
        for problem in faulty_ranges(scenarios[0], scenario, paths):
            found.setdefault(problem.path, problem)
    if found:
        raise InputError(list(found.values()))


def faulty_ranges(
    baseline: Loaded, scenario: Loaded, paths: Sequence[str] | None = None
) -> list[Problem]:
    """Return what is wrong with a baseline's ranges for a scenario that would have these numbers.

    A range has to lead to a number of the baseline (`ranges_of_no_number`), and both of its ends
    have to be allowed. Each end is held by itself against the schema and against all checks. What
    several numbers may not be together, though each may, is found of their draws
    (`sim.runs.faulty_draws`).

    Parameters
    ----------
    baseline : Loaded
        The scenario that states the ranges, under `evidence`.
    scenario : Loaded
        The one that would have these numbers: the same, or one that is compared with it.
    paths : sequence of str, optional
        The ranges that are looked at; by default all.
    """
    ranges = baseline.scenario.evidence
    found, _ = ranges_of_no_number(baseline)
    refused = {problem.path for problem in found}
    for path in ranges if paths is None else paths:
        if dotted(("evidence", path)) in refused:
            continue
        for end, value in (("low", ranges[path].low), ("high", ranges[path].high)):
            why = _refused(scenario, changes_to(scenario, path, value))
            if why:
                factor = " times what it is" if is_group(path) else ""
                message = f"{scenario.scenario.name} may not have {value:g}{factor}: {why}"
                found.append(baseline.problem_at(("evidence", path, end), message))
    return found


def _refused(scenario: Loaded, changes: Overrides) -> str:
    """Return what is wrong with a scenario that has numbers changed; empty for nothing.

    The ceiling of demand goes up with them, as it does in runs.
    """
    if not changes:
        return ""
    now = scenario.scenario.demand.ceiling
    made, found = examine(scenario.data_with(changes), changed=changes)
    ceiling = now if made is None else raised(now, [made])
    if ceiling > now:
        higher: Overrides = {"demand": {"ceiling": ceiling}}
        both = joined(changes, higher)
        _, found = examine(scenario.data_with(both), changed=both)
    said = [f"{dotted(each.path)}: {without_advice(each.message)}" for each in found]
    return said[0] if said else ""
