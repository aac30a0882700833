"""Markov chains whose rates and servers change by the hour of the day.

Kolmogorov's forward equations, hour by hour; nothing here knows the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import expm

from tests.theory.chains import Floats, Move, State, flows, listed


class ToppedUp(NamedTuple):
    """A day of a queue with more servers at some hours, in the long run."""

    wait: float  #: mean wait of those who arrive, in hours
    wait_probability: float  #: share of those who arrive that find nobody free
    busy: list[float]  #: mean number at work over the day, on duty: base, top-up
    overtime: float  #: hours worked in a day by the top-up after the end of its shift
    beyond: float  #: largest share of an hour in which the chain is cut off


class _Servers(NamedTuple):
    """A base, and a top-up for some hours; a state is (busy base, busy top-up, waiting)."""

    base: int
    top_up: int
    mean: float
    most: int

    def moves(self, rate: float, there: int) -> Callable[[State], Iterator[Move]]:
        """Return the moves while so many of the top-up are there."""

        def of(state: State) -> Iterator[Move]:
            first, second, queue = state
            if first < self.base:
                yield rate, (first + 1, second, queue)
            elif second < there:
                yield rate, (first, second + 1, queue)
            elif queue < self.most:
                yield rate, (first, second, queue + 1)
            taken = queue > 0
            if first:
                yield first / self.mean, (first - (not taken), second, queue - taken)
            if second:
                yield second / self.mean, (first, second - (not taken), queue - taken)

        return of

    def come(self, state: State) -> State:
        """Bring the top-up, which takes what waits."""
        first, _, queue = state
        started = min(queue, self.top_up)
        return first, started, queue - started

    def go(self, state: State) -> State:
        """Let the top-up go; jobs that they finish first are nobody else's concern."""
        return state[0], 0, state[2]

    def numbered(self) -> dict[State, int]:
        """Return all states of a day, numbered."""

        def at_any_hour(state: State) -> Iterator[Move]:
            yield from self.moves(1.0, self.top_up)(state)
            yield from self.moves(1.0, 0)(state)
            yield from ((1.0, self.come(self.go(state))), (1.0, self.go(state)))

        return listed((0, 0, 0), at_any_hour)


def topped_up(
    rate_by_hour: Sequence[float],
    mean_hours: float,
    base: int,
    top_up: int,
    spells: Sequence[tuple[int, int]],
    *,
    most: int = 60,
) -> ToppedUp:
    """Return the long run of M(t)/M/s(t) with a base that is always there and a top-up by day.

    Parameters
    ----------
    rate_by_hour : sequence of float
        (24,) arrivals an hour, constant within each hour.
    mean_hours : float
        Mean of the exponential service time in hours.
    base, top_up : int
        Servers who are always there, and asked first; servers who come for part of the day.
    spells : sequence of tuple of int
        Hours at which a top-up comes and goes. Those who have nothing in hand go at once; the
        others finish it first, and take nothing more.
    most : int
        Length at which the queue is cut off.

    Notes
    -----
    The equations are solved until a day ends as it began; the mean wait follows by Little's law.
    """
    servers = _Servers(base, top_up, mean_hours, most)
    number = servers.numbered()
    size = len(number)
    first, second, queue = states = np.array(list(number)).T
    arrives = [number[servers.come(servers.go(state))] for state in number]
    leaves = [number[servers.go(state)] for state in number]
    present = [top_up * any(start <= hour < end for start, end in spells) for hour in range(24)]
    steps = {
        key: _hour(flows(number, servers.moves(*key)).toarray())
        for key in set(zip(rate_by_hour, present, strict=True))
    }
    share: Floats = np.eye(size)[0]
    start: Floats = np.zeros(size)
    while np.abs(share - start).max() >= 1e-12:
        start = share
        day = np.zeros((24, size))
        overtime = 0.0
        for hour, key in enumerate(zip(rate_by_hour, present, strict=True)):
            if any(hour in spell for spell in spells):
                overtime += float(share @ second) * mean_hours
                after = arrives if present[hour] else leaves
                share = np.bincount(after, share, size).astype(float)
            over_the_hour, at_its_end = steps[key]
            day[hour] = share @ over_the_hour
            share = share @ at_its_end
    all_busy = [(first == base) & (second >= there) for there in present]
    delayed = np.array(rate_by_hour) @ (day * all_busy).sum(axis=1) / sum(rate_by_hour)
    wait = float(day.sum(axis=0) @ queue) / sum(rate_by_hour)
    busy = (states[:2] @ day.sum(axis=0) / 24).tolist()
    beyond = float((day * (queue == most)).sum(axis=1).max())
    return ToppedUp(wait, float(delayed), busy, overtime, beyond)


def _hour(flow: Floats) -> tuple[Floats, Floats]:
    """Return what takes a row of shares to their integral over an hour, and to the end of it."""
    size = len(flow)
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = flow
    both[:size, size:] = np.eye(size)
    result = expm(both)
    return result[:size, size:], result[:size, :size]
