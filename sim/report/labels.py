"""What people call the measures: short names without units, for tables, pages and sentences.

A measure without a name here is shown by its own, with spaces for underscores.
"""

from __future__ import annotations

from sim.outputs.measures.registry import ALL, KNOWN
from sim.outputs.statistics import Cell
from sim.scenario.reading.words import with_capital
from sim.scenario.schema.scenario import Scenario

LABELS = {
    "incidents_count": "Incidents",
    "distinct_incidents_count": "Incidents, each counted once",
    "incidents_prevented": "Incidents prevented",
    "incidents_prevented_count": "Incidents prevented, against the reference",
    "harm_prevented_days": "Harm prevented, against the reference",
    "true_incidents_count": "Incidents, unreported ones included",
    "crimes_count": "Crimes, recorded or not",
    "recorded_crimes_count": "Crimes recorded",
    "target_open_share": "Neither reached nor overdue at the end",
    "repeat_share": "Repeats among incidents",
    "response_time_mean_min": "Mean response",
    "response_time_median_min": "Median response",
    "response_time_p90_min": "Response, 9 in 10 within",
    "within_target_share": "Reached within target",
    "appointment_after_mean_days": "Time to an appointment",
    "appointments_missed_count": "Appointments missed",
    "queue_wait_mean_min": "Wait for an officer",
    "first_choice_wait_mean_min": "Wait for the team it falls to",
    "wait_probability": "Had to wait for an officer",
    "travel_mean_min": "Mean drive",
    "attended_share": "Attended, of those due",
    "attended_of_all_share": "Attended, of all incidents",
    "deployed_hours": "Hours deployed",
    "cross_hub_share": "Sent from another hub",
    "preempted_count": "Officers called away",
    "arrests_count": "Incidents with an arrest",
    "chasers_count": "Calls for an update",
    "chased_share": "Incidents whose caller calls again",
    "chaser_desk_hours": "Resolution Centre's time for repeated calls",
    "operation_hours": "Operations",
    "operation_hours_asked": "Operations, asked for",
    "cancelled_share": "Lost or cancelled",
    "dispatch_delay_mean_min": "Control room delay",
    "harm_days": "Harm of incidents",
    "harm_gbp": "Cost of incidents to victims and services",
    "harm_weighted_wait_min": "Wait, weighted by harm",
    "vulnerable_wait_mean_min": "Vulnerable people: mean wait",
    "others_wait_mean_min": "All others: mean wait",
    "closed_without_visit_share": "Closed by rule, nobody seen",
    "unfinished_count": "Incidents open at the end",
    "queue_length_mean": "Incidents waiting, mean",
    "queue_growth_count": "Growth of the queue",
    "utilisation_share": "Time on calls",
    "caseload_share": "Time on investigations",
    "other_duties_share": "Time on other duties",
    "drive_back_share": "Time on drives back to write up",
    "watch_hours": "On watch at hospitals and in custody",
    "watches_count": "Incidents with a watch after them",
    "on_duty_mean": "On duty, mean",
    "rostered_mean": "Rostered, mean",
    "overtime_hours": "Overtime",
    "missed_breaks_count": "Breaks missed",
    "writing_up_put_off_hours": "Writing up put off",
    "cost_gbp": "Cost of posts and overtime",
    "desk_resolved_share": "Cases closed by the desk",
    "desk_contact_within_48h_share": "Callers contacted in 48 h",
    "desk_contact_within_target_share": "Callers contacted in time",
    "desk_wait_mean_min": "Callers' mean wait for contact",
    "desk_wait_probability": "Callers not called at once",
    "desk_attempts_mean": "Calls to reach a caller",
    "desk_no_reply_share": "Callers never reached",
    "desk_waiting_end_count": "Callers waiting at the end",
    "desk_to_investigation_share": "Referred to Investigation",
    "desk_to_prevention_share": "Referred to prevention teams",
    "desk_satisfied_share": "Callers satisfied",
    "desk_understood_share": "Callers who understand why",
    "prevention_hours_planned": "Prevention planned",
    "prevention_hours_delivered": "Prevention",
    "asb_powers_count": "Uses of ASB powers",
    "hot_spot_visits_count": "Visits to hot spots",
    "hot_spot_visits_per_day": "Visits a day to each hot spot",
    "hot_spot_incidents_count": "Incidents in hot spots",
    "problem_files_opened_count": "Problem files opened",
    "problem_files_closed_count": "Problem files closed",
    "problem_files_refused_count": "Problem files for which there was no room",
    "problem_files_open_end_count": "Problem files open at the end",
    "problem_files_age_mean_days": "Problem files: mean time to closing",
    "problem_files_hours": "Work on problem files",
    "problem_files_lost_hours": "Work on problem files that was lost",
    "problem_area_fall_share": "Fall of incidents where a file was closed",
    "pcso_outside_home_hub_share": "Closed by a PCSO of another hub",
    "offenders_managed_share": "Offenders managed",
    "prevention_hours_redeployed": "Redeployment",
    "redeployed_share": "Redeployed, of planned time",
    "reactive_share_of_prevention_teams": "Prevention teams on calls",
    "prevention_lost_gbp": "Prevention lost, at its cost",
    "prevention_delivered_gbp": "Prevention delivered, at its cost",
    "open_cases_end": "Investigations open at the end",
    "open_cases_growth_count": "Growth of open investigations",
    "cases_waiting_allocation_end": "Cases waiting for somebody",
    "allocation_wait_mean_days": "Wait for an investigator",
    "case_elapsed_median_days": "Median length of a case",
    "screened_out_share": "Cases filed at once",
    "charged_share": "Crimes charged",
    "marac_referred_count": "Victims referred to a MARAC",
    "marac_wait_mean_days": "Wait for a MARAC",
    "marac_put_off_count": "MARAC cases put off",
    "marac_repeats_while_waiting_count": "Repeats while waiting for a MARAC",
    "mash_triage_mean_hours": "Wait for the MASH",
    "safeguarding_hours": "Work on safeguarding",
    "no_suspect_share": "Crimes without a suspect",
    "not_in_public_interest_share": "Not in the public interest",
    "custody_deadlines_missed_count": "Custody deadlines missed",
    "cases_per_investigator": "Cases for each investigator",
    "case_hours_worked": "Work on investigations",
    "case_age_median_days": "Median age of open cases",
}
_UNITS = {
    "share": "%",
    "minutes": "min",
    "hours": "hours a week",
    "GBP": "£",
    "days": "days",
}
_LONG_UNITS = {"share": "percentage points", "hours": "hours a week", "GBP": "pounds"}


