"""Checks that demand and people fit together: all work can be done by somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sim.scenario.checks.faults import grade_fault, unknown_grade
from sim.scenario.facts.attendance import attending_teams, busy_hubs
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.powers import has_power
from sim.scenario.facts.redeployment import RuleSince, rules_by_date
from sim.scenario.facts.teams import ATTENDING, people, teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.tree import Path
from sim.scenario.reading.unknown import numbered
from sim.scenario.reading.words import listed
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.team_parts import CrossHubHelp
from sim.scenario.schema.teams import AttendingTeam

_EMERGENCY = 1


@reads("incident_types", "grades", "teams")
def attending_teams_exist(scenario: Scenario) -> Iterator[Finding]:
    """Require that incidents are attended by teams that the force has, each named once."""
    lists: dict[Path, Sequence[str]] = {}
    for name, incident_type in scenario.incident_types.items():
        path: Path = ("incident_types", name, "attended_by")
        if isinstance(incident_type.attended_by, dict):
            lists |= {(*path, grade): teams for grade, teams in incident_type.attended_by.items()}
        else:
            lists[path] = incident_type.attended_by
    for number, grade in scenario.grades.items():
        if isinstance(grade.attended_by, list):
            lists[("grades", number, "attended_by")] = grade.attended_by
    present = [name for name in teams_of(scenario) if name in ATTENDING]
    for path, teams in lists.items():
        if not teams:
            yield Finding(path, "got an empty list, expected at least one team", at_key=True)
        for position, team in numbered(teams):
            if team in teams[:position]:
                yield Finding((*path, position), f"the team {team!r} appears twice in the list")
            elif team not in present:
                message = f"the scenario has no team {team!r}; it has {_named(present)}"
                yield Finding((*path, position), message)


def _named(names: Sequence[str]) -> str:
    return listed(names) if names else "no team that attends incidents"


@reads("incident_types", "grades", "teams", "districts")
def attendance_covers_every_grade(scenario: Scenario) -> Iterator[Finding]:
    """Require that where teams are given by grade, every grade that is attended has some."""
    facts = Facts(scenario)
    for name, incident_type in scenario.incident_types.items():
        if not isinstance(incident_type.attended_by, dict):
            continue
        path = ("incident_types", name, "attended_by")
        for grade in incident_type.attended_by:
            if grade not in scenario.grades:
                yield Finding((*path, grade), unknown_grade(scenario, grade), at_key=True)
        for grade in facts.attended_grades[name]:
            silent = grade not in incident_type.attended_by
            if silent and not attending_teams(scenario, incident_type, grade):
                message = f"no teams for grade {grade}, which incidents of this type can have"
                yield Finding(path, message, at_key=True)


@reads("incident_types", "grades", "districts", "hubs", "teams", "rotas", "redeployment")
def all_work_can_be_served(scenario: Scenario) -> Iterator[Finding]:
    """Require that wherever a type happens, enough officers of some team can attend it."""
    facts = Facts(scenario)

    @cache
    def most_of(teams: frozenset[str], hub: str) -> int:
        return sum(facts.most_on_duty.get((team, hub), 0) for team in teams)

    for name, incident_type in scenario.incident_types.items():
        meant = list(_who_may_be_sent(facts, name))
        for hub, district in busy_hubs(scenario, incident_type).items():
            of_meant = [(each, most_of(each.everybody, hub)) for each in meant]
            short = _short_of_officers(facts, incident_type, of_meant)
            for (teams, most), grades in short.items():
                what = f"grade {listed(grades)} incidents in {district!r}"
                if most == 0:
                    message = (
                        f"{what} can never be attended: the hub {hub!r} has nobody in "
                        f"{listed(teams)}, and no help reaches them"
                    )
                    yield Finding(("incident_types", name), message, at_key=True)
                else:
                    message = (
                        f"{what} can need {_needed_at_once(incident_type)} officers together, but "
                        f"the hub {hub!r} has at most {most} on duty at once in {listed(teams)}"
                    )
                    path = ("incident_types", name, "officers_mix")
                    yield Finding(path, message, at_key=True)


def _needed_at_once(incident_type: IncidentType) -> int:
    """Return the most officers who must be sent together."""
    if incident_type.officers_arrive != "together":
        return 1
    return max((n for n, share in incident_type.officers_mix.items() if share > 0), default=1)


class _Meant(NamedTuple):
    """Who may be sent to incidents of a type and grade, at whichever hub."""

    grade: int
    teams: tuple[str, ...]  #: those that are meant to attend
    everybody: frozenset[str]  #: those and the teams that may be redeployed to them


def _who_may_be_sent(facts: Facts, name: str) -> Iterator[_Meant]:
    """Yield who may be sent to a type of incident, grade by grade."""
    scenario, incident_type = facts.scenario, facts.scenario.incident_types[name]
    power = incident_type.needs_power
    for grade in facts.attended_grades[name]:
        teams = tuple(
            team
            for team in attending_teams(scenario, incident_type, grade)
            if team in facts.teams and has_power(scenario, team, power)
        )
        sent = {team for team in _redeployed(facts, grade) if has_power(scenario, team, power)}
        yield _Meant(grade, teams, frozenset({*teams, *sent}))


def _short_of_officers(
    facts: Facts, incident_type: IncidentType, meant: Iterable[tuple[_Meant, int]]
) -> dict[tuple[tuple[str, ...], int], list[int]]:
    """Return the grades that a hub cannot serve, by the teams meant to and their people.

    With who may be sent goes how many people of theirs the hub ever has on duty at once.
    """
    found: dict[tuple[tuple[str, ...], int], list[int]] = {}
    needed = _needed_at_once(incident_type)
    for (grade, teams, _), there in meant:
        # Help is counted where it is needed: nearly nowhere.
        helped = there < needed and incident_type.officers_arrive != "together"
        most = there + (_helpers(facts, teams, grade) if helped else 0)
        # Another check reports teams that do not exist at all.
        if teams and most < needed:
            found.setdefault((teams, most), []).append(grade)
    return found


def _redeployed(facts: Facts, grade: int) -> set[str]:
    """Return the teams that redeployment may send to any incident of a grade, on every date."""
    sent = set(facts.teams)
    for _, rule, _ in rules_by_date(facts.scenario.redeployment):
        by_rule = rule.teams if rule.rule != "never" and grade in rule.grades else ()
        sent &= {*rule.at_once.get(grade, ()), *by_rule}
    return sent


def _helpers(facts: Facts, teams: Sequence[str], grade: int) -> int:
    """Return the officers of any hub who help at others; those who go together are never lent."""
    attending = teams_that(facts.scenario, AttendingTeam)
    lending = [attending[team] for team in teams]
    return sum(
        people(team, place)
        for team in lending
        if _lends(team.cross_hub_help, grade)
        for place in team.posts
    )


def _lends(rule: CrossHubHelp, grade: int) -> bool:
    """Tell whether a rule sends help to incidents of a grade."""
    if rule.rule in ("after_wait", "shared"):
        return grade in rule.grades
    return rule.rule == "emergencies" and grade == _EMERGENCY


@reads("redeployment", "teams", "grades")
def redeployment_has_people_and_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that redeployment is from and to teams that exist, for attended grades."""
    rules = rules_by_date(scenario.redeployment)
    yield from dict.fromkeys(found for since in rules for found in _nowhere(scenario, since))


