"""The page: what stands in each section, and how it becomes one file of HTML."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sim.outputs.measures.registry import KNOWN
from sim.report.comparison.parts import ComparedMeasure
from sim.report.definitions import Definition, define
from sim.report.labels import label_of
from sim.report.page import sections as told
from sim.report.page.bars import prevention_hours, response_times
from sim.report.page.figures import Figure, Number, Table, TableEntry
from sim.report.page.forest import forest
from sim.report.page.headlines import answer, change_of, details, headlines
from sim.report.page.maps import maps
from sim.report.page.material import Material
from sim.report.page.rendering import OWN, environment, text_of
from sim.report.page.week import week
from sim.report.page.words import harmless
from sim.report.terminal.money import sum_lines
from sim.report.terminal.words import figure
from sim.scenario.facts.teams import PREVENTION, teams_of
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

#: Changes of a scenario that are listed one by one.
_MOST_CHANGES = 12
_LIMITS = (
    "It compares arrangements. It does not forecast, and says nothing about a single person.",
    "An answer is as good as the numbers of the scenario; its files say which are assumptions.",
    "How far prevention lowers demand, and how often incidents are repeated, no force knows well.",
    "The clock starts when the log of an incident is created; waiting on 101 or 999 comes before.",
    "The officers in it follow their rules; people and managers also improvise.",
)
_NOT_KNOWN = (
    "Intervals express chance within the model: the same period again, arranged in the same way. "
    "They do not say how far the answer would move if what was assumed were otherwise. "
)
_OTHERWISE = "The command `sixhubs uncertainty` repeats a comparison with other assumptions."
_NO_RANGES = (
    "The command `sixhubs uncertainty` repeats a comparison with other assumptions where the "
    "baseline states ranges for them (evidence); this one states none."
)


class Piece(NamedTuple):
    """A piece of a section."""

    kind: str  #: text, list, heading, table, figure, matrix or pairs
    content: Any


class PageSection(NamedTuple):
    """A section of the page."""

    name: str
    heading: str
    parts: list[Piece]


def page_of(material: Material) -> str:
    """Return the page of a result as HTML."""
    found = headlines(material)
    linked: set[str] = set()

    def link(measure: str) -> str:
        linked.add(measure)
        return f"measure-{measure}"

    def definitions() -> Iterator[Definition]:
        return (define(name) for name in KNOWN if name in linked)

    template = environment().get_template("page.html")
    html = template.render(
        title=_title(material),
        marking=material.marking,
        first="answer" if material.others else "matrix",
        period=_period(material),
        style=text_of(OWN, "style.css"),
        folder=material.folder,
        sections=sections_of(material, found),
        link=link,
        definitions=definitions,
        label_of=label_of,
    )
    return harmless(html)


def _period(material: Material) -> str:
    number, seed = material.manifest["replications"], material.manifest["seed"]
    period = measured_period(material.baseline.run)
    return f"{period}; {counted(number, 'replication')}, seed {seed}."


def _title(material: Material) -> str:
    baseline = material.baseline
    if not material.others:
        return baseline.title or baseline.name
    if len(material.others) == 1:
        other = material.others[0]
        return f"{other.title or other.name}, against {baseline.title or baseline.name}"
    return f"{len(material.others)} alternatives to {baseline.title or baseline.name}"


def sections_of(
    material: Material, found: Sequence[ComparedMeasure], wanted: Collection[str] = ()
) -> list[PageSection]:
    """Return the sections in their order, all or those that are wanted; none without parts."""
    made = (
        PageSection(name, heading, parts())
        for name, heading, parts in _sections(material, found)
        if not wanted or name in wanted
    )
    return [section for section in made if section.parts]


def _sections(
    material: Material, found: Sequence[ComparedMeasure]
) -> list[tuple[str, str, Callable[[], list[Piece]]]]:
    """Return name, heading and what makes the parts of each section."""
    others = [one.name for one in material.others]
    return [
        ("question", "The question", lambda: _question(material)),
        ("answer", "The answer", lambda: _answer(material)),
        ("changes", "What was changed", lambda: _changes(material)),
        ("matrix", "All scenarios, all headline measures" if len(others) > 1 else
         "The headline measures", lambda: _matrix(material, found)),
        ("moved", "What else moved most", lambda: _blocks(material, local=False)),
        ("forest", "How far each measure moves", lambda: _figures(
            [forest(found, others)] if others else [])),
        ("map", "Where it changes" if others else "Hub by hub", lambda: [
            *_blocks(material, local=True), *_figures(maps(material)),
            *_tables(told.hubs(material))]),
        ("times", "How long callers wait for an officer", lambda: _figures(
            response_times(material))),
        ("week", "The week: demand, people, and where it hurts", lambda: _figures(
            week(material))),
        ("prevention", "Prevention", lambda: _prevention(material)),
        ("investigations", "Investigations", lambda: _tables([told.investigations(material)])),
        ("cost", "What it costs", lambda: _costs(material)),
        ("certainty", "How sure this is", lambda: [
            Piece("heading", "Chance, and how to read the numbers"), Piece("list", material.notes),
            Piece("heading", "What is not known"), Piece("text", _not_known(material))]),
        ("bases", "What it rests on", lambda: _tables([told.bases(material)])),
        ("method", "Method, manifest and limits", lambda: [
            Piece("list", told.method(material)),
            Piece("heading", "Manifest"), Piece("pairs", told.manifest_rows(material)),
            Piece("text", "manifest.json in the folder also names the commit of the program, its "
                         "libraries, and every file with its hash."),
            Piece("heading", "Limits"), Piece("list", _LIMITS)]),
    ]  # fmt: skip


def _prevention(material: Material) -> list[Piece]:
    """Return hours of prevention and what they did; nothing where no team does any."""
    if not any(name in teams_of(one) for one in material.scenarios for name in PREVENTION):
        return []
    return [*_figures([prevention_hours(material)]), *_tables([told.prevention(material)])]


def _not_known(material: Material) -> str:
    """Say what intervals leave aside, and how to learn it."""
    baseline = material.baseline
    has_ranges = baseline.evidence or baseline.rules_not_known
    return _NOT_KNOWN + (_OTHERWISE if has_ranges else _NO_RANGES)


def _question(material: Material) -> list[Piece]:
    """Return why it was run; of several scenarios their titles, as each says why below."""
    if len(material.others) > 1:
        known = [(one.name, one.title or " ".join(one.why)) for one in material.others]
        return [Piece("pairs", known)]
    asked = material.others[0] if material.others else material.baseline
    why = _own_reason(material, asked) if material.others else " ".join(asked.why)
    return [Piece("text", why or asked.title or asked.name)]


def _own_reason(material: Material, scenario: Scenario) -> str:
    """Return why a scenario is asked, where it says so itself and not as the baseline does."""
    return "" if scenario.why == material.baseline.why else " ".join(scenario.why)


def _answer(material: Material) -> list[Piece]:
    """Return three sentences, and below them, of one scenario, what they have no room for."""
    parts = [Piece("answer", answer(material))] if material.others else []
    return parts if len(material.others) > 1 else [*parts, *_details(material)]


def _details(material: Material) -> list[Piece]:
    more = details(material)
    return [Piece("heading", "In detail"), Piece("list", more)] if more else []


def _changes(material: Material) -> list[Piece]:
    """Return a table for each scenario; long ones are cut, and the workbook has all."""
    parts = []
    why = {scenario.name: _own_reason(material, scenario) for scenario in material.others}
    for name, rows in told.changes(material, told.in_few_words):
        shown = rows if len(rows) <= _MOST_CHANGES + 1 else rows[:_MOST_CHANGES]
        if len(why) > 1:
            parts += [Piece("heading", name), *([Piece("text", why[name])] if why[name] else [])]
        caption = f"Changed by {name}"
        headers = ("Setting", "Before", "Now")
        parts.append(Piece("table", Table(caption, headers, shown, in_words=True)))
        if len(shown) < len(rows):
            parts.append(Piece("text", f"And {len(rows) - len(shown)} more, in results.xlsx."))
    return parts


def _matrix(material: Material, found: Sequence[ComparedMeasure]) -> list[Piece]:
    if not material.others:
        return _tables([told.run_table(material, found)])
    parts = [Piece("table", told.matrix(material, found))]
    if len(material.others) > 1:
        parts += _details(material)
    smallest = told.matters(found)
    if smallest:
        parts += [Piece("heading", "What is too small to matter"), Piece("list", smallest)]
    return parts


def _blocks(material: Material, *, local: bool) -> list[Piece]:
    """Return the tables of places that a scenario changes, or of what else moved most."""
    compared = material.compared
    if compared is None:
        return []
    parts = []
    for block in compared.local if local else compared.moved:
        names = list(block.scenarios)
        rows: list[list[TableEntry]] = [
            [
                told.label(row),
                Number(figure(row.baseline, row.decimals), row.cell.measure),
                *(change_of(row, entry) for entry in row.entries),
            ]
            for row in block.rows
        ]
        headers = ("Measure", *told.change_headers(material, names))
        parts.append(Piece("table", Table(block.title, headers, rows)))
    said = "Exploratory: for ideas, not for conclusions; intervals of 95% each. "
    said += f"Numbers without a unit are counts of {counted(material.baseline.run.days, 'day')}."
    return [Piece("text", said), *parts] if parts else []


def _costs(material: Material) -> list[Piece]:
    """Return what is paid, and below it what a gain costs, as the screen says it."""
    said = [
        line
        for other in material.others
        for line in sum_lines(material.baseline, other, material.changes[other.name])
    ]
    paid = _tables([told.costs(material)])
    units = _tables([told.unit_costs(material)])
    return [*paid, *([Piece("list", said)] if said else []), *units] if paid else []


def _figures(figures: list[Figure]) -> list[Piece]:
    return [Piece("figure", figure) for figure in figures]


def _tables(tables: list[Table] | list[Table | None]) -> list[Piece]:
    return [Piece("table", table) for table in tables if table is not None and table.rows]
