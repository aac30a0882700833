"""Checks that cases have somebody to work on them, and that rules of casework fit together."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import exceeds
from sim.scenario.facts.attendance import busy_hubs
from sim.scenario.facts.casework import investigating_team
from sim.scenario.facts.teams import people, teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.reading.words import listed
from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import CaseworkTeam, DetectiveTeam


def _cases(scenario: Scenario) -> Iterator[tuple[Path, Investigation, dict[str, str]]]:
    """Yield the investigations that arise: path, rules, and the hubs with one district of each."""
    for name, incident_type in scenario.incident_types.items():
        work = incident_type.resolution_centre
        referred = work is not None and work.to_investigation_share > 0
        if incident_type.investigation is not None and (
            incident_type.investigation.share > 0 or referred
        ):
            path = ("incident_types", name, "investigation")
            yield path, incident_type.investigation, busy_hubs(scenario, incident_type)


@reads("incident_types", "districts", "hubs", "teams")
def investigations_have_investigators(scenario: Scenario) -> Iterator[Finding]:
    """Require that where investigations arise, the hub has people of the team that works them."""
    for path, case, hubs in _cases(scenario):
        name = investigating_team(case, teams_of(scenario))
        team = teams_that(scenario, DetectiveTeam).get(name)
        if team is None:
            message = "the scenario has no teams.investigation to work on the cases"
            yield Finding(path, message, at_key=True)
            continue
        whom = "investigators" if name == "investigation" else f"people of the team {name!r}"
        for hub, district in hubs.items():
            if people(team, hub) < 1:
                message = f"cases from {district!r} need {whom} at the hub {hub!r}, which has none"
                yield Finding(path, message, at_key=True)


@reads("incident_types", "teams", "districts", "hubs")
def skills_are_there_where_needed(scenario: Scenario) -> Iterator[Finding]:
    """Require that a skill that cases need is one that some people of their team have."""
    for path, case, _ in _cases(scenario):
        name = investigating_team(case, teams_of(scenario))
        team = teams_that(scenario, DetectiveTeam).get(name)
        if case.needs_skill is None or team is None:
            continue
        known = [skill for skill, share in team.skills.items() if share > 0]
        if case.needs_skill not in known:
            message = unknown("skill", case.needs_skill, known)
            yield Finding((*path, "needs_skill"), f"{message} (teams.{name}.skills)")


@reads("teams")
def skills_are_shares(scenario: Scenario) -> Iterator[Finding]:
    """Require that no more than all people have a skill."""
    for name, team in teams_that(scenario, DetectiveTeam).items():
        for skill, share in team.skills.items():
            if share > 1:
                path = ("teams", name, "skills", skill)
                yield Finding(path, f"got {share:g}, expected a share of at most 1")


@reads("incident_types", "teams", "districts", "hubs", "casework")
def response_can_hold_cases(scenario: Scenario) -> Iterator[Finding]:
    """Require that cases or files given to Response find response officers at the hub."""
    team = scenario.teams.response
    for path, case, hubs in _cases(scenario):
        by_response = scenario.casework.file_build == "response" and case.charged_share > 0
        if case.retained_share == 0 and not by_response:
            continue
        here = (*path, "retained_share") if case.retained_share > 0 else path
        if team is None:
            message = "the scenario has no teams.response to hold these cases"
            yield Finding(here, message, at_key=True)
            continue
        for hub, district in hubs.items():
            if people(team, hub) < 1:
                message = (
                    f"cases from {district!r} need response officers at the hub {hub!r}, "
                    "which has none"
                )
                yield Finding(here, message, at_key=True)


@reads("incident_types")
def charges_have_files(scenario: Scenario) -> Iterator[Finding]:
    """Require that hours of file build are given where, and only where, somebody is charged."""
    for name, incident_type in scenario.incident_types.items():
        case = incident_type.investigation
        if case is None:
            continue
        path = ("incident_types", name, "investigation")
        if case.charged_share > 0 and case.file_build_hours is None:
            message = "file_build_hours is missing: somebody is charged in some of these cases"
            yield Finding((*path, "charged_share"), message, at_key=True)
        if case.charged_share == 0 and case.file_build_hours is not None:
            message = "has no effect: charged_share is 0"
            yield Finding((*path, "file_build_hours"), message, at_key=True)


@reads("incident_types")
def ends_are_shares(scenario: Scenario) -> Iterator[Finding]:
    """Require that no more incidents end in stated ways without a charge than there are."""
    for name, incident_type in scenario.incident_types.items():
        case = incident_type.investigation
        total = sum(case.without_charge.values()) if case is not None else 0.0
        if exceeds(total, 1):
            path = ("incident_types", name, "investigation", "without_charge")
            yield Finding(path, f"the shares sum to {total:.6g}, expected at most 1", at_key=True)


@reads("teams")
def slices_belong_to_shared_work(scenario: Scenario) -> Iterator[Finding]:
    """Require that slices are given only where work is shared over cases."""
    for name, team in teams_that(scenario, CaseworkTeam).items():
        if "slice_min" in team.model_fields_set and team.work != "shared":
            message = "has no effect: work is 'one_at_a_time', expected 'shared'"
            yield Finding(("teams", name, "slice_min"), message, at_key=True)


@reads("teams", "incident_types", "districts", "hubs", "casework")
def caseloads_of_response_have_cases(scenario: Scenario) -> Iterator[Finding]:
    """Require that Response has rules for a caseload only where it is given cases."""
    team = scenario.teams.response
    retains = any(case.retained_share > 0 for _, case, _ in _cases(scenario))
    if team is None or retains or scenario.casework.file_build == "response":
        return
    said = {
        "caseload_limit": team.caseload_limit is not None,
        "allocation": team.allocation != "least_loaded",
        "work": team.work != "one_at_a_time",
    }
    for field in (field for field, is_said in said.items() if is_said):
        message = "has no effect: no type has a retained_share, and investigators build the files"
        yield Finding(("teams", "response", field), message, at_key=True)


@reads("casework")
def prisoner_files_are_built_by_response(scenario: Scenario) -> Iterator[Finding]:
    """Require that files are built at once only where Response builds them."""
    casework = scenario.casework
    if casework.prisoner_files == "at_once" and casework.file_build != "response":
        message = "has no effect: investigators build the files (file_build)"
        yield Finding(("casework", "prisoner_files"), message, at_key=True)


@reads("teams", "hubs")
def lenders_have_somebody_to_help(scenario: Scenario) -> Iterator[Finding]:
    """Require that people are lent between hubs only where there is more than one."""
    for name, team in teams_that(scenario, DetectiveTeam).items():
        if team.lends != "never" and len(team.posts) < 2:
            message = f"got {team.lends!r}, but the team is only at {listed(list(team.posts))}"
            yield Finding(("teams", name, "lends"), message)
