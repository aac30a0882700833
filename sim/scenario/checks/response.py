"""Checks on the levers of teams that attend: reserves, crews, help after a wait, arrests."""

from __future__ import annotations

from collections.abc import Iterator

from sim import clock
from sim.clock import MS_PER_DAY, parse_time_of_day, to_ms
from sim.scenario.checks.faults import days_fault, grade_fault
from sim.scenario.facts.attendance import attending_teams
from sim.scenario.facts.custody import closed_hours, suites
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.rotas import rotas_named
from sim.scenario.facts.teams import (
    OnDuty,
    people,
    shifts_can_be_laid_out,
    teams_that,
    works_in_crews,
)
from sim.scenario.facts.times import longest
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.unknown import known_of, numbered
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import AttendingTeam, ResponseTeam

_NOBODY = OnDuty(0, 0)
#: The rules of help that name the grades to which they apply.
_OF_GRADES = ("after_wait", "shared")


@reads("teams", "grades")
def reserves_are_held_back_from_lower_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that officers are held back from grades that they attend, and not from the first."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        for grade in team.held_back:
            path = ("teams", name, "held_back", grade)
            fault = grade_fault(scenario, grade)
            if not fault and grade == min(scenario.grades):
                fault = (
                    f"nobody can be held back from grade {grade}: no higher grade could need them"
                )
            if fault:
                yield Finding(path, fault, at_key=True)


@reads("teams", "rotas")
def reserves_are_smaller_than_their_teams(scenario: Scenario) -> Iterator[Finding]:
    """Require that at each hub somebody can be sent beyond those held back."""
    facts = Facts(scenario)
    for name, team in teams_that(scenario, AttendingTeam).items():
        for grade, officers in team.held_back.items():
            for hub in team.posts:
                there = facts.on_duty_at_once[name, hub]
                most = max(at_once.units for at_once in there)
                if officers >= most:
                    units = "" if all(at_once.crews == 0 for at_once in there) else " units"
                    message = (
                        f"a reserve of {officers} in a team of which at most {most}{units} are on "
                        f"duty at once at the hub {hub!r}: nobody would ever go to grade {grade}"
                    )
                    yield Finding(("teams", name, "held_back", grade), message)


@reads("incident_types", "grades", "hubs", "teams", "rotas", "districts")
def reserves_leave_enough_to_go_together(scenario: Scenario) -> Iterator[Finding]:
    """Require that where officers go together, enough can go beyond those held back."""
    facts = Facts(scenario)
    teams = teams_that(scenario, AttendingTeam)
    for name, incident_type in scenario.incident_types.items():
        needed = max((n for n, share in incident_type.officers_mix.items() if share > 0), default=1)
        if incident_type.officers_arrive != "together" or needed < 2:
            continue
        for grade in facts.attended_grades[name]:
            who = [t for t in attending_teams(scenario, incident_type, grade) if t in teams]
            held_back = {team: teams[team].held_back.get(grade, 0) for team in who}
            for hub in scenario.hubs if any(held_back.values()) else []:
                on_duty = {team: facts.on_duty_at_once.get((team, hub), {_NOBODY}) for team in who}
                most = sum(max(at_once.people for at_once in on_duty[team]) for team in who)
                beyond = sum(
                    max(at_once.people_beyond(held_back[team]) for at_once in on_duty[team])
                    for team in who
                )
                if beyond < needed <= most:
                    message = (
                        f"grade {grade} incidents can need {needed} officers together, but at the "
                        f"hub {hub!r} at most {beyond} can ever go beyond those held back from "
                        f"this grade in {listed(who)}"
                    )
                    yield Finding(("incident_types", name, "officers_mix"), message, at_key=True)


@reads("teams", "hubs")
def crews_have_two_people(scenario: Scenario) -> Iterator[Finding]:
    """Require that wherever people work in twos there are two of them."""
    for name, team in teams_that(scenario, ResponseTeam).items():
        if not works_in_crews(team):
            continue
        for place in team.posts:
            if people(team, place) < 2:
                message = f"a crew of two in a team of one, at the hub {place!r}"
                yield Finding(("teams", name, _why_crews(team)), message, at_key=True)


