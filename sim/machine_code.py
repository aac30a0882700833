"""Runs machine code that was compiled before, without the compiler; see `sim.code_cache`.

Numba takes half a second to import, and each function that it fetches from a cache of its own as
long as hundreds of calls. Here a function is kept as the object code that Numba made of it, and
loaded by LLVM alone. The compiler (`sim.compiler`) is imported only when something is not kept.

An array is handed over as NumPy's own object: the code reads from it where the numbers are and how
many (`PyArrayObject`, which NumPy's C interface promises). Other threads run meanwhile.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import hashlib
import json
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import numpy as np

from sim import code_cache

Function = TypeVar("Function", bound=Callable[..., Any])
#: What is known of an argument before it is compiled for: the kind of a number, or of an array the
#: type of its numbers, its dimensions, and whether they follow each other without gaps.
ArgumentKind = str | tuple[Any, int, bool]
Kinds = tuple[ArgumentKind, ...]

#: What may stop code from being loaded; it is then compiled again.
UNUSABLE = (ValueError, KeyError, TypeError, RuntimeError, OSError, UnicodeError, AttributeError)

#: Numbers as code takes and returns them, and Python's and NumPy's types of them.
C_TYPES: dict[str, Any] = {
    "int64": ctypes.c_int64,
    "uint64": ctypes.c_uint64,
    "float64": ctypes.c_double,
    "bool": ctypes.c_uint8,
}
NUMBERS: dict[type, str] = {
    int: "int64", np.int64: "int64", np.uint64: "uint64", float: "float64", np.float64: "float64",
    bool: "bool", np.bool_: "bool",
}  # fmt: skip
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "int64": int, "uint64": int, "float64": float, "bool": bool
}  # fmt: skip
#: How object code begins: ELF, Mach-O, COFF of x86-64 and of ARM.
OBJECT_MARKS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\x64\x86", b"\x64\xaa")
#: What ends the life of arrays that code has made: the arrays here are all made outside.
NEVER_CALLED = ("NRT_MemInfo_call_dtor",)
#: What code returns when an array is of another kind than it was compiled for.
OTHER_KINDS = 7
OUTSIDE = "index is out of bounds"

#: Kinds of arguments by their annotation, of functions that are compiled ahead.
_KINDS: dict[str, ArgumentKind] = {
    "Ints": (np.dtype(np.int64), 1, True), "IntTable": (np.dtype(np.int64), 2, True),
    "Shorts": (np.dtype(np.int32), 1, True), "Codes": (np.dtype(np.int8), 1, True),
    "Bools": (np.dtype(np.bool_), 1, True), "Octets": (np.dtype(np.uint8), 1, True),
    "Floats": (np.dtype(np.float64), 1, True), "FloatTable": (np.dtype(np.float64), 2, True),
    "Keys": (np.dtype(np.uint64), 1, True), "KeyTable": (np.dtype(np.uint64), 2, True),
    "np.uint64": "uint64", "int": "int64", "float": "float64", "bool": "bool",
}  # fmt: skip

_ONE_AT_A_TIME = threading.RLock()
_LOG = logging.getLogger(__name__)


def setting(name: str) -> int:
    """Return a switch of Numba's, such as DISABLE_JIT, by environment or as it was set since."""
    if numba := sys.modules.get("numba"):
        return int(getattr(numba.config, name, None) or 0)
    with contextlib.suppress(ValueError):
        return int(os.environ.get(f"NUMBA_{name}") or (3 if name == "OPT" else 0))
    return 0


def is_off() -> bool:
    """Whether compilation is switched off (``NUMBA_DISABLE_JIT=1``): all runs as plain Python."""
    return bool(setting("DISABLE_JIT"))


def kinds_of(given: Sequence[Any]) -> Kinds:
    """Return the kinds of arguments.

    Raises
    ------
    TypeError
        If one is neither an array of NumPy nor a number.
    """
    for one in given:
        if type(one) is not np.ndarray and type(one) not in NUMBERS:
            raise TypeError(f"compiled code takes arrays and numbers, not {type(one).__name__}")
    return tuple(
        [
            (one.dtype, one.ndim, one.flags.c_contiguous)
            if type(one) is np.ndarray
            else NUMBERS[type(one)]
            for one in given
        ]
    )


@functools.cache
def _here() -> tuple[str, ...]:
    """Return the compiler, versions and processor, on which compiled code depends."""
    import llvmlite.binding as llvm

    versions = [metadata.version(name) for name in ("numba", "llvmlite", "numpy")]
    name, features = (os.environ.get(f"NUMBA_CPU_{what}") for what in ("NAME", "FEATURES"))
    if features is None:
        with contextlib.suppress(RuntimeError):
            features = llvm.get_host_cpu_features().flatten()
    # Under an emulator, what is compiled for a processor that is named serves as anywhere else.
    processor = (llvm.get_process_triple(), name or llvm.get_host_cpu_name(), str(features))
    compiler = hashlib.sha256(_source_of(str(Path(__file__).with_name("compiler.py"))))
    return (*versions, compiler.hexdigest(), sys.version, str(object.__basicsize__), *processor)


