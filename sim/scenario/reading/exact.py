"""Arithmetic on the numbers of a scenario, exactly as their decimal digits have them.

In floating point 0.1 and 0.2 make 0.30000000000000004, and posts would not sum to what was said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from sim.scenario.reading.tree import Branch, Key, Leaf, Mark, Node

#: Beyond these, numbers stay decimals.
_LARGEST_INTEGER = 2**53
#: Totals are shared out in hundredths.
_DIGITS = 2


def spread(total: Fraction, over: Mapping[Key, Fraction]) -> dict[Key, Fraction]:
    """Share a total out in proportion.

    Each share is rounded down to hundredths, or to as many digits as any of the numbers has, and
    the units that are left go to those that lost most by it, so that the shares sum to the total.
    """
    digits = _DIGITS
    while any((number * 10**digits).denominator > 1 for number in (total, *over.values())):
        digits += 1
    unit, whole = Fraction(1, 10**digits), sum(over.values())
    shares = {hub: total * number / whole / unit for hub, number in over.items()}
    units = {hub: math.floor(share) for hub, share in shares.items()}
    left = int(total / unit) - sum(units.values())
    for hub in sorted(over, key=lambda hub: (units[hub] - shares[hub], str(hub)))[:left]:
        units[hub] += 1
    return {hub: number * unit for hub, number in units.items()}


def exact(node: Node | None) -> Fraction | None:
    """Return a number exactly as its decimal digits have it; None for anything else."""
    value = node.value if isinstance(node, Leaf) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return Fraction(str(value))


def written(number: Fraction) -> int | float:
    """Return a number as plain data have it."""
    if number.denominator == 1 and abs(number) < _LARGEST_INTEGER:
        return int(number)
    try:
        return float(number)
    except OverflowError:
        return math.inf


def multiplied(node: Node, factor: Fraction, mark: Mark) -> Node:
    """Return a number multiplied, with the position of the factor; anything else as it is."""
    number = exact(node)
    return node if number is None else Leaf(written(number * factor), mark)


def numbers(node: Node | None) -> dict[Key, Fraction | None]:
    """Return the numbers of a mapping, None where one is none."""
    entries = node.entries if isinstance(node, Branch) else {}
    return {key: exact(entry.node) for key, entry in entries.items()}
