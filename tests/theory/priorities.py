"""Formulas for queues with grades: who goes first, and who is interrupted.

Rates are arrivals per unit of time and means are in the same unit; the most urgent class comes
first. Nothing here knows the program. Jobs that are interrupted are resumed: what has been done of
them is kept.
Full references are in `sources`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from tests.theory.formulas import erlang_c, mmc_wait


def waits_among_many(rates: Sequence[float], mean: float, servers: int) -> list[float]:
    """Return the mean wait of each class in M/M/c with priorities that never interrupt.

    Parameters
    ----------
    rates : sequence of float
        (classes,) arrivals.
    mean : float
        Mean service time, the same for all classes.
    servers : int
        How many there are.

    Returns
    -------
    list of float
        (classes,) C mean / c / ((1 - s(k - 1)) (1 - s(k))), with C the probability of having to
        wait and s(k) the load of each server with the classes up to k.

    Notes
    -----
    Source: Kella and Yechiali (1985); Cobham (1954) as in `formulas`.
    """
    loads = [0.0, *accumulate(rate * mean / servers for rate in rates)]
    together = erlang_c(servers, loads[-1] * servers) * mean / servers
    return [together / ((1 - before) * (1 - upto)) for before, upto in pairwise(loads)]


class Interrupted(NamedTuple):
    """Means of each class when the more urgent interrupt the others."""

    wait: list[float]  #: until service starts for the first time
    stay: list[float]  #: from coming to leaving


def interrupted_by_the_urgent(
    rates: Sequence[float], means: Sequence[float], cvs: Sequence[float]
) -> Interrupted:
    """Return means of each class in M/G/1 where the urgent interrupt and work is resumed.

    Parameters
    ----------
    rates, means, cvs : sequence of float
        (classes,) arrivals, mean and coefficient of variation of the service time.

    Returns
    -------
    Interrupted
        Wait R(k) / ((1 - s(k - 1)) (1 - s(k))), with s(k) the load of classes up to k and R(k) half
        the sum over them of rate * E(service time^2); then mean(k) / (1 - s(k - 1)) more, for the
        service with its interruptions.

    Notes
    -----
    Source: Kleinrock (1976), section 3.4.
    """
    in_service = before = 0.0
    wait, stay = [], []
    for rate, mean, cv in zip(rates, means, cvs, strict=True):
        in_service += rate * mean**2 * (1 + cv**2) / 2
        upto = before + rate * mean
        wait.append(in_service / ((1 - before) * (1 - upto)))
        stay.append(wait[-1] + mean / (1 - before))
        before = upto
    return Interrupted(wait, stay)


class Pooled(NamedTuple):
    """Means of each class in M/M/c when the more urgent interrupt the others."""

    waits: list[float]  #: share that do not start at once
    stay: list[float]  #: from coming to leaving


def interrupted_among_many(rates: Sequence[float], mean: float, servers: int) -> Pooled:
    """Return means of each class in M/M/c where the urgent interrupt, and all service is alike.

    Parameters
    ----------
    rates : sequence of float
        (classes,) arrivals.
    mean : float
        Mean service time, the same for all classes.
    servers : int
        How many there are.

    Notes
    -----
    The classes up to k never notice the others: together they are M/M/c. What they add to the
    number in the system, class by class, gives the stays by Little's law.
    """
    upto = list(accumulate(rates))
    in_system = [0.0, *(rate * (mmc_wait(rate, mean, servers) + mean) for rate in upto)]
    stay = [
        (after - before) / rate
        for rate, (before, after) in zip(rates, pairwise(in_system), strict=True)
    ]
    return Pooled([erlang_c(servers, rate * mean) for rate in upto], stay)


class Impatient(NamedTuple):
    """M/M/c whose callers give up."""

    cancelled: float  #: share that give up
    waits: float  #: share that do not start at once
    busy: float  #: mean number of servers at work


def impatient(rate: float, mean: float, servers: int, patience: float) -> Impatient:
    """Return what M/M/c does when those who wait give up after an exponential patience.

    By the balance of neighbours: one more leaves at the rate busy / mean + waiting / patience.
    Source: Palm (1957), the Erlang A queue.
    """
    shares = [1.0]
    while len(shares) < 500:
        number = len(shares)
        leaving = min(number, servers) / mean + max(number - servers, 0) / patience
        shares.append(shares[-1] * rate / leaving)
    whole = sum(shares)
    waiting = sum(max(number - servers, 0) * share for number, share in enumerate(shares)) / whole
    busy = sum(min(number, servers) * share for number, share in enumerate(shares)) / whole
    return Impatient(waiting / patience / rate, sum(shares[servers:]) / whole, busy)
