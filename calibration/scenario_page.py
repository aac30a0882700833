"""Run every shipped scenario against the one it is to be compared with, and write what differs.

Usage: ``python -m calibration.scenario_page [--replications N] [--executor E]``. Each scenario
names its comparison in its second line, ``# sixhubs compare scenarios/A.yaml scenarios/B.yaml``.
Writes docs/scenario-results.md.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd

import sixhubs
from calibration.tables import REPOSITORY

PAGE = REPOSITORY / "docs" / "scenario-results.md"
#: Measure, grade, heading, what its unit is divided by, decimals.
COLUMNS = (
    ("response_time_mean_min", "1", "emergencies, min", 1.0, 1),
    ("response_time_mean_min", "2", "priority calls, min", 1.0, 1),
    ("response_time_mean_min", "3", "scheduled visits, hours", 60.0, 1),
    ("prevention_hours_delivered", "all", "prevention, hours a week", 4.0, 0),
    ("prevention_hours_redeployed", "all", "redeployed, hours a week", 4.0, 0),
    ("overtime_hours", "all", "overtime, hours a week", 4.0, 0),
)
_COMPARED = re.compile(r"# sixhubs compare scenarios/([\w-]+)\.yaml scenarios/([\w-]+)\.yaml")
_HEAD = """\
# What each shipped scenario changes

Written by `python -m calibration.scenario_page`; change the scenarios, not this page. Each scenario
was run {replications} times beside the one that its file names, on the same incidents. Figures are
scenario minus baseline with half of the 95% interval, for all teams and hubs together; those whose
interval excludes no difference are **bold**. The intervals are not adjusted for the number of
comparisons: of twenty figures without any effect one is bold. Why a difference has its sign is said
in [model-prevention.md](model-prevention.md), [model-response.md](model-response.md) and the other
pages of the model.
"""


def pairs() -> dict[str, list[str]]:
    """Return the scenarios by what each is compared with."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((REPOSITORY / "scenarios").glob("*.yaml")):
        said = _COMPARED.search(path.read_text(encoding="utf-8"))
        if said and said.group(2) not in found[said.group(1)]:
            found[said.group(1)].append(said.group(2))
    return dict(found)


def cell(comparison: pd.DataFrame, name: str, column: tuple[str, str, str, float, int]) -> str:
    """Return a difference with its half-width, bold if its interval excludes 0."""
    measure, grade, _, per, decimals = column
    rows = comparison[
        (comparison["scenario"] == name)
        & (comparison["measure"] == measure)
        & (comparison["grade"].astype(str) == grade)
        & (comparison["hub"] == "all")
        & (comparison["team"] == "all")
    ]
    if rows.empty or pd.isna(rows["difference"].iloc[0]):
        return ""
    difference = float(rows["difference"].iloc[0]) / per
    half = float(rows["ci_high"].iloc[0] - rows["ci_low"].iloc[0]) / 2 / per
    text = f"{difference:+,.{decimals}f} ± {half:,.{decimals}f}"
    return f"**{text}**" if abs(difference) > half else text


def page(replications: int, executor: str) -> str:
    """Run everything and return the page."""
    lines = [_HEAD.format(replications=replications)]
    headings = [heading for _, _, heading, _, _ in COLUMNS]
    for base, names in pairs().items():
        results = sixhubs.compare(
            sixhubs.load(base),
            *(sixhubs.load(name) for name in names),
            replications=replications,
            executor=executor,
        )
        lines += [f"## Against {base}", "", f"| scenario | {' | '.join(headings)} |"]
        lines.append("|---" * (1 + len(headings)) + "|")
        for name in names:
            cells = " | ".join(cell(results.comparison, name, column) for column in COLUMNS)
            lines.append(f"| `{name}`: {sixhubs.load(name).settings.title} | {cells} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str] | None = None, path: Path = PAGE) -> int:
    """Write the page; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--executor", default="serial")
    options = parser.parse_args(arguments)
    path.write_text(page(options.replications, options.executor), encoding="utf-8")
    print(f"wrote {path.relative_to(REPOSITORY)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
