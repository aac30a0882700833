"""Reads the files of a results folder back, as tables.

Nothing large is imported before a table is asked for.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, problem
from sim.outputs.files import VERIFY_LISTS, fault_of
from sim.outputs.manifest_file import MANIFEST, NoManifestError, read_manifest

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema.scenario import Scenario

#: Columns of csv files that hold names.
TEXT = [
    "baseline", "scenario", "measure", "unit", "team", "hub", "grade",
    "district", "type", "window", "month", "better", "day", "protective_marking",
]  # fmt: skip
#: Files that hold tables or the scenario; those that hold every incident, deployment and event.
_ENDINGS = (".csv", ".parquet", ".json")
_LOGS = ("incidents", "deployments", "events")


class ResultTables:
    """The results of a run or a comparison, as tables.

    Columns are described in ``results/README.md``. Tables of a comparison hold the rows of all its
    scenarios, the baseline first. Each table is read when it is first asked for; results that were
    not written to a folder are in memory.

    Attributes
    ----------
    folder : pathlib.Path or None
        Where the results are; None if they are in memory.
    manifest : dict
        What was run: versions, hashes, seed, protective marking.

    Raises
    ------
    InputError
        If the folder holds no results.
    """

    folder: Path | None
    manifest: Mapping[str, Any]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._folder = folder
        self.manifest = _manifest_of(folder)

    @functools.cached_property
    def measures(self) -> pd.DataFrame:
        """Mean and interval of each measure over the replications."""
        return _read_csv(self._folder / "measures.csv")

    @functools.cached_property
    def replications(self) -> pd.DataFrame:
        """Each measure in each replication."""
        return _read_parquet(self._folder / "replications.parquet")

    @functools.cached_property
    def week(self) -> pd.DataFrame:
        """Demand, queue, response time and people rostered by hour of the week and hub."""
        return self._of_each("week_profile.csv", _read_csv)

    @functools.cached_property
    def response_times(self) -> pd.DataFrame:
        """Share of incidents that an officer reached within some minutes, by grade."""
        return self._of_each("response_times.csv", _read_csv)

    @functools.cached_property
    def comparison(self) -> pd.DataFrame | None:
        """Each scenario against the baseline; None if these are results of a single run."""
        return _read_csv(self._folder / "comparison.csv") if self._is_comparison else None

    @functools.cached_property
    def districts(self) -> pd.DataFrame:
        """Mean and interval of measures of incidents by district."""
        return _read_csv(self._folder / "districts.csv")

    @functools.cached_property
    def districts_comparison(self) -> pd.DataFrame | None:
        """Each scenario against the baseline by district; None for a single run."""
        return self._where_written("districts_comparison.csv")

    @functools.cached_property
    def types(self) -> pd.DataFrame:
        """Mean and interval of measures of incidents by type."""
        return _read_csv(self._folder / "types.csv")

    @functools.cached_property
    def types_comparison(self) -> pd.DataFrame | None:
        """Each scenario against the baseline by type of incident; None for a single run."""
        return self._where_written("types_comparison.csv")

    @functools.cached_property
    def windows(self) -> pd.DataFrame | None:
        """Mean and interval of measures of incidents by window; None without ``run.windows``."""
        return self._where_written("windows.csv")

    @functools.cached_property
    def windows_comparison(self) -> pd.DataFrame | None:
        """Each scenario against the baseline by window; None for a single run or no windows."""
        return self._where_written("windows_comparison.csv")

    @functools.cached_property
    def parts(self) -> dict[str, pd.DataFrame]:
        """Tables by district, type and window that there are, by the names of their files."""
        kinds = ("districts", "types", "windows")
        names = [f"{kind}{end}" for kind in kinds for end in ("", "_comparison")]
        return {
            name: getattr(self, name) for name in names if f"{name}.csv" in self.manifest["files"]
        }

    @functools.cached_property
    def months(self) -> pd.DataFrame | None:
        """Mean and interval of measures by calendar month; None without ``run.by_month``."""
        return self._where_written("months.csv")

    @functools.cached_property
    def months_comparison(self) -> pd.DataFrame | None:
        """Each scenario against the baseline by month; None for a single run or no months."""
        return self._where_written("months_comparison.csv")

    @functools.cached_property
    def incidents(self) -> pd.DataFrame | None:
        """Every incident; None if the run was without ``log``."""
        return self._log("incidents")

    @functools.cached_property
    def deployments(self) -> pd.DataFrame | None:
        """Every officer sent to an incident; None if the run was without ``log``."""
        return self._log("deployments")

    @functools.cached_property
    def events(self) -> pd.DataFrame | None:
        """Every event of the model; None if the run was without ``log``."""
        return self._log("events")

    @functools.cached_property
    def settings(self) -> tuple[Scenario, ...]:
        """Every field of each scenario as it was run, the baseline first."""
        from sim.outputs.scenario_copy import read_scenario

        return tuple(read_scenario(self._folder_of(name)) for name in self.scenarios)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, the baseline first."""
        others = self.manifest["compared_with"]
        return (self.manifest["scenario"], *(other["scenario"] for other in others))

    @property
    def _is_comparison(self) -> bool:
        return bool(self.manifest["compared_with"])

    def _folder_of(self, scenario: str) -> Path:
        return self._folder / scenario if self._is_comparison else self._folder

    def _where_written(self, file: str) -> pd.DataFrame | None:
        """Return a table that not every run has."""
        return _read_csv(self._folder / file) if file in self.manifest["files"] else None

    def _log(self, name: str) -> pd.DataFrame | None:
        if not self.manifest["log"]:
            return None
        return self._of_each(f"{name}.parquet", _read_parquet)

    def _of_each(self, file: str, read_table: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
        """Return a table that each scenario has by itself, those of all below each other."""
        import pandas as pd

        parts = []
        for name in self.scenarios:
            part = read_table(self._folder_of(name) / file)
            if "scenario" not in part:
                part.insert(0, "scenario", name)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

    def bring_into_memory(self) -> None:
        """Read every table, as the folder is about to be removed."""
        for name in dir(type(self)):
            if isinstance(getattr(type(self), name), functools.cached_property):
                getattr(self, name)
        self.folder = None

    def __repr__(self) -> str:
        where = "in memory" if self.folder is None else f"in {self.folder}"
        return f"<Results of {', '.join(self.scenarios)} {where}>"


def _manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a results folder.

    Raises
    ------
    InputError
        If there is none, or it is not the one that was written.
    """
    try:
        manifest = read_manifest(folder)
        if _is_whole(manifest):
            return manifest
        reason = "is damaged, or of another version of sixhubs"
    except NoManifestError as error:
        reason = str(error)
    said = f"holds no results: {MANIFEST} {reason}"
    raise InputError([problem(str(folder), said)]) from None


def _is_whole(manifest: Mapping[str, Any]) -> bool:
    """Tell whether a manifest has what every reader of results relies on."""
    kinds = {"scenario": str, "seed": int, "protective_marking": str, "compared_with": list,
             "files": dict, "log": bool}  # fmt: skip
    if not all(isinstance(manifest.get(name), kind) for name, kind in kinds.items()):
        return False
    others = manifest["compared_with"]
    return all(isinstance(one, dict) and isinstance(one.get("scenario"), str) for one in others)


def refuse_changed(folders: Iterable[Path]) -> None:
    """Refuse results of which a table, or the scenario, is not as it was written.

    Logs are not looked at: they are large, and no table is made from them.

    Raises
    ------
    InputError
        With each such file.
    """
    problems = []
    for folder in folders:
        for name, digest in sorted(_manifest_of(folder)["files"].items()):
            path = folder / name
            if path.parent != folder or path.suffix not in _ENDINGS or path.stem in _LOGS:
                continue
            if fault := fault_of(path, digest):
                problems.append(problem(str(path), fault))
    if problems:
        raise InputError(problems)


@contextlib.contextmanager
def _located(path: Path) -> Iterator[None]:
    """Turn what reading a file raises into a problem that names it."""
    try:
        yield
    except OSError as error:
        said = f"cannot be read: {error.strerror or 'it is not a table'}"
    except ValueError:  # those of Arrow are among them
        said = "is damaged"
    else:
        return
    raise InputError([problem(str(path), f"{said} {VERIFY_LISTS}")]) from None


def _read_csv(path: Path) -> pd.DataFrame:
    """Read names as text whatever they look like ("NA" and "1" too), and numbers exactly.

    Raises
    ------
    InputError
        If the file cannot be read, or holds anything else than the table that it should.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pc

    options = pc.ConvertOptions(
        column_types=dict.fromkeys(TEXT, pa.string()), null_values=[""], strings_can_be_null=False
    )
    # Opened here: a path with a colon in it would be taken for an address.
    with _located(path), path.open("rb") as file:
        frame: pd.DataFrame = pc.read_csv(file, convert_options=options).to_pandas()
        for name in frame.columns.difference(TEXT):
            if frame[name].dtype.kind not in "if":  # as where every cell is empty
                frame[name] = frame[name].to_numpy().astype(np.float64)
    return frame


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    # Opened here: a path with a colon in it would be taken for an address.
    with _located(path), path.open("rb") as file:
        frame: pd.DataFrame = pq.read_table(file).to_pandas()
    return frame
