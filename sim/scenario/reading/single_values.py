"""Single values as people write them: numbers, words of YAML, and slips that look alike."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sim.scenario.reading.tree import Key, Path

INTEGER_LIMIT = 2**63
#: How the names of fields end in which a plus sign means what it says.
_RELATIVE = "_change"

_INTEGER = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~"), None),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


class Commas:
    """A number that commas cut up: ``{Hastings: 8,018}`` reads as 8 and a key 018."""

    def __init__(self) -> None:
        self.key: Key = ""
        self.event: Any = None
        self.shown = ""
        self.parts = 0

    def start(self, key: Key, value: Any) -> None:
        """Note a value, which may be the first part of a number."""
        is_number = isinstance(value, yaml.ScalarEvent) and bool(_INTEGER.match(value.value))
        self.key, self.event, self.parts = key, value, int(is_number)
        self.shown = value.value if is_number else ""

    def goes_on(self, key: Any, value: yaml.Event) -> bool:
        """Take a key without a value as the next part of the number, if it is one."""
        digits = isinstance(key, yaml.ScalarEvent) and key.value.isdigit()
        if not (self.parts and digits and is_empty(value)):
            return False
        self.shown += f",{key.value}"
        self.parts += 1
        return True

    def meant(self) -> str:
        """Return the number: a comma before three digits parts thousands, others are points."""
        first, *others = self.shown.split(",")
        if all(len(part) == 3 for part in others) and first.lstrip("-0"):
            return self.shown.replace(",", "")
        return f"{first}.{others[-1]}"


def is_signed(text: str, path: Path) -> bool:
    """Tell whether the text is a number with a plus sign where nothing is added to anything."""
    relative = any(str(key).endswith(_RELATIVE) for key in path)
    is_number = bool(_INTEGER.match(text) or _DECIMAL.match(text))
    return is_number and text.startswith("+") and not relative


def on_a_plus_sign(text: str, path: Path) -> str:
    """Say what to write instead of a number with a plus sign."""
    if len(path) > 1 and path[-2] == "posts":
        return (
            f"got {text}, which would be all the posts there and not {text[1:]} more; use "
            "posts_change to add to those of the scenario that this one extends, or write "
            f"{text[1:]}"
        )
    return f"got {text}, expected a number without a plus sign; write {text[1:]}"


def is_empty(event: yaml.Event) -> bool:
    """Tell whether the event is the value that YAML makes up where nothing is written."""
    return isinstance(event, yaml.ScalarEvent) and bool(event.implicit[0]) and event.value == ""


def resolve(text: str) -> str | int | float | bool | None:
    """Give a plain scalar the type that YAML 1.2's core schema gives it.

    Raises
    ------
    OverflowError
        If the text is a whole number of more than 63 bits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        # The length is looked at first: turning a million digits into a number takes minutes.
        number = int(text, base) if len(text) < 70 else INTEGER_LIMIT
        if abs(number) >= INTEGER_LIMIT:
            raise OverflowError
        return number
    if _DECIMAL.match(text):
        return float(text)
    return text