def label_of(measure: str) -> str:
    """Return what people call a measure."""
    words = LABELS.get(measure, measure.replace("_", " "))
    return with_capital(words)


def team_label(team: str) -> str:
    """Return what people call a team: ``Resolution Centre``, ``PCSO``."""
    words = (with_capital(word) for word in team.split("_"))
    return "PCSO" if team == "pcso" else " ".join(words)


def grade_label(scenario: Scenario, grade: str) -> str:
    """Return what the scenario calls a grade."""
    known = scenario.grades.get(int(grade))
    return known.label if known else f"Grade {grade}"


def within(label: str) -> str:
    """Return a label as it stands within a line: ``Mean drive`` is mean drive, ``ASB`` stays."""
    is_name = label[:2].isupper() or label.startswith("Resolution Centre")
    return label if is_name else label[:1].lower() + label[1:]


def unit_of(measure: str, *, long: bool = False) -> str:
    """Return the unit in which a measure is shown; empty where its name says what is counted."""
    known = KNOWN.get(measure)
    unit = known.unit if known else ""
    return _LONG_UNITS.get(unit, unit) if long else _UNITS.get(unit, "")


def part_of(cell: Cell, scenario: Scenario) -> str:
    """Return of what part of the force a cell is: hub, grade and team, in words; empty for all."""
    parts = []
    if cell.hub != ALL:
        parts.append(cell.hub)
    if cell.grade != ALL:
        parts.append(grade_label(scenario, cell.grade))
    # Measures of the Resolution Centre and of Investigation have no other team.
    if cell.team != ALL and not cell.measure.startswith(("desk_", "open_cases_end")):
        parts.append(team_label(cell.team))
    return ", ".join(parts)
