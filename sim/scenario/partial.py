"""A scenario of which some values are unknown, since they are faulty and have been reported.

All mistakes are to be found at once: a faulty value must neither hide others nor make a check
report what only follows from it. So whatever is sound is built as the schema builds it, and a
faulty value is simply not there: whoever asks for it gets an AttributeError.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sim.scenario.reading.tree import Key, Path
from sim.scenario.reading.words import Wanted, is_model, strip
from sim.scenario.reading.yaml_reader import MERGE_KEY
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Teams

#: Parts with faults that are put last in turn; of more, the others stand after them.
TURNS_LIMIT = 20
_RULES = ConfigDict(strict=True, allow_inf_nan=False)


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
        values = dict(self._values(model, known, path)) if isinstance(data, Mapping) else {}
        made = model.model_construct(_fields_set=set(known) & set(values), **values)
        for name in set(model.model_fields) - set(values):
            made.__dict__.pop(name, None)
        return made

    def _values(
        self, model: type[BaseModel], data: Mapping[Key, Any], path: Path
    ) -> Iterator[tuple[str, Any]]:
        """Yield the fields that are known."""
        # A key that is misspelt may have been meant for any that is not there.
        misspelt = any(key not in model.model_fields for key in data)
        for name, annotation in self._in_order(model, path):
            here = (*path, name)
            if name in data and here not in self._touched:
                try:
                    yield name, _adapter(model, name).validate_python(data[name])
                except ValidationError:
                    continue
            elif name in data:
                yield from ((name, value) for value in self._known(annotation, data[name], here))
            elif misspelt and model is Teams:
                yield name, self.part(strip(Wanted(annotation)).annotation, None, here)
            elif not misspelt and here not in self._touched:
                yield name, model.model_fields[name].get_default(call_default_factory=True)

    def _in_order(self, model: type[BaseModel], path: Path) -> Iterator[tuple[str, Any]]:
        for name in self._sound_first(list(model.model_fields), path):
            yield name, model.model_fields[name].annotation

    def _sound_first(self, keys: list[Any], path: Path) -> list[Any]:
        """Return the sound keys, then the one whose turn it is, then the others with faults."""
        return sorted(
            keys,
            key=lambda key: ((*path, key) in self._touched, (*path, key) != self._turn),
        )

    def _known(self, annotation: Any, value: object, path: Path) -> Iterator[Any]:
        """Yield a value without what is faulty in it, or nothing if it is unknown as a whole."""
        annotation = strip(Wanted(annotation)).annotation
        if is_model(annotation):
            yield self.part(annotation, value, path)
        elif get_origin(annotation) is dict and isinstance(value, Mapping):
            key_type, inner = get_args(annotation)
            inner = strip(Wanted(inner)).annotation
            kind = str if strip(Wanted(key_type)).annotation is str else int
            if is_model(inner) and all(_is_key(key, kind) for key in value):
                keys = self._sound_first(list(value), path)
                yield {key: self.part(inner, value[key], (*path, key)) for key in keys}


def _is_key(key: Key, kind: type) -> bool:
    """Tell whether a key is one that a mapping may have; a merge key stands for unknown ones."""
    return isinstance(key, kind) and key != MERGE_KEY and (isinstance(key, str) or key > 0)


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    # A part brings its own rules; a value by itself would be read less strictly than in its part.
    config = None if is_model(field.annotation) else _RULES
    kind: Any = field.annotation
    for limit in field.metadata:
        kind = Annotated[kind, limit]
    return TypeAdapter(kind, config=config)
