"""The sums behind the checks, and good input at the edge of what is allowed."""

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.facts.facts import Facts
from sim.scenario.facts.rotas import days_later
from sim.scenario.facts.teams import on_duty_at_once, people, teams_of
from sim.scenario.load import examine, load
from sim.scenario.schema.rotas import Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.team_parts import Crewing
from sim.scenario.schema.teams import ResponseTeam, Team
from tests.house.tree import ROOT


@pytest.fixture
def data(good: Path) -> dict:
    return copy.deepcopy(load(good / "two-hubs.yaml").data)


def messages(data: dict) -> list[str]:
    _, found = examine(data)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("posts", "supervisors", "restricted", "deployed"),
    [(1, 0, 0, 1), (0.5, 0, 0, 1), (0.49, 0, 0, 0), (10, 0.1, 0.05, 9), (10, 0.6, 0.6, 0),
     (2.5, 0, 0, 3), (3.5, 0, 0, 4), (3, 0.3, 0.2, 2), (3, 0.2, 0.3, 2), (35, 0.58, 0, 15)],
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


@given(st.integers(1, 400), st.integers(0, 99), st.integers(0, 99))
def test_people_are_counted_in_decimals(posts: int, supervisors: int, restricted: int) -> None:
    team = Team(
        posts={"Town": posts / 10},
        supervisors_share=supervisors / 100,
        restricted_duties_share=restricted / 100,
        rota="always",
    )
    thousandths = posts * (100 - supervisors - restricted)
    assert people(team, "Town") == max(0, (thousandths + 500) // 1000)


def on_duty_by_counting(rota: Rota, count: int) -> int:
    """Look at every quarter of an hour of three cycles."""
    days = len(rota.pattern)
    most = 0
    for quarter in range(days * 96, 2 * days * 96):
        on = 0
        for person in range(count):
            later = days_later(person, rota.groups, days)
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
    found = on_duty_at_once(scenario, team, "Town")
    assert max(there.people for there in found) == expected
    assert all(there.crews == 0 for there in found)


def test_who_is_on_duty_is_of_the_scenario_that_is_asked() -> None:
    """What was asked for last is kept, and serves only the same teams with the same rotas."""
    baseline = load(ROOT / "scenarios" / "sussex-2017.yaml").scenario
    response = baseline.teams.response
    posts = {hub: number / 2 for hub, number in response.posts.items()}
    halved = baseline.teams.model_copy(
        update={"response": response.model_copy(update={"posts": posts})}
    )
    rotas = {
        name: rota.model_copy(update={"pattern": [*rota.pattern, *rota.pattern[-1:]]})
        for name, rota in baseline.rotas.items()
    }
    several = [
        baseline,
        baseline.model_copy(update={"teams": halved}),
        baseline.model_copy(update={"rotas": rotas}),
        baseline.model_copy(update={"title": "The same people"}),
    ]
    asked = [Facts(scenario).on_duty_at_once for scenario in several]
    assert asked[0] not in asked[1:3]
    assert asked[0] == asked[3]
    for scenario in [*several, *several[::-1]]:
        assert Facts(scenario).on_duty_at_once == {
            (name, hub): on_duty_at_once(scenario, team, hub)
            for name, team in teams_of(scenario).items()
            for hub in team.posts
        }


def crewed(share: float, shifts: list[str], **parts: object) -> ResponseTeam:
    return ResponseTeam(
        posts={"Town": 100}, crewing=Crewing(double_share=share, shifts=shifts), **parts
    )


@pytest.mark.parametrize(("share", "crews"), [(0.58, 29), (0.57, 28), (1, 50), (0, 0)])
def test_whole_crews_are_formed_of_the_exact_share(share: float, crews: int) -> None:
    team = crewed(share, [], rota="always")
    assert on_duty_at_once(Scenario.model_construct(rotas={}), team, "Town") == {
        (100 - 2 * crews, crews)
    }


def test_crews_are_formed_of_those_who_start_together_in_shifts_that_work_in_twos() -> None:
    shifts = {
        "early": {"start": "07:00", "hours": 10},
        "late": {"start": "16:00", "hours": 9},
        "night": {"start": "01:00", "hours": 6},
    }
    pattern = ["early", "late", "night", "rest"]
    rota = Rota(shifts=shifts, pattern=pattern, groups=4)
    scenario = Scenario.model_construct(rotas={"it": rota})
    team = crewed(0.5, ["late"], rota="it")  # 25 to a shift: 6 crews and 13 alone
    found = on_duty_at_once(scenario, team, "Town")
    assert max(there.people for there in found) == 50
    assert max(there.units for there in found) == 25 + 19
    assert max(there.people_beyond(20) for there in found) == 24
    assert max(there.people_beyond(2) for there in found) == 38 + 2 * 4


def test_a_reserve_that_nobody_can_pass_is_refused(data: dict) -> None:
    response = data["teams"]["response"]
    response["posts"] = dict.fromkeys(response["posts"], 100)
    response |= {"rota": "always", "crewing": {"double_share": 0.58}, "held_back": {2: 70}}
    for key in ("breaks", "briefing_min", "supervisors_share", "restricted_duties_share"):
        response.pop(key, None)
    assert not [message for message in messages(data) if "a reserve of" in message]
    response["held_back"] = {2: 71}
    assert [message for message in messages(data) if "at most 71 units" in message]


@pytest.mark.parametrize(
    ("minutes", "divides"), [(1439, False), (1441, False), (7, False), (1440, True), (0.5, True)]
)
def test_a_time_grid_divides_the_day(data: dict, minutes: float, divides: bool) -> None:
    data["run"]["time_grid_min"] = minutes
    refused = [message for message in messages(data) if "divides a day" in message]
    assert bool(refused) is not divides


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


@pytest.mark.parametrize(
    ("factors", "reference", "is_refused"),
    [((1.2, 1.5), 1.8, False), ((1.2, 1.5), 1.81, True),  # 1.7999999999999998 in floating point
     ((0.1, 0.7), 0.07, False), ((0.1, 0.7), 0.06, True)],
)  # fmt: skip
def test_a_reference_may_be_the_product_of_all_factors(
    data: dict, factors: tuple[float, float], reference: float, is_refused: bool
) -> None:
    late, arrest = factors
    depends = {"attended_late": late, "arrest": arrest, "reference": reference}
    data["incident_types"]["burglary"]["repeat"]["depends_on"] = depends
    assert any("expected a mean of the product" in said for said in messages(data)) is is_refused


@pytest.mark.parametrize(("ceiling", "is_refused"), [(1.331, False), (1.3309, True)])
def test_repeats_are_drawn_up_to_the_product_of_all_factors(
    data: dict, ceiling: float, is_refused: bool
) -> None:
    """1.1 * 1.1 * 1.1 is 1.3310000000000004 in floating point."""
    kind = data["incident_types"]["burglary"]
    del kind["prevention_elasticity"]
    kind["repeat"]["depends_on"] = {
        "attended_late": 1.1, "not_reached": 1.1, "arrest": 1.1, "reference": 1, "ceiling": ceiling
    }  # fmt: skip
    assert any("expected lower factors" in said for said in messages(data)) is is_refused


@pytest.mark.parametrize(("saturation", "is_refused"), [(0.6, False), (0.59, True)])
def test_prevention_may_take_all_incidents_away(
    data: dict, saturation: float, is_refused: bool
) -> None:
    """0.1 + 0.2 + 0.3 is 0.6000000000000001 in floating point."""
    elasticity = {"engagement": 0.1, "partnership": 0.2, "patrol": 0.3}
    data["incident_types"]["burglary"]["prevention_elasticity"] = elasticity
    data["demand"]["prevention"]["saturation"] = saturation
    assert any("take away more than all" in said for said in messages(data)) is is_refused


def test_reporting_may_not_make_more_incidents_than_fit(data: dict) -> None:
    """A slip of the keyboard in the share at counts multiplies demand beyond any memory."""
    kind = data["incident_types"]["burglary"]
    kind["reporting"] = {"reported_share": 0.5, "share_at_counts": 0.25}
    assert messages(data) == []
    kind["reporting"]["share_at_counts"] = 1e-6
    (message,) = messages(data)
    assert "expected at most 50,000,000 in a replication" in message


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


@pytest.mark.parametrize("first", ["never", "queue_long"])
def test_redeployed_people_count_if_they_may_be_sent_on_every_date(data: dict, first: str) -> None:
    kind = data["incident_types"]["burglary"]
    kind["officers_arrive"], kind["attended_by"] = "join", ["response"]
    del data["teams"]["response"]["posts"]["South"]
    later = "never" if first == "queue_long" else "queue_long"
    data["redeployment"] |= {"rule": first, "rule_from": {"2018-01-10": {"rule": later}}}
    assert any("can never be attended: the hub 'South'" in said for said in messages(data))


def test_the_desk_may_resolve_everything(data: dict) -> None:
    """No grade is attended then but those in the mix."""
    kind = data["incident_types"]["burglary"]
    kind["grade_mix"] = {4: 1.0}
    kind["resolution_centre"]["resolved_share"] = 1.0
    kind["attended_by"] = {1: ["response"]}
    assert messages(data) == []
    kind["resolution_centre"]["resolved_share"] = 0.99
    assert messages(data) == ["no teams for grade 2, which incidents of this type can have"]


def test_until_the_desk_opens_its_incidents_are_attended(data: dict) -> None:
    """With the lowest grade that officers attend, of which there need be none otherwise."""
    kind = data["incident_types"]["burglary"]
    kind["grade_mix"] = {4: 1.0}
    kind["resolution_centre"]["resolved_share"] = 1.0
    kind["attended_by"] = {1: ["response"]}
    data["teams"]["resolution_centre"]["opens_on"] = "2018-01-10"
    assert messages(data) == ["no teams for grade 2, which incidents of this type can have"]


@pytest.mark.parametrize(
    ("shifts", "units"),
    [([], 71), (["day", "night"], 71), (["night"], 100), (["day"], 100)],
)
def test_units_are_people_less_one_for_each_whole_crew(shifts: list[str], units: int) -> None:
    """100 people on duty at a time, 58 of them in 29 crews where that shift works in twos."""
    rota = Rota(
        shifts={"day": {"start": "07:00", "hours": 12}, "night": {"start": "19:00", "hours": 12}},
        pattern=["day", "night", "rest", "rest"],
        groups=4,
    )
    crewing = {"double_share": 0.58, "shifts": shifts}
    team = ResponseTeam(posts={"Town": 400}, rota="it", crewing=crewing)
    scenario = Scenario.model_construct(rotas={"it": rota})
    at_once = on_duty_at_once(scenario, team, "Town")
    assert max(there.people for there in at_once) == 100
    assert max(there.units for there in at_once) == units


def test_units_of_people_who_are_always_on_duty() -> None:
    scenario = Scenario.model_construct(rotas={})
    team = ResponseTeam(posts={"Town": 100}, rota="always", crewing={"double_share": 0.58})
    assert max(there.units for there in on_duty_at_once(scenario, team, "Town")) == 71
