"""Queueing theory, from its formulas: what the textbook scenarios must give.

Rates are arrivals per unit of time and means are in the same unit; waits come out in it too. A load
is rate times mean service time, in servers (Erlangs). Nothing here knows the program.
Full references are in `sources`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm

Floats = npt.NDArray[np.float64]


def mm1_wait(rate: float, mean: float) -> float:
    """Return the mean wait for service in M/M/1: rho / (1 - rho) service times.

    Source: Kleinrock (1975), chapter 3, less the service itself.
    """
    rho = _stable(rate * mean)
    return rho / (1 - rho) * mean


def mg1_wait(rate: float, mean: float, cv: float) -> float:
    """Return the mean wait in M/G/1: rho / (1 - rho) * (1 + cv^2) / 2 service times.

    Parameters
    ----------
    rate, mean : float
        Arrivals, and mean service time.
    cv : float
        Coefficient of variation of the service time; 0 for M/D/1.

    Notes
    -----
    Source: Pollaczek and Khinchine, in Kleinrock (1975), chapter 5.
    """
    rho = _stable(rate * mean)
    return rho / (1 - rho) * (1 + cv**2) / 2 * mean


def erlang_b(servers: int, load: float) -> float:
    """Return the probability that all servers are busy when nobody waits (M/G/c/c).

    By the recursion B(0) = 1, B(k) = a B(k - 1) / (k + a B(k - 1)).
    Source: Erlang (1917); Gross et al. (2008), chapter 2, for any service time.
    """
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Return the probability of having to wait in M/M/c: B / (1 - rho (1 - B)).

    Source: Erlang (1917); Gross et al. (2008), chapter 2.
    """
    rho = _stable(load / servers)
    blocked = erlang_b(servers, load)
    return blocked / (1 - rho * (1 - blocked))


def mmc_wait(rate: float, mean: float, servers: int) -> float:
    """Return the mean wait in M/M/c, those who do not wait included.

    C * mean / (servers - load). Source: Gross et al. (2008), chapter 2.
    """
    load = rate * mean
    return erlang_c(servers, load) * mean / (servers - load)


def mmc_wait_tail(rate: float, mean: float, servers: int, longer_than: float) -> float:
    """Return P(wait > t) in M/M/c, first come first served: C exp(-(servers - load) t / mean).

    Source: Gross et al. (2008), chapter 2.
    """
    load = rate * mean
    return erlang_c(servers, load) * math.exp(-(servers - load) * longer_than / mean)


def priority_waits(
    rates: Sequence[float], means: Sequence[float], cvs: Sequence[float]
) -> list[float]:
    """Return the mean wait of each class in M/G/1 with priorities that never interrupt.

    Parameters
    ----------
    rates, means, cvs : sequence of float
        (classes,) the most urgent class first: arrivals, and mean and coefficient of variation of
        the service time.

    Returns
    -------
    list of float
        (classes,) R / ((1 - s(k - 1)) (1 - s(k))), with s(k) the load of classes up to k and R, the
        mean work left on whatever is being served, half the sum of rate * E(service time^2).

    Notes
    -----
    Source: Cobham (1954); Kleinrock (1976), Queueing systems, volume 2, chapter 3.
    """
    in_service = sum(
        rate * mean**2 * (1 + cv**2) / 2 for rate, mean, cv in zip(rates, means, cvs, strict=True)
    )
    waits = []
    before = 0.0
    for rate, mean in zip(rates, means, strict=True):
        upto = _stable(before + rate * mean)
        waits.append(in_service / ((1 - before) * (1 - upto)))
        before = upto
    return waits


def loss_by_need(loads: Sequence[float], needs: Sequence[int], servers: int) -> list[float]:
    """Return the share lost of each class when a job needs several servers at once.

    Parameters
    ----------
    loads : sequence of float
        (classes,) jobs offered per mean service time, which may have any distribution.
    needs : sequence of int
        (classes,) servers that a job takes together.
    servers : int
        How many there are; a job that does not find enough of them is lost.

    Returns
    -------
    list of float
        (classes,) probability that fewer than the needed servers are free.

    Notes
    -----
    With q(n) the probability that n servers are busy, n q(n) = sum over classes of
    load * need * q(n - need). Source: Kaufman (1981), Roberts (1981).
    """
    busy = np.zeros(servers + 1)
    busy[0] = 1.0
    for n in range(1, servers + 1):
        terms = (
            load * need * busy[n - need]
            for load, need in zip(loads, needs, strict=True)
            if need <= n
        )
        busy[n] = sum(terms) / n
    busy /= busy.sum()
    return [float(busy[servers - need + 1 :].sum()) for need in needs]


class Hypercube(NamedTuple):
    """Answers of Larson's model."""

    lost: float  #: share of calls that find every unit busy, the same for all places
    busy: list[float]  #: (units,) share of time
    answered: Floats  #: (places, units) share of a place's calls that each unit answers


