"""Whose turn it is: where the choice among several begins, before anybody has been looked at.

A choice starts with the turn ``(LAST, ..., NOBODY)`` and keeps the lowest that it meets. The number
of the officer is the last entry, so that a choice among nobody ends with `NOBODY`.
"""

from __future__ import annotations

NOBODY = -1
#: Later than any time, farther than any drive, lower than any rank.
LAST = 1 << 62
