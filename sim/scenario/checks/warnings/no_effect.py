"""Warnings of settings that change nothing, given the other settings."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from sim.clock import parse_time_of_day, to_ms
from sim.scenario.checks.faults import time_fault
from sim.scenario.facts.attendance import names_teams_for
from sim.scenario.facts.casework import investigations
from sim.scenario.facts.custody import suites
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.redeployment import rules_by_date
from sim.scenario.facts.teams import teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.tree import Path
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import AttendingTeam, PreventionTeam, Team
from sim.wording import counted

_MODE: Path = ("travel", "mode")
_RULE: Path = ("redeployment", "rule")
_TRIGGER = ("waiting", "older_than_min", "recall_below", "recall_after_min")
#: What acts, or is spoken of elsewhere, where nobody is redeployed.
_WITHOUT_REDEPLOYMENT = {"rule", "rule_from", "ring_fenced", "backfill", *_TRIGGER}
_CALLED_AWAY = {"travel", "scene"}


def _idle(path: Path, why: str, advice: str, because: Path = ()) -> Finding:
    """Return the warning that a setting has no effect."""
    return Finding(path, f"has no effect: {why}; {advice}", at_key=True, because=because)


def _set(part: BaseModel, *fields: str) -> list[str]:
    """Return those of the fields, or of all fields, that differ from what holds if omitted."""
    defaults = {name: field.default for name, field in type(part).model_fields.items()}
    return [name for name in fields or sorted(defaults) if getattr(part, name) != defaults[name]]


@reads("travel")
def travel_settings_without_drives(scenario: Scenario) -> Iterator[Finding]:
    """Warn of settings of drives where officers are at the scene at once (mode none)."""
    if scenario.travel.mode == "none":
        for field in _set(scenario.travel):
            if field == "mode":
                continue
            why = "with mode none officers are there at once"
            yield _idle(("travel", field), why, "leave it out, or set mode: distance", _MODE)


@reads("travel")
def a_limit_of_what_does_not_vary(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a limit of how much of a drive varies where no drive does."""
    travel = scenario.travel
    if travel.mode != "none" and travel.varies_up_to_min is not None and travel.cv == 0:
        path = ("travel", "varies_up_to_min")
        why = "travel.cv is 0, and no drive varies"
        yield _idle(path, why, "leave it out, or give drives a cv", ("travel", "cv"))


@reads("travel", "grades")
def emergency_speeds_that_nobody_drives(scenario: Scenario) -> Iterator[Finding]:
    """Warn of speeds to emergencies where no grade is driven to at emergency speed."""
    travel = scenario.travel
    if travel.mode == "none" or any(each.emergency_travel for each in scenario.grades.values()):
        return
    for field in _set(travel, "emergency_speed_km_per_hour", "emergency_speed_factor_by_hour"):
        why = "no grade has emergency_travel"
        advice = "leave it out, or set emergency_travel: true for a grade"
        yield _idle(("travel", field), why, advice)


@reads("travel", "districts", "grades", "teams")
def places_and_speeds_without_drives(scenario: Scenario) -> Iterator[Finding]:
    """Warn of speeds and returns to the station where no drive takes time."""
    if scenario.travel.mode != "none":
        return
    why, advice = "travel.mode is none, and no drive takes time", "leave it out"
    for name, district in scenario.districts.items():
        if district.speed_factor != 1:
            yield _idle(("districts", name, "speed_factor"), why, advice, _MODE)
    for number, grade in scenario.grades.items():
        if grade.emergency_travel:
            yield _idle(("grades", number, "emergency_travel"), why, advice, _MODE)
    for name, team in teams_that(scenario, AttendingTeam).items():
        if team.idle_limit_min is not None:
            yield _idle(("teams", name, "idle_limit_min"), why, advice, _MODE)


