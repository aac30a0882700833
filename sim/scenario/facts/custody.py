"""Custody suites: where they stand, and in which hours of the run they take nobody."""

from __future__ import annotations

from sim.clock import MS_PER_HOUR
from sim.scenario.facts.windows import closed_ms
from sim.scenario.schema.custody import CustodySuite
from sim.scenario.schema.run import Run
from sim.scenario.schema.scenario import Scenario


def suites(scenario: Scenario) -> dict[str, CustodySuite]:
    """Return the custody suites by their district; one at each hub if the scenario names none."""
    if isinstance(scenario.custody_suites, dict) and scenario.custody_suites:
        return scenario.custody_suites
    named = list(scenario.custody_suites) or [hub.district for hub in scenario.hubs.values()]
    return dict.fromkeys(named, CustodySuite())


def closed_hours(run: Run, suite: CustodySuite) -> set[int]:
    """Return the hours, from the start of the run, in which a custody suite takes nobody."""
    return {
        hour
        for closing in suite.closed
        for begin_ms, end_ms in closed_ms(run, closing)
        for hour in range(begin_ms // MS_PER_HOUR, end_ms // MS_PER_HOUR)
    }
