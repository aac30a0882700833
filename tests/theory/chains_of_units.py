"""Markov chains in which it matters who is sent, and from where.

Solved as in `chains`; nothing here knows the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tests.theory.chains import Move, State, changed, long_run


class Sharing(NamedTuple):
    """What becomes of calls in two places that share some of their units."""

    lost: list[list[float]]  #: (places, kinds) share lost: kinds are shared, own
    helped: list[float]  #: (places,) share of all answered calls that the other place answers
    busy: list[float]  #: (places,) mean number of units at work, of each place


def partial_sharing(
    shared: Sequence[float], own: Sequence[float], mean: float, units: Sequence[int]
) -> Sharing:
    """Return what two places lose when they help each other with some calls only.

    Parameters
    ----------
    shared, own : sequence of float
        (2,) calls that are answered by the other place when all units of the own are busy, and
        calls that are then lost.
    mean : float
        Mean time that a unit is busy.
    units : sequence of int
        (2,) how many there are at each place.

    Notes
    -----
    A state is the numbers busy of both places: an overflow system as in Wilkinson (1956).
    """

    def added(state: State, place: int) -> State:
        return state[0] + (place == 0), state[1] + (place == 1)

    def has_room(state: State, place: int) -> bool:
        return state[place] < units[place]

    def moves(state: State) -> Iterator[Move]:
        for place in (0, 1):
            if has_room(state, place):
                yield shared[place] + own[place], added(state, place)
            elif has_room(state, 1 - place):
                yield shared[place], added(state, 1 - place)
            if state[place]:
                left = [state[0], state[1]]
                left[place] -= 1
                yield state[place] / mean, tuple(left)

    chain = long_run((0, 0), moves)
    full = [chain.mean(lambda state, p=p: not has_room(state, p)) for p in (0, 1)]
    all_full = chain.mean(lambda state: not has_room(state, 0) and not has_room(state, 1))
    helped = []
    for place in (0, 1):
        from_other = shared[place] * (full[place] - all_full)
        answered = shared[place] * (1 - all_full) + own[place] * (1 - full[place])
        helped.append(from_other / answered)
    return Sharing(
        lost=[[all_full, full[place]] for place in (0, 1)],
        helped=helped,
        busy=[chain.mean(lambda state, p=p: state[p]) for p in (0, 1)],
    )


class Roaming(NamedTuple):
    """What units do that stay where their last call was."""

    lost: float  #: share of calls that find every unit busy
    drive: float  #: mean drive of the calls that are answered
    drive_to: list[float]  #: (places,) the same for the calls of each place


def roaming(
    rates: Sequence[float],
    mean: float,
    drives: Sequence[Sequence[float]],
    units: int,
    chosen: Callable[[State, int], Mapping[int, float]],
) -> Roaming:
    """Return the drives of units that wait for the next call at the place of the last.

    Parameters
    ----------
    rates : sequence of float
        (places,) calls; those that find every unit busy are lost.
    mean : float
        Mean time that a unit is busy with a call; drives take next to no time.
    drives : sequence of sequence of float
        (places, places) from row to column.
    units : int
        How many there are.
    chosen : callable
        From (free units at each place, place of the call), the chance with which the unit that is
        sent stands at each place.

    Notes
    -----
    A state is the number of free units at each place, then of busy ones. Larson's hypercube, with
    preferences that depend on where units happen to be.
    """
    places = len(rates)

    def sent(state: State, place: int) -> Mapping[int, float]:
        return chosen(state[:places], place) if any(state[:places]) else {}

    def moves(state: State) -> Iterator[Move]:
        for place, rate in enumerate(rates):
            for origin, chance in sent(state, place).items():
                after = list(state)
                after[origin] -= 1
                after[places + place] += 1
                yield rate * chance, tuple(after)
        for place in range(places):
            if state[places + place]:
                after = list(state)
                after[places + place] -= 1
                after[place] += 1
                yield state[places + place] / mean, tuple(after)

    chain = long_run((units, *(0 for _ in range(2 * places - 1))), moves)
    lost = chain.mean(lambda state: not any(state[:places]))
    drive_to = [
        chain.mean(
            lambda state, p=place: sum(
                chance * drives[origin][p] for origin, chance in sent(state, p).items()
            )
        )
        / (1 - lost)
        for place in range(places)
    ]
    total = sum(rate * drive for rate, drive in zip(rates, drive_to, strict=True))
    return Roaming(lost, total / sum(rates), drive_to)


def nearest_of(drives: Sequence[Sequence[float]]) -> Callable[[State, int], Mapping[int, float]]:
    """Return the rule by which the nearest free unit goes; no two places may be equally far."""

    def chosen(free: State, place: int) -> Mapping[int, float]:
        standing = [origin for origin, number in enumerate(free) if number]
        return {min(standing, key=lambda origin: drives[origin][place]): 1.0}

    return chosen


def anyone(free: State, place: int) -> Mapping[int, float]:
    """Send any free unit, with equal chance, wherever it stands."""
    return {origin: number / sum(free) for origin, number in enumerate(free) if number}


def drive_of_anyone(rates: Sequence[float], drives: Sequence[Sequence[float]]) -> float:
    """Return the mean drive when a unit is chosen without regard to where it stands.

    The place of its last call and that of the new one are then independent.
    """
    share = np.array(rates) / sum(rates)
    return float(share @ np.array(drives) @ share)


def fewest_jobs(
    rates: Sequence[float], mean: float, drives: Sequence[Sequence[float]], most: int
) -> Roaming:
    """Return the drives of two units of which the one with fewer jobs so far goes.

    Parameters
    ----------
    rates : sequence of float
        (places,) calls; those that find both units busy are lost.
    mean : float
        Mean time that a unit is busy with a call; drives take next to no time.
    drives : sequence of sequence of float
        (places, places) from row to column; no two places may be equally far.
    most : int
        Difference in jobs at which the chain is cut off.

    Notes
    -----
    At equal numbers of jobs the nearer goes. A state is, of one unit, where it was last and whether
    it is busy, the same of the other, and how many jobs more the first one has had.
    """

    def sent(state: State, place: int) -> int:
        """Return which unit goes, 0 or 1; -1 for none."""
        (place_0, busy_0, place_1, busy_1, ahead) = state
        if busy_0 or busy_1:
            return -1 if busy_0 and busy_1 else int(busy_0)
        if ahead:
            return int(ahead > 0)
        return int(drives[place_1][place] < drives[place_0][place])

    def moves(state: State) -> Iterator[Move]:
        for place, rate in enumerate(rates):
            unit = sent(state, place)
            if unit >= 0:
                after = list(state)
                after[2 * unit : 2 * unit + 2] = [place, 1]
                after[4] = max(-most, min(most, state[4] + (1, -1)[unit]))
                yield rate, tuple(after)
        for unit in (0, 1):
            if state[2 * unit + 1]:
                after = list(state)
                after[2 * unit + 1] = 0
                yield 1 / mean, tuple(after)

    chain = long_run((0, 0, 0, 0, 0), moves)
    lost = chain.mean(lambda state: state[1] * state[3])
    drive_to = []
    for place in range(len(rates)):
        units = [sent(state, place) for state in chain.states]
        driven = [
            drives[state[2 * unit]][place] if unit >= 0 else 0.0
            for state, unit in zip(chain.states, units, strict=True)
        ]
        drive_to.append(float(chain.share @ np.array(driven)) / (1 - lost))
    total = sum(rate * drive for rate, drive in zip(rates, drive_to, strict=True))
    return Roaming(lost, total / sum(rates), drive_to)


class Backups(NamedTuple):
    """What becomes of calls that wait, in places that help each other in an order of their own."""

    waits: float  #: share of calls that find every unit busy, the same for all places
    wait: list[float]  #: (places,) mean wait of a place's calls
    busy: list[float]  #: (units,) share of time
    helped: list[float]  #: (places,) share of its calls that another place's unit answers
    beyond: float  #: share of time in which the chain is cut off


def backups(
    rates: Sequence[float], mean: float, orders: Sequence[Sequence[int]], most: int
) -> Backups:
    """Return what places with one unit each do that answer each other's calls.

    Parameters
    ----------
    rates : sequence of float
        (places,) calls.
    mean : float
        Mean time that a unit is busy with a call.
    orders : sequence of sequence of int
        (places, places) from each place, all places in order, itself first: units in the order in
        which they are asked for its calls, and calls in the order in which its unit takes them when
        it is free again.
    most : int
        Calls in all that wait, at which the chain is cut off.

    Notes
    -----
    A state is which units are busy, then how many calls of each place wait: calls wait only while
    all units are busy, and within a place in the order in which they came. Larson's (1974)
    hypercube with a queue, in which the place decides who is served next.
    """
    places = range(len(rates))
    full = tuple(1 for _ in places)

    def answers(state: State, place: int) -> int | None:
        return next((unit for unit in orders[place] if not state[unit]), None)

    def next_call(state: State, unit: int) -> int | None:
        """Return the place whose call a unit takes next."""
        waiting = state[len(rates) :]
        return next((place for place in orders[unit] if waiting[place]), None)

    def moves(state: State) -> Iterator[Move]:
        for place, rate in enumerate(rates):
            unit = answers(state, place)
            if unit is not None:
                yield rate, tuple(changed(state, unit, 1))
            elif sum(state) < len(rates) + most:
                yield rate, tuple(changed(state, len(rates) + place, 1))
        for unit in places:
            if state[unit]:
                taken = next_call(state, unit)
                left = unit if taken is None else len(rates) + taken
                yield 1 / mean, tuple(changed(state, left, -1))

    chain = long_run(tuple(0 for _ in range(2 * len(rates))), moves)
    helped = []
    for place, rate in enumerate(rates):
        at_once = chain.mean(
            lambda state, p=place: answers(state, p) not in {None, p}  # somebody else's unit
        )
        later = chain.mean(
            lambda state, p=place: sum(
                next_call(state, unit) == p
                for unit in places
                if unit != p and state[: len(rates)] == full
            )
        )
        helped.append(at_once + later / mean / rate)
    return Backups(
        waits=chain.mean(lambda state: state[: len(rates)] == full),
        wait=[chain.mean(lambda state, p=p: state[len(rates) + p]) / rates[p] for p in places],
        busy=[chain.mean(lambda state, p=p: state[p]) for p in places],
        helped=helped,
        beyond=chain.mean(lambda state: sum(state) == len(rates) + most),
    )


class Overflow(NamedTuple):
    """What becomes of calls whose places have units of their own and share some more."""

    lost: list[float]  #: (places,) share of a place's calls that find nobody
    by_shared: list[float]  #: (places,) share of its answered calls that the shared units answer
    busy: list[float]  #: mean numbers at work: units of each place, then the shared ones


def overflow(rates: Sequence[float], mean: float, own: Sequence[int], shared: int) -> Overflow:
    """Return what is lost when calls that find all units of their place busy go to shared ones.

    Parameters
    ----------
    rates : sequence of float
        (places,) calls.
    mean : float
        Mean time that a unit is busy with a call.
    own : sequence of int
        (places,) units of each place, which answer no other's calls.
    shared : int
        Units that answer the calls of all places when their own are busy; else a call is lost.

    Notes
    -----
    A state is the number busy of each place, then of the shared ones: a graded group, as in
    Wilkinson (1956), whose approximation of it is not used.
    """
    units = [*own, shared]
    last = len(own)

    def answers(state: State, place: int) -> int | None:
        return next((group for group in (place, last) if state[group] < units[group]), None)

    def moves(state: State) -> Iterator[Move]:
        for place, rate in enumerate(rates):
            group = answers(state, place)
            if group is not None:
                yield rate, tuple(changed(state, group, 1))
        for group, number in enumerate(state):
            if number:
                yield number / mean, tuple(changed(state, group, -1))

    chain = long_run(tuple(0 for _ in units), moves)
    lost = [chain.mean(lambda state, p=p: answers(state, p) is None) for p in range(last)]
    over = [chain.mean(lambda state, p=p: answers(state, p) == last) for p in range(last)]
    return Overflow(
        lost=lost,
        by_shared=[one / (1 - gone) for one, gone in zip(over, lost, strict=True)],
        busy=[chain.mean(lambda state, g=g: state[g]) for g in range(last + 1)],
    )
