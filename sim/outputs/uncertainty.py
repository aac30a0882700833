"""How sure a difference is when inputs are not known: draws of them, and what they give.

Every draw is a world that could be: each number that evidence leaves open has some value, each rule
that is not known some answer. A scenario and its baseline are run in it on the same incidents. What
is said of all draws allows for chance as well, since each is simulated once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, qmc

from sim.world.arrays import Bools, Floats

#: Of the interval in which the change lies in nearly all draws.
WITHIN = 0.95
NAN = float("nan")


@dataclass(frozen=True)
class NumberNotKnown:
    """A number, or a factor on several, and how far it may differ.

    Attributes
    ----------
    path : str
        Where it stands, keys joined by dots.
    low, assumed, high : float
        The range, and what the scenario says.
    is_whole : bool
        Whether it is rounded to a whole number.
    """

    path: str
    low: float
    assumed: float
    high: float
    is_whole: bool = False

    def at(self, share: Floats) -> Floats:
        """Return quantiles: half of all draws are below what is assumed, half above.

        On each side the density falls in a straight line from what is assumed to nothing at the
        end of the range, so that a range that reaches far up does not shift the median:
        with v = 2 share - 1, the quantile is assumed + (end - assumed) (1 - sqrt(1 - abs(v))). An
        assumption outside the range counts as the end that is nearest.

        Parameters
        ----------
        share : array of float
            0 to 1.
        """
        middle = min(max(self.assumed, self.low), self.high)
        side = 2 * np.asarray(share, dtype=np.float64) - 1
        end = np.where(side < 0, self.low, self.high)
        found: Floats = middle + (end - middle) * (1 - np.sqrt(1 - np.abs(side)))
        return np.round(found) if self.is_whole else found


@dataclass(frozen=True)
class RuleNotKnown:
    """A rule and its answers; the first is the rule as it stands.

    Attributes
    ----------
    name : str
        What the rule is about.
    answers : tuple of str
        What it may be.
    weights : tuple of float
        How likely each answer is before anything is run, one against another; if empty, all alike.
    meanings : tuple of str
        Each answer in words, where it has any.
    """

    name: str
    answers: tuple[str, ...]
    weights: tuple[float, ...] = ()
    meanings: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """Return the chance of each answer; together 1."""
        weights = self.weights or (1.0,) * len(self.answers)
        return tuple(weight / sum(weights) for weight in weights)


@dataclass(frozen=True)
class Design:
    """What is drawn.

    Attributes
    ----------
    numbers, rules : tuple
        What is not known.
    shares : array of shape (draws, numbers + rules)
        Quantiles, a Latin hypercube (McKay, Beckman and Conover, 1979): each input has one draw in
        each of as many parts of equal chance as there are draws.
    """

    numbers: tuple[NumberNotKnown, ...]
    rules: tuple[RuleNotKnown, ...]
    shares: Floats

    @property
    def draws(self) -> int:
        """Return how many draws there are."""
        return len(self.shares)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all inputs, in the order of the columns."""
        return (*(one.path for one in self.numbers), *(one.name for one in self.rules))

    def values(self) -> Floats:
        """Return the numbers drawn; of shape (draws, numbers)."""
        columns = [one.at(self.shares[:, n]) for n, one in enumerate(self.numbers)]
        return np.array(columns, dtype=np.float64).reshape(len(columns), self.draws).T

    def answers(self) -> np.typing.NDArray[np.int64]:
        """Return the answers drawn, by their place; of shape (draws, rules)."""
        part = self.shares[:, len(self.numbers) :]
        found = np.zeros((self.draws, len(self.rules)), dtype=np.int64)
        for n, rule in enumerate(self.rules):
            found[:, n] = np.searchsorted(np.cumsum(rule.shares)[:-1], part[:, n], side="right")
        return found


def design(
    numbers: Sequence[NumberNotKnown], rules: Sequence[RuleNotKnown], draws: int, seed: int
) -> Design:
    """Draw what is not known; the same seed draws the same."""
    inputs = len(numbers) + len(rules)
    shares = qmc.LatinHypercube(inputs, rng=np.random.default_rng(seed)).random(draws)
    return Design(tuple(numbers), tuple(rules), shares)


class Sureness(NamedTuple):
    """What the draws say of one measure."""

    draws: int  #: those in which it has a value
    mean: float  #: change
    low: float  #: of the interval in which 95% of these changes lie
    high: float
    better: float  #: share of the draws in which the scenario is better
    better_low: float  #: 95% interval of that share (Clopper and Pearson, 1934)
    better_high: float
    worse: float  #: share of the draws in which it is worse; in the others nothing changes


def sureness(changes: Floats, sign: float, agreeing: Bools) -> Sureness:
    """Return what is known of a change.

    Parameters
    ----------
    changes : array of shape (draws,)
        Scenario minus baseline; NaN where either has no value.
    sign : float
        1 where more is better, -1 where less is.
    agreeing : array of bool, shape (draws,)
        Draws that agree with what is published.

    Notes
    -----
    The range is meant for further draws: of n known ones the k-th smallest has k / (n + 1) of them
    below it on average (Weibull, 1939; type 6 of Hyndman and Fan, 1996). Where fewer than 39 draws
    are used, it goes from the least to the most and holds fewer than 95 in 100.
    """
    used = agreeing & ~np.isnan(changes)
    known = changes[used]
    if not known.size:
        return Sureness(0, NAN, NAN, NAN, NAN, NAN, NAN, NAN)
    outside = (1 - WITHIN) / 2
    low, high = np.quantile(known, (outside, 1 - outside), method="weibull")
    wins = int(np.count_nonzero(sign * known > 0))
    better_low, better_high = interval_of_share(wins, known.size)
    return Sureness(
        draws=int(known.size),
        mean=float(known.mean()),
        low=float(low),
        high=float(high),
        better=wins / known.size,
        better_low=better_low,
        better_high=better_high,
        worse=float(np.mean(sign * known < 0)),
    )


def interval_of_share(some: int, of_all: int) -> tuple[float, float]:
    """Return the exact 95% interval of a share (Clopper and Pearson, Biometrika 26, 1934)."""
    found = binomtest(some, of_all).proportion_ci(WITHIN, method="exact")
    return float(found.low), float(found.high)


def agreement(
    values: Mapping[str, Floats], ranges: Mapping[str, tuple[float, float]], draws: int
) -> dict[str, Bools]:
    """Return for each published figure the draws whose baseline agrees with it.

    Parameters
    ----------
    values : mapping of str to array of shape (draws,)
        What the baseline gives, by the name of the figure.
    ranges : mapping of str to tuple of float
        Least and greatest value that agrees.
    draws : int
        How many there are.
    """
    found = {}
    for name, (low, high) in ranges.items():
        given = values.get(name, np.full(draws, np.nan))
        found[name] = (given >= low) & (given <= high)
    return found


def all_of(agrees: Mapping[str, Bools], draws: int) -> Bools:
    """Return the draws that agree with everything that was published."""
    agreeing = np.ones(draws, dtype=bool)
    for one in agrees.values():
        agreeing &= one
    return agreeing
