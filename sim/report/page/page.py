"""The page: what stands in each section, and how it becomes one file of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, NamedTuple

from sim.report.definitions import KNOWN, Definition, define
from sim.report.page import sections as told
from sim.report.page.bars import prevention_hours, response_times
from sim.report.page.figures import Figure, Table
from sim.report.page.forest import forest
from sim.report.page.headlines import Headline, answer, changed, headlines
from sim.report.page.maps import maps
from sim.report.page.material import Material
from sim.report.page.week import week
from sim.report.page.words import harmless, name_of
from sim.scenario.facts.times import measured_period

_LIMITS = (
    "It compares arrangements. It does not forecast, and says nothing about a single person.",
    "How far prevention lowers demand, and how often incidents are repeated, are assumptions.",
    "Public sources give counts by district, posts by kind and some performance figures.",
    "Grades, how long work takes, and how people are spread over hubs are mostly assumptions.",
    "The clock starts when the log of an incident is created; waiting on 101 or 999 comes before.",
    "The officers in it follow their rules; people and managers also improvise.",
)
_NOT_KNOWN = (
    "Intervals express chance within the model: another four weeks under the same arrangements. "
    "They do not say how far the answer would move if what was assumed were otherwise, and this "
    "result has not been repeated with other assumptions."
)


class Part(NamedTuple):
    """A piece of a section."""

    kind: str  #: text, list, heading, table, figure, matrix or pairs
    content: Any


class Section(NamedTuple):
    """A section of the page."""

    name: str
    heading: str
    parts: list[Part]


def page_of(material: Material) -> str:
    """Return the page of a result as HTML."""
    import jinja2

    found = headlines(material)
    linked: set[str] = set()

    def link(measure: str) -> str:
        linked.add(measure)
        return f"measure-{measure}"

    def definitions() -> Iterator[Definition]:
        return (define(name) for name in KNOWN if name in linked)

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    here = files("sim.report.page") / "template"
    template = environment.from_string((here / "page.html").read_text(encoding="utf-8"))
    html = template.render(
        title=_title(material),
        marking=material.marking,
        period=f"{measured_period(material.baseline.run)}; "
        f"{material.manifest['replications']} replications, seed {material.manifest['seed']}.",
        style=(here / "style.css").read_text(encoding="utf-8"),
        folder=material.folder,
        sections=[section for section in _sections(material, found) if section.parts],
        link=link,
        definitions=definitions,
        name_of=name_of,
    )
    return harmless(html)


def _title(material: Material) -> str:
    baseline = material.baseline
    if not material.others:
        return baseline.title or baseline.name
    if len(material.others) == 1:
        other = material.others[0]
        return f"{other.title or other.name}, against {baseline.title or baseline.name}"
    return f"{len(material.others)} alternatives to {baseline.title or baseline.name}"


def _sections(material: Material, found: list[Headline]) -> list[Section]:
    """Return the sections in their order; those without parts are not shown."""
    return [
        Section("question", "The question", _question(material)),
        Section("answer", "The answer", [Part("text", line) for line in answer(material)]),
        Section("changes", "What was changed", _changes(material)),
        Section("matrix", "All scenarios, all headline measures", _matrix(material, found)),
        Section("forest", "How far each measure moves", _figures(
            [forest(found)] if material.others else [])),
        Section("map", "Where it changes", [
            *_figures(maps(material)), *_tables(told.hubs(material))]),
        Section("times", "How long callers wait for officers", _figures(response_times(material))),
        Section("week", "The week: demand, people, and where it hurts", _figures(week(material))),
        Section("prevention", "Prevention", [
            *_figures([prevention_hours(material)]), *_tables([told.prevention(material)])]),
        Section("investigations", "Investigations", _tables([told.investigations(material)])),
        Section("cost", "What it costs", _tables([told.costs(material, found)])),
        Section("certainty", "How sure this is", [
            Part("heading", "Chance"), Part("list", told.certainty(material)),
            Part("heading", "What is not known"), Part("text", _NOT_KNOWN)]),
        Section("bases", "What it rests on", _tables([told.bases(material)])),
        Section("method", "Method, manifest and limits", [
            Part("list", told.method(material)),
            Part("heading", "Manifest"), Part("pairs", told.manifest_rows(material)),
            Part("text", "manifest.json in the folder also names the commit of the program, its "
                         "libraries, and every file with its hash."),
            Part("heading", "Limits"), Part("list", _LIMITS)]),
    ]  # fmt: skip


def _question(material: Material) -> list[Part]:
    parts = []
    for scenario in material.others or (material.baseline,):
        if len(material.others) > 1:
            parts.append(Part("heading", f"{scenario.name}: {scenario.title}"))
        parts.append(Part("text", " ".join(scenario.why) or scenario.title))
    return parts


def _changes(material: Material) -> list[Part]:
    parts = []
    for scenario, rows in changed(material):
        caption = f"{scenario.name}: {scenario.title}"
        parts.append(Part("table", Table(caption, ("Field", "Before", "Now"), rows)))
    return parts


def _matrix(material: Material, found: list[Headline]) -> list[Part]:
    if not material.others:
        return _tables([told.run_table(found)])
    return [Part("table", told.matrix(material, found))]


def _figures(figures: list[Figure]) -> list[Part]:
    return [Part("figure", figure) for figure in figures]


def _tables(tables: list[Table] | list[Table | None]) -> list[Part]:
    return [Part("table", table) for table in tables if table is not None and table.rows]
