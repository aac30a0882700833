"""Reads the syntax tree of sim.model: who writes which array, and whether the code is plain.

Both checks take the text of a module, so that tests can plant violations.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import sim.model.state as state_module
from sim.model.state import State
from sim.world.arrays import World

FOLDER = Path(state_module.__file__).parent

#: What leads to an array: ("s", part, array) in the state, ("w", part, array) in the world.
Route = tuple[str, ...]

#: Classes of parameters, and the route on which each starts.
ROOTS: dict[str, Route] = {"State": ("s",), "World": ("w",)}
ROOTS |= {hint.__forward_arg__: ("s", part) for part, hint in State.__annotations__.items()}
ROOTS |= {hint.__forward_arg__: ("w", part) for part, hint in World.__annotations__.items()}
#: Names that stand for the state and the world wherever a parameter has no annotation.
BY_NAME: dict[str, Route] = {"s": ("s",), "state": ("s",), "w": ("w",), "world": ("w",)}

BUILTINS = frozenset({"range", "len", "int", "max", "min"})
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
PLAIN = (
    *(
        ast.FunctionDef,
        ast.arguments,
        ast.arg,
        ast.Return,
        ast.Assign,
        ast.AugAssign,
        ast.AnnAssign,
    ),
    *(ast.For, ast.While, ast.If, ast.Break, ast.Continue, ast.Pass, ast.Expr),
    *(ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Compare, ast.Call, ast.Constant),
    *(ast.Attribute, ast.Subscript, ast.Name, ast.Tuple, ast.expr_context),
    *(ast.boolop, ast.operator, ast.USub, ast.Not, ast.cmpop, ast.keyword),
)


def sources() -> dict[str, str]:
    """Return the text of every module of sim.model, by its dotted name."""
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        inside = path.relative_to(FOLDER).with_suffix("").parts
        name = ".".join(("sim", "model", *inside)).removesuffix(".__init__")
        found[name] = path.read_text(encoding="utf-8")
    return found


def owners() -> dict[str, str]:
    """Return which module writes which part of the state, from the table in state.py."""
    doc = state_module.__doc__ or ""
    rows = re.findall(r"^([a-z_, ]+?)  +(sim\.model\.\w+)$", doc, re.MULTILINE)
    return {part: module for parts, module in rows for part in parts.split(", ")}


# --- who writes what --------------------------------------------------------------------------


def ownership_faults(module: str, text: str) -> list[str]:
    """Return the writes of a module to arrays that are not its own, one line each."""
    return [
        f"line {node.lineno}: {fault}"
        for function in _functions(ast.parse(text))
        for node, fault in _writes(module, function)
    ]


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _writes(module: str, function: ast.FunctionDef) -> Iterator[tuple[ast.expr, str]]:
    routes = _routes(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            for route in _resolve(node.func.value, routes):
                yield node, f"calls a method of {_spelt(route)}"
        if not isinstance(node, ast.Subscript | ast.Attribute):
            continue
        if isinstance(node.ctx, ast.Load):
            continue
        if isinstance(node, ast.Attribute):
            yield node, f"assigns the attribute {node.attr}"
            continue
        found = _resolve(node.value, routes)
        if not found:
            yield (
                node,
                f"writes to {ast.unparse(node.value)}, which is not known to be of the state",
            )
        for route in found:
            fault = _fault(module, route)
            if fault:
                yield node, fault


def _fault(module: str, route: Route) -> str:
    if route[0] == "w":
        return f"writes to the world: {_spelt(route)}"
    if len(route) != 3:
        return f"writes to {_spelt(route)}, which is no array"
    owner = owners().get(route[1])
    return "" if owner == module else f"writes to {_spelt(route)}, which belongs to {owner}"


def _spelt(route: Route) -> str:
    return ".".join(route)


def _routes(function: ast.FunctionDef) -> dict[str, set[Route]]:
    """Return what each local name may stand for: parameters, and names assigned from them."""
    routes: dict[str, set[Route]] = {}
    for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs):
        hint = ast.unparse(argument.annotation) if argument.annotation else ""
        root = ROOTS.get(hint.strip("'\"")) or BY_NAME.get(argument.arg)
        if root:
            routes[argument.arg] = {root}
    before = -1
    # Aliases of aliases: until nothing is added.
    while before != (before := sum(map(len, routes.values()))):
        for target, value in _bindings(function):
            if isinstance(target, ast.Name):
                routes.setdefault(target.id, set()).update(_resolve(value, routes))
    return routes


def _bindings(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target with the expression that is bound to it, tuples taken apart."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _apart(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield node.target, node.value
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
            for item in node.iter.elts:
                yield from _apart(node.target, item)


def _apart(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def _resolve(node: ast.expr, routes: dict[str, set[Route]]) -> set[Route]:
    """Return where an expression may lead; nothing if it is no part of the state or world."""
    if isinstance(node, ast.Name):
        return routes.get(node.id, set())
    if isinstance(node, ast.Attribute):
        return {(*route, node.attr) for route in _resolve(node.value, routes)}
    if isinstance(node, ast.IfExp):
        return _resolve(node.body, routes) | _resolve(node.orelse, routes)
    if isinstance(node, ast.NamedExpr):
        return _resolve(node.value, routes)
    return set()


# --- plainness --------------------------------------------------------------------------------


def plainness_faults(text: str) -> list[str]:
    """Return what in a module a compiler of plain loops would not read, or read otherwise."""
    tree = ast.parse(text)
    known = _model_names(tree)
    found = [*_at_the_top(tree)]
    for function in _functions(tree):
        if function.decorator_list:
            found.append((function, f"{function.name} has a decorator"))
        for node in _inside(function):
            found += [(node, fault) for fault in _not_plain(node, known)]
    return [f"line {node.lineno}: {fault}" for node, fault in found if hasattr(node, "lineno")]


def _model_names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return functions and modules of the model that a module knows."""
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    modules = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.model"):
            names = {alias.asname or alias.name for alias in node.names}
            if node.module in {"sim.model", "sim.model.policies"}:
                modules |= names
            else:
                functions |= names
    return functions, modules


