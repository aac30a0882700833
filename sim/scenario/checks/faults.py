"""What is wrong with a value, in words that several checks share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.clock import parse_time_of_day
from sim.scenario.facts.attendance import served_by_desk
from sim.scenario.reading.advice import near_time
from sim.scenario.reading.tree import in_one_line
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario

#: How far shares may be from summing to 1, for the sake of rounding.
SUM_TOLERANCE = 1e-6


def sum_fault(shares: Mapping[Any, float]) -> str:
    """Say what shares sum to when it is not 1; empty when it is."""
    total = sum(shares.values())
    if abs(total - 1) <= SUM_TOLERANCE:
        return ""
    said = ", ".join(f"{in_one_line(key)}: {share:g}" for key, share in shares.items()) or "nothing"
    return f"the shares sum to {total:.6g}, expected 1 (got {said})"


def grades_of_officers(scenario: Scenario) -> list[int]:
    """Return the grades that officers attend, in order."""
    return sorted(n for n, grade in scenario.grades.items() if not served_by_desk(grade))


def grade_fault(scenario: Scenario, grade: int) -> str:
    """Say what is wrong with a grade that officers should attend; empty when nothing is."""
    attended = grades_of_officers(scenario)
    if grade in attended:
        return ""
    known = f" ({listed(attended)})" if attended else ""
    return f"got grade {grade}, expected a grade that officers attend{known}"


def time_fault(text: str) -> str:
    """Say what is wrong with a time of day; empty when nothing is."""
    try:
        parse_time_of_day(text)
    except ValueError as error:
        better = near_time(text)
        return f"{error}; write {better}" if better else str(error)
    return ""
