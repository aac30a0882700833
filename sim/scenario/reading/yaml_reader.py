"""Read one YAML file into a tree, with every fault in it and where it stands.

The dialect is YAML 1.2 with the core schema: ``22:00``, ``no``, ``on`` and ``2017-10-02`` are
text; only ``true``, ``false``, ``null``, whole numbers and decimals are anything else. What YAML
allows besides is refused where it invites mistakes, each with a message that says so:

- keys that appear twice (the second would win silently);
- tags such as ``!!python/object`` (they can execute code, and a scenario needs none);
- anchors, aliases and merge keys (``&``, ``*``, ``<<``): named shapes and ``extends`` do their work
  and leave each number at one place; a few aliases of aliases can also fill the memory;
- a key without a value (``posts:`` and nothing more), which is more often an unfinished line than
  a wish to remove the key: that is written ``null``.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from sim.errors import Problem
from sim.scenario.reading.single_values import (
    Commas,
    is_empty,
    is_signed,
    on_a_plus_sign,
    resolve,
)
from sim.scenario.reading.tree import (
    BROKEN,
    Branch,
    Entry,
    Items,
    Key,
    Leaf,
    Mark,
    Node,
    Path,
    dotted,
)

SIZE_LIMIT_BYTES = 4_000_000
#: Values of one file: forty types in four hundred districts are 16,000.
VALUES_LIMIT = 20_000
#: Faults of one file after which the rest of it is not read.
FAULTS_LIMIT = 1_000
DEPTH_LIMIT = 30
MERGE_KEY = "<<"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

#: The compiled parser is some ten times as fast; PyYAML can be built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NO_ANCHORS = (
    "anchors are refused; write the value out where it is needed, or use a named shape or extends"
)


class UnreadableError(Exception):
    """Nothing in the file can be used; the problem says why.

    Parameters
    ----------
    problem : Problem
        What ended the reading.
    before : sequence of Problem
        Faults that were found before.
    """

    def __init__(self, problem: Problem, before: Sequence[Problem] = ()) -> None:
        self.problem = problem
        self.before = tuple(before)
        super().__init__(str(problem))


def read_file(path: FilePath, shown: str) -> tuple[Branch, list[Problem]]:
    """Read a scenario file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    shown : str
        How the file is named in messages.

    Returns
    -------
    tuple of Branch and list of Problem
        The top-level mapping, and the faults in it that do not stop the reading.

    Raises
    ------
    UnreadableError
        If the file is missing, not a text file, not YAML, or not a mapping at its top.
    """
    branch, problems = _read_once(_text(path, shown), shown)
    return branch, list(problems)


@lru_cache(maxsize=64)
def _read_once(text: str, shown: str) -> tuple[Branch, tuple[Problem, ...]]:
    """Read a text, unless that was done before: scenarios of a comparison share most files."""
    branch, problems = read_text(text, shown)
    return branch, tuple(problems)


def _text(path: FilePath, shown: str) -> str:
    """Return the text of the file; everything that is not a text file is refused."""

    def refuse(message: str, line: int = 0, column: int = 0) -> UnreadableError:
        return UnreadableError(Problem(shown, line, column, "", message))

    try:
        if path.is_dir():
            raise refuse("is a folder, expected a YAML file")
        if path.exists() and not path.is_file():
            raise refuse("is not a regular file, expected a YAML file")
        raw = _bytes(path)
        if raw is None:
            raise refuse("is not a regular file, expected a YAML file")
        if len(raw) > SIZE_LIMIT_BYTES:
            raise refuse(
                f"the file has more than {SIZE_LIMIT_BYTES:,} bytes; this does not look like a "
                "scenario"
            )
    except FileNotFoundError:
        raise refuse("no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(f"cannot be read: {reason}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise refuse(
            "is not UTF-8 text, expected a YAML file; save it as UTF-8", line, column
        ) from None
    control = _CONTROL.search(text)
    if control:
        raise refuse(
            f"holds the control character U+{ord(control.group()):04X} and looks like a binary "
            "file, expected a YAML file",
            *position(text, control.start()),
        )
    return text


def _bytes(path: FilePath) -> bytes | None:
    """Return the content of a regular file, cut beyond the limit; None for any other file.

    It never waits: what stands under the name may have become a pipe or a device since it was
    looked at.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        return file.read(SIZE_LIMIT_BYTES + 1)


