"""What a lever owes, field by field: each message says what is missing and where to put it.

CONTRIBUTING.md, "Add a lever", has the whole list. This holds the parts of it that a machine can
tell: that strategies draw it, that the audit judges it, that the model's pages speak of it, that
the example states it, and that somebody reads it, and what it becomes. What only new ones owe is in
`tests/house/test_new_levers.py`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pydantic import NonNegativeInt, PositiveInt

from sim.scenario.load import load
from sim.scenario.schema.section import Section, field
from sim.world import arrays
from sim.world.arrays import World
from sim.world.filling import fields_of
from tests.engine import audit
from tests.engine.judged import JUDGED, NOT_JUDGED
from tests.house.tree import ROOT
from tests.support import strategies as whole
from tests.support import (
    strategies_demand,
    strategies_follow_ups,
    strategies_incidents,
    strategies_places,
    strategies_response,
    strategies_scalars,
    strategies_settings,
    strategies_teams,
)
from tests.support.schema_levers import NOT_LEVERS, levers, pulled, stated
from tests.support.strategies_situations import SITUATIONS

SUPPORT = ROOT / "tests" / "support"
EXAMPLE = ROOT / "tests" / "scenario" / "good" / "all-levers.yaml"
PAGES = sorted((ROOT / "docs").glob("model*.md"))
#: Where the levers of a part are drawn, and which page tells of them; the longest name counts.
DRAWN_IN = {
    "": "strategies.py: scenarios",
    "travel": "strategies.py: _travel",
    "grades": "strategies.py: _grades",
    "grades.patience": "strategies_response.py: pull_response",
    "grades.appointment": "strategies_response.py: pull_response",
    "incident_types": "strategies_incidents.py: kind",
    "incident_types.investigation": "strategies_incidents.py: _case_rules",
    "incident_types.repeat": "strategies_demand.py: dynamics",
    "incident_types.recurring_tasks": "strategies_follow_ups.py: pull_follow_ups",
    "chasers": "strategies_follow_ups.py: pull_chasers",
    "arrests": "strategies_response.py: arrests",
    "incident_types.follow_up": "strategies_follow_ups.py: pull_follow_ups",
    "safeguarding": "strategies_follow_ups.py: pull_safeguarding",
    "offender_management": "strategies_follow_ups.py: pull_cohorts",
    "small_areas": "strategies_places.py: pull_places",
    "problem_files": "strategies_places.py: pull_places",
    "teams.protected_hours": "strategies_places.py: pull_places",
    "demand": "strategies_demand.py: dynamics",
    "operations": "strategies_demand.py: dynamics",
    "rotas": "strategies_teams.py: teams",
    "teams": "strategies_teams.py: teams",
    "dispatch": "strategies_response.py: pull_response",
    "preemption": "strategies_response.py: pull_response",
    "custody_suites": "strategies_response.py: pull_response",
    "casework": "strategies.py: _casework",
    "control_room": "strategies_incidents.py: control_room",
    "redeployment": "strategies_teams.py: redeployment",
}
TOLD_IN = {
    "": "model.md",
    "arrests": "model-response.md",
    "chasers": "model-desk.md",
    "dispatch": "model-response.md",
    "preemption": "model-response.md",
    "teams": "model-response.md",
    "redeployment": "model-prevention.md",
    "prevention": "model-prevention.md",
    "small_areas": "model-hot-spots.md",
    "problem_files": "model-hot-spots.md",
    "teams.protected_hours": "model-hot-spots.md",
    "casework": "model-cases.md",
    "control_room": "model-response.md",
    "incident_types.investigation": "model-cases.md",
    "incident_types.resolution_centre": "model-desk.md",
    "incident_types.recurring_tasks": "model-vulnerable.md",
    "incident_types.follow_up": "model-vulnerable.md",
    "safeguarding": "model-vulnerable.md",
    "offender_management": "model-vulnerable.md",
    "demand": "model-demand.md",
    "operations": "model-demand.md",
}
#: Most series of examples until every lever is drawn: a new field changes what each draws, and four
#: were once too few for another, rare lever.
SERIES = 10
#: Rooms that read what a lever becomes.
READERS = ("model", "outputs", "report")
FUNCTION = re.compile(r"(\w+\.py): (\w+)")


def place(lever: str, places: dict[str, str]) -> str:
    """Return the place of the longest part that a lever stands in."""
    parts = lever.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((places[name] for name in names if name in places), places[""])


@cache
def functions(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def unknown_functions(folder: Path, rows: Iterable[str]) -> list[str]:
    """Return which of these, where they are `file: function`, name none that exists."""
    named = {row: FUNCTION.fullmatch(row) for row in rows}
    return [row for row, at in named.items() if at and at[2] not in functions(folder / at[1])]


def drawn_levers(monkeypatch: pytest.MonkeyPatch, wanted: set[str]) -> set[str]:
    """Return the levers that some examples of the strategies pull, of plain data, not simulated.

    Whatever is drawn now and then is drawn often here, and what the checks refuse is not put right,
    so that few examples show everything. Always the same ones.
    """
    monkeypatch.setattr(whole, "examine", lambda _: (None, []))
    for module in (
        *(whole, strategies_demand, strategies_follow_ups, strategies_incidents),
        *(
            strategies_places,
            strategies_response,
            strategies_scalars,
            strategies_settings,
            strategies_teams,
        ),
    ):
        monkeypatch.setattr(module, "chance", lambda _: st.sampled_from([True] * 3 + [False]))
    seen: set[str] = set()
    for series in range(SERIES):
        for situation in (None, *SITUATIONS):

            @seed(series)
            @settings(
                max_examples=24 if situation is None else 3,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(whole.scenarios(situation))
            def look(data: dict[str, object]) -> None:
                seen.update(pulled(data))

            look()
        if wanted <= seen:
            break
    return seen


def test_every_lever_is_drawn_by_a_strategy(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more than its default; one that has none, at all."""
    seen = drawn_levers(monkeypatch, set(levers()))
    owed = [
        f"{lever}: not drawn by any strategy, nor by itself, as strategies_scalars.py says; "
        f"add it to tests/support/{place(lever, DRAWN_IN)}"
        for lever in levers()
        if lever not in seen
    ]
    assert not owed, "\n".join(owed)


