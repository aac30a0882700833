"""Counts of people from shares: exact, as somebody with pencil and paper would count them.

A share such as 0.58 is no binary number: 0.58 * 100 / 2 is a hair below 29 on a computer, and a
person would be lost. Shares are therefore taken as the decimals that the file shows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction


def exact(number: float) -> Fraction:
    """Return a number as the decimal that it is written as."""
    return Fraction(repr(float(number)))


def nearest(number: Fraction) -> int:
    """Return the nearest whole number; halves up."""
    return math.floor(number + Fraction(1, 2))


def crews_among(double_share: float, people: int) -> int:
    """Return how many whole crews of two a share of some people forms."""
    return math.floor(exact(double_share) * people / 2)


def weights(shares: Mapping[str, float]) -> dict[str, int]:
    """Return whole numbers in the proportion of shares; those of zero are dropped."""
    given = {name: exact(value) for name, value in shares.items() if value > 0}
    unit = math.lcm(*(value.denominator for value in given.values()))
    return {name: int(value * unit) for name, value in given.items()}
