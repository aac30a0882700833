"""A run of one scenario or a comparison of several: planned, run, and written to its folder."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, Problem
from sim.outputs.assembling import Tables
from sim.outputs.manifest import about_program
from sim.runs.executors.executor import Executor
from sim.runs.executors.serial import Serial
from sim.runs.folder import Folder
from sim.runs.keys import ComparisonKey, RunKey, numpy_version, source_hash
from sim.runs.length import with_days
from sim.runs.memory_need import Plan
from sim.runs.replication import Engine, Task, beside_the_loop
from sim.runs.results import (
    OUTPUTS,
    Arm,
    RunSetting,
    assemble_comparison,
    assemble_run,
)
from sim.runs.resume import Event, Failure, is_saved, run_missing
from sim.scenario.load import Loaded, content_hash
from sim.scenario.schema.limits import DAYS_LIMIT, REPLICATIONS_LIMIT, SEED_LIMIT
from sim.scenario.schema.windows import Window
from sim.wording import counted

if TYPE_CHECKING:
    from sim.engine.on_simpy.own_policies import OwnPolicies

#: Engines that give the same results, event for event, share a family: one can continue a run of
#: the other. Not where engines are compared: replications of a single engine were not compared.
FAMILY: dict[Engine, str] = {"simpy": "exact", "compiled": "exact", "both": "compared"}
#: What tables need that takes a while to import.
WRITING = ("pandas", "pyarrow.parquet", "sim.outputs.tables")
#: What must be equal for replications to be paired.
SAME_IN_COMPARISONS = ("start", "days", "warm_up_days", "time_grid_min")


@dataclass(frozen=True)
class Options:
    """How to run. None means: as the scenario (in a comparison, the baseline) says.

    Raises
    ------
    ValueError
        If a number is out of range, or there is no such engine.
    """

    replications: int | None = None
    seed: int | None = None
    engine: Engine = "compiled"
    executor: Executor = field(default=Serial())
    log: bool = False
    invariants: bool = False
    overwrite: bool = False
    days: int | None = None  #: days that are measured; see `sim.runs.length`
    #: Decisions that functions of an analyst take, by scenario; nothing tells their results from
    #: those of other functions, so that the folder must not be kept.
    policies: Mapping[str, OwnPolicies] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.replications is not None and not 1 <= self.replications <= REPLICATIONS_LIMIT:
            raise ValueError(
                f"got {self.replications} replications, expected 1 to {REPLICATIONS_LIMIT:,}"
            )
        if self.days is not None and not 1 <= self.days <= DAYS_LIMIT:
            raise ValueError(f"got {self.days} days, expected 1 to {DAYS_LIMIT:,}")
        if self.seed is not None and not 0 <= self.seed <= SEED_LIMIT:
            raise ValueError(f"got the seed {self.seed}, expected 0 to {SEED_LIMIT}")
        if self.engine not in FAMILY:
            raise ValueError(f"got the engine {self.engine!r}, expected {', '.join(FAMILY)}")


@dataclass(frozen=True)
class StudyResult:
    """The tables of a study, or the replications that failed."""

    failures: tuple[Failure, ...] = ()
    tables: Tables | None = None
    is_new: bool = True  #: False if the results were there already, and nothing was written


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
        If the scenarios cannot be compared, or not be simulated for as many days.
    """

    def __init__(self, scenarios: Sequence[Loaded], out: Path, options: Options) -> None:
        self._as_read = tuple(scenarios)
        scenarios = with_days(_measured_alike(scenarios), options.days)
        check_comparable(scenarios)
        baseline = scenarios[0].scenario.run
        self.scenarios = tuple(scenarios)
        self.out = out
        self.options = options
        self.seed = baseline.seed if options.seed is None else options.seed
        self.replications = options.replications or baseline.replications
        self.is_comparison = len(scenarios) > 1
        keys = [self._key(loaded) for loaded in scenarios]
        paths = [out / key.scenario if self.is_comparison else out for key in keys]
        self.arms = tuple(
            Arm(loaded, Folder(path, key, OUTPUTS, self.replications))
            for loaded, path, key in zip(scenarios, paths, keys, strict=True)
        )
        self._claims = [arm.folder for arm in self.arms]
        if self.is_comparison:
            whole = Folder(out, ComparisonKey(tuple(keys)), OUTPUTS, self.replications)
            self._claims.insert(0, whole)
        self._about = functools.cache(about_program)
        self._folders = {arm.loaded.scenario.name: arm.folder for arm in self.arms}

    def _key(self, loaded: Loaded) -> RunKey:
        # A replication is the same whether the file or the command line asks for it.
        run = loaded.scenario.run.model_copy(update={"replications": 1, "seed": 0})
        return RunKey(
            scenario=loaded.scenario.name,
            scenario_hash=content_hash(loaded.scenario.model_copy(update={"run": run})),
            source_hash=source_hash(),
            numpy=numpy_version(),
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
                policies=self.options.policies.get(loaded.scenario.name, ()),
            )
            for loaded in self.scenarios
            for replication in range(self.replications)
        ]

    def describe(self, saved: int) -> str:
        """Return a line on what is about to be run."""
        names = ", ".join(loaded.scenario.name for loaded in self.scenarios)
        many = len(self.scenarios) > 1
        parts = [
            f"{names}: {counted(self.replications, 'replication')}{' each' if many else ''}",
            f"seed {self.seed}",
            str(self.options.executor),
        ]
        if saved:
            parts.append(f"{saved} of {len(self.tasks)} are finished already")
        return ", ".join(parts)

    def without_effect(self) -> list[Problem]:
        """Return what changes nothing as it has no day among those that are measured."""
        days = self.scenarios[0].scenario.run.days
        return sorted({one for loaded in self._as_read for one in loaded.without_effect_in(days)})

    def ignored_settings(self) -> list[str]:
        """Say where a scenario states another seed or number of replications than is used."""
        lines = []
        days, own_days = (some[0].scenario.run.days for some in (self.scenarios, self._as_read))
        if self.options.days is None and days != own_days:
            why = "as a scenario asks for them (run.days)"
            if days == self.scenarios[0].scenario.run.days_in_comparisons:
                why = "as prevention changes demand and takes months to show "
                why += "(run.days_in_comparisons)"
            lines.append(
                f"{counted(days, 'day')} {'is' if days == 1 else 'are'} measured, not "
                f"{own_days}, {why}; --days {own_days} measures those alone"
            )
        for loaded in self.scenarios[1:]:
            run = loaded.scenario.run
            for word, used in (("seed", self.seed), ("replications", self.replications)):
                own = getattr(run, word)
                if own not in (used, getattr(self.scenarios[0].scenario.run, word)):
                    lines.append(
                        f"{loaded.scenario.name} says {word} {own}; {used} is used for all"
                    )
        return lines

    def saved_count(self) -> int:
        """Return how many of the replications are saved in the folder."""
        return sum(is_saved(task, self._folders) for task in self.tasks)

    def check_executor(self) -> None:
        """Check that replications can run with the chosen executor, before anything is written.

        Raises
        ------
        InputError
            If they need more memory than there is.
        UnusableError
            If there is no such cluster, or it cannot be used.
        """
        options = self.options
        for pool in options.executor.memory():
            plans = [
                Plan(
                    loaded.scenario,
                    options.engine,
                    options.log,
                    at_a_time=min(pool.at_a_time, len(self.tasks)),
                    in_one_process=pool.in_one_process,
                )
                for loaded in self.scenarios
            ]
            problems = [
                loaded.problem_at(("run", "days"), plan.complaint(pool.size))
                for loaded, plan in zip(self.scenarios, plans, strict=True)
                if not plan.fits(pool.size)
            ]
            # Nothing is simulated where all replications are saved.
            if problems and (options.overwrite or self.saved_count() < len(self.tasks)):
                raise InputError(problems)

    def check_folder(self) -> None:
        """Check that the results folder is free for this study, before anything is run.

        Raises
        ------
        OtherRunError
            If it holds another run that is not to be replaced, or files of somebody else.
        """
        for folder in self._claims:
            folder.check(overwrite=self.options.overwrite)

    def is_finished(self) -> bool:
        """Tell whether all results are there, so that there is nothing to run or write."""
        return (
            not self.options.overwrite
            and all(folder.is_finished() for folder in self._claims)
            and self.saved_count() == len(self.tasks)
        )

    def execute(self, notify: Callable[[Event], None] | None = None) -> StudyResult:
        """Run what is missing and write the results.

        If a replication fails, the others are saved but no tables are written: a mean over those
        that happened to succeed would not be what was asked for. The results that were in the
        folder before stay until the new ones are whole.

        Parameters
        ----------
        notify : callable, optional
            Called for each replication that finishes or fails, and for workers that die.

        Raises
        ------
        OtherRunError
            If the results folder holds another run, or files of somebody else.
        RunError
            If results cannot be written, or worker processes die again and again.
        """
        self.check_folder()
        if self.is_finished():
            return StudyResult(tables=self._assemble(write=False), is_new=False)
        with contextlib.ExitStack() as claims:
            for folder in self._claims:
                claims.enter_context(folder.claimed(overwrite=self.options.overwrite))
            self._get_ready_to_write()
            failures = run_missing(self.tasks, self._folders, self.options.executor, notify)
            if failures:
                return StudyResult(tuple(failures))
            with contextlib.ExitStack() as replacing:
                for folder in self._claims:
                    replacing.enter_context(folder.being_replaced())
                tables = self._assemble(write=True)
            return StudyResult(tables=tables)

    def _get_ready_to_write(self) -> None:
        """Do what writing needs while workers start and run, or the compiled loop runs here."""

        def get_ready() -> None:
            # What fails here is done again where it is needed, and reported there.
            with contextlib.suppress(Exception):
                for name in WRITING:
                    import_module(name)
                self._about()

        if isinstance(self.options.executor, Serial):
            beside_the_loop(get_ready)
        else:
            threading.Thread(target=get_ready, daemon=True).start()

    def _assemble(self, *, write: bool) -> Tables:
        setting = RunSetting(
            seed=self.seed,
            replications=self.replications,
            engine=self.options.engine,
            executor=str(self.options.executor),
            log=self.options.log,
            source_hash=source_hash(),
            about=self._about,
        )
        if self.is_comparison:
            return assemble_comparison(self._claims[0], self.arms, setting, write=write)
        return assemble_run(self.arms[0], setting, write=write)


