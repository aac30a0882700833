"""What is known of a measure without computing it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Good(Enum):
    """Which way is better; NEUTRAL measures describe and have no better side."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Measure(NamedTuple):
    """What is known of a measure without computing it."""

    name: str
    unit: str
    good: Good
    meaning: str
    #: Reported only when every replication could report it: where values are withheld because
    #: they are large, a mean of the others would be too low.
    all_or_none: bool = False