@reads("writing_up", "grades", "incident_types")
def writing_up_without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Warn of rules for writing up where there is none, or where it is never put off."""
    rules = scenario.writing_up
    if all(each.writing_up_min is None for each in scenario.incident_types.values()):
        for field in _set(rules):
            why = "no incident type has writing_up_min"
            yield _idle(("writing_up", field), why, "leave it out, or say how long it takes")
    elif rules.put_off_limit_min is not None and not any(
        number > 1 and "writing_up" in grade.interrupts for number, grade in scenario.grades.items()
    ):
        why = "no grade but 1 interrupts writing up"
        advice = "leave it out, or add writing_up to a grade's interrupts"
        yield _idle(("writing_up", "put_off_limit_min"), why, advice)


@reads("preemption", "grades")
def preemption_without_a_grade_that_uses_it(scenario: Scenario) -> Iterator[Finding]:
    """Warn of rules on who is called away where no grade interrupts a drive or a scene."""
    if any(_CALLED_AWAY & set(grade.interrupts) for grade in scenario.grades.values()):
        return
    for field in _set(scenario.preemption):
        why = "no grade interrupts travel or scene"
        advice = "leave it out, or add travel or scene to grades.N.interrupts"
        yield _idle(("preemption", field), why, advice)


@reads("incident_types", "grades", "teams", "districts")
def protection_from_no_interruption(scenario: Scenario) -> Iterator[Finding]:
    """Warn of types that may not be interrupted where no higher grade would interrupt them."""
    interrupting = [n for n, grade in scenario.grades.items() if "scene" in grade.interrupts]
    attended = Facts(scenario).attended_grades
    for name, incident_type in scenario.incident_types.items():
        if incident_type.interruptible:
            continue
        path = ("incident_types", name, "interruptible")
        advice = "leave it out, or add scene to grades.N.interrupts"
        if not interrupting:
            yield _idle(path, "no grade interrupts work at a scene", advice)
        elif max(attended[name], default=0) <= min(interrupting):
            why = "no grade above those of this type interrupts work at a scene"
            yield _idle(path, why, advice)


@reads("grades")
def late_visits_until_before_any_is_late(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a time until which late visits are made when no slot of the day has ended."""
    for number, grade in scenario.grades.items():
        slots = grade.appointment
        if slots is None or slots.late_until is None or slots.when_missed == "wait":
            continue
        if any(time_fault(said) for said in (slots.earliest, slots.late_until)):
            continue
        ends_ms = parse_time_of_day(slots.earliest) + to_ms(slots.slot_min)
        if parse_time_of_day(slots.late_until) <= ends_ms:
            path = ("grades", number, "appointment", "late_until")
            why = f"the first slots begin at {slots.earliest} and last {slots.slot_min:g} minutes"
            yield _idle(path, why, "write a time after they have ended, or leave it out")


@reads("teams", "hubs")
def help_without_another_hub(scenario: Scenario) -> Iterator[Finding]:
    """Warn of help at other hubs where there is only one."""
    if len(scenario.hubs) > 1:
        return
    for name, team in teams_that(scenario, AttendingTeam).items():
        if team.cross_hub_help.rule != "never":
            path = ("teams", name, "cross_hub_help")
            yield _idle(path, "the force has one hub", "leave it out, or set rule: never")


@reads("incident_types")
def rules_of_several_officers_for_one(scenario: Scenario) -> Iterator[Finding]:
    """Warn of rules for several officers at types that never need more than one at once."""
    for name, incident_type in scenario.incident_types.items():
        several = _needs_several(incident_type)
        together = incident_type.officers_arrive == "together"
        path = ("incident_types", name)
        if together and not several:
            why = "no incident of this type needs more than one officer"
            advice = "leave it out, or give shares for 2 or more officers in officers_mix"
            yield _idle((*path, "officers_arrive"), why, advice)
        if not incident_type.bypass and not (several and together):
            why = "nobody waits until several officers can go together"
            advice = "leave it out, or set officers_arrive: together and an officers_mix"
            yield _idle((*path, "bypass"), why, advice)


def _needs_several(incident_type: IncidentType) -> bool:
    return any(n > 1 and share > 0 for n, share in incident_type.officers_mix.items())


