"""What a misspelt name may have been meant to be: "did you mean ...?", wherever names are given."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: How much of two names must agree, from 0 to 1; the threshold of `difflib`.
_ALIKE = 0.6


def near_names(got: str, known: Iterable[str], most: int) -> list[str]:
    """Return the known names that are nearest to what was given, the nearest first.

    Parameters
    ----------
    got : str
        The name that was given.
    known : iterable of str
        The names that there are.
    most : int
        How many to return at most.
    """
    return difflib.get_close_matches(got, list(known), n=most, cutoff=_ALIKE)


def did_you_mean(got: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest known name, or an empty string."""
    near = near_names(got, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""
