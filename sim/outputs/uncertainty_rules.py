"""What the answer is under each answer to a rule that is not known, and how likely each is.

The draws that count are those in which the baseline gives what was published. The share of them
that gave an answer, beside the share of all draws that did, is what the published figures say about
the rule: Bayes' rule by rejection, as in approximate Bayesian computation (Pritchard and others,
Mol. Biol. Evol. 16, 1999), where every draw within the published ranges counts the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np

from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import NAN, Design, Sureness, interval_of_share, sureness
from sim.world.arrays import Bools, Floats

#: Combinations of answers to several rules beyond which rules are shown one by one only.
MOST_COMBINATIONS = 9
#: What is printed by rule: each side of the question once, fixed before any result is seen. Tables
#: in files hold every headline.
MAIN = ("response_time_mean_min", "prevention_hours_delivered", "incidents_prevented")


class Odds(NamedTuple):
    """How likely an answer is, without and with what was published."""

    drawn: int  #: draws that gave it
    counted: int  #: those of them that count
    before: float  #: its share as drawn
    after: float  #: its share among the draws that count; NaN where none does
    after_low: float  #: 95% interval of that share
    after_high: float

    @property
    def verdict(self) -> int:
        """Return 1 where what was published speaks for it, -1 against it, 0 if that is chance."""
        return int(self.after_low > self.before) - int(self.after_high < self.before)


@dataclass(frozen=True)
class UnderAnswer:
    """The result under one answer to a rule, or under one answer to each of several rules."""

    answers: tuple[str, ...]
    odds: Odds
    changes: Mapping[Cell, Sureness]


@dataclass(frozen=True)
class ByRule:
    """The results under each answer to a rule, or each combination of answers to several."""

    rules: tuple[str, ...]
    cases: tuple[UnderAnswer, ...]


def by_rules(
    drawn: Design, changes: Mapping[Cell, tuple[Floats, float]], agreeing: Bools
) -> tuple[ByRule, ...]:
    """Return the results by each rule alone, then by all together where these are few enough.

    Parameters
    ----------
    drawn : Design
        The inputs of each draw.
    changes : mapping of Cell to tuple of array and float
        The change in each draw, and 1 where more is better or -1 where less is.
    agreeing : array of bool, shape (draws,)
        Draws that agree with what is published.
    """
    places = range(len(drawn.rules))
    groups: list[tuple[int, ...]] = [(place,) for place in places]
    if len(groups) > 1 and prod(len(one.answers) for one in drawn.rules) <= MOST_COMBINATIONS:
        groups.append(tuple(places))
    return tuple(_by(drawn, group, changes, agreeing) for group in groups)


def _by(
    drawn: Design,
    group: Sequence[int],
    changes: Mapping[Cell, tuple[Floats, float]],
    agreeing: Bools,
) -> ByRule:
    rules = [drawn.rules[place] for place in group]
    given = drawn.answers()
    cases = []
    for answer in itertools.product(*(range(len(one.answers)) for one in rules)):
        has_it = np.all(given[:, list(group)] == answer, axis=1)
        names = tuple(one.answers[n] for one, n in zip(rules, answer, strict=True))
        before = prod(one.shares[n] for one, n in zip(rules, answer, strict=True))
        counts = agreeing & has_it
        found = {cell: sureness(each, sign, counts) for cell, (each, sign) in changes.items()}
        cases.append(UnderAnswer(names, _odds(has_it, agreeing, before), found))
    return ByRule(tuple(one.name for one in rules), tuple(cases))


def _odds(has_it: Bools, agreeing: Bools, before: float) -> Odds:
    draws = has_it, has_it & agreeing, agreeing
    drawn, counted, of_all = (int(np.count_nonzero(one)) for one in draws)
    if not of_all:
        return Odds(drawn, 0, before, NAN, NAN, NAN)
    return Odds(drawn, counted, before, counted / of_all, *interval_of_share(counted, of_all))


def main_cells(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells that are printed by rule: those of `MAIN`; where there are none, all."""
    return [cell for cell in cells if cell.measure in MAIN and cell.hub == ALL] or list(cells)