def check_comparable(scenarios: Sequence[Loaded]) -> None:
    """Check that each scenario has a name of its own and the same period as the baseline.

    Raises
    ------
    InputError
        With everything that is in the way.
    """
    problems = []
    baseline = scenarios[0]
    names = {baseline.scenario.name}
    for other in scenarios[1:]:
        name = other.scenario.name
        if other.scenario_hash == baseline.scenario_hash:
            problems.append(other.problem_at(("name",), "is the baseline itself, expected "
                                     "another scenario"))  # fmt: skip
        elif name in names:
            problems.append(other.problem_at(("name",), f"got {name!r} a second time, expected a "
                                     "name of its own for each scenario"))  # fmt: skip
        names.add(name)
        for word in SAME_IN_COMPARISONS:
            ours, theirs = getattr(baseline.scenario.run, word), getattr(other.scenario.run, word)
            if ours != theirs:
                message = f"got {theirs}, expected {ours} as in the baseline {baseline.files[-1]}"
                problems.append(other.problem_at(("run", word), message))
    problems += [
        loaded.problem_at(("name",), "is the name of a results file")
        for loaded in scenarios
        if len(scenarios) > 1 and loaded.scenario.name in OUTPUTS
    ]
    if problems:
        raise InputError(problems)


def _measured_alike(scenarios: Sequence[Loaded]) -> list[Loaded]:
    """Return the scenarios, each measured in the windows of all, and by month if any is.

    Raises
    ------
    InputError
        If two scenarios have different windows of one name.
    """
    windows: dict[str, Window] = {}
    problems = []
    for loaded in scenarios:
        for name, window in loaded.scenario.run.windows.items():
            if windows.setdefault(name, window) != window:
                message = "is another window in a scenario before it, expected the same days "
                message += "and hours, or another name"
                problems.append(loaded.problem_at(("run", "windows", name), message))
    if problems:
        raise InputError(problems)
    by_month = any(loaded.scenario.run.by_month for loaded in scenarios)
    shown = {"windows": dict(sorted(windows.items())), "by_month": by_month}
    return [_measured(loaded, shown) for loaded in scenarios]


def _measured(loaded: Loaded, shown: Mapping[str, object]) -> Loaded:
    """Return a scenario with this said of what is measured; nothing in it happens otherwise."""
    run = loaded.scenario.run.model_copy(update=shown)
    if run == loaded.scenario.run:
        return loaded
    scenario = loaded.scenario.model_copy(update={"run": run})
    return replace(loaded, scenario=scenario, scenario_hash=content_hash(scenario))