class Code(NamedTuple):
    """What the compiler makes of a function."""

    entry: str  #: name of what is called
    result: str  #: kind of number that it returns, or "none"
    needs: list[str]  #: what it calls elsewhere, by name
    object_code: bytes

    def to_bytes(self) -> bytes:
        """Return what is kept."""
        about = {"entry": self.entry, "result": self.result, "needs": self.needs}
        return json.dumps(about).encode() + b"\n" + self.object_code

    @classmethod
    def from_bytes(cls, content: bytes) -> Code:
        """Return what was kept.

        Raises
        ------
        ValueError, KeyError, TypeError
            If it is something else.
        """
        about, _, object_code = content.partition(b"\n")
        given = json.loads(about)
        return cls(given["entry"], given["result"], given["needs"], object_code)


def _is_found(name: str) -> bool:
    """Whether what code calls elsewhere is known to LLVM; make it known if it can be found."""
    import llvmlite.binding as llvm

    if llvm.address_of_symbol(name):
        return True
    if os.name != "posix":  # where names are found otherwise, the compiler makes them known
        from sim import compiler

        compiler.make_names_known()
        return bool(llvm.address_of_symbol(name))
    found = getattr(ctypes.CDLL(None), "abort" if name in NEVER_CALLED else name, None)
    if found is None:
        return False
    llvm.add_symbol(name, ctypes.cast(found, ctypes.c_void_p).value)
    return True


class _LoadedCode:
    """Code in memory, ready to be called."""

    def __init__(self, code: Code, kinds: Kinds) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        if not code.object_code.startswith(OBJECT_MARKS):
            raise ValueError("is no object code")
        self._object = llvm.ObjectFileRef.from_data(code.object_code)
        if missing := [name for name in code.needs if not _is_found(name)]:
            raise OSError(f"needs {missing[0]}")
        machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault")
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(self._object)
        self._engine.finalize_object()
        address = self._engine.get_function_address(code.entry)
        if not address:
            raise ValueError(f"has no {code.entry}")
        arrays = [kind[0] for kind in kinds if not isinstance(kind, str)]
        given = [C_TYPES[kind] if isinstance(kind, str) else ctypes.py_object for kind in kinds]
        pointer = ctypes.c_void_p
        function = ctypes.CFUNCTYPE(ctypes.c_int32, *[pointer] * 3, *given)(address)
        self._result = None if code.result == "none" else C_TYPES[code.result]
        #: Where the code puts a result that there is not, and why it failed.
        self._nowhere = (ctypes.c_int64 * 2)()
        unused = ctypes.addressof(self._nowhere)
        #: Python's objects of what it is given, against which it checks arrays.
        self._expected = [np.ndarray, *arrays]
        self._checks = (ctypes.c_int64 * len(self._expected))(*map(id, self._expected))
        self._where = unused + 8, ctypes.addressof(self._checks)
        self._function = function
        self._to_change = [(n, _PLAIN[kind]) for n, kind in enumerate(kinds) if kind in _PLAIN]
        #: What is called first, if nothing has to be changed before and nothing is returned.
        self.quick: Callable[..., int] | None = None
        if self._result is None:
            self.quick = functools.partial(function, unused, *self._where)

    def __call__(self, *given: Any) -> Any:
        """Call it with arguments that are known to be of its kinds."""
        changed = list(given)
        for n, plain in self._to_change:
            changed[n] = plain(given[n])
        result = (self._result or ctypes.c_int64)()
        status = self._function(ctypes.addressof(result), self._where[0], None, *changed)
        if status:
            raise IndexError(OUTSIDE)
        return None if self._result is None else result.value


def _not_yet(*given: Any) -> int:
    del given
    return OTHER_KINDS


