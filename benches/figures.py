"""The figures of benches as the tables of docs/performance.md; bounds that a slow day may miss."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from statistics import median

from sim.runs.executors.executor import cores

LIBRARIES = ("numpy", "scipy", "simpy", "numba", "ciw", "pydantic")


def page(figures: Mapping[str, Sequence[str]], tables: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the lines: where it was measured, a table of figures with bounds, other tables."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    today = dt.datetime.now(dt.UTC).date()
    machine = f"{platform.system()} {platform.machine()}, {cores()} cores"
    lines = [f"{today}, {machine}, Python {platform.python_version()}, {versions}"]
    lines += ["", "| what | figure | bound |", "|---|---:|---:|"] if figures else []
    lines += [f"| {what} | {figure} | {bound} |" for what, (figure, bound) in figures.items()]
    for title, table in tables.items():
        lines += ["", f"### {title}", "", *table]
    return lines


def bound(said: str, *, met: bool) -> str:
    """Return a bound on time, which a busy machine may miss: that is said, and no error."""
    return said if met else f"{said}: missed"


def spread(values: Sequence[float], decimals: int) -> str:
    """Return the median of several rounds, with the least and the most."""
    shown = (f"{value:,.{decimals}f}" for value in (median(values), min(values), max(values)))
    return "{} ({} to {})".format(*shown)
