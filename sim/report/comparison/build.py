"""Makes a `Comparison` from the tables of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sim.outputs.headlines import headlines_between
from sim.outputs.manifest import highest_marking
from sim.outputs.measures.registry import ALL
from sim.outputs.rows import Row, by_part, by_scenario, replications_in
from sim.outputs.statistics import Cell
from sim.report.comparison.asked import OF_PLACES, Asked, cells_of_parts, is_asked, name_of, urgent
from sim.report.comparison.moved import moved_most
from sim.report.comparison.parts import ComparedMeasure, Comparison, TitledTable
from sim.report.comparison.rows import first_of, row_of
from sim.report.comparison.who_waits import who_waits
from sim.report.terminal.money import money_lines
from sim.report.terminal.notes import notes
from sim.report.terminal.period import length_notes
from sim.report.terminal.plain_words import reading
from sim.report.terminal.targets import is_met, target_text
from sim.report.terminal.windows import shown_windows
from sim.report.terminal.words import shown
from sim.scenario.facts.differences import Difference, differences, districts_changed, hubs_named
from sim.scenario.facts.districts import district_of, districts_that_change_hub
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

if TYPE_CHECKING:
    import pandas as pd

EXPLORATORY = "exploratory: for ideas, not for conclusions; each interval 95%"


@dataclass(frozen=True)
class _ByCell:
    """The tables of a comparison, by scenario and cell."""

    scenarios: tuple[Scenario, ...]  #: the baseline first
    means: Mapping[str, Mapping[Cell, Row]]  #: ``measures.csv``, by scenario
    changes: Mapping[str, Mapping[Cell, Row]]  #: ``comparison.csv``, by scenario
    parts: Mapping[str, pd.DataFrame]  #: see `sim.outputs.assembling.Tables.parts`

    @cached_property
    def before(self) -> Mapping[Cell, Row]:
        """Rows of ``measures.csv`` of the baseline."""
        return self.means[self.scenarios[0].name]

    @cached_property
    def after(self) -> list[Mapping[Cell, Row]]:
        """Rows of ``comparison.csv`` of each scenario."""
        return [self.changes[one.name] for one in self.scenarios[1:]]


def comparison_of(
    scenarios: Sequence[Scenario],
    measures: pd.DataFrame,
    comparison: pd.DataFrame,
    *,
    seed: int,
    parts: Mapping[str, pd.DataFrame] | None = None,
    asked: Asked | None = None,
) -> Comparison:
    """Return a comparison as people read it.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline, then the others.
    measures, comparison : DataFrame
        ``measures.csv`` of all of them, and ``comparison.csv``.
    seed : int
        Root of all randomness.
    parts : mapping, optional
        Tables by district and type, by the names of their files without ``.csv``.
    asked : Asked
        What is wanted beside the usual.
    """
    rows = by_scenario(measures), by_scenario(comparison)
    return comparison_of_rows(scenarios, *rows, seed=seed, parts=parts, asked=asked)


def comparison_of_rows(
    scenarios: Sequence[Scenario],
    means: Mapping[str, Mapping[Cell, Row]],
    changes: Mapping[str, Mapping[Cell, Row]],
    *,
    seed: int,
    parts: Mapping[str, pd.DataFrame] | None = None,
    asked: Asked | None = None,
    is_brief: bool = False,
) -> Comparison:
    """As `comparison_of`, of tables whose rows are there by scenario and cell.

    A brief one has the headlines and what they come to, which takes a quarter of the time.
    """
    frames = _ByCell(tuple(scenarios), means, changes, parts or {})
    baseline, *others = scenarios
    found = {one.name: differences(baseline, one) for one in others}
    brief = Comparison(
        marking=highest_marking(scenarios),
        baseline=baseline,
        scenarios=tuple(others),
        period=measured_period(baseline.run),
        replications=max(map(replications_in, changes.values())),
        seed=seed,
        changes={name: tuple(map(str, each)) for name, each in found.items()},
        headlines=_headlines(frames),
        asked=tuple(_asked(frames, asked or Asked())),
        reading=tuple(reading(baseline, others, changes)),
    )
    if is_brief:
        return brief
    return replace(
        brief,
        local=tuple(_local(frames, found)),
        moved=tuple(_moved(frames)),
        windows=tuple(_windows(frames)),
        notes=(*length_notes(scenarios), *notes(scenarios, means, is_comparison=True)),
        waits=tuple(who_waits(others, changes, frames.parts.get("districts_comparison"))),
        money=tuple(money_lines(baseline, others, changes)),
    )


def _headlines(frames: _ByCell) -> TitledTable:
    """Return the headline measures of all scenarios, each with its verdicts."""
    baseline, *others = frames.scenarios
    cells = [one.cell for other in others for one in headlines_between(baseline, other)]
    before, after = frames.before, frames.after
    means = [frames.means[one.name] for one in frames.scenarios]
    rows = [
        _with_targets(row_of(cell, baseline, before, after), frames.scenarios, means)
        for cell in _in_order(cells)
        if any(cell in changes for changes in after)
    ]
    says = f"Changes are from {baseline.name}"
    if max(map(replications_in, after)) > 1:
        says += "; intervals of all headlines of a scenario hold together (95%)"
    return TitledTable("", tuple(rows), _names(others), f"{says}.", is_headline=True)


def _in_order(cells: Sequence[Cell]) -> list[Cell]:
    """Return cells once each, those of hubs first: they are what a local change is about."""
    unique = dict.fromkeys(cells)
    return sorted(unique, key=lambda cell: cell.hub == ALL)


def _with_targets(
    row: ComparedMeasure, scenarios: Sequence[Scenario], means: Sequence[Mapping[Cell, Row]]
) -> ComparedMeasure:
    """Say beside a share within target whether the target is met."""
    met = [
        is_met(scenario, row.cell, rows) for scenario, rows in zip(scenarios, means, strict=True)
    ]
    entries = [
        entry and entry._replace(target=word)
        for entry, word in zip(row.entries, met[1:], strict=True)
    ]
    return row._replace(
        entries=tuple(entries),
        target=target_text(scenarios[0], row.cell),
        baseline_target=met[0],
    )


def _names(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    return tuple(one.name for one in scenarios)


def _local(frames: _ByCell, found: Mapping[str, Sequence[Difference]]) -> list[TitledTable]:
    """Return tables of the hubs and districts that a change names, if it does not name all.

    Another part of the change may be about the whole force. What is shown then is what happens
    there, by all that is changed; verdicts on hubs are given where a change is local
    (`sim.outputs.headlines.headlines_between`).
    """
    baseline, *others = frames.scenarios
    hubs: list[str] = []
    districts: list[str] = []
    for other in others:
        both, changes = (baseline, other), found[other.name]
        touched = hubs_named(both, changes)
        hubs += touched
        if touched:
            # A district may have the name of a hub that is changed.
            moved = set(districts_that_change_hub(*both))
            moved |= set(districts_changed(both, changes))
            districts += [name for name in _districts(both) if name in moved]
    grades = urgent(baseline)
    cells = [
        Cell(name, hub=hub, grade=grade)
        for hub in dict.fromkeys(hubs)
        for grade in grades
        for name in OF_PLACES
    ]
    headline = {one.cell for other in others for one in headlines_between(baseline, other)}
    rows = [
        row_of(cell, baseline, frames.before, frames.after)
        for cell in cells
        if cell not in headline
    ]
    blocks = [TitledTable("Where it changes: hubs", first_of(rows), _names(others), EXPLORATORY)]
    wanted = [Cell(name, grade=grade) for grade in grades for name in OF_PLACES]
    rows = _of_parts(frames, "district", list(dict.fromkeys(districts)), wanted)
    blocks.append(
        TitledTable("Where it changes: districts", first_of(rows), _names(others), EXPLORATORY)
    )
    return [block for block in blocks if block.rows]


def _districts(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the districts of some scenarios, in their order."""
    found = [district_of(one, name) for one in scenarios for name in one.districts]
    return list(dict.fromkeys(found))


