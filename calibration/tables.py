"""The tables of figures: one row per number of the baseline, and the inputs behind them.

`figures/README.md` says what each file and column holds.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from calibration.command import UnsuitedError

REPOSITORY = Path(__file__).resolve().parent.parent
FIGURES = Path(__file__).resolve().parent / "figures"
ROWS = FIGURES / "rows"
INPUTS = FIGURES / "inputs"
SUSSEX = REPOSITORY / "scenarios" / "sussex"
BASELINE = REPOSITORY / "scenarios" / "sussex-2017.yaml"

#: Tables of rows that `calibration.build` writes.
DERIVED = ("counts.csv", "posts.csv")
COLUMNS = ("path", "value", "unit", "basis", "source", "year", "low", "high", "affects", "note")
BASES = ("official", "research", "press", "derived", "assumption", "choice")

Value = float | int | str | list[Any]


@dataclass(frozen=True)
class Row:
    """One number of the baseline and what it rests on.

    Attributes
    ----------
    path : str
        Where the number stands in the merged scenario, with dots between the keys.
    value : float, int, str or list
        The number; a whole list is one row, dates and times of day are text.
    unit, source, year, affects, note : str
        What it is measured in, the key of its source, the year it describes, the measures that it
        moves, and anything a reader must know.
    basis : str
        One of `BASES`; `choice` is a setting of the run, not a statement about the world.
    low, high : float or None
        The plausible range; every assumption has one.
    """

    path: str
    value: Value
    unit: str
    basis: str
    source: str
    year: str
    low: float | None
    high: float | None
    affects: str
    note: str


def records(path: Path) -> list[dict[str, str]]:
    """Return the lines of a CSV file as dictionaries of text.

    Raises
    ------
    UnsuitedError
        If a line has more or fewer fields than the head: a comma outside quotes would cut it short.
    """
    with path.open(newline="", encoding="utf-8") as file:
        lines = csv.DictReader(file)
        found = []
        for record in lines:
            if None in record or None in record.values():
                fields = len(lines.fieldnames or ())
                raise UnsuitedError(
                    f"{path.name}:{lines.line_num}: expected {fields} fields; text with a comma"
                    " stands in double quotes"
                )
            found.append(record)
    return found


def inputs(name: str) -> list[dict[str, str]]:
    """Return the lines of an input table, by its name without ``.csv``."""
    return records(INPUTS / f"{name}.csv")


def force_total(name: str) -> float:
    """Return a figure for the whole force, by its name in ``force_totals.csv``."""
    return next(float(line["value"]) for line in inputs("force_totals") if line["name"] == name)


def parse_value(text: str) -> Value:
    """Turn the text of a value into a number or a list; what is neither stays text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, int | float | list) else text


def value_text(value: Value) -> str:
    """Return a value as it stands in a table; the inverse of `parse_value`."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        whole = [int(x) if isinstance(x, float) and x == int(x) else x for x in value]
        return json.dumps(whole)
    return tidy(value)


def parse_row(record: dict[str, str]) -> Row:
    """Turn one line of a table of rows into a `Row`."""
    return Row(
        path=record["path"],
        value=parse_value(record["value"]),
        unit=record["unit"],
        basis=record["basis"],
        source=record["source"],
        year=record["year"],
        low=float(record["low"]) if record["low"] else None,
        high=float(record["high"]) if record["high"] else None,
        affects=record["affects"],
        note=record["note"],
    )


def parts_left_off() -> list[str]:
    """Return the names of the files in scenarios/sussex that the baseline does not extend."""
    extended = re.findall(r"^ +- sussex/([\w-]+)\.yaml", BASELINE.read_text("utf-8"), re.MULTILINE)
    return sorted({file.stem for file in SUSSEX.glob("*.yaml")} - {*extended})


def row_files() -> list[Path]:
    """Return the tables of rows, without those of the parts that the baseline does not extend.

    The rows of the part ``missing-people.yaml`` are in ``missing_people.csv``.
    """
    off = {f"{name.replace('-', '_')}.csv" for name in parts_left_off()}
    return [file for file in sorted(ROWS.glob("*.csv")) if file.name not in off]


@cache
def rows() -> dict[str, Row]:
    """Return all rows of the baseline by path.

    Raises
    ------
    ValueError
        If a path has two rows.
    """
    return rows_in(row_files())


def rows_in(files: list[Path]) -> dict[str, Row]:
    """Return the rows of some tables by path; see `rows`."""
    found: dict[str, Row] = {}
    for file in files:
        for record in records(file):
            row = parse_row(record)
            if row.path in found:
                raise ValueError(f"{file.name}: {row.path} has a second row")
            found[row.path] = row
    return found


def sources() -> dict[str, dict[str, str]]:
    """Return the sources by their keys."""
    return {record["key"]: record for record in records(FIGURES / "sources.csv")}


def rows_text(lines: list[dict[str, str]]) -> str:
    """Return lines as the text of a table of rows."""
    return table_text(COLUMNS, lines)


def table_text(columns: tuple[str, ...], lines: list[dict[str, str]]) -> str:
    """Return lines as CSV text with a header."""
    out = StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def tidy(value: float, digits: int = 4) -> str:
    """Return a number as short text: whole numbers without a point."""
    rounded = round(value, digits)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
