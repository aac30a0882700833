"""Checks on prevention: plans, powers, patches, and levers that would contradict one another."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import days_fault, sum_fault, unknown_hubs
from sim.scenario.facts.attendance import attending_teams
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.powers import has_power
from sim.scenario.facts.redeployment import RuleSince, rules_by_date
from sim.scenario.facts.teams import people, teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import dotted
from sim.scenario.reading.unknown import numbered
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import AttendingTeam, PreventionTeam


@reads("teams")
def prevention_plans_are_whole(scenario: Scenario) -> Iterator[Finding]:
    """Require that a plan shares out all time, and powers are used in work that is planned."""
    for name, team in teams_that(scenario, PreventionTeam).items():
        plan: dict[str, float] = {str(work): share for work, share in team.prevention_plan.items()}
        message = sum_fault(plan) if plan else ""
        if message:
            yield Finding(("teams", name, "prevention_plan"), message, at_key=True)
        for work in team.asb_powers_per_hour:
            if work != "patrol" and team.prevention_plan.get(work, 0) == 0:
                message = f"{work!r} has no share in the team's prevention_plan"
                yield Finding(("teams", name, "asb_powers_per_hour", work), message, at_key=True)


@reads("prevention")
def patrol_fits_any_spell(scenario: Scenario) -> Iterator[Finding]:
    """Require that time which is too short for other work can go into patrol."""
    shortest = scenario.prevention.shortest_spell_min.get("patrol", 0)
    if shortest > 0:
        message = (
            f"got {shortest:g} minutes, expected 0 or no entry: spells that are too short for "
            "other work go into patrol"
        )
        yield Finding(("prevention", "shortest_spell_min", "patrol"), message)


@reads("teams", "incident_types", "powers")
def powers_are_known(scenario: Scenario) -> Iterator[Finding]:
    """Require that the powers of teams and types are among those that the scenario lists."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        for position, power in numbered(team.powers or []):
            if power not in scenario.powers:
                message = unknown("power", power, scenario.powers)
                yield Finding(("teams", name, "powers", position), message)
    for name, incident_type in scenario.incident_types.items():
        if (
            incident_type.needs_power is not None
            and incident_type.needs_power not in scenario.powers
        ):
            message = unknown("power", incident_type.needs_power, scenario.powers)
            yield Finding(("incident_types", name, "needs_power"), message)


@reads("teams", "incident_types", "powers", "grades", "districts")
def somebody_has_the_power(scenario: Scenario) -> Iterator[Finding]:
    """Require that of the teams meant to attend a type at a grade, one has the power it needs."""
    facts = Facts(scenario)
    for name, incident_type in scenario.incident_types.items():
        if incident_type.needs_power not in scenario.powers:
            continue
        for grade in facts.attended_grades[name]:
            named = attending_teams(scenario, incident_type, grade)
            teams = [team for team in named if team in facts.teams]
            power = incident_type.needs_power
            if teams and not any(has_power(scenario, team, power) for team in teams):
                message = (
                    f"of {listed(teams)}, who attend grade {grade}, nobody has the power {power!r}"
                )
                yield Finding(("incident_types", name, "needs_power"), message)


@reads("teams")
def owners_of_patches_stay_on_them(scenario: Scenario) -> Iterator[Finding]:
    """Require that PCSOs tied to patches go to no other hubs."""
    team = scenario.teams.pcso
    if team is not None and team.deployment == "patches" and team.cross_hub_help.rule != "never":
        message = (
            f"got {team.cross_hub_help.rule!r}, but PCSOs are tied to patches (deployment: "
            "patches); expected never"
        )
        yield Finding(("teams", "pcso", "cross_hub_help", "rule"), message)


@reads("redeployment")
def ring_fenced_teams_are_not_sent(scenario: Scenario) -> Iterator[Finding]:
    """Require that no rule and no backfill takes people from a team that is ring-fenced."""
    rules = rules_by_date(scenario.redeployment)
    yield from dict.fromkeys(found for since in rules for found in _sent_all_the_same(since))


