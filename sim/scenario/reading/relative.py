"""Resolve what a file says relative to those it extends: ten posts more, a fifth less writing up.

A file may say how a value changes, and leave it to the program to work out what it becomes:

    teams:
      response:
        posts_change: {Hastings: -10, Brighton: 10}
      pcso:
        posts_total: 160        # spread over the hubs as they are spread now
    writing_up_factor: 0.8      # of every incident type

In the scenario that runs, and in its hash, only the results stand. `sixhubs check --verbose` lists
each of them, old and new, with the line that made the change.

Each file is applied once, after all that it extends, in this order:

1. The values that the file states itself, such as `posts`, replace those of the files it extends.
2. `posts_total` shares its number out over the hubs in proportion to their posts, in hundredths of
   a post (or finer, if the numbers are) that sum to it exactly; or `posts_factor` multiplies the
   posts of every hub. One team cannot have both in one file.
3. `posts_change` adds posts, or takes them away. A hub that has none starts at 0, and one that is
   left with none has no entry any more. Beside `posts_total` the changes must sum to 0.
4. `scene_factor`, `writing_up_factor`, `handling_factor` and `investigation_factor` multiply a
   distribution: its mean changes by the factor, its shape stays. A factor at the top of the file
   applies to every type that has such a time, but for those that state a factor of their own in
   the same file.

The arithmetic is exact, on the numbers as they are written. For more or fewer incidents there is
`demand`: `growth` for all types, `changes` for some of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from pydantic import ValidationError, create_model

from sim.errors import Problem
from sim.scenario.reading.exact import exact, multiplied, numbers, spread, written
from sim.scenario.reading.merging import Override, same
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import (
    Branch,
    Entry,
    Items,
    Key,
    Leaf,
    Node,
    Path,
    below,
    dotted,
    plain,
    put,
)
from sim.scenario.reading.words import Wanted, kinds_of, strip
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.section import Section
from sim.scenario.schema.teams import Team
from sim.suggestions import did_you_mean

#: Where, in an incident type, the distribution stands that a factor multiplies.
FACTORED: Mapping[str, Path] = {
    "scene_factor": ("scene_min",),
    "writing_up_factor": ("writing_up_min",),
    "handling_factor": ("resolution_centre", "handling_min"),
    "investigation_factor": ("investigation", "work_hours"),
}
_KINDS = kinds_of(strip(Wanted(Distribution)).annotation)
#: Relative values by key.
KeysSaid = dict[str, Entry]


def _alone(part: type[Section], *names: str) -> type[Section]:
    """Return a part of the schema with some of its fields only."""
    fields: dict[str, Any] = {
        n: (part.model_fields[n].annotation, part.model_fields[n]) for n in names
    }
    return create_model(part.__name__, __base__=Section, **fields)


_POSTS = _alone(Team, "posts_total", "posts_factor", "posts_change")
_FACTORS = _alone(IncidentType, *FACTORED)


class Separated(NamedTuple):
    """A file in two parts.

    Parameters
    ----------
    absolute : Branch
        What it states itself; also relative values that the schema will refuse.
    posts : dict of Key to KeysSaid
        Relative values by team.
    factors : dict of Key to KeysSaid
        Factors by incident type.
    factors_of_all : KeysSaid
        Factors of all types.
    problems : list of Problem
        Relative values that mean nothing, whatever the other files say.
    """

    absolute: Branch
    posts: dict[Key, KeysSaid]
    factors: dict[Key, KeysSaid]
    factors_of_all: KeysSaid
    problems: list[Problem]


def separated(file: Branch, before: Branch) -> Separated:
    """Separate what a file states from what it says relative to the files before it."""
    problems: list[Problem] = []
    file, factors_of_all = _taken(file, (), _FACTORS, problems)
    file, posts = _taken_below(file, "teams", _POSTS, problems)
    file, factors = _taken_below(file, "incident_types", _FACTORS, problems)
    types = file.entries.get("incident_types")
    known = below(before, ("incident_types",))
    if types is not None and isinstance(types.node, Branch) and isinstance(known, Branch):
        rest = dict(types.node.entries)
        for name in factors:
            left = rest[name].node
            if name not in known.entries and isinstance(left, Branch) and not left.entries:
                # Nothing but factors: a slip in the name, not a new type.
                message = unknown("incident type", str(name), map(str, known.entries))
                problems.append(_problem(("incident_types", name), rest.pop(name), message))
        factors = {name: said for name, said in factors.items() if name in rest}
        file = put(file, ("incident_types",), Entry(types.mark, Branch(rest, types.node.mark)))
    return Separated(file, posts, factors, factors_of_all, problems)


def _taken_below(
    file: Branch, section: str, form: type[Section], problems: list[Problem]
) -> tuple[Branch, dict[Key, KeysSaid]]:
    """Take the relative values out of each part of a section."""
    found: dict[Key, KeysSaid] = {}
    parts = below(file, (section,))
    for name, entry in parts.entries.items() if isinstance(parts, Branch) else ():
        if isinstance(entry.node, Branch):
            rest, said = _taken(entry.node, (section, name), form, problems)
            if said:
                found[name] = said
            file = put(file, (section, name), Entry(entry.mark, rest))
    return file, found


def _taken(
    part: Branch, path: Path, form: type[Section], problems: list[Problem]
) -> tuple[Branch, KeysSaid]:
    """Take the relative values out of a part; those that are wrong stay, to be refused."""
    said: KeysSaid = {}
    rest = dict(part.entries)
    for name in form.model_fields:
        entry = rest.get(name)
        if entry is None:
            continue
        value = plain(entry.node)
        if value is None:
            message = (
                "got nothing (null), which cannot undo what an extended file has changed; "
                "say the opposite change, or state the value itself"
            )
            problems.append(_problem((*path, name), rest.pop(name), message))
        elif _fits(form, name, value):
            said[name] = rest.pop(name)
    return Branch(rest, part.mark), said


def _fits(form: type[Section], name: str, value: object) -> bool:
    try:
        form.model_validate({name: value})
    except ValidationError:
        return False
    return True


def resolved(
    tree: Branch, file: Separated, overrides: list[Override]
) -> tuple[Branch, list[Problem]]:
    """Apply the relative values of a file.

    Parameters
    ----------
    tree : Branch
        The files before it, and what the file itself states.
    file : Separated
        The file.
    overrides : list of Override
        Each value that changes is added to it.

    Returns
    -------
    tuple of Branch and list of Problem
        The tree with the results in it, and what could not be applied.
    """
    resolver = _Resolver(tree, overrides, list(file.problems))
    for team, said in file.posts.items():
        resolver.posts(team, said)
    for name, entry in file.factors_of_all.items():
        resolver.factor_of_all(name, entry, file.factors)
    for type_name, said in file.factors.items():
        for name, entry in said.items():
            resolver.factor(type_name, name, entry)
    return resolver.tree, resolver.problems


class _Resolver:
    def __init__(self, tree: Branch, overrides: list[Override], problems: list[Problem]) -> None:
        self.tree = tree
        self.overrides = overrides
        self.problems = problems

    def posts(self, team: Key, said: KeysSaid) -> None:
        """Apply the relative posts of a team."""
        path = ("teams", team)
        total, factor, change = map(said.get, ("posts_total", "posts_factor", "posts_change"))
        if total is not None and factor is not None:
            message = f"contradicts posts_total on line {total.mark.line}; say one of them"
            self._fault((*path, "posts_factor"), factor, message)
            return
        if total is not None:
            self._spread((*path, "posts_total"), total)
        if factor is not None:
            self._multiply_posts((*path, "posts_factor"), factor)
        if change is not None:
            self._change((*path, "posts_change"), change, total)

    def _multiply_posts(self, said: Path, entry: Entry) -> None:
        factor = exact(entry.node)
        posts = self._posts(said)
        if not posts:
            self._fault(said, entry, "there are no posts to multiply")
        for hub, number in posts.items():
            if number is not None and factor is not None:
                self._write((*said[:-1], "posts", hub), number * factor, said, entry)

    def _spread(self, said: Path, entry: Entry) -> None:
        total = exact(entry.node)
        posts = self._posts(said)
        known = {hub: number for hub, number in posts.items() if number is not None}
        if total is None or len(known) < len(posts) or sum(known.values()) <= 0:
            message = "there are no posts whose proportions it could keep; state posts by hub"
            self._fault(said, entry, message)
            return
        for hub, number in spread(total, known).items():
            self._write((*said[:-1], "posts", hub), number, said, entry)

    def _change(self, said: Path, entry: Entry, total: Entry | None) -> None:
        given = numbers(entry.node)
        changes = {hub: number for hub, number in given.items() if number}
        added = sum(changes.values(), Fraction())
        if total is not None and added != 0:
            message = (
                f"changes sum to {written(added)}, but posts_total on line {total.mark.line} says "
                "how many there are in all; make them sum to 0, or change the total"
            )
            self._fault(said, entry, message)
            return
        before = self._posts(said)
        after: dict[Key, Fraction] = {}
        for hub, number in changes.items():
            old = before.get(hub, Fraction())
            if old is None:
                continue  # no number, so the schema refuses it
            if old + number < 0:
                there = f"{hub} has {written(old)}" if old else f"{hub} has no posts"
                there += "" if old else did_you_mean(str(hub), map(str, before))
                message = f"got {written(number)}, expected no more taken than are there: {there}"
                self._fault((*said, hub), _entry(entry.node, hub), message)
                continue
            after[hub] = old + number
        if before and not any({**before, **after}.values()):
            message = "leaves no posts at any hub; to remove the team, write null for it"
            self._fault(said, entry, message)
            return
        for hub, posts in after.items():
            self._write((*said[:-1], "posts", hub), posts, (*said, hub), _entry(entry.node, hub))

    def _posts(self, said: Path) -> dict[Key, Fraction | None]:
        """Return the posts of a team by hub, None where they are no number."""
        return numbers(below(self.tree, (*said[:-1], "posts")))

    def factor_of_all(self, name: str, entry: Entry, own: Mapping[Key, KeysSaid]) -> None:
        """Apply a factor to every type that has such a time and no factor of its own."""
        types = below(self.tree, ("incident_types",))
        names = list(types.entries) if isinstance(types, Branch) else []
        have = [n for n in names if self._time(n, name) is not None]
        for type_name in have:
            if name not in own.get(type_name, {}):
                self._multiply(type_name, name, entry, (name,))
        if not have:
            self._fault((name,), entry, f"no incident type has {dotted(FACTORED[name])}")

    def factor(self, type_name: Key, name: str, entry: Entry) -> None:
        """Apply a factor to one type."""
        said: Path = ("incident_types", type_name, name)
        if self._time(type_name, name) is None:
            message = f"the type has no {dotted(FACTORED[name])} to multiply"
            self._fault(said, entry, message)
        else:
            self._multiply(type_name, name, entry, said)

    def _time(self, type_name: Key, name: str) -> Node | None:
        """Return the distribution to which a factor applies; None where the type has none."""
        node = below(self.tree, ("incident_types", type_name, *FACTORED[name]))
        return None if isinstance(node, Leaf) and node.value is None else node

    def _multiply(self, type_name: Key, name: str, entry: Entry, said: Path) -> None:
        """Multiply the keys of a distribution that hold its scale."""
        node, factor = self._time(type_name, name), exact(entry.node)
        kind = below(node, ("distribution",))
        part = _KINDS.get(str(plain(kind))) if kind is not None else None
        if part is None or factor is None:
            return
        for key in part.scaled:  # type: ignore[attr-defined]
            path = ("incident_types", type_name, *FACTORED[name], key)
            value = below(self.tree, path)
            if isinstance(value, Items):
                items = tuple(multiplied(item, factor, entry.node.mark) for item in value.items)
                self._note(path, Items(items, entry.mark), said, entry)
            elif (number := exact(value)) is not None:
                self._write(path, number * factor, said, entry)

    def _write(self, path: Path, number: Fraction, said: Path, entry: Entry) -> None:
        """Put a number in its place; posts of 0 are taken out, and where their people parade."""
        if number == 0 and path[-2:-1] == ("posts",):
            stations = (*path[:-2], "stations", path[-1])
            for gone in (path, stations):
                self._note(gone, None, said, entry)
            return
        self._note(path, Leaf(written(number), entry.node.mark), said, entry)

    def _note(self, path: Path, new: Node | None, said: Path, entry: Entry) -> None:
        """Put a value in its place, or take it out, and note what it was."""
        before = below(self.tree, path)
        old = 0 if before is None else plain(before)
        if (before is None and new is None) or (new is not None and same(old, plain(new))):
            return
        mark = entry.mark
        self.tree = put(self.tree, path, None if new is None else Entry(mark, new))
        now = None if new is None else plain(new)
        self.overrides.append(
            Override(dotted(path), old, now, mark.file, mark.line, mark.column, dotted(said))
        )

    def _fault(self, path: Path, entry: Entry, message: str) -> None:
        self.problems.append(_problem(path, entry, message))


def _entry(node: Node, key: Key) -> Entry:
    assert isinstance(node, Branch)  # noqa: S101 - the schema has taken it for a mapping
    return node.entries[key]


def _problem(path: Path, entry: Entry, message: str) -> Problem:
    mark = entry.node.mark if isinstance(entry.node, Leaf) else entry.mark
    return Problem(mark.file, mark.line, mark.column, dotted(path), message)
