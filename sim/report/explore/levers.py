"""Which settings the live page offers, and what it calls them.

Everything else about them, such as unit, limits and meaning, is what the schema says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.report.page.sections import in_words
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.teams import PREVENTION, teams_of
from sim.scenario.reading.tree import Path
from sim.scenario.reading.words import with_capital
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE

#: Stands in a pattern for whatever the scenario has there.
ANY = "*"


class Lever(NamedTuple):
    """Settings that have one meaning."""

    #: Keys from the top. Those of mappings may be `ANY`; fields are there by their default.
    pattern: Path
    label: str  #: ``{0}`` is what stands for the first `ANY`, ``{1}`` for the second
    meaning: str = ""  #: if empty, what the schema says


class Group(NamedTuple):
    """Levers under one heading."""

    heading: str
    levers: tuple[Lever, ...]
    is_table: bool = False  #: whether they are a table, with the last `ANY` down its side
    is_open: bool = False  #: whether they are seen at first


class OfferedSetting(NamedTuple):
    """One setting of a scenario that is offered."""

    path: Path
    pattern: Path
    label: str
    meaning: str = ""  #: if empty, what the schema says
    row: str = ""  #: heading of its row, in a table
    column: str = ""


_HOURS = tuple(
    Lever(("teams", "resolution_centre", "opening_hours", days, key), f"{label}: {word}")
    for days, label in (("weekdays", "Monday to Friday"), ("weekends", "Saturday and Sunday"))
    for key, word in (("opens", "calls begin"), ("closes", "calls end"))
)
#: The heading of what no force without prevention officers has.
REDEPLOYMENT = "Redeployment and ring-fence"
_POSTS = "full-time posts that the team has there; part-time posts count as parts"
_REDEPLOYMENT = {
    "rule": "When prevention officers answer calls",
    "teams": "Teams that may be sent",
    "ring_fenced": "Teams that are ring-fenced",
    "waiting": "Overdue incidents that set it off",
    "older_than_min": "Overdue after waiting for",
    "recall_below": "Ends with fewer overdue than",
    "recall_after_min": "Ends after that has held for",
    "who": "Which officer goes",
    "grades": "Grades of incidents",
    "max_officers": "Most officers sent at once from a hub",
    "min_remaining": "Constables of a hub who stay",
    "max_hours_per_shift": "Longest time away in a shift",
    "last_redeployment_min": "Last minutes of a shift in which nobody is sent",
    "backfill": "Short response shifts are made up from prevention",
}
GROUPS = (
    Group(
        "Posts",
        (Lever(("teams", ANY, "posts", ANY), "{0} posts, {1}", _POSTS),),
        is_table=True,
        is_open=True,
    ),
    Group("Posts by date", (Lever(("teams", ANY, "posts_from"), "{0} posts by date"),)),
    Group(
        "Resolution Centre",
        (
            Lever(("teams", "resolution_centre", "posts", FORCE_WIDE), "Posts", _POSTS),
            *_HOURS,
            Lever(("teams", "resolution_centre", "queue"), "Which cases go first"),
            Lever(("teams", "resolution_centre", "resolved_share"), "Resolved by phone"),
        ),
        is_open=True,
    ),
    Group(
        REDEPLOYMENT,
        (
            *(Lever(("redeployment", key), label) for key, label in _REDEPLOYMENT.items()),
            Lever(
                ("redeployment", "at_once", ANY),
                "{0} incidents: teams of which somebody goes at once",
            ),
        ),
        is_open=True,
    ),
    Group(
        "Calls that nobody attends",
        (
            Lever(("demand", "closed_without_visit", ANY), "{0}: closed without a visit"),
            Lever(("demand", "closed_without_visit_factor"), "All of these, times"),
        ),
    ),
    Group("Rotas", (Lever(("teams", ANY, "rota"), "Rota of {0}"),)),
    Group(
        "Shifts",
        (
            Lever(("rotas", ANY, "shifts", ANY, "start"), "{0} rota, {1} shift: begins"),
            Lever(("rotas", ANY, "shifts", ANY, "hours"), "{0} rota, {1} shift: length"),
        ),
    ),
    Group(
        "Response and demand",
        (
            Lever(("dispatch", "rule"), "Which officer is sent"),
            Lever(("teams", ANY, "cross_hub_help", "rule"), "Help for other hubs, {0}"),
            Lever(("demand", "growth"), "All demand, times"),
        ),
    ),
)


def places(group: Group, scenario: Scenario, data: dict[str, Any]) -> Iterator[OfferedSetting]:
    """Yield the settings of a group that a scenario has; none are redeployed where nobody could be.

    Parameters
    ----------
    group : Group
        One of `GROUPS`.
    scenario : Scenario
        For the names of its parts.
    data : dict
        The scenario as plain data, as `model_dump` gives it.
    """
    if group.heading == REDEPLOYMENT and not set(PREVENTION) & teams_of(scenario).keys():
        return
    data = _with_every_grade(scenario, data)
    for lever in group.levers:
        for path in _there(data, lever.pattern, ()):
            if group.is_table and path[-1] == FORCE_WIDE:
                # A desk for the whole force stands with the rest of its settings.
                continue
            starred = [key for key, given in zip(path, lever.pattern, strict=True) if given == ANY]
            names = [_name(scenario, path, str(key)) for key in starred]
            label = lever.label.format(*names)
            label = with_capital(label)
            row, column = (names[-1], names[0]) if group.is_table else ("", "")
            column = with_capital(column)
            yield OfferedSetting(path, lever.pattern, label, lever.meaning, row, column)


def label_beside(path: Path, name: str) -> str:
    """Return the label of the setting of a name in the section of another; empty if none is there.

    Parameters
    ----------
    path : tuple
        Of the other.
    name : str
        Of the field.
    """
    beside = (*path[:-1], name)
    return next(
        (one.label for group in GROUPS for one in group.levers if one.pattern == beside), ""
    )


def _with_every_grade(scenario: Scenario, data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with every grade that is attended where teams that go at once are named."""
    known = data["redeployment"]["at_once"]
    grades = sorted({*grades_of_officers(scenario), *known})
    at_once = {grade: known.get(grade, []) for grade in grades}
    return data | {"redeployment": data["redeployment"] | {"at_once": at_once}}


def _there(node: Any, pattern: Path, path: Path) -> Iterator[Path]:
    """Yield the paths in plain data that a pattern fits."""
    if not pattern:
        yield path
        return
    if not isinstance(node, dict):
        return
    keys = list(node) if pattern[0] == ANY else [pattern[0]] if pattern[0] in node else []
    for key in keys:
        yield from _there(node[key], pattern[1:], (*path, key))


def _name(scenario: Scenario, path: Path, key: str) -> str:
    """Return what people call a key: a grade by its label, a place by its name, others in words."""
    if path[:2] in (("demand", "closed_without_visit"), ("redeployment", "at_once")):
        known = scenario.grades.get(int(key))
        return known.label if known else f"grade {key}"
    return key if key in scenario.hubs else in_words(key)
