"""Markov chains of jobs that need one server, or two together.

Solved as in `chains`; nothing here knows the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.theory.chains import Classes, Move, State, changed, long_run


def pairs(
    rates: Sequence[float],
    means: Sequence[float],
    servers: int,
    most: Sequence[int],
    *,
    bypass: bool,
    doubles_first: bool = True,
) -> Classes:
    """Return what happens to jobs for one server and jobs for two servers together.

    Parameters
    ----------
    rates, means : sequence of float
        (2,) arrivals, and mean service times: jobs for one, jobs for two.
    servers : int
        How many there are; both servers of a job are freed at the same moment.
    most : sequence of int
        (2,) queues at which the chain is cut off.
    bypass : bool
        Whether a job for one, of lower rank, is started while a job for two waits for a second
        server.
    doubles_first : bool
        Whether jobs for two have the higher rank.

    Returns
    -------
    Classes
        In the order of the arguments: jobs for one first, whatever their rank.

    Notes
    -----
    A state is (jobs for one at work, jobs for two at work, waiting for one, waiting for two).
    Green (1980) treats the queue without bypass in order of arrival.
    """

    def settled(state: State) -> State:
        """Start whatever can be started, by rank."""
        one, two, wait_one, wait_two = state
        free = servers - one - 2 * two
        if doubles_first:
            started = min(wait_two, free // 2)
            free -= 2 * started
            blocked = wait_two > started and not bypass
            single = 0 if blocked else min(wait_one, free)
        else:
            single = min(wait_one, free)
            started = min(wait_two, (free - single) // 2)
        return one + single, two + started, wait_one - single, wait_two - started

    def moves(state: State) -> Iterator[Move]:
        one, two, *waiting = state
        for k, rate in enumerate(rates):
            after = settled((one, two, *changed(waiting, k, 1)))
            if after[2 + k] <= most[k]:
                yield rate, after
        if one:
            yield one / means[0], settled((one - 1, two, *waiting))
        if two:
            yield two / means[1], settled((one, two - 1, *waiting))

    def must_wait(state: State, k: int) -> bool:
        one, two, *waiting = state
        return settled((one, two, *changed(waiting, k, 1)))[2 + k] > state[2 + k]

    chain = long_run((0, 0, 0, 0), moves)
    wait = [chain.mean(lambda state, k=k: state[2 + k]) / rates[k] for k in (0, 1)]
    return Classes(
        wait=wait,
        waits=[chain.mean(lambda state, k=k: must_wait(state, k)) for k in (0, 1)],
        stay=[one + mean for one, mean in zip(wait, means, strict=True)],
        busy=chain.mean(lambda state: state[0] + 2 * state[1]),
        beyond=chain.mean(lambda state: state[2] == most[0] or state[3] == most[1]),
    )


class _OneLine(NamedTuple):
    """Jobs for one and for two in one line; see `one_line`."""

    rate: float
    double_share: float
    mean: float
    servers: int
    most: int

    def settled(self, one: int, two: int, queue: int) -> Iterator[Move]:
        """Start jobs from the head of the line, whose kind is not known; chances and states."""
        free = self.servers - one - 2 * two
        if queue == 0 or free == 0:
            yield 1.0, (one, two, 0, queue)
            return
        for need, chance in ((1, 1 - self.double_share), (2, self.double_share)):
            if need > free:
                yield chance, (one, two, 1, queue)
            else:
                started = self.settled(one + (need == 1), two + (need == 2), queue - 1)
                yield from ((chance * part, state) for part, state in started)

    def after_leaving(self, one: int, two: int, blocked: int, queue: int) -> Iterator[Move]:
        """Start jobs after one has ended; a job for two that was short of a server goes first."""
        if blocked:
            return self.settled(one, two + 1, queue - 1)
        return self.settled(one, two, queue)

    def moves(self, state: State) -> Iterator[Move]:
        one, two, blocked, queue = state
        if queue == 0:
            yield from ((self.rate * part, after) for part, after in self.settled(one, two, 1))
        elif queue < self.most:
            yield self.rate, (one, two, blocked, queue + 1)
        if one:
            left = self.after_leaving(one - 1, two, blocked, queue)
            yield from ((one / self.mean * part, after) for part, after in left)
        if two:
            left = self.after_leaving(one, two - 1, blocked, queue)
            yield from ((two / self.mean * part, after) for part, after in left)

    def must_wait(self, state: State) -> float:
        """Return the chance that a job that comes now does not start at once."""
        one, two, _, queue = state
        free = self.servers - one - 2 * two
        return 1.0 if queue or free == 0 else self.double_share * (free == 1)


def one_line(rate: float, double_share: float, mean: float, servers: int, most: int) -> Classes:
    """Return what happens when jobs for one and for two wait in one line, in order of arrival.

    Parameters
    ----------
    rate : float
        Arrivals of both kinds.
    double_share : float
        Share that needs two servers together; whoever comes later waits behind it.
    mean : float
        Mean service time.
    servers, most : int
        How many there are, and the queue at which the chain is cut off.

    Returns
    -------
    Classes
        One class: all jobs.

    Notes
    -----
    A state is (jobs for one at work, jobs for two at work, whether the first in line is known to
    need two and has one server free, jobs waiting). Of which kind a job is shows when it comes to
    the head of the line. Source: Green (1980), as in `pairs`.
    """
    line = _OneLine(rate, double_share, mean, servers, most)
    chain = long_run((0, 0, 0, 0), line.moves)
    wait = chain.mean(lambda state: state[3]) / rate
    return Classes(
        wait=[wait],
        waits=[chain.mean(line.must_wait)],
        stay=[wait + mean],
        busy=chain.mean(lambda state: state[0] + 2 * state[1]),
        beyond=chain.mean(lambda state: state[3] == most),
    )