def _at_the_top(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Hold the module itself to imports of the model's own world, constants and functions."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield node, f"imports {node.names[0].name}"
        elif isinstance(node, ast.ImportFrom):
            if not re.match(
                r"(__future__|typing|sim\.(model|vocabulary|clock|world\.array(s|_kinds)))\b",
                node.module or "",
            ):
                yield node, f"imports from {node.module}"
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for part in ast.walk(node):
                if isinstance(part, ast.Call) and ast.unparse(part.func) != "len":
                    yield node, "makes something other than a number at the top"
        elif isinstance(node, ast.ClassDef):
            if node.decorator_list or [ast.unparse(base) for base in node.bases] != ["NamedTuple"]:
                yield node, f"the class {node.name} is no plain tuple"
        elif not isinstance(node, ast.FunctionDef | ast.Expr):
            yield node, f"has {type(node).__name__} at the top"


def _inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, without annotations."""
    for statement in function.body:
        yield from ast.walk(statement)


def _not_plain(node: ast.AST, known: tuple[set[str], set[str]]) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        yield f"{node.name} is inside another function"
    elif isinstance(node, ast.BinOp | ast.AugAssign) and not isinstance(node.op, OPERATORS):
        yield f"uses the operator {type(node.op).__name__}"
    elif isinstance(node, ast.Call):
        yield from _call_faults(node, known)
    elif not isinstance(node, PLAIN):
        yield f"has {type(node).__name__}"


def _call_faults(node: ast.Call, known: tuple[set[str], set[str]]) -> Iterator[str]:
    functions, modules = known
    name = ast.unparse(node.func)
    if isinstance(node.func, ast.Name):
        if name not in functions | BUILTINS:
            yield f"calls {name}"
        elif name in {"max", "min"} and len(node.args) < 2:
            yield f"calls {name} of an array"
    elif not (isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in modules):
        yield f"calls {name}"
    if node.keywords:
        yield f"calls {name} with keywords"