def test_every_lever_is_judged_by_the_audit_or_has_a_reason() -> None:
    assert audit.Replay
    owed = [
        f"{lever}: not judged; judge it in a function of tests/engine/audit*.py that has "
        f'@judges("{lever}"), or say in tests/engine/judged.py why not'
        for lever in levers()
        if lever not in JUDGED and lever not in NOT_JUDGED
    ]
    owed += [
        f"{lever}: no such lever; take it out of {judged_at(lever)}"
        for lever in (*JUDGED, *NOT_JUDGED)
        if lever not in levers()
    ]
    owed += [
        f"{lever}: judged by {JUDGED[lever]}; take it out of tests/engine/judged.py"
        for lever in {*JUDGED} & {*NOT_JUDGED}
    ]
    owed += [
        f"{lever}: {row!r} is no reason; mend tests/engine/judged.py"
        for lever, row in NOT_JUDGED.items()
        if len(row.split()) < 4
    ]
    assert len(JUDGED) > 60
    assert not owed, "\n".join(owed)


def judged_at(lever: str) -> str:
    return ", ".join(JUDGED.get(lever, ["tests/engine/judged.py"]))


def spans(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def as_told(lever: str, shared: set[str]) -> str:
    """Return how a page may write a lever: its key; with its part, where several share the key."""
    *_, part, key = ["", *lever.split(".")]
    if key not in shared or not part:
        return key
    return rf"{part}\.(?:\w+\.)?{key}"


def untold(text: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the levers that a text does not speak of."""
    names = list(names)
    often = Counter(name.rsplit(".", 1)[-1] for name in names)
    shared = {key for key, number in often.items() if number > 1}
    told = " ".join(spans(text))
    for name in names:
        if not re.search(rf"(?<!\w){as_told(name, shared)}(?!\w)", told):
            yield name


def test_every_lever_is_told_of_on_a_page_of_the_model() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    owed = [
        f"{lever}: on no page of the model; say in docs/{place(lever, TOLD_IN)} what it does, with "
        "its name in backticks (and its part before it, if other parts have the same key)"
        for lever in untold(text, levers())
    ]
    assert not owed, "\n".join(owed)


def test_every_lever_is_stated_in_the_example_that_runs() -> None:
    """`tests/scenario/test_reference.py` runs it."""
    found = stated(load(EXAMPLE).data)
    owed = [
        f"{lever}: not in {EXAMPLE.relative_to(ROOT)}; make docs puts it there, unless it is of a "
        "part that is not there yet"
        for lever in levers()
        if lever not in found
    ]
    assert not owed, "\n".join(owed)


def read_attributes() -> set[tuple[str, str]]:
    """Return each ``part.array`` that the model, the tables or the report read.

    What is read by another name of the part counts for every part that the file speaks of.
    """
    found: set[tuple[str, str]] = set()
    for file in (f for room in READERS for f in (ROOT / "sim" / room).rglob("*.py")):
        read = [
            node
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
        ]
        parts = {node.attr for node in read if node.attr in World._fields}
        for node in read:
            if isinstance(node.value, ast.Attribute):
                found.add((node.value.attr, node.attr))
            elif isinstance(node.value, ast.Name):
                found |= {(part, node.attr) for part in parts}
    return found


def test_every_array_of_the_rules_is_read() -> None:
    read = read_attributes()
    rules = {
        part: kind._fields
        for part, kind in get_type_hints(World).items()
        if kind.__name__.endswith("Rules")
    }
    owed = [
        f"{part}.{array}: read by nothing in sim/{', sim/'.join(READERS)}; decide by "
        "it in sim/model/policies, or take it out of sim/world/arrays*.py"
        for part, arrays in rules.items()
        for array in arrays
        if (part, array) not in read
    ]
    assert len(rules) > 8
    assert not owed, "\n".join(owed)


def test_every_lever_is_read() -> None:
    """As a field of the rules that is filled by its name, or somewhere in sim/."""
    kinds = [kind for kind in vars(arrays).values() if hasattr(kind, "_fields")]
    rules = {field for kind in kinds for name in kind._fields for field in fields_of(name)}
    rooms = ("world", "scenario/facts", "outputs", "report", "runs")
    read = {
        node.attr
        for room in rooms
        for file in (ROOT / "sim" / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    owed = [
        f"{lever}: read by nothing; add it to the rules of its section in sim/world/arrays*.py, "
        "which are filled by name, or fill an array in sim/world"
        for lever in levers()
        if lever.rsplit(".", 1)[-1] not in rules | read
    ]
    assert not owed, "\n".join(owed)


def test_places_that_the_messages_name_exist() -> None:
    assert not unknown_functions(SUPPORT, DRAWN_IN.values())
    assert {*TOLD_IN.values()} <= {page.name for page in PAGES}
    assert "redeployment" in DRAWN_IN
    assert place("redeployment.who", DRAWN_IN) == "strategies_teams.py: redeployment"
    assert place("grades.patience.minutes", DRAWN_IN) == "strategies_response.py: pull_response"


class Planted(Section):
    """A part with fields of every kind."""

    flag: bool = field("a flag", example=True, default=False)
    word: Literal["a", "b", "c"] = field("a word", example="b", default="a")
    officers_kept: NonNegativeInt = field("a number", example=2, default=0)
    part_of_it: float | None = field("a number", example=0.5, default=None, gt=0, le=1)
    waiting: PositiveInt = field("named by another strategy", example=2, default=1)
    several: list[int] = field("no single value", example=[1], default=[])
    required: bool = field("a flag without a default", example=True)


def test_flags_words_and_numbers_are_drawn_by_themselves() -> None:
    assert strategies_scalars.drawn_here(Planted) == {
        "flag": (True,),
        "word": ("b", "c"),
        "officers_kept": (1, 2, 3),
        "part_of_it": (0.25, 0.5, 1.0),
    }


def test_levers_are_the_fields_of_the_schema_but_for_those_named() -> None:
    names = set(levers())
    assert len(names) > 150
    assert {"redeployment.who", "teams.held_back", "custody_suites.cells", "powers"} <= names
    assert not names & set(NOT_LEVERS)
    assert pulled({"redeployment": {"who": "nearest", "waiting": 3}}) == {"redeployment.waiting"}
    assert stated({"redeployment": {"who": "nearest"}}) == {"redeployment.who"}
    assert pulled({"teams": {"pcso": {"deployment": "patches"}}}) == {"teams.deployment"}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("`waiting`, `dispatch.rule` and `redeployment.rule`", []),
        ("`waiting` and `rule`", ["dispatch.rule", "redeployment.rule"]),
        ("waiting `longer_waiting`", ["redeployment.waiting", "dispatch.rule"]),
    ],
)
def test_a_lever_of_which_no_page_tells_would_be_found(text: str, missing: list[str]) -> None:
    names = ["redeployment.waiting", "dispatch.rule", "redeployment.rule"]
    assert set(missing) <= set(untold(text, names))
    assert bool(missing) == bool(list(untold(text, names)))