def hypercube(
    rates: Sequence[float], mean: float, preferences: Sequence[Sequence[int]]
) -> Hypercube:
    """Return what units do that answer each place's calls in an order of preference.

    Parameters
    ----------
    rates : sequence of float
        (places,) calls.
    mean : float
        Mean of the exponential time that a unit is busy with a call.
    preferences : sequence of sequence of int
        (places, units) units in the order in which they are asked; all busy means lost.

    Notes
    -----
    Each state says which units are busy; the balance equations are solved as they stand. Source:
    Larson (1974), with a queue of no length.
    """
    units = len(preferences[0])
    states = 1 << units
    moves = np.zeros((states, states))
    for state in range(states):
        for unit in range(units):
            if state >> unit & 1:
                moves[state, state & ~(1 << unit)] += 1 / mean
        for rate, order in zip(rates, preferences, strict=True):
            asked = _first_free(state, order)
            if asked is not None:
                moves[state, state | 1 << asked] += rate
    share = _stationary(moves)
    answered = np.zeros((len(rates), units))
    for place, order in enumerate(preferences):
        for state in range(states):
            asked = _first_free(state, order)
            if asked is not None:
                answered[place, asked] += share[state]
    busy = [
        float(sum(share[state] for state in range(states) if state >> unit & 1))
        for unit in range(units)
    ]
    return Hypercube(float(share[-1]), busy, answered)


def _first_free(state: int, order: Iterable[int]) -> int | None:
    return next((unit for unit in order if not state >> unit & 1), None)


def _stationary(moves: Floats) -> Floats:
    """Return the shares of time that balance the rates of moving from row to column."""
    flow = moves.T - np.diag(moves.sum(axis=1))
    flow[-1] = 1.0
    right = np.zeros(len(moves))
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(flow, right))


class ShiftQueue(NamedTuple):
    """A day of a queue in the long run."""

    wait: float  #: mean wait of those who arrive, in hours
    wait_probability: float  #: share of those who arrive that find nobody free
    overtime: float  #: hours worked in a day after the end of shifts
    days: int  #: days, from one that began with nobody there, until they are all alike


def shift_queue(
    rate_by_hour: Sequence[float],
    mean_hours: float,
    servers: int,
    handovers: Sequence[int] = (),
    *,
    most: int = 60,
) -> ShiftQueue:
    """Return the long run of M(t)/M/s with whole shifts that relieve each other.

    Parameters
    ----------
    rate_by_hour : sequence of float
        (24,) arrivals an hour, constant within each hour.
    mean_hours : float
        Mean of the exponential service time in hours.
    servers : int
        People of one shift.
    handovers : sequence of int
        Hours of the day at which a new shift takes over: it finds the queue, while the old shift's
        people finish what they have in hand and leave.
    most : int
        Length at which the numbers in the system are cut off.

    Notes
    -----
    Kolmogorov's forward equations, solved hour by hour with matrix exponentials until a day ends as
    it began. The mean wait follows by Little's law. Source: Kleinrock (1975), chapter 2, for the
    equations; at a handover n in the system become max(n - servers, 0).
    """
    numbers = np.arange(most + 1)
    steps = {
        rate: _hour_of_birth_and_death(rate, mean_hours, servers, numbers)
        for rate in set(rate_by_hour)
    }
    waiting = np.maximum(numbers - servers, 0)
    at_work = np.minimum(numbers, servers)
    share: Floats = np.zeros(most + 1)
    share[0] = 1.0
    day = 0
    start: Floats = np.zeros(most + 1)
    while np.abs(share - start).max() >= 1e-12:
        day += 1
        start = share
        queue = delayed = overtime = 0.0
        for hour, rate in enumerate(rate_by_hour):
            if hour in handovers:
                overtime += float(share @ at_work) * mean_hours
                share = np.bincount(waiting, weights=share, minlength=most + 1).astype(np.float64)
            over_the_hour, at_its_end = steps[rate]
            within = share @ over_the_hour
            queue += float(within @ waiting)
            delayed += rate * float(within[servers:].sum())
            share = share @ at_its_end
    arrivals = sum(rate_by_hour)
    return ShiftQueue(queue / arrivals, delayed / arrivals, overtime, day)


def _hour_of_birth_and_death(
    rate: float, mean: float, servers: int, numbers: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return what takes a row of shares to their integral over an hour, and to the end of it."""
    size = numbers.size
    flow = np.diag(np.full(size - 1, rate), 1)
    flow += np.diag(np.minimum(numbers[1:], servers) / mean, -1)
    flow -= np.diag(flow.sum(axis=1))
    # exp of [[A, I], [0, 0]] holds exp(A) and, beside it, the integral of exp(At).
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = flow
    both[:size, size:] = np.eye(size)
    result = expm(both)
    return result[:size, size:], result[:size, :size]


def queue_from_empty(rate: float, mean: float, servers: int, time: float) -> float:
    """Return the expected number waiting in M/M/c that was empty `time` ago.

    Shows how much warm-up is enough. Source: Kolmogorov's equations, as in `shift_queue`.
    """
    numbers = np.arange(200)
    flow = np.diag(np.full(199, rate), 1) + np.diag(np.minimum(numbers[1:], servers) / mean, -1)
    flow -= np.diag(flow.sum(axis=1))
    return float(expm(flow * time)[0] @ np.maximum(numbers - servers, 0))


def _stable(rho: float) -> float:
    """Return the load of a server.

    Raises
    ------
    ValueError
        If it is 1 or more: the queue grows without end and has no mean.
    """
    if not 0 <= rho < 1:
        raise ValueError(f"a server's load is {rho:g}, expected below 1")
    return rho
