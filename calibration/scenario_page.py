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
#: Measure, grade, heading, what its unit is divided by (`A_WEEK`: the weeks measured), decimals.
A_WEEK = 0.0
COLUMNS = (
    ("response_time_mean_min", "1", "emergencies, min", 1.0, 1),
    ("response_time_mean_min", "2", "priority calls, min", 1.0, 1),
    ("response_time_mean_min", "3", "scheduled visits, hours", 60.0, 1),
    ("prevention_hours_delivered", "all", "prevention, hours a week", A_WEEK, 0),
    ("prevention_hours_redeployed", "all", "redeployed, hours a week", A_WEEK, 0),
    ("overtime_hours", "all", "overtime, hours a week", A_WEEK, 0),
    ("incidents_count", "all", "incidents a week", A_WEEK, 1),
    ("asb_powers_count", "all", "uses of ASB powers a week", A_WEEK, 1),
)
#: First day, days measured, days of warm-up.
Period = tuple[str, int, int]
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


def by_period(names: list[str]) -> dict[Period, list[str]]:
    """Return scenarios by the period that they look at, as only the same one can be compared."""
    found: dict[Period, list[str]] = defaultdict(list)
    for name in names:
        run = sixhubs.load(name).settings.run
        found[run.start.isoformat(), run.days, run.warm_up_days].append(name)
    return dict(found)


def cell(
    comparison: pd.DataFrame, name: str, column: tuple[str, str, str, float, int], days: int
) -> str:
    """Return a difference with its half-width, bold if its interval excludes 0."""
    measure, grade, _, said_per, decimals = column
    per = said_per or days / 7
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
    for base, all_names in pairs().items():
        for period, names in by_period(all_names).items():
            start, days, warm_up_days = period
            run = {"start": start, "days": days, "warm_up_days": warm_up_days}
            results = sixhubs.compare(
                sixhubs.load(base, changes={"run": run}),
                *(sixhubs.load(name, changes={"run": run}) for name in names),
                replications=replications,
                executor=executor,
            )
            lines += [f"## Against {base}, {days} days from {start}", ""]
            lines.append(f"| scenario | {' | '.join(headings)} |")
            lines.append("|---" * (1 + len(headings)) + "|")
            for name in names:
                of_name = (cell(results.comparison, name, column, days) for column in COLUMNS)
                title = sixhubs.load(name).settings.title
                lines.append(f"| `{name}`: {title} | {' | '.join(of_name)} |")
            lines.append("")
            print(f"{base}: {', '.join(names)}", flush=True)
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
