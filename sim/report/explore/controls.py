"""Controls for settings, made from the schema: kind, unit, limits, choices and meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sim.errors import InputError, Problem
from sim.report.explore.fields import Json, arms_of, described, resolved
from sim.report.explore.levers import GROUPS, OfferedSetting, label_beside, places
from sim.report.explore.rows import (
    RowsError,
    SettingTable,
    TableRows,
    posts_by_date,
    rota_shares,
    typed_rows,
)
from sim.report.explore.typed_numbers import number_of
from sim.report.page.sections import in_words
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.cover import clock_time
from sim.scenario.reading.tree import Path, dotted
from sim.scenario.schema.dates import TIME_OF_DAY
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE

ControlKind = Literal["number", "choice", "choices", "flag", "time", "rows"]
#: Minutes between the times of day to choose from.
_TIME_STEP_MIN = 30
_ALWAYS = "always"
#: What a message adds for those who write a file that extends another.
_ON_FILES = re.compile(r"; [^;]*\bextend(?:s|ed)\b[^;]*$")
#: Ends of a slider that are further apart leave no room for what is likely; hours of a day do.
_LONGEST_SLIDER = 24


@dataclass(frozen=True)
class Control:
    """One setting as somebody can change it."""

    name: str  #: identifier on the page
    path: Path
    pattern: Path  #: of its lever
    label: str
    kind: ControlKind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    limits: str = ""  #: in words
    is_whole: bool = False
    options: tuple[tuple[str, str], ...] = ()  #: value and words
    may_be_empty: bool = False
    row: str = ""
    column: str = ""
    table: SettingTable | None = None  #: how rows are shown and read

    def said(self, message: str) -> str:
        """Return what is wrong with its value, without advice on how files would say it."""
        message = _ON_FILES.sub("", message)
        return message.replace("above 0", "of at least 0") if self.is_posts else message

    @property
    def is_posts(self) -> bool:
        """Whether it is a number of posts, which 0 takes away."""
        return self.path[-2:-1] == ("posts",)

    @property
    def about(self) -> str:
        """Unit and limits, in words."""
        limits = "" if self.limits in self.unit else self.limits
        return ", ".join(word for word in (self.unit, limits) if word)

    @property
    def has_slider(self) -> bool:
        """Whether both ends of what it may be are near enough for a slider."""
        if self.kind != "number" or self.low is None or self.high is None:
            return False
        return self.high - self.low <= _LONGEST_SLIDER

    @property
    def step(self) -> str:
        """Step of a slider: a whole number, a hundredth of a share, or a quarter, as of an hour."""
        return "1" if self.is_whole else "0.01" if self.high == 1 else "0.25"

    def read(self, given: object) -> object:
        """Return what was typed or chosen as a scenario file would give it; rows as they are.

        What is no number stays the text that it is, for the schema to refuse.
        """
        if self.table is not None:
            return typed_rows(given, len(self.table.columns))
        if self.kind == "choices":
            words = (
                [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
            )
            known = {value for value, _ in self.options}
            return [number_of(word) if self.is_whole else word for word in words if word in known]
        if self.kind == "flag":
            return bool(given)
        text = str(given).strip()
        if not text and self.may_be_empty:
            return None
        value = number_of(text) if self.kind == "number" else text
        return None if self.is_posts and value == 0 else value

    def rows(self, value: object) -> TableRows:
        """Return rows that were typed as they are, and what a scenario says as rows."""
        if self.table is None:
            return ()
        return value if isinstance(value, tuple) else self.table.rows_of(value)

    def complete(self, value: object) -> object:
        """Return a value that was read without rows in which something is missing."""
        if self.table is None or not isinstance(value, tuple):
            return value
        return self.table.complete(value)

    def data(self, value: object, before: object) -> object:
        """Return a value as a scenario file would give it, where it said something else before.

        Raises
        ------
        InputError
            If rows do not say one thing.
        """
        if self.table is None or not isinstance(value, tuple):
            return value
        try:
            return self.table.data_of(value, before)
        except RowsError as error:
            raise InputError([Problem("", 0, 0, dotted(self.path), str(error))]) from None

    def written(self, value: object) -> object:
        """Return a value as the page shows it."""
        if self.table is not None:
            return [list(row) for row in self.rows(value)]
        if self.kind == "choices":
            return [str(word) for word in value] if isinstance(value, list | tuple) else []
        if self.kind == "flag":
            return bool(value)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return ("0" if self.is_posts else "") if value is None else str(value)

    def words(self, value: object) -> str:
        """Return a value as a reader is told it."""
        known = dict(self.options)
        if self.table is not None:
            return self.table.words_of(self.rows(value))
        if self.kind == "choices":
            said = self.written(value)
            words = [str(known.get(one, one)) for one in said] if isinstance(said, list) else []
            return ", ".join(words) or "none"
        if self.kind == "flag":
            return "yes" if value else "no"
        text = str(self.written(value))
        return known.get(text, text) or "not set"


@dataclass(frozen=True)
class Panel:
    """The controls of a group."""

    heading: str
    controls: tuple[Control, ...]
    meaning: str = ""  #: what all of them mean, where it is the same
    rows: tuple[str, ...] = ()  #: of a table
    columns: tuple[str, ...] = ()
    is_open: bool = False

    def at(self, row: str, column: str) -> Control | None:
        """Return the control at a place of a table."""
        fits = (one for one in self.controls if (one.row, one.column) == (row, column))
        return next(fits, None)


def panels_of(scenario: Scenario) -> tuple[Panel, ...]:
    """Return the controls of a scenario, group by group; groups without any are not there."""
    data = scenario.model_dump(mode="python")
    found, number = [], 0
    for group in GROUPS:
        controls = []
        for place in places(group, scenario, data):
            made = _control(f"lever-{number}", place, scenario, value_at(data, place.path))
            if made is not None:
                controls.append(made)
                number += 1
        rows = tuple(dict.fromkeys(one.row for one in controls)) if group.is_table else ()
        columns = tuple(dict.fromkeys(one.column for one in controls)) if group.is_table else ()
        if controls:
            meanings = {one.meaning for one in controls}
            same = meanings.pop() if len(controls) > 1 and len(meanings) == 1 else ""
            found.append(Panel(group.heading, tuple(controls), same, rows, columns, group.is_open))
    return tuple(found)


def value_at(data: Mapping[Any, Any], path: Path) -> Any:
    """Return a value of plain data; None where nothing is."""
    node: Any = data
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def control_for(controls: Sequence[Control], path: str) -> Control | None:
    """Return the control beside which a problem at a dotted path belongs."""

    def within(one: str, other: str) -> bool:
        return one == other or one.startswith(f"{other}.")

    near = [one for one in controls if within(path, dotted(one.path))]
    # What is wrong with several together stands beside the first.
    near += [one for one in controls if path and within(dotted(one.path), path)]
    return next(iter(near), None)


def _control(name: str, place: OfferedSetting, scenario: Scenario, value: object) -> Control | None:
    """Return the control of a setting; None where its kind is none that can be shown."""
    node, field = described(place.path)
    arms = arms_of(resolved(node))
    empty = any(arm.get("type") == "null" for arm in node.get("anyOf", ()))
    meaning = place.meaning or _meaning(place.path, field.get("description", ""))
    made: Json = {
        "name": name, "path": place.path, "pattern": place.pattern, "label": place.label,
        "row": place.row, "column": place.column, "meaning": meaning, "may_be_empty": empty,
    }  # fmt: skip
    if (table := _table(place.path, scenario)) is not None:
        return Control(kind="rows", table=table, unit=field.get("unit", ""), **made)
    arm = arms[0]
    if "enum" in arm:
        return Control(kind="choice", options=_options(arm["enum"]), **made)
    if arm.get("type") == "boolean":
        return Control(kind="flag", **made)
    if arm.get("type") in ("number", "integer"):
        unit = field.get("unit", "")
        return Control(kind="number", unit=unit, is_whole=arm["type"] == "integer",
                       **_limits(arm), **made)  # fmt: skip
    if arm.get("type") == "array":
        return _choices(arms_of(resolved(arm["items"]))[0], scenario, made)
    if arm.get("type") == "string" and _is_time(value):
        return Control(kind="time", unit=TIME_OF_DAY, options=_times(str(value)), **made)
    return None


def _meaning(path: Path, description: str) -> str:
    """Return what a field means, with other fields that it names by their labels on the page."""

    def named(found: re.Match[str]) -> str:
        label = label_beside(path, found[1])
        return f"\u201c{label}\u201d" if label else found[1]

    return in_words(re.sub(r"`(\w+)`", named, description).replace("`", ""))


def _table(path: Path, scenario: Scenario) -> SettingTable | None:
    """Return how a setting is shown that has rows; None for any other."""
    if path[0] != "teams" or path[-1] not in ("rota", "posts_from"):
        return None
    if path[-1] == "rota":
        return rota_shares([*scenario.rotas, _ALWAYS])
    is_desk = FORCE_WIDE in getattr(scenario.teams, str(path[1])).posts
    return posts_by_date(() if is_desk else scenario.hubs)


def _choices(items: Json, scenario: Scenario, made: Json) -> Control | None:
    """Return the control of a list: of words, or of grades."""
    if "enum" in items:
        teams = [word for word in items["enum"] if getattr(scenario.teams, word, word) is not None]
        return Control(kind="choices", options=_options(teams), **made)
    if items.get("type") == "integer":
        attended = grades_of_officers(scenario)
        grades = [(str(grade), scenario.grades[grade].label) for grade in attended]
        return Control(kind="choices", is_whole=True, options=tuple(grades), **made)
    return None


def _options(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, in_words(word)) for word in words)


def _is_time(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value) is not None


def _times(own: str) -> tuple[tuple[str, str], ...]:
    """Return the times of day to choose from, with the one that the scenario has."""
    steps = range(0, 24 * 60 + 1, _TIME_STEP_MIN)
    known = {clock_time(minute) for minute in steps} | {own}
    return tuple((time, time) for time in sorted(known))


def _limits(arm: Json) -> Json:
    """Return the limits of a number, and what they are in words."""
    low, above = arm.get("minimum"), arm.get("exclusiveMinimum")
    high, below = arm.get("maximum"), arm.get("exclusiveMaximum")
    first = above if low is None else low
    last = below if high is None else high
    words = []
    if above is not None and low is None:
        words.append(f"more than {above:g}")
    if below is not None and high is None:
        words.append(f"less than {below:g}")
    if low is not None and high is not None:
        words.append(f"{low:g} to {high:g}")
    elif low is not None:
        words.append(f"{low:g} or more")
    elif high is not None:
        words.append(f"at most {high:g}")
    return {"low": first, "high": last, "limits": ", ".join(words)}
