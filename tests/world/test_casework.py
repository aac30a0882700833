"""Casework before the clock starts: skills, how cases are routed, what is open at the start."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import MS_PER_DAY
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.head_counts import deal_skills
from sim.scenario.load import examine, load
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Role, WithoutCharge
from sim.world.arrays import World, only_incidents
from sim.world.build import build
from sim.world.casework import lanes
from sim.world.open_cases import _progress

GOOD = Path(__file__).parents[1] / "scenario" / "good" / "two-hubs.yaml"
BASE = load(GOOD).scenario.model_dump(exclude_unset=True)


def made(**case: Any) -> Scenario:
    """Return the example with changes to what follows a burglary."""
    data = copy.deepcopy(BASE)
    data["incident_types"]["burglary"]["investigation"] |= case
    scenario, found = examine(data)
    assert scenario is not None, found
    assert not found, found
    return scenario


def trained(share: float, **case: Any) -> Scenario:
    """Return the example without custody, with a share of people who can screen cases."""
    data = made(in_custody_share=0.0, **case).model_dump(exclude_unset=True)
    data["casework"]["screening"]["trained_share"] = share
    scenario, found = examine(data)
    assert scenario is not None, found
    return scenario


def world(**case: Any) -> World:
    return build(made(**case), 1, 0)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.4, 1.0])
@pytest.mark.parametrize("groups", [1, 4])
def test_skills_are_spread_over_people_and_rota_groups(share: float, groups: int) -> None:
    has = ["fraud" in held for held in deal_skills({"fraud": share}, groups, 120)]
    assert has[0]
    assert sum(has) == pytest.approx(120 * share, abs=groups)
    for group in range(groups):
        assert sum(has[group::groups]) == pytest.approx(120 / groups * share, abs=1)


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 20).map(lambda n: n / 20)),
    st.integers(1, 5),
    st.integers(1, 60),
)
def test_as_few_as_possible_have_no_skill(
    shares: dict[str, float], groups: int, people: int
) -> None:
    held = deal_skills(shares, groups, people)
    none = sum(not each for each in held)
    # What is left of each group in turn, rounded once for each skill.
    assert none == pytest.approx(
        max(1 - sum(shares.values()), 0) * people, abs=groups * (1 + len(shares))
    )
    if sum(shares.values()) >= 1:
        assert none == 0
    for skill, share in shares.items():
        has = sum(skill in each for each in held)
        assert has == pytest.approx(share * people, abs=2 * groups * (1 + len(shares)))
    # Whoever comes later changes nobody's skills.
    assert deal_skills(shares, groups, people // 2) == held[: people // 2]


def test_cases_in_custody_are_neither_retained_nor_screened_out() -> None:
    drawn = only_incidents(world(in_custody_share=0.5, retained_share=1.0)).drawn
    custody = drawn.deadline_ms >= 0
    assert 0.4 < custody.mean() < 0.6
    assert not drawn.screened_out[custody].any()
    response = lanes(Facts(made(retained_share=1.0))).index((Role.RESPONSE, None))
    assert (drawn.case_lane[~custody] == response).all()
    assert (drawn.case_lane[custody] != response).all()
    assert drawn.screened_out[~custody].mean() == pytest.approx(0.5, abs=0.07)


def test_fewer_who_are_trained_screen_out_fewer_of_the_same_cases() -> None:
    out = {}
    for share in (1.0, 0.5, 0.0):
        out[share] = only_incidents(build(trained(share), 1, 0)).drawn.screened_out
    assert not out[0.0].any()
    assert (out[0.5] <= out[1.0]).all()
    assert out[0.5].mean() == pytest.approx(0.25, abs=0.07)


def test_a_case_that_should_have_been_screened_out_leads_to_nothing() -> None:
    """Worked by somebody untrained, it takes time; nobody is charged, and no suspect is found."""
    ends = {"evidential": 1.0}
    seen, unseen = (
        only_incidents(build(trained(share, charged_share=1.0, without_charge=ends), 1, 0)).drawn
        for share in (1.0, 0.0)
    )
    few_lines = seen.screened_out & seen.investigated
    assert few_lines.any()
    assert not unseen.screened_out.any()
    for drawn in (seen, unseen):
        assert (drawn.file_ms[few_lines] == 0).all()
        assert (drawn.without_charge[few_lines] == WithoutCharge.NO_SUSPECT).all()
        assert (drawn.file_ms[~seen.screened_out] > 0).all()
        assert (drawn.without_charge[~few_lines] == WithoutCharge.EVIDENTIAL).all()
    assert (seen.case_work_ms == unseen.case_work_ms).all()


def test_the_file_is_added_to_the_work_of_those_charged() -> None:
    none, some = world(charged_share=0.0, file_build_hours=None), world(charged_share=0.3)
    extra = some.drawn.case_work_ms - none.drawn.case_work_ms
    assert (extra == some.drawn.file_ms).all()
    charged = some.drawn.file_ms > 0
    assert not charged[some.drawn.screened_out].any()
    assert charged[~some.drawn.screened_out].mean() == pytest.approx(0.3, abs=0.07)


def test_how_incidents_end_without_a_charge() -> None:
    ends = {"no_suspect": 0.6, "not_in_public_interest": 0.1, "evidential": 0.2}
    drawn, plain = world(without_charge=ends).drawn, world().drawn
    open_ends = drawn.without_charge[~(drawn.screened_out & drawn.investigated)]
    shares = np.bincount(open_ends) / open_ends.size
    assert shares == pytest.approx([0.1, 0.6, 0.2, 0.1], abs=0.05)
    assert not plain.without_charge.any()
    # Cases and incidents without one alike, those of before the run among them.
    assert drawn.without_charge[~drawn.investigated].any()
    same = [name for name in drawn._fields if name != "without_charge"]
    assert all((getattr(drawn, name) == getattr(plain, name)).all() for name in same)
    certain = world(without_charge={"no_suspect": 0.7, "evidential": 0.3}).drawn.without_charge
    assert set(certain.tolist()) == {1, 2}


def test_without_public_protection_investigation_has_its_cases() -> None:
    facts = Facts(made(investigated_by="public_protection"))
    assert lanes(facts)[0] == (Role.INVESTIGATION, "fraud")


def test_open_cases_come_after_the_incidents_and_lie_before_the_start() -> None:
    static = world()
    n = static.sizes.incidents
    opened = static.open_cases.opened_ms
    assert static.sizes.cases == n + opened.size == static.drawn.created_ms.size
    assert opened.size > 10
    assert (opened < 0).all()
    assert (opened >= -12 * 7 * MS_PER_DAY).all()
    assert (np.diff(opened) >= 0).all()
    assert static.drawn.investigated[n:].all()
    assert not static.drawn.screened_out[n:].any()
    assert (static.drawn.deadline_ms[n:] == -1).all()
    assert static.drawn.first_slot.size == static.sizes.cases + 1


def test_open_cases_are_held_by_people_of_the_hub_with_the_skill() -> None:
    static = world()
    held = np.flatnonzero(static.open_cases.owner >= 0)
    owner, case = static.open_cases.owner[held], static.sizes.incidents + held
    assert held.size
    assert (static.people.hub[owner] == static.drawn.hub[case]).all()
    assert static.cases.has_skill[owner].all()
    fresh = static.open_cases.owner < 0
    assert (static.open_cases.episodes_done[fresh] == 0).all()
    assert (static.open_cases.wait_left_ms[fresh] == -1).all()


def test_where_no_case_is_open_nobody_holds_one() -> None:
    static = world(share=1e-9)
    assert static.sizes.cases == static.sizes.incidents
    assert static.open_cases.owner.size == 0


def test_a_later_start_finds_the_incidents_that_this_run_has_as_open_cases() -> None:
    """Cases at the start are the very incidents of earlier weeks."""
    now = world()
    data = copy.deepcopy(BASE)
    data["run"] |= {"start": "2017-10-09", "days": 100, "warm_up_days": 0}
    scenario, _ = examine(data)
    assert scenario is not None
    earlier = only_incidents(build(scenario, 1, 0)).drawn
    columns = ("district", "type", "week", "ordinal", "case_work_ms", "case_wait_ms")
    known = set(zip(*(getattr(earlier, name).tolist() for name in columns), strict=True))
    n = now.sizes.incidents
    rows = zip(*(getattr(now.drawn, name)[n:].tolist() for name in columns), strict=True)
    assert set(rows) <= known


def test_progress_by_hand() -> None:
    # Two days for an episode, ten between: done at 2, 14, 26.
    age = np.array([1, 2, 11, 12, 13, 14, 25, 26])
    done, left = _progress(age, np.full(8, 2), np.full(8, 20), np.full(8, 3), 1)
    assert done.tolist() == [0, 1, 1, 1, 1, 2, 2, 3]
    assert left.tolist() == [-1, 10, 1, -1, -1, 10, -1, -1]
