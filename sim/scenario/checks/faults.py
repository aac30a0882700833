"""What is wrong with a value, in words that several checks share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.clock import parse_time_of_day
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.districts import district_of, districts_of_several, names_of_places
from sim.scenario.reading.advice import near_time
from sim.scenario.reading.finding import Finding
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path, in_one_line
from sim.scenario.reading.unknown import known_of, numbered
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario

#: How far sums and products may be from what they should be, for the sake of rounding.
SUM_TOLERANCE = 1e-6


def sum_fault(shares: Mapping[Any, float]) -> str:
    """Say what shares sum to when it is not 1; empty when it is, or nobody knows one of them."""
    try:
        total = sum(shares.values())
    except AttributeError:
        return ""
    if abs(total - 1) <= SUM_TOLERANCE:
        return ""
    said = ", ".join(f"{in_one_line(key)}: {share:g}" for key, share in shares.items()) or "nothing"
    return f"the shares sum to {total:.6g}, expected 1 (got {said})"


def exceeds(total: float, limit: float) -> bool:
    """Tell whether a sum, or a product, is above a limit by more than rounding makes of it."""
    return total > limit + SUM_TOLERANCE


def district_fault(scenario: Scenario, name: str, named: Collection[str]) -> str:
    """Say what is wrong with a district for which something is counted; empty when nothing is.

    Parameters
    ----------
    scenario : Scenario
        For its districts.
    name : str
        The district, or a place within one.
    named : collection of str
        All that are named with it: not a district and, once more, a place of it.
    """
    several = districts_of_several(scenario)
    if name in scenario.districts:
        whole = district_of(scenario, name)
        if whole not in scenario.districts and whole in named:
            return f"{name!r} is part of {whole!r}, which is named too, expected one of the two"
    elif name not in several:
        return unknown("district", name, names_of_places(scenario))
    elif all(scenario.districts[place].share is None for place in several[name]):
        return f"the places of {name!r} have no share, expected share for each"
    return ""


def unknown_hubs(scenario: Scenario, path: Path, hubs: Iterable[str]) -> Iterator[Finding]:
    """Yield the keys of the mapping at a path that should be hubs and are none."""
    for hub in hubs:
        if hub not in scenario.hubs:
            yield Finding((*path, hub), unknown("hub", hub, scenario.hubs), at_key=True)


def unknown_types_and_districts(
    scenario: Scenario, path: Path, named: BaseModel
) -> Iterator[Finding]:
    """Yield what is wrong with the `types` and the `districts` that a part at a path names."""
    for field, words in known_of(named, "types", "districts"):
        for place, word in numbered(words):
            if field == "districts":
                message = district_fault(scenario, word, words)
            elif word not in scenario.incident_types:
                message = unknown("type", word, scenario.incident_types)
            else:
                continue
            if message:
                yield Finding((*path, field, place), message)


def unknown_grade(scenario: Scenario, grade: int) -> str:
    """Say that there is no such grade."""
    return f"unknown grade {grade}; expected {listed(sorted(scenario.grades))}"


def grade_fault(scenario: Scenario, grade: int) -> str:
    """Say what is wrong with a grade that officers should attend; empty when nothing is."""
    attended = grades_of_officers(scenario)
    if grade in attended:
        return ""
    known = f" ({listed(attended)})" if attended else ""
    return f"got grade {grade}, expected a grade that officers attend{known}"


def days_fault(first_day: dt.date | None, last_day: dt.date | None) -> str:
    """Say that a first day is after the last; empty if it is not, or one of them is open."""
    if first_day and last_day and first_day > last_day:
        return f"got {first_day} to {last_day}, expected the first day before the last"
    return ""


def time_fault(text: str) -> str:
    """Say what is wrong with a time of day; empty when nothing is."""
    try:
        parse_time_of_day(text)
    except ValueError as error:
        better = near_time(text)
        return f"{error}; write {better}" if better else str(error)
    return ""
