"""What is said below a table: growing queues, few replications, assumptions."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.outputs.statistics import Cell
from sim.report.terminal.not_shared import other_hours, unless_not_shared
from sim.report.terminal.notes import _certainty, _prevention_lost
from sim.scenario.schema.evidence import Evidence
from sim.scenario.schema.scenario import Scenario
from tests.outputs import tiny
from tests.report.tabled import (
    LUCK,
    Change,
    comparison_text,
    measured_of,
    run_text,
    shown,
)
from tests.support.worlds import force, team


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


def test_growing_investigations_are_reported() -> None:
    text = " ".join(run_text(open_cases_growth_count=lambda _x, r: 900.3 + r).split())
    assert "Open investigations grow over the period, in cases: tiny +905 (+903 to +907)." in text


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
    assert unless_not_shared([one, one]) == ""
    said = ", except those beyond the counts, as demand.ceiling is 1 and 1.5"
    assert unless_not_shared([one, other]) == said
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


@pytest.mark.parametrize(
    ("names", "command"),
    [
        (("sussex-2017", "ring-fenced"), "`sixhubs uncertainty sussex-2017 ring-fenced`"),
        (("sussex-2017", "my-question"), "`sixhubs uncertainty`"),
    ],
)
def test_a_command_names_what_it_can_find(names: tuple[str, str], command: str) -> None:
    """A scenario of one's own is found by its file, which its results do not name."""
    known = {"demand.growth": Evidence(low=1, high=2, source="assumption")}
    base = force({"response": team(1)}).model_copy(update={"evidence": known})
    pair = [base.model_copy(update={"name": name}) for name in names]
    rows = {Cell("overtime_hours"): {"replications": 4}}
    (said,) = _certainty(pair, dict.fromkeys(names, rows))
    assert f"; {command} adds what is not known" in said


LESS = "Of that, the hours of prevention that were planned and not delivered cost over "
MORE = "More prevention was delivered than planned, worth "


@pytest.mark.parametrize(
    ("lost", "lines"),
    [
        ({"a": -3130.0}, [f"{MORE}£3,130 over the measured period."]),
        (
            {"a": 500.0, "b": -3130.0},
            [
                f"{LESS}the measured period: a £500.",
                f"{MORE}over the measured period: b £3,130.",
            ],
        ),
        ({"a": 500.0, "b": 0.0}, [f"{LESS}the measured period: a £500 and b £0."]),
        ({"a": 0.0}, []),
    ],
)
def test_more_prevention_than_planned_is_no_cost(lost: dict[str, float], lines: list[str]) -> None:
    scenarios = [tiny.scenario(name=name) for name in lost]
    rows = {name: {Cell("prevention_lost_gbp"): {"mean": mean}} for name, mean in lost.items()}
    assert _prevention_lost(scenarios, rows) == lines


def on_rota(name: str, hours: float, cost_gbp: float = 0.0, **more: Any) -> Scenario:
    shifts = {"day": {"start": "07:00", "hours": hours}}
    teams: dict[str, Any] = dict(tiny.SCENARIO["teams"])
    response = {"rota": "four", "posts": {"East": 2.0}, "cost_per_post_gbp": cost_gbp} | more
    return tiny.scenario(
        name=name,
        rotas={"four": {"shifts": shifts, "pattern": ["day", "rest"], "groups": 2}},
        teams=teams | {"response": response},
    )


MORE_HOURS = "5% more hours a post than the baseline's (2,190 a year against 2,080), "
FEWER_HOURS = "5% fewer hours a post than the baseline's (1,971 a year against 2,080), "


@pytest.mark.parametrize(
    ("hours", "cost_gbp", "said"),
    [
        (12, 50_000, f"{MORE_HOURS}at the same cost a post."),
        (12, 52_500, f"{MORE_HOURS}and a post costs £52,500 against £50,000."),
        (10.8, 50_000, f"{FEWER_HOURS}at the same cost a post."),
        (11.5, 50_000, ""),
    ],
)
def test_that_a_rota_has_more_hours_is_no_free_gain(
    hours: float, cost_gbp: float, said: str
) -> None:
    found = other_hours([on_rota("a", 11.4, 50_000), on_rota("b", hours, cost_gbp)])
    assert found == ([f"b: the rota of response has {said}"] if said else [])


def test_without_costs_only_the_hours_are_told() -> None:
    (line,) = other_hours([on_rota("a", 11.4), on_rota("b", 12)])
    assert line.endswith("(2,190 a year against 2,080).")


def test_longer_hours_stand_below_a_comparison() -> None:
    scenarios = [on_rota("a", 11.4), on_rota("b", 12)]
    found = [measured_of(one, 10) for one in scenarios]
    assert "5% more hours a post" in " ".join(shown(scenarios, found).split())


def test_people_on_other_shares_of_rotas_have_other_hours() -> None:
    eight, twelve = ({"x": {"start": "07:00", "hours": hours}} for hours in (8, 12))
    rotas = {"core": {"shifts": eight, "pattern": ["x"]}}
    rotas |= {"long": {"shifts": twelve, "pattern": ["x"]}}
    teams: dict[str, Any] = dict(tiny.SCENARIO["teams"])
    response = {"posts": {"East": 4.0, "West": 4.0}, "rota": "core"}
    alike = tiny.scenario(teams=teams | {"response": response}, rotas=rotas)
    by_hub = response | {"rota_by_hub": {"West": {"core": 0.5, "long": 0.5}}}
    other = tiny.scenario(name="b", teams=teams | {"response": by_hub}, rotas=rotas)
    (line,) = other_hours([alike, other])
    assert "has 12% more hours a post than the baseline's (3,285 a year against 2,920)" in line
