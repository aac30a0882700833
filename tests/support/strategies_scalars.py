"""Random values of fields that need nothing special: flags, words and numbers, by the schema.

A field is drawn here unless a strategy names its key, which then says on what it depends. So a new
field of a part that scenarios have is drawn without a line, as long as any of its values goes with
whatever else is drawn.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from tests.support.schema_levers import parts
from tests.support.strategies_parts import Data, chance

#: Candidates by type; those outside the limits of a field are left out.
CANDIDATES: dict[Any, tuple[Any, ...]] = {
    bool: (False, True),
    int: (0, 1, 2, 3),
    float: (0.0, 0.25, 0.5, 1.0, 5.0, 30.0),
}


@st.composite
def pull_scalars(draw: st.DrawFn, data: Data) -> None:
    """Set some of the fields that no other strategy speaks of."""
    for part, value in parts(data):
        for key, choices in drawn_here(part).items():
            if key not in value and draw(chance(30)):
                value[key] = draw(st.sampled_from(choices))


@cache
def drawn_here(part: type[BaseModel]) -> dict[str, tuple[Any, ...]]:
    """Return the fields of a part that are drawn here, with values other than the default."""
    found = {
        key: tuple(value for value in values(field) if value != field.default)
        for key, field in part.model_fields.items()
        if key not in named() and not field.exclude and not field.is_required()
    }
    return {key: choices for key, choices in found.items() if choices}


def values(field: FieldInfo) -> Iterator[Any]:
    """Yield some values that a field may have; none if it is no flag, word or number."""
    annotation: Any = field.annotation
    limited = Annotated[(annotation, *field.metadata)] if field.metadata else annotation
    accepts: TypeAdapter[Any] = TypeAdapter(limited)
    for arm in _arms(annotation):
        choices = get_args(arm) if get_origin(arm) is Literal else CANDIDATES.get(arm, ())
        for value in choices:
            try:
                accepts.validate_python(value, strict=True)
            except ValidationError:
                continue
            yield value


def _arms(annotation: Any) -> list[Any]:
    """Return what a value may be, limits taken off."""
    if get_origin(annotation) is Annotated:
        return _arms(get_args(annotation)[0])
    if get_origin(annotation) is Literal or not get_args(annotation):
        return [annotation]
    if get_origin(annotation) in (list, dict, tuple):
        return []
    return [arm for each in get_args(annotation) for arm in _arms(each)]


@cache
def named() -> frozenset[str]:
    """Return the words that the other strategies name, keys of fields among them."""
    here = Path(__file__)
    trees = [
        ast.parse(file.read_text(encoding="utf-8"))
        for file in here.parent.glob("strategies*.py")
        if file != here
    ]
    return frozenset(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
