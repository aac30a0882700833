"""What draws and sums is compiled before workers start, with a word to the user."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from sim import code_cache, machine_code
from sim.machine_code import Kept
from sim.runs import compiled_ahead
from sim.runs.compiled_ahead import DRAWING_AND_MEASURING, prepare
from sim.runs.replication import Task, replicate
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


class Beside:
    """What `prepare` does on two cores while nothing is compiled yet, with a program of ours."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, wait_s: float) -> None:
        self.mark = folder / "mark.txt"
        self.started: list[Popen[bytes]] = []
        self.function = machine_code.kept_ahead(quadrupled)
        program = (
            f"import time; time.sleep({wait_s}); import sim.machine_code; from pathlib import Path;"
            f"Path({str(self.mark)!r}).write_text('{wait_s}')"
        )

        def start(*given: Any, **named: Any) -> Popen[bytes]:
            self.started.append(Popen(*given, **named))
            return self.started[-1]

        monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(folder))
        monkeypatch.setattr(machine_code, "AHEAD", [(self.function, ("int64",))])
        monkeypatch.setattr(compiled_ahead, "_PROGRAM", program)
        monkeypatch.setattr(compiled_ahead, "cores", lambda: 2)
        monkeypatch.setattr("subprocess.Popen", start)
        monkeypatch.setattr(compiled_ahead.compiling, "is_ready", lambda: False)
        monkeypatch.setattr(compiled_ahead.compiling, "prepare", self.compile_model)

    def compile_model(self, tell: Callable[[str], None]) -> None:
        """Stand for compiling the model."""
        tell("model")


def quadrupled(number: int) -> int:
    return 4 * number


@not_off
def test_draws_and_sums_are_compiled_beside_the_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The other process finds the same modules, is waited for, and what it left is made here."""
    beside = Beside(monkeypatch, tmp_path, 0.3)
    told: list[str] = []
    prepare("compiled", told.append)
    assert beside.mark.read_text() == "0.3"
    assert [process.returncode for process in beside.started] == [0]
    assert [line.split()[0:3] for line in told][:2] == [["model"], ["compiling", "draws", "and"]]
    assert beside.function.made == 1  # type: ignore[attr-defined]


@not_off
def test_an_interrupt_ends_the_other_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    beside = Beside(monkeypatch, tmp_path, 600)

    def interrupt(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(compiled_ahead.compiling, "prepare", interrupt)
    with pytest.raises(KeyboardInterrupt):
        prepare("compiled", print)
    assert [process.poll() is None for process in beside.started] == [False]
    assert not beside.mark.exists()


@not_off
@pytest.mark.parametrize("why", ["one core", "no program", "on SimPy"])
def test_all_is_compiled_here(why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    beside = Beside(monkeypatch, tmp_path, 0)
    if why == "one core":
        monkeypatch.setattr(compiled_ahead, "cores", lambda: 1)
    if why == "no program":
        monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    prepare("simpy" if why == "on SimPy" else "compiled", lambda _: None)
    assert not beside.started
    assert beside.function.made == 1  # type: ignore[attr-defined]


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
