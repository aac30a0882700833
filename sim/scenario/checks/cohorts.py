"""Checks on cohorts of offenders: types, hubs, and somebody who does the work."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import exceeds
from sim.scenario.facts.teams import teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.unknown import known_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import PreventionTeam


@reads("offender_management", "incident_types", "hubs")
def cohorts_name_what_there_is(scenario: Scenario) -> Iterator[Finding]:
    """Require that cohorts name types and hubs of the scenario."""
    types = scenario.incident_types
    for name, cohort in scenario.offender_management.items():
        path = ("offender_management", name)
        for field, named in known_of(cohort, "share", "people", "hours_per_week"):
            of_types = field == "share"
            kind, known = ("type", types) if of_types else ("hub", scenario.hubs)
            for each in named:
                if each not in known:
                    yield Finding((*path, field, each), unknown(kind, each, known), at_key=True)


@reads("offender_management")
def cohorts_commit_no_more_than_all(scenario: Scenario) -> Iterator[Finding]:
    """Require that all cohorts together commit no more than all incidents of a type."""
    total: dict[str, float] = {}
    for name, cohort in scenario.offender_management.items():
        for each, share in cohort.share.items():
            total[each] = total.get(each, 0.0) + share
            if exceeds(total[each], 1):
                message = (
                    f"all cohorts up to here commit {total[each]:g} of the incidents of {each!r}, "
                    "expected at most 1"
                )
                yield Finding(("offender_management", name, "share", each), message)


@reads("offender_management", "teams")
def somebody_manages_each_cohort(scenario: Scenario) -> Iterator[Finding]:
    """Require hours of people in no team, or a team that plans the kind of work."""
    for name, cohort in scenario.offender_management.items():
        plans = [team.prevention_plan for team in teams_that(scenario, PreventionTeam).values()]
        planned = any(plan.get(cohort.work, 0) > 0 for plan in plans) and cohort.work_share > 0
        if not planned and not any(cohort.hours_per_week.values()):
            message = (
                f"nobody manages it: no team has {cohort.work!r} in its prevention_plan, and "
                "hours_per_week gives no hours"
            )
            yield Finding(("offender_management", name), message, at_key=True)