def _why_crews(team: ResponseTeam) -> str:
    """Return the setting by which people of a team work in twos."""
    return "students_share" if team.crewing is None else "crewing"


@reads("teams", "rotas")
def crewing_names_known_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Require that the shifts in which people work in twos are those of the team's rota."""
    for name, team in teams_that(scenario, ResponseTeam).items():
        if team.crewing is None:
            continue
        names = sorted(set(rotas_named(team).values()))
        if any(name not in scenario.rotas for name in names if name != ALWAYS):
            continue
        known = [shift for name in names if name != ALWAYS for shift in scenario.rotas[name].shifts]
        for position, shift in numbered(team.crewing.shifts):
            if shift not in known:
                works = listed(map(repr, names), "and")
                message = unknown("shift", shift, known) + f" (the team's rota is {works})"
                yield Finding(("teams", name, "crewing", "shifts", position), message)


@reads("teams", "rotas")
def crews_go_off_duty(scenario: Scenario) -> Iterator[Finding]:
    """Require that people who work in twos go home between shifts, so that crews can be formed."""
    for team_name, team in teams_that(scenario, ResponseTeam).items():
        for name in sorted(set(rotas_named(team).values())):
            rota = scenario.rotas.get(name)
            in_crews = team.crewing is not None or team.students_share > 0
            if not in_crews or rota is None or not shifts_can_be_laid_out(rota):
                continue
            touching = _touching(rota)
            if touching:
                first, second = touching
                message = (
                    f"a shift {second!r} of rota {name!r} starts when the same person's shift "
                    f"{first!r} ends; people who work in twos need time off between shifts"
                )
                yield Finding(("teams", team_name, _why_crews(team)), message, at_key=True)


def _touching(rota: Rota) -> tuple[str, str] | None:
    """Return two shifts of one person of which the second starts when the first ends, if any."""
    worked = [(day, label) for day, label in enumerate(rota.pattern) if label in rota.shifts]
    for index, (day, label) in enumerate(worked):
        before_day, before = worked[index - 1]
        days = (day - before_day) % len(rota.pattern) or len(rota.pattern)
        end = parse_time_of_day(rota.shifts[before].start) + to_ms(60 * rota.shifts[before].hours)
        if end == parse_time_of_day(rota.shifts[label].start) + days * MS_PER_DAY:
            return before, label
    return None


@reads("teams", "grades")
def help_after_a_wait_names_its_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that help after a wait, and what is shared, is for grades that officers attend."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        rule = team.cross_hub_help
        path = ("teams", name, "cross_hub_help")
        if rule.rule not in _OF_GRADES:
            continue
        if not rule.grades:
            message = f"grades is missing; the rule {rule.rule!r} needs the grades that are helped"
            yield Finding(path, message, at_key=True)
        for position, grade in numbered(rule.grades):
            fault = grade_fault(scenario, grade)
            if fault:
                yield Finding((*path, "grades", position), fault)


@reads("teams", "grades", "redeployment")
def what_is_shared_goes_by_turn(scenario: Scenario) -> Iterator[Finding]:
    """Require that nothing else says who goes to jobs that are shared out evenly."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        rule = team.cross_hub_help
        if rule.rule != "shared":
            continue
        path = ("teams", name, "cross_hub_help")
        if name == "response" and scenario.redeployment.rule == "one_pool":
            message = "got 'shared', but under one pool the nearer of response and prevention goes"
            yield Finding((*path, "rule"), message)
        for position, grade in numbered(rule.grades):
            found = scenario.grades.get(grade)
            if found is not None and found.calls_away == "when_nearer":
                message = f"the nearest goes to grade {grade} (calls_away: when_nearer)"
                yield Finding((*path, "grades", position), f"{message}; it cannot be shared out")


@reads("teams")
def settings_of_help_have_their_rule(scenario: Scenario) -> Iterator[Finding]:
    """Require that grades and the wait are named only where help waits."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        rule = team.cross_hub_help
        said = {
            "grades": bool(rule.grades) and rule.rule not in _OF_GRADES,
            "after_min": rule.after_min > 0 and rule.rule != "after_wait",
        }
        for field in (field for field, is_said in said.items() if is_said):
            only = "'after_wait' or 'shared'" if field == "grades" else "'after_wait'"
            message = f"has no effect with the rule {rule.rule!r}, expected only with {only}"
            yield Finding(("teams", name, "cross_hub_help", field), message, at_key=True)


