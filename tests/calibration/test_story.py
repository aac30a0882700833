"""The story of 2015 to 2019: its posts are those of the table, its page has room for results."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import pandas as pd
import pytest

import sixhubs
from calibration import story
from calibration.command import UnsuitedError
from calibration.tables import inputs


@functools.cache
def settings(name: str) -> Any:
    return sixhubs.load(name).settings


@pytest.mark.parametrize(
    "line",
    inputs("story_posts"),
    ids=lambda line: f"{line['scenario']}-{line['team']}-{line['from']}",
)
def test_posts_are_those_of_the_table(line: dict[str, str]) -> None:
    team = getattr(settings(line["scenario"]).teams, line["team"])
    if line["from"]:
        assert team.posts_from[dt.date.fromisoformat(line["from"])] == float(line["posts"])
    else:
        assert sum(team.posts.values()) == pytest.approx(float(line["posts"]))


def test_every_date_of_the_four_years_is_in_the_table() -> None:
    teams = settings(story.YEARS).teams
    stated = {(name, day.isoformat()) for name, team in teams if team for day in team.posts_from}
    assert stated == {
        (line["team"], line["from"])
        for line in inputs("story_posts")
        if line["scenario"] == story.YEARS and line["from"]
    }


def measures() -> pd.DataFrame:
    """Return measures in which each scenario has twice the powers of the one before."""
    rows = []
    for number, name in enumerate(story.STORY):
        for column in story.COLUMNS:
            mean = 52.0 * 2**number
            rows.append(
                {"scenario": name, "measure": column.measure, "team": column.team, "hub": "all",
                 "grade": column.grade, "mean": mean, "ci_low": mean - 26, "ci_high": mean + 26}
            )  # fmt: skip
    return pd.DataFrame(rows)


def test_the_table_shows_sums_by_the_week_and_changes_in_per_cent() -> None:
    table = story.scenario_table(measures(), 364, 4)
    (row,) = (line for line in table.splitlines() if line.startswith("| `sussex-2016-new-pcsos`"))
    cells = [text.strip() for text in row.split("|")]
    # 104 uses in 52 weeks; minutes as they are; shares in per cent.
    assert cells[2] == "2 ± 0"
    assert cells[3] == "104.0 ± 26.0"
    assert cells[5] == "10,400.0 ± 2,600.0"
    assert "| uses of ASB powers | -79% | +700.0% (`sussex-2017` against `sussex-2015`) |" in table
    assert (
        "| enforcement officers' time on other commitments | about half | not measured |" in table
    )


def test_tables_go_between_their_marks_and_nothing_else_changes() -> None:
    page = story.PAGE.read_text(encoding="utf-8")
    once = story.put(page, "table of the story", "| a |")
    assert "| a |" in once
    assert story.put(once, "table of the story", "| a |") == once
    begin, end = "<!-- table of the story: ", "<!-- table of the story ends -->"
    assert once.split(begin)[0] == page.split(begin)[0]
    assert once.split(end)[1] == page.split(end)[1]
    with pytest.raises(UnsuitedError):
        story.put(page, "table of nothing", "| a |")


def test_the_path_has_a_row_for_each_month() -> None:
    months = measures().assign(scenario=story.YEARS).drop_duplicates(["measure", "grade", "team"])
    both = pd.concat([months.assign(month="2016-05"), months.assign(month="2016-06")])
    rows = [line for line in story.path_table(both, 2).splitlines() if line.startswith("| 2016-")]
    assert [row.split("|")[1].strip() for row in rows] == ["2016-05", "2016-06"]
