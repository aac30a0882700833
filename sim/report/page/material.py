"""What the page and the workbook are made from: the files of a results folder, read once.

Everything comes from the files, whether the run has just ended or was years ago, so that the same
folder gives the same page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.clock import DAYS_PER_WEEK
from sim.errors import InputError, problem
from sim.outputs.files import fault_of
from sim.outputs.manifest_file import MANIFEST, NoManifestError, read_manifest
from sim.outputs.reading import ResultTables
from sim.outputs.rows import Row, by_part, by_scenario
from sim.outputs.scenario_copy import AGAIN, SCENARIO, read_scenario
from sim.outputs.statistics import Cell
from sim.report.comparison.build import comparison_of_rows
from sim.report.comparison.parts import Comparison
from sim.report.terminal.notes import notes
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

#: Files without which there is nothing to show, of a run and of a comparison.
_OF_RUN = ("measures.csv", "districts.csv", "week_profile.csv", "response_times.csv", SCENARIO)
_OF_COMPARISON = ("measures.csv", "comparison.csv", "districts_comparison.csv")
_NOT_NAMED = f"is not among the files of its manifest: another version wrote it; {AGAIN}"


@dataclass(frozen=True)
class Material:
    """A result, as it is read for what people look at.

    Attributes
    ----------
    folder : str
        Name of the results folder.
    manifest : mapping
        What was run.
    baseline : Scenario
        The scenario that was run, or with which the others are compared.
    others : tuple of Scenario
        The scenarios compared with it; empty for a single run.
    means : mapping
        Rows of ``measures.csv`` by scenario and cell.
    changes : mapping
        Rows of ``comparison.csv`` by scenario and cell; empty for a single run.
    compared : Comparison or None
        What a terminal shows of a comparison; None for a single run.
    notes : tuple of str
        What a reader has to know.
    districts : mapping
        Rows of ``districts.csv`` by scenario, district and cell.
    district_changes : mapping
        As `districts`, from ``districts_comparison.csv``.
    week : mapping
        ``week_profile.csv`` of each scenario, by its name.
    reached : mapping
        ``response_times.csv`` of each scenario, by its name.
    """

    folder: str
    manifest: Mapping[str, Any]
    baseline: Scenario
    others: tuple[Scenario, ...]
    means: Mapping[str, Mapping[Cell, Row]]
    changes: Mapping[str, Mapping[Cell, Row]]
    compared: Comparison | None
    notes: tuple[str, ...]
    districts: Mapping[tuple[str, str], Mapping[Cell, Row]]
    district_changes: Mapping[tuple[str, str], Mapping[Cell, Row]]
    week: Mapping[str, pd.DataFrame]
    reached: Mapping[str, pd.DataFrame]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The baseline, then the others."""
        return self.baseline, *self.others

    @property
    def marking(self) -> str:
        """Protective marking of the whole result."""
        return str(self.manifest["protective_marking"])

    def is_anywhere(self, cell: Cell) -> bool:
        """Whether a measure is other than 0 in the mean of some scenario."""
        means = [rows[cell]["mean"] for rows in self.means.values() if cell in rows]
        changes = [rows[cell]["difference"] for rows in self.changes.values() if cell in rows]
        return any(value and not math.isnan(value) for value in (*means, *changes))

    @property
    def weeks(self) -> float:
        """Weeks that were measured."""
        return self.baseline.run.days / DAYS_PER_WEEK


class PageTables(NamedTuple):
    """The tables of a result."""

    measures: pd.DataFrame
    comparison: pd.DataFrame | None  #: None for a single run
    parts: Mapping[str, pd.DataFrame]  #: see `sim.outputs.assembling.Tables.parts`
    week: pd.DataFrame  #: ``week_profile.csv`` of all scenarios, with their names
    reached: pd.DataFrame  #: ``response_times.csv`` of all scenarios, with their names


