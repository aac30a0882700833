"""Simulate the demand on a police force from Python: load a scenario, run it, compare, read.

>>> import sixhubs
>>> scenario = sixhubs.load("sussex-2017", changes={"run": {"days": 2, "warm_up_days": 0}})
>>> results = sixhubs.run(scenario, replications=2)
>>> sorted(results.measures["scenario"].unique())
['sussex-2017']

The numbers are those of the command ``sixhubs``, to the byte. This package is installed as
``sixhubs``; it is the only part of the program whose names are promises to other programs.
"""

from __future__ import annotations

import contextlib
import logging
import operator
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim import __version__
from sim.errors import (
    InputError,
    OtherRunError,
    Problem,
    RunError,
    ScenarioWarning,
    UnusableError,
)
from sim.report.figures.plot import Results
from sim.wording import counted

# The package is sim.public here and sixhubs where it is installed.
from .scenarios import Scenario, decisions, load  # noqa: TID252

__all__ = [
    "InputError",
    "OtherRunError",
    "Problem",
    "Results",
    "RunError",
    "Scenario",
    "ScenarioWarning",
    "UnusableError",
    "__version__",
    "compare",
    "decisions",
    "load",
    "read",
    "run",
]

if TYPE_CHECKING:
    from sim.runs.replication import Engine

