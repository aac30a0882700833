"""A scenario of which some values are unknown, since they are faulty and have been reported.

All mistakes are to be found at once: a faulty value must neither hide others nor make a check
report what only follows from it. So whatever is sound is built as the schema builds it, and a
faulty value is simply not there: whoever asks for it gets an AttributeError.

What cannot be told, and is found once the fault is mended:

- the sum of shares of which one is faulty;
- whether a name is one of those in a section, or among the hubs of a team's posts, if that section,
  or those posts, are faulty as a whole; names of districts, if one of them is, as it may be a part
  of a district of any name;
- what depends on a field that is not there, if a key that nobody knows may have been meant for it;
- which keys a distribution may have whose kind is not known;
- what depends on posts that are more than any force has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.reading.tree import Key, Path
from sim.scenario.reading.unknown import UNKNOWN
from sim.scenario.reading.words import (
    Wanted,
    adapter_of,
    arms,
    is_model,
    kinds_of,
    strip,
    wanted_by,
)
from sim.scenario.reading.yaml_reader import MERGE_KEY
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.section import former_name
from sim.scenario.schema.teams import Teams
from sim.suggestions import near_names

#: Parts with faults that are put last in turn; of more, the others stand after them.
TURNS_LIMIT = 20
#: Keys of a part that may be misspelt; more are no slips of the pen, and would take seconds.
MISSPELT_LIMIT = 100


def without_faults(data: Mapping[Key, Any], faulty: Collection[Path]) -> Iterator[Scenario]:
    """Yield the scenario without its faulty values, once for each part that has some.

    A check ends where it asks for a value that is not there. So that it has seen the rest by then,
    each part with faults comes last among the sound parts of its section in turn.

    Parameters
    ----------
    data : dict
        The merged plain data.
    faulty : collection of tuple
        Paths of faulty values, of missing keys and of unknown keys.
    """
    parts = sorted({path[:2] for path in faulty if len(path) > 1}, key=str)
    for turn in parts[:TURNS_LIMIT] or [()]:
        yield _Building(faulty, turn).part(Scenario, data, ())


class _Building:
    def __init__(self, faulty: Collection[Path], turn: Path) -> None:
        self._touched = {path[:length] for path in faulty for length in range(len(path) + 1)}
        self._turn = turn

    def part(self, model: type[BaseModel], data: object, path: Path) -> Any:
        """Return a part of the scenario without what is faulty in it."""
        known = data if isinstance(data, Mapping) else {}
        values = dict(self._fields(model, known, path)) if isinstance(data, Mapping) else {}
        made = model.model_construct(_fields_set=set(known) & set(values), **values)
        made.__dict__.clear()
        made.__dict__.update(values)
        return made

    def _fields(
        self, model: type[BaseModel], data: Mapping[Key, Any], path: Path
    ) -> Iterator[tuple[str, Any]]:
        """Yield the fields that are known."""
        meant = may_be_meant(model, data)
        for name in self._sound_first(list(model.model_fields), path):
            field, here = model.model_fields[name], (*path, name)
            if name in data:
                value = self._value(
                    Wanted(field.annotation, tuple(field.metadata)), data[name], here
                )
                if value is not UNKNOWN:
                    yield name, value
            elif name in meant and model is Teams:
                yield name, self.part(strip(Wanted(field.annotation)).annotation, None, here)
            elif name not in meant and here not in self._touched:
                yield name, field.get_default(call_default_factory=True)

    def _sound_first(self, keys: list[Any], path: Path) -> list[Any]:
        """Return the sound keys, then the one whose turn it is, then the others with faults."""
        return sorted(
            keys,
            key=lambda key: ((*path, key) in self._touched, (*path, key) != self._turn),
        )

    def _value(self, wanted: Wanted, data: object, path: Path) -> Any:
        """Return a value without what is faulty in it; unknown if it is faulty as a whole."""
        if path not in self._touched:
            try:
                return adapter_of(wanted).validate_python(data)
            except ValidationError:
                return UNKNOWN
        annotation = _arm(strip(wanted).annotation, data)
        if is_model(annotation):
            return self.part(annotation, data, path)
        if get_origin(annotation) is dict and isinstance(data, Mapping):
            return self._mapping(get_args(annotation), data, path)
        if get_origin(annotation) is list and isinstance(data, list):
            return self._list(Wanted(get_args(annotation)[0]), data, path)
        return UNKNOWN

    def _list(self, inner: Wanted, data: list[Any], path: Path) -> Any:
        """Return a list of which some items are known; unknown if none is."""
        found = [self._value(inner, item, (*path, place)) for place, item in enumerate(data)]
        return UNKNOWN if all(item is UNKNOWN for item in found) else found

    def _mapping(self, of: tuple[Any, Any], data: Mapping[Key, Any], path: Path) -> Any:
        """Return a mapping of which all keys are known; unknown if some are not."""
        key_type, inner = of
        found = {}
        for key in self._sound_first(list(data), path):
            meant = _meant_key(key_type, key)
            if meant is None:
                return UNKNOWN
            found[meant] = self._value(Wanted(inner), data[key], (*path, key))
        return found


def may_be_meant(model: type[BaseModel], data: Mapping[Key, Any]) -> set[str]:
    """Return the fields that are not there and for which a key may stand that nobody knows.

    These are the fields with a name like the key's; if there are none, those that hold a mapping
    or a list as the key does. A key with a single value that is like no field stands for none.
    Where more keys are unknown than anybody misspells, any field may be meant.

    Parameters
    ----------
    model : type of pydantic.BaseModel
        A part of the schema.
    data : dict
        What is said of it.
    """
    fields = model.model_fields
    absent = [name for name in fields if name not in data]
    renamed = {former_name(fields[name]): name for name in absent}
    found: set[str] = set()
    unknown = set(data) - set(fields)
    if MERGE_KEY in unknown or len(unknown) > MISSPELT_LIMIT:
        return set(absent)
    for key in unknown:
        alike = {renamed[key]} if key in renamed and key else set()
        alike = alike or set(near_names(str(key), absent, len(absent) or 1))
        found |= alike or {name for name in absent if _may_hold(fields[name], data[key])}
    return found


def _may_hold(field: FieldInfo, value: object) -> bool:
    """Tell whether a field holds a mapping, or a list, as the value is one."""
    if not isinstance(value, Mapping | list):
        return False
    return _arm(wanted_by(field).annotation, value) is not None


def _arm(annotation: Any, value: object) -> Any:
    """Return what the schema says of a mapping, or of a list, where it allows one."""
    if isinstance(value, Mapping):
        kinds = kinds_of(annotation)
        if kinds:
            return kinds.get(str(value.get("distribution")))
        return next((a for a in arms(annotation) if is_model(a) or get_origin(a) is dict), None)
    if isinstance(value, list):
        return next((a for a in arms(annotation) if get_origin(a) is list), None)
    return None


def _meant_key(annotation: Any, key: Key) -> Key | None:
    """Return the key that is meant: a name without quotes, a number in quotes; None if unknown."""
    if key == MERGE_KEY:
        return None
    kind = strip(Wanted(annotation)).annotation
    try:
        return cast("Key", adapter_of(Wanted(annotation)).validate_python(key))
    except ValidationError:
        if get_origin(kind) is Literal:
            return key
        if kind is str and type(key) is int:
            return str(key)
        return int(key) if kind is int and str(key).isdigit() and int(key) > 0 else None
