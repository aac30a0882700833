"""The tables that people read: their look, word for word, and what they must never leave out.

The stored tables change only on command: SIXHUBS_UPDATE_GOLDEN=1 python -m pytest tests/report.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.outputs.headlines import headlines, headlines_between
from sim.outputs.measures.all_measures import measure
from sim.outputs.replications import Measured, measured
from sim.outputs.statistics import Cell
from sim.outputs.tables import compare, summarise
from sim.outputs.verdicts import Verdict
from sim.report.comparison.build import comparison_of
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, TitledTable
from sim.report.terminal.comparing import comparison_table, targets_line
from sim.report.terminal.layout import as_text
from sim.report.terminal.tables import run_table
from sim.report.terminal.words import (
    MeasureFormat,
    decimals_for,
    figure,
    in_time,
    interval,
    listed,
    unless_ceilings_differ,
)
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Role
from tests.outputs import tiny
from tests.support.worlds import force, grade, team

GOLDEN = Path(__file__).parent / "golden"
Change = Callable[[float, int], float]

#: What a value is in replication r, by measure; the others are the same each time.
LUCK: dict[str, Change] = {
    "response_time_mean_min": lambda x, r: x * (1 + 0.01 * (r % 3)),
    "within_target_share": lambda x, r: x * (1 - 0.02 * (r % 4)),
    "prevention_hours_delivered": lambda x, r: x * 100 + r % 5,
    "prevention_hours_redeployed": lambda x, r: x + r % 2,
    "overtime_hours": lambda x, r: x * 100 + r % 3,
    "open_cases_end": lambda x, r: x * 1000 + r,
}


def with_target(share: float) -> dict[str, Any]:
    grades = dict(tiny.SCENARIO["grades"])
    return grades | {1: grades[1] | {"target_share": share}}


def measured_of(scenario: Scenario, replications: int, **changes: Change) -> Measured:
    """Return measures of several replications, all made from the small force's one."""
    rows = measure(scenario, tiny.names(), tiny.world(), tiny.state())
    found = []
    for number in range(replications):
        values = rows.value.copy()
        for place, name in enumerate(rows.measure):
            for change in (LUCK.get(name), changes.get(name)):
                values[place] = change(values[place], number) if change else values[place]
        found.append((number, rows._replace(value=values)))
    return measured(scenario.name, 1, found)


def run_text(
    width: int = 100,
    replications: int = 10,
    scenario: Scenario = tiny.scenario(),  # noqa: B008 - frozen
    **changes: Change,
) -> str:
    found = measured_of(scenario, replications, **changes)
    table = run_table(scenario, summarise([found]), seed=1, measured=found)
    return as_text(table, width)


#: A scenario that is better in some things, worse in others, and unclear in others.
RING_FENCED: dict[str, Change] = {
    "response_time_mean_min": lambda x, r: x + 1.3 + 0.1 * (r % 4),
    "within_target_share": lambda x, r: x - 0.01 * (r % 2),
    "prevention_hours_delivered": lambda x, r: x + 120 + r % 3,
    "prevention_hours_redeployed": lambda _x, _r: 0.0,
    "overtime_hours": lambda x, r: x + (-1) ** r,
    "open_cases_end": lambda x, _r: x + 5,
    "cost_gbp": lambda x, _r: x * 2,
}
OTHER: dict[str, Change] = {"open_cases_end": lambda x, _r: x + 12}


def compared(*names: str, **sections: Any) -> tuple[Any, ...]:
    """Return what `comparison_table` wants, for a baseline and scenarios of these names."""
    baseline = tiny.scenario(**sections)
    others = [tiny.scenario(name=name, title=name.title(), **sections) for name in names]
    before = measured_of(baseline, 10)
    after = [
        measured_of(scenario, 10, **(RING_FENCED if number % 2 == 0 else OTHER))
        for number, scenario in enumerate(others)
    ]
    measures = summarise([before, *after])
    chosen = [headlines_between(baseline, other) for other in others]
    return baseline, others, measures, compare(before, after, chosen)