def real_path(path: FilePath) -> FilePath:
    """Return where a path leads, through links; of links in a circle, as far as they lead."""
    return FilePath(os.path.realpath(path))


def position(text: str, index: int) -> tuple[int, int]:
    """Return line and column, counted from 1, of a character of the text."""
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def read_text(text: str, shown: str) -> tuple[Branch, list[Problem]]:
    """Read a scenario from text; see `read_file`.

    Raises
    ------
    UnreadableError
        If the text is not YAML or not a mapping at its top.
    """
    reader = _Reader(shown)
    try:
        node = reader.document(yaml.parse(text, Loader=_LOADER))
    except UnreadableError as error:
        raise UnreadableError(error.problem, reader.problems) from None
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(_syntax_problem(error, text, shown)) from None
    except yaml.reader.ReaderError as error:
        line, column = position(text, error.position)
        message = "holds a character that YAML does not allow"
        raise UnreadableError(Problem(shown, line, column, "", message)) from None
    if node is None:
        message = "the file is empty, expected a scenario (name, run, districts ...)"
        raise UnreadableError(Problem(shown, 1, 1, "", message))
    if not isinstance(node, Branch):
        kind = "a list" if isinstance(node, Items) else "a single value"
        message = f"got {kind}, expected keys and values (name: ..., run: ...)"
        raise UnreadableError(Problem(shown, node.mark.line, node.mark.column, "", message))
    return node, reader.problems


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, shown: str) -> Problem:
    """Say where the text stops being YAML, and why."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    before = lines[line - 1][:column] if line <= len(lines) else ""
    if "\t" in before and not before.strip():
        return Problem(shown, line, column, "", "got a tab, expected spaces at the start of a line")
    reason = error.problem or "not YAML"
    if error.context:
        reason += f" ({error.context})"
    return Problem(shown, line, column, "", f"cannot be read as YAML: {reason}")


class _Reader:
    """Builds the tree from the parser's events, collecting faults on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._anchors: set[str] = set()
        self._values = 0
        self._events: Iterator[yaml.Event] = iter(())

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        """Return the first document; further documents are refused."""
        self._events = iter(events)
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, (), "starts a second document, expected one scenario a file")
                    break
            elif isinstance(event, yaml.NodeEvent):
                root = None if is_empty(event) else self._node(event, ())
        return root

    def _mark(self, event: yaml.Event) -> Mark:
        start: Any = event.start_mark
        return Mark(self.file, start.line + 1, start.column + 1)

    def _problem(self, event: yaml.Event, path: Path, message: str) -> Problem:
        mark = self._mark(event)
        return Problem(mark.file, mark.line, mark.column, dotted(path), message)

    def _fault(self, event: yaml.Event, path: Path, message: str) -> Leaf:
        if len(self.problems) >= FAULTS_LIMIT:
            message = f"the file has more than {FAULTS_LIMIT:,} mistakes; the rest is not read"
            raise UnreadableError(self._problem(event, (), message))
        self.problems.append(self._problem(event, path, message))
        return Leaf(BROKEN, self._mark(event))

    def _node(self, event: Any, path: Path) -> Node:
        """Turn an event, and those that belong to it, into a node."""
        if len(path) > DEPTH_LIMIT:
            message = f"is nested more than {DEPTH_LIMIT} deep"
            raise UnreadableError(self._problem(event, path[:3], message))
        self._values += 1
        if self._values > VALUES_LIMIT:
            message = f"the file has more than {VALUES_LIMIT:,} values; the rest is not read"
            raise UnreadableError(self._problem(event, (), message))
        if isinstance(event, yaml.AliasEvent):
            # The anchor itself has been reported; each use of it would only say so again.
            if event.anchor in self._anchors:
                return Leaf(BROKEN, self._mark(event))
            return self._fault(
                event, path, f"refers to the anchor '*{event.anchor}'; {_NO_ANCHORS}"
            )
        if event.anchor:
            self._anchors.add(event.anchor)
            self._fault(event, path, f"sets the anchor '&{event.anchor}'; {_NO_ANCHORS}")
        node = self._content(event, path)
        tag = event.tag
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            return self._fault(
                event, path, f"has the tag {shown!r}; tags are refused, some can execute code"
            )
        return node

    def _content(self, event: yaml.Event, path: Path) -> Node:
        if isinstance(event, yaml.MappingStartEvent):
            return self._branch(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(event, path)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - the parser has no other events
        if is_empty(event):
            return self._fault(
                event, path, "has no value; write one, leave the key out, or remove it with null"
            )
        if not event.implicit[0]:
            return Leaf(event.value, self._mark(event))
        if is_signed(event.value, path):
            return self._fault(event, path, on_a_plus_sign(event.value, path))
        try:
            return Leaf(resolve(event.value), self._mark(event))
        except OverflowError:
            return self._fault(event, path, "is a whole number too large to be used")

    def _items(self, event: yaml.Event, path: Path) -> Items:
        items: list[Node] = []
        for item in self._events:
            if isinstance(item, yaml.SequenceEndEvent):
                break
            items.append(self._node(item, (*path, len(items))))
        return Items(tuple(items), self._mark(event))

    def _branch(self, event: yaml.MappingStartEvent, path: Path) -> Branch:
        entries: dict[Key, Entry] = {}
        number = Commas()
        key_event: Any
        for key_event in self._events:
            if isinstance(key_event, yaml.MappingEndEvent):
                break
            key = self._key(key_event, path)
            value_event = next(self._events)
            if key is None:
                self._skip(value_event)
                continue
            if event.flow_style and number.goes_on(key_event, value_event):
                if number.parts > 2:
                    self.problems.pop()
                message = f"got {number.shown}, but a comma ends a value; write {number.meant()}"
                broken = self._fault(number.event, (*path, number.key), message)
                entries[number.key] = replace(entries[number.key], node=broken)
                continue
            number.start(key, value_event)
            node = self._node(value_event, (*path, key))
            if key == MERGE_KEY and key_event.implicit[0]:
                message = "merge keys are refused; use extends, or write the values out"
                node = self._fault(key_event, (*path, key), message)
            if key in entries:
                first = entries[key].mark.line
                message = f"the key {str(key)!r} appears twice, first on line {first}"
                self._fault(key_event, (*path, key), message)
            else:
                entries[key] = Entry(self._mark(key_event), node)
        return Branch(entries, self._mark(event))

    def _key(self, event: yaml.Event, path: Path) -> Key | None:
        """Return a usable key, or None after reporting why it is not one."""
        if isinstance(event, yaml.ScalarEvent) and event.tag is None and not event.anchor:
            if not event.implicit[0]:
                return str(event.value)
            if event.value == "<<":
                return MERGE_KEY
            try:
                key = resolve(event.value) if event.value else None
            except OverflowError:
                key = None
            if isinstance(key, str) or (isinstance(key, int) and not isinstance(key, bool)):
                return key
            got = repr(event.value)
        else:
            got = "a list, a mapping or a marked value"
            self._skip(event)
        message = f"got {got} as a key, expected a name or a whole number (put quotes round a name)"
        self._fault(event, path, message)
        return None

    def _skip(self, event: yaml.Event) -> None:
        """Pass over a value that belongs to a key that cannot be used."""
        openings = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
        depth = int(isinstance(event, openings))
        while depth:
            event = next(self._events)
            depth += isinstance(event, openings)
            depth -= isinstance(event, yaml.CollectionEndEvent)