def _of_parts(
    frames: _ByCell, by: str, parts: Sequence[str], cells: Sequence[Cell]
) -> list[ComparedMeasure]:
    """Return rows of districts or types."""
    means = by_part(frames.parts.get(f"{by}s"), by)
    changes = by_part(frames.parts.get(f"{by}s_comparison"), by)
    baseline, *others = frames.scenarios
    rows = []
    for part in parts:
        before = means.get((baseline.name, part), {})
        after = [changes.get((one.name, part), {}) for one in others]
        name = name_of(baseline, by, part)
        rows += [
            row_of(cell, baseline, before, after, how=shown(cell, baseline).of_place(name, "in"))
            for cell in cells
        ]
    return rows


def _moved(frames: _ByCell) -> list[TitledTable]:
    """Return for each scenario what moved most outside the headlines."""
    baseline, *others = frames.scenarios
    before, blocks = frames.before, []
    for other in others:
        rows = frames.changes[other.name]
        headlines = [one.cell for one in headlines_between(baseline, other)]
        most = []
        for cell, size in moved_most(before, rows, headlines):
            row = row_of(cell, baseline, before, [rows])
            entry = row.entries[0]
            most.append(row._replace(entries=(entry and entry._replace(size=size),)))
        title = "Moved most outside the headlines"
        title += f": {other.name}" if len(others) > 1 else ""
        says = f"{EXPLORATORY}; counts are of {counted(baseline.run.days, 'day')}"
        blocks.append(TitledTable(title, tuple(most), (other.name,), says))
    return [block for block in blocks if block.rows]


def _windows(frames: _ByCell) -> list[TitledTable]:
    """Return a table for each window."""
    baseline, *others = frames.scenarios
    means = by_part(frames.parts.get("windows"), "window")
    changes = by_part(frames.parts.get("windows_comparison"), "window")
    blocks = []
    for window in shown_windows(baseline):
        before = means.get((baseline.name, window.name), {})
        after = [changes.get((one.name, window.name), {}) for one in others]
        rows = [
            row_of(cell, baseline, before, after, how=how) for cell, how in window.formats.items()
        ]
        blocks.append(TitledTable(window.title, first_of(rows), _names(others), EXPLORATORY))
    return [block for block in blocks if block.rows]


def _asked(frames: _ByCell, asked: Asked) -> list[TitledTable]:
    """Return the tables that somebody asked for."""
    if not asked.by and not asked.measures:
        return []
    baseline, *others = frames.scenarios
    known = list(dict.fromkeys(c for rows in frames.after for c in rows))
    names = asked.measures
    if asked.by in ("district", "type"):
        places = frames.parts.get(f"{asked.by}s")
        parts = [] if places is None else [p for p in dict.fromkeys(places[asked.by]) if p != ALL]
        cells = cells_of_parts(places, names, urgent(baseline))
        rows = _of_parts(frames, asked.by, parts, cells)
    else:
        cells = [cell for cell in known if is_asked(cell, asked, urgent(baseline))]
        rows = [row_of(cell, baseline, frames.before, frames.after) for cell in cells]
    title = f"By {asked.by}" if asked.by else "Asked for"
    block = TitledTable(title, first_of(rows), _names(others), EXPLORATORY)
    return [block] if block.rows else []
