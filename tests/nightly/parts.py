"""The parts of a scenario file that can be damaged: what stands where in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from random import Random  # noqa: TID251 - each file has a generator of its own

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Part:
    """A piece of the text, from one character up to another."""

    start: int
    end: int
    path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Entry:
    """A key with its value."""

    key: Part
    value: Part
    in_braces: bool  #: whether it stands in {...}, where a comma follows


@dataclass
class Parts:
    """All parts of a file."""

    text: str
    scalars: list[Part] = field(default_factory=list)  #: single values, keys not among them
    entries: list[Entry] = field(default_factory=list)

    def keys_beside(self, entry: Entry) -> set[str]:
        """Return all keys of the mapping in which an entry stands."""
        return self._keys_by_place[entry.key.path[:-1]]

    @cached_property
    def _keys_by_place(self) -> dict[tuple[str, ...], set[str]]:
        found: dict[tuple[str, ...], set[str]] = {}
        for entry in self.entries:
            found.setdefault(entry.key.path[:-1], set()).add(entry.key.path[-1])
        return found

    def numbers(self) -> list[Part]:
        return [part for part in self.scalars if _is_number(part.text)]

    def words(self) -> list[Part]:
        return [part for part in self.scalars if not _is_number(part.text)]

    def named(self, section: str) -> list[str]:
        """Return the names that the file gives in a section."""
        return self._names_by_section.get(section, [])

    @cached_property
    def _names_by_section(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            if len(entry.key.path) == 2:
                found.setdefault(entry.key.path[0], []).append(entry.key.path[1])
        return found

    def names(self) -> list[Entry]:
        """Return entries whose key is a name that the file gives: a hub, a type, a rota."""
        named = ("hubs", "districts", "incident_types", "rotas", "shifts", "shapes", "powers")
        return [e for e in self.entries if len(e.key.path) > 1 and e.key.path[-2] in named]


def parts_of(text: str) -> Parts:
    """Return the parts of a scenario file."""
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    found = Parts(text)

    def part(node: yaml.Node, path: tuple[str, ...]) -> Part:
        start = starts[node.start_mark.line] + node.start_mark.column
        end = starts[node.end_mark.line] + node.end_mark.column
        while end > start and text[end - 1].isspace():
            end -= 1
        return Part(start, end, path, text[start:end])

    def look(node: yaml.Node, path: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner = (*path, str(key.value))
                entry = Entry(part(key, inner), part(value, inner), bool(node.flow_style))
                found.entries.append(entry)
                look(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            last = len(node.value) - 1
            for number in sorted({0, 1, last // 2, last} & {*range(last + 1)}):  # of long lists few
                look(node.value[number], (*path, str(number)))
        elif node.value:
            found.scalars.append(part(node, path))

    top = yaml.compose(text, Loader=LOADER)
    look(top, ())
    return found


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


#: What replaces a piece of the text, from one character up to another.
Edit = tuple[int, int, str]
#: A way of damage: given a generator and the parts, it returns edits and what they do.
#: Raises IndexError if the file has nothing of the kind.
Way = Callable[[Random, Parts], tuple[list[Edit], str]]


def named(part: Part) -> str:
    """Return the keys that lead to a part."""
    return ".".join(part.path)


def replaced(part: Part, new: str) -> tuple[list[Edit], str]:
    """Return the edit that gives a part another text."""
    old = part.text if len(part.text) < 40 else part.text[:37] + "..."
    return [(part.start, part.end, new)], f"{named(part)}: {old} -> {new}"


def whole(parts: Parts, entry: Entry) -> tuple[int, int]:
    """Return from where to where an entry goes, with the comma or the end of the line."""
    end = entry.value.end
    if entry.in_braces:
        end += len(re.match(r"\s*,?\s*", parts.text[end:])[0])
        return entry.key.start, end
    start = parts.text.rfind("\n", 0, entry.key.start) + 1
    line_end = parts.text.find("\n", end)
    return start, line_end + 1 if line_end >= 0 else len(parts.text)