def _sent_all_the_same(since: RuleSince) -> Iterator[Finding]:
    """Yield the teams that are ring-fenced, but sent by the rule of a date."""
    rule = since.rule
    ways = [f"the rule {rule.rule!r}"] if rule.rule != "never" else []
    ways += ["backfill"] if rule.backfill else []
    others = [team for team in rule.teams if team not in rule.ring_fenced]
    ends = ["rule: never"] if rule.rule != "never" else []
    ends += ["backfill: false"] if rule.backfill else []
    teams = dotted(since.path("teams"))
    expected = f"{teams}: [{', '.join(others)}]" if others else " and ".join(ends)
    for position, team in numbered(rule.ring_fenced):
        if ways and team in rule.teams:
            message = (
                f"{team!r} is ring-fenced, but {listed(ways)} would send it, as it is in {teams}; "
                f"expected {expected}"
            )
            yield Finding((*since.path("ring_fenced"), position), message)


@reads("teams", "hubs")
def protected_hours_have_people(scenario: Scenario) -> Iterator[Finding]:
    """Require that no more of a team stay on prevention than it has at the hub."""
    for name, team in teams_that(scenario, PreventionTeam).items():
        hours = team.protected_hours
        for hub, number in hours.officers.items() if hours is not None else ():
            path = ("teams", name, "protected_hours", "officers", hub)
            if hub not in scenario.hubs:
                yield Finding(path, unknown("hub", hub, scenario.hubs), at_key=True)
            elif number > people(team, hub):
                message = f"got {number}, but the team has {people(team, hub)} at the hub"
                yield Finding(path, message)


@reads("teams")
def protected_hours_run_forward(scenario: Scenario) -> Iterator[Finding]:
    """Require that the first day of protected hours is not after the last."""
    for name, team in teams_that(scenario, PreventionTeam).items():
        hours = team.protected_hours
        if hours is not None and days_fault(hours.first_day, hours.last_day):
            message = f"got {hours.last_day}, expected first_day, {hours.first_day}, or later"
            yield Finding(("teams", name, "protected_hours", "last_day"), message)


@reads("teams")
def overtime_has_rest_days_and_a_minimum(scenario: Scenario) -> Iterator[Finding]:
    """Require shifts, and a minimum strength, where shifts are made up by overtime."""
    response = scenario.teams.response
    if response is None or response.minimum_strength_by != "overtime":
        return
    path = ("teams", "response", "minimum_strength_by")
    if response.rota == ALWAYS:
        message = f"needs shifts and rest days, but the team's rota is {ALWAYS!r}"
        yield Finding(path, message)
    if not response.minimum_strength:
        yield Finding(path, "needs minimum_strength, by hub, which is missing")


@reads("teams", "hubs")
def minimum_strength_is_of_known_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that a minimum strength is given for hubs of the scenario."""
    if scenario.teams.response is not None:
        path = ("teams", "response", "minimum_strength")
        yield from unknown_hubs(scenario, path, scenario.teams.response.minimum_strength)


@reads("teams", "hubs")
def minimum_strength_can_be_reached(scenario: Scenario) -> Iterator[Finding]:
    """Require that a minimum strength is no more than the whole team."""
    response = scenario.teams.response
    if response is None:
        return
    for hub, number in response.minimum_strength.items():
        if hub in scenario.hubs and number > people(response, hub):
            message = f"got {number}, but the whole team has {people(response, hub)} at the hub"
            yield Finding(("teams", "response", "minimum_strength", hub), message)


@reads("redeployment", "teams")
def shifts_can_be_made_up(scenario: Scenario) -> Iterator[Finding]:
    """Require that a minimum strength has an effect, and that backfill has one to make up."""
    response, rule = scenario.teams.response, scenario.redeployment
    minimum = response.minimum_strength if response is not None else {}
    by_overtime = response is not None and response.minimum_strength_by == "overtime"
    if minimum and not rule.backfill and not by_overtime:
        message = (
            "has no effect without redeployment.backfill: true, or minimum_strength_by: overtime"
        )
        yield Finding(("teams", "response", "minimum_strength"), message, at_key=True)
    if rule.backfill and not minimum:
        message = "needs teams.response.minimum_strength, by hub, which is missing"
        yield Finding(("redeployment", "backfill"), message)
    # What the rule may send is another check's matter.
    idle = [each for each in rules_by_date(rule) if rule.backfill and each.rule.rule == "never"]
    for where, teams in {each.path("teams"): each.rule.teams for each in idle}.items():
        for position, team in numbered(teams):
            if team not in teams_of(scenario):
                yield Finding((*where, position), f"the scenario has no team {team!r}")
