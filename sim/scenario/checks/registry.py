"""Rules that a scenario must keep beyond what the schema can say, each a small named function.

A new one needs `reads` above it and nothing else, in a file that is named here.

A check yields what is wrong and never raises. All of them run, so that a planner sees every fault
at once. Where a value is faulty in itself, a check goes as far as it can without that value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sim.scenario.checks import (
    casework,
    chasers,
    cohorts,
    control_room,
    demand,
    demand_changes,
    desk,
    follow_ups,
    grades,
    headlines,
    maps,
    money,
    names,
    operations,
    places,
    posts,
    prevention,
    prevention_effect,
    repeats,
    response,
    rotas,
    safeguarding,
    sizes,
    small_areas,
    staffing,
    teams,
    windows,
)
from sim.scenario.checks.warnings import cover, evidence, no_effect, period, plausible
from sim.scenario.checks.warnings import posts as posts_outside_the_run
from sim.scenario.checks.warnings import prevention as prevention_by_nobody
from sim.scenario.reading.finding import Check, Finding, checks_of
from sim.scenario.schema.scenario import Scenario

CHECKS = checks_of(
    windows,
    places,
    names,
    demand,
    demand_changes,
    repeats,
    prevention_effect,
    operations,
    follow_ups,
    grades,
    control_room,
    chasers,
    teams,
    posts,
    rotas,
    staffing,
    desk,
    casework,
    prevention,
    small_areas,
    safeguarding,
    cohorts,
    response,
    money,
    headlines,
    maps,
    sizes,
)

#: What is allowed but probably a mistake. A warning never stops a run.
WARNINGS = checks_of(
    no_effect,
    cover,
    period,
    posts_outside_the_run,
    prevention_by_nobody,
    plausible,
    evidence,
)

#: What has a day in the run. It is refused, or warned of, if it has none even in the longest run of
#: the scenario; in a shorter one, there is a warning. Of windows, the tables say it.
DAYS_IN_THE_RUN: tuple[Check, ...] = (
    demand_changes.changes_meet_the_run,
    period.operations_outside_what_is_measured,
    *checks_of(posts_outside_the_run),
    prevention_by_nobody.meetings_that_are_not_measured,
)

#: Findings of one check that are taken.
FINDINGS_LIMIT = 200


def run_checks(
    scenario: Scenario, further: Iterable[Check] = (), changed: Collection[str] | None = None
) -> Iterator[Finding]:
    """Yield everything that is wrong with a scenario that the schema accepts.

    Of one in which nothing is `too_large`: that is not looked at again.

    Parameters
    ----------
    further : iterable of Check
        Rules of which only those who read the scenario know.
    changed : collection of str, optional
        Top-level keys in which it differs from one that is right: only checks that look at these
        run. By default all do.
    """
    for check in (*CHECKS, *further):
        is_meant = changed is None or check.sections & set(changed)
        if is_meant and check not in sizes.FIRST:
            yield from islice(check.find(scenario), FINDINGS_LIMIT)


def too_large(scenario: Scenario) -> list[Finding]:
    """Return what is too large to be looked at, of a scenario or of what is known of one."""
    for check in sizes.FIRST:
        found = list(_before_the_unknown(check, scenario))
        if found:
            return found
    return []


def run_checks_on_the_rest(
    scenarios: Iterable[Scenario], faulty: Collection[str], further: Iterable[Check] = ()
) -> Iterator[Finding]:
    """Yield what else is wrong with a scenario that has faults, each finding once.

    Parameters
    ----------
    scenarios : iterable of Scenario
        The scenario without what is faulty, in one order or several.
    faulty : collection of str
        The top-level keys with faults.
    further : iterable of Check
        As for `run_checks`.
    """
    seen: set[Finding] = set()
    checks = (*CHECKS, *further)
    for number, scenario in enumerate(scenarios):
        for check in checks:
            if number == 0 or check.sections & set(faulty):
                found = set(_before_the_unknown(check, scenario)) - seen
                seen |= found
                yield from found


def _before_the_unknown(check: Check, scenario: Scenario) -> Iterator[Finding]:
    """Yield what a check finds until it asks for a value that is not there."""
    try:
        yield from islice(check.find(scenario), FINDINGS_LIMIT)
    except AttributeError:
        return


def run_warnings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is probably a mistake in a scenario without faults."""
    for check in WARNINGS:
        for found in check.find(scenario):
            yield found._replace(level="warning")


def run_warnings_of_days(scenario: Scenario, days: int) -> Iterator[Finding]:
    """Yield what has no day in a run of fewer days than the longest that the scenario says.

    To remove it, as others are advised, would change what the longer run shows.
    """
    known = {found for check in DAYS_IN_THE_RUN for found in check.find(scenario)}
    for check in DAYS_IN_THE_RUN:
        for found in check.find(_of_days(scenario, days)):
            if found not in known:
                effect = found.message.partition("; ")[0]
                message = f"{effect}; measure more days to see what it does"
                yield found._replace(message=message, level="warning")


def run_checks_of_days(
    scenario: Scenario, days: int, further: Iterable[Check] = ()
) -> Iterator[Finding]:
    """Yield what is wrong with a scenario when as many days are measured."""
    return run_checks(_of_days(scenario, days), further, {"run"})


def _of_days(scenario: Scenario, days: int) -> Scenario:
    run = scenario.run.model_copy(update={"days": days, "days_in_comparisons": None})
    return scenario.model_copy(update={"run": run})
