"""How sure a difference is when inputs are not known: draws of them, and what the answer hangs on.

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
#: Draws for each column of the regression below which it says nothing.
DRAWS_A_COLUMN = 3
NAN = float("nan")
#: Part of the spread from which on an input is named.
NAMED_FROM = 0.05


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
    """A rule and its answers, each as likely; the first is the rule as it stands."""

    name: str
    answers: tuple[str, ...]


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
        many = np.array([len(one.answers) for one in self.rules], dtype=np.int64)
        part = self.shares[:, len(self.numbers) :]
        return np.minimum((part * many).astype(np.int64), many - 1)


def design(
    numbers: Sequence[NumberNotKnown], rules: Sequence[RuleNotKnown], draws: int, seed: int
) -> Design:
    """Draw what is not known; the same seed draws the same."""
    inputs = len(numbers) + len(rules)
    shares = qmc.LatinHypercube(inputs, rng=np.random.default_rng(seed)).random(draws)
    return Design(tuple(numbers), tuple(rules), shares)


class Influence(NamedTuple):
    """How far the change in a measure hangs on an input.

    For a number, `ends` are the changes that the regression expects at the two ends of its range;
    for a rule, at each of its answers; all else on average.
    """

    name: str
    share: float  #: of the variance of the change over the draws; all together come to R squared
    ends: tuple[float, ...]


class Sureness(NamedTuple):
    """What the draws say of one measure."""

    draws: int  #: those in which it has a value
    mean: float  #: change
    low: float  #: of the interval in which 95% of all changes lie
    high: float
    better: float  #: share of the draws in which the scenario is better
    better_low: float  #: 95% interval of that share (Clopper and Pearson, 1934)
    better_high: float
    influences: tuple[Influence, ...]  #: largest first; empty where there are too few draws


def sureness(changes: Floats, sign: float, drawn: Design, kept: Bools) -> Sureness:
    """Return what is known of a change.

    Parameters
    ----------
    changes : array of shape (draws,)
        Scenario minus baseline; NaN where either has no value.
    sign : float
        1 where more is better, -1 where less is.
    drawn : Design
        The inputs of each draw.
    kept : array of bool, shape (draws,)
        Draws that agree with what is published.
    """
    used = kept & ~np.isnan(changes)
    known = changes[used]
    if not known.size:
        return Sureness(0, NAN, NAN, NAN, NAN, NAN, NAN, ())
    outside = (1 - WITHIN) / 2
    low, high = np.quantile(known, (outside, 1 - outside))
    wins = int(np.count_nonzero(sign * known > 0))
    of_wins = binomtest(wins, known.size).proportion_ci(WITHIN, method="exact")
    return Sureness(
        draws=int(known.size),
        mean=float(known.mean()),
        low=float(low),
        high=float(high),
        better=wins / known.size,
        better_low=float(of_wins.low),
        better_high=float(of_wins.high),
        influences=_influences(known, drawn, used),
    )


def _influences(changes: Floats, drawn: Design, used: Bools) -> tuple[Influence, ...]:
    """Regress changes on all inputs at once, and return each one's part of the variance.

    For a number, there is a slope along its quantiles; for a rule, an effect for each answer. What
    an input adds to each draw is f; its part is cov(f, change) / var(change) (Li and others, J.
    Phys. Chem. A 114, 2010: structural and correlative contributions together). Where inputs do
    not depend on each other, that is the squared standardised coefficient; draws that count do, as
    published figures tie their inputs together. What is left is chance, and what inputs do
    together or in curves.
    """
    blocks = [np.atleast_2d(2 * drawn.shares[used, n] - 1).T for n in range(len(drawn.numbers))]
    for n, rule in enumerate(drawn.rules):
        given = drawn.answers()[used, n]
        blocks.append((given[:, None] == np.arange(1, len(rule.answers))).astype(np.float64))
    columns = sum(block.shape[1] for block in blocks)
    spread = float(np.var(changes))
    if not columns or changes.size < DRAWS_A_COLUMN * columns or not spread:
        return ()
    table = np.hstack(blocks)
    centred = table - table.mean(axis=0)
    slopes = np.linalg.lstsq(centred, changes - changes.mean(), rcond=None)[0]
    found = []
    at = 0
    for name, block in zip(drawn.names, blocks, strict=True):
        own = slopes[at : at + block.shape[1]]
        middle = changes.mean() - float(block.mean(axis=0) @ own)
        is_number = at < len(drawn.numbers)
        ends = [middle - own[0], middle + own[0]] if is_number else [middle, *(middle + own)]
        added = block @ own
        share = float(np.mean((added - added.mean()) * (changes - changes.mean()))) / spread
        found.append(Influence(name, share, tuple(map(float, ends))))
        at += block.shape[1]
    return tuple(sorted(found, key=lambda one: (-one.share, one.name)))


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
    kept = np.ones(draws, dtype=bool)
    for one in agrees.values():
        kept &= one
    return kept
