"""Compiles many functions as one: parts are only translated, the whole is optimised once.

Numba by itself optimises and makes machine code of every function with all that it calls, which
for some 300 functions that call each other costs several times what the whole costs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import llvmlite.binding as llvm
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import AnalysisPass, register_pass
from numba.core.typed_passes import AnnotateTypes
from numba.extending import overload

from sim import compiler
from sim.machine_code import Code, Kinds

AnyFunction = Callable[..., Any]
#: How a function without a result returns it. Nobody reads it.
NOTHING_RETURNED = "store ptr null, ptr %retptr, align 8"

#: Numba's passes that change nothing in the model's functions, which have neither closures, arrays
#: of NumPy, blocks with `with`, nor anything to be inlined, unrolled or drawn as it is compiled.
NEEDLESS_PASSES = frozenset(
    {
        "dead_branch_prune", "find_literally", "generic_rewrites", "inline_closure_likes",
        "inline_inlinables", "inline_overloads", "LiteralPropagation", "literal_unroll",
        "make_function_op_code_to_jit_function", "nopython_rewrites",
        "nopython_supported_feature_validation", "Rewrite dynamic raises",
        "rewrite_semantic_constants", "with_lifting",
    }
)  # fmt: skip

#: How the names of functions begin that were written in Python.
MANGLED = "_ZN"


class _NoEnvironment:
    """Stands for the code generator of a part, whose Python environment nothing reads."""

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing."""


class PartLibrary(JITCodeLibrary):
    """The translation of one function, which is only ever linked into a whole."""

    @property
    def codegen(self) -> Any:
        """Return what is told of the environment of the function."""
        return _NoEnvironment()

    def finalize(self) -> None:
        """Leave the module as it is: neither linked, nor optimised, nor made machine code of."""
        for found in self._final_module.functions:
            # Otherwise Numba makes it "linkonce", which the linker drops when nothing linked so far
            # calls it: a call may have been optimised away, and a later caller would find nothing.
            if not found.is_declaration:
                found.linkage = "weak_odr"
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0: nobody calls a part from Python."""
        del name
        self._ensure_finalized()
        return 0

    def called(self) -> list[JITCodeLibrary]:
        """Return the libraries of what this function calls."""
        return list(self._linking_libraries)


class WholeLibrary(JITCodeLibrary):
    """The entry point with all its parts."""

    _linking_libraries: list[Any]
    _final_module: Any

    def finalize(self) -> None:
        """Link all parts, then optimise and make machine code."""
        called: list[Any] = list(self._linking_libraries)
        everything: dict[JITCodeLibrary, None] = {}
        while called:
            everything.update(dict.fromkeys(called))
            inner = [part for part in called if isinstance(part, PartLibrary)]
            called = [x for part in inner for x in part.called() if x not in everything]
        parts = [part for part in everything if isinstance(part, PartLibrary)]
        # Numba's own functions, which the linker may drop, come after all that call them.
        others = [library for library in everything if not isinstance(library, PartLibrary)]
        self._linking_libraries = [*parts, *others]
        super().finalize()

    def _optimize_final_module(self) -> None:
        """Optimise, with nothing but the entry point to be called from outside."""
        text = str(self._final_module).replace(NOTHING_RETURNED, "")
        self._final_module = llvm.parse_assembly(text)
        for found in self._final_module.functions:
            # Numba's passes know its helpers in C, such as NRT_decref, by their arguments.
            from_python = found.name.startswith(MANGLED)
            if from_python and found.linkage in (llvm.Linkage.weak_odr, llvm.Linkage.linkonce_odr):
                found.linkage = "internal"
        self._drop_status()
        super()._optimize_final_module()

    def _drop_status(self) -> None:
        """Drop what says whether a function failed, of functions that cannot.

        Numba's functions return that, and are given a place for the exception and one for their
        result. All callers are known here, so what is the same in every call need not be passed.
        """
        machine = llvm.Target.from_default_triple().create_target_machine()
        options = llvm.create_pipeline_tuning_options()
        passes = llvm.create_new_module_pass_manager()
        passes.add_ipsccp_pass()
        passes.add_dead_arg_elimination_pass()
        passes.run(self._final_module, llvm.create_pass_builder(machine, options))


@register_pass(mutates_CFG=False, analysis_only=True)
class _TakePart(AnalysisPass):
    _name = "sixhubs_part"
    library: type[JITCodeLibrary] = PartLibrary

    def __init__(self) -> None:
        AnalysisPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Give a function that is compiled a library of its own kind."""
        codegen = state.targetctx.codegen()
        state.library = self.library(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        return False


@register_pass(mutates_CFG=False, analysis_only=True)
class _TakeWhole(_TakePart):
    _name = "sixhubs_whole"
    library = WholeLibrary


class PartCompiler(CompilerBase):
    """Numba's compiler, with the library of a part."""

    take = _TakePart

    def define_pipelines(self) -> list[Any]:
        """Return Numba's passes that do anything, and one more."""
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [each for each in passes.passes if each[0].name() not in NEEDLESS_PASSES]
        passes.add_pass_after(self.take, AnnotateTypes)
        passes.finalize()
        return [passes]


class WholeCompiler(PartCompiler):
    """Numba's compiler, with the library of a whole."""

    take = _TakeWhole


def register_part(called: AnyFunction, function: AnyFunction) -> None:
    """Have a plain function compiled where compiled functions call one, mostly the same."""
    options = {
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
        "error_model": "numpy",
        "pipeline_class": PartCompiler,
    }

    @overload(called, jit_options=options, strict=False)
    def chosen(*_: Any) -> AnyFunction:
        return function


def code_of_whole(
    function: AnyFunction,
    parts: Iterable[AnyFunction],
    kinds: Kinds,
    instead: Mapping[AnyFunction, AnyFunction] = MappingProxyType({}),
) -> Code:
    """Compile an entry point with all its parts.

    Parameters
    ----------
    function : callable
        The entry point, a plain function.
    parts : iterable of callable
        The plain functions that it calls, and those that they call.
    kinds : tuple
        Of its arguments.
    instead : mapping of function to function
        What is compiled in place of some of the parts.
    """
    for part in (*parts, function):
        register_part(part, instead.get(part, part))
    return compiler.code_of(function, kinds, WholeCompiler)
