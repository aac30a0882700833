"""Short functions of the model put in the place of their calls, for the interpreter.

A call costs Python as much as a dozen lines of arithmetic, and the model consists of short
functions that call each other. Their statements stand here where they are called, with arguments
in place of parameters and other names for what they assign. What is worked out, and in which order,
stays the same. Functions that nobody calls any more are dropped.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

#: Functions with more parts in their syntax tree are called.
LARGEST = 80
#: Functions grow by this factor at the most, and by LARGEST more.
GROWTH = 4
#: A constant that stands in a program for an array or a function: a set of its name alone.
Placeholder = frozenset

#: Where an expression has what is worked out first in it.
ASKED_FIRST = ((ast.UnaryOp, "operand"), (ast.Compare, "left"), (ast.BoolOp, "values"))
#: What to do with a value, at a place in the source, where a function would have returned it.
Finish = Callable[[ast.expr | None, ast.AST], list[ast.stmt]]


def named(node: ast.AST) -> str:
    """Return the name of what a placeholder stands for; "" if it is none."""
    value: object = node.value if isinstance(node, ast.Constant) else None
    return str(next(iter(value))) if isinstance(value, Placeholder) else ""


def called(node: ast.AST) -> str:
    """Return the name of the function of the model that is called; "" if none is."""
    return named(node.func) if isinstance(node, ast.Call) else ""


def parts(node: ast.AST) -> list[ast.AST]:
    """Return a statement or expression and those of which it consists, quicker than `ast.walk`."""
    found = [node]
    for each in found:
        for value in vars(each).values():
            if isinstance(value, list):
                found += value
            elif isinstance(value, ast.expr | ast.arguments):
                found.append(value)
    return found


def inlined(
    read: Callable[[str], ast.FunctionDef | None], roots: Iterable[str]
) -> dict[str, ast.FunctionDef]:
    """Return the functions that a program consists of, with short ones where they are called.

    Parameters
    ----------
    read : callable
        Returns a function of the model by its name with module, in which calls name functions by
        placeholders; None for one that must be called as it is.
    roots : iterable of str
        Functions by which the program is entered.
    """
    work = _Work(read)
    found: dict[str, ast.FunctionDef] = {}
    asked = list(roots)
    while asked:
        name = asked.pop()
        function = None if name in found else work.prepared(name)
        if function is not None:
            found[name] = function
            asked += work.calls[name]
    return found


class _Short(NamedTuple):
    """A function that may stand in the place of its calls."""

    parameters: list[str]
    lines: list[ast.stmt]
    #: What it returns, if it does nothing else.
    value: ast.expr | None
    value_calls: bool
    size: int
    stored: frozenset[str]
    uses: Counter[str]
    returns_from_loop: bool


class _Work:
    """The functions of a program, and what is known of those that are short."""

    def __init__(self, read: Callable[[str], ast.FunctionDef | None]) -> None:
        self.read = read
        self.functions: dict[str, ast.FunctionDef | None] = {}
        self.short: dict[str, _Short] = {}
        self.calls: dict[str, set[str]] = {}

    def prepared(self, name: str) -> ast.FunctionDef | None:
        """Return a function into which short ones have been put, first into these themselves."""
        if name in self.functions:
            return self.functions[name]
        function = self.functions[name] = self.read(name)
        if function is not None:
            nodes = parts(function)
            for inner in _calls(nodes):
                self.prepared(inner)
            _Inliner(function, self.short, room=LARGEST + GROWTH * len(nodes)).work()
            nodes = parts(function)
            self.calls[name] = _calls(nodes)
            if len(nodes) <= LARGEST and name not in self.calls[name]:
                self.short[name] = _short(function, nodes)
        return function


def _calls(nodes: list[ast.AST]) -> set[str]:
    """Return the names of the functions that are called."""
    return {called(node) for node in nodes if isinstance(node, ast.Call)} - {""}


def _short(function: ast.FunctionDef, nodes: list[ast.AST]) -> _Short:
    """Return what must be known of a function, and all its parts, to put it elsewhere."""
    names = [node for node in nodes if isinstance(node, ast.Name)]
    value = _as_value(function.body)
    return _Short(
        parameters=[each.arg for each in function.args.args],
        lines=function.body,
        value=value,
        value_calls=value is not None and any(map(called, parts(value))),
        size=len(nodes),
        stored=frozenset(each.id for each in names if isinstance(each.ctx, ast.Store)),
        uses=Counter(each.id for each in names if isinstance(each.ctx, ast.Load)),
        returns_from_loop=_returns_from_loop(function.body),
    )


class _Inliner(ast.NodeTransformer):
    """Puts short functions into one."""

    def __init__(self, function: ast.FunctionDef, short: dict[str, _Short], room: int) -> None:
        self.function, self.short, self.room = function, short, room
        self.number = 0

    def work(self) -> None:
        """Put short functions into this one."""
        self.function.body = self.statements(self.function.body)

    def statements(self, lines: list[ast.stmt]) -> list[ast.stmt]:
        """Return statements with short functions in the place of calls."""
        return [new for line in lines for new in self.statement(line)]

    def statement(self, line: ast.stmt) -> list[ast.stmt]:
        """Return what stands in the place of one statement."""
        before = self.asked_first(line, "test") if isinstance(line, ast.If) else []
        if isinstance(line, ast.If | ast.While):
            line.test = self.visit(line.test)
        elif isinstance(line, ast.For):
            line.iter = self.visit(line.iter)
        else:
            return self.plain(self.visit(line))
        line.body = self.statements(line.body)
        line.orelse = self.statements(line.orelse)
        return [*before, line]

    def plain(self, line: ast.stmt) -> list[ast.stmt]:
        """Return what stands in the place of a statement that is one call, or that line."""
        value = getattr(line, "value", None)
        short = self.short.get(called(value)) if isinstance(value, ast.Call) else None
        if short is None or not isinstance(value, ast.Call):
            return [line]
        if isinstance(line, ast.Expr):
            return self.put(value, short, _only_do) or [line]
        if isinstance(line, ast.Assign) and len(line.targets) == 1:
            target = line.targets[0]
            if isinstance(target, ast.Name):
                return self.put(value, short, _assigner(target.id)) or [line]
        if isinstance(line, ast.Return):
            return self.put(value, short, None) or [line]
        return [line]

    def asked_first(self, holder: ast.AST, field: str) -> list[ast.stmt]:
        """Return statements that work out what a condition asks of a function first of all."""
        found = getattr(holder, field)
        asked = found[0] if isinstance(found, list) else found
        for kind, inner in ASKED_FIRST:
            if isinstance(asked, kind):
                return self.asked_first(asked, inner)
        value = self.visit(asked)
        short = self.short.get(called(value))
        name = f"asked__{self.number}"
        lines = [] if short is None else self.put(value, short, _assigner(name))
        if lines:
            value = ast.copy_location(ast.Name(name, ast.Load()), value)
        setattr(holder, field, [value, *found[1:]] if isinstance(found, list) else value)
        return lines

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Put the value of a function that only returns one in the place of its call."""
        self.generic_visit(node)
        short = self.short.get(called(node))
        if short is None or short.value is None or not _fits(node, short):
            return node
        given = dict(zip(short.parameters, node.args, strict=True))
        if not all(_may_stand(value, short.uses[name], short) for name, value in given.items()):
            return node
        value: ast.AST = _copied(short.value, dict(given), node)
        return value

    def put(self, call: ast.Call, short: _Short, finish: Finish | None) -> list[ast.stmt]:
        """Return the statements of a function in the place of a call; none if it must be called.

        Where the function would return, `finish` says what is done; None lets it return.
        """
        if short.size > self.room or not _fits(call, short):
            return []
        if finish is not None and short.returns_from_loop:
            return []
        self.room -= short.size
        self.number += 1
        names: dict[str, ast.expr | str] = {
            name: f"{name}__{self.number}" for name in {*short.stored, *short.parameters}
        }
        before: list[ast.stmt] = []
        for name, value in zip(short.parameters, call.args, strict=True):
            if name not in short.stored and isinstance(value, ast.Constant | ast.Name):
                names[name] = value
            elif name in short.stored or short.uses[name] or _has_call(value):
                before.append(_assignment(str(names[name]), value, call))
        lines = [_copied(line, names, call) for line in short.lines]
        if finish is not None:
            lines = _without_returns(lines, finish, call)
        elif not _always_returns(lines):
            lines.append(ast.copy_location(ast.Return(), call))
        return [*before, *lines] or [ast.copy_location(ast.Pass(), call)]