def read_material(folder: Path) -> Material:
    """Read the files of a finished run or comparison.

    Raises
    ------
    InputError
        If there are none, one is missing, or has been changed since it was written, or is of a
        version whose files this one cannot read; each with its file.
    """
    found = ResultTables(folder)
    try:
        names = found.scenarios
        _check_manifest(found.manifest)
        _check_files(folder, names)
        return _read(folder, found, names)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"the results are damaged, or of another version of sixhubs; {AGAIN}"
        raise InputError([problem(str(folder), said)]) from error


def _read(folder: Path, found: ResultTables, names: tuple[str, ...]) -> Material:
    folders = [folder / name for name in names] if len(names) > 1 else [folder]
    parts = {"districts": found.districts}
    if found.districts_comparison is not None:
        parts["districts_comparison"] = found.districts_comparison
    return material_of(
        [read_scenario(each) for each in folders],
        PageTables(found.measures, found.comparison, parts, found.week, found.response_times),
        found.manifest,
        folder=folder.resolve().name,
    )


def material_of(
    scenarios: Sequence[Scenario],
    frames: PageTables,
    manifest: Mapping[str, Any],
    *,
    folder: str = "",
    is_brief: bool = False,
) -> Material:
    """Return what the page is made from, of tables that are in memory.

    Parameters
    ----------
    scenarios : sequence of Scenario
        One that was run, or a baseline and those compared with it.
    frames : PageTables
        Their tables.
    manifest : mapping
        What was run; at least its seed, and what the parts that are wanted ask for.
    folder : str
        Name of the results folder, if there is one.
    is_brief : bool
        Whether the answer and the headlines are all that is wanted.
    """
    baseline, *others = scenarios
    means, comparison = by_scenario(frames.measures), frames.comparison
    changes = {} if comparison is None else by_scenario(comparison)
    compared = None
    if others:
        seed = int(manifest["seed"])
        compared = comparison_of_rows(
            scenarios, means, changes, seed=seed, parts=frames.parts, is_brief=is_brief
        )
    found = compared.notes if compared else () if is_brief else tuple(notes(scenarios, means))
    return Material(
        folder=folder,
        manifest=manifest,
        baseline=baseline,
        others=tuple(others),
        means=means,
        changes=changes,
        compared=compared,
        notes=found,
        districts=by_part(frames.parts.get("districts"), "district"),
        district_changes=by_part(frames.parts.get("districts_comparison"), "district"),
        week=_by_name(frames.week, scenarios),
        reached=_by_name(frames.reached, scenarios),
    )


def _by_name(frame: pd.DataFrame, scenarios: Sequence[Scenario]) -> dict[str, pd.DataFrame]:
    return {one.name: frame[frame["scenario"] == one.name] for one in scenarios}


def _check_manifest(manifest: Mapping[str, Any]) -> None:
    """Check that a manifest has everything that the page shows of it.

    Raises
    ------
    KeyError, TypeError
        If it has not.
    """
    known: list[Mapping[str, Any]] = [manifest, *manifest["compared_with"]]
    shown = [manifest["version"], *(one["scenario_hash"] for one in known)]
    shares = [share for one in known for share in dict(one["demand_by_basis"]).values()]
    sound = isinstance(manifest["replications"], int) and all(
        isinstance(value, kind)
        for values, kind in ((shown, str), (shares, (int, float)))
        for value in values
    )
    if not sound:
        raise TypeError


def _check_files(folder: Path, names: tuple[str, ...]) -> None:
    """Check that every file that is needed is there, and as it was written.

    Raises
    ------
    InputError
        With each file that is not.
    """
    problems = []
    is_comparison = len(names) > 1
    needed = [(folder, _OF_COMPARISON if is_comparison else _OF_RUN)]
    needed += [(folder / name, _OF_RUN) for name in names if is_comparison]
    for place, files in needed:
        if Path(place.name).name != place.name or not place.is_dir():
            problems.append(problem(str(place), "is missing"))
            continue
        try:
            stated = read_manifest(place)["files"]
        except NoManifestError as error:
            problems.append(problem(str(place / MANIFEST), str(error)))
            continue
        for name in files:
            fault = fault_of(place / name, stated[name]) if name in stated else _NOT_NAMED
            if fault:
                problems.append(problem(str(place / name), fault))
    if problems:
        raise InputError(problems)
