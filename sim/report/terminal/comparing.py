"""The tables that compare scenarios with a baseline, laid out for a terminal.

One scenario has a line for each measure; up to `MOST_DETAILED` stand beside each other; more are
lines of one matrix, unless details are wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, Comparison, TitledTable
from sim.report.terminal.layout import WIDTH, empty_table, headings, marked, section, verdict_style
from sim.report.terminal.words import figure, plain
from sim.scenario.reading.words import listed, with_capital
from sim.wording import counted

#: More scenarios than these are shown as a matrix.
MOST_DETAILED = 4
#: Changes of a scenario that are listed one by one.
MOST_CHANGES = 6
#: Columns that names of measures take up, and that a scenario does; two more are between columns.
_NAMES_WIDTH = 30
_SCENARIO_WIDTH = 26
#: Columns that the baseline, the scenario, the change and the verdict need where there is one.
_LEAST_IN_LINES = 100
#: What the columns are called where the names of the scenarios would break the lines.
_SHORT_NAMES = ("baseline", "scenario")
#: More columns than any table has whose lines are not broken.
_WIDE = 1_000
#: Columns of a cell of the matrix.
_CELL_WIDTH = 10
#: Between two columns of the matrix.
_GAP = 2
#: How the matrix writes a verdict.
_SIGNS = {
    Verdict.BETTER: "b",
    Verdict.WORSE: "w",
    Verdict.TOO_SMALL: "s",
    Verdict.UNCLEAR: "?",
    Verdict.SAME: "=",
}


def comparison_table(
    comparison: Comparison,
    *,
    width: int = WIDTH,
    details: bool = False,
) -> RenderableType:
    """Return what a terminal shows of a comparison.

    Parameters
    ----------
    comparison : Comparison
        What is shown.
    width : int
        Columns of the terminal.
    details : bool
        Whether more than a few scenarios are shown in full, and every change is listed.
    """
    scenarios = comparison.scenarios
    in_full = details or len(scenarios) <= MOST_DETAILED
    about = f"{comparison.period}; {counted(comparison.replications, 'replication')}, "
    about += f"seed {comparison.seed}; the baseline is {comparison.baseline.name}."
    parts: list[RenderableType] = [
        headings([comparison.baseline, *scenarios]),
        Text(about),
        _changes(comparison, details=details, briefly=not in_full),
    ]
    beside = (*comparison.local, *comparison.moved, *comparison.asked, *comparison.windows)
    blocks = (comparison.headlines, *beside)
    names = _names_that_fit(comparison, blocks, width)
    if in_full:
        for block in blocks:
            parts += _in_full(comparison, block, width, names)
    else:
        before = comparison.baseline.name
        said = f"Means of {before}, and below them the change from it in each scenario:"
        first, *others = _matrix(comparison, width)
        parts += [Group(Text(said), first), *others]
        for block in comparison.asked:
            parts += _in_full(comparison, block, width, names)
        legend = (
            "b better, w worse, s too small to matter, ? cannot tell, = no change; without a "
            "letter, set by the scenario. In full, with intervals: --details."
        )
        small = small_line(comparison.headlines)
        parts.append(Group(Text(legend), *([Text(small)] if small else [])))
    if comparison.reading:
        parts.append(section("In plain words", comparison.reading))
    if comparison.waits:
        parts.append(section("Who waits (exploratory; each interval 95%)", comparison.waits))
    if in_full and comparison.money:
        parts.append(section("Money", comparison.money))
    return marked(comparison.marking, *parts, section("Notes", comparison.notes))


def _changes(comparison: Comparison, *, details: bool, briefly: bool) -> RenderableType:
    """Return what each scenario changes, old and new."""
    most = 1 if briefly else MOST_CHANGES
    lines: list[str] = []
    for name, found in comparison.changes.items():
        listed = found if details or len(found) <= most + 1 else found[:most]
        one = len(comparison.changes) == 1
        lines += [line if one else f"{name}: {line}" for line in listed or ("nothing",)]
        if len(listed) < len(found):
            more = f"and {len(found) - len(listed)} more (--details)"
            lines.append(more if one else f"{name}: {more}")
    return section("What was changed", lines)


def _in_full(
    comparison: Comparison, block: TitledTable, width: int, names: Sequence[str]
) -> list[RenderableType]:
    """Return the tables of a block, with a line each for one scenario, under these names."""
    in_lines = len(block.scenarios) == 1 and width >= _LEAST_IN_LINES
    tables: list[RenderableType]
    if in_lines:
        tables = [_lines(names or (comparison.baseline.name, block.scenarios[0]), block)]
    else:
        rest = width - _NAMES_WIDTH - 2 - len(comparison.baseline.name)
        many = max(1, rest // (_SCENARIO_WIDTH + 2))
        places = range(len(block.scenarios))
        tables = [
            _beside_each_other(comparison, block, places[first : first + many])
            for first in range(0, len(block.scenarios), many)
        ]
    title = f"{block.title} ({block.says})" if block.title else ""
    below = [targets_line(block) if in_lines else ""]
    below += [small_line(block), block.says] if block.is_headline else []
    tables[-1] = Group(tables[-1], *(Text(line) for line in below if line))
    parts: list[RenderableType] = [Group(*([Text(title)] if title else []), *tables[:1])]
    return parts + tables[1:]


def _names_that_fit(
    comparison: Comparison, blocks: Sequence[TitledTable], width: int
) -> tuple[str, ...]:
    """Return what the columns of all tables are called if names of scenarios broke some line."""
    wide = Console(width=_WIDE)
    for block in blocks:
        table = _lines((comparison.baseline.name, block.scenarios[0]), block)
        if Measurement.get(wide, wide.options, table).maximum > width:
            return _SHORT_NAMES
    return ()


def _lines(names: Sequence[str], block: TitledTable) -> Table:
    """Return a table with a line for each measure, of columns with these names."""
    words = ["change", "verdict"] if block.is_headline else ["change"]
    table = empty_table("Measure", *names, words=words)
    for row in block.rows:
        entry = row.entries[0]
        if entry is None:
            before = figure(row.baseline, row.decimals)
            table.add_row(Text(row.how.label), before, "", "no values")
            continue
        table.add_row(
            Text(row.how.label),
            figure(row.baseline, row.decimals),
            figure(entry.mean, row.decimals),
            change_words(entry),
            *([_verdict(entry)] if block.is_headline else []),
        )
    return table


def targets_line(block: TitledTable) -> str:
    """Say of the one scenario of a block which targets are met, before and after."""
    rows = [row for row in block.rows if row.target and row.entries[0] and row.entries[0].target]
    targets = {row.target for row in rows}
    found: dict[str, list[str]] = {}
    for row in rows:
        before, after = row.baseline_target, row.entries[0].target if row.entries[0] else ""
        state = after if after == before else f"{before} -> {after}"
        label = row.how.label.rsplit(": ", 1)[0]
        label += "" if len(targets) == 1 else f" ({row.target})"
        found.setdefault(with_capital(state), []).append(label)
    said = [f"{state}: {'; '.join(labels)}." for state, labels in found.items()]
    lead = f"Target {rows[0].target}." if len(targets) == 1 else "Targets."
    return " ".join((lead, *said)) if said else ""


def small_line(block: TitledTable) -> str:
    """Say what is better or worse, but on average by less than what matters."""
    found: dict[str, list[str]] = {}
    for row in block.rows:
        for name, entry in zip(block.scenarios, row.entries, strict=True):
            if entry is not None and entry.is_small:
                least = row.how.amount(plain(entry.smallest))
                found.setdefault(name, []).append(f"{row.how.thing} (less than {least})")
    if not found:
        return ""
    one = len(block.scenarios) == 1
    said = [
        f"{'' if one else f'{name} in '}{listed(things, 'and')}" for name, things in found.items()
    ]
    return f"Better or worse, but on average by less than what matters: {'; '.join(said)}."


def _beside_each_other(comparison: Comparison, block: TitledTable, places: Iterable[int]) -> Table:
    """Return a table of the scenarios that fit beside each other."""
    places = list(places)
    names = [block.scenarios[place] for place in places]
    table = empty_table("Measure", comparison.baseline.name, words=names)
    for row in block.rows:
        table.add_row(
            Text(row.how.label + (f"\n  target: {row.target}" if row.target else "")),
            figure(row.baseline, row.decimals) + _below(row.baseline_target),
            *(_cell(row, row.entries[place], with_verdict=block.is_headline) for place in places),
        )
    return table


def _cell(row: ComparedMeasure, entry: ComparedValue | None, *, with_verdict: bool) -> Text:
    """Return the mean and verdict of a scenario, and below them the change with its interval."""
    if entry is None:
        return Text("no values to compare")
    text = Text(figure(entry.mean, row.decimals))
    if with_verdict:
        text.append(" ").append(_verdict(entry))
    text.append(f"\n{change_words(entry)}")
    return text.append(_below(entry.target and f"target: {entry.target}"))


def _below(text: str) -> str:
    """Return a text on a line of its own, if there is one."""
    return f"\n{text}" if text else ""


def _verdict(entry: ComparedValue) -> Text:
    return Text(entry.verdict, style=verdict_style(entry.verdict))


def change_words(entry: ComparedValue) -> str:
    """Return a change with its interval, e.g. ``-9.4 (-10.1 to -8.7)``, and a remark below it."""
    change, span = entry.change_and_span()
    return (f"{change} ({span})" if span else change) + _below(entry.remark)


def _matrix(comparison: Comparison, width: int) -> list[RenderableType]:
    """Return the matrix of scenarios by headlines, in as many tables as the width asks for."""
    block = comparison.headlines
    names = max(map(len, (comparison.baseline.name, *block.scenarios)))
    tables: list[list[ComparedMeasure]] = [[]]
    left = width - names
    for row in block.rows:
        needed = _cell_width(row) + _GAP
        if needed > left and tables[-1]:
            tables.append([])
            left = width - names
        tables[-1].append(row)
        left -= needed
    return [_matrix_of(comparison, rows) for rows in tables]


def _cell_width(row: ComparedMeasure) -> int:
    """Return the width of a column of the matrix: no word of its heading is broken."""
    return max(_CELL_WIDTH, *map(len, row.how.label.split()))


def _matrix_of(comparison: Comparison, rows: Sequence[ComparedMeasure]) -> Table:
    table = empty_table("Scenario", *(row.how.label for row in rows))
    for column, row in zip(table.columns[1:], rows, strict=True):
        column.no_wrap, column.overflow = False, "fold"
        column.min_width = column.max_width = _cell_width(row)
    base = [figure(row.baseline, row.decimals) for row in rows]
    table.add_row(Text(comparison.baseline.name), *base)
    for place, name in enumerate(comparison.headlines.scenarios):
        table.add_row(Text(name), *(_sign(row.entries[place]) for row in rows))
    return table


def _sign(entry: ComparedValue | None) -> Text:
    """Return a change with the sign of its verdict, e.g. ``+1.4 w``."""
    if entry is None:
        return Text("-")
    sign = _SIGNS.get(entry.verdict, "")
    change = figure(entry.change, entry.decimals, sign=True)
    return Text(f"{change} {sign:1}", style=verdict_style(entry.verdict))
