"""Checks on harm, recording, the budget, and the evidence for numbers."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.facts.casework import is_crime
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.schema.scenario import Scenario


@reads("incident_types")
def only_crimes_are_recorded(scenario: Scenario) -> Iterator[Finding]:
    """Require that a type of which a share is recorded is a crime."""
    for name, kind in scenario.incident_types.items():
        if kind.reporting is None or kind.reporting.recorded_share is None:
            continue
        if not is_crime(kind.investigation):
            message = "is for crimes, and it is not said how this type ends when nobody is charged"
            path = ("incident_types", name, "reporting", "recorded_share")
            yield Finding(path, f"{message}, expected investigation.without_charge too")


@reads("budget")
def savings_made_are_part_of_the_target(scenario: Scenario) -> Iterator[Finding]:
    """Require that no more is saved already than is asked for."""
    budget = scenario.budget
    if budget is not None and budget.done_gbp > budget.target_gbp:
        message = (
            f"got {budget.done_gbp:,.0f}, expected at most target_gbp, {budget.target_gbp:,.0f}"
        )
        yield Finding(("budget", "done_gbp"), message)


@reads("evidence", "published")
def ranges_run_upwards(scenario: Scenario) -> Iterator[Finding]:
    """Require that the least value of a range is not above the greatest."""
    for section in ("evidence", "published"):
        for name, range_ in getattr(scenario, section).items():
            if range_.low > range_.high:
                message = f"got {range_.low:g} to {range_.high:g}, expected the least value first"
                yield Finding((section, name), message, at_key=True)


CHECKS: tuple[Check, ...] = (
    only_crimes_are_recorded,
    savings_made_are_part_of_the_target,
    ranges_run_upwards,
)
