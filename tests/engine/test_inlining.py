"""Short functions that stand where they are called do what they did when they were called."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest

from sim.engine.on_simpy import inlining
from sim.engine.on_simpy.inlining import Placeholder, inlined

#: What functions below have done, in order.
DONE: list[Any] = []


def note(what: Any) -> Any:
    """Do something that can be seen, and is never written out."""
    DONE.append(what)
    return what


def double(number: int) -> int:
    return number + number


def sign(number: int) -> int:
    if number < 0:
        return -1
    if number > 0:
        return 1
    return 0


def note_unless_zero(number: int) -> None:
    if number == 0:
        return
    note(number)
    number = 0
    note(number)


def noted(number: int) -> int:
    other = note(number)
    if other > 1:
        return int(other)
    note("small")
    return 0


def first_above(limit: int) -> int:
    for number in range(9):
        if number > limit:
            return number
    return -1


def factorial(number: int) -> int:
    return 1 if number == 0 else number * factorial(number - 1)


def values(number: int) -> list[int]:
    return [double(number), double(note(number)), sign(double(number)), sign(number - 1)]


def statements(number: int) -> int:
    note_unless_zero(number)
    note_unless_zero(number - 1)
    other = noted(number)
    number = noted(number)
    return number + other


def conditions(number: int) -> str:
    if noted(number) > 1 and noted(number + 1):
        found = "both"
    elif not noted(number + 1):
        found = "neither"
    else:
        found = "one"
    while noted(number) == 0 and number < 2:
        number += 1
    return found


def returned(number: int) -> int:
    other = 7
    if number > 0:
        return noted(number)
    return noted(other)


def called(number: int) -> list[int]:
    return [first_above(number), factorial(number)]


USED = (note, double, sign, note_unless_zero, noted, first_above, factorial)


def in_one_piece(function: Callable[..., Any]) -> FunctionType:
    """Return a function into which those that it calls have been put."""
    known = {each.__name__: each for each in (*USED, function)}

    def read(name: str) -> ast.FunctionDef | None:
        if name == "note":
            return None
        tree = ast.parse(inspect.getsource(known[name]))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in known:
                node.func = ast.copy_location(ast.Constant(Placeholder({node.func.id})), node)  # type: ignore[attr-defined]
        found = tree.body[0]
        assert isinstance(found, ast.FunctionDef)
        return found

    found = inlined(read, [function.__name__])
    for node in [part for each in found.values() for part in ast.walk(each)]:
        if isinstance(node, ast.Call) and inlining.called(node):
            node.func = ast.copy_location(ast.Name(inlining.called(node), ast.Load()), node)
    names: dict[str, Any] = {"note": note}
    exec(compile(ast.Module(list(found.values()), []), "<test>", "exec"), names)  # noqa: S102
    made = names[function.__name__]
    assert isinstance(made, FunctionType)
    return made


@pytest.mark.parametrize("function", [values, statements, conditions, returned, called])
@pytest.mark.parametrize("number", range(4))
def test_same_values_and_deeds_in_the_same_order(function: Callable[..., Any], number: int) -> None:
    seen = []
    for each in (function, in_one_piece(function)):
        DONE.clear()
        seen.append((each(number), DONE.copy()))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("function", "left"),
    [
        # Something that must be worked out once, and would stand there twice, is given to a call.
        (values, {"note", "double", "sign"}),
        (statements, {"note"}),
        (returned, {"note"}),
        # A condition that is asked second, or again and again, is called.
        (conditions, {"note", "noted"}),
        # So is what returns from within a loop, or calls itself.
        (called, {"first_above", "factorial"}),
    ],
)
def test_what_is_still_called(function: Callable[..., Any], left: set[str]) -> None:
    made = in_one_piece(function)
    used = {each.__name__ for each in USED}
    assert used & set(made.__code__.co_names) == left
