"""Numbers as the decimals that a scenario file shows."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache


@lru_cache(maxsize=4096)
def exact(number: float) -> Fraction:
    """Return a number as the decimal that it is written as."""
    return Fraction(repr(float(number)))
