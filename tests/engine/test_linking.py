"""Functions that are linked as one are all there, whichever calls the compiler has removed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from numba.core import typed_passes, untyped_passes
from numba.core.bytecode import FunctionIdentity

from sim import code_cache
from sim.engine.compiled import linking
from sim.machine_code import Kept
from sim.world.arrays import Ints

# The first caller's call can never happen, which only the optimiser sees: it removes the call
# before anything is linked. The second caller is linked later than what both call.


def called_by_both(x: int) -> int:
    return (x & 3) * 7 + 5


def never_calls(x: int) -> int:
    nothing = x - x
    if nothing != 0:
        return called_by_both(x)
    return x


def between(x: int) -> int:
    return does_call(x) + 1


def does_call(x: int) -> int:
    return called_by_both(x) * 2


def enter_parts(x: int) -> int:
    return never_calls(x) + between(x)


# The same with a function of Numba's own, that of a power.


def never_raises_to_a_power(x: int) -> int:
    nothing = x - x
    if nothing != 0:
        return x**x
    return x


def between_powers(x: int) -> int:
    return raises_to_a_power(x) + 1


def raises_to_a_power(x: int) -> int:
    return x**x


def enter_powers(x: int) -> int:
    return never_raises_to_a_power(x) + between_powers(x)


PARTS = (
    called_by_both, never_calls, between, does_call,
    never_raises_to_a_power, between_powers, raises_to_a_power,
)  # fmt: skip


@pytest.mark.parametrize("enter", [enter_parts, enter_powers])
def test_a_later_caller_finds_what_the_first_no_longer_calls(
    enter: Callable[[int], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))
    kinds = ("int64",)

    def whole() -> Kept:
        return Kept(
            enter.__qualname__, b"", lambda given: linking.code_of_whole(enter, PARTS, given), dict
        )

    made = whole()
    assert made(3) == enter(3)
    fetched = whole()
    assert fetched.is_kept(kinds)
    assert fetched(4) == enter(4)
    assert (made.made, fetched.found, fetched.made) == (1, 1, 0)


# Functions that give no result, or cannot fail, though what they call is Numba's own.


def writes(numbers: Ints, x: int) -> None:
    numbers[0] += min(x, 7)


def is_one_of(x: int) -> bool:
    return x in (3, 5)


def enter_writing(numbers: Ints, x: int) -> int:
    writes(numbers, x)
    return numbers[0] if is_one_of(x) else -numbers[0]


def test_what_cannot_fail_returns_nothing_but_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    optimised: list[str] = []
    optimise = linking.WholeLibrary._drop_status

    def noted(self: linking.WholeLibrary) -> None:
        optimise(self)
        optimised.append(str(self._final_module))

    monkeypatch.setattr(linking.WholeLibrary, "_drop_status", noted)
    kinds = ((np.dtype(np.int64), 1, True), "int64")
    linking.code_of_whole(enter_writing, (writes, is_one_of), kinds)
    heads = [line for line in optimised[0].splitlines() if line.startswith("define")]
    (head,) = [line for line in heads if "6writes" in line]
    assert "void" in head
    assert "%excinfo" not in head
    assert "%retptr" not in head
    assert not [line for line in heads if "9is_one_of" in line and "%excinfo" in line]


# What the model's functions are written with.


def is_odd_or(x: int, y: int) -> bool:
    return (x % 2 == 1 and y >= 0) or 3 < x < 9 or y in (4, -2)


def first_above(numbers: Ints, x: int) -> int:
    found = -1
    for n in range(len(numbers)):
        if numbers[n] <= x:
            continue
        found = n
        break
    return found


def halved(numbers: Ints, x: int) -> None:
    left = max(x, 1)
    while left > 0:
        numbers[left % len(numbers)] += min(left, 7) if is_odd_or(left, x) else -left
        left //= 2


def enter_plain(numbers: Ints, x: int) -> int:
    halved(numbers, x)
    found = first_above(numbers, x)
    if found < 0:
        return 0
    share = 0.5 * numbers[found]
    if share > 100:
        share, found = share / 3, found + 1
    elif not is_odd_or(found, x):
        share -= 1
    return int(share) + found


PLAIN = (is_odd_or, first_above, halved)


def passes_of_numba() -> set[str]:
    """Return the names of all passes that there are."""
    return {
        kind.name()
        for module in (untyped_passes, typed_passes)
        for kind in vars(module).values()
        if isinstance(kind, type) and getattr(kind, "_name", None)
    }


def test_passes_that_are_left_out_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all of Numba's passes the same machine code comes out."""
    assert passes_of_numba() >= linking.NEEDLESS_PASSES
    kinds = ((np.dtype(np.int64), 1, True), "int64")
    codes = []
    # The first time functions of Numba's own are compiled too, which take numbers in their names.
    for left_out in (*[linking.NEEDLESS_PASSES] * 2, frozenset[str]()):
        monkeypatch.setattr(linking, "NEEDLESS_PASSES", left_out)
        monkeypatch.setattr(FunctionIdentity, "_unique_ids", itertools.count(1_000_000))
        # Numba compiles a function once, so each time there are new ones, of the same names.
        here: dict[str, Any] = {"range": range, "len": len, "min": min, "max": max}
        for each in (*PLAIN, enter_plain):
            here[each.__name__] = FunctionType(each.__code__, here)
        parts = [here[each.__name__] for each in PLAIN]
        codes.append(linking.code_of_whole(here["enter_plain"], parts, kinds).object_code)
    assert codes[1] == codes[2]


def test_an_interrupt_that_llvm_drops_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks for signals where LLVM hands over its code, and LLVM drops what is raised."""

    def nothing_is_there(self: object) -> bytes:
        raise RuntimeError(f"no compiled object yet for {self}")

    monkeypatch.setattr(linking.WholeLibrary, "_get_compiled_object", nothing_is_there)
    with pytest.raises(KeyboardInterrupt):
        linking.code_of_whole(enter_parts, PARTS, ("int64",))
