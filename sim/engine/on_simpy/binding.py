"""The model's functions bound to one run, which the interpreter runs quicker.

A function of the model finds its arrays step by step (`s.officers.activity`), and asks about levers
that are off. Bound to a run, each array is a name of its own, and each single number of the world
(`w.sizes.patches`) stands as that number, so that Python's compiler leaves out what cannot happen:
a lever that is off costs nothing. Nothing else about the functions changes, nor what they do
(tests/engine/test_binding.py); lines in a traceback are those of the model's own files.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
from types import CodeType, FunctionType, ModuleType
from typing import Any

import sim.model
from sim.world.arrays import World

#: Runs with fewer incidents are over before it has paid.
WORTH_BINDING = 5_000
#: Numbers that differ between replications of one scenario; as names, code can be used again.
VARYING = ("w_sizes_incidents", "w_sizes_slots", "w_sizes_cases", "w_sizes_conditional")
#: What the parameters of the model's functions are called: the world and the state.
ROOTS = ("w", "s")
#: Names in the path to one of their parts, such as s.officers.
PART = 2


def is_worth_it(world: World) -> bool:
    """Whether a run is so long that binding pays."""
    return world.sizes.incidents >= WORTH_BINDING


def bind(world: Any, state: Any) -> dict[str, ModuleType]:
    """Return the model's modules by name, with functions that work on this world and state only.

    Parameters
    ----------
    world, state : mirrors of World and State
        Objects whose parts hold lists and numbers (`memory.mirror`); the log must be off.
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
    modules = {}
    for name, code in _codes(numbers).items():
        module = ModuleType(name)
        vars(module).update(vars(importlib.import_module(name)) | values)
        exec(code, vars(module))  # noqa: S102 - the model's own source
        modules[name] = module
    for module in modules.values():
        vars(module).update(rewired(module, modules))
    return modules


def rewired(module: ModuleType, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Return what a module has of others, taken from these copies of them."""
    found: dict[str, Any] = {}
    for name, value in vars(module).items():
        if isinstance(value, ModuleType) and value.__name__ in modules:
            found[name] = modules[value.__name__]
        elif isinstance(value, FunctionType) and value.__module__ in modules:
            found[name] = getattr(modules[value.__module__], value.__name__)
    return found


@functools.lru_cache(maxsize=16)
def _codes(numbers: tuple[tuple[str, int], ...]) -> dict[str, CodeType]:
    """Return the functions of each module of the model, compiled with these numbers."""
    codes = {}
    for found in pkgutil.walk_packages(sim.model.__path__, f"{sim.model.__name__}."):
        module = importlib.import_module(found.name)
        tree = ast.parse(inspect.getsource(module))
        tree.body = [part for part in tree.body if isinstance(part, ast.FunctionDef)]
        bound = ast.fix_missing_locations(_Binder(dict(numbers), module).visit(tree))
        codes[found.name] = compile(bound, str(module.__file__), "exec")
    return codes


class _Binder(ast.NodeTransformer):
    """Puts names and numbers in the place of what hangs on the world and the state."""

    def __init__(self, numbers: dict[str, int], module: ModuleType) -> None:
        self.numbers = numbers
        self.constants = {n: v for n, v in vars(module).items() if isinstance(v, int)}
        self.modules = {n: v for n, v in vars(module).items() if isinstance(v, ModuleType)}
        self.assigned: set[str] = set()
        self.aliases: dict[str, tuple[str, ...]] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Bind a function; annotations and docstrings are of no use in it."""
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
        stores = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _is_store(n)]
        self.assigned = set(stores)
        self.aliases = {}
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                name, path = line.targets[0].id, self._path(line.value)
                if len(path) == PART and stores.count(name) == 1:
                    self.aliases[name] = path
        return self.generic_visit(node)

    def _path(self, node: ast.AST) -> tuple[str, ...]:
        """Return how the world or the state leads to something, e.g. s, officers; else nothing."""
        if isinstance(node, ast.Name):
            return (node.id,) if node.id in ROOTS else self.aliases.get(node.id, ())
        if isinstance(node, ast.Attribute) and (path := self._path(node.value)):
            return (*path, node.attr)
        return ()

    def _code(self, node: ast.Attribute) -> int | None:
        """Return the value of a constant of another module, e.g. codes.ROLE_PCSO; else None."""
        if not isinstance(node.value, ast.Name) or node.value.id in self.assigned:
            return None
        module = self.modules.get(node.value.id)
        value = None if module is None else getattr(module, node.attr, None)
        return value if isinstance(value, int) else None

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Give an array its own name, and a number or a code its value."""
        code = self._code(node)
        if code is not None:
            return ast.copy_location(ast.Constant(code), node)
        path = self._path(node)
        if len(path) <= PART:
            return self.generic_visit(node)
        name = "_".join(path)
        if name in self.numbers:
            return ast.copy_location(ast.Constant(self.numbers[name]), node)
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Give a constant of the module its value."""
        if node.id in self.constants and node.id not in self.assigned:
            return ast.copy_location(ast.Constant(self.constants[node.id]), node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Say that the log is off."""
        bound = self.generic_visit(node)
        value = bound.value if isinstance(bound, ast.Subscript) else None
        if isinstance(value, ast.Name) and value.id == "s_log_on":
            return ast.copy_location(ast.Constant(value=False), node)
        return bound

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Leave out what only says why the next line of the log will be written."""
        if isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "log.because":
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Compare numbers now; of ``0 < number < x`` only what holds for every x."""
        self.generic_visit(node)
        left, right = node.left, node.comparators[0]
        if not (isinstance(left, ast.Constant) and isinstance(right, ast.Constant)):
            return node
        first = ast.Compare(left, node.ops[:1], [right])
        holds = bool(_value(ast.copy_location(first, node)))
        if holds and len(node.comparators) > 1:
            return node
        return ast.copy_location(ast.Constant(value=holds), node)


def _is_store(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _value(node: ast.expr) -> Any:
    """Return the value of an expression of constants."""
    tree = ast.fix_missing_locations(ast.Expression(node))
    return eval(compile(tree, "<constants>", "eval"))  # noqa: S307 - constants only
