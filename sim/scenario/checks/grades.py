"""Checks on what grades say: patience, appointments, calling away, and what may be put off."""

from __future__ import annotations

from collections.abc import Iterator

from sim.clock import parse_time_of_day
from sim.scenario.checks.faults import sum_fault, time_fault, unknown_hubs
from sim.scenario.facts.attendance import grades_of_officers, served_by_desk
from sim.scenario.facts.redeployment import rules_by_date
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario


@reads("grades")
def upgrades_go_to_higher_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that impatient callers are upgraded to a higher grade, which officers attend."""
    for number, grade in scenario.grades.items():
        patience = grade.patience
        if patience is None:
            continue
        path = ("grades", number, "patience")
        to = patience.upgraded_to
        if to is None:
            if patience.upgraded_share > 0:
                message = "upgraded_to is missing; a share of the incidents is upgraded"
                yield Finding(path, message, at_key=True)
            continue
        higher = sorted(
            other
            for other, rules in scenario.grades.items()
            if other < number and not served_by_desk(rules) and rules.appointment is None
        )
        if to not in higher:
            message = f"got grade {to}, expected a higher grade than {number}, attended at once"
            yield Finding((*path, "upgraded_to"), message + (f" ({listed(higher)})" * bool(higher)))


@reads("grades")
def appointments_are_at_times_of_day(scenario: Scenario) -> Iterator[Finding]:
    """Require that the slots of appointments begin between two times of day, in order."""
    for number, grade in scenario.grades.items():
        if grade.appointment is None:
            continue
        path = ("grades", number, "appointment")
        times = []
        for field in ("earliest", "latest"):
            said = getattr(grade.appointment, field)
            fault = time_fault(said)
            if fault:
                yield Finding((*path, field), fault)
            else:
                times.append(parse_time_of_day(said))
        if len(times) == 2 and times[0] > times[1]:
            message = (
                f"got {grade.appointment.latest}, expected no earlier than "
                f"{grade.appointment.earliest} (earliest)"
            )
            yield Finding((*path, "latest"), message)


@reads("grades")
def late_visits_end_at_a_time_of_day(scenario: Scenario) -> Iterator[Finding]:
    """Require a time of day until which late visits are made, where they are agreed again then."""
    for number, grade in scenario.grades.items():
        if grade.appointment is None or grade.appointment.late_until is None:
            continue
        path = ("grades", number, "appointment", "late_until")
        fault = time_fault(grade.appointment.late_until)
        if fault:
            yield Finding(path, fault)
        elif grade.appointment.when_missed == "wait":
            message = "has no effect without when_missed: agreed_again"
            yield Finding(path, message, at_key=True)


@reads("grades", "hubs")
def diaries_are_of_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that the room in diaries is stated for hubs of the scenario."""
    for number, grade in scenario.grades.items():
        if grade.appointment:
            path = ("grades", number, "appointment", "visits_per_day")
            yield from unknown_hubs(scenario, path, grade.appointment.visits_per_day)


@reads("grades", "redeployment")
def visits_agreed_again_wait_for_one_slot_at_a_time(scenario: Scenario) -> Iterator[Finding]:
    """Require that nothing runs from falling due where a visit may fall due more than once."""
    for number, grade in scenario.grades.items():
        if grade.appointment is None or grade.appointment.when_missed == "wait":
            continue
        if grade.patience is not None:
            message = (
                "has no meaning for visits that are agreed again: nobody waits beyond a slot; "
                "leave it out, or write when_missed: wait"
            )
            yield Finding(("grades", number, "patience"), message, at_key=True)
        rules = {since.rule.rule for since in rules_by_date(scenario.redeployment)}
        if rules != {"never"} and number in scenario.redeployment.grades:
            message = (
                f"got grade {number}, whose visits are agreed again and so are never overdue; "
                "leave it out of this list, or write when_missed: wait"
            )
            place = scenario.redeployment.grades.index(number)
            yield Finding(("redeployment", "grades", place), message)


@reads("writing_up")
def places_of_writing_up_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that the shares of the places where officers write up sum to 1."""
    message = sum_fault(scenario.writing_up.places)
    if message:
        yield Finding(("writing_up", "places"), message, at_key=True)


@reads("grades")
def settings_belong_to_their_grades(scenario: Scenario) -> Iterator[Finding]:
    """Require that a setting of a grade stands only where it has an effect."""
    still = {"briefing", "break", "writing_up"}
    for number, grade in scenario.grades.items():
        said = {
            "patience": grade.patience is not None,
            "appointment": grade.appointment is not None,
        }
        why = ""
        if served_by_desk(grade):
            why = "has no effect on a grade that is served by the Resolution Centre"
        elif grade.when_all_busy == "lost":
            why = "has no effect on a grade that is lost when all are busy: it does not wait"
        for field in (field for field, is_said in said.items() if is_said and why):
            yield Finding(("grades", number, field), why, at_key=True)
        if grade.calls_away == "when_nearer" and not still & set(grade.interrupts):
            message = "has no effect on a grade that interrupts no briefing, break or writing_up"
            yield Finding(("grades", number, "calls_away"), message, at_key=True)


@reads("grades")
def higher_grades_interrupt_as_much(scenario: Scenario) -> Iterator[Finding]:
    """Require that a higher grade interrupts at least what lower ones do."""
    attended = grades_of_officers(scenario)
    for number in attended:
        mine = set(scenario.grades[number].interrupts)
        for higher in (other for other in attended if other < number):
            more = sorted(mine - set(scenario.grades[higher].interrupts))
            if more:
                message = (
                    f"got {listed(more)}, which grade {higher} does not interrupt; expected that a "
                    "higher grade interrupts at least what lower ones do"
                )
                yield Finding(("grades", number, "interrupts"), message)
                break


@reads("dispatch", "grades")
def begun_jobs_go_as_a_grade_that_waits_for_no_slot(scenario: Scenario) -> Iterator[Finding]:
    """Require that officers for begun jobs are sought as of a grade that is attended at once."""
    at_once = [n for n in grades_of_officers(scenario) if scenario.grades[n].appointment is None]
    grade = scenario.dispatch.begun_jobs_as
    if grade is not None and grade not in at_once:
        known = f" ({listed(at_once)})" if at_once else ""
        message = f"got grade {grade}, expected one that officers attend at once{known}"
        yield Finding(("dispatch", "begun_jobs_as"), message)
