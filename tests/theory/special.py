"""Queues with one feature that the simplest lack, and what theory says of each.

As in `queues`: rates are arrivals a minute, times a factor, and minutes everywhere.
"""

from __future__ import annotations

import numpy as np

from tests.theory.agreement import Detail, Quantity
from tests.theory.cases import Simulated, Theory
from tests.theory.formulas import erlang_b, mg1_wait
from tests.theory.formulas_special import (
    Floats,
    attempts,
    batches,
    days_put_off,
    expected_in_chain,
    fixed_patience,
    left_over,
    second_joins,
    unlike_grades,
    variance_of_chains,
)
from tests.theory.priorities import interrupted_by_the_urgent
from tests.theory.queues import busy, lost, wait, waits

DESK = "resolution_centre"


def all_give_up(factor: float) -> Theory:
    found = fixed_patience(15 / 60 * factor, 5, 6)
    return {lost(): found.cancelled, waits(): found.waits, wait(): found.wait}


def any_length(factor: float) -> Theory:
    load = 12 / 60 * 20 * factor
    blocked = erlang_b(4, load)
    return {
        Quantity("cancelled_share", "1", slope=1.2): blocked,
        busy(): load * (1 - blocked) / 4,
    }


def drives(factor: float) -> Theory:
    """Within a district: half the root of 25 km2, by road at 40 km/h, and the turn-out."""
    rate, drive = 3 / 60 * factor, 1.5 + 0.5 * 5 * 1.2 / 40 * 60
    mean = drive + 4
    cv = ((0.5 * drive) ** 2 + (0.5 * 4) ** 2) ** 0.5 / mean
    mean_wait = mg1_wait(rate, mean, cv)
    return {
        wait(1, 1.9): mean_wait,
        Quantity("response_time_mean_min", "1"): mean_wait + drive,
        busy(): rate * mean,
    }


def in_batches(factor: float) -> Theory:
    found = batches(6 / 60 * 5 * factor)
    return {wait(1, 2): found.wait * 5, waits(1, 1.3): found.waits}


def joined(factor: float) -> Theory:
    rate = 10 / 60 * factor
    chain = second_joins(rate, 5, 0.5)
    return {
        wait(1, 2.4): chain.mean(lambda s: s[3]) / rate,
        waits(1, 1.1): chain.mean(lambda s: s[0] + 2 * s[1] + s[2] == 2),
        busy(): chain.mean(lambda s: s[0] + 2 * s[1] + s[2]) / 2,
    }


def two_grades(factor: float) -> Theory:
    rates = [6 / 60 * factor, 6 / 60 * factor]
    chain = unlike_grades(rates, [3, 8], 2, [30, 60])
    all_busy = chain.mean(lambda s: s[0] + s[1] == 2)
    return {
        wait(1, 1.9): chain.mean(lambda s: s[2]) / rates[0],
        wait(2, 2.9): chain.mean(lambda s: s[3]) / rates[1],
        waits(1, 1.3): all_busy,
        waits(2, 1.3): all_busy,
    }


def any_interrupted(factor: float) -> Theory:
    """Each urgent job that comes while a routine one is worked on interrupts it."""
    rates = [3 / 60 * factor, 3 / 60 * factor]
    found = interrupted_by_the_urgent(rates, [5, 8], [0, 0.5])
    return {
        waits(1): rates[0] * 5,
        waits(2): rates[0] * 5 + rates[1] * 8,
        wait(2, 3.5): found.wait[1],
        Detail("stay 2", slope=1.7): found.stay[1],
        Quantity("preempted_count", "2", slope=2): rates[0] * rates[1] * 8 * 27 * 24 * 60,
    }


def three_attempts(factor: float) -> Theory:
    """What hangs on no rate is made wrong by the factor itself."""
    contact = attempts(0.5, 3)
    never = 1 - sum(contact)
    tried = sum((number + 1) * share for number, share in enumerate(contact)) + 3 * never
    waited = sum(number * (5 + 55) * share for number, share in enumerate(contact)) / (1 - never)
    work = 20 * (1 - never) + 5 * (tried - (1 - never))
    return {
        Quantity("desk_attempts_mean", team=DESK): tried * factor,
        Quantity("desk_wait_mean_min", team=DESK): waited * factor,
        Quantity("desk_no_reply_share", team=DESK, tail=True): never * factor,
        Quantity("desk_resolved_share", team=DESK): 0.7 * (1 - never) * factor,
        Quantity("desk_contact_within_target_share", team=DESK): sum(contact[:2]) * factor,
        busy(DESK): 12 / 60 * factor * work / 40,
    }


