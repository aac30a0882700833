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
        "incidents that actually happened, including those that nobody reported (estimate)",
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
        "incidents that would have happened at the reference level of police work, less those "
        "that did",
    ),
    Measure(
        "harm_prevented_days",
        "days",
        _HIGH,
        "harm that would have happened at the reference level of police work, less the harm that "
        "did",
    ),
)

#: Who waits.
WHO_WAITS = (
    Measure(
        "harm_weighted_wait_min",
        "minutes",
        _LOW,
        "mean wait until somebody came or called back, weighted by the harm of the type in days",
    ),
    Measure(
        "vulnerable_wait_mean_min",
        "minutes",
        _LOW,
        "mean wait until somebody came or called back, vulnerable victims and callers",
    ),
    Measure(
        "others_wait_mean_min",
        "minutes",
        _LOW,
        "mean wait until somebody came or called back, all other victims and callers",
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
        "investigations waiting to be allocated at the end of the run",
    ),
    Measure(
        "allocation_wait_mean_days",
        "days",
        _LOW,
        "mean time from opening an investigation to allocating it, cases allocated",
    ),
    Measure(
        "case_elapsed_median_days",
        "days",
        _LOW,
        "median time from opening an investigation to closing it, cases closed",
    ),
    Measure(
        "screened_out_share",
        "share",
        _NEUTRAL,
        "cases screened out: filed at once, with low harm and too few lines of enquiry",
    ),
    Measure("charged_share", "share", _HIGH, "crimes that end with somebody charged"),
    Measure(
        "no_suspect_share",
        "share",
        _LOW,
        "crimes that end with no suspect identified, including those filed at once",
    ),
    Measure(
        "not_in_public_interest_share",
        "share",
        _NEUTRAL,
        "crimes that end because further investigation is not in the public interest",
    ),
    Measure(
        "custody_deadlines_missed_count",
        "cases",
        _LOW,
        "suspects in custody whose first enquiries were not done by the deadline",
    ),
    Measure(
        "cases_per_investigator", "cases", _LOW, "open cases per investigator at the end of the run"
    ),
    Measure("case_hours_worked", "hours", _NEUTRAL, "hours worked on investigations"),
    Measure(
        "case_age_median_days",
        "days",
        _LOW,
        "median age of the investigations open at the end of the run",
        all_or_none=True,
    ),
)

#: Visits to hot spots, and problem files.
AT_SMALL_AREAS = (
    Measure("hot_spot_visits_count", "visits", _HIGH, "visits of patrols to hot spots"),
    Measure(
        "hot_spot_visits_per_day",
        "visits a day",
        _HIGH,
        "mean number of visits a day by patrols to each area on the hubs' lists",
    ),
    Measure(
        "hot_spot_incidents_count",
        "incidents",
        _LOW,
        "incidents of types that react to visits, in the areas on the hubs' lists",
    ),
    Measure("problem_files_opened_count", "files", _NEUTRAL, "problem files opened"),
    Measure("problem_files_closed_count", "files", _HIGH, "problem files closed"),
    Measure(
        "problem_files_refused_count",
        "areas",
        _LOW,
        "areas that needed a problem file while their hub could open no more, counted each day",
    ),
    Measure(
        "problem_files_open_end_count",
        "files",
        _NEUTRAL,
        "problem files open at the end of the run",
    ),
    Measure(
        "problem_files_age_mean_days",
        "days",
        _LOW,
        "mean time from opening to closing a problem file, files closed",
    ),
    Measure("problem_files_hours", "hours", _NEUTRAL, "hours of work on problem files"),
    Measure(
        "problem_files_lost_hours",
        "hours",
        _LOW,
        "hours of work lost because nobody had worked on a problem file for too long",
    ),
    Measure(
        "problem_area_fall_share",
        "share",
        _HIGH,
        "fall of incidents in areas with a closed file: 28 days from closing against 28 days "
        "before opening; some of it is due to chance",
    ),
)
