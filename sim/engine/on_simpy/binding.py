"""The model's functions bound to one run, which the interpreter runs quicker.

A function of the model finds its arrays step by step (`s.officers.activity`), asks about levers
that are off, and calls many others. Bound to a run, the arrays themselves stand in its code as
constants, and each single number of the world (`w.sizes.patches`) as that number; what cannot
happen is dropped, so that a lever that is off costs nothing. Short functions stand where they were
called (`sim.engine.on_simpy.inlining`). Nothing else about the functions changes, nor what they do
(tests/engine/test_binding.py). Lines in a traceback are those of the model's own files; for a short
function it is the line of its call.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import gc
import importlib
import inspect
import warnings
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, TypeGuard

import sim.model
from sim.engine.on_simpy.inlining import Placeholder, inlined, named, parts
from sim.model import transitions
from sim.world.arrays import World

#: Runs with fewer incidents are over before it has paid.
WORTH_BINDING = 5_000
#: Numbers that differ between replications of one scenario; as names, code can be used again.
VARYING = ("w_sizes_incidents", "w_sizes_slots", "w_sizes_cases", "w_sizes_conditional")
#: What the parameters of the model's functions are called: the world and the state.
ROOTS = ("w", "s")
#: The function by which the model asks the engine for time.
ASK = "sim.model.requests.ask"
#: The functions by which the engine drives the model.
ENTRIES = (
    "sim.model.log.begin",
    *(
        f"{transitions.__name__}.{name}"
        for name, value in vars(transitions).items()
        if isinstance(value, FunctionType)
    ),
)
#: Names in the path to one of their parts, such as s.officers.
PART = 2


def is_worth_it(world: World) -> bool:
    """Whether a run is so long that binding pays."""
    return world.sizes.incidents >= WORTH_BINDING


def bind(
    world: Any, state: Any, ask: Callable[[int, int, int, int], None]
) -> dict[str, FunctionType]:
    """Return the model's functions by name, made to work on this world and state only.

    They are called without the world and the state.

    Parameters
    ----------
    world, state : mirrors of World and State
        Objects whose parts hold lists and numbers (`memory.mirror`); the log must be off.
    ask : callable
        Takes the place of ASK.
    """
    values = {
        f"{root}_{part}_{field}": getattr(getattr(whole, part), field)
        for root, whole in zip(ROOTS, (world, state), strict=True)
        for part in whole.__slots__
        for field in getattr(whole, part).__slots__
    }
    numbers = tuple(
        (name, value)
        for name, value in values.items()
        if isinstance(value, int) and name not in VARYING
    )
    varying = {name: values[name] for name in VARYING}
    functions = {}
    for name, code in _codes(numbers).items():
        module = importlib.import_module(name.rpartition(".")[0])
        functions[name] = FunctionType(code, vars(module) | varying)
    values |= functions | {ASK: ask}
    for function in functions.values():
        function.__code__ = _filled(function.__code__, values)
    return functions


def _filled(code: CodeType, values: dict[str, Any]) -> CodeType:
    """Return code in which values stand for their names."""
    constants = tuple(_value_of(each, values) for each in code.co_consts)
    return code.replace(co_consts=constants)


def _value_of(constant: Any, values: dict[str, Any]) -> Any:
    """Return what a constant of a program stands for."""
    if isinstance(constant, Placeholder):
        return values[next(iter(constant))]
    if isinstance(constant, tuple):
        return tuple(_value_of(each, values) for each in constant)
    return constant


@functools.lru_cache(maxsize=16)
def _codes(numbers: tuple[tuple[str, int], ...]) -> dict[str, CodeType]:
    """Return the functions of the model that may be called, compiled with these numbers."""

    @functools.cache
    def source(module_name: str) -> tuple[dict[str, ast.FunctionDef], _Binder]:
        module = importlib.import_module(module_name)
        lines = ast.parse(inspect.getsource(module)).body
        functions = {line.name: line for line in lines if isinstance(line, ast.FunctionDef)}
        return functions, _Binder(dict(numbers), module)

    def read(name: str) -> ast.FunctionDef | None:
        if name == ASK:
            return None
        module_name, _, own_name = name.rpartition(".")
        functions, binder = source(module_name)
        return binder.visit_FunctionDef(functions[own_name])

    with _nothing_collected():
        found = inlined(read, ENTRIES)
        return {name: _compiled(function, name) for name, function in found.items()}


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Look for no garbage while a program is made: its many small parts are all in use."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _compiled(function: ast.FunctionDef, name: str) -> CodeType:
    """Return the code of a function."""
    file = str(importlib.import_module(name.rpartition(".")[0]).__file__)
    tree = ast.Module([function], [])
    with warnings.catch_warnings():
        # Python believes that an array for which a constant stands has no elements.
        warnings.simplefilter("ignore", SyntaxWarning)
        code = compile(tree, file, "exec")
    return next(each for each in code.co_consts if isinstance(each, CodeType))


class _Binder(ast.NodeTransformer):
    """Puts names and numbers in the place of what depends on the world and the state."""

    def __init__(self, numbers: dict[str, int], module: ModuleType) -> None:
        self.numbers = numbers
        self.constants = {n: v for n, v in vars(module).items() if isinstance(v, int)}
        self.modules = {n: v for n, v in vars(module).items() if isinstance(v, ModuleType)}
        self.functions = {n: _name_of(v) for n, v in vars(module).items() if _name_of(v)}
        self.assigned: set[str] = set()
        self.aliases: dict[str, tuple[str, ...]] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Bind a function; its docstring, annotations, world and state are of no use in it."""
        node.returns = None
        node.args.args = [each for each in node.args.args if each.arg not in ROOTS]
        for argument in node.args.args:
            argument.annotation = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        stores = [n.id for n in parts(node) if isinstance(n, ast.Name) and _is_store(n)]
        self.assigned = {*stores, *(each.arg for each in node.args.args)}
        self.aliases = {}
        for line in parts(node):
            for target, value in _assigned(line):
                name, path = getattr(target, "id", ""), self._path(value)
                if len(path) == PART and stores.count(name) == 1:
                    self.aliases[name] = path
        self.generic_visit(node)
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        """Leave out what only gives a part of the world or the state a shorter name."""
        if len(node.targets) > 1:
            return self.generic_visit(node)
        left = [(t, v) for t, v in _assigned(node) if getattr(t, "id", "") not in self.aliases]
        if not left:
            return None
        if isinstance(node.value, ast.Tuple):
            targets, values = (list(each) for each in zip(*left, strict=True))
            one = len(left) == 1
            both = targets[0] if one else ast.Tuple(targets, ast.Store())
            node.targets = [ast.copy_location(both, node)]
            node.value = (
                values[0] if one else ast.copy_location(ast.Tuple(values, ast.Load()), node)
            )
        return self.generic_visit(node)

    def _path(self, node: ast.AST) -> tuple[str, ...]:
        """Return how the world or the state leads to something, e.g. s, officers; else nothing."""
        if isinstance(node, ast.Name):
            return (node.id,) if node.id in ROOTS else self.aliases.get(node.id, ())
        if isinstance(node, ast.Attribute) and (path := self._path(node.value)):
            return (*path, node.attr)
        return ()

    def _of_module(self, node: ast.Attribute) -> Any:
        """Return what another module has by this name, e.g. codes.ROLE_PCSO; else None."""
        if not isinstance(node.value, ast.Name) or node.value.id in self.assigned:
            return None
        module = self.modules.get(node.value.id)
        return None if module is None else getattr(module, node.attr, None)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Have arrays and functions themselves stand here, and a number or a code its value."""
        found = self._of_module(node)
        if isinstance(found, int):
            return _constant(found, node)
        if _name_of(found):
            return _constant(Placeholder({_name_of(found)}), node)
        path = self._path(node)
        if len(path) <= PART:
            return self.generic_visit(node)
        name = "_".join(path)
        if name in VARYING:
            return ast.copy_location(ast.Name(name, ast.Load()), node)
        return _constant(self.numbers.get(name, Placeholder({name})), node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Give a constant of the module its value, and have a function itself stand here."""
        if node.id in self.assigned:
            return node
        if node.id in self.constants:
            return _constant(self.constants[node.id], node)
        if node.id in self.functions:
            return _constant(Placeholder({self.functions[node.id]}), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Call the model's functions without the world and the state."""
        node.args = [a for a in node.args if not (isinstance(a, ast.Name) and a.id in ROOTS)]
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Leave out what cannot happen."""
        self.generic_visit(node)
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        if _is_known(node.test):
            return node.body if node.test.value else node.orelse
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        """Keep a loop that has nothing left to do."""
        return self._loop(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        """Keep a loop that has nothing left to do."""
        return self._loop(node)

    def _loop(self, node: ast.For | ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """Leave out what cannot happen."""
        self.generic_visit(node)
        if _is_known(node.test):
            return node.body if node.test.value else node.orelse
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Leave out of ``and`` and ``or`` what is known, as far as nothing else depends on it."""
        self.generic_visit(node)
        goes_on = isinstance(node.op, ast.And)
        values: list[ast.expr] = []
        for value in node.values:
            if not _is_known(value):
                values.append(value)
            elif bool(value.value) is not goes_on:
                values.append(value)
                break
            elif value is node.values[-1]:
                values.append(value)
        node.values = values
        return values[0] if len(values) == 1 else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Say that what is known is not so."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and _is_known(node.operand):
            return _constant(not node.operand.value, node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Say that the log is off."""
        self.generic_visit(node)
        return _constant(False, node) if named(node.value) == "s_log_on" else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Leave out what only says why the next line of the log will be written."""
        self.generic_visit(node)
        if isinstance(node.value, ast.Call) and named(node.value.func) == "sim.model.log.because":
            return None
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Compare numbers now; of ``0 < number < x`` only what holds for every x."""
        self.generic_visit(node)
        left, right = node.left, node.comparators[0]
        if not (_is_known(left) and _is_known(right)):
            return node
        holds = bool(_value(ast.Compare(left, node.ops[:1], [right])))
        if holds and len(node.comparators) > 1:
            return node
        return _constant(holds, node)


def _assigned(line: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Return what a statement assigns, and to what."""
    if not isinstance(line, ast.Assign) or len(line.targets) > 1:
        return []
    target, value = line.targets[0], line.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def _constant(value: Any, node: ast.AST) -> ast.Constant:
    """Return a constant in the place of an expression."""
    return ast.copy_location(ast.Constant(value), node)


def _is_known(node: ast.AST) -> TypeGuard[ast.Constant]:
    """Whether an expression is a number, and no name of an array or a function."""
    return isinstance(node, ast.Constant) and not named(node)


def _name_of(value: Any) -> str:
    """Return the name of a function of the model, with its module; "" for anything else."""
    if isinstance(value, FunctionType) and value.__module__.startswith(f"{sim.model.__name__}."):
        return f"{value.__module__}.{value.__name__}"
    return ""


def _is_store(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _value(node: ast.expr) -> Any:
    """Return the value of an expression of constants."""
    tree = ast.fix_missing_locations(ast.Expression(node))
    return eval(compile(tree, "<constants>", "eval"))  # noqa: S307 - constants only
