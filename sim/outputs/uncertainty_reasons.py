"""What would be worth finding out: how much of the spread of a change would go with each input.

For an input X and a change Y that is Var(E[Y | X]) / Var(Y), the first-order index of Sobol (Math.
Model. Comput. Exp. 1, 1993): the part of the variance that would go, on average, if X were known.
It answers which one input to find out first, also where inputs depend on each other (Saltelli and
Tarantola, J. Am. Stat. Assoc. 97, 2002, "factors prioritisation"), as those of draws that count do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import f as f_distribution

from sim.outputs.statistics import Cell
from sim.outputs.uncertainty import WITHIN, Design
from sim.world.arrays import Bools, Floats

#: Draws below which nothing is said: chance would look like a reason.
FEWEST = 20
#: Draws are ordered by a number and cut into as many parts; shown are the first and the last.
PARTS = 3


class Influence(NamedTuple):
    """How far a change depends on an input.

    `changes` are means over draws: for a number over the third of those that count in which it is
    smallest, and over the third in which it is largest, with the median of the number in each under
    `at`; for a rule under each of its answers (NaN where no draw has it).
    """

    name: str
    share: float  #: of the variance of the change that would go if it were known; at least 0
    is_told: bool  #: whether it can be told from chance
    changes: tuple[float, ...]
    at: tuple[float, ...]


class Worth(NamedTuple):
    """An input, and the part of the spread of each change that would go if it were known."""

    name: str
    shares: Mapping[Cell, float]  #: 0 where it cannot be told from chance
    mean: float  #: over all changes


def influences(changes: Floats, drawn: Design, agreeing: Bools) -> tuple[Influence, ...]:
    """Return what each input does to a change, that with the largest share first.

    E[Y | X] is the mean for each answer of a rule, and for a number the parabola through the draws,
    along its quantile. The share is adjusted for what k columns take up by chance in n draws,
    1 - (1 - R squared) (n - 1) / (n - k - 1). It is told from chance if the F test of the
    regression says so at 5%, shared among all inputs (Bonferroni); each change is tested by itself.

    Returns
    -------
    tuple of Influence
        Empty where too few draws count, or nothing changes.
    """
    used = agreeing & ~np.isnan(changes)
    known = changes[used]
    if not drawn.names or known.size < FEWEST or not np.ptp(known):
        return ()
    level = (1 - WITHIN) / len(drawn.names)
    values, given = drawn.values()[used], drawn.answers()[used]
    found = []
    for n, number in enumerate(drawn.numbers):
        v = 2 * drawn.shares[used, n] - 1
        share, is_told = _explained(np.column_stack([v, v * v]), known, level)
        ends = _ends(v)
        means = tuple(float(known[end].mean()) for end in ends)
        at = tuple(float(np.median(values[end, n])) for end in ends)
        found.append(Influence(number.path, share, is_told, means, at))
    for n, rule in enumerate(drawn.rules):
        has_it = given[:, n][:, None] == np.arange(len(rule.answers))
        present = has_it[:, has_it.any(axis=0)]
        share, is_told = _explained(present[:, 1:].astype(np.float64), known, level)
        means = tuple(float(known[one].mean()) if one.any() else np.nan for one in has_it.T)
        found.append(Influence(rule.name, share, is_told, means, ()))
    return tuple(sorted(found, key=lambda one: (-one.share, one.name)))


def _ends(v: Floats) -> tuple[np.typing.NDArray[np.int64], np.typing.NDArray[np.int64]]:
    """Return the draws in which a number is smallest and those in which it is largest."""
    order = np.argsort(v, kind="stable")
    third = max(v.size // PARTS, 1)
    return order[:third], order[-third:]


def _explained(table: Floats, changes: Floats, level: float) -> tuple[float, bool]:
    """Return the adjusted part of the variance that columns explain, and whether it is told."""
    n, k = table.shape
    if not k:
        return 0.0, False
    centred = table - table.mean(axis=0)
    off = changes - changes.mean()
    slopes = np.linalg.lstsq(centred, off, rcond=None)[0]
    left = float(np.sum((off - centred @ slopes) ** 2) / np.sum(off**2))
    free = n - k - 1
    ratio = np.inf if left <= 0 else (1 - left) / left * free / k
    share = max(1 - left * (n - 1) / free, 0.0)
    return share, bool(f_distribution.sf(ratio, k, free) < level)


def worth_knowing(found: Mapping[Cell, Sequence[Influence]]) -> tuple[Worth, ...]:
    """Return the inputs that can be told from chance in any change, most worth knowing first.

    Each change counts the same; one whose spread is not taken apart does not count.
    """
    taken_apart = {cell: each for cell, each in found.items() if each}
    names = dict.fromkeys(one.name for each in taken_apart.values() for one in each if one.is_told)
    shares = {
        name: {
            cell: next(one.share if one.is_told else 0.0 for one in each if one.name == name)
            for cell, each in taken_apart.items()
        }
        for name in names
    }
    found_all = [Worth(name, each, sum(each.values()) / len(each)) for name, each in shares.items()]
    return tuple(sorted(found_all, key=lambda one: (-one.mean, one.name)))
