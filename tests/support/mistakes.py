"""Single mistakes of every kind that can be made in a scenario, and what is said of several."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sim.scenario.load import examine
from sim.scenario.reading.tree import Key, Path
from sim.scenario.reading.words import is_model, kinds_of, strip, wanted_at
from sim.scenario.schema.scenario import Scenario

Kind = Literal["unknown key", "wrong type", "unknown name", "sum of shares"]
#: Of no type that any field has.
WRONG_TYPE: Any = [[[]]]
NOWHERE = "Qqqqq"
#: Sections whose keys are names that other places refer to.
NAMED = (
    "districts", "hubs", "incident_types", "rotas", "shapes", "month_shapes", "operations",
    "powers", "teams", "grades",
)  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """A mistake at one place.

    Parameters
    ----------
    kind : str
        Which kind of mistake.
    path : tuple of str and int
        The value that is replaced, the key that is added, or the new name of a key.
    value : object
        What stands there.
    instead_of : str or int, optional
        The key that is renamed.
    """

    kind: Kind
    path: Path
    value: Any
    instead_of: Key | None = None

    def make(self, data: dict[Key, Any]) -> None:
        """Make it in the data."""
        holder: Any = data
        for key in self.path[:-1]:
            holder = holder[key]
        if self.instead_of is not None:
            del holder[self.instead_of]
        holder[self.path[-1]] = self.value

    @property
    def touched(self) -> Path:
        """The place in sound data that it changes."""
        return self.path if self.instead_of is None else (*self.path[:-1], self.instead_of)

    def is_apart_from(self, other: Mistake) -> bool:
        """Tell whether neither is made within what the other replaces."""
        mine, others = self.touched, other.touched
        length = min(len(mine), len(others))
        return mine[:length] != others[:length]

    def leaves_unknown(self, other: Mistake) -> bool:
        """Tell whether the other cannot be told any more; see `sim.scenario.partial`."""
        if self.kind == "wrong type" and self.path[-1] == "distribution":
            return other.kind == "unknown key" and other.path[:-1] == self.path[:-1]
        if self.kind != "wrong type" or other.kind == "unknown key":
            return False
        if other.kind == "sum of shares":
            return self.path[:-1] == other.path[:-1]
        is_posts = self.path[:1] == ("teams",) and self.path[2:] == ("posts",)
        # A district that is faulty as a whole may be part of one of any name.
        is_district = self.path[:1] == ("districts",) and len(self.path) == 2
        is_section = self.path[:1] == self.path
        return other.kind == "unknown name" and (is_posts or is_district or is_section)


def said_of(data: dict[Key, Any], *mistakes: Mistake) -> set[Path]:
    """Return the places of what is found in data with mistakes."""
    copied = copy.deepcopy(data)
    for mistake in mistakes:
        mistake.make(copied)
    return {found.path for found in examine(copied)[1]}


def every_mistake(data: dict[Key, Any]) -> Iterator[Mistake]:
    """Yield every single mistake of the kinds that can be made in sound data."""
    names = {name for section in NAMED for name in data.get(section, ())}
    for path, value in _places(data):
        wanted = wanted_at(Scenario, path, data)
        annotation = strip(wanted).annotation if wanted else None
        if path:
            yield Mistake("wrong type", path, WRONG_TYPE)
        if isinstance(value, dict):
            if is_model(annotation) or kinds_of(annotation):
                yield Mistake("unknown key", (*path, "xyzzy"), 1)
            yield from _renamed(path, value, names)
            yield from _other_sums(path, value)
        elif isinstance(value, str) and value in names:
            yield Mistake("unknown name", path, NOWHERE)


def _renamed(path: Path, value: dict[Key, Any], names: set[Key]) -> Iterator[Mistake]:
    for key, inner in value.items():
        if len(path) > 1 and isinstance(key, str) and key in names:
            yield Mistake("unknown name", (*path, NOWHERE), inner, instead_of=key)


def _other_sums(path: Path, value: dict[Key, Any]) -> Iterator[Mistake]:
    numbers = [each for each in value.values() if type(each) in (int, float)]
    if len(numbers) == len(value) > 1 and abs(sum(numbers) - 1) < 1e-9:
        largest = max(value, key=lambda key: value[key])
        yield Mistake("sum of shares", (*path, largest), value[largest] / 2)


def _places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, inner in inside:
        yield from _places(inner, (*path, key))
