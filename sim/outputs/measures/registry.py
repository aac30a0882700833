"""The table of measures: name, unit, direction of good, meaning. Formulas stand at the functions.

Names are promises: results files of different years must be comparable. This module is data only,
so that tables and reports can read it without the machinery that computes the values.
"""

from __future__ import annotations

from sim.outputs.measures.measure import Good, Measure
from sim.outputs.measures.registry_at_risk import AT_RISK
from sim.outputs.measures.registry_parts import (
    AT_SMALL_AREAS,
    INVESTIGATION,
    WHAT_COMES_IN,
    WHO_WAITS,
)
from sim.vocabulary import PreventionWork

__all__ = [
    "ALL", "COMPARED", "COUNTED", "KNOWN", "REGISTRY", "Good", "Measure", "good_side", "good_sign"
]  # fmt: skip


_LOW, _HIGH, _NEUTRAL = Good.LOWER, Good.HIGHER, Good.NEUTRAL

_MEASURES = (
    # Attendance
    Measure("incidents_count", "incidents", _NEUTRAL, "incidents that came in"),
    Measure(
        "distinct_incidents_count",
        "incidents",
        _NEUTRAL,
        "incidents that came in, without further logs about one that is known",
    ),
    *WHAT_COMES_IN,
    Measure("repeat_share", "share", _LOW, "incidents that repeat an earlier one"),
    Measure(
        "response_time_mean_min",
        "minutes",
        _LOW,
        "mean time from log creation to first officer at the scene, attended incidents",
    ),
    Measure(
        "response_time_median_min",
        "minutes",
        _LOW,
        "median time from log creation to first officer at the scene, attended incidents",
    ),
    Measure(
        "response_time_p90_min",
        "minutes",
        _LOW,
        "time from log creation within which 9 in 10 attended incidents had an officer at the "
        "scene",
    ),
    Measure(
        "within_target_share",
        "share",
        _HIGH,
        "incidents reached within the target of their grade; overdue and unattended ones are "
        "misses",
    ),
    Measure(
        "target_open_share",
        "share",
        _NEUTRAL,
        "incidents neither reached nor overdue when the run ends",
    ),
    Measure(
        "appointment_after_mean_days",
        "days",
        _LOW,
        "mean time from log creation to the start of the slot agreed first, visits by appointment",
    ),
    Measure(
        "appointments_missed_count",
        "slots",
        _LOW,
        "slots that ended before anybody was sent, after which another was agreed",
    ),
    Measure(
        "queue_wait_mean_min",
        "minutes",
        _LOW,
        "mean wait until the first officer was assigned, assigned incidents",
    ),
    *WHO_WAITS,
    Measure(
        "first_choice_wait_mean_min",
        "minutes",
        _LOW,
        "mean wait until an officer was assigned, by the team preferred for the incident",
    ),
    Measure("wait_probability", "share", _LOW, "incidents due that had to wait for an officer"),
    Measure(
        "travel_mean_min",
        "minutes",
        _LOW,
        "mean time from assigning an officer to that officer at the scene",
    ),
    Measure("attended_share", "share", _HIGH, "incidents due that at least one officer reached"),
    Measure(
        "attended_of_all_share",
        "share",
        _NEUTRAL,
        "incidents that an officer reached, of all that came in and were reached or finished",
    ),
    Measure(
        "deployed_hours",
        "hours",
        _NEUTRAL,
        "hours of officers sent to incidents, from assignment until they left",
    ),
    Measure("cross_hub_share", "share", _NEUTRAL, "deployments by an officer of another hub"),
    Measure(
        "preempted_count",
        "officers",
        _LOW,
        "officers who left an incident, or the drive to it, for a higher grade",
    ),
    Measure(
        "cancelled_share",
        "share",
        _LOW,
        "incidents lost or cancelled before anyone dealt with them",
    ),
    Measure(
        "dispatch_delay_mean_min",
        "minutes",
        _LOW,
        "mean time from log creation until the control room has graded the log and passed it on",
    ),
    Measure(
        "closed_without_visit_share",
        "share",
        _NEUTRAL,
        "incidents closed by rule: nobody visited and nobody called back",
    ),
    Measure("unfinished_count", "incidents", _LOW, "incidents still open at the end of the run"),
    Measure("queue_length_mean", "incidents", _LOW, "mean number of incidents waiting"),
    Measure(
        "queue_growth_count",
        "incidents",
        _LOW,
        "number waiting at the end minus that up to three quarters of the period earlier",
    ),
    Measure(
        "queue_growth_variance",
        "incidents squared",
        _NEUTRAL,
        "variance of queue_growth_count due to chance, estimated from its steps",
    ),
    # People
    Measure(
        "utilisation_share",
        "share",
        _NEUTRAL,
        "time on calls as a share of time on duty, without breaks and briefings",
    ),
    Measure(
        "caseload_share",
        "share",
        _NEUTRAL,
        "time on investigations as a share of time on duty, without breaks and briefings",
    ),
    Measure(
        "other_duties_share",
        "share",
        _NEUTRAL,
        "investigators' time at court and the like as a share of time on duty, without breaks and "
        "briefings",
    ),
    Measure(
        "drive_back_share",
        "share",
        _LOW,
        "time driving back to a station to write up as a share of time on duty, without breaks "
        "and briefings",
    ),
    Measure(
        "on_duty_mean",
        "people",
        _NEUTRAL,
        "mean number of people actually on duty, including overtime",
    ),
    Measure(
        "rostered_mean",
        "people",
        _NEUTRAL,
        "mean number of people rostered and not absent, excluding overtime",
    ),
    Measure(
        "overtime_hours",
        "hours",
        _LOW,
        "person-hours worked beyond rostered shifts, or on rest days",
    ),
    Measure(
        "missed_breaks_count", "breaks", _LOW, "shifts that ended before their break had begun"
    ),
    Measure(
        "writing_up_put_off_hours",
        "hours",
        _LOW,
        "hours of writing up left for the next shift when shifts ended",
    ),
    Measure("watch_hours", "hours", _LOW, "hours of officers on watch at hospitals and in custody"),
    Measure(
        "watches_count",
        "incidents",
        _NEUTRAL,
        "incidents after which somebody was watched at a hospital or in custody",
    ),
    Measure("operation_hours", "hours", _NEUTRAL, "officer hours on operations at set hours"),
    Measure("operation_hours_asked", "hours", _NEUTRAL, "officer hours that operations ask for"),
    Measure("cost_gbp", "GBP", _LOW, "cost of all posts over the measured period, and of overtime"),
    # Resolution Centre
    Measure(
        "desk_resolved_share",
        "share",
        _HIGH,
        "cases that the Resolution Centre closed, as a share of those that left it",
    ),
    Measure(
        "desk_contact_within_48h_share",
        "share",
        _HIGH,
        "callers whom the Resolution Centre reached within 48 hours",
    ),
    Measure(
        "desk_contact_within_target_share",
        "share",
        _HIGH,
        "callers whom the Resolution Centre reached within the target of their grade",
    ),
    Measure(
        "desk_wait_mean_min",
        "minutes",
        _LOW,
        "mean time from log creation to contact, callers reached",
    ),
    Measure("desk_wait_probability", "share", _LOW, "cases whose first call did not begin at once"),
    Measure("desk_attempts_mean", "attempts", _LOW, "mean number of calls made to reach a caller"),
    Measure(
        "desk_no_reply_share",
        "share",
        _LOW,
        "cases that left the desk without the caller being reached",
    ),
    Measure(
        "desk_to_investigation_share",
        "share",
        _NEUTRAL,
        "cases referred to Investigation without a visit, as a share of those that left the desk",
    ),
    Measure(
        "desk_to_prevention_share",
        "share",
        _NEUTRAL,
        "cases referred to prevention teams, as a share of those that left the desk",
    ),
    Measure(
        "desk_waiting_end_count",
        "cases",
        _LOW,
        "cases waiting for a call or for the next attempt at the end of the run",
    ),
    Measure(
        "desk_satisfied_share",
        "share",
        _HIGH,
        "callers contacted who are satisfied, by how long they waited",
    ),
    Measure(
        "desk_understood_share",
        "share",
        _HIGH,
        "callers contacted who understand the decision, by how long they waited",
    ),
    # What follows from the service
    Measure("arrests_count", "incidents", Good.HIGHER, "incidents at which somebody was arrested"),
    Measure(
        "chasers_count",
        "calls",
        _LOW,
        "calls by people to whom nobody had come or called back",
    ),
    Measure(
        "chased_share",
        "share",
        _LOW,
        "incidents whose caller called again at least once, as a share of those whose caller "
        "might have",
    ),
    Measure(
        "chaser_desk_hours",
        "hours",
        _LOW,
        "hours of the Resolution Centre on calls by people to whom nobody had come or called back",
    ),
    # Prevention
    Measure(
        "prevention_hours_planned",
        "hours",
        _NEUTRAL,
        "hours on duty planned for prevention, before any redeployment",
    ),
    Measure("prevention_hours_delivered", "hours", _HIGH, "hours actually spent on prevention"),
    *(
        Measure(
            f"{work.name.lower()}_hours_{what}",
            "hours",
            good,
            f"{meaning} {work.name.lower().replace('_', ' ')}",
        )
        for what, good, meaning in (
            ("planned", _NEUTRAL, "hours of prevention planned for"),
            ("delivered", _HIGH, "hours of prevention that went into"),
        )
        for work in PreventionWork
    ),
    Measure("asb_powers_count", "uses", _HIGH, "uses of powers against anti-social behaviour"),
    *AT_SMALL_AREAS,
    Measure(
        "prevention_hours_redeployed",
        "hours",
        _LOW,
        "hours of prevention officers on response work, from being sent until back on prevention",
    ),
    Measure(
        "redeployed_share", "share", _LOW, "redeployed hours as a share of planned prevention hours"
    ),
    Measure(
        "reactive_share_of_prevention_teams",
        "share",
        _LOW,
        "time of prevention teams on calls of any kind, as a share of their rostered time",
    ),
    Measure(
        "prevention_lost_gbp",
        "GBP",
        _LOW,
        "prevention hours planned but not delivered, at the team's cost of an hour",
    ),
    Measure(
        "prevention_delivered_gbp",
        "GBP",
        _HIGH,
        "prevention hours delivered, at the team's cost of an hour",
    ),
    Measure(
        "pcso_outside_home_hub_share",
        "share",
        _NEUTRAL,
        "share of incidents closed by a PCSO that lay outside the PCSO's home hub",
    ),
    *INVESTIGATION,
    *AT_RISK,
)

#: All measures by name, in the order in which tables show them.
REGISTRY: dict[str, Measure] = {measure.name: measure for measure in _MEASURES}

#: Measures that only a comparison has, as they are differences from the baseline.
COMPARED: dict[str, Measure] = {
    "incidents_prevented": Measure(
        "incidents_prevented",
        "incidents",
        _HIGH,
        "incidents of the baseline minus those of the scenario, each counted once however often "
        "somebody calls about it",
    )
}
#: What `incidents_prevented` is a difference of.
COUNTED = "distinct_incidents_count"

#: All measures, by name.
KNOWN: dict[str, Measure] = REGISTRY | COMPARED

#: Value of a dimension by which a row is not split.
ALL = "all"


def good_side(name: str) -> Good:
    """Return which side of a measure is better; neither, where there is no such measure."""
    return KNOWN[name].good if name in KNOWN else Good.NEUTRAL


def good_sign(name: str) -> float:
    """Return 1 where more of a measure is better, -1 where less is.

    Raises
    ------
    KeyError
        If neither is, or there is no such measure.
    """
    return {Good.HIGHER: 1.0, Good.LOWER: -1.0}[good_side(name)]
