"""The compiler, Numba, which is imported only when something has to be compiled.

What it makes takes arrays as `sim.machine_code` hands them over, and is called as Numba's own
compiled functions call each other: the result goes where the first argument points, the reason of a
failure where the second does, and 0 is returned if there was none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba.core import cgutils, compiler
from numba.core import types as numba_types
from numba.core.registry import cpu_target
from numba.core.typing.typeof import typeof_impl
from numba.extending import intrinsic
from numba.np import numpy_support
from numba.np.arrayobj import populate_array

from sim.machine_code import C_TYPES, OTHER_KINDS, ArgumentKind, Code, Kept, Kinds

#: Numba makes its types and functions in ways that no checker of types can follow.
types: Any = numba_types
njit: Any = numba.njit

#: Words of Python's own that stand before the fields of NumPy's array, and where among these its
#: numbers, lengths, steps, type and flags are (ndarraytypes.h, PyArrayObject_fields).
_WORD_BYTES = 8
_HEAD = object.__basicsize__ // _WORD_BYTES
_CLASS, _DATA, _DIMENSIONS = _HEAD - 1, _HEAD, _HEAD + 1
_LENGTHS, _STEPS, _TYPE, _FLAGS = _HEAD + 2, _HEAD + 3, _HEAD + 5, _HEAD + 6


def dispatcher_of(function: Any, by: Any = compiler.Compiler) -> Any:
    """Return a function as Numba compiles it, for all kinds of arguments, without keeping it.

    Parameters
    ----------
    function : callable
        A plain function.
    by : subclass of numba.core.compiler.CompilerBase
        The compiler.
    """
    return njit(nogil=True, error_model="numpy", pipeline_class=by)(function)


def make_names_known() -> None:
    """Make known to LLVM what compiled code may call of Numba's and of the system's."""
    cpu_target.target_context.refresh()


@typeof_impl.register(Kept)
def _type_of_kept(kept: Kept, context: Any) -> types.Type:
    """Let compiled functions call what is kept."""
    del context
    return types.Dispatcher(kept.python())


def code_of(function: Callable[..., Any], kinds: Kinds, by: Any = compiler.Compiler) -> Code:
    """Compile a function for some kinds of arguments.

    Parameters
    ----------
    function : callable
        Anything that compiled functions may call.
    kinds : tuple
        Of its arguments.
    by : subclass of numba.core.compiler.CompilerBase
        The compiler of what calls it.

    Raises
    ------
    TypeError
        If it returns something else than a number or nothing.
    KeyboardInterrupt
        If it was interrupted: LLVM drops what is raised while it hands over what it has made, which
        is where Python looks for a signal that came meanwhile.
    """
    wanted = tuple(_type(kind) for kind in kinds)
    arrays_of = _arrays_of(wanted)

    def enter(checks: Any, given: Any) -> Any:
        return function(*arrays_of(checks, given))

    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "nogil": True}
    shell = njit(error_model="numpy", pipeline_class=by, **options)(enter)
    given = [types.intp if isinstance(kind, types.Array) else kind for kind in wanted]
    shell.compile((types.intp, types.Tuple(given)))
    (made,) = shell.overloads.values()
    returned = str(made.signature.return_type)
    if returned != "none" and returned not in C_TYPES:
        raise TypeError(f"a kept function returns a number or nothing, not {returned}")
    library = made.library
    needs = [
        each.name
        for each in library._final_module.functions  # noqa: SLF001
        if each.is_declaration and not each.name.startswith("llvm.")
    ]
    try:
        _, _, (object_code, _) = library.serialize_using_object_code()
    except RuntimeError as error:  # nothing was handed over
        raise KeyboardInterrupt from error
    return Code(made.fndesc.llvm_func_name, returned, needs, object_code)


def _type(kind: ArgumentKind) -> Any:
    if isinstance(kind, str):
        return {"bool": types.boolean}.get(kind) or getattr(types, kind)
    dtype, dimensions, is_whole = kind
    return types.Array(
        numpy_support.from_dtype(np.dtype(dtype)), dimensions, "C" if is_whole else "A"
    )


def _arrays_of(wanted: tuple[Any, ...]) -> Any:
    """Return the compiled function that takes addresses of NumPy's arrays for the arrays."""
    found = types.Tuple(wanted)

    @intrinsic
    def arrays_of(typing_context: Any, checks: Any, given: Any) -> Any:
        del typing_context

        def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
            del sig
            parts = [builder.extract_value(values[1], n) for n in range(len(wanted))]
            arrays = [n for n, kind in enumerate(wanted) if isinstance(kind, types.Array)]
            with builder.if_then(builder.icmp_unsigned("!=", values[0], values[0].type(0))):
                for place, n in enumerate(arrays):
                    _check(builder, wanted[n], parts[n], _words(builder, values[0]), place + 1)
            taken = [
                _array(context, builder, kind, part) if n in arrays else part
                for n, (kind, part) in enumerate(zip(wanted, parts, strict=True))
            ]
            return context.make_tuple(builder, found, taken)

        return found(checks, given), lower

    return arrays_of


def _words(builder: Any, address: Any) -> Any:
    return builder.inttoptr(address, cgutils.intp_t.as_pointer())


def _read(builder: Any, words: Any, number: int) -> Any:
    return builder.load(builder.gep(words, [cgutils.int32_t(number)]))


def _check(builder: Any, kind: Any, address: Any, checks: Any, place: int) -> None:
    """Write the code that returns `OTHER_KINDS` unless an argument is an array of a kind."""
    fields = _words(builder, address)

    def refuse_unless(value: Any, expected: Any) -> None:
        with builder.if_then(builder.icmp_unsigned("!=", value, expected), likely=False):
            builder.ret(cgutils.int32_t(OTHER_KINDS))

    def narrow(number: int) -> Any:
        return builder.trunc(_read(builder, fields, number), cgutils.int32_t)

    refuse_unless(_read(builder, fields, _CLASS), _read(builder, checks, 0))
    refuse_unless(_read(builder, fields, _TYPE), _read(builder, checks, place))
    refuse_unless(narrow(_DIMENSIONS), cgutils.int32_t(kind.ndim))
    if kind.layout == "C":
        refuse_unless(builder.and_(narrow(_FLAGS), cgutils.int32_t(1)), cgutils.int32_t(1))


def _array(context: Any, builder: Any, kind: Any, address: Any) -> Any:
    """Write the code that reads from NumPy's object where an array is."""
    word = cgutils.intp_t
    fields = _words(builder, address)
    lengths, steps = (_words(builder, _read(builder, fields, at)) for at in (_LENGTHS, _STEPS))
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    shape = [_read(builder, lengths, n) for n in range(kind.ndim)]
    strides = [_read(builder, steps, n) for n in range(kind.ndim)]
    if kind.layout == "C":
        strides[-1:] = [word(size)] * (kind.ndim > 0)
        for n in range(kind.ndim - 1, 0, -1):
            strides[n - 1] = builder.mul(strides[n], shape[n])
    made = context.make_array(kind)(context, builder)
    data = builder.inttoptr(_read(builder, fields, _DATA), made.data.type)
    populate_array(made, data, shape, strides, size, None)
    return made._getvalue()  # noqa: SLF001
