"""What docs/theory.md says, and whether it is what was found."""

from __future__ import annotations

import re
from typing import NamedTuple

from docs.generators.theory import (
    COMMAND,
    HEADER_OF_ROWS,
    PAGE,
    Found,
    line_of_case,
    lines_of_rows,
)

CASE = re.compile(r"\| \[([\w-]+)\]\(\S+\) \|.* \| (\d+) \| ([\w, ]+) \|")
ROW = re.compile(r"\| ([\w-]+) \| ([^|]+) \|" + r" (\S+) \|" * 5)


class Line(NamedTuple):
    """A quantity as the page gives it."""

    case: str
    quantity: str
    theory: float
    simulated: float
    error: float
    z: float
    wrong_z: float


def cases_of(text: str) -> dict[str, tuple[int, str]]:
    """Return replications and cost of the cases on a page, in their order."""
    return {name: (int(number), spent) for name, number, spent in CASE.findall(text)}


def lines_of(text: str) -> list[Line]:
    """Return the quantities on a page."""
    return [
        Line(case, quantity, *map(float, numbers))
        for case, quantity, *numbers in ROW.findall(text.replace(HEADER_OF_ROWS, ""))
    ]


def assert_page_shows(this: Found) -> None:
    """Require that the page says of a case what was found just now, and nothing else."""
    __tracebackhide__ = True
    expected = [
        line_of_case(this.name, this.case, this.replications, this.spent),
        *lines_of_rows(this),
    ]
    start = (f"| [{this.name}](", f"| {this.name} |")
    written = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line.startswith(start)] == expected, (
        f"{PAGE.name} is out of date: {COMMAND}"
    )