def _copied(node: ast.AST, names: dict[str, ast.expr | str], at: ast.expr) -> Any:
    """Return a copy with other names, or expressions in their place, as if written elsewhere."""
    if isinstance(node, ast.Constant | ast.expr_context | ast.operator | ast.cmpop):
        return node
    if isinstance(node, ast.Name):
        found = names.get(node.id, node.id)
        if not isinstance(found, str):
            return found
        return ast.copy_location(ast.Name(found, node.ctx), at)
    copy = type(node)()
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            value = [_copied(each, names, at) for each in value]
        elif isinstance(value, ast.AST):
            value = _copied(value, names, at)
        setattr(copy, field, value)
    return ast.copy_location(copy, at)


def _fits(call: ast.Call, short: _Short) -> bool:
    """Whether a call gives each parameter in its place."""
    return not call.keywords and len(call.args) == len(short.parameters)


def _has_call(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) for each in parts(node))


def _as_value(lines: list[ast.stmt]) -> ast.expr | None:
    """Return what a function returns as one expression; None if it does anything else."""
    if not lines:
        return None
    first, rest = lines[0], lines[1:]
    if isinstance(first, ast.Return):
        return first.value
    if isinstance(first, ast.If):
        yes, no = _as_value(first.body), _as_value(first.orelse or rest)
        if yes is not None and no is not None:
            return ast.copy_location(ast.IfExp(first.test, yes, no), first)
    return None


