"""What somebody typed for a number."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?(\d{1,18}\.?\d{0,18}|\.\d{1,18})")


def number_of(text: str) -> object:
    """Return the number that a text is; what is none stays a text, for the schema to refuse."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