_log = logging.getLogger("sixhubs")


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    executor: str = "serial",
    engine: Engine = "compiled",
    log: bool = False,
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Results:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    replications, seed : int, optional
        Independent repetitions of the period, and the root of all random numbers; by default those
        of the scenario.
    executor : str
        ``serial`` (in this process), ``processes:4``, ``threads:4`` or ``dask:ADDRESS``. Worker
        processes import the script that started them, which must therefore do its work under
        ``if __name__ == "__main__":``.
    engine : str
        What runs the model: ``compiled``, ``simpy``, or ``both``, which compares every event.
    log : bool
        Whether to record every incident, deployment and event.
    out : str or pathlib.Path, optional
        Folder for the results. A run that was interrupted continues there when it is started again.
        By default nothing is left on the disk.
    overwrite : bool
        Whether to replace the results of another run in that folder.

    Returns
    -------
    Results
        The tables.

    Raises
    ------
    RunError, OtherRunError
        If a replication fails or results cannot be written, or the folder holds another run.
    InputError, UnusableError
        If the run needs more memory than there is, or names a cluster that cannot be used.
    ValueError
        If an argument is out of range or unknown, or refused to `Scenario.with_policies`.

    Examples
    --------
    >>> day = load("sussex-2017", changes={"run": {"days": 1, "warm_up_days": 0}})
    >>> results = run(day, replications=2, seed=7)
    >>> results.replications["replication"].nunique()
    2
    """
    return _carry_out(
        [scenario], out,
        replications=replications, seed=seed, executor=executor, engine=engine, log=log,
        overwrite=overwrite,
    )  # fmt: skip


def compare(
    baseline: Scenario,
    *scenarios: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    executor: str = "serial",
    engine: Engine = "compiled",
    log: bool = False,
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Results:
    """Run a baseline and other scenarios on the same incidents, and compare them.

    Parameters
    ----------
    baseline : Scenario
        What the others are compared with. Its seed and number of replications hold for all.
    *scenarios : Scenario
        At least one, each with a name of its own and the period of the baseline.
    replications, seed, executor, engine, log, out, overwrite
        As in `run`.

    Returns
    -------
    Results
        The tables; ``comparison`` is one of them.

    Raises
    ------
    InputError
        If the scenarios cannot be compared, or need more memory than there is.
    RunError, OtherRunError, UnusableError, ValueError
        As in `run`.

    Examples
    --------
    >>> baseline = load("sussex-2017", changes={"run": {"days": 1, "warm_up_days": 0}})
    >>> fenced = load("ring-fenced", changes={"run": {"days": 1, "warm_up_days": 0}})
    >>> results = compare(baseline, fenced, replications=2)
    >>> results.scenarios
    ('sussex-2017', 'ring-fenced')
    >>> {"measure", "difference", "better"} <= set(results.comparison)
    True
    """
    if not scenarios:
        raise ValueError("got a baseline only, expected at least one scenario to compare with it")
    return _carry_out(
        [baseline, *scenarios], out,
        replications=replications, seed=seed, executor=executor, engine=engine, log=log,
        overwrite=overwrite,
    )  # fmt: skip


def read(folder: str | Path) -> Results:
    """Read the results that the command, `run` or `compare` wrote to a folder.

    Parameters
    ----------
    folder : str or pathlib.Path
        The results folder.

    Returns
    -------
    Results
        The tables, each read when it is first asked for.

    Raises
    ------
    InputError
        If the folder holds no results.

    Examples
    --------
    >>> day = load("sussex-2017", changes={"run": {"days": 1, "warm_up_days": 0}})
    >>> written = run(day, replications=2, out="results/a-day")
    >>> read("results/a-day").measures.equals(written.measures)
    True
    """
    return Results(Path(folder))


def _carry_out(
    scenarios: Sequence[Scenario],
    out: str | Path | None,
    *,
    replications: int | None,
    seed: int | None,
    executor: str,
    engine: Engine,
    log: bool,
    overwrite: bool,
) -> Results:
    """Run a study in a folder, or in a temporary one whose tables are read before it goes."""
    from sim.runs.compiled_ahead import prepare
    from sim.runs.executors.parsing import parse
    from sim.runs.study import Options, Study

    for scenario in scenarios:
        if not isinstance(scenario, Scenario):
            raise TypeError(f"got {scenario!r}, expected a scenario as sixhubs.load returns it")
    if out is not None and not str(out):
        raise ValueError("got an empty name, expected a folder for the results")
    policies = {one.name: one._policies for one in scenarios if one.policies}  # noqa: SLF001
    if policies:
        _refuse_elsewhere(", ".join(policies), engine, executor, out)
    options = Options(
        replications=None if replications is None else operator.index(replications),
        seed=None if seed is None else operator.index(seed),
        engine=engine,
        executor=parse(executor),
        log=log,
        overwrite=overwrite,
        policies=policies,
    )
    with contextlib.ExitStack() as stack:
        is_temporary = out is None
        if out is None:
            out = stack.enter_context(tempfile.TemporaryDirectory(prefix="sixhubs-"))
        loaded = [scenario._loaded for scenario in scenarios]  # noqa: SLF001
        study = Study(loaded, Path(out), options)
        for problem in study.without_effect():
            warnings.warn(str(problem), ScenarioWarning, stacklevel=3)
        study.check_folder()
        study.check_executor()
        if overwrite or study.saved_count() < len(study.tasks):
            prepare(engine, _log.info)
        failures = study.execute().failures
        if failures:
            saved = "" if is_temporary else f"; the finished ones are in {out}"
            raise RunError(
                f"{len(failures)} of {counted(len(study.tasks), 'replication')} failed{saved}; "
                f"the first: {failures[0]}"
            )
        results = Results(study.out)
        if is_temporary:
            results.bring_into_memory()
    if policies:
        own = {one.name: list(one.policies) for one in scenarios if one.policies}
        results.manifest = {**results.manifest, "own_policies": own}
    return results


def _refuse_elsewhere(names: str, engine: Engine, executor: str, out: str | Path | None) -> None:
    """Refuse scenarios in which functions of the caller decide, but on SimPy in this process.

    Raises
    ------
    ValueError
        If they are to run elsewhere, or their results to be kept in a folder.
    """
    if engine != "simpy" or executor != "serial" or out is not None:
        raise ValueError(
            f"{names}: functions of your own decide on SimPy only, in this process, and results "
            "are not kept in a folder: expected engine='simpy', executor='serial' and no out, got "
            f"{engine!r}, {executor!r} and {out!r}"
        )