def _may_stand(argument: ast.expr, uses: int, short: _Short) -> bool:
    """Whether an argument may stand in what a function returns wherever its parameter does."""
    if isinstance(argument, ast.Constant | ast.Name):
        return True
    return uses <= 1 and not short.value_calls and not _has_call(argument)


def _assignment(name: str, value: ast.expr, at: ast.AST) -> ast.Assign:
    target = ast.copy_location(ast.Name(name, ast.Store()), at)
    return ast.copy_location(ast.Assign([target], value), at)


def _only_do(value: ast.expr | None, at: ast.AST) -> list[ast.stmt]:
    """Return what is left of a value that is returned to nobody."""
    return [] if value is None or not _has_call(value) else [ast.copy_location(ast.Expr(value), at)]


def _assigner(name: str) -> Finish:
    """Return the function that says how a value is assigned."""

    def assign(value: ast.expr | None, at: ast.AST) -> list[ast.stmt]:
        value = value or ast.copy_location(ast.Constant(None), at)
        return [_assignment(name, value, at)]

    return assign


def _always_returns(lines: list[ast.stmt]) -> bool:
    last = lines[-1] if lines else None
    if isinstance(last, ast.If):
        return _always_returns(last.body) and _always_returns(last.orelse)
    return isinstance(last, ast.Return)


def _has_return(lines: Iterable[ast.stmt]) -> bool:
    return any(
        isinstance(line, ast.Return)
        or (isinstance(line, ast.If | ast.For | ast.While) and _has_return(line.body + line.orelse))
        for line in lines
    )


def _returns_from_loop(lines: list[ast.stmt]) -> bool:
    """Whether a function returns in a way that its statements elsewhere cannot."""
    for n, line in enumerate(lines):
        if isinstance(line, ast.Return) or not _has_return([line]):
            continue
        if not isinstance(line, ast.If):
            return True
        is_last = n == len(lines) - 1
        if not (is_last or _always_returns(line.body) or _always_returns(line.orelse)):
            return True
        if _returns_from_loop(line.body) or _returns_from_loop(line.orelse):
            return True
    return False


def _without_returns(lines: list[ast.stmt], finish: Finish, at: ast.AST) -> list[ast.stmt]:
    """Return statements that end where others return."""
    for n, line in enumerate(lines):
        if isinstance(line, ast.Return):
            return [*lines[:n], *finish(line.value, line)]
        if isinstance(line, ast.If) and _has_return([line]):
            body, orelse, rest = line.body, line.orelse, lines[n + 1 :]
            if _always_returns(body):
                orelse = [*orelse, *rest]
            else:
                body = [*body, *rest]
            nothing = ast.copy_location(ast.Pass(), at)
            line.body = _without_returns(body, finish, at) or [nothing]
            line.orelse = _without_returns(orelse, finish, at)
            return lines[: n + 1]
    return [*lines, *finish(None, at)]