def full_diary(factor: float) -> Theory:
    """A day of notice, half a day to the time of day, and the days that are full."""
    put_off = days_put_off(8.4 * factor, 10)
    return {Quantity("appointment_after_mean_days", "1"): 1.5 + put_off}


def jobs_in_hand(factor: float) -> Theory:
    """28 shifts of ten officers; made wrong by the factor itself."""
    hours = 28 * 10 * left_over(40, 0.5) / 60
    return {Quantity("overtime_hours", team="response"): hours * factor}


def days_differ(factor: float) -> Theory:
    """A Poisson count whose mean has a gamma factor is negative binomial."""
    mean = 6 * factor
    return {
        Quantity("incidents_count"): 364 * mean,
        Detail("variance of a day's count", slope=1.4): mean + (0.4 * mean) ** 2,
    }


def delays_of_repeats() -> Floats:
    """Exponential with a mean of three days, no longer than 30, in whole days and at least one."""
    upto = 1 - np.exp(-np.arange(31) / 3)
    return np.append(0.0, np.diff(upto) / upto[-1])


def chains(factor: float) -> Theory:
    """The share of incidents that are followed by another is a rate like any other."""
    per_day, share = 0.72 * factor, 0.4 * factor
    variance = variance_of_chains(per_day, share, 10, delays_of_repeats(), 7)
    return {
        Quantity("incidents_count"): 522 * 7 * per_day,
        Quantity("repeat_share"): 1 - 1 / expected_in_chain(share, 10),
        Detail("variance of a day's count"): per_day,
        Detail("variance of a week's count", slope=1.4): variance,
    }


CASES = {
    "drives": Simulated(
        "Waiting in line",
        "one officer who drives to each job (M/G/1)",
        "Pollaczek and Khinchine: the drive is a part of the service",
        ("Kleinrock (1975)",),
        drives,
        182_000,
    ),
    "batches": Simulated(
        "Waiting in line",
        "jobs come in batches, and one is done between two of them (M[X]/D/1)",
        "chain from one batch to the next: n become max(n + A - 1, 0), A Poisson",
        ("Kleinrock (1975)", "Gross et al. (2008)"),
        in_batches,
        194_000,
    ),
    "attempts": Simulated(
        "Waiting in line",
        "the Resolution Centre, with people enough, tries three times to reach a caller",
        "each attempt succeeds with the same chance; work by Little's law",
        (),
        three_attempts,
        456_000,
    ),
    "diary": Simulated(
        "Waiting in line",
        "visits are agreed for the first day with room",
        "chain from day to day: n put off become max(n + A - room, 0), A Poisson",
        ("Bailey (1954)",),
        full_diary,
        316_000,
    ),
    "impatient-fixed": Simulated(
        "Calls that are lost, and callers who give up",
        "callers of one patience cancel while they wait (M/M/1+D)",
        "density of the work in hand, which nobody who would wait too long adds to",
        ("Barrer (1957)",),
        all_give_up,
        303_000,
    ),
    "loss-any-length": Simulated(
        "Calls that are lost, and callers who give up",
        "as `loss`, with lognormal jobs, cv 2 (M/G/4/4)",
        "Erlang B holds for any length of jobs",
        ("Erlang (1917)", "Gross et al. (2008)"),
        any_length,
        268_000,
    ),
    "unlike-grades": Simulated(
        "Who goes first",
        "two officers, two grades whose jobs differ in length (M/M/2)",
        "balance of all states",
        (),
        two_grades,
        580_000,
    ),
    "interrupting-any-length": Simulated(
        "Who is interrupted",
        "one officer, jobs of one length interrupt others of gamma length (M/G/1)",
        "as `interrupting`; one interruption for each urgent job that finds a routine one in hand",
        ("Kleinrock (1976)",),
        any_interrupted,
        347_000,
    ),
    "joined": Simulated(
        "Jobs for two officers",
        "half of the jobs take both officers, and the second joins when free",
        "balance of all states",
        (),
        joined,
        365_000,
    ),
    "overtime": Simulated(
        "Demand and staff over the day",
        "ten officers, never without a job, finish the one in hand after each shift",
        "time left of a job in hand: E(S^2) / (2 E(S))",
        ("Cox (1962)",),
        jobs_in_hand,
        186_000,
    ),
    "days-differ": Simulated(
        "Demand and staff over the day",
        "counts of days that differ beyond chance",
        "negative binomial: variance m + (cv m)^2",
        ("Greenwood and Yule (1920)",),
        days_differ,
        472_000,
    ),
    "repeats": Simulated(
        "Demand and staff over the day",
        "two in five incidents are followed by another, up to ten times",
        "chains of geometric length, cut off; the variance is that of a cluster process",
        ("Neyman and Scott (1958)",),
        chains,
        237_000,
    ),
}
