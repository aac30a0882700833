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
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim import __version__
from sim.errors import (
    InputError,
    OtherRunError,
    Problem,
    RunError,
    ScenarioWarning,
    UnusableError,
)
from sim.outputs.reading import Results

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.scenario.schema.scenario import Scenario as Settings

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
    "load",
    "read",
    "run",
]

Engine = Literal["compiled", "simpy", "both"]

_log = logging.getLogger("sixhubs")


class Scenario:
    """A valid scenario. It never changes: `with_changes` returns another one.

    Made by `load`.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded

    @property
    def name(self) -> str:
        """Name of the scenario in every table."""
        return self._loaded.scenario.name

    @property
    def settings(self) -> Settings:
        """Every field of the scenario, e.g. ``settings.run.days``; it cannot be written to."""
        return self._loaded.scenario

    @property
    def hash(self) -> str:
        """SHA-256 of the content, as in ``manifest.json``."""
        return self._loaded.scenario_hash

    @property
    def files(self) -> tuple[str, ...]:
        """Files that were read; each wins over those before it."""
        return self._loaded.files

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is allowed but hardly meant, as ``sixhubs check`` says it; each says what to do."""
        return tuple(self._loaded.warnings())

    def with_changes(self, changes: Mapping[Any, Any]) -> Scenario:
        """Return a copy in which some fields are changed.

        Parameters
        ----------
        changes : mapping
            What a file that extends the scenario would say: nested in the same way, None removes
            a key. To compare the copy with the original, give it a ``name`` of its own.

        Raises
        ------
        InputError
            If the copy is not valid; its ``problems`` are all there are, each with its path.

        Warns
        -----
        ScenarioWarning
            For each of its `warnings` that the original has not.

        Examples
        --------
        >>> baseline = load("sussex-2017")
        >>> changed = baseline.with_changes({"name": "a-week", "run": {"days": 7}})
        >>> baseline.settings.run.days, changed.settings.run.days
        (28, 7)
        """
        changed = Scenario(self._loaded.with_changes(changes))
        _warn(changed, known=self.warnings)
        return changed

    def __repr__(self) -> str:
        return f"<sixhubs.Scenario {self.name}>"


def load(scenario: str | Path, changes: Mapping[Any, Any] | None = None) -> Scenario:
    """Load a scenario and check it.

    Parameters
    ----------
    scenario : str or pathlib.Path
        A scenario file, or the name of a scenario that comes with the program.
    changes : mapping, optional
        Changes to it, as in `Scenario.with_changes`. Only the changed scenario need be valid.

    Returns
    -------
    Scenario
        A valid scenario.

    Raises
    ------
    InputError
        If it is not valid; its ``problems`` are all there are, each with file, line, column and
        path. Problems in ``changes`` have a path and no line.

    Warns
    -----
    ScenarioWarning
        For each of its `warnings`. To make them errors, as ``sixhubs check --strict`` does, write
        ``warnings.simplefilter("error", sixhubs.ScenarioWarning)``.

    Examples
    --------
    >>> load("ring-fenced").name
    'ring-fenced'
    >>> load("ring-fenced").warnings
    ()
    >>> try:
    ...     load("ring-fenced", changes={"run": {"days": 0, "seed": -1}})
    ... except InputError as error:
    ...     [problem.path for problem in error.problems]
    ['run.days', 'run.seed']
    """
    from sim.scenario.load import load as load_scenario

    loaded = Scenario(load_scenario(scenario, changes))
    _warn(loaded)
    return loaded


def _warn(scenario: Scenario, known: Collection[Problem] = ()) -> None:
    """Give the warnings of a scenario, but for those that are known, to who called the caller."""
    for problem in scenario.warnings:
        if problem not in known:
            warnings.warn(str(problem), ScenarioWarning, stacklevel=3)


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
        If an argument is out of range or unknown.

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
    from sim.runs.places.parsing import parse
    from sim.runs.replication import prepare
    from sim.runs.study import Options, Study

    for scenario in scenarios:
        if not isinstance(scenario, Scenario):
            raise TypeError(f"got {scenario!r}, expected a scenario as sixhubs.load returns it")
    if out is not None and not str(out):
        raise ValueError("got an empty name, expected a folder for the results")
    options = Options(
        replications=None if replications is None else operator.index(replications),
        seed=None if seed is None else operator.index(seed),
        engine=engine,
        place=parse(executor),
        log=log,
        overwrite=overwrite,
    )
    with contextlib.ExitStack() as stack:
        is_temporary = out is None
        if out is None:
            out = stack.enter_context(tempfile.TemporaryDirectory(prefix="sixhubs-"))
        loaded = [scenario._loaded for scenario in scenarios]  # noqa: SLF001
        study = Study(loaded, Path(out), options)
        study.check_folder()
        study.check_place()
        if overwrite or study.saved_count() < len(study.tasks):
            prepare(engine, _log.info)
        failures = study.execute().failures
        if failures:
            saved = "" if is_temporary else f"; the finished ones are in {out}"
            raise RunError(
                f"{len(failures)} of {len(study.tasks)} replications failed{saved}; "
                f"the first: {failures[0]}"
            )
        results = Results(study.out)
        if is_temporary:
            results.bring_into_memory()
    return results
