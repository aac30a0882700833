"""The tables that people read: their look, word for word, and what they must never leave out.

The stored tables change only on command: SIXHUBS_UPDATE_GOLDEN=1 python -m pytest tests/report.
"""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import pytest

from sim.outputs.headlines import headlines
from sim.outputs.measures.all_measures import measure
from sim.outputs.replications import measured
from sim.outputs.tables import compare, summarise
from sim.report.comparison.build import comparison_of
from sim.report.terminal.comparing import comparison_table
from sim.report.terminal.layout import as_text
from sim.report.terminal.tables import run_table
from sim.report.terminal.words import decimals_for, figure, interval
from sim.vocabulary import Role
from tests.outputs import tiny
from tests.report.tabled import (
    compared,
    comparison_text,
    measured_of,
    run_text,
    shown,
    with_target,
)

GOLDEN = Path(__file__).parent / "golden"


def hold(name: str, text: str) -> None:
    """Hold a text against the stored one, or store it when told to."""
    path = GOLDEN / name
    if os.environ.get("SIXHUBS_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [80, 100])
def test_run_looks_as_stored(width: int) -> None:
    scenario = tiny.scenario(grades=with_target(0.8))
    hold(f"run-{width}.txt", run_text(width, scenario=scenario))


@pytest.mark.parametrize("width", [80, 100])
def test_comparison_looks_as_stored(width: int) -> None:
    hold(
        f"comparison-{width}.txt",
        comparison_text(width, "ring-fenced", "other", grades=with_target(0.8)),
    )


@pytest.mark.parametrize("width", [80, 90, 100, 140])
@pytest.mark.parametrize(
    "names",
    [
        ("b",),
        ("ring-fenced", "redeploy-when-queue-long", "c", "d"),
        ("ring-fenced", "redeploy-when-queue-long", "c", "d", "e"),
    ],
)
def test_fits(width: int, names: tuple[str, ...]) -> None:
    text = comparison_text(width, *names)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    for name in names:
        assert name in text
    # No heading is broken within a word.
    assert "Investigations" in text
    assert re.search(r"\bRedeployment,", text)


@pytest.mark.parametrize("marking", ["OFFICIAL", "OFFICIAL-SENSITIVE"])
def test_the_marking_is_above_and_below(marking: str) -> None:
    lines = comparison_text(100, "b", protective_marking=marking).splitlines()
    assert lines[0] == lines[-1] == marking
    scenario = tiny.scenario(protective_marking=marking)
    found = measured_of(scenario, 2)
    lines = as_text(run_table(scenario, summarise([found]), seed=1)).splitlines()
    assert lines[0] == lines[-1] == marking


def test_verdicts_are_words() -> None:
    text = comparison_text(100, "ring-fenced")
    assert "\x1b" not in text
    for word in ("better", "worse", "cannot tell"):
        assert word in text


def test_the_reading_holds_the_numbers_of_the_table() -> None:
    text = " ".join(comparison_text(100, "ring-fenced").split())
    # 120 to 122 hours more in 4 days are 210 to 213.5 a week.
    said = "(from 16,454 to 16,665; 95% interval 210 to 213)"
    assert f"ring-fenced gains 212 hours of prevention a week {said}" in text
    said = "(from 15.1 to 16.6; 95% interval 1.3 to 1.6)"
    assert f"costs 1.4 minutes on the mean response to Emergency incidents {said}" in text
    said = "(from 1,015.7 to 1,017.2; 1.3 to 1.6)"
    assert f"minutes on the mean response to Priority incidents {said}" in text


def test_the_same_every_time_is_said() -> None:
    text = comparison_text(100, "ring-fenced")
    assert "+5 each time" in text
    assert "no change" in text
    said = "investigations left open at the end (from 3,004 to 3,010; in every replication)"
    assert said in " ".join(text.split())


def test_nothing_clear() -> None:
    baseline = tiny.scenario()
    other = tiny.scenario(name="same")
    before, after = measured_of(baseline, 10), measured_of(other, 10)
    text = " ".join(shown([baseline, other], [before, after]).split())
    assert "same: of 10 headline measures, 10 do not change." in text


def test_cost_names_what_has_one() -> None:
    teams = tiny.SCENARIO["teams"]
    free = {name: {**team, "cost_per_post_gbp": 0.0} for name, team in teams.items()}
    paid = {**free, "response": {**free["response"], "overtime_gbp_per_hour": 20.0}}
    text = run_text(scenario=tiny.scenario(teams=paid), cost_gbp=lambda _x, _r: 30.0)
    assert "Overtime costs £30 over the measured period." in text


def test_headlines_are_of_the_most_urgent_grades_attended() -> None:
    assert [cell.grade for cell in headlines([5, 3, 9])[:4]] == ["3", "5", "3", "5"]
    assert [cell.grade for cell in headlines([3])[:2]] == ["3", "3"]


def test_costs() -> None:
    text = run_text()
    assert "Posts cost £1,600 over the measured period." in text
    assert "More prevention was delivered than planned, worth £17 over the" in text
    text = comparison_text(100, "ring-fenced")
    assert "Posts cost over the measured period: tiny £1,600 and ring-fenced £3,200." in text


def test_names_of_scenarios_head_the_columns_where_they_break_no_line() -> None:
    """Measures stand on a line each: long names give way to what the scenarios are."""
    short, long = (comparison_text(100, name) for name in ("b", "a-name-of-a-scenario-" * 2))
    assert re.search(r"^Measure +tiny +b +change +verdict$", short, re.MULTILINE)
    assert re.search(r"^Measure +baseline +scenario +change +verdict$", long, re.MULTILINE)
    assert re.search(r"^Investigations open at the end +[\d,]+ +[\d,]+ ", long, re.MULTILINE)


def test_a_measure_of_one_side_only() -> None:
    """The columns of other scenarios stay where they are."""
    baseline, others, measures, _ = compared("b", "c")
    frames = [measured_of(baseline, 10), *(measured_of(one, 10) for one in others)]
    for place in (0, 2):
        table = frames[place].table.drop("desk_contact_within_target_share", level="measure")
        frames[place] = frames[place]._replace(table=table)
    comparison = compare(frames[0], frames[1:])
    less = measures[~((measures["measure"] == "desk_contact_within_target_share")
                      & measures["scenario"].isin(["tiny", "c"]))]  # fmt: skip
    found = comparison_of([baseline, *others], less, comparison, seed=1)
    text = as_text(comparison_table(found))
    line = next(line for line in text.splitlines() if line.startswith("Callers contacted"))
    assert line.count("no values to compare") == 2
    assert line.split("%")[1].strip().startswith("-  ")


def test_shares_are_shown_within_what_is_possible() -> None:
    text = run_text(within_target_share=lambda _x, r: 0.9 if r == 0 else 1.0)
    assert "to 100.0" in text
    assert "101" not in text


def test_a_textbook_with_one_place_and_one_grade() -> None:
    only = {
        "grades": {1: {"label": "Call", "target_min": 7.5}},
        "teams": {"response": {"posts": {"East": 3.0}, "rota": "always"}},
        "hubs": {"East": {"district": "Ashby"}},
        "districts": {"Ashby": {"hub": "East"}},
    }
    scenario = tiny.scenario(**only)
    names = tiny.names()._replace(hubs=("East",), districts=("Ashby",))
    world = tiny.world()
    drawn = world.drawn
    everywhere = drawn._replace(
        hub=drawn.hub * 0, district=drawn.district * 0, grade=drawn.grade * 0 + 1
    )
    people = world.people._replace(hub=world.people.hub * 0)
    first = world._replace(
        sizes=world.sizes._replace(hubs=1, districts=1), drawn=everywhere, people=people,
        teams=world.teams._replace(planned_prevention_ms=tiny.ints([0] * len(Role))),
        grades=world.grades._replace(at_desk=world.grades.at_desk & False),
    )  # fmt: skip
    rows = measure(scenario, names, first, tiny.state())
    found = measured("tiny", 1, [(0, rows), (1, rows)])
    text = as_text(run_table(scenario, summarise([found]), seed=1))
    assert "Call: within 7.5 min, %" in text
    assert "by hub" not in text
    assert "Prevention" not in text
    assert "Posts cost" not in text


def test_words_of_a_scenario_are_not_taken_for_markup() -> None:
    scenario = tiny.scenario(title="[red]not a colour[/red]")
    text = as_text(run_table(scenario, summarise([measured_of(scenario, 2)]), seed=1))
    assert "[red]not a colour[/red]" in text


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "expected"),
    [
        (1234.5, 0, False, "1,234"),
        (-0.04, 1, False, "0.0"),
        (-0.04, 1, True, "0.0"),
        (-0.05, 1, True, "-0.1"),
        (0.25, 1, True, "+0.2"),
        (math.nan, 1, True, "-"),
    ],
)
def test_figure(value: float, decimals: int, sign: bool, expected: str) -> None:
    assert figure(value, decimals, sign=sign) == expected


def test_words() -> None:
    assert decimals_for(99.9, -3.0) == 1
    assert decimals_for(100.0) == 0
    assert decimals_for(math.nan) == 1
    assert interval(math.nan, 1.0, 1) == ""
    assert interval(-1.0, 1.0, 1, sign=True) == "-1.0 to +1.0"
