"""Run the scenarios of 2015 to 2019, and write what they give into docs/story.md.

Usage: ``python -m calibration.story [--replications N] [--days N] [--executor E] [--path]``. All
scenarios meet the same incidents. The tables stand between marks in the page; what is written by
hand around them stays as it is. With ``--path`` the run of four years is made too, which takes
some gigabytes of memory, and its months are written.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import sixhubs
from calibration.command import UnsuitedError, run
from calibration.tables import REPOSITORY

PAGE = REPOSITORY / "docs" / "story.md"
#: The scenarios, in the order of their dates.
STORY = (
    "sussex-2015",
    "sussex-2016-new-pcsos",
    "sussex-2016-centre-opens",
    "sussex-2017",
    "as-inspected-2018",
    "sussex-2019-reinvested",
)
YEARS = "sussex-2015-to-2019"


class Column(NamedTuple):
    """A measure in the table: heading, how its unit is multiplied, and decimals."""

    heading: str
    measure: str
    team: str = "all"
    grade: str = "all"
    factor: float = 1.0
    decimals: int = 1
    a_week: bool = False  #: a sum over the period, shown by the week


COLUMNS = (
    Column("incidents a week", "incidents_count", decimals=0, a_week=True),
    Column("emergencies, min", "response_time_mean_min", grade="1"),
    Column("priority calls, min", "response_time_mean_min", grade="2"),
    Column("priority calls in time, %", "within_target_share", grade="2", factor=100),
    Column("prevention, hours a week", "prevention_hours_delivered", decimals=0, a_week=True),
    Column("redeployed, hours a week", "prevention_hours_redeployed", decimals=0, a_week=True),
    Column(
        "neighbourhood officers on calls, %",
        "reactive_share_of_prevention_teams",
        team="neighbourhood",
        factor=100,
    ),
    Column("ASB powers a week", "asb_powers_count", decimals=1, a_week=True),
    Column("repeats, %", "repeat_share", factor=100, decimals=2),
    Column("cost a week, thousand pounds", "cost_gbp", factor=0.001, decimals=0, a_week=True),
)


class Check(NamedTuple):
    """A published change or level, and where the simulated one is found."""

    what: str
    published: str
    scenario: str
    measure: str
    team: str = "all"
    against: str = ""  #: scenario of the time before; empty for a level


CHECKS = (
    Check("uses of ASB powers", "-79%", "sussex-2017", "asb_powers_count", against="sussex-2015"),
    Check("repeats", "+10%", "sussex-2017", "repeat_share", against="sussex-2015"),
    Check(
        "enforcement officers' time on other commitments",
        "about half",
        "as-inspected-2018",
        "reactive_share_of_prevention_teams",
        team="enforcement",
    ),
    Check(
        "planned prevention of neighbourhood officers that is redeployed",
        "protected",
        "as-inspected-2018",
        "redeployed_share",
        team="neighbourhood",
    ),
)
#: Columns of the path by month.
PATH = tuple(column for column in COLUMNS if column.measure != "cost_gbp")


def found(
    table: pd.DataFrame, scenario: str, measure: str, team: str = "all", grade: str = "all"
) -> pd.Series | None:
    """Return the row of the whole force; None where the scenario has none."""
    rows = table[
        (table["scenario"] == scenario)
        & (table["measure"] == measure)
        & (table["team"] == team)
        & (table["grade"].astype(str) == grade)
        & (table["hub"] == "all")
    ]
    return None if rows.empty or pd.isna(rows["mean"].iloc[0]) else rows.iloc[0]


def cell(table: pd.DataFrame, scenario: str, column: Column, weeks: float) -> str:
    """Return a mean with half of its 95% interval; empty where there is nothing to measure."""
    row = found(table, scenario, column.measure, column.team, column.grade)
    if row is None:
        return ""
    factor = column.factor / weeks if column.a_week else column.factor
    text = f"{row['mean'] * factor:,.{column.decimals}f}"
    half = (row["ci_high"] - row["ci_low"]) / 2 * factor
    return text if pd.isna(half) else f"{text} ± {half:,.{column.decimals}f}"


def scenario_table(measures: pd.DataFrame, days: int, replications: int) -> str:
    """Return the table of the scenarios, and beneath it what is published beside it."""
    headings = [column.heading for column in COLUMNS]
    lines = [
        f"{replications} replications of {days} days each, on the same incidents; mean ± half of",
        "the 95% interval.",
        "",
        f"| scenario | {' | '.join(headings)} |",
        "|---" * (1 + len(COLUMNS)) + "|",
    ]
    for name in STORY:
        cells = " | ".join(cell(measures, name, column, days / 7) for column in COLUMNS)
        lines.append(f"| `{name}`: {sixhubs.load(name).settings.title} | {cells} |")
    lines += ["", "| against what is published | published | simulated |", "|---|---|---|"]
    lines += [
        f"| {check.what} | {check.published} | {simulated(measures, check)} |" for check in CHECKS
    ]
    return "\n".join(lines)


def simulated(measures: pd.DataFrame, check: Check) -> str:
    """Return a change from the time before, or a level, as a percentage."""
    now = found(measures, check.scenario, check.measure, check.team)
    if now is None:
        return "not measured"
    if not check.against:
        return f"{now['mean']:.0%} (`{check.scenario}`)"
    before = found(measures, check.against, check.measure, check.team)
    if before is None or not before["mean"]:
        return "not measured"
    change = now["mean"] / before["mean"] - 1
    return f"{change:+.1%} (`{check.scenario}` against `{check.against}`)"


def path_table(months: pd.DataFrame, replications: int) -> str:
    """Return the path by month of the run of four years."""
    lines = [
        f"`{YEARS}`, means of {replications} replications; sums are by the week.",
        "",
        f"| month | {' | '.join(column.heading for column in PATH)} |",
        "|---" * (1 + len(PATH)) + "|",
    ]
    for month in dict.fromkeys(months["month"]):
        ours = months[months["month"] == month].assign(ci_low=float("nan"))
        weeks = pd.Period(month, "M").days_in_month / 7
        cells = " | ".join(cell(ours, YEARS, column, weeks) for column in PATH)
        lines.append(f"| {month} | {cells} |")
    return "\n".join(lines)


def put(page: str, name: str, table: str) -> str:
    """Return the page with a table between its marks.

    Raises
    ------
    UnsuitedError
        If the marks are not there.
    """
    begin, end = f"<!-- {name}: written by python -m calibration.story -->", f"<!-- {name} ends -->"
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not between.search(page):
        raise UnsuitedError(f"{PAGE.name} has no place for the {name}: {begin} ... {end}")
    return between.sub(lambda _: f"{begin}\n\n{table}\n\n{end}", page, count=1)


def main(arguments: list[str] | None = None, path: Path = PAGE) -> int:
    """Write the tables into the page; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--days", type=int, default=364, help="days that each scenario is measured")
    parser.add_argument("--executor", default="serial")
    parser.add_argument("--path", action="store_true", help="also run the four years")
    options = parser.parse_args(arguments)
    page = path.read_text(encoding="utf-8")
    changes = {"run": {"days": options.days, "days_in_comparisons": options.days}}
    first, *others = (sixhubs.load(name, changes) for name in STORY)
    results = sixhubs.compare(
        first, *others, replications=options.replications, executor=options.executor
    )
    table = scenario_table(results.measures, options.days, options.replications)
    page = put(page, "table of the story", table)
    if options.path:
        years = sixhubs.run(
            sixhubs.load(YEARS), replications=options.replications, executor=options.executor
        )
        if years.months is not None:
            page = put(page, "path by month", path_table(years.months, options.replications))
    path.write_text(page, encoding="utf-8")
    print(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    run(main)
