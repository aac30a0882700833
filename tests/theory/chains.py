"""Markov chains solved exactly: all states are listed, and what flows in must flow out.

A chain is given by a function that says from a state, a row of small numbers, where it goes next
and how often. Service times are exponential. A queue that could grow without end is cut off at
`most`, which turns away whoever would come then; `beyond` says for what share of time, and the
tests require that it is next to never. Nothing here knows the program.

Here are the solver, and queues in which the grade decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import spsolve

Floats = npt.NDArray[np.float64]
State = tuple[int, ...]
Move = tuple[float, State]
Moves = Callable[[State], Iterable[Move]]


class Chain(NamedTuple):
    """The states of a chain, and the share of time spent in each."""

    states: list[State]
    share: Floats

    def mean(self, of: Callable[[State], float]) -> float:
        """Return the mean over time of something that a state says."""
        return float(self.share @ np.array([of(state) for state in self.states], dtype=float))


def listed(start: State, moves: Moves) -> dict[State, int]:
    """Return the states that can be reached from one, numbered."""
    number = {start: 0}
    waiting = [start]
    while waiting:
        for _, after in moves(waiting.pop()):
            if after not in number:
                number[after] = len(number)
                waiting.append(after)
    return number


def flows(number: dict[State, int], moves: Moves) -> csc_array:
    """Return the generator: rates from row to column, and minus their sum on the diagonal."""
    steps = [
        (number[state], number[after], rate) for state in number for rate, after in moves(state)
    ]
    rows, columns, rates = (np.array(column) for column in zip(*steps, strict=True))
    shape = (len(number), len(number))
    diagonal = np.arange(len(number))
    out = np.bincount(rows, weights=rates, minlength=len(number))
    return csc_array(
        coo_array((rates, (rows, columns)), shape) - coo_array((out, (diagonal, diagonal)), shape)
    )


def long_run(start: State, moves: Moves) -> Chain:
    """Return the shares of time at which all flows balance.

    The first state's balance follows from the others', so that its share is set to one and the
    shares are scaled afterwards.
    """
    number = listed(start, moves)
    balance = csc_array(flows(number, moves).T)
    others = spsolve(balance[1:, 1:], -balance[1:, [0]].toarray().ravel())
    shares = np.append(1.0, others)
    return Chain(list(number), shares / shares.sum())


class Classes(NamedTuple):
    """What a chain says of each class of jobs, the most urgent first."""

    wait: list[float]  #: mean wait until service starts for the first time
    waits: list[float]  #: share that do not start at once
    stay: list[float]  #: mean time from coming to leaving
    busy: float  #: mean number of servers at work
    beyond: float  #: share of time in which the chain is cut off
    interruptions: float = 0.0  #: interruptions per unit of time


def interrupting(
    rates: Sequence[float], means: Sequence[float], servers: int, most: Sequence[int]
) -> Classes:
    """Return what happens to urgent and routine jobs when the urgent interrupt the routine.

    Parameters
    ----------
    rates, means : sequence of float
        (2,) arrivals, and mean service times: urgent, routine.
    servers : int
        How many there are.
    most : sequence of int
        (2,) numbers of jobs at which the chain is cut off.

    Notes
    -----
    A state is (urgent jobs, routine jobs, interrupted jobs). What is left of an exponential time
    does not depend on what has passed. An interrupted job goes before those not yet started, which
    all came later.
    """

    def at_work(state: State) -> tuple[int, int]:
        urgent = min(state[0], servers)
        return urgent, min(state[1], servers - urgent)

    def takes(state: State) -> bool:
        urgent, routine = at_work(state)
        return urgent + routine == servers and routine > 0

    def moves(state: State) -> Iterator[Move]:
        urgent, routine, put_off = state
        working = at_work(state)
        if urgent < most[0]:
            yield rates[0], (urgent + 1, routine, put_off + takes(state))
        if routine < most[1]:
            yield rates[1], (urgent, routine + 1, put_off)
        if urgent:
            resumed = put_off > 0 and urgent <= servers
            yield working[0] / means[0], (urgent - 1, routine, put_off - resumed)
        if working[1]:
            yield working[1] / means[1], (urgent, routine - 1, put_off - (put_off > 0))

    chain = long_run((0, 0, 0), moves)
    queues = (
        chain.mean(lambda state: max(state[0] - servers, 0)),
        chain.mean(lambda state: state[1] - at_work(state)[1] - state[2]),
    )
    return Classes(
        wait=[queue / rate for queue, rate in zip(queues, rates, strict=True)],
        waits=[
            chain.mean(lambda state: state[0] >= servers),
            chain.mean(lambda state: sum(at_work(state)) == servers),
        ],
        stay=[chain.mean(lambda state, k=k: state[k]) / rates[k] for k in (0, 1)],
        busy=chain.mean(lambda state: sum(at_work(state))),
        beyond=chain.mean(lambda state: state[0] == most[0] or state[1] == most[1]),
        interruptions=rates[0] * chain.mean(takes),
    )


class Ranked(NamedTuple):
    """What a chain says of each class of jobs of which the more urgent interrupt the others."""

    waits: list[float]  #: share that do not start at once
    stay: list[float]  #: mean time from coming to leaving
    busy: float  #: mean number of servers at work
    beyond: float  #: share of time in which the chain is cut off


def ranked(
    rates: Sequence[float], means: Sequence[float], servers: int, most: Sequence[int]
) -> Ranked:
    """Return what happens to any number of classes when the more urgent interrupt the others.

    Parameters
    ----------
    rates, means : sequence of float
        (classes,) arrivals, and mean service times, the most urgent class first.
    servers : int
        How many there are.
    most : sequence of int
        (classes,) numbers of jobs at which the chain is cut off.

    Notes
    -----
    A state is the number of jobs of each class: the servers are with the most urgent. What is left
    of an exponential time does not depend on what has passed, nor the number in the system on who
    of a class is served; the mean stay follows by Little's law.
    """

    def at_work(state: State) -> list[int]:
        free, working = servers, []
        for number in state:
            working.append(min(number, free))
            free -= working[-1]
        return working

    def moves(state: State) -> Iterator[Move]:
        for k, working in enumerate(at_work(state)):
            if state[k] < most[k]:
                yield rates[k], tuple(changed(state, k, 1))
            if working:
                yield working / means[k], tuple(changed(state, k, -1))

    classes = range(len(rates))
    chain = long_run(tuple(0 for _ in rates), moves)
    return Ranked(
        waits=[chain.mean(lambda state, k=k: sum(state[: k + 1]) >= servers) for k in classes],
        stay=[chain.mean(lambda state, k=k: state[k]) / rates[k] for k in classes],
        busy=chain.mean(lambda state: min(sum(state), servers)),
        beyond=chain.mean(lambda state: any(state[k] == most[k] for k in classes)),
    )


def cut_off(
    rates: Sequence[float], mean: float, servers: int, reserves: Sequence[int], most: Sequence[int]
) -> Classes:
    """Return what happens when servers are held back for the more urgent classes.

    Parameters
    ----------
    rates : sequence of float
        (classes,) arrivals, the most urgent class first.
    mean : float
        Mean service time, the same for all.
    servers : int
        How many there are.
    reserves : sequence of int
        (classes,) a job is started only while more servers than this are free.
    most : sequence of int
        (classes,) queues at which the chain is cut off.

    Notes
    -----
    A state is (busy servers, jobs waiting of each class): the cut-off queue of Taylor and Templeton
    (1980).
    """

    def may_start(free: int, k: int) -> bool:
        return free > reserves[k]

    def moves(state: State) -> Iterator[Move]:
        busy, *waiting = state
        free = servers - busy
        for k, rate in enumerate(rates):
            if may_start(free, k):
                yield rate, (busy + 1, *waiting)
            elif waiting[k] < most[k]:
                yield rate, (busy, *changed(waiting, k, 1))
        if busy:
            starts = [k for k, queue in enumerate(waiting) if queue and may_start(free + 1, k)]
            if starts:
                yield busy / mean, (busy, *changed(waiting, starts[0], -1))
            else:
                yield busy / mean, (busy - 1, *waiting)

    chain = long_run((0, *(0 for _ in rates)), moves)
    classes = range(len(rates))
    wait = [chain.mean(lambda state, k=k: state[1 + k]) / rates[k] for k in classes]
    return Classes(
        wait=wait,
        waits=[
            chain.mean(lambda state, k=k: not may_start(servers - state[0], k)) for k in classes
        ],
        stay=[one + mean for one in wait],
        busy=chain.mean(lambda state: state[0]),
        beyond=chain.mean(lambda state: any(state[1 + k] == most[k] for k in classes)),
    )


def changed(numbers: Sequence[int], place: int, by: int) -> list[int]:
    """Return numbers of which one is changed."""
    return [number + by * (at == place) for at, number in enumerate(numbers)]


def cut_off_loss(
    rates: Sequence[float], mean: float, servers: int, reserves: Sequence[int]
) -> tuple[list[float], float]:
    """Return the share lost of each class, and the mean number busy, when nobody waits.

    By the balance of neighbours: (n + 1) q(n + 1) = mean * q(n) * sum of the rates of the classes
    that are still admitted when n are busy.
    """
    share = np.ones(servers + 1)
    for busy in range(servers):
        admitted = sum(
            rate for rate, kept in zip(rates, reserves, strict=True) if servers - busy > kept
        )
        share[busy + 1] = share[busy] * admitted * mean / (busy + 1)
    share /= share.sum()
    lost = [float(share[max(servers - kept, 0) :].sum()) for kept in reserves]
    return lost, float(share @ np.arange(servers + 1))
