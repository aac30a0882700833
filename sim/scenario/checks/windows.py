"""Checks on windows of dates and hours."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import days_fault
from sim.scenario.facts.times import last_of_longest, longest
from sim.scenario.facts.windows import measured_days, spans_ms
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario


@reads("run")
def windows_run_forward(scenario: Scenario) -> Iterator[Finding]:
    """Require that the first day of a window is not after the last."""
    for name, window in scenario.run.windows.items():
        if message := days_fault(window.first_day, window.last_day):
            yield Finding(("run", "windows", name), message, at_key=True)


@reads("run")
def windows_hold_time_that_is_measured(scenario: Scenario) -> Iterator[Finding]:
    """Require that a window has an hour within the measured period."""
    run = longest(scenario.run)
    first, until = measured_days(run)[0], last_of_longest(scenario.run)
    for name, window in scenario.run.windows.items():
        if days_fault(window.first_day, window.last_day) or spans_ms(run, window):
            continue
        path, period = ("run", "windows", name), f"which goes from {first} to {until}"
        if spans_ms(run, window.model_copy(update={"days_of_week": []})):
            message = f"has no {listed(window.days_of_week, 'or')} in its days within what is"
            yield Finding((*path, "days_of_week"), f"{message} measured, {period}", at_key=True)
        else:
            yield Finding(path, f"has no hour in what is measured, {period}", at_key=True)
