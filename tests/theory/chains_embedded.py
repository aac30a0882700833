"""Chains of service that always takes the same time, looked at when it ends.

What happens during a service of fixed length depends on nothing but the state at its start, so the
states at which services end form a chain. Nothing here knows the program.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tests.theory.chains import Floats, Move, State, long_run


class FixedService(NamedTuple):
    """M/D/c in the long run."""

    wait: float  #: mean wait of all jobs
    waits: float  #: share that do not start at once
    share: Floats  #: share of time with 0, 1, 2 ... jobs in the system


def fixed_service(rate: float, service: float, servers: int, most: int = 120) -> FixedService:
    """Return what M/D/c does: Poisson arrivals, service of one length, several servers.

    Parameters
    ----------
    rate, service : float
        Arrivals, and the length of every service.
    servers : int
        How many there are.
    most : int
        Number of jobs at which the chain is cut off.

    Notes
    -----
    Whoever is being served now has left one service time later, and nobody else has: n jobs become
    max(n - servers, 0) and a Poisson number more, at whatever moment one looks. The mean wait
    follows by Little's law. Source: Crommelin (1932).
    """
    arrive = np.array([_poisson(number, rate * service) for number in range(most + 1)])
    after = np.zeros((most + 1, most + 1))
    for number in range(most + 1):
        left = max(number - servers, 0)
        after[number, left:] = arrive[: most + 1 - left]
        after[number, -1] += 1 - after[number].sum()
    balance = after.T - np.eye(most + 1)
    balance[-1] = 1.0
    share = np.linalg.solve(balance, np.eye(most + 1)[-1])
    queue = share @ np.maximum(np.arange(most + 1) - servers, 0)
    return FixedService(float(queue / rate), float(share[servers:].sum()), share)


def _poisson(number: int, mean: float) -> float:
    return math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))


def _binomial(number: int, of: int, chance: float) -> float:
    return math.comb(of, number) * chance**number * (1 - chance) ** (of - number)


def caseload_idle(cases: int, spell: float, away: float) -> float:
    """Return the share of time in which a person with a full caseload has nothing to work on.

    Parameters
    ----------
    cases : int
        How many are in hand: a closed case is replaced by a new one, of which there are always
        more.
    spell : float
        Length of a spell of work. A case takes two: between them it is away.
    away : float
        Mean of the exponential time for which it is away.

    Notes
    -----
    Machine repair with repairs of one length: the machines are the cases in hand, and one comes to
    the repairman when it is back. A state is, at the end of a spell, the cases that are away and
    those that are back, which go before new ones; and, as the next spell begins, of which kind it
    is. Source: Ashcroft (1950), with the difference that a new case comes in the place of each that
    is closed.
    """
    comes_back = 1 - math.exp(-spell / away)

    def begins(out: int, back: int) -> tuple[int, int, bool]:
        """Return the cases away and back once the next spell has begun, and whether it is a last.

        Where all are away, the first to come back is taken up at once.
        """
        if back:
            return out, back - 1, True
        if out == cases:
            return out - 1, 0, True
        return out, 0, False

    def moves(state: State) -> list[Move]:
        out, back, is_last = begins(state[0], state[1])
        return [
            (
                _binomial(number, out, comes_back),
                (out - number + (not is_last), back + number),
            )
            for number in range(out + 1)
        ]

    ends = long_run((0, 0), moves)
    idle = ends.mean(lambda state: state[0] == cases) * away / cases
    return idle / (idle + spell)
