"""What draws and sums is compiled before workers start, with a word to the user."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from sim import code_cache, machine_code
from sim.machine_code import Kept
from sim.runs.replication import DRAWING_AND_MEASURING, Task, prepare, replicate
from tests.engine.busy import levers_scenario

not_off = pytest.mark.skipif(machine_code.is_off(), reason="compilation is switched off")


def kept() -> dict[int, Kept]:
    """Return all compiled functions of the simulator, by their identity."""
    found = [
        each
        for name, module in list(sys.modules.items())
        if name.startswith("sim.")
        for each in vars(module).values()
        if isinstance(each, Kept)
    ]
    return {id(each): each for each in found}


@not_off
def test_a_run_needs_nothing_but_what_was_compiled_ahead() -> None:
    """Whatever is called at all is called with arguments of the kinds that it is annotated with."""
    replicate(Task(levers_scenario(), "", 3, 0, engine="simpy"))
    ahead = {id(function): kinds for function, kinds in machine_code.AHEAD}
    called = {name: each for name, each in kept().items() if each._by_kinds}
    assert len(called) > 15
    others = {
        each._name: each._by_kinds.keys() - {ahead.get(name)} for name, each in called.items()
    }
    assert {name: kinds for name, kinds in others.items() if kinds} == {}


@not_off
def test_every_module_that_compiles_is_named() -> None:
    for name in DRAWING_AND_MEASURING:
        assert any(isinstance(each, Kept) for each in vars(importlib.import_module(name)).values())
    modules = {each._name.rpartition(".")[0] for each, _ in machine_code.AHEAD}
    assert modules == set(DRAWING_AND_MEASURING)


@not_off
@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_the_user_is_told_once(
    engine: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(machine_code, "AHEAD", [])
    monkeypatch.setattr("sim.engine.compiled.compiling.is_ready", lambda: True)

    @machine_code.kept_ahead
    def twice(number: int) -> int:
        return 2 * number

    told: list[str] = []
    prepare(engine, told.append)
    assert told[0].startswith("compiling draws and sums, once")
    assert told[1].startswith("compiled in ")
    assert str(code_cache.folder()) in told[1]
    assert twice(21) == 42
    assert twice.made == 1, "not compiled again"  # type: ignore[attr-defined]
    monkeypatch.setattr(machine_code, "AHEAD", [(fresh := again(twice), ("int64",))])
    prepare(engine, told.append)
    assert len(told) == 2, "it is kept for other processes"
    assert fresh(21) == 42
    assert fresh.made == 0


def again(function: Any) -> Kept:
    """Return a function as another process has it."""
    other = Kept(function._name, b"", function._compiled, function.python)
    other.sources = function.sources
    return other


def test_an_argument_of_no_known_kind_is_refused() -> None:
    if machine_code.is_off():
        pytest.skip("compilation is switched off")

    def same(number: Any) -> Any:
        return number

    with pytest.raises(KeyError, match="Any"):
        machine_code.kept_ahead(same)
