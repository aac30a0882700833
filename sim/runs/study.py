"""A run of one scenario or a comparison of several: planned, run, and written to its folder."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from sim.errors import InputError, Problem
from sim.runs.executors import Choice, rooms
from sim.runs.folder import ComparisonKey, Folder, RunKey, source_hash
from sim.runs.memory_need import Plan
from sim.runs.replication import Engine, Task
from sim.runs.results import (
    OUTPUTS,
    Arm,
    Setting,
    Tables,
    assemble_comparison,
    assemble_run,
)
from sim.runs.resume import Event, Failure, is_kept, run_kept
from sim.scenario.load import Loaded

#: Engines that give the same results, event for event, share a family: their runs can be continued
#: by one another. Not so where engines are compared: what is finished was not.
FAMILY: dict[Engine, str] = {"simpy": "exact", "compiled": "exact", "both": "compared"}
#: What must be equal for replications to be paired.
SAME_IN_COMPARISONS = ("start", "days", "warm_up_days", "time_grid_min")


@dataclass(frozen=True)
class Options:
    """How to run; None stands for what the scenario (in a comparison, the baseline) says."""

    replications: int | None = None
    seed: int | None = None
    engine: Engine = "compiled"
    executor: Choice = field(default=Choice("serial", 1))
    log: bool = False
    invariants: bool = False
    overwrite: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a study: its tables, or the replications that failed."""

    failures: tuple[Failure, ...] = ()
    tables: Tables | None = None


