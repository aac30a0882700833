"""World and run for compiled code: each is one pointer to a table of where its arrays are.

To Numba a tuple of two hundred arrays is a value of two thousand words, which every call of a
function would copy. Here it is one word. The table holds, field by field in the order of the named
tuples, the address and length of each array, or the value of a number. In compiled code
``s.incidents.state`` is a place in the table, known when it is compiled, and
``s.incidents.state[incident]`` reads the address there and then the element. Nothing in a table
changes while compiled code runs, and all scenarios have the same types, so that one compiled
signature serves them all.

No two arrays that a run writes share memory (tests/engine/test_pointers.py), and the compiler is
told so: what it has read of one it need not read again after writing to another.

Indices are not checked, unless ``NUMBA_BOUNDSCHECK=1``, and negative ones do not count from the
end: the model has no use for them.
"""

from __future__ import annotations

import operator
from typing import Any, get_type_hints

import numba
import numpy as np
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import intrinsic, models, register_model

from sim.engine.compiled.tables import ARRAY_WORDS, RunMemory, scalar
from sim.world.arrays import World

_COMPILED: dict[Any, types.Type] = {
    np.int8: types.int8,
    np.int32: types.int32,
    np.int64: types.int64,
    np.float64: types.float64,
    np.bool_: types.boolean,
}

#: Whole numbers that take less memory than where they are read.
_NARROW = (types.int8, types.int32)


class ArrayColumn(types.Type):
    """An array of which a table holds address and length; `path` is its tuple and field."""

    def __init__(self, dtype: types.Type, path: str) -> None:
        self.dtype, self.path = dtype, path
        super().__init__(f"Column({dtype}, {path})")


class Tuple(types.Type):
    """A named tuple that stands in a table, from one of its words on."""

    def __init__(self, kind: type[Any], first_word: int) -> None:
        self.kind, self.first_word = kind, first_word
        self.fields: dict[str, Any] = {}
        self.words: dict[str, int] = {}
        word = first_word
        for name, hint in get_type_hints(kind).items():
            self.words[name] = word
            self.fields[name] = field = _type_of(hint, word, f"{kind.__name__}.{name}")
            word += _words(field)
        self.length = word - first_word
        super().__init__(f"{kind.__module__}.{kind.__name__}@{first_word}")


def _type_of(hint: Any, word: int, path: str) -> types.Type:
    """Return the compiled type of a field with this annotation."""
    if hasattr(hint, "_fields"):
        return Tuple(hint, word)
    if hint in (int, bool):
        return types.int64 if hint is int else types.boolean
    return ArrayColumn(_COMPILED[scalar(hint)], path)


def _words(field: types.Type) -> int:
    if isinstance(field, Tuple):
        return field.length
    return ARRAY_WORDS if isinstance(field, ArrayColumn) else 1


register_model(Tuple)(models.OpaqueModel)
register_model(ArrayColumn)(models.OpaqueModel)

WORLD = Tuple(World, 0)
RUN = Tuple(RunMemory, 0)


# --- what the types are -----------------------------------------------------------------------


@infer_getattr
class _Fields(AttributeTemplate):
    """The type of a field."""

    key = Tuple

    def generic_resolve(self, typ: Tuple, name: str) -> types.Type | None:
        return typ.fields.get(name)


def _as_read(dtype: types.Type) -> types.Type:
    """Return the type of an element in a function: whole numbers are read as ones of 64 bits."""
    return types.int64 if dtype in _NARROW else dtype


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    """The type of an element."""

    def generic(self, args: Any, kws: Any) -> Any:
        del kws
        if isinstance(args[0], ArrayColumn) and isinstance(args[1], types.Integer):
            return signature(_as_read(args[0].dtype), args[0], types.int64)
        return None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    """The type of writing an element: none."""

    def generic(self, args: Any, kws: Any) -> Any:
        del kws
        if isinstance(args[0], ArrayColumn) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.int64, _as_read(args[0].dtype))
        return None


