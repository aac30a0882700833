"""The sums behind the checks, and good input at the edge of what is allowed."""

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.facts.teams import most_on_duty, people
from sim.scenario.load import examine, load
from sim.scenario.schema.rotas import Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team


@pytest.fixture
def data(good: Path) -> dict:
    return copy.deepcopy(load(good / "two-hubs.yaml").data)


def messages(data: dict) -> list[str]:
    _, found = examine(data)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("posts", "supervisors", "restricted", "deployed"),
    [(1, 0, 0, 1), (0.5, 0, 0, 1), (0.49, 0, 0, 0), (10, 0.1, 0.05, 9), (10, 0.6, 0.6, 0),
     (2.5, 0, 0, 3), (3.5, 0, 0, 4)],
)  # fmt: skip
def test_people_are_posts_less_those_not_deployed(
    posts: float, supervisors: float, restricted: float, deployed: int
) -> None:
    team = Team(
        posts={"Town": posts},
        supervisors_share=supervisors,
        restricted_duties_share=restricted,
        rota="always",
    )
    assert people(team, "Town") == deployed
    assert people(team, "Elsewhere") == 0


def on_duty_by_counting(rota: Rota, count: int) -> int:
    """Look at every quarter of an hour of three cycles."""
    days = len(rota.pattern)
    most = 0
    for quarter in range(days * 96, 2 * days * 96):
        on = 0
        for person in range(count):
            later = (person % rota.groups) * days // rota.groups
            for day in range(quarter // 96 - 1, quarter // 96 + 1):
                label = rota.pattern[(day - later) % days]
                if label != "rest":
                    shift = rota.shifts[label]
                    start = day * 96 + int(shift.start[:2]) * 4
                    on += start <= quarter < start + int(shift.hours * 4)
        most = max(most, on)
    return most


@given(
    st.lists(st.sampled_from(["early", "late", "night", "rest"]), min_size=1, max_size=6),
    st.integers(1, 9),
    st.data(),
)
def test_most_on_duty_is_what_counting_gives(pattern: list[str], count: int, draw) -> None:
    divisors = [n for n in range(1, len(pattern) + 1) if len(pattern) % n == 0]
    shifts = {
        "early": {"start": "07:00", "hours": 9},
        "late": {"start": "15:00", "hours": 9},
        "night": {"start": "22:00", "hours": 10},
    }
    rota = Rota(shifts=shifts, pattern=pattern, groups=draw.draw(st.sampled_from(divisors)))
    team = Team(posts={"Town": count}, rota="it")
    scenario = Scenario.model_construct(rotas={"it": rota})
    expected = count if count < 2 else on_duty_by_counting(rota, count)
    assert most_on_duty(scenario, team, "Town") == expected


def test_shifts_may_follow_each_other_without_a_gap(data: dict) -> None:
    data["rotas"]["office"] = {
        "shifts": {"day": {"start": "09:00", "hours": 24}},
        "pattern": ["day"],
    }
    assert messages(data) == []
    data["rotas"]["office"]["shifts"]["day"]["start"] = "09:01"
    assert messages(data) == []
    data["rotas"]["office"]["shifts"]["late"] = {"start": "08:59", "hours": 8}
    data["rotas"]["office"]["pattern"] = ["day", "late"]
    assert any("expected no overlap" in message for message in messages(data))


def test_sums_are_taken_with_a_little_tolerance(data: dict) -> None:
    kind = data["incident_types"]["burglary"]
    kind["grade_mix"] = {1: 1 / 3, 2: 1 / 3, 4: 1 / 3}
    kind["officers_mix"] = {1: 0.3333333, 2: 0.6666667}
    assert messages(data) == []
    kind["officers_mix"] = {1: 0.33333, 2: 0.66666}
    assert len(messages(data)) == 1


def test_work_that_takes_no_time_is_allowed(data: dict) -> None:
    data["incident_types"]["burglary"]["scene_min"] = {"distribution": "fixed", "value": 0}
    assert messages(data) == []


def test_no_demand_needs_nobody(data: dict) -> None:
    """A hub without people is no fault while nothing happens there."""
    del data["teams"]["investigation"]["lends"]
    for team in data["teams"].values():
        team["posts"].pop("South", None)
    assert any("can never be attended" in message for message in messages(data))
    data["incident_types"]["burglary"]["yearly_count"]["Southsea"] = 0
    assert messages(data) == []


def test_help_from_other_hubs_counts_for_emergencies_only(data: dict) -> None:
    kind = data["incident_types"]["burglary"]
    kind["officers_arrive"] = "join"
    kind["attended_by"] = ["response"]
    del data["teams"]["response"]["posts"]["South"]
    data["redeployment"] = {"rule": "never"}
    said = [message for message in messages(data) if "can never be attended" in message]
    assert len(said) == 1
    assert said[0].startswith("grade 2 incidents in 'Southsea'")


def test_redeployed_people_count(data: dict) -> None:
    kind = data["incident_types"]["burglary"]
    kind["officers_arrive"] = "join"
    kind["attended_by"] = ["response"]
    del data["teams"]["response"]["posts"]["South"]
    assert messages(data) == []


def test_the_desk_may_resolve_everything(data: dict) -> None:
    """No grade is attended then but those in the mix."""
    kind = data["incident_types"]["burglary"]
    kind["grade_mix"] = {4: 1.0}
    kind["resolution_centre"]["resolved_share"] = 1.0
    kind["attended_by"] = {1: ["response"]}
    assert messages(data) == []
    kind["resolution_centre"]["resolved_share"] = 0.99
    assert messages(data) == ["no teams for grade 2, which incidents of this type can have"]