class Study:
    """One run or comparison, planned.

    Parameters
    ----------
    scenarios : sequence of Loaded
        One to run, or a baseline and others to compare with it.
    out : pathlib.Path
        Results folder.
    options : Options
        How to run.

    Raises
    ------
    InputError
        If the scenarios cannot be compared.
    """

    def __init__(self, scenarios: Sequence[Loaded], out: Path, options: Options) -> None:
        _check_comparable(scenarios)
        baseline = scenarios[0].scenario.run
        self.scenarios = tuple(scenarios)
        self.out = out
        self.options = options
        self.seed = baseline.seed if options.seed is None else options.seed
        self.replications = options.replications or baseline.replications
        self.is_comparison = len(scenarios) > 1
        keys = [self._key(loaded) for loaded in scenarios]
        paths = [out / key.scenario if self.is_comparison else out for key in keys]
        self.parts = tuple(
            Arm(loaded, Folder(path, key, OUTPUTS))
            for loaded, path, key in zip(scenarios, paths, keys, strict=True)
        )
        self._claims = [part.folder for part in self.parts]
        if self.is_comparison:
            self._claims.insert(0, Folder(out, ComparisonKey(tuple(keys)), OUTPUTS))
        self._folders = {part.loaded.scenario.name: part.folder for part in self.parts}

    def _key(self, loaded: Loaded) -> RunKey:
        return RunKey(
            scenario=loaded.scenario.name,
            scenario_hash=loaded.scenario_hash,
            source_hash=source_hash(),
            numpy=metadata.version("numpy"),
            seed=self.seed,
            log=self.options.log,
            engine_family=FAMILY[self.options.engine],
        )

    @property
    def tasks(self) -> list[Task]:
        """Return every replication of every scenario."""
        return [
            Task(
                scenario=loaded.scenario,
                scenario_hash=loaded.scenario_hash,
                seed=self.seed,
                replication=replication,
                engine=self.options.engine,
                log=self.options.log,
                invariants=self.options.invariants,
            )
            for loaded in self.scenarios
            for replication in range(self.replications)
        ]

    def describe(self, finished: int) -> str:
        """Return a line on what is about to be run."""
        names = ", ".join(loaded.scenario.name for loaded in self.scenarios)
        choice = self.options.executor
        many = len(self.scenarios) > 1
        parts = [
            f"{names}: {self.replications} replications{' each' if many else ''}",
            f"seed {self.seed}",
            str(choice),
        ]
        if finished:
            parts.append(f"{finished} of {len(self.tasks)} are finished already")
        return ", ".join(parts)

    def left_aside(self) -> list[str]:
        """Say where a scenario states another seed or number of replications than is used."""
        lines = []
        for loaded in self.scenarios[1:]:
            run = loaded.scenario.run
            for word, used in (("seed", self.seed), ("replications", self.replications)):
                own = getattr(run, word)
                if own not in (used, getattr(self.scenarios[0].scenario.run, word)):
                    lines.append(
                        f"{loaded.scenario.name} says {word} {own}; {used} is used for all"
                    )
        return lines

    def finished(self) -> int:
        """Return how many of the replications are in the folder."""
        return sum(is_kept(task, self._folders) for task in self.tasks)

    def check_place(self) -> None:
        """See that replications can run where they are to, before anything is written.

        Raises
        ------
        InputError
            If they need more memory than there is.
        UnusableError
            If there is no such cluster, or it cannot be used.
        """
        options = self.options
        place = options.executor.place
        for workers, memory in rooms(options.executor):
            plans = [
                Plan(
                    loaded.scenario,
                    options.engine,
                    options.log,
                    at_a_time=min(workers, len(self.tasks)),
                    in_one_process=place != "processes",
                )
                for loaded in self.scenarios
            ]
            problems = [
                _problem(loaded, "run.days", plan.complaint(memory))
                for loaded, plan in zip(self.scenarios, plans, strict=True)
                if not plan.fits(memory)
            ]
            # Nothing is simulated where all is finished.
            if problems and (options.overwrite or self.finished() < len(self.tasks)):
                raise InputError(problems)

    def check_folder(self) -> None:
        """See that the results folder is free for this study, before anything is run.

        Raises
        ------
        OtherRunError
            If it holds another run that is not to be replaced.
        """
        if not self.options.overwrite:
            for folder in self._claims:
                folder.check()

    def execute(self, told: Callable[[Event], None] | None = None) -> Outcome:
        """Run what is missing and write the results.

        If a replication fails, the others are kept but no results are written: a mean over those
        that happened to succeed would not be what was asked for.

        Parameters
        ----------
        told : callable, optional
            Told of each replication as it finishes or fails, and of workers that died.

        Raises
        ------
        OtherRunError
            If the results folder holds another run.
        RunError
            If results cannot be written, or worker processes die again and again.
        """
        self.check_folder()
        with contextlib.ExitStack() as claims:
            for folder in self._claims:
                claims.enter_context(folder.claimed(overwrite=self.options.overwrite))
            failures = run_kept(self.tasks, self._folders, self.options.executor, told)
            return Outcome(tuple(failures)) if failures else Outcome(tables=self._assemble())

    def _assemble(self) -> Tables:
        setting = Setting(
            seed=self.seed,
            replications=self.replications,
            engine=self.options.engine,
            executor=self.options.executor,
            log=self.options.log,
            source_hash=source_hash(),
        )
        if self.is_comparison:
            return assemble_comparison(self.out, self.parts, setting)
        return assemble_run(self.parts[0], setting)


def _check_comparable(scenarios: Sequence[Loaded]) -> None:
    """See that each scenario has a name of its own and the same period as the baseline.

    Raises
    ------
    InputError
        With everything that stands in the way.
    """
    problems = []
    baseline = scenarios[0]
    names = {baseline.scenario.name}
    for other in scenarios[1:]:
        name = other.scenario.name
        if other.scenario_hash == baseline.scenario_hash:
            problems.append(_problem(other, "name", "is the baseline itself, expected another"))
        elif name in names:
            problems.append(_problem(other, "name", f"got {name!r} a second time, expected a "
                                     "name of its own for each scenario"))  # fmt: skip
        names.add(name)
        for word in SAME_IN_COMPARISONS:
            ours, theirs = getattr(baseline.scenario.run, word), getattr(other.scenario.run, word)
            if ours != theirs:
                message = f"got {theirs}, expected {ours} as in the baseline {baseline.files[-1]}"
                problems.append(_problem(other, f"run.{word}", message))
    problems += [
        _problem(loaded, "name", "is the name of a results file")
        for loaded in scenarios
        if len(scenarios) > 1 and loaded.scenario.name in OUTPUTS
    ]
    if problems:
        raise InputError(problems)


def _problem(loaded: Loaded, path: str, message: str) -> Problem:
    mark = loaded.position(tuple(path.split(".")))
    return Problem(mark.file, mark.line, mark.column, path, message)
