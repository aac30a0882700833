"""Merge the tree of a file over that of the files it extends, and note each value that changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.scenario.reading.tree import Branch, Entry, Key, Leaf, Mark, Node, Path, dotted, plain


@dataclass(frozen=True)
class Override:
    """A value that one file says and a file of higher precedence changes.

    Parameters
    ----------
    path : str
        Dotted path of the value.
    old, new : object
        Plain data; ``new`` is None when the key was removed.
    file : str
        The file that made the change, as the user named it.
    line, column : int
        Where in that file.
    said : str
        Dotted path of the relative key that made the change; empty when the file states the value
        itself.
    """

    path: str
    old: object
    new: object
    file: str
    line: int
    column: int
    said: str = ""


@dataclass(frozen=True)
class Addition:
    """A value that a file says where those that it extends say nothing."""

    path: Path
    new: object  #: plain data
    mark: Mark


def merged(
    old: Branch, new: Branch, path: Path, overrides: list[Override], additions: list[Addition]
) -> Branch:
    """Merge a mapping over another, noting each value that changes or is added."""
    entries: dict[Key, Entry] = dict(old.entries)
    for key, entry in new.entries.items():
        here = (*path, key)
        before = entries.get(key)
        if before is None:
            entries[key] = entry
            if (value := plain(entry.node)) is not None:
                additions.append(Addition(here, value, entry.mark))
        elif isinstance(entry.node, Leaf) and entry.node.value is None:
            del entries[key]
            overrides.append(_override(here, before.node, entry, removed=True))
        elif (
            isinstance(before.node, Branch)
            and isinstance(entry.node, Branch)
            and not _changes_kind(before.node, entry.node)
        ):
            both = merged(before.node, entry.node, here, overrides, additions)
            entries[key] = Entry(entry.mark, both)
        else:
            replacing = _without_removals(before.node, entry)
            if not same(plain(before.node), plain(replacing.node)):
                overrides.append(_override(here, before.node, replacing))
            entries[key] = replacing
    return Branch(entries, new.mark)


def _override(path: Path, old: Node, entry: Entry, *, removed: bool = False) -> Override:
    mark, new = entry.mark, None if removed else plain(entry.node)
    return Override(dotted(path), plain(old), new, mark.file, mark.line, mark.column)


def _changes_kind(old: Branch, new: Branch) -> bool:
    """Tell whether the new mapping is a distribution of another kind than the old."""
    kind = new.entries.get("distribution")
    before = old.entries.get("distribution")
    if kind is None or before is None:
        return False
    return plain(kind.node) != plain(before.node)


def _without_removals(old: Node, entry: Entry) -> Entry:
    """Return what replaces a mapping, without null for keys of the old one: they go anyway."""
    if not isinstance(old, Branch) or not isinstance(entry.node, Branch):
        return entry
    kept = {
        key: inner
        for key, inner in entry.node.entries.items()
        if key not in old.entries
        or not isinstance(inner.node, Leaf)
        or inner.node.value is not None
    }
    return replace(entry, node=replace(entry.node, entries=kept))


def same(old: object, new: object) -> bool:
    """Compare values; true and 1 differ."""
    return old == new and isinstance(old, bool) == isinstance(new, bool)
