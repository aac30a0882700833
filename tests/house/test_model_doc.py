"""docs/model.md speaks of what is there: functions, names, measures, and the settings of a run."""

from __future__ import annotations

import ast
import re
from enum import IntEnum
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.outputs.headlines import HEADLINES
from sim.outputs.measures.registry import REGISTRY
from sim.scenario.load import load
from sim.vocabulary import (
    Activity,
    CaseState,
    EndedBy,
    EventKind,
    IncidentState,
    Outcome,
    Record,
    subject_of,
)
from sim.world.intensity import MONTH_DAYS, month_weights
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "model.md"
#: The page, and the parts that are told on pages of their own.
PAGES = [PAGE, *sorted(PAGE.parent.glob("model-*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
#: Each page is to be read in one sitting.
MAX_LINES = 400
#: E.g. `sim/model/duty.py: start_shift, end_shift`, which may run over the end of a line.
REFERENCE = re.compile(r"`([\w/*]+\.py):\s+([\w,\s]+)`")
FILE = re.compile(r"`((?:sim|calibration)/[\w/*]*(?:\.py)?)`")
LINK = re.compile(r"\]\(([^)#]+)\)")


def references(text: str) -> list[tuple[str, str]]:
    return [
        (file, name)
        for file, names in REFERENCE.findall(text)
        for name in re.split(r",\s*", names.strip())
    ]


@cache
def defined(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def missing(text: str) -> list[tuple[str, str]]:
    return [(file, name) for file, name in references(text) if name not in defined(file)]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all table rows."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_functions_exist() -> None:
    assert len(references(TEXT)) > 60
    assert not missing(TEXT)
    for page in (ROOT / "docs").glob("model-*.md"):
        assert not missing(page.read_text(encoding="utf-8")), page.name


def test_functions_in_the_page_on_prevention_exist() -> None:
    text = (ROOT / "docs" / "model-prevention.md").read_text(encoding="utf-8")
    assert len(references(text)) > 9
    assert not missing(text)
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}
    named = [name for row in rows(text) for name in re.findall(r"`([\w-]+)`", row[0])]
    assert set(named) - {"scenario"} <= shipped


@pytest.mark.parametrize(
    "text",
    [
        "`sim/model/duty.py: dismiss`",
        "`sim/model/none.py: run`",
        "`sim/model/log.py:\nwrite, wipe`",
    ],
)
def test_missing_functions_would_be_found(text: str) -> None:
    assert missing(text)


def test_files_exist() -> None:
    named = FILE.findall(TEXT)
    assert named
    assert not [file for file in named if not list(ROOT.glob(file.rstrip("/")))]
    targets = [link for link in LINK.findall(TEXT) if "://" not in link]
    assert targets
    assert not [target for target in targets if not (ROOT / "docs" / target).is_file()]


@pytest.mark.parametrize(
    "names", [EventKind, Activity, IncidentState, Outcome, Record, CaseState, EndedBy]
)
def test_every_name_is_mentioned(names: type[IntEnum]) -> None:
    words = set(re.findall(r"\b[A-Z][A-Z_]+\b", TEXT))
    assert not {entry.name for entry in names} - words


def test_order_of_events_is_that_of_the_vocabulary() -> None:
    said = [row[:3] for row in rows(TEXT) if row[0].isdecimal()]
    assert said == [[str(kind.value), kind.name, kind.actor.name] for kind in EventKind]


@pytest.mark.parametrize("names", [Activity, IncidentState])
def test_states_have_rows(names: type[IntEnum]) -> None:
    assert {entry.name for entry in names} <= {row[0] for row in rows(TEXT)}


@pytest.mark.parametrize("record", Record, ids=lambda record: record.name)
def test_records_stand_with_their_subject(record: Record) -> None:
    (said,) = [row[1] for row in rows(TEXT) if row[0] == subject_of(record).name]
    assert re.search(rf"\b{record.name}\b", said)


def test_measures_exist() -> None:
    tables = re.split(r"\| measures? \| leaves? out \|", TEXT)[1:]
    assert len(tables) > 1
    table = "\n".join(text.split("\n\n")[0] for text in tables)
    patterns = re.findall(r"`([a-z_*]+[a-z0-9_*]*)`", table)
    assert patterns
    assert not [p for p in patterns if not any(fnmatch(name, p) for name in REGISTRY)]


def test_settings_of_the_baseline() -> None:
    run = load(ROOT / "scenarios" / "sussex-2017.yaml").scenario.run
    assert f"warms up for {run.warm_up_days} days and measures {run.days}" in TEXT
    assert f"{run.replications} in the shipped baseline" in TEXT
    assert len(HEADLINES) == 10
    assert "ten of these are always the same" in TEXT


def test_winter_comes_out_as_near_to_the_records_as_it_says() -> None:
    shapes = load(ROOT / "scenarios" / "sussex-2017.yaml").scenario.month_shapes
    winter = [9, 10, 11, 0]
    days = MONTH_DAYS[winter]
    levels = [float((month_weights(shape)[winter] * days).sum() / 123) for shape in shapes.values()]
    assert "between 4% below and 4% above" in TEXT
    assert round(100 * min(levels)) == 96
    assert round(100 * max(levels)) == 104
    assert np.isclose(days.sum(), 123)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_stay_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
