"""Checks on harm, recording, the budget, and what is not known of numbers and rules."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.facts.casework import is_crime
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.schema.evidence import AS_IT_STANDS
from sim.scenario.schema.scenario import Scenario


@reads("incident_types")
def only_crimes_are_recorded(scenario: Scenario) -> Iterator[Finding]:
    """Require that a type of which a share is recorded is a crime."""
    for name, kind in scenario.incident_types.items():
        if kind.reporting is None or kind.reporting.recorded_share is None:
            continue
        if not is_crime(kind.investigation):
            message = "is for crimes, but this type gives no outcomes when nobody is charged"
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
    """Require that the smallest value of a range is not above the largest."""
    for section in ("evidence", "published"):
        for name, range_ in getattr(scenario, section).items():
            if range_.low > range_.high:
                message = f"got {range_.low:g} to {range_.high:g}, expected the smaller value first"
                yield Finding((section, name), message, at_key=True)


@reads("rules_not_known")
def rules_have_other_answers(scenario: Scenario) -> Iterator[Finding]:
    """Require that a rule that is not known names scenarios with other rules, each once."""
    for name, answers in scenario.rules_not_known.items():
        path = ("rules_not_known", name)
        if not any(answer != AS_IT_STANDS for answer in answers):
            message = "names no scenario with a different rule, expected at least one"
            yield Finding(path, message, at_key=True)
        seen = {AS_IT_STANDS} if isinstance(answers, list) else set()
        for n, answer in enumerate(answers):
            if answer in seen:
                yield Finding((*path, n), f"got {answer} again, expected each answer once")
            seen.add(answer)