def _nowhere(scenario: Scenario, since: RuleSince) -> Iterator[Finding]:
    """Yield what is said of teams and grades that are not there, in the rule of a date."""
    rule, present = since.rule, teams_of(scenario)
    if rule.rule == "never":
        return
    if "response" not in present:
        message = f"got {rule.rule!r}, but the scenario has no teams.response to send people to"
        yield Finding(since.path("rule"), message)
    for position, team in numbered(rule.teams):
        if team not in present:
            yield Finding((*since.path("teams"), position), f"the scenario has no team {team!r}")
    for position, grade in numbered(rule.grades):
        fault = grade_fault(scenario, grade)
        if fault:
            yield Finding((*since.path("grades"), position), fault)


@reads("redeployment", "teams", "grades")
def those_sent_at_once_exist(scenario: Scenario) -> Iterator[Finding]:
    """Require that teams which go at once exist, and their grades are attended."""
    present = teams_of(scenario)
    rules = rules_by_date(scenario.redeployment)
    for where, by_grade in {each.path("at_once"): each.rule.at_once for each in rules}.items():
        for grade, teams in by_grade.items():
            fault = grade_fault(scenario, grade)
            if fault:
                yield Finding((*where, grade), fault, at_key=True)
            for position, team in numbered(teams):
                if team not in present:
                    message = f"the scenario has no team {team!r}"
                    yield Finding((*where, grade, position), message)


@reads("redeployment")
def redeployment_is_recalled_later(scenario: Scenario) -> Iterator[Finding]:
    """Require that people are recalled at a shorter queue than the one that sends them."""
    for since in rules_by_date(scenario.redeployment):
        rule = since.rule
        if rule.rule != "never" and rule.recall_below > rule.waiting:
            message = (
                f"got {rule.recall_below}, expected at most {rule.waiting} "
                f"({since.name('waiting')}): otherwise people are recalled while the queue still "
                "calls for them"
            )
            yield Finding(("redeployment", "recall_below"), message)
            return
