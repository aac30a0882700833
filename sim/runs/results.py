"""From saved replications to the files of a results folder.

Everything is made from what the replications saved to disk, whether they ran now or earlier, in one
process or in many: that is why the same run always gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import RunError
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
from sim.outputs.files import open_plain, whole
from sim.outputs.manifest import MANIFEST, Simulated, hashes, highest_marking, manifest
from sim.outputs.manifest import write_manifest as write
from sim.outputs.scenario_copy import SCENARIO, write_scenario
from sim.runs.folder import Folder
from sim.runs.saved import LOGS, VALUES

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile
    from sim.runs.replication import Result, Task
    from sim.scenario.load import Loaded
    from sim.world.arrays import Floats

    Bytes = np.typing.NDArray[np.uint8]

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


class _Values(NamedTuple):
    """What is saved of one replication."""

    measures: MeasureRows
    breakdowns: Breakdowns
    week: WeekProfile
    reached_within: Floats


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
    import numpy as np

    from sim.outputs.replications import CELL

    columns: dict[str, object] = {
        **{name: _joined(column) for name, column in zip(CELL, result.measures[:-1], strict=True)},
        "value": result.measures.value,
        **{_by(name): values for name, values in result.breakdowns._asdict().items()},
        **result.week._asdict(),
        "reached_within": result.reached_within,
    }
    number = task.replication
    files = [VALUES]
    # Not parquet: writing it makes pyarrow load pandas, which takes a worker longer than to start.
    with whole(folder.file_of(number, VALUES)) as draft, draft.open("wb") as file:
        np.savez_compressed(
            file,
            run_hash=folder.run_hash,
            replication=number,
            protective_marking=task.scenario.protective_marking,
            **columns,  # type: ignore[arg-type]
        )
    if result.log is not None:
        from sim.outputs.tables import write_parquet

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
    saved = _values(arm.folder, setting.replications)
    return run_of(arm.loaded.scenario, setting.seed, saved)


def _write_run(arm: Arm, setting: RunSetting, run: MeasuredRun, tables: Tables) -> None:
    """Write the files of one scenario to its folder."""
    from sim.outputs.replications import replication_rows
    from sim.outputs.tables import response_table, week_table, write_csv, write_parquet

    scenario, path = arm.loaded.scenario, arm.folder.new_files
    marking = scenario.protective_marking
    write_csv(path / MEASURES, tables.summary, marking)
    write_parquet(path / REPLICATIONS, replication_rows([run.found]), marking)
    write_csv(path / WEEK, week_table(scenario, run.week), marking)
    write_csv(path / TIMES, response_table(scenario, run.reached), marking)
    write_scenario(path, scenario)
    names = [MEASURES, REPLICATIONS, WEEK, TIMES, SCENARIO]
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
    from sim.outputs.tables import write_csv, write_parquet

    runs = [_run_of(arm, setting) for arm in arms]
    tables = tables_between(runs)
    if write:
        for arm, run in zip(arms, runs, strict=True):
            _write_run(arm, setting, run, tables_of(run))
        marking = highest_marking(arm.loaded.scenario for arm in arms)
        path = folder.new_files
        write_parquet(path / REPLICATIONS, replication_rows(tables.scenarios), marking)
        names = [REPLICATIONS, *(f"{name}.csv" for name in tables.parts)]
        for name, table in tables.parts.items():
            write_csv(path / f"{name}.csv", table, marking)
        write_datapackage(path, names, marking)
        _write_manifest(folder, arms, setting, [*names, DATAPACKAGE])
    return tables


def _write_manifest(
    folder: Folder, arms: Sequence[Arm], setting: RunSetting, names: Sequence[str]
) -> None:
    content = manifest(
        [Simulated(a.loaded.scenario, a.loaded.scenario_hash, a.loaded.overrides) for a in arms],
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


def _joined(words: Sequence[str]) -> Bytes:
    """Return words as one array, in which they are a tenth as long as in one of texts.

    Nothing that has a name in a scenario has a line break in it.
    """
    import numpy as np

    return np.frombuffer("\n".join(words).encode(), np.uint8)


def _parted(saved: Bytes) -> tuple[str, ...]:
    """Return the words that `_joined` put together."""
    return tuple(saved.tobytes().decode().split("\n"))


def _by(part: str) -> str:
    """Return the name under which the values by district, type or window are saved."""
    return f"by_{part}"


def _values(folder: Folder, replications: int) -> Iterator[_Values]:
    """Yield what is saved of each replication.

    Raises
    ------
    RunError
        If one cannot be read, or is of another run or number.
    """
    first: MeasureRows | None = None
    for number in range(replications):
        path = folder.file_of(number, VALUES)
        try:
            values = _read_values(path, folder.run_hash, number)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            reason = str(error) if isinstance(error, ValueError) else type(error).__name__
            raise RunError(
                f"{path} cannot be used ({reason}); remove it, and the same command runs the "
                "replication again"
            ) from error
        rows = values.measures
        if first is None:
            first = rows
        if rows[:-1] == first[:-1]:
            # One copy of the names is enough for all.
            rows = first._replace(value=rows.value)
        yield values._replace(measures=rows)


def _read_values(path: Path, run_hash: str, number: int) -> _Values:
    """Return what is saved of one replication.

    Raises
    ------
    ValueError
        If it is of another run or number.
    """
    import numpy as np

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile

    with open_plain(path) as file, np.load(file, allow_pickle=False) as saved:
        if (str(saved["run_hash"]), saved["replication"].tolist()) != (run_hash, number):
            raise ValueError("it is of another run or another replication")
        rows = MeasureRows(
            measure=_parted(saved["measure"]),
            team=_parted(saved["team"]),
            hub=_parted(saved["hub"]),
            grade=_parted(saved["grade"]),
            value=saved["value"],
        )
        return _Values(
            rows,
            Breakdowns(*(saved[_by(part)] for part in Breakdowns._fields)),
            WeekProfile(*(saved[hourly] for hourly in WeekProfile._fields)),
            saved["reached_within"],
        )


def _logs(folder: Folder, replications: int, name: str) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    for number in range(replications):
        # Opened here: a path with a colon in it would be taken for an address.
        with open_plain(folder.file_of(number, f"{name}.parquet")) as file:
            yield pq.read_table(file)