def comparison_text(width: int, *names: str, **sections: Any) -> str:
    baseline, others, *frames = compared(*names, **sections)
    comparison = comparison_of([baseline, *others], *frames, seed=1)
    return as_text(comparison_table(comparison, width=width), width)


def shown(scenarios: list[Scenario], frames: list[Measured]) -> str:
    """Return what is shown of a comparison, the baseline first."""
    compared = compare(frames[0], frames[1:])
    return as_text(comparison_table(comparison_of(scenarios, summarise(frames), compared, seed=1)))


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
    assert "ring-fenced gains 212 hours of prevention a week (95% interval 210 to 213)" in text
    assert "costs 1.4 minutes on the mean response to Emergency incidents (95% interval 1.3" in text
    assert "minutes on the mean response to Priority incidents (1.3 to 1.6)" in text


def test_the_same_every_time_is_said() -> None:
    text = comparison_text(100, "ring-fenced")
    assert "+5 each time" in text
    assert "no change" in text
    assert "investigations left open at the end (in every replication)" in " ".join(text.split())


def test_nothing_clear() -> None:
    baseline = tiny.scenario()
    other = tiny.scenario(name="same")
    before, after = measured_of(baseline, 10), measured_of(other, 10)
    text = " ".join(shown([baseline, other], [before, after]).split())
    assert "same: of 10 headline measures, no change in all." in text


def test_a_growing_backlog_is_reported() -> None:
    quiet = run_text()
    assert "a growing backlog" not in quiet
    growing = run_text(
        queue_growth_count=lambda _x, r: 40.0 + r, queue_growth_variance=lambda _x, _r: 900.0
    )
    said = " ".join(growing.split())
    assert "tiny: a growing backlog. More incidents wait at the end than 3 days before" in said
    assert "for officers, Emergency +44.5 (+42.3 to +46.7)" in said
    assert "for the Resolution Centre +44.5" in said
    assert "(At most 1% of runs name a queue that does not grow.)" in said


@pytest.mark.parametrize(("growth", "said"), [(2.4, False), (2.7, False), (4.0, True)])
def test_growth_is_told_from_chance_in_all_queues_together(growth: float, said: bool) -> None:
    """Of one queue t > 2.53 would do (20 degrees of freedom, 1%); three are looked at here."""
    text = run_text(
        queue_growth_count=lambda _x, _r: growth, queue_growth_variance=lambda _x, _r: 10.0
    )
    assert ("a growing backlog" in text) is said


def test_chance_is_no_growing_backlog() -> None:
    by_chance = run_text(
        queue_growth_count=lambda _x, r: 9.0 * (-1) ** r + 2,
        queue_growth_variance=lambda _x, _r: 90.0,
    )
    assert "a growing backlog" not in by_chance


def test_three_replications_can_show_growth_however_much_they_differ() -> None:
    def grown(_value: float, replication: int) -> float:
        return (350.0, 250.0, 107.0)[replication]

    # A third of 350, 250 and 107 in each step, which vary by 30 or so.
    said = run_text(
        replications=3, queue_growth_count=grown, queue_growth_variance=lambda _x, _r: 3 * 900.0
    )
    assert "a growing backlog" in said


def test_better_because_work_was_left_undone_is_said() -> None:
    """Fewer investigations, because incidents that would lead to them are never attended."""
    baseline, other = tiny.scenario(), tiny.scenario(name="collapse", title="Collapse")
    before = measured_of(baseline, 10)

    def said(**changes: Change) -> str:
        after = measured_of(other, 10, **changes)
        return " ".join(shown([baseline, other], [before, after]).split())

    fewer: Change = lambda x, r: x - 1 - 0.1 * (r % 3)  # noqa: E731
    more: Change = lambda x, r: x + 1390 + r % 5  # noqa: E731
    assert "left undone" not in said(open_cases_end=fewer)
    assert "left undone" not in said(unfinished_count=more)
    text = said(open_cases_end=fewer, unfinished_count=more)
    assert "may be so because work was left undone, not done well" in text
    assert "incidents open at the end 4 -> 1,396" in text