@reads("custody_suites", "districts")
def custody_suites_stand_in_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that custody suites stand in districts of the scenario, each named once."""
    by_name = isinstance(scenario.custody_suites, dict)
    named = list(scenario.custody_suites)
    for position, district in numbered(named):
        path = ("custody_suites", district if by_name else position)
        if district not in scenario.districts:
            message = unknown("district", district, scenario.districts)
            yield Finding(path, message, at_key=by_name)
        elif district in named[:position]:
            yield Finding(path, f"the district {district!r} appears twice in the list")


@reads("hospitals", "districts")
def hospitals_stand_in_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that hospitals stand in districts of the scenario, each named once."""
    for position, district in numbered(scenario.hospitals):
        path = ("hospitals", position)
        if district not in scenario.districts:
            yield Finding(path, unknown("district", district, scenario.districts))
        elif district in scenario.hospitals[:position]:
            yield Finding(path, f"the district {district!r} appears twice in the list")


@reads("custody_suites", "hubs", "run")
def some_custody_suite_is_open(scenario: Scenario) -> Iterator[Finding]:
    """Require that the days of closings run forward, and a suite is open at every hour."""
    found = suites(scenario)
    for name, suite in found.items():
        for position, closing in numbered(suite.closed):
            if message := days_fault(closing.first_day, closing.last_day):
                yield Finding(("custody_suites", name, "closed", position), message)
    closed = [closed_hours(longest(scenario.run), suite) for suite in found.values()]
    all_closed = set.intersection(*closed) if closed else set()
    if all_closed:
        when = clock.stamp(scenario.run.start, min(all_closed) * clock.MS_PER_HOUR)
        message = f"no custody suite is open on {when}, expected one at every hour"
        yield Finding(("custody_suites",), message, at_key=True)


@reads("incident_types")
def arrests_and_watches_are_at_grades_of_the_type(scenario: Scenario) -> Iterator[Finding]:
    """Require that grades of arrests and watches are grades of the type, each named once."""
    for name, incident_type in scenario.incident_types.items():
        for part, said in known_of(incident_type, "arrest", "watch"):
            grades = said.grades if said is not None else []
            for position, grade in numbered(grades):
                path = ("incident_types", name, part, "grades", position)
                if grade not in incident_type.grade_mix:
                    known = listed(sorted(incident_type.grade_mix))
                    message = f"no incident of this type has grade {grade}; expected {known}"
                    yield Finding(path, message)
                elif grade in grades[:position]:
                    yield Finding(path, f"grade {grade} appears twice in the list")


@reads("arrests", "grades")
def arrests_have_a_reference(scenario: Scenario) -> Iterator[Finding]:
    """Require that the grades with a reference exist, and an elasticity has a reference."""
    arrests = scenario.arrests
    for grade in arrests.reference_min:
        if grade not in scenario.grades:
            message = f"there is no grade {grade}; expected {listed(sorted(scenario.grades))}"
            yield Finding(("arrests", "reference_min", grade), message, at_key=True)
    if arrests.elasticity > 0 and not arrests.reference_min:
        message = "got an elasticity alone, expected reference_min of at least one grade beside it"
        yield Finding(("arrests", "elasticity"), message)
