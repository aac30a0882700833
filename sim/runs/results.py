"""From saved replications to the files of a results folder.

Everything is made from what the replications saved to disk, whether they ran now or earlier, in one
process or in many: that is why the same run always gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import RunError
from sim.outputs.files import open_plain, whole
from sim.outputs.manifest import MANIFEST, Simulated, hashes, highest_marking, manifest
from sim.outputs.manifest import write_manifest as write
from sim.outputs.scenario_copy import SCENARIO, write_scenario
from sim.runs.folder import Folder
from sim.runs.saved import LOGS, VALUES
from sim.scenario.load import Loaded

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.week import WeekProfile
    from sim.outputs.replications import Measured
    from sim.runs.replication import Result, Task

MEASURES = "measures.csv"
REPLICATIONS = "replications.parquet"
WEEK = "week_profile.csv"
COMPARISON = "comparison.csv"
#: Everything that a run or a comparison may write to its folder.
OUTPUTS = (
    MEASURES, REPLICATIONS, WEEK, COMPARISON, MANIFEST, SCENARIO,
    *(f"{name}.parquet" for name in LOGS),
)  # fmt: skip


class Tables(NamedTuple):
    """What was written, for those who show it."""

    scenarios: tuple[Measured, ...]  #: replications.parquet
    summary: pd.DataFrame  #: measures.csv
    comparison: pd.DataFrame | None = None  #: comparison.csv


class Arm(NamedTuple):
    """One scenario of a run or comparison, and where its replications are saved."""

    loaded: Loaded
    folder: Folder


class Setting(NamedTuple):
    """How replications were run: the same for all scenarios of a comparison."""

    seed: int
    replications: int
    engine: str
    place: str  #: where they ran, as `--executor` names it
    log: bool
    source_hash: str


def save_replication(folder: Folder, task: Task, result: Result) -> None:
    """Save a finished replication.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    import numpy as np

    columns: dict[str, object] = {**result.measures._asdict(), **result.week._asdict()}
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


def assemble_run(arm: Arm, setting: Setting, *, write: bool = True) -> Tables:
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
    from sim.outputs.replications import measured, replication_rows
    from sim.outputs.tables import summarise, week_table, write_csv, write_parquet

    scenario, path = arm.loaded.scenario, arm.folder.new_files
    marking = scenario.protective_marking
    rows, weeks = zip(*_values(arm.folder, setting.replications), strict=True)
    found = measured(scenario.name, setting.seed, enumerate(rows))
    summary = summarise([found])
    if not write:
        return Tables((found,), summary)
    write_csv(path / MEASURES, summary, marking)
    write_parquet(path / REPLICATIONS, replication_rows([found]), marking)
    write_csv(path / WEEK, week_table(scenario.name, weeks), marking)
    write_scenario(path, scenario)
    names = [MEASURES, REPLICATIONS, WEEK, SCENARIO]
    for log in LOGS if setting.log else ():
        tables = _logs(arm.folder, setting.replications, log)
        write_parquet(path / f"{log}.parquet", tables, marking)
        names.append(f"{log}.parquet")
    _write_manifest(arm.folder, [arm], setting, names)
    return Tables((found,), summary)


def assemble_comparison(
    folder: Folder, arms: Sequence[Arm], setting: Setting, *, write: bool = True
) -> Tables:
    """Make the tables of a comparison, those of each scenario in a folder of its own.

    Parameters
    ----------
    folder : Folder
        Folder of the comparison.
    arms : sequence of Arm
        The baseline, then the others.
    setting : Setting
        How they were run.
    write : bool
        Whether to write the files of all folders to their `new_files`.

    Raises
    ------
    RunError
        If a saved replication cannot be read, or a file cannot be written.
    """
    from sim.outputs.replications import replication_rows
    from sim.outputs.tables import compare, summarise, write_csv, write_parquet

    marking = highest_marking(arm.loaded.scenario for arm in arms)
    path = folder.new_files
    scenarios = tuple(
        found for arm in arms for found in assemble_run(arm, setting, write=write).scenarios
    )
    summary = summarise(scenarios)
    comparison = compare(scenarios[0], scenarios[1:])
    if not write:
        return Tables(scenarios, summary, comparison)
    write_csv(path / MEASURES, summary, marking)
    write_parquet(path / REPLICATIONS, replication_rows(scenarios), marking)
    write_csv(path / COMPARISON, comparison, marking)
    _write_manifest(folder, arms, setting, [MEASURES, REPLICATIONS, COMPARISON])
    return Tables(scenarios, summary, comparison)


def _write_manifest(
    folder: Folder, arms: Sequence[Arm], setting: Setting, names: Sequence[str]
) -> None:
    content = manifest(
        [Simulated(a.loaded.scenario, a.loaded.scenario_hash, a.loaded.overrides) for a in arms],
        seed=setting.seed,
        replications=setting.replications,
        engine=setting.engine,
        executor=setting.place,
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


def _values(folder: Folder, replications: int) -> Iterator[tuple[MeasureRows, WeekProfile]]:
    """Yield what is saved of each replication: its measures, and the week.

    Raises
    ------
    RunError
        If one cannot be read, or is of another run or number.
    """
    first: MeasureRows | None = None
    for number in range(replications):
        path = folder.file_of(number, VALUES)
        try:
            rows, week = _read_values(path, folder.run_hash, number)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            reason = str(error) if isinstance(error, ValueError) else type(error).__name__
            raise RunError(
                f"{path} cannot be used ({reason}); remove it, and the same command runs the "
                "replication again"
            ) from error
        if first is None:
            first = rows
        if rows[:-1] == first[:-1]:
            # One copy of the names is enough for all.
            rows = first._replace(value=rows.value)
        yield rows, week


def _read_values(path: Path, run_hash: str, number: int) -> tuple[MeasureRows, WeekProfile]:
    """Return what is saved of one replication.

    Raises
    ------
    ValueError
        If it is of another run or number.
    """
    import numpy as np

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.week import WeekProfile

    with open_plain(path) as file, np.load(file, allow_pickle=False) as saved:
        if (str(saved["run_hash"]), saved["replication"].tolist()) != (run_hash, number):
            raise ValueError("it is of another run or another replication")
        rows = MeasureRows(
            measure=tuple(saved["measure"].tolist()),
            team=tuple(saved["team"].tolist()),
            hub=tuple(saved["hub"].tolist()),
            grade=tuple(saved["grade"].tolist()),
            value=saved["value"],
        )
        return rows, WeekProfile(*(saved[hourly] for hourly in WeekProfile._fields))


def _logs(folder: Folder, replications: int, name: str) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    for number in range(replications):
        # Opened here: a path with a colon in it would be taken for an address.
        with open_plain(folder.file_of(number, f"{name}.parquet")) as file:
            yield pq.read_table(file)