@reads("redeployment")
def trigger_of_redeployment_without_its_rule(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a trigger of redeployment under a rule that does not look at the queue."""
    rule = scenario.redeployment
    if "queue_long" in {since.rule.rule for since in rules_by_date(rule)}:
        return
    for field in _set(rule, *_TRIGGER):
        why = f"the rule {rule.rule!r} does not look at the queue"
        yield _idle(("redeployment", field), why, "leave it out, or set rule: queue_long", _RULE)


@reads("redeployment")
def rules_of_redeployment_that_never_comes(scenario: Scenario) -> Iterator[Finding]:
    """Warn of how many are redeployed, who, and to what, where nobody ever is.

    A backfill takes its teams from here, and of those the least redeployed if `who` says so.
    """
    rule = scenario.redeployment
    if {since.rule.rule for since in rules_by_date(rule)} != {"never"}:
        return
    acts = _WITHOUT_REDEPLOYMENT | ({"teams", "who"} if rule.backfill else set())
    for field in (name for name in _set(rule) if name not in acts):
        advice = "leave it out, or set rule: queue_long or one_pool"
        yield _idle(("redeployment", field), "nobody is ever redeployed", advice, _RULE)


@reads("redeployment", "teams", "rotas", "hubs")
def more_to_remain_than_there_ever_are(scenario: Scenario) -> Iterator[Finding]:
    """Warn where at no hub as many constables are on duty as must stay on prevention."""
    rule = scenario.redeployment
    teams = [name for name in ("neighbourhood", "enforcement") if name in teams_of(scenario)]
    if rule.min_remaining == 0 or {s.rule.rule for s in rules_by_date(rule)} == {"never"}:
        return
    on_duty = Facts(scenario).most_on_duty
    most = max((sum(on_duty.get((t, hub), 0) for t in teams) for hub in scenario.hubs), default=0)
    if most <= rule.min_remaining:
        message = (
            f"got {rule.min_remaining}, but no hub ever has more than {most} of the constables on "
            "duty who count towards it, so that none of them is ever redeployed, not even at once; "
            "expected less"
        )
        yield Finding(("redeployment", "min_remaining"), message)


@reads("grades", "incident_types", "teams", "districts")
def teams_of_a_grade_that_no_type_takes(scenario: Scenario) -> Iterator[Finding]:
    """Warn of teams of a grade where each type that is attended with it names its own."""
    attended = Facts(scenario).attended_grades
    for number, grade in scenario.grades.items():
        types = [name for name, grades in attended.items() if number in grades]
        own = [n for n in types if names_teams_for(scenario.incident_types[n], number)]
        if grade.attended_by is None or len(own) < len(types):
            continue
        because: Path = ()
        why, advice = "no type is attended at this grade", "leave it out"
        if own:
            why = "each type that is attended at this grade names its own teams"
            others = f", and so for {counted(len(own) - 1, 'other type')}" if own[1:] else ""
            advice = f"leave it out, or set incident_types.{own[0]}.attended_by{others}"
            because = ("incident_types", own[0], "attended_by")
        yield _idle(("grades", number, "attended_by"), why, advice, because)


@reads("prevention", "teams")
def spells_of_work_that_nobody_plans(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a shortest spell for a kind of prevention work that no team plans."""
    teams = teams_that(scenario, PreventionTeam).values()
    for work in scenario.prevention.shortest_spell_min:
        if not any(team.prevention_plan.get(work, 0) > 0 for team in teams):
            path = ("prevention", "shortest_spell_min", work)
            why = f"no team has {work} in its prevention_plan"
            yield _idle(path, why, "leave it out, or give it a share in a plan")


@reads("custody_suites", "incident_types")
def custody_suites_without_arrests(scenario: Scenario) -> Iterator[Finding]:
    """Warn of custody suites where nobody is arrested."""
    arrests = [item.arrest for item in scenario.incident_types.values() if item.arrest is not None]
    if scenario.custody_suites and not any(arrest.share > 0 for arrest in arrests):
        why, advice = "no type has arrests", "leave it out, or give types an arrest"
        yield _idle(("custody_suites",), why, advice)


@reads("hospitals", "incident_types")
def hospitals_without_watches(scenario: Scenario) -> Iterator[Finding]:
    """Warn of hospitals where nobody is watched."""
    watches = (item.watch for item in scenario.incident_types.values())
    if scenario.hospitals and not any(watch and watch.share > 0 for watch in watches):
        why, advice = "no type has a watch", "leave it out, or give types a watch"
        yield _idle(("hospitals",), why, advice)


@reads("arrests", "incident_types")
def rules_of_arrests_without_arrests(scenario: Scenario) -> Iterator[Finding]:
    """Warn of how arrests depend on the response time where nobody is arrested."""
    arrests = [item.arrest for item in scenario.incident_types.values() if item.arrest is not None]
    if any(arrest.share > 0 for arrest in arrests):
        return
    for field in _set(scenario.arrests):
        why, advice = "no type has arrests", "leave it out, or give types an arrest"
        yield _idle(("arrests", field), why, advice)


@reads("demand", "incident_types")
def a_factor_on_closing_that_nothing_has(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a factor on shares that are closed by rule where there are none."""
    of_types = [each.closed_without_visit for each in scenario.incident_types.values()]
    shares = [scenario.demand.closed_without_visit, *of_types]
    if scenario.demand.closed_without_visit_factor == 1 or any(
        share > 0 for each in shares for share in each.values()
    ):
        return
    path = ("demand", "closed_without_visit_factor")
    advice = "leave it out, or say what share is closed by closed_without_visit"
    yield _idle(path, "no incident is closed by rule", advice)


@reads("operations")
def targets_without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Warn of operations with targets, or days over which the effect fades, but no effect."""
    for name, operation in scenario.operations.items():
        for field in _set(operation, "targets", "residual_days") if operation.effect == 0 else ():
            why = "effect is 0, so the operation prevents nothing"
            advice = "leave it out, or set effect to the share that it prevents"
            yield _idle(("operations", name, field), why, advice, ("operations", name, "effect"))


@reads("custody_suites", "hubs", "incident_types")
def cells_that_never_fill(scenario: Scenario) -> Iterator[Finding]:
    """Warn of cells where nobody is detained, and detention where no suite has cells."""
    counted = [name for name, suite in suites(scenario).items() if suite.cells is not None]
    detain = [
        name
        for name, each in scenario.incident_types.items()
        if each.arrest is not None and each.arrest.detained_hours is not None
    ]
    if counted and not detain:
        why, advice = "no type has detained_hours", "leave it out, or give arrests detained_hours"
        yield _idle(("custody_suites", counted[0], "cells"), why, advice)
    elif detain and not counted:
        why, advice = "no custody suite has cells", "leave it out, or say how many cells there are"
        yield _idle(("incident_types", detain[0], "arrest", "detained_hours"), why, advice)


@reads("casework", "incident_types")
def casework_without_cases(scenario: Scenario) -> Iterator[Finding]:
    """Warn of rules of casework where no incident is investigated."""
    if investigations(scenario):
        return
    for field in _set(scenario.casework):
        why, advice = "no type has an investigation", "leave it out, or give types an investigation"
        yield _idle(("casework", field), why, advice)


@reads("demand", "incident_types")
def prevention_without_effect_on_demand(scenario: Scenario) -> Iterator[Finding]:
    """Warn of reference hours of prevention where prevention lowers no demand."""
    found = [any(t.prevention_elasticity.values()) for t in scenario.incident_types.values()]
    if scenario.demand.prevention is not None and not any(found):
        why, advice = "no type has a prevention_elasticity", "leave it out, or give types one"
        yield _idle(("demand", "prevention"), why, advice)


@reads("budget", "teams")
def a_budget_without_prices(scenario: Scenario) -> Iterator[Finding]:
    """Warn of savings that are asked for where neither posts nor overtime cost anything."""
    teams = teams_that(scenario, Team).values()
    if scenario.budget is not None and not any(
        team.cost_per_post_gbp or team.overtime_gbp_per_hour for team in teams
    ):
        why = "no team has cost_per_post_gbp or overtime_gbp_per_hour, and nothing can be saved"
        yield _idle(("budget",), why, "leave it out, or give teams what they cost")
