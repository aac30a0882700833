"""Bring a scenario file and the files it extends together into one tree.

Precedence, weakest first:

1. A file wins over every file it extends, directly or through others.
2. Of several files in one ``extends`` list, the later wins over the earlier (and over what only
   the earlier extends).
3. Each file is applied once, where the list first needs it. Two files that change the same base may
   therefore stand in one list, and both changes count. What a file says relative to others, such as
   ``posts_change``, is relative to all that was applied before it.

A file extends files that end in .yaml or .yml and stand in the folder of the scenario that was
named or below it, in the folder where you are or below it, among the shipped scenarios, or beside
it on the command line. Nothing that a file holds is repeated unless it is a scenario.

Mappings are merged key by key. Lists and single values replace what was there. ``null`` removes a
key that is there. A distribution that names another kind (``distribution: fixed`` over
``distribution: lognormal``) replaces the old one whole: the old parameters mean nothing to it, and
may be removed by ``null`` or not mentioned.
Mixes of shares are mappings like any other: to change one, restate each of its shares, with null
for those that go.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from sim.errors import Problem, problem
from sim.scenario.reading.changes import read_changes
from sim.scenario.reading.merging import Addition, Override, merged
from sim.scenario.reading.relative import resolved, separated
from sim.scenario.reading.tree import (
    Branch,
    Broken,
    Entry,
    Items,
    Leaf,
    Node,
)
from sim.scenario.reading.words import listed
from sim.scenario.reading.yaml_reader import UnreadableError, read_file, real_path
from sim.suggestions import near_names

EXTENDS = "extends"
SHIPPED_PACKAGE = "sim.shipped"
#: The endings of scenario files.
ENDINGS = (".yaml", ".yml")
#: Where parts of scenarios stand among the shipped ones.
_PARTS = "*/*.yaml"
#: Files that extend one another in a row, and files that one of them names.
CHAIN_LIMIT = 50
NAMES_LIMIT = 200


@dataclass(frozen=True)
class Source:
    """Where a scenario file is, and how it is named in messages."""

    path: FilePath
    shown: str


@dataclass(frozen=True)
class Gathered:
    """A scenario and all it extends, merged.

    Parameters
    ----------
    tree : Branch or None
        None when the file itself could not be read.
    files : tuple of str
        The files, lowest precedence first.
    overrides : tuple of Override
        In the order in which they were made.
    additions : tuple of Addition
        What a file says beyond the scenario that it extends; parts of a scenario, which have no
        name, are no scenario yet.
    problems : tuple of Problem
        What was wrong with the files themselves.
    complete : bool
        Whether every file could be read, so that a missing key is truly missing.
    """

    tree: Branch | None
    files: tuple[str, ...]
    overrides: tuple[Override, ...]
    problems: tuple[Problem, ...]
    complete: bool
    additions: tuple[Addition, ...] = ()


def gather(named: str, also: Iterable[str] = (), known: Collection[str] = ()) -> Gathered:
    """Read a scenario file, or a shipped scenario by its name, and all that it extends.

    Parameters
    ----------
    named : str
        The file or the name.
    also : iterable of str
        Other files that the user named: they may be extended wherever they are.
    known : collection of str
        Top-level keys of a scenario. A file that has none of them is no scenario, and nothing that
        it holds is repeated. If there are none, every file may be one.
    """
    reading = _Reading(named, also, known)
    source = find(named, FilePath())
    if source is None:
        reading.problems.append(_not_found(named, FilePath()))
        return Gathered(None, (), (), tuple(reading.problems), complete=False)
    reading.visit(source, ())
    found = Gathered(None, tuple(reading.in_order), (), (), complete=reading.complete)
    for branch in reading.in_order.values():
        found = _with_file(found, branch)
    return replace(found, problems=(*reading.problems, *found.problems))


def changed(gathered: Gathered, changes: Mapping[Any, Any]) -> Gathered:
    """Merge changes over a scenario, as if a file that extends it held them."""
    branch, problems = read_changes(changes)
    gathered = replace(gathered, problems=(*gathered.problems, *problems))
    return gathered if gathered.tree is None else _with_file(gathered, branch)


def _with_file(before: Gathered, branch: Branch) -> Gathered:
    """Merge a file over what the files before it say, then apply what it says relative to them."""
    overrides, additions = list(before.overrides), list[Addition]()
    tree = before.tree or Branch({}, branch.mark)
    file = separated(branch, tree)
    is_scenario = "name" in tree.entries
    tree = merged(tree, file.absolute, (), overrides, additions)
    tree, problems = resolved(tree, file, overrides)
    # What a file that cannot be read would have said, nothing can be relative to.
    problems = problems if before.complete else []
    return replace(
        before,
        tree=tree,
        overrides=tuple(overrides),
        additions=(*before.additions, *(additions if is_scenario else ())),
        problems=(*before.problems, *problems),
    )


def find(named: str, folder: FilePath) -> Source | None:
    """Find a file relative to a folder, or else a shipped scenario of that name (.yaml or not).

    Returns
    -------
    Source or None
        None when there is neither.
    """
    path = folder / named
    shown = named if folder == FilePath() else os.path.normpath(path)
    try:
        there = named != "" and (path.exists() or path.is_symlink())
        is_folder = path.is_dir()
    except (OSError, ValueError):
        # A name that no file can have (too long, or with a NUL in it).
        return None
    if there and not is_folder:
        return Source(path, shown)
    # A folder of the same name (results, say) does not hide a shipped scenario.
    shipped = shipped_scenarios().get(named.removesuffix(".yaml"))
    if shipped:
        return Source(shipped, f"{SHIPPED_PACKAGE}/{shipped.name}")
    return Source(path, shown) if there else None


def shipped_scenarios() -> dict[str, FilePath]:
    """Return the scenarios that come with the program, by name.

    Folders within hold parts of scenarios, which are named by the scenarios that extend them.
    """
    return _shipped("*.yaml")


def _shipped(pattern: str) -> dict[str, FilePath]:
    """Return files that come with the program, by their names without the ending."""
    # Needed only when no such file is found.
    from importlib.resources import files

    try:
        root = FilePath(str(files(SHIPPED_PACKAGE)))
    except ModuleNotFoundError:
        return {}
    found = sorted(root.glob(pattern))
    return {path.relative_to(root).with_suffix("").as_posix(): path for path in found}


def _part(named: str) -> Source | None:
    """Find a part of a shipped scenario, such as sussex/shapes (.yaml or not)."""
    name = named.removesuffix(".yaml")
    path = _shipped(_PARTS).get(name)
    return Source(path, f"{SHIPPED_PACKAGE}/{name}.yaml") if path else None


def _shipped_folder() -> list[FilePath]:
    """Return the folder of the shipped scenarios and their parts, if there is one."""
    return [real_path(path).parent for path in list(shipped_scenarios().values())[:1]]


def _not_found(named: str, folder: FilePath, parts: Iterable[str] = ()) -> Problem:
    """Say that a file is missing, and name those that it might have been; parts first."""
    if not named.strip():
        return problem(repr(named), "expected a scenario file, or the name of a scenario")
    path = folder / named
    shown = named if folder == FilePath() else os.path.normpath(path)
    try:
        siblings = sorted(p.name for p in path.parent.iterdir() if p.suffix in ENDINGS)
    except (OSError, ValueError):
        siblings = []
    near = near_names(named.removesuffix(".yaml"), parts, 3)
    near += [
        os.path.normpath(FilePath(shown).parent / name)
        for name in near_names(path.name, siblings, 3)
    ]
    near += near_names(path.stem, shipped_scenarios(), 3)
    hint = "; sixhubs scenarios lists those"
    if near:
        hint = f"; did you mean {listed(repr(name) for name in near[:3])}?"
    return problem(shown, f"no such file, and no shipped scenario of that name{hint}")


class _Reading:
    """Reads files depth first, so that each comes after all that it extends."""

    def __init__(self, named: str, also: Iterable[str], known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._named = frozenset(real_path(FilePath(each)) for each in also if "\0" not in each)
        own = [real_path(FilePath(named)).parent] if "\0" not in named else []
        self._trees = (*own, FilePath.cwd(), *_shipped_folder())
        self.in_order: dict[str, Branch] = {}
        self.problems: list[Problem] = []
        self.complete = True
        self._done: set[FilePath] = set()

    def visit(self, source: Source, chain: tuple[Source, ...]) -> None:
        """Read one file after the files it extends, unless that has been done."""
        identity = real_path(source.path)
        if identity in self._done:
            return
        self._done.add(identity)
        try:
            branch, problems = read_file(source.path, source.shown)
        except UnreadableError as error:
            self.problems += [*error.before, error.problem]
            self.complete = False
            return
        if self._known and not {EXTENDS, *self._known} & set(branch.entries):
            message = "holds no key of a scenario (name, run, districts ...); is it another file?"
            self.problems.append(Problem(source.shown, 1, 1, "", message))
            self.complete = False
            return
        self.problems += problems
        entry = branch.entries.get(EXTENDS)
        if entry is not None:
            self._bases(entry, source, (*chain, source))
            rest = {key: value for key, value in branch.entries.items() if key != EXTENDS}
            branch = replace(branch, entries=rest)
        self.in_order[source.shown] = branch

    def _bases(self, entry: Entry, source: Source, chain: tuple[Source, ...]) -> None:
        """Visit the files named under ``extends``."""
        nodes = entry.node.items if isinstance(entry.node, Items) else (entry.node,)
        if len(nodes) > NAMES_LIMIT or len(chain) > CHAIN_LIMIT:
            message = (
                f"expected at most {NAMES_LIMIT} names, and at most {CHAIN_LIMIT} files in a row "
                "that extend one another"
            )
            self._fault(entry.node, message)
            return
        for node in nodes:
            named = node.value if isinstance(node, Leaf) else None
            if isinstance(named, Broken):
                self.complete = False
                continue
            if not isinstance(named, str) or not named:
                self._fault(node, "expected the name of a scenario file, or a list of such names")
                continue
            base = find(named, source.path.parent) or _part(named)
            if base is None:
                missing = _not_found(named, source.path.parent, _shipped(_PARTS))
                self._fault(node, f"{missing.file!r}: {missing.message}")
                continue
            if not self._may_be_read(base):
                self._fault(
                    node,
                    f"got {named!r}, expected a file that ends in {listed(ENDINGS)}, in the folder "
                    f"of {chain[0].shown!r} or below, in the folder where you are or below, or "
                    "named on the command line",
                )
                continue
            base = self._named_like_its_parent(base, named, source)
            if self._closes_loop(node, base, chain):
                continue
            self.visit(base, chain)

    def _may_be_read(self, base: Source) -> bool:
        """Tell whether a file is a scenario's by its ending and its place."""
        real = real_path(base.path)
        if base.shown.startswith(f"{SHIPPED_PACKAGE}/") or real in self._named:
            return True
        return real.suffix in ENDINGS and any(real.is_relative_to(tree) for tree in self._trees)

    @staticmethod
    def _named_like_its_parent(base: Source, named: str, parent: Source) -> Source:
        """Name an extended file as seen from where the user stands, not by its place on disk."""
        if base.shown.startswith(f"{SHIPPED_PACKAGE}/"):
            return base
        return replace(base, shown=os.path.normpath(FilePath(parent.shown).parent / named))

    def _closes_loop(self, node: Node, base: Source, chain: tuple[Source, ...]) -> bool:
        identities = [real_path(link.path) for link in chain]
        identity = real_path(base.path)
        if identity not in identities:
            return False
        links = [link.shown for link in chain[identities.index(identity) :]]
        self._fault(node, f"goes round in a circle: {' extends '.join([*links, links[0]])}")
        return True

    def _fault(self, node: Node, message: str) -> None:
        mark = node.mark
        self.problems.append(Problem(mark.file, mark.line, mark.column, EXTENDS, message))
        self.complete = False
