"""Gives damaged files to `sixhubs check`, and those that pass to `sixhubs run`, within limits.

They run in a process of their own, because code that hangs in the compiled engine cannot be
interrupted from within: the system ends the process when it has used more time than it may.
"""

from __future__ import annotations

import math
import multiprocessing
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner, Result

from tests.nightly.damage import Damaged, damaged

#: Seconds of processor time, so that a busy computer changes no verdict.
CHECK_LIMIT, RUN_LIMIT = 5, 60
RUN_DAYS = 2
#: How a trial can end.
REFUSED, RAN, TOO_LARGE, FOUND = "refused", "ran", "too large", "found"


class Verdict(NamedTuple):
    """How a trial ended."""

    seed: int
    ended: str
    what: str  #: what was found, or what the command said last


def trials(seeds: Iterable[int]) -> Iterator[Verdict]:
    """Try the damaged files of these seeds one by one.

    A process that was ended because it took too long, or that crashed, is replaced.
    """
    context = multiprocessing.get_context("spawn")
    work = None
    for seed in seeds:
        if work is None:
            ours, theirs = context.Pipe()
            work = context.Process(target=_work, args=(theirs,), daemon=True)
            work.start()
            theirs.close()
        ours.send(seed)
        stage = "start"
        try:
            while not isinstance(said := ours.recv(), Verdict):
                stage = said
            yield said
        except EOFError:
            work.join()
            yield Verdict(seed, FOUND, _how_it_died(stage, work.exitcode))
            work = None
    if work is not None:
        ours.close()
        work.join()


def _how_it_died(stage: str, status: int | None) -> str:
    limit = CHECK_LIMIT if stage == "check" else RUN_LIMIT
    if status == -signal.SIGXCPU:
        return f"{stage} takes more than {limit} seconds"
    return f"{stage} ends with the process, status {status}"


def _work(pipe: Connection) -> None:
    """Try what is sent for as long as anything is."""
    from sim.runs.compiled_ahead import prepare

    prepare("compiled", lambda _: None)
    while True:
        try:
            seed = pipe.recv()
        except EOFError:
            return
        with tempfile.TemporaryDirectory() as folder:
            pipe.send(tried(seed, Path(folder), pipe))


def tried(seed: int, folder: Path, pipe: Connection | None = None) -> Verdict:
    """Damage a file, check it in a folder, and run it if it passes."""
    _no_limit(pipe)
    path = laid_out(damaged(seed), folder)
    _begin(pipe, "check", CHECK_LIMIT)
    started = time.process_time()
    checked = _command("check", str(path))
    if fault := _fault(checked, time.process_time() - started, CHECK_LIMIT, (0, 2)):
        return Verdict(seed, FOUND, f"check {fault}")
    if checked.exit_code == 2:
        return Verdict(seed, REFUSED, _last_lines(checked, 3))
    _begin(pipe, "run", RUN_LIMIT)
    started = time.process_time()
    ran = _run(shortened(path), folder)
    if ran.exit_code == 2 and "GiB" in ran.output:
        return Verdict(seed, TOO_LARGE, _last_lines(ran, 1))
    if fault := _fault(ran, time.process_time() - started, RUN_LIMIT, (0,)):
        return Verdict(seed, FOUND, f"run {fault}")
    return Verdict(seed, RAN, _last_lines(ran, 1))


def laid_out(one: Damaged, folder: Path) -> Path:
    """Write a damaged file to a folder, with those around it; return the scenario to check."""
    around = folder / one.scenario.parent.name
    shutil.copytree(one.scenario.parent, around)
    inside = one.source.relative_to(one.scenario.parent)
    (around / inside).write_text(one.text, encoding="utf-8")
    return around / one.scenario.name


def shortened(path: Path) -> Path:
    """Return a file that says the same of two days, or the scenario itself if that is refused.

    What is set for a certain day may lie outside two days.
    """
    short = path.with_name(f"short-{path.name}")
    days = f"run: {{days: {RUN_DAYS}, warm_up_days: 0}}"
    short.write_text(f"extends: {path.name}\n{days}\n", encoding="utf-8")
    return short if _command("check", str(short)).exit_code == 0 else path


def _run(path: Path, folder: Path) -> Result:
    how = ("--replications", "1", "--executor", "serial", "--invariants", "--quiet")
    return _command("run", str(path), *how, "--out", str(folder / "results"))


def _command(*words: str) -> Result:
    from sim.cli.main import sixhubs

    return CliRunner().invoke(sixhubs, words, env={"SIXHUBS_DEBUG": "1"})


def _begin(pipe: Connection | None, stage: str, seconds: int) -> None:
    """Say what begins, and set how long it may take."""
    if pipe is not None:
        pipe.send(stage)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = math.ceil(time.process_time()) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _no_limit(pipe: Connection | None) -> None:
    """Lift the limit of the stage before: to damage a file counts as no part of it."""
    if pipe is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _fault(result: Result, seconds: float, limit: int, statuses: tuple[int, ...]) -> str:
    """Return what is wrong with how a command ended, or nothing."""
    unforeseen = result.exception is not None and not isinstance(result.exception, SystemExit)
    if unforeseen:
        assert result.exc_info is not None
        return "raises\n" + "".join(traceback.format_exception(*result.exc_info)[-4:])
    if result.exit_code not in statuses:
        return f"ends with status {result.exit_code}: {_last_lines(result, 3)}"
    return f"takes {seconds:.1f} seconds" if seconds > limit else ""


def _last_lines(result: Result, number: int) -> str:
    return "\n".join(result.output.splitlines()[-number:])
