"""What figures are made of: rows of the tables of results, looked up and never worked out again."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.outputs.measures.registry import ALL
from sim.outputs.reading import ResultTables
from sim.suggestions import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from sim.outputs.statistics import Cell
    from sim.report.comparison.parts import ComparedMeasure, Comparison
    from sim.report.figures.scenarios import Means
    from sim.scenario.schema.scenario import Scenario


class FigureTables:
    """The tables of results, as figures look things up in them."""

    def __init__(self, results: ResultTables) -> None:
        self.results = results

    @functools.cached_property
    def compared(self) -> Comparison:
        """The comparison as a terminal shows it.

        Raises
        ------
        ValueError
            If these are results of a single run.
        """
        from sim.report.comparison.build import comparison_of

        found = self.results
        if found.comparison is None:
            raise ValueError("these are results of a single run, expected those of a comparison")
        seed = int(found.manifest["seed"])
        return comparison_of(
            found.settings, found.measures, found.comparison, seed=seed, parts=found.parts
        )

    @property
    def baseline(self) -> Scenario:
        """The scenario that was run, or that others are compared with."""
        return self.results.settings[0]

    @property
    def attended(self) -> list[int]:
        """The grades that officers attend, the most urgent first."""
        from sim.scenario.facts.attendance import grades_of_officers

        return grades_of_officers(self.baseline)

    @property
    def means(self) -> Means:
        """Rows of ``measures.csv`` by scenario and cell."""
        from sim.outputs.rows import by_scenario

        return by_scenario(self.results.measures)

    def by_hub(self, cell: Cell) -> list[ComparedMeasure]:
        """Return the rows of a cell at each hub.

        Raises
        ------
        ValueError
            If there are none.
        """
        from sim.outputs.rows import by_scenario
        from sim.report.comparison.rows import row_of

        found, compared = self.results, self.compared
        assert found.comparison is not None  # noqa: S101 - `compared` has seen to it
        changes = by_scenario(found.comparison)
        after = [changes[one.name] for one in compared.scenarios]
        before = self.means[compared.baseline.name]
        cells = [cell._replace(hub=hub) for hub in compared.baseline.hubs]
        rows = [row_of(one, compared.baseline, before, after) for one in cells if one in before]
        if not rows:
            raise ValueError(f"{cell.measure}, grade {cell.grade}: there is no such row by hub")
        return rows

    def grade_of(self, measure: str, grade: int | None, table: pd.DataFrame | None = None) -> str:
        """Return the grade that is meant: the most urgent of a measure by grade, if none is named.

        Raises
        ------
        ValueError
            If there is no such measure.
        """
        there = self.results.measures if table is None else table
        _check("measure", measure, dict.fromkeys(there["measure"]))
        if grade is not None:
            return str(grade)
        grades = set(there.loc[there["measure"] == measure, "grade"])
        return ALL if ALL in grades else str(self.attended[0])

    def week_of(self, scenario: str, hub: str, column: str = "demand_per_hour") -> pd.DataFrame:
        """Return ``week_profile.csv`` of a scenario.

        Raises
        ------
        ValueError
            If there is no such scenario, hub or column.
        """
        week = self.results.week
        _check("scenario", scenario, self.results.scenarios)
        _check("hub", hub, dict.fromkeys(week["hub"]))
        if column not in week:
            raise ValueError(f"{column or 'demand'}: there is no such column of one grade")
        return week[week["scenario"] == scenario]


def _check(what: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        near = did_you_mean(name, names) or f": expected one of {', '.join(names[:12])}"
        raise ValueError(f"got the {what} {name!r}{near}")
