"""Texts without characters that nobody sees."""

from __future__ import annotations

import unicodedata

#: What stands for a character that does something rather than being seen.
_UNSEEN = "\N{REPLACEMENT CHARACTER}"


def harmless(text: str) -> str:
    """Return a text without characters that do something unseen, such as turning its direction."""
    if text.isprintable():
        return text
    # A page is long, and of its lines nearly all are harmless.
    return "\n".join(
        line if line.isprintable() else "".join(map(_seen, line)) for line in text.split("\n")
    )


def _seen(one: str) -> str:
    """Return a character, or what stands for it."""
    unseen = unicodedata.category(one) in ("Cc", "Cf", "Cs") and one != "\t"
    return _UNSEEN if unseen else one