def test_cost_names_what_has_one() -> None:
    teams = tiny.SCENARIO["teams"]
    free = {name: {**team, "cost_per_post_gbp": 0.0} for name, team in teams.items()}
    paid = {**free, "response": {**free["response"], "overtime_gbp_per_hour": 20.0}}
    text = run_text(scenario=tiny.scenario(teams=paid), cost_gbp=lambda _x, _r: 30.0)
    assert "Overtime costs £30 over the measured period." in text


@pytest.mark.parametrize(
    ("minutes", "label"), [(2880.0, "in 48 h"), (90.0, "in 90 min"), (60.0, "in 60 min")]
)
def test_the_promise_to_callers_is_the_target_of_their_grade(minutes: float, label: str) -> None:
    grades = dict(tiny.SCENARIO["grades"])
    scenario = tiny.scenario(grades=grades | {4: grades[4] | {"target_min": minutes}})
    assert f"Callers contacted {label}, %" in run_text(scenario=scenario)


def test_visits_by_appointment_are_in_time_in_their_slot() -> None:
    slot = {"earliest": "09:00", "latest": "17:00", "slot_min": 120}
    grades = {2: grade(target_min=60), 3: grade(target_min=2880, appointment=slot)}
    scenario = force({"response": team(1)}, grades=grades)
    assert in_time(scenario, "2") == ("within 60 min", "within 60 minutes")
    assert in_time(scenario, "3")[0] == "in the slot agreed"


def test_headlines_are_of_the_most_urgent_grades_attended() -> None:
    assert [cell.grade for cell in headlines([5, 3, 9])[:4]] == ["3", "5", "3", "5"]
    assert [cell.grade for cell in headlines([3])[:2]] == ["3", "3"]


def test_a_target_is_not_met_while_it_is_not_known_of_many() -> None:
    scenario = tiny.scenario(grades=with_target(0.8))
    known: dict[str, Change] = {"within_target_share": lambda _x, _r: 1.0}
    waits: Change = lambda _x, _r: 0.3  # noqa: E731
    none: Change = lambda _x, _r: 0.0  # noqa: E731
    assert "80%: met" in run_text(scenario=scenario, target_open_share=none, **known)
    unsure = run_text(scenario=scenario, target_open_share=waits, **known)
    assert "80%: 30% not known yet" in unsure
    assert "80%: met" not in unsure
    assert "Too early to tell" in unsure


def test_growing_investigations_are_reported() -> None:
    text = " ".join(run_text(open_cases_growth_count=lambda _x, r: 900.3 + r).split())
    assert "Open investigations grow over the period: tiny +905 (+903 to +907)." in text


def test_empty_cells_are_named() -> None:
    never = run_text(desk_contact_within_target_share=lambda _x, _r: math.nan)
    assert "Callers contacted in 48 h, %: no value in any replication." in never
    assert "no values" in never
    once = run_text(desk_contact_within_target_share=lambda x, r: math.nan if r == 3 else x)
    assert "no value in 1 of 10 replications" in once


def test_one_replication() -> None:
    text = run_text(replications=1)
    assert "1 replication, seed 1" in text
    assert "One replication: no intervals" in text
    assert "nan" not in text.lower()


def test_few_replications() -> None:
    text = run_text(replications=4)
    assert "Only 4 replications" in text
    assert "Precision can be judged from 8 replications on." in text


