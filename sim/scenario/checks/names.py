"""Checks on names and texts: they are to look the same on a terminal and in every table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.facts.teams import teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import name_fault
from sim.scenario.reading.tree import Path
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import DetectiveTeam


def _faults(path: Path, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        fault = name_fault(name)
        if fault:
            yield Finding((*path, name), fault, at_key=True)


_NAMED = (
    "districts", "hubs", "incident_types", "rotas", "shapes", "month_shapes", "operations",
    "powers",
)  # fmt: skip


@reads(*_NAMED)
def names_can_be_read(scenario: Scenario) -> Iterator[Finding]:
    """Require that names are visible, have no blanks at the ends, and are no formula or NA."""
    for section in _NAMED:
        yield from _faults((section,), getattr(scenario, section))


@reads("run", "rotas", "teams")
def names_within_parts_can_be_read(scenario: Scenario) -> Iterator[Finding]:
    """Require that names of windows, shifts, reasons of absence and skills can be read likewise."""
    yield from _faults(("run", "windows"), scenario.run.windows)
    for rota_name, rota in scenario.rotas.items():
        yield from _faults(("rotas", rota_name, "shifts"), rota.shifts)
    for name, team in teams_of(scenario).items():
        yield from _faults(("teams", name, "absence"), team.absence)
    for name, detectives in teams_that(scenario, DetectiveTeam).items():
        yield from _faults(("teams", name, "skills"), detectives.skills)


@reads("name")
def the_scenario_has_a_name(scenario: Scenario) -> Iterator[Finding]:
    """Require that the name of the scenario does not read as a missing value."""
    fault = name_fault(scenario.name)
    if fault:
        yield Finding(("name",), fault)


@reads("title", "why", "grades", "incident_types", "powers")
def texts_can_be_printed(scenario: Scenario) -> Iterator[Finding]:
    """Require that texts are of visible characters, and titles and labels are no formulas."""
    titles: dict[Path, str] = {("title",): scenario.title} if scenario.title else {}
    titles |= {("grades", n, "label"): grade.label for n, grade in scenario.grades.items()}
    for name, incident_type in scenario.incident_types.items():
        titles["incident_types", name, "label"] = incident_type.label
    for path, text in titles.items():
        if name_fault(text):
            yield Finding(path, name_fault(text).replace("a name", "a text"))
    texts: dict[Path, str] = {("why", place): text for place, text in enumerate(scenario.why)}
    texts |= {("powers", name): text for name, text in scenario.powers.items()}
    for path, text in texts.items():
        if not text.replace("\n", "").isprintable():
            yield Finding(path, f"got {text!r}, expected a text of visible characters")
