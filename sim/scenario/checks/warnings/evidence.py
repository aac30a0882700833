"""Warnings of ranges under `evidence` that say nothing, or not what they seem to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.scenario.checks.warnings import no_effect
from sim.scenario.facts.numbers import changed_to, is_group, numbers_or_none
from sim.scenario.reading.finding import Finding, checks_of, reads
from sim.scenario.reading.tree import Path, dotted
from sim.scenario.schema.scenario import Scenario

Numbers = Mapping[Path, float]


def _idle(path: str, why: str, advice: str, because: Path = ()) -> Finding:
    message = f"has no effect: {why}; {advice}"
    return Finding(("evidence", path), message, at_key=True, because=because)


@reads(*Scenario.model_fields)
def ranges_say_what_they_seem_to(scenario: Scenario) -> Iterator[Finding]:
    """Warn of ranges under `evidence` that change nothing, or whose draws one would not expect."""
    found = {path: numbers_or_none(scenario, path) for path in scenario.evidence}
    for path, numbers in found.items():
        if numbers:
            yield from (
                *_that_change_nothing(scenario, path, numbers),
                *_around_another_number(scenario, path, numbers),
                *_of_numbers_without_effect(scenario, path, numbers),
            )
    yield from _that_share_numbers(found)


def _that_change_nothing(scenario: Scenario, path: str, numbers: Numbers) -> Iterator[Finding]:
    """Warn of numbers that stay as they are, wherever in the range they are."""
    range_, as_stated = scenario.evidence[path], changed_to(numbers, 1, factor=True)
    ends = (range_.low, range_.high)
    if any(changed_to(numbers, end, factor=is_group(path)) != as_stated for end in ends):
        return
    first, now = next(iter(numbers.items()))
    if is_group(path) and not any(numbers.values()):
        why = "all numbers that it leads to are 0, and no factor changes them"
    elif len(numbers) == 1:
        why = f"the number is {now:g}, and both ends leave it so"
    else:
        why = "both ends leave all numbers as they are"
    yield _idle(path, why, "leave it out, or give it another range", first)


def _around_another_number(scenario: Scenario, path: str, numbers: Numbers) -> Iterator[Finding]:
    """Warn of a number that is not within its own range."""
    range_ = scenario.evidence[path]
    for number, now in numbers.items():
        if not is_group(path) and not range_.low <= now <= range_.high:
            end = range_.low if now < range_.low else range_.high
            message = (
                f"the scenario says {now:g}, which is not between {range_.low:g} and "
                f"{range_.high:g}, so half of all draws are {end:g}; widen the range, or change "
                "the number"
            )
            yield Finding(("evidence", path), message, at_key=True, because=number)


def _of_numbers_without_effect(
    scenario: Scenario, path: str, numbers: Numbers
) -> Iterator[Finding]:
    """Warn of a number that has its default and would have no effect if it were set.

    Where it is set, the number itself is warned of.
    """
    range_ = scenario.evidence[path]
    for number, now in () if is_group(path) else numbers.items():
        known = set(_without_effect(scenario, number))
        end = range_.high if range_.high != now else range_.low
        for finding in _without_effect(_with(scenario, number, end), number):
            if finding not in known:
                why, _, advice = finding.message.removeprefix("has no effect: ").partition("; ")
                yield _idle(path, why, advice, finding.because)


def _that_share_numbers(found: Mapping[str, Numbers]) -> Iterator[Finding]:
    """Warn of two factors on the same number: the later in the order of their paths is used."""
    for first, later in itertools.combinations(filter(is_group, found), 2):
        shared = [dotted(number) for number in found[first] if number in found[later]]
        if shared:
            more = f" and {len(shared) - 1} more" if shared[1:] else ""
            message = (
                f"{shared[0]}{more} is drawn from the range of {later}, not from this one; let "
                "each number have one range"
            )
            yield Finding(("evidence", first), message, at_key=True)


def _without_effect(scenario: Scenario, number: Path) -> Iterator[Finding]:
    for check in checks_of(no_effect):
        if number[0] in check.sections:
            yield from (one for one in check.find(scenario) if one.path == number)


def _with(node: Any, keys: Path, value: float) -> Any:
    """Return a part of a scenario in which a number is another."""
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    if isinstance(node, BaseModel):
        return node.model_copy(update={str(key): _with(getattr(node, str(key)), rest, value)})
    return {**node, key: _with(node[key], rest, value)}
