"""The measures of work for people at risk, and of those who offend most; data only."""

from __future__ import annotations

from sim.outputs.measures.measure import Good, Measure

LOW, HIGH, NEUTRAL = Good.LOWER, Good.HIGHER, Good.NEUTRAL

AT_RISK = (
    Measure("marac_referred_count", "cases", NEUTRAL, "victims referred to a MARAC"),
    Measure(
        "marac_wait_mean_days",
        "days",
        LOW,
        "mean time from referral to the MARAC that heard the case",
    ),
    Measure(
        "marac_put_off_count", "cases", LOW, "cases for which a MARAC had no room, at each meeting"
    ),
    Measure(
        "marac_repeats_while_waiting_count",
        "incidents",
        LOW,
        "repeats that happened while the victim waited for a MARAC",
    ),
    Measure(
        "mash_triage_mean_hours",
        "hours",
        LOW,
        "mean time from a report of somebody at risk to its triage",
    ),
    Measure(
        "safeguarding_hours",
        "hours",
        NEUTRAL,
        "hours of public protection spent on triage and on preparing MARACs",
    ),
    Measure(
        "offenders_managed_share",
        "share",
        HIGH,
        "share of the cohorts of offenders managed with the work of recent days",
    ),
)
