"""From saved replications to the files of a results folder.

Everything is made from what the replications saved to disk, whether they ran now or earlier, in one
process or in many: that is why the same run always gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import RunError
from sim.outputs.datapackage import DATAPACKAGE, write_datapackage
from sim.outputs.files import open_plain, whole
from sim.outputs.manifest import MANIFEST, Simulated, hashes, highest_marking, manifest
from sim.outputs.manifest import write_manifest as write
from sim.outputs.scenario_copy import SCENARIO, write_scenario
from sim.runs.folder import Folder
from sim.runs.saved import LOGS, VALUES
from sim.scenario.load import Loaded

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile
    from sim.outputs.replications import Measured
    from sim.runs.replication import Result, Task
    from sim.scenario.schema.scenario import Scenario
    from sim.world.arrays import Floats

    Bytes = np.typing.NDArray[np.uint8]

MEASURES = "measures.csv"
REPLICATIONS = "replications.parquet"
WEEK = "week_profile.csv"
TIMES = "response_times.csv"
#: Tables by something else than hub and team, by what that is.
BROKEN_DOWN = {"district": "districts", "type": "types", "window": "windows", "month": "months"}
COMPARISON = "comparison.csv"
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


class Tables(NamedTuple):
    """What was written, for those who show it."""

    scenarios: tuple[Measured, ...]  #: replications.parquet
    summary: pd.DataFrame  #: measures.csv
    comparison: pd.DataFrame | None = None  #: comparison.csv
    windows: pd.DataFrame | None = None  #: windows.csv, where the scenario has windows
    windows_comparison: pd.DataFrame | None = None  #: windows_comparison.csv
    #: districts.csv, districts_comparison.csv, types.csv and types_comparison.csv, by name
    parts: Mapping[str, pd.DataFrame] = MappingProxyType({})


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
    return _assemble_run(arm, setting, write=write)[0]


def _assemble_run(arm: Arm, setting: Setting, *, write: bool) -> tuple[Tables, dict[str, Measured]]:
    """As `assemble_run`; return the tables, and the measures by district, type and window too."""
    from sim.outputs.measures.week import mean_week
    from sim.outputs.replications import measured, replication_rows
    from sim.outputs.tables import (
        response_table,
        summarise,
        week_table,
        write_csv,
        write_parquet,
    )

    scenario, path = arm.loaded.scenario, arm.folder.new_files
    marking = scenario.protective_marking
    rows, breakdowns, reached = [], [], []

    def weeks() -> Iterator[WeekProfile]:
        for values in _values(arm.folder, setting.replications):
            rows.append(values.measures)
            breakdowns.append(values.breakdowns)
            reached.append(values.reached_within)
            yield values.week

    week = mean_week(weeks())
    found = measured(scenario.name, setting.seed, enumerate(rows))
    summary = summarise([found])
    parts = _broken_down(scenario, setting.seed, breakdowns)
    shown = {BROKEN_DOWN[by]: summarise([part]) for by, part in parts.items()}
    tables = Tables((found,), summary, windows=shown.get("windows"), parts=shown)
    if not write:
        return tables, parts
    write_csv(path / MEASURES, summary, marking)
    write_parquet(path / REPLICATIONS, replication_rows([found]), marking)
    write_csv(path / WEEK, week_table(scenario, week), marking)
    write_csv(path / TIMES, response_table(scenario, reached), marking)
    write_scenario(path, scenario)
    names = [MEASURES, REPLICATIONS, WEEK, TIMES, SCENARIO]
    for part, table in shown.items():
        names.append(f"{part}.csv")
        write_csv(path / names[-1], table, marking)
    for log in LOGS if setting.log else ():
        logged = _logs(arm.folder, setting.replications, log)
        write_parquet(path / f"{log}.parquet", logged, marking)
        names.append(f"{log}.parquet")
    write_datapackage(path, names, marking)
    names.append(DATAPACKAGE)
    _write_manifest(arm.folder, [arm], setting, names)
    return tables, parts


def _broken_down(
    scenario: Scenario, seed: int, values: Sequence[Breakdowns]
) -> dict[str, Measured]:
    """Return the measures of a scenario by district, type and window, if it has any."""
    from sim.outputs.replications import broken_down

    return {
        by: broken_down(scenario, seed, by, columns)
        for by, columns in zip(BROKEN_DOWN, zip(*values, strict=True), strict=True)
        if columns[0].size
    }


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
    from sim.outputs.headlines import headlines_between
    from sim.outputs.replications import replication_rows
    from sim.outputs.tables import compare, summarise, write_csv, write_parquet

    marking = highest_marking(arm.loaded.scenario for arm in arms)
    path = folder.new_files
    runs = [_assemble_run(arm, setting, write=write) for arm in arms]
    scenarios = tuple(found for tables, _ in runs for found in tables.scenarios)
    summary = summarise(scenarios)
    baseline, *others = (arm.loaded.scenario for arm in arms)
    chosen = [headlines_between(baseline, other) for other in others]
    comparison = compare(scenarios[0], scenarios[1:], chosen)
    written = {MEASURES: summary, COMPARISON: comparison}
    for by in runs[0][1]:
        parts = [found[by] for _, found in runs]
        written[f"{BROKEN_DOWN[by]}.csv"] = summarise(parts)
        written[f"{BROKEN_DOWN[by]}_comparison.csv"] = compare(parts[0], parts[1:])
    tables = Tables(
        scenarios,
        summary,
        comparison,
        written.get("windows.csv"),
        written.get("windows_comparison.csv"),
        {name.removesuffix(".csv"): table for name, table in written.items()},
    )
    if write:
        write_parquet(path / REPLICATIONS, replication_rows(scenarios), marking)
        for name, table in written.items():
            write_csv(path / name, table, marking)
        names = [REPLICATIONS, *written]
        write_datapackage(path, names, marking)
        _write_manifest(folder, arms, setting, [*names, DATAPACKAGE])
    return tables


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
