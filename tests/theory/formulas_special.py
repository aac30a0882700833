"""Formulas for queues with one feature that the simplest lack: batches, diaries, fixed patience.

Rates are arrivals per unit of time and means are in the same unit. Nothing here knows the program.
Full references are in `sources`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import poisson

from tests.theory.chains import Chain, Move, State, long_run

Floats = npt.NDArray[np.float64]


class FixedPatience(NamedTuple):
    """M/M/1 whose callers all give up after the same wait."""

    cancelled: float  #: share that give up
    waits: float  #: share that do not start at once
    wait: float  #: mean of those served


def fixed_patience(rate: float, mean: float, patience: float) -> FixedPatience:
    """Return what M/M/1 does when whoever has waited for the patience gives up.

    Notes
    -----
    The work in hand that a caller would have to wait for has density p0 rate exp((rate - 1 / mean)
    x) up to the patience d, and beyond it falls as exp(-x / mean), as nobody who comes then is
    served; p0 makes the whole 1. Whoever finds more than d gives up. Source: Barrer (1957); Gross
    et al. (2008).
    """
    fall = rate - 1 / mean
    grown = math.exp(fall * patience)
    within = rate * (grown - 1) / fall
    beyond = rate * grown * mean
    empty = 1 / (1 + within + beyond)
    cancelled = empty * beyond
    waited = rate * (patience * grown / fall - (grown - 1) / fall**2) * empty
    return FixedPatience(cancelled, 1 - empty, waited / (1 - cancelled))


class Batches(NamedTuple):
    """A server that does one job between two moments at which batches come."""

    waits: float  #: share that do not start at once
    wait: float  #: mean, in service times


def batches(load: float) -> Batches:
    """Return the waits where a Poisson number of jobs comes at each moment, and one is done.

    Notes
    -----
    Those left just before a moment, V, become max(V + A - 1, 0), A the batch, so that E(V) = m^2 /
    (2 (1 - m)) and P(V = 0) = (1 - m) exp(m) with m the load. A job waits for V and for those
    before it in its batch, m / 2 on average; it starts at once if V = 0 and it is the first.
    Source: Kleinrock (1975), chapter 5, for the chain; Gross et al. (2008) for batches.
    """
    empty = (1 - load) * math.exp(load)
    waits = 1 - empty * (1 - math.exp(-load)) / load
    return Batches(waits, load**2 / (2 * (1 - load)) + load / 2)


def days_put_off(per_day: float, room: int, most: int = 400) -> float:
    """Return the mean days by which visits are put off where a day has room for some.

    By Little's law: those put off from one day to the next, over the visits a day. Their number n
    becomes max(n + A - room, 0), A Poisson; who of them goes first does not matter. Cut off at
    `most`. Source: Bailey (1954).
    """
    arrivals = poisson.pmf(np.arange(most), per_day)
    share = np.zeros(most)
    share[0] = 1.0
    while True:
        wanted = np.convolve(share, arrivals)[:most]
        after = np.append(wanted[room:], np.zeros(room))
        after[0] += wanted[:room].sum()
        if np.abs(after - share).max() < 1e-13:
            return float(after @ np.arange(most)) / per_day
        share = after


def attempts(reached: float, most: int) -> list[float]:
    """Return the chance of a contact at each attempt, of so many at most; the rest is no reply."""
    return [reached * (1 - reached) ** before for before in range(most)]


def left_over(mean: float, cv: float) -> float:
    """Return the mean time to the end of the job in hand: E(S^2) / (2 E(S)).

    Of somebody who has done job after job for a while. Source: Cox (1962).
    """
    return mean * (1 + cv**2) / 2


def second_joins(rate: float, mean: float, share_of_two: float, most: int = 80) -> Chain:
    """Return the chain of two officers, where some jobs take both and the second joins when free.

    A job starts when the first of its officers comes, and takes an exponential time from then on.
    A state is (jobs for one, jobs for two with both, jobs for two with one officer, waiting). First
    come, first served, and a job that has one of its two officers came first.
    """

    def sent(state: State, chance: float) -> Iterator[tuple[float, State]]:
        one, both, short, queue = state
        free = 2 - one - 2 * both - short
        if free and short:
            yield from sent((one, both + 1, short - 1, queue), chance)
        elif free and queue:
            yield from sent((one + 1, both, short, queue - 1), chance * (1 - share_of_two))
            started = (one, both + 1, short) if free == 2 else (one, both, short + 1)
            yield from sent((*started, queue - 1), chance * share_of_two)
        else:
            yield chance, state

    def moves(state: State) -> Iterator[Move]:
        if state[-1] < most:
            yield from sent((*state[:-1], state[-1] + 1), rate)
        for place in range(3):
            if state[place]:
                after = list(state)
                after[place] -= 1
                yield from sent(tuple(after), state[place] / mean)

    return long_run((0, 0, 0, 0), moves)


def unlike_grades(
    rates: Sequence[float], means: Sequence[float], servers: int, most: Sequence[int]
) -> Chain:
    """Return the chain of M/M/c with two grades of unlike means, and priority without interruption.

    A state is (urgent at work, routine at work, urgent waiting, routine waiting).
    """

    def served(state: State) -> State:
        at_work, waiting = list(state[:2]), list(state[2:])
        for grade in range(2):
            begin = min(servers - sum(at_work), waiting[grade])
            at_work[grade] += begin
            waiting[grade] -= begin
        return (*at_work, *waiting)

    def moves(state: State) -> Iterator[Move]:
        for grade in range(2):
            more, fewer = list(state), list(state)
            more[2 + grade] += 1
            if state[2 + grade] < most[grade]:
                yield rates[grade], served(tuple(more))
            fewer[grade] -= 1
            if state[grade]:
                yield state[grade] / means[grade], served(tuple(fewer))

    return long_run((0, 0, 0, 0), moves)


def expected_in_chain(share: float, most: int) -> float:
    """Return how many incidents a first one makes, itself included; each may have one repeat."""
    return sum(share**number for number in range(most + 1))


def variance_of_chains(per_day: float, share: float, most: int, delays: Floats, days: int) -> float:
    """Return the variance of the count of some days, where incidents come in chains.

    Parameters
    ----------
    per_day : float
        Incidents a day, repeats included.
    share, most : float, int
        Share of incidents followed by another, and the most after a first one.
    delays : array of shape (longest + 1,)
        Chance of each delay in days.
    days : int
        How many are counted together.

    Notes
    -----
    First incidents are Poisson, so it is their rate times the sum over the day of the first of
    E(incidents of the chain within the days, squared): a cluster process. Source: Neyman and Scott
    (1958).
    """
    # By number in the chain: the chance that it comes so many days after the first, if it comes.
    after = [np.ones(1)]
    for _ in range(most):
        after.append(np.convolve(after[-1], delays))
    firsts = per_day / expected_in_chain(share, most)
    longest = after[-1].size
    total = 0.0
    for start in range(1 - longest, days):  # day of the first incident; counted are 0 to days - 1
        for one in range(most + 1):
            lags = np.arange(max(0, -start), min(after[one].size, days - start))
            here = after[one][lags]
            total += share**one * here.sum()
            for later in range(1, most + 1 - one):
                upto = np.cumsum(after[later])
                within = upto[np.minimum(days - start - lags - 1, upto.size - 1)]
                total += 2 * share ** (one + later) * float(here @ within)
    return firsts * total
