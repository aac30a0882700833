"""Compare the numbers of a scenario with the rows of figures, one by one.

Usage: ``python -m calibration.check [SCENARIO] [--accept]``. Every number, date, time of day and
rota pattern of the merged scenario, defaults of the schema included, must have a row with the same
value, and every row must have its number. The exit status is 1 if anything differs.

With ``--accept`` the rows of assumptions and choices take over the values of the scenario: change a
number in the YAML, then accept it. Figures from sources are never changed that way, and a value
outside its plausible range is still refused. A number without a row that no file states, such as a
new lever at its default, gets one, as a choice; the note may then be worded better.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from calibration.command import UnsuitedError, run
from calibration.tables import (
    BASELINE,
    DERIVED,
    Row,
    Value,
    parse_value,
    records,
    row_files,
    rows,
    rows_text,
    sources,
    value_text,
)
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.section import unit_of

#: Bases of rows that ``--accept`` may change.
ACCEPTABLE = ("assumption", "choice")
#: The table of numbers of parts that have none yet.
RULES = "rules.csv"
_TIME_OF_DAY = re.compile(r"\d\d:\d\d")


def leaves(scenario: Scenario) -> dict[str, Value]:
    """Return every number, date, time of day and list of them, by its dotted path.

    What a scenario says of how far its numbers may differ is not one of them.
    """
    return numbers_in(scenario.model_dump(exclude={"evidence"}))


def numbers_in(data: Any) -> dict[str, Value]:
    """Return the leaves of plain data, as `leaves` does those of a scenario."""
    return dict(_walk(data, ()))


def _walk(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Value]]:
    """Yield the leaves below a node."""
    if isinstance(node, dict):
        for key, below in node.items():
            yield from _walk(below, (*path, str(key)))
    elif isinstance(node, list):
        # The reasons for a scenario and the names of teams are words; a rota's pattern is a figure.
        if path[-1] == "pattern" or any(isinstance(item, int | float) for item in node):
            yield ".".join(path), node
    elif isinstance(node, bool) or node is None:
        return
    elif isinstance(node, int | float):
        yield ".".join(path), node
    elif isinstance(node, dt.date):
        yield ".".join(path), node.isoformat()
    elif isinstance(node, str) and _TIME_OF_DAY.fullmatch(node):
        yield ".".join(path), node


def differences(found: dict[str, Value], figures: dict[str, Row]) -> list[str]:
    """Return a line for each number without a row, row without a number, and unequal pair."""
    lines = [
        f"{path}: {found[path]} has no row of figures" for path in found if path not in figures
    ]
    for path, row in figures.items():
        if path not in found:
            lines.append(f"{path}: the figures say {row.value}, the scenario has no such number")
        elif found[path] != row.value:
            lines.append(f"{path}: the scenario says {found[path]}, the figures {row.value}")
    return lines


def faults(row: Row, known_sources: dict[str, Any]) -> list[str]:
    """Return what is wrong with a row in itself."""
    lines = []
    if row.source not in known_sources:
        lines.append(f"{row.path}: unknown source {row.source!r}")
    if row.basis != "assumption":
        return lines
    if not row.affects:
        lines.append(f"{row.path}: an assumption must say what it affects")
    if isinstance(row.value, int | float):
        if row.low is None or row.high is None:
            lines.append(f"{row.path}: an assumption must have a plausible range")
        elif not row.low <= row.value <= row.high:
            lines.append(f"{row.path}: {row.value} is outside {row.low} to {row.high}")
    elif not row.note:
        lines.append(f"{row.path}: the note must say how far the values may differ")
    return lines


def accept(found: dict[str, Value]) -> list[str]:
    """Write the scenario's values into the rows of assumptions and choices; return their paths."""
    changed = []
    for file in row_files():
        lines = records(file)
        for line in lines:
            path = line["path"]
            known = path in found and line["basis"] in ACCEPTABLE
            if known and found[path] != parse_value(line["value"]):
                line["value"] = value_text(found[path])
                changed.append(path)
        file.write_text(rows_text(lines), encoding="utf-8")
    rows.cache_clear()
    return changed


def add_defaults(scenario: Scenario) -> list[str]:
    """Write a row for each number without one that the scenario has by default; return the paths.

    The row stands with those of its part in the file that has most that are near it, and affects
    what most of these do. Where its part has no rows yet, it stands last in `RULES`, and what it
    affects may be written by hand.
    """
    found, known = leaves(scenario), rows()
    stated = numbers_in(scenario.model_dump(exclude_unset=True))
    added = [path for path in found if path not in known and path not in stated]
    for path in added:
        part = path.partition(".")[0] + "."
        tables = {file: records(file) for file in row_files() if file.name not in DERIVED}
        place = max(tables, key=lambda file: _nearness(path, tables[file]))
        near = [at for at, line in enumerate(tables[place]) if line["path"].startswith(part)]
        if not near:
            place = next(file for file in tables if file.name == RULES)
        lines = tables[place]
        last = near[-1] if near else len(lines) - 1
        alike = Counter(lines[number]["affects"] for number in near)
        row = dict.fromkeys(lines[0], "") | {
            "path": path,
            "value": value_text(found[path]),
            "unit": _unit(scenario, path),
            "basis": "choice",
            "source": "choice",
            "year": lines[last]["year"],
            "affects": max(alike, key=alike.__getitem__, default=""),
            "note": "the default",
        }
        lines.insert(last + 1, row)
        place.write_text(rows_text(lines), encoding="utf-8")
    rows.cache_clear()
    return added


def _nearness(path: str, lines: list[dict[str, str]]) -> tuple[int, int]:
    """Return how many keys a path has in common with the nearest rows, and how many these are."""
    common = Counter(_keys_in_common(path, line["path"]) for line in lines)
    return max(common.items(), default=(0, 0))


def _keys_in_common(one: str, other: str) -> int:
    pairs = zip(one.split("."), other.split("."), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _unit(scenario: Scenario, path: str) -> str:
    """Return the unit of the field that a path leads to."""
    node: Any = scenario
    unit = ""
    for key in path.split("."):
        if isinstance(node, dict):
            node = next(below for name, below in node.items() if str(name) == key)
        else:
            unit = unit_of(type(node).model_fields[key])
            node = getattr(node, key)
    return unit


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.check", description=__doc__)
    parser.add_argument("scenario", nargs="?", type=Path, default=BASELINE, help="the baseline")
    parser.add_argument("--accept", action="store_true", help="take over changed assumptions")
    options = parser.parse_args(arguments)
    scenario = load(options.scenario).scenario
    found = leaves(scenario)
    missing = sum(path not in found for path in rows())
    if missing > len(rows()) / 2:
        raise UnsuitedError(
            f"{scenario.name}: the figures are those of the baseline sussex-2017, and this is "
            f"another force: it has no number for {missing:,} of {len(rows()):,} figures"
        )
    if options.accept:
        for path in accept(found) + add_defaults(scenario):
            print(f"accepted {path}: {value_text(found[path])}")
    known = sources()
    lines = differences(found, rows())
    lines += [line for row in rows().values() for line in faults(row, known)]
    for line in lines:
        print(line)
    print(f"{len(found):,} numbers of {options.scenario.name}, {len(lines)} faults")
    return int(bool(lines))


if __name__ == "__main__":
    run(main)
