"""A scenario file as a tree of plain values, each of which knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Key = str | int
Path = tuple[Key, ...]
Scalar = str | int | float | bool | None


class Broken:
    """Stands in for a value that could not be read and has been reported already."""

    def __repr__(self) -> str:
        return "unreadable value"


BROKEN = Broken()


@dataclass(frozen=True, slots=True)
class Mark:
    """A position: file as the user named it, line and column counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value."""

    value: Scalar | Broken
    mark: Mark


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping and what it holds."""

    mark: Mark
    node: Node


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping."""

    entries: Mapping[Key, Entry]
    mark: Mark


Node = Leaf | Items | Branch


def plain(node: Node) -> object:
    """Return the tree as dicts, lists and scalars."""
    if isinstance(node, Branch):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.value


def below(node: Node | None, path: Path) -> Node | None:
    """Return what stands at a path; None where nothing does."""
    for key in path:
        entry = node.entries.get(key) if isinstance(node, Branch) else None
        node = entry.node if entry else None
    return node


def put(branch: Branch, path: Path, entry: Entry | None) -> Branch:
    """Return a copy of a tree with an entry at a path, or without one."""
    key, rest = path[0], path[1:]
    entries = dict(branch.entries)
    if rest:
        under = entries.get(key)
        mark = under.mark if under else branch.mark
        inner = under.node if under and isinstance(under.node, Branch) else Branch({}, mark)
        entries[key] = Entry(mark, put(inner, rest, entry))
    elif entry is None:
        entries.pop(key, None)
    else:
        entries[key] = entry
    return Branch(entries, branch.mark)


def dotted(path: Path) -> str:
    """Return e.g. ``teams.response.posts.Brighton``."""
    return ".".join(in_one_line(key) for key in path)


def in_one_line(key: Key) -> str:
    """Return a key as a message shows it: what cannot be seen, line ends too, is spelt out."""
    text = str(key)
    return text if text.isprintable() else repr(text)[1:-1]


def broken_paths(node: Node, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of the values that could not be read."""
    if isinstance(node, Branch):
        for key, entry in node.entries.items():
            yield from broken_paths(entry.node, (*path, key))
    elif isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from broken_paths(item, (*path, index))
    elif isinstance(node.value, Broken):
        yield path


def locate(root: Node, path: Path, *, at_key: bool = False) -> Mark:
    """Return where ``path`` stands, or the nearest thing above it that does stand somewhere.

    Parameters
    ----------
    root : Node
        The merged scenario.
    path : tuple of str and int
        Keys and list positions from the top.
    at_key : bool
        Point at the key itself rather than at its value.
    """
    node, mark = root, root.mark
    for number, key in enumerate(path, start=1):
        if isinstance(node, Branch) and key in node.entries:
            entry = node.entries[key]
            node = entry.node
            # A mapping or list begins on a later line than its name: people look for the name.
            last = number == len(path)
            mark = node.mark if last and isinstance(node, Leaf) and not at_key else entry.mark
        elif isinstance(node, Items) and isinstance(key, int) and 0 <= key < len(node.items):
            node = node.items[key]
            mark = node.mark
        else:
            break
    return mark
