"""From saved replications to the files of a results folder.

Everything is made from what the replications saved to disk, whether they ran now or earlier, in one
process or in many: that is why the same run always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.outputs.assembling import (
    BROKEN_DOWN,
    COMPARISON,
    MEASURES,
    MeasuredRun,
    Tables,
    run_of,
    tables_between,
    tables_of,
)
from sim.outputs.datapackage import DATAPACKAGE, write_datapackage
from sim.outputs.files import open_plain
from sim.outputs.manifest import Simulated, hashes, highest_marking, manifest
from sim.outputs.manifest_file import MANIFEST
from sim.outputs.manifest_file import write_manifest as write
from sim.outputs.scenario_copy import SCENARIO, write_scenario
from sim.runs.folder import Folder
from sim.runs.saved import LOGS, VALUES
from sim.runs.saved_values import read_values, write_values

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.runs.replication import Result, Task
    from sim.scenario.load import Loaded

REPLICATIONS = "replications.parquet"
WEEK = "week_profile.csv"
TIMES = "response_times.csv"
#: What people look at, made from the others and added to them (`sim.runs.additions`).
PAGE = "report.html"
WORKBOOK = "results.xlsx"
#: Everything that a run or a comparison may write to its folder.
OUTPUTS = (
    MEASURES, REPLICATIONS, WEEK, TIMES, COMPARISON, MANIFEST, SCENARIO, DATAPACKAGE, PAGE,
    WORKBOOK,
    *(f"{name}{end}.csv" for name in BROKEN_DOWN.values() for end in ("", "_comparison")),
    *(f"{name}.parquet" for name in LOGS),
)  # fmt: skip


class Arm(NamedTuple):
    """One scenario of a run or comparison, and where its replications are saved."""

    loaded: Loaded
    folder: Folder


class RunSetting(NamedTuple):
    """How replications were run: the same for all scenarios of a comparison."""

    seed: int
    replications: int
    engine: str
    executor: str  #: where they ran, as `--executor` names it
    log: bool
    source_hash: str
    about: Callable[[], Mapping[str, Any]]  #: returns what is said of the program


def save_replication(folder: Folder, task: Task, result: Result) -> None:
    """Save a finished replication.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    number = task.replication
    files = [VALUES]
    write_values(folder, task, result)
    if result.log is not None:
        from sim.outputs.table_files import write_parquet

        for name, table in result.log._asdict().items():
            files.append(f"{name}.parquet")
            path = folder.file_of(number, files[-1])
            write_parquet(path, table, task.scenario.protective_marking)
    folder.record(
        number, files, seconds=result.seconds, events=result.events, checked=task.invariants
    )


def assemble_run(arm: Arm, setting: RunSetting, *, write: bool = True) -> Tables:
    """Make the tables of one scenario from its saved replications.

    Parameters
    ----------
    write : bool
        Whether to write the files of a run to the folder's `new_files`.

    Raises
    ------
    RunError
        If a saved replication cannot be read, or a file cannot be written.
    """
    run = _run_of(arm, setting)
    tables = tables_of(run)
    if write:
        _write_run(arm, setting, run, tables)
    return tables


def _run_of(arm: Arm, setting: RunSetting) -> MeasuredRun:
    saved = read_values(arm.folder, setting.replications)
    return run_of(arm.loaded.scenario, setting.seed, saved)


def _write_run(arm: Arm, setting: RunSetting, run: MeasuredRun, tables: Tables) -> None:
    """Write the files of one scenario to its folder."""
    from sim.outputs.replications import replication_rows
    from sim.outputs.table_files import parquet_beside, write_csv, write_parquet
    from sim.outputs.tables import response_table, week_table

    scenario, path = arm.loaded.scenario, arm.folder.new_files
    marking = scenario.protective_marking
    names = [MEASURES, REPLICATIONS, WEEK, TIMES, SCENARIO]
    with parquet_beside(path / REPLICATIONS, replication_rows([run.found]), marking):
        write_csv(path / MEASURES, tables.summary, marking)
        write_csv(path / WEEK, week_table(scenario, run.week), marking)
        write_csv(path / TIMES, response_table(scenario, run.reached), marking)
        write_scenario(path, scenario)
        for part, table in tables.parts.items():
            names.append(f"{part}.csv")
            write_csv(path / names[-1], table, marking)
    for log in LOGS if setting.log else ():
        logged = _logs(arm.folder, setting.replications, log)
        write_parquet(path / f"{log}.parquet", logged, marking)
        names.append(f"{log}.parquet")
    write_datapackage(path, names, marking)
    names.append(DATAPACKAGE)
    _write_manifest(arm.folder, [arm], setting, names)


def assemble_comparison(
    folder: Folder, arms: Sequence[Arm], setting: RunSetting, *, write: bool = True
) -> Tables:
    """Make the tables of a comparison, those of each scenario in a folder of its own.

    Parameters
    ----------
    folder : Folder
        Folder of the comparison.
    arms : sequence of Arm
        The baseline, then the others.
    setting : RunSetting
        How they were run.
    write : bool
        Whether to write the files of all folders to their `new_files`.

    Raises
    ------
    RunError
        If a saved replication cannot be read, or a file cannot be written.
    """
    from sim.outputs.replications import replication_rows
    from sim.outputs.table_files import parquet_beside, write_csv

    runs = [_run_of(arm, setting) for arm in arms]
    single = [tables_of(run) for run in runs]
    tables = tables_between(runs, single)
    if write:
        marking = highest_marking(arm.loaded.scenario for arm in arms)
        path, rows = folder.new_files, replication_rows(tables.scenarios)
        with parquet_beside(path / REPLICATIONS, rows, marking):
            for arm, run, own in zip(arms, runs, single, strict=True):
                _write_run(arm, setting, run, own)
            for name, table in tables.parts.items():
                write_csv(path / f"{name}.csv", table, marking)
        names = [REPLICATIONS, *(f"{name}.csv" for name in tables.parts)]
        write_datapackage(path, names, marking)
        _write_manifest(folder, arms, setting, [*names, DATAPACKAGE])
    return tables


def _simulated(loaded: Loaded) -> Simulated:
    return Simulated(loaded.scenario, loaded.scenario_hash, loaded.overrides, loaded.additions)


def _write_manifest(
    folder: Folder, arms: Sequence[Arm], setting: RunSetting, names: Sequence[str]
) -> None:
    content = manifest(
        [_simulated(arm.loaded) for arm in arms],
        about=setting.about(),
        seed=setting.seed,
        replications=setting.replications,
        engine=setting.engine,
        executor=setting.executor,
        log=setting.log,
        source_hash=setting.source_hash,
        run_hash=folder.run_hash,
        run_seconds=sum(_seconds(arm.folder, setting.replications) for arm in arms),
        files=hashes(folder.new_files, names),
    )
    write(folder.new_files, content)


def _seconds(folder: Folder, replications: int) -> float:
    """Return how long the replications took, one after another."""
    return sum(folder.seconds(number) for number in range(replications))


def _logs(folder: Folder, replications: int, name: str) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    for number in range(replications):
        # Opened here: a path with a colon in it would be taken for an address.
        with open_plain(folder.file_of(number, f"{name}.parquet")) as file:
            yield pq.read_table(file)
