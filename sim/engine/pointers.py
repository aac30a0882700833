"""World and state for compiled code: each is one pointer to a table of where its arrays are.

To Numba a tuple of two hundred arrays is a value of two thousand words, which every call of a
function would copy. Here it is one word. The table holds, field by field in the order of the named
tuples, the address and length of each array, or the value of a number; reading
``s.incidents.state`` in compiled code reads two entries of it, at places known when it is
compiled. Nothing in it changes while compiled code runs, and all scenarios have the same types, so
that one compiled signature serves them all.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import Any, get_args, get_type_hints

import numpy as np
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, register_model
from numba.np import arrayobj

from sim.model.state import State
from sim.world.arrays import Ints, World

#: Words of the table that an array takes: its address and its length.
ARRAY_WORDS = 2


_COMPILED = {np.int64: types.int64, np.float64: types.float64, np.bool_: types.boolean}


def _scalar(hint: Any) -> Any:
    """Return the type of the numbers of a field with this annotation; None for a tuple."""
    if hasattr(hint, "_fields"):
        return None
    return hint if hint in (int, bool) else get_args(get_args(hint)[1])[0]


class Tuple(types.Type):
    """A named tuple that stands in a table, from one of its words on."""

    def __init__(self, kind: type[Any], first_word: int) -> None:
        self.kind, self.first_word = kind, first_word
        self.fields: dict[str, Any] = {}
        self.words: dict[str, int] = {}
        word = first_word
        for name, hint in get_type_hints(kind).items():
            self.words[name] = word
            self.fields[name] = field = _type_of(hint, word)
            word += _words(field)
        self.length = word - first_word
        super().__init__(f"{kind.__module__}.{kind.__name__}@{first_word}")


def _type_of(hint: Any, word: int) -> types.Type:
    """Return the compiled type of a field with this annotation."""
    if hasattr(hint, "_fields"):
        return Tuple(hint, word)
    if hint in (int, bool):
        return types.int64 if hint is int else types.boolean
    return types.Array(_COMPILED[_scalar(hint)], 1, "C")


def _words(field: types.Type) -> int:
    if isinstance(field, Tuple):
        return field.length
    return ARRAY_WORDS if isinstance(field, types.Array) else 1


register_model(Tuple)(models.OpaqueModel)

WORLD = Tuple(World, 0)
STATE = Tuple(State, 0)


@infer_getattr
class _Fields(AttributeTemplate):
    """Tells the compiler the type of a field."""

    key = Tuple

    def generic_resolve(self, typ: Tuple, name: str) -> types.Type | None:
        return typ.fields.get(name)


@lower_getattr_generic(Tuple)
def _field(context: Any, builder: Any, typ: Tuple, value: Any, name: str) -> Any:
    """Write the code that reads a field: a part, a number, or an array that owns nothing."""
    field = typ.fields[name]
    if isinstance(field, Tuple):
        return value
    first = _load(builder, value, typ.words[name])
    if field == types.int64:
        return first
    if field == types.boolean:
        return builder.icmp_signed("!=", first, first.type(0))
    array = context.make_array(field)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(field.dtype))
    item = context.get_constant(types.intp, size)
    length = _load(builder, value, typ.words[name] + 1)
    arrayobj.populate_array(
        array,
        data=builder.inttoptr(first, array.data.type),
        shape=[length],
        strides=[item],
        itemsize=item,
        meminfo=None,
    )
    return array._getvalue()  # noqa: SLF001 (how Numba takes a value that was put together)


def _load(builder: Any, value: Any, word: int) -> Any:
    """Write the code that reads one word of a table, which nothing changes meanwhile."""
    words = builder.bitcast(value, cgutils.intp_t.as_pointer())
    loaded = builder.load(builder.gep(words, [cgutils.int32_t(word)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def _at(kind: Tuple) -> Any:
    """Return the compiled function that takes the table of a tuple for the tuple itself."""

    @intrinsic
    def at(typing_context: Any, table: types.Array) -> Any:
        del typing_context

        def lower(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, values[0])
            return builder.bitcast(array.data, context.get_value_type(signature.return_type))

        return kind(table), lower

    return at


world_at = _at(WORLD)
state_at = _at(STATE)


def table(parts: Any) -> Ints:
    """Return the table of a world or a state.

    Parameters
    ----------
    parts : World or State
        Of NumPy arrays, which must live as long as the table is used.

    Returns
    -------
    Ints
        One word for each number, `ARRAY_WORDS` for each array, in the order of the fields.

    Raises
    ------
    TypeError
        If an array is not of the type that its annotation says, or not contiguous.
    """
    words: list[int] = []
    _put(parts, words, type(parts).__name__)
    return np.array(words, dtype=np.int64)


def _put(part: Any, words: list[int], name: str) -> None:
    for (field, scalar), value in zip(_scalars(part.__class__), part, strict=True):
        if scalar is None:
            _put(value, words, f"{name}.{field}")
        elif isinstance(value, np.ndarray):
            if value.dtype != scalar or value.ndim != 1 or not value.flags.c_contiguous:
                raise TypeError(f"{name}.{field} is {value.dtype} with strides {value.strides}")
            words += [value.__array_interface__["data"][0], len(value)]
        else:
            words.append(int(value))


@functools.cache
def _scalars(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a tuple with the type of their numbers; None for further tuples."""
    return tuple((name, _scalar(hint)) for name, hint in get_type_hints(kind).items())
