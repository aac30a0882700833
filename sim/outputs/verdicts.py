"""Verdicts: better, worse, too small to matter, or cannot tell.

A verdict follows from an interval and from the smallest difference that matters, and from nothing
else, so that no interval contradicts its word. The interval is the one that holds together with
those of all headlines of the same scenario (`statistics.simultaneous`): whatever else stands in a
comparison, a scenario gets the words that it would get alone.
"""

from __future__ import annotations

import math

from sim.outputs.measures.registry import Good


class Verdict:
    """What the column `better` of a comparison can say."""

    BETTER = "better"
    WORSE = "worse"
    TOO_SMALL = "too small to matter"
    UNCLEAR = "cannot tell"
    SAME = "no change"
    SET = "set by the scenario"
    EXPLORATORY = "exploratory"
    NO_DIRECTION = "no direction"
    EMPTY = "empty"
    #: Of a hub that does not serve the districts that it serves in the baseline.
    OTHER_DISTRICTS = "other districts"


def word_of(low: float, high: float, smallest: float, good: Good) -> str:
    """Return the word that an interval of a difference deserves.

    Parameters
    ----------
    low, high : float
        The interval; NaN where there is none.
    smallest : float
        The smallest difference that matters, in the same unit; 0 where any matters.
    good : Good
        Which side is better.

    Notes
    -----
    Too small to matter: the whole interval is nearer to zero than the smallest difference that
    matters, as in a test of equivalence. Better or worse: the whole interval is on that side of
    zero, and reaches what matters. Cannot tell: it holds zero, and reaches what matters.
    """
    if math.isnan(low) or math.isnan(high):
        return Verdict.UNCLEAR
    if low == high == 0:
        return Verdict.SAME
    if max(-low, high) < smallest:
        return Verdict.TOO_SMALL
    if low <= 0 <= high:
        return Verdict.UNCLEAR
    return Verdict.BETTER if (low > 0) == (good is Good.HIGHER) else Verdict.WORSE


def verdict(
    *,
    headline: bool,
    good: Good,
    replications: int,
    low: float,
    high: float,
    smallest: float = 0.0,
    is_set: bool = False,
) -> str:
    """Return the word for the column `better`.

    Parameters
    ----------
    headline : bool
        Whether the cell is one about which verdicts are given.
    good : Good
        Which side is better.
    replications : int
        Pairs that could be compared; a headline without any is `empty`.
    low, high : float
        Simultaneous interval of the difference.
    smallest : float
        Smallest difference that matters.
    is_set : bool
        Whether the scenario sets the measure directly: to say that it is better would say nothing.
    """
    if good is Good.NEUTRAL:
        return Verdict.NO_DIRECTION
    if not headline:
        return Verdict.EXPLORATORY
    if replications == 0:
        return Verdict.EMPTY
    found = word_of(low, high, smallest, good)
    return Verdict.SET if is_set and found != Verdict.SAME else found
