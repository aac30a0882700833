"""Values as a scenario file writes them, so that they are read as what they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from sim.scenario.reading.tree import Key
from sim.scenario.reading.words import with_capital

#: Names that need no quotes in YAML, whatever stands around them.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?: [A-Za-z][A-Za-z0-9_-]*)*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "nan"}


def text_as_yaml(value: str) -> str:
    """Return a text as YAML, in quotes where it could be taken for something else."""
    if _PLAIN.fullmatch(value) and value.casefold() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escaped(char) for char in quoted)


def _escaped(char: str) -> str:
    """Return a character as YAML escapes it; JSON would write one beyond U+FFFF as two halves."""
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def title_of(name: str) -> str:
    """Return a title for people, made of the words of a scenario's name."""
    words = " ".join(re.split(r"[-_.]+", name)).strip()
    return with_capital(words)


def value_as_yaml(value: object) -> str:
    """Return a single value, or a list of them, as YAML in one line."""
    if isinstance(value, str):
        return text_as_yaml(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_as_yaml, value))}]"
    return json.dumps(value, allow_nan=False)


def lines_as_yaml(data: Mapping[Key, object], notes: Mapping[tuple[Key, ...], str]) -> list[str]:
    """Return nested data as the lines of a file.

    Parameters
    ----------
    data : mapping
        Nested mappings with single values, or lists of these.
    notes : mapping
        What stands behind a value, by its path.
    """
    return list(_lines(data, notes, ()))


def _lines(
    data: Mapping[Key, object], notes: Mapping[tuple[Key, ...], str], path: tuple[Key, ...]
) -> Iterator[str]:
    for key, value in data.items():
        start = f"{'  ' * len(path)}{text_as_yaml(key) if isinstance(key, str) else key}:"
        note = notes.get((*path, key), "")
        remark = f"  # {note}" if note else ""
        if isinstance(value, Mapping):
            yield f"{start}{remark}"
            yield from _lines(value, notes, (*path, key))
        else:
            yield f"{start} {value_as_yaml(value)}{remark}"
