"""What the live page shows of results: the sections of the page of a comparison, as HTML.

Tables, intervals and verdicts are made as `sixhubs compare` makes them, from the replications that
have ended.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.outputs.assembling import MeasuredRun, Tables, run_of, tables_between, tables_of
from sim.outputs.headlines import headlines_between, headlines_of
from sim.outputs.manifest import highest_marking
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import COUNTED, KNOWN
from sim.outputs.statistics import Cell
from sim.outputs.tables import response_table, week_table
from sim.report.definitions import define
from sim.report.labels import label_of
from sim.report.page.headlines import headlines
from sim.report.page.material import Material, PageTables, material_of
from sim.report.page.page import sections_of
from sim.report.page.rendering import environment
from sim.report.page.words import harmless
from sim.report.terminal.plain_words import UNDONE
from sim.report.terminal.words import OPEN
from sim.runs.replication import Result
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

#: The templates of the live page.
ROOM = "sim.report.explore"
#: Sections that a first answer has, and those that follow when it is complete.
FIRST = ("answer", "matrix")
LATER = ("moved", "map", "week", "certainty")
#: The only further tables that the later sections need.
_BY = ("district",)


def runs_of(
    replicated: Sequence[tuple[Scenario, Sequence[Result]]], seed: int, *, is_brief: bool = False
) -> list[MeasuredRun]:
    """Return the runs of a baseline and others, from the replications that each has by now.

    Those of a first answer have the measures that its sections show, and no others.
    """
    if not is_brief:
        return [run_of(scenario, seed, results, _BY) for scenario, results in replicated]
    wanted = _shown_first([scenario for scenario, _ in replicated])
    return [
        run_of(scenario, seed, (_only(one, wanted) for one in results), ())
        for scenario, results in replicated
    ]


def _shown_first(scenarios: Sequence[Scenario]) -> frozenset[Cell]:
    """Return the cells that a first answer shows, or that say how they are to be read."""
    baseline, *others = scenarios
    cells = {*headlines_of(baseline), *UNDONE}
    cells |= {one.cell for other in others for one in headlines_between(baseline, other)}
    return frozenset(
        one._replace(measure=name) for one in cells for name in (one.measure, OPEN, COUNTED)
    )


def _only(result: Result, wanted: frozenset[Cell]) -> Result:
    """Return the replication with some of its measures."""
    rows = result.measures
    places = [place for place, cell in enumerate(zip(*rows[:-1], strict=True)) if cell in wanted]

    def of(column: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column[place] for place in places)

    names = of(rows.measure), of(rows.team), of(rows.hub), of(rows.grade)
    return replace(result, measures=MeasureRows(*names, rows.value[places]))


def tables(runs: Sequence[MeasuredRun]) -> Tables:
    """Return the tables of one run, or of a comparison."""
    single = [tables_of(run) for run in runs]
    return tables_between(runs, single) if len(runs) > 1 else single[0]


def material(runs: Sequence[MeasuredRun], seed: int, *, is_brief: bool = False) -> Material:
    """Return what the sections are made from; those of a first answer need less."""
    found = tables(runs)
    scenarios = [run.scenario for run in runs]
    week, reached = _hours_and_times(() if is_brief else runs)
    frames = PageTables(found.summary, found.comparison, found.parts, week, reached)
    manifest = {
        "protective_marking": highest_marking(scenarios),
        "seed": seed,
        "replications": min(len(run.found.table.columns) for run in runs),
    }
    return material_of(scenarios, frames, manifest, is_brief=is_brief)


def _hours_and_times(runs: Sequence[MeasuredRun]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the week and the response times of all runs; without rows if there are none."""
    import pandas as pd

    if not runs:
        empty = pd.DataFrame({"scenario": []})
        return empty, empty
    week = [week_table(run.scenario, run.week) for run in runs]
    reached = [response_table(run.scenario, run.reached) for run in runs]
    return pd.concat(week, ignore_index=True), pd.concat(reached, ignore_index=True)


class Painter:
    """Makes the sections, and remembers which measures they have named."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._environment = environment(ROOM)

    def sections(self, shown: Material, wanted: Collection[str]) -> dict[str, str]:
        """Return sections as HTML by their names, those without content as nothing.

        Under ``measures`` stand the definitions of all measures that have been named so far, if
        there are new ones among them.
        """
        before = len(self._named)
        template = self._environment.get_template("section.html")
        html = dict.fromkeys(wanted, "")
        for section in sections_of(shown, headlines(shown), wanted):
            # A table comes first; what explains it can be opened.
            is_table = section.name == "matrix"
            first = section.parts[:1] if is_table else section.parts
            rest = section._replace(parts=section.parts[len(first) :])
            html[section.name] = harmless(
                template.render(section=section._replace(parts=first), rest=rest, link=self._link)
            )
        if len(self._named) > before:
            html["measures"] = "".join(self._named[name] for name in KNOWN if name in self._named)
        return html

    def _link(self, measure: str) -> str:
        """Return the place of a measure on the page."""
        if measure in KNOWN and measure not in self._named:
            template = self._environment.get_template("measure.html")
            html = template.render(one=define(measure), label_of=label_of, link=self._link)
            self._named[measure] = harmless(html)
        return f"measure-{measure}"
