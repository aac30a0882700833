"""How many posts a scenario needs to be as good as a baseline: a whole number, with its interval.

At every number that is tried both scenarios meet the same incidents, replication by replication.
More posts are taken to make the scenario no worse, so that the least number that is enough is found
by halving. The interval is that of the numbers at which a gain of zero lies within the 95% t
interval of the paired differences (Fieller, 1954, as in `sim.outputs.break_even`): it ends at the
least numbers at which the upper and the lower limit of the gain are at zero or above.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from sim.outputs.break_even import Point


class PostsNeeded(NamedTuple):
    """The posts with which a scenario is as good as a baseline, within the range searched."""

    posts: int | None  #: the least number that is enough; None: none is
    least: int | None  #: of the 95% interval; None: beyond the range
    most: int | None
    now: Point  #: what the scenario gains with the posts that it has
    last: Point  #: and with the most that were tried


def find(curve: Callable[[float], Point], low: int, now: float, high: int) -> PostsNeeded:
    """Find the least number of posts at which a gain is zero or above.

    Parameters
    ----------
    curve : callable
        Returns the gain at a number of posts. It is asked for numbers again; whoever gives it keeps
        them.
    low, high : int
        The range to search. A number found at `low` may be enough with fewer as well.
    now : float
        The posts that the scenario has.
    """
    numbers = range(low, high + 1)

    def enough(part: str) -> int | None:
        place = bisect_left(numbers, True, key=lambda posts: getattr(curve(posts), part) >= 0)
        return numbers[place] if place < len(numbers) else None

    return PostsNeeded(enough("gain"), enough("high"), enough("low"), curve(now), curve(high))
