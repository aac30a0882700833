"""Rows of the table of measures that stand together; `registry` puts them in their order."""

from __future__ import annotations

from sim.outputs.measures.measure import Good, Measure

_LOW, _HIGH, _NEUTRAL = Good.LOWER, Good.HIGHER, Good.NEUTRAL

#: What really happens, comes in and is recorded, and the harm of it.
WHAT_COMES_IN = (
    Measure(
        "true_incidents_count",
        "incidents",
        _LOW,
        "incidents that really happened, those that nobody reported among them (estimate)",
    ),
    Measure("crimes_count", "incidents", _NEUTRAL, "crimes that came in, recorded or not"),
    Measure(
        "recorded_crimes_count", "incidents", _NEUTRAL, "crimes that came in and were recorded"
    ),
    Measure("harm_days", "days", _LOW, "harm of the incidents that came in, by their types"),
    Measure(
        "harm_gbp",
        "GBP",
        _LOW,
        "what the incidents that came in cost victims and public services, by their types",
    ),
    Measure(
        "incidents_prevented_count",
        "incidents",
        _HIGH,
        "incidents that would have happened at the reference, less those that did",
    ),
    Measure(
        "harm_prevented_days",
        "days",
        _HIGH,
        "harm that would have happened at the reference, less that which did",
    ),
)

#: Who waits.
WHO_WAITS = (
    Measure(
        "harm_weighted_wait_min",
        "minutes",
        _LOW,
        "wait until somebody came or called back, mean weighted by the harm of the type in days",
    ),
    Measure(
        "vulnerable_wait_mean_min",
        "minutes",
        _LOW,
        "wait until somebody came or called back, mean of vulnerable victims and callers",
    ),
    Measure(
        "others_wait_mean_min",
        "minutes",
        _LOW,
        "wait until somebody came or called back, mean of all others",
    ),
)

#: Investigation.
INVESTIGATION = (
    Measure("open_cases_end", "cases", _LOW, "investigations open at the end of the run"),
    Measure(
        "open_cases_growth_count",
        "cases",
        _LOW,
        "investigations open at the end minus those open when measuring began",
    ),
    Measure(
        "cases_waiting_allocation_end",
        "cases",
        _LOW,
        "investigations that wait to be given to somebody, at the end",
    ),
    Measure(
        "allocation_wait_mean_days",
        "days",
        _LOW,
        "investigation opened to given to somebody, mean of those that were",
    ),
    Measure(
        "case_elapsed_median_days",
        "days",
        _LOW,
        "investigation opened to closed, half of the closed ones took less",
    ),
    Measure(
        "screened_out_share", "share", _NEUTRAL, "cases filed at once, for little harm and promise"
    ),
    Measure("charged_share", "share", _HIGH, "crimes that end with somebody charged"),
    Measure(
        "no_suspect_share",
        "share",
        _LOW,
        "crimes that end with no suspect identified, those filed at once among them",
    ),
    Measure(
        "not_in_public_interest_share",
        "share",
        _NEUTRAL,
        "crimes that end as more is not in the public interest",
    ),
    Measure(
        "custody_deadlines_missed_count",
        "cases",
        _LOW,
        "suspects in custody whose first enquiries were not done by the deadline",
    ),
    Measure(
        "cases_per_investigator", "cases", _LOW, "open cases held per investigator, at the end"
    ),
    Measure("case_hours_worked", "hours", _NEUTRAL, "hours worked on investigations"),
    Measure(
        "case_age_median_days",
        "days",
        _LOW,
        "age of the open investigations at the end, median",
        all_or_none=True,
    ),
)