class Kept:
    """A function that runs as machine code, which is kept for the kinds of arguments it is given.

    Parameters
    ----------
    name : str
        The module and the name of the function.
    sources : bytes
        All that its code depends on, besides versions, options and the processor.
    compiled : callable
        Is given the kinds of arguments; returns the code for them.
    python : callable
        Returns what does the same without being kept, where code cannot be loaded.
    """

    def __init__(
        self, name: str, sources: bytes, compiled: Callable[[Kinds], Code],
        python: Callable[[], Callable[..., Any]],
    ) -> None:  # fmt: skip
        self._name = re.sub(r"[^\w.]", "_", name)
        self.sources = hashlib.sha256(sources).hexdigest()
        self._compiled, self.python = compiled, python
        self._quick: Callable[..., int] = _not_yet
        self._by_kinds: dict[Kinds, Callable[..., Any]] = {}
        #: How often code was found, and how often it was compiled.
        self.found = self.made = 0

    def __call__(self, *given: Any) -> Any:
        """Call the function with arrays of NumPy and numbers."""
        # The code checks itself whether the arguments are of the kinds that it was last called for.
        try:
            status = self._quick(*given)
        except (TypeError, ctypes.ArgumentError):
            status = OTHER_KINDS
        if status == 0:
            return None
        if status != OTHER_KINDS:
            raise IndexError(OUTSIDE)
        function = self.ready(kinds_of(given))
        self._quick = getattr(function, "quick", None) or _not_yet
        return function(*given)

    def ready(self, kinds: Kinds) -> Callable[..., Any]:
        """Return the function for some kinds of arguments, compiled unless it was before.

        Threads that come at the same time wait for the first.
        """
        with _ONE_AT_A_TIME:
            if kinds not in self._by_kinds:
                self._by_kinds[kinds] = self._fetched(kinds) or self._made(kinds)
            return self._by_kinds[kinds]

    def name(self, kinds: Kinds) -> str:
        """Return the name of the file for some kinds of arguments, on this processor."""
        plain = tuple(
            kind if isinstance(kind, str) else (kind[0].str, kind[1], bool(kind[2]))
            for kind in kinds
        )
        options = (bool(setting("BOUNDSCHECK")), setting("OPT"))
        key = repr((self.sources, plain, options, _here()))
        return f"{self._name}-{hashlib.sha256(key.encode()).hexdigest()[:32]}.code"

    def is_ready(self, kinds: Kinds) -> bool:
        """Whether nothing needs to be compiled any more for these kinds of arguments."""
        return kinds in self._by_kinds or self.is_kept(kinds)

    def is_kept(self, kinds: Kinds) -> bool:
        """Whether it is kept, whole and trusted, for these kinds of arguments."""
        return code_cache.read(self.name(kinds)) is not None

    def _fetched(self, kinds: Kinds) -> Callable[..., Any] | None:
        """Return what was compiled before, or None."""
        name = self.name(kinds)
        content = code_cache.read(name)
        if content is None:
            return None
        try:
            loaded = _LoadedCode(Code.from_bytes(content), kinds)
        except UNUSABLE as error:
            code_cache.discard(name, f"cannot be loaded ({type(error).__name__})")
            return None
        self.found += 1
        return loaded

    def _made(self, kinds: Kinds) -> Callable[..., Any]:
        """Compile it, and keep it."""
        code = self._compiled(kinds)
        self.made += 1
        try:
            loaded = _LoadedCode(code, kinds)
        except UNUSABLE as error:
            _LOG.warning("%s cannot be kept: %s", self._name, error)
            return self.python()
        code_cache.keep(self.name(kinds), code.to_bytes())
        return loaded


def kept_njit(function: Function, uses: Sequence[ModuleType] = ()) -> Function:
    """Compile a function whose code depends on its own file and some others, and keep it.

    Sums of whole numbers wrap in it, and nothing is checked for division by zero; where compilation
    is switched off (NUMBA_DISABLE_JIT), without a warning.
    """
    if is_off():
        plain: Function = np.errstate(over="ignore")(function)
        return plain

    def compiled(kinds: Kinds) -> Code:
        from sim import compiler

        return compiler.code_of(python(), kinds)

    @functools.cache
    def python() -> Callable[..., Any]:
        from sim import compiler

        dispatcher: Callable[..., Any] = compiler.dispatcher_of(function)
        return dispatcher

    name = f"{function.__module__}.{function.__qualname__}"
    files = function.__code__.co_filename, *(str(module.__file__) for module in uses)
    kept: Any = Kept(name, b"".join(map(_source_of, files)), compiled, python)
    functools.update_wrapper(kept, function)
    found: Function = kept
    return found


#: Functions that are compiled ahead, and for which kinds of arguments.
AHEAD: list[tuple[Kept, Kinds]] = []


def kept_ahead(function: Function, uses: Sequence[ModuleType] = ()) -> Function:
    """Do as `kept_njit`, and have it compiled ahead for the arguments that it is annotated with.

    Each annotation is to be one of those that say of which kind an argument is.
    """
    found: Any = kept_njit(function, uses)
    if isinstance(found, Kept):
        said = {name: kind for name, kind in function.__annotations__.items() if name != "return"}
        AHEAD.append((found, tuple(_KINDS[kind] for kind in said.values())))
    kept: Function = found
    return kept


@functools.cache
def _source_of(file: str) -> bytes:
    return Path(file).read_bytes()
