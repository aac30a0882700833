"""What somebody wants to see beside the usual: rows by hub, district, type or team; measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

#: What is shown of a place if no measure is named, and of a team.
OF_PLACES = ("response_time_mean_min", "within_target_share")
_OF_TEAMS = ("utilisation_share", "on_duty_mean", "overtime_hours")


class Asked(NamedTuple):
    """What somebody wants to see beside the usual."""

    by: str = ""  #: hub, district, type or team; empty for none
    measures: tuple[str, ...] = ()  #: names of measures


def urgent(scenario: Scenario) -> list[str]:
    """Return the two most urgent grades that officers attend."""
    return [str(grade) for grade in grades_of_officers(scenario)[:2]]


def name_of(scenario: Scenario, by: str, part: str) -> str:
    """Return what people call a district or a type."""
    known = scenario.incident_types.get(part) if by == "type" else None
    return known.label or part if known else part


def cells_of_parts(
    table: pd.DataFrame | None, names: Sequence[str], grades: Sequence[str]
) -> list[Cell]:
    """Return the cells that are shown of the districts or types: of a district, without its hub."""
    if table is None:
        return []
    there = table[table["measure"].isin(names or OF_PLACES)]
    if "district" in there:
        there = there.assign(hub=ALL)
    cells = [
        Cell(*row) for row in there[list(Cell._fields)].drop_duplicates().itertuples(index=False)
    ]
    if names:
        return cells
    usual = [cell for cell in cells if cell.grade in grades]
    return sorted(usual, key=lambda cell: (cell.grade, OF_PLACES.index(cell.measure)))


def is_asked(cell: Cell, asked: Asked, grades: Sequence[str]) -> bool:
    """Whether a cell belongs into a table that was asked for."""
    if asked.by == "hub":
        usual = cell.measure in OF_PLACES and cell.grade in grades
        return cell.hub != ALL and (cell.measure in asked.measures if asked.measures else usual)
    if asked.by == "team":
        usual = cell.measure in _OF_TEAMS
        wanted = cell.measure in asked.measures if asked.measures else usual
        return cell.team != ALL and cell.hub == ALL and wanted
    return cell.hub == ALL and cell.measure in asked.measures