def test_other_ceilings_of_demand_mean_that_not_all_incidents_are_shared() -> None:
    one = Scenario.model_validate(tiny.SCENARIO)
    higher = one.demand.model_copy(update={"ceiling": 1.5})
    other = one.model_copy(update={"demand": higher})
    assert unless_ceilings_differ([one, one]) == ""
    said = ", save those beyond the counts, as demand.ceiling is 1 and 1.5"
    assert unless_ceilings_differ([one, other]) == said
    assert "meet the same incidents in each replication. " in " ".join(
        comparison_text(100, "b").split()
    )


def test_enough_replications() -> None:
    steady = {name: (lambda _x, _r: 5.0) for name in LUCK}
    assert "All headline means are known to within 5%; 3 replications" in run_text(**steady)
    wild = run_text(overtime_hours=lambda _x, r: 10.0 if r % 2 else 90.0)
    assert "Not yet known to within 5%: Overtime, hours a week." in " ".join(wild.split())


def test_assumptions_and_warm_up() -> None:
    text = run_text()
    assert "75% of the incidents are of types whose counts are assumptions." in text
    assert "Warm-up: 1 day simulated before measuring begins." in text
    run = tiny.SCENARIO["run"] | {"warm_up_days": 0}
    assert "No warm-up" in comparison_text(100, "b", run=run)


def test_costs() -> None:
    text = run_text()
    assert "Posts cost £1,600 over the measured period." in text
    lost = "Of that, prevention hours planned and not delivered cost -£17 over the measured period."
    assert lost in text
    text = comparison_text(100, "ring-fenced")
    assert "Posts cost over the measured period: tiny £1,600 and ring-fenced £3,200." in text


@pytest.mark.parametrize(
    ("reached", "expected"),
    [(0.83, "80%: met"), (0.77, "80%: missed"), (0.8, "80%: cannot tell")],
)
def test_targets(reached: float, expected: str) -> None:
    """The interval of the share, about 0.004 to each side, has to be on one side of the target."""
    scenario = tiny.scenario(grades=with_target(0.8))

    def around(_x: float, r: int) -> float:
        return reached + 0.005 * (-1) ** r

    found = measured_of(scenario, 10, within_target_share=around)
    text = as_text(run_table(scenario, summarise([found]), seed=1))
    headline, east = (
        next(line for line in text.splitlines() if line.startswith(name))
        for name in ("Emergency: within", "East")
    )
    assert headline.endswith(expected)
    assert east.endswith(expected)
    assert "80%" not in run_text(within_target_share=around)


def test_targets_in_a_comparison() -> None:
    """About a third is reached in time, before and after."""
    lines = comparison_text(100, "b", grades=with_target(0.5)).splitlines()
    assert "Target 50%. Missed: Emergency." in lines


ENTRY = ComparedValue(70.0, 75.0, 5.0, 4.0, 6.0, Verdict.BETTER, 9, 1)


def test_a_change_of_whether_a_target_is_met_is_told() -> None:
    """Of one scenario the targets are a line below the table, those with one state together."""
    rows = [
        ComparedMeasure(
            Cell("within_target_share", grade=grade),
            MeasureFormat(f"{name}: within 9 min, %", ""),
            70.0,
            1,
            (entry,),
            target=target,
            baseline_target="missed",
        )
        for grade, name, target, entry in (
            ("1", "Emergency", "80%", ENTRY._replace(target="met")),
            ("2", "Priority", "80%", ENTRY._replace(target="missed")),
            ("3", "Scheduled", "50%", ENTRY._replace(target="missed")),
        )
    ]
    block = TitledTable("", tuple(rows), ("b",), is_headline=True)
    assert targets_line(block) == (
        "Targets. Missed -> met: Emergency (80%). Missed: Priority (80%); Scheduled (50%)."
    )
    one_target = block._replace(rows=block.rows[:2])
    assert targets_line(one_target) == "Target 80%. Missed -> met: Emergency. Missed: Priority."
    assert targets_line(block._replace(rows=())) == ""


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
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
