"""From saved replications to the files of a results folder.

Everything is made from what the replications saved to disk, whether they ran now or earlier, in one
process or in many: that is why the same run always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.outputs.files import whole
from sim.outputs.manifest import MANIFEST, Simulated, hashes, highest_marking, manifest
from sim.outputs.manifest import write_manifest as write
from sim.runs.folder import Folder
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
#: What is saved of each replication, besides its logs.
VALUES = "values.npz"
LOGS = ("incidents", "deployments", "events")

#: Everything that a run or a comparison may write to its folder.
OUTPUTS = (
    MEASURES, REPLICATIONS, WEEK, COMPARISON, MANIFEST, *(f"{name}.parquet" for name in LOGS)
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


def assemble_run(arm: Arm, setting: Setting) -> Tables:
    """Write the files of one scenario from its saved replications.

    Raises
    ------
    RunError
        If a file cannot be written.
    """
    from sim.outputs.replications import measured, replication_rows
    from sim.outputs.tables import summarise, week_table, write_csv, write_parquet

    scenario, path = arm.loaded.scenario, arm.folder.path
    marking = scenario.protective_marking
    rows, weeks = zip(*_values(arm.folder, setting.replications), strict=True)
    found = measured(scenario.name, setting.seed, enumerate(rows))
    summary = summarise([found])
    write_csv(path / MEASURES, summary, marking)
    write_parquet(path / REPLICATIONS, replication_rows([found]), marking)
    write_csv(path / WEEK, week_table(scenario.name, weeks), marking)
    names = [MEASURES, REPLICATIONS, WEEK]
    for log in LOGS if setting.log else ():
        tables = _logs(arm.folder, setting.replications, log)
        write_parquet(path / f"{log}.parquet", tables, marking)
        names.append(f"{log}.parquet")
    _write_manifest(path, [arm], setting, names)
    return Tables((found,), summary)


def assemble_comparison(path: Path, arms: Sequence[Arm], setting: Setting) -> Tables:
    """Write the files of a comparison, those of each scenario in a folder of its own.

    Parameters
    ----------
    path : pathlib.Path
        Folder of the comparison.
    arms : sequence of Arm
        The baseline, then the others.
    setting : Setting
        How they were run.

    Raises
    ------
    RunError
        If a file cannot be written.
    """
    from sim.outputs.replications import replication_rows
    from sim.outputs.tables import compare, summarise, write_csv, write_parquet

    marking = highest_marking(arm.loaded.scenario for arm in arms)
    scenarios = tuple(found for arm in arms for found in assemble_run(arm, setting).scenarios)
    summary = summarise(scenarios)
    comparison = compare(scenarios[0], scenarios[1:])
    write_csv(path / MEASURES, summary, marking)
    write_parquet(path / REPLICATIONS, replication_rows(scenarios), marking)
    write_csv(path / COMPARISON, comparison, marking)
    _write_manifest(path, arms, setting, [MEASURES, REPLICATIONS, COMPARISON])
    return Tables(scenarios, summary, comparison)


def _write_manifest(
    path: Path, arms: Sequence[Arm], setting: Setting, names: Sequence[str]
) -> None:
    content = manifest(
        [Simulated(a.loaded.scenario, a.loaded.scenario_hash, a.loaded.overrides) for a in arms],
        seed=setting.seed,
        replications=setting.replications,
        engine=setting.engine,
        executor=setting.place,
        log=setting.log,
        source_hash=setting.source_hash,
        run_seconds=sum(_seconds(arm.folder, setting.replications) for arm in arms),
        files=hashes(path, names),
    )
    write(path, content)


def _seconds(folder: Folder, replications: int) -> float:
    """Return how long the replications took, one after another."""
    return sum(folder.seconds(number) for number in range(replications))


def _values(folder: Folder, replications: int) -> Iterator[tuple[MeasureRows, WeekProfile]]:
    """Yield what is saved of each replication: its measures, and the week."""
    import numpy as np

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.week import WeekProfile

    first: MeasureRows | None = None
    for number in range(replications):
        with np.load(folder.file_of(number, VALUES), allow_pickle=False) as saved:
            rows = MeasureRows(
                measure=tuple(saved["measure"].tolist()),
                team=tuple(saved["team"].tolist()),
                hub=tuple(saved["hub"].tolist()),
                grade=tuple(saved["grade"].tolist()),
                value=saved["value"],
            )
            week = WeekProfile(*(saved[hourly] for hourly in WeekProfile._fields))
        if first is None:
            first = rows
        if rows[:-1] == first[:-1]:
            # One copy of the names is enough for all.
            rows = first._replace(value=rows.value)
        yield rows, week


def _logs(folder: Folder, replications: int, name: str) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    for number in range(replications):
        # Opened here: a path with a colon in it would be taken for an address.
        with folder.file_of(number, f"{name}.parquet").open("rb") as file:
            yield pq.read_table(file)