@infer_global(len)
class _Len(AbstractTemplate):
    """The type of a length."""

    def generic(self, args: Any, kws: Any) -> Any:
        del kws
        return signature(types.int64, *args) if isinstance(args[0], ArrayColumn) else None


# --- what they are compiled to ----------------------------------------------------------------


@lower_getattr_generic(Tuple)
def _field(context: Any, builder: Any, typ: Tuple, value: Any, name: str) -> Any:
    """Write the code of a field: a part and a column are places in the table, a number is read."""
    del context
    field = typ.fields[name]
    if isinstance(field, Tuple):
        return value
    word = typ.words[name]
    if isinstance(field, ArrayColumn):
        place = builder.gep(_words_at(builder, value), [cgutils.int32_t(word)])
        return builder.bitcast(place, value.type)
    loaded = _load(builder, value, word)
    if field == types.boolean:
        return builder.icmp_signed("!=", loaded, loaded.type(0))
    return loaded


@lower_builtin(operator.getitem, ArrayColumn, types.int64)
def _get_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    loaded = builder.load(_element(context, builder, sig, args))
    _mark(builder, loaded, sig.args[0])
    if sig.args[0].dtype in _NARROW:
        return builder.sext(loaded, context.get_value_type(types.int64))
    return context.data_model_manager[sig.return_type].from_data(builder, loaded)


@lower_builtin(operator.setitem, ArrayColumn, types.int64, types.Any)
def _set_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    place = _element(context, builder, sig, args)
    if sig.args[0].dtype in _NARROW:
        data = builder.trunc(args[2], context.get_data_type(sig.args[0].dtype))
    else:
        data = context.data_model_manager[sig.args[0].dtype].as_data(builder, args[2])
    _mark(builder, builder.store(data, place), sig.args[0])
    return context.get_dummy_value()


@lower_builtin(len, ArrayColumn)
def _len(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    del context, sig
    return _load(builder, args[0], 1)


def _element(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Write the code that finds where an element is."""
    column, index = args[0], args[1]
    if numba.config.BOUNDSCHECK:
        outside = builder.icmp_unsigned(">=", index, _load(builder, column, 1))
        with builder.if_then(outside, likely=False):
            context.call_conv.return_user_exc(builder, IndexError, ("index is out of bounds",))
    data = context.get_data_type(sig.args[0].dtype).as_pointer()
    return builder.gep(builder.inttoptr(_load(builder, column, 0), data), [index], inbounds=True)


def _mark(builder: Any, access: Any, column: ArrayColumn) -> None:
    """Tell the compiler that no other column is where this one is (type-based alias analysis)."""
    module = builder.module
    root = module.add_metadata(["sixhubs"])
    kind = module.add_metadata([column.path, root])
    zero = cgutils.intp_t(0)
    access.set_metadata("tbaa", module.add_metadata([kind, kind, zero]))


def _words_at(builder: Any, value: Any) -> Any:
    return builder.bitcast(value, cgutils.intp_t.as_pointer())


def _load(builder: Any, value: Any, word: int) -> Any:
    """Write the code that reads one word of a table, which nothing changes meanwhile."""
    loaded = builder.load(builder.gep(_words_at(builder, value), [cgutils.int32_t(word)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def _at(kind: Tuple) -> Any:
    """Return the compiled function that takes the table of a tuple for the tuple itself."""

    @intrinsic
    def at(typing_context: Any, table: types.Array) -> Any:
        del typing_context

        def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
            array = context.make_array(sig.args[0])(context, builder, values[0])
            return builder.bitcast(array.data, context.get_value_type(sig.return_type))

        return kind(table), lower

    return at


@intrinsic
def due_beside(typing_context: Any, state: Tuple) -> Any:
    """Return the compiled function that takes the state of a run for its calendar.

    To compiled code a part of a tuple is a pointer to the same table.
    """
    del typing_context

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        del context, builder, sig
        return values[0]

    return RUN.fields["due"](state), lower


world_at = _at(WORLD)
run_at = _at(RUN)
