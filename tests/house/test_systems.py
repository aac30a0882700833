"""docs/systems.md names what is there, and says of mechanisms what their tests hold."""

from __future__ import annotations

import re

import pytest

from sim.outputs.measures.registry import COMPARED, REGISTRY
from tests.house.tree import ROOT
from tests.support.mechanisms import MECHANISMS, Mechanism
from tests.support.schema_levers import NOT_LEVERS, levers

TEXT = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8")


def rows(text: str, first: str) -> list[list[str]]:
    """Return the cells of a table, below the row of headings that begins with a word."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    below = [line for line in lines if not line.startswith(("|---", f"| {first} "))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in below]


SYSTEMS, _, BY_THEMSELVES = TEXT.partition("## Each mechanism by itself")
ROWS = rows(SYSTEMS, "system")
#: Settings that are one part of a scenario as a whole, with what stands in it.
FOUND = {name.rsplit(".", length)[0] for name in levers() for length in range(4)} | {*NOT_LEVERS}


def named(cell: str) -> list[str]:
    assert cell == "-" or "`" in cell, cell
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_a_system_is_found_in_exists(row: list[str]) -> None:
    system, settings, scenario, measure, test = row
    assert system
    assert [name for name in named(settings) if name not in FOUND] == []
    scenarios = [ROOT / "scenarios" / f"{name}.yaml" for name in named(scenario)]
    assert [str(path) for path in scenarios if not path.is_file()] == []
    assert [name for name in named(measure) if name not in {*REGISTRY, *COMPARED}] == []
    assert [name for name in named(test) if not (ROOT / name).is_file()] == []


def test_a_scenario_pulls_a_setting_of_its_row() -> None:
    """The file itself, or one of scenarios/sussex/ that it extends."""
    idle = []
    for system, settings, scenario, *_ in ROWS:
        for name in named(scenario):
            text = (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
            for part in re.findall(r"(?:sussex/)?[\w-]+\.yaml", text):
                file = ROOT / "scenarios" / part
                text += file.read_text(encoding="utf-8") if file.is_file() else ""
            keys = {key for setting in named(settings) for key in setting.split(".")}
            if not any(re.search(rf"\b{key}\w*:", text) for key in keys):
                idle.append(system)
    assert idle == []


def test_every_system_of_the_documents_has_a_row() -> None:
    assert len(ROWS) >= 24


def moves(mechanism: Mechanism) -> str:
    """Say what a mechanism does to measures, as the page does."""
    said = []
    for measured, higher in mechanism.raises.items():
        measure, _, team = measured.partition(" of ")
        of = f" of {team}" if team else ""
        said.append(f"{'more' if higher else 'less'} `{measure}`{of}")
    return ", ".join(said)


def test_each_mechanism_has_a_row_that_says_what_its_tests_hold() -> None:
    found = rows(BY_THEMSELVES, "mechanism")
    assert [row for row in found if not (ROOT / row[1].strip("`")).is_file()] == []
    assert [[name, on, off] for name, _, on, off in found] == [
        [name, moves(each), "; ".join(each.off) or "-"] for name, each in MECHANISMS.items()
    ]
