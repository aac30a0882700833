"""Triage of reports, and MARACs: who is heard when, and what public protection spends on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN
from sim.model.policies import safeguarding as policy
from sim.outputs.measures.all_measures import measures_of
from sim.outputs.measures.view import view_of
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity, Role
from sim.world.build import names
from tests.support.worlds import Call, Case, Course, force, play, team, world
from tests.world.forces import SMALL, of, scenario

MARAC = {
    "referred_share": {"job": 1.0},
    "every_days": 10,
    "start": "09:00",
    "slots": 2,
    "prep_hours": 2.0,
}
MASH = {"reported_share": {"job": 1.0}, "triage_min": {"distribution": "fixed", "value": 40.0}}


def county(days: int = 40, people: int = 1, **safeguarding: Any) -> Scenario:
    teams = {"response": team(2), "public_protection": team(people), "investigation": team(1)}
    return force(teams, days=days, safeguarding=safeguarding)


def heard_day(course: Course) -> list[float]:
    """Return the day of the meeting that heard each; the hour is that at which they begin."""
    heard = course.state.safeguarding.heard_ms
    assert all(h < 0 or h % MS_PER_DAY == 9 * MS_PER_HOUR for h in heard.tolist())
    return [h // MS_PER_DAY if h >= 0 else -1 for h in heard.tolist()]


def measured(scenario: Scenario, course: Course) -> dict[str, float]:
    rows = measures_of(view_of(scenario, names(scenario), course.world, course.state))
    whole = zip(rows.measure, rows.hub, rows.value, strict=True)
    return {name: float(value) for name, hub, value in whole if hub == "all"}


def test_a_meeting_hears_those_who_have_waited_the_longest() -> None:
    scenario = county(marac=MARAC)
    course = play(scenario, [Call(at=60 * n, marac=True) for n in range(5)])
    assert heard_day(course) == [10, 10, 20, 20, 30]
    assert course.state.safeguarding.put_off.tolist() == [0, 0, 1, 1, 2]
    found = measured(scenario, course)
    assert found["marac_referred_count"] == 5
    assert found["marac_put_off_count"] == 4
    # From the ends of the scenes, half an hour after each call.
    days = [10, 10, 20, 20, 30]
    waits = [day + (9 - n - 0.5) / 24 for n, day in enumerate(days)]
    assert found["marac_wait_mean_days"] == pytest.approx(sum(waits) / 5)


def test_more_slots_and_more_meetings_shorten_the_wait() -> None:
    calls = [Call(at=60 * n, marac=True) for n in range(5)]
    few = play(county(marac=MARAC), calls)
    assert heard_day(play(county(marac={**MARAC, "slots": 5}), calls)) == [10] * 5
    often = play(county(marac={**MARAC, "every_days": 5, "first_meeting": "2026-01-08"}), calls)
    assert heard_day(often) == [3, 3, 8, 8, 13]
    assert sum(heard_day(often)) < sum(heard_day(few))


def test_a_repeat_is_not_referred_again_while_the_first_waits() -> None:
    scenario = county(marac=MARAC)
    repeats = [
        Call(at=0, marac=True),
        Call(at=1440, marac=True, parent=0),
        Call(at=12 * 1440, marac=True, parent=1),
    ]
    course = play(scenario, repeats)
    assert heard_day(course) == [10, -1, 20]
    assert measured(scenario, course)["marac_repeats_while_waiting_count"] == 1
    world, state = course.world, course.state
    assert [policy.was_heard(world, state, n) for n in range(3)] == [True] * 3


def test_public_protection_prepares_each_case_and_triages_each_report() -> None:
    scenario = county(marac={**MARAC, "prep_hours": 1.0}, mash=MASH)
    course = play(scenario, [Call(at=0, marac=True, triage=40), Call(at=10, triage=40)])
    # The scenes end at 30 and 40; triage of the first, its preparation, triage of the second.
    rows = course.state.safeguarding
    assert (rows.triaged_ms // MS_PER_MIN).tolist() == [70, 170]
    found = measured(scenario, course)
    assert found["safeguarding_hours"] == pytest.approx(140 / 60)
    assert found["mash_triage_mean_hours"] == pytest.approx((40 + 130) / 2 / 60)


def test_such_work_comes_before_cases_once_the_spell_in_hand_ends() -> None:
    """Of three cases from 0 on, the first is in hand when a report comes at 30."""
    cases = [Call(at=0, scene=0, case=Case(work=100)) for _ in range(3)]
    made = world(county(mash=MASH), [*cases, Call(at=0, scene=30, triage=40)])
    of_public_protection = np.full_like(made.cases.lane_role, Role.PUBLIC_PROTECTION)
    course = play(made._replace(cases=made.cases._replace(lane_role=of_public_protection)))
    assert course.state.safeguarding.triaged_ms[3] == (100 + 40) * MS_PER_MIN
    assert course.cases("closed")[:3] == [100, 240, 340]


def test_suspects_in_custody_whom_another_team_deals_with_do_not_keep_anybody_from_it() -> None:
    """The one investigator has the first in hand until 600, so the second waits all the time."""
    cases = [Call(at=0, scene=0, case=Case(work=600, custody=900)) for _ in range(2)]
    course = play(county(mash=MASH), [*cases, Call(at=0, scene=30, triage=40)])
    assert course.cases("closed")[:2] == [600, 1200]
    assert course.state.safeguarding.triaged_ms[2] == (30 + 40) * MS_PER_MIN


def test_nothing_is_begun_that_would_not_be_done_by_the_end_of_the_shift() -> None:
    teams = {"response": team(1), "public_protection": {**team(1), "rota": "shifts"}}
    scenario = force(teams, days=3, safeguarding={"mash": MASH})
    course = play(scenario, [Call(at=15 * 60, triage=40)])  # the shift is from 8 to 16
    assert course.state.safeguarding.triaged_ms[0] == (24 + 8) * MS_PER_HOUR + 40 * MS_PER_MIN


def test_a_report_whose_triage_takes_no_time_is_a_report_all_the_same() -> None:
    """0 stands for no report, so that the shortest triage takes a tick."""
    at_once = {"distribution": "fixed", "value": 0.0}
    half = {"reported_share": {"burglary": 0.5}, "triage_min": at_once}
    drawn = of(scenario(SMALL, safeguarding={"mash": half})).drawn
    reported = drawn.triage_ms[drawn.type == 0]
    assert set(reported.tolist()) == {0, 1}
    assert reported.mean() == pytest.approx(0.5, abs=4 * (0.25 / reported.size) ** 0.5)
    assert not drawn.triage_ms[drawn.type == 1].any()


def test_without_safeguarding_there_is_no_such_activity_and_no_row() -> None:
    scenario = county()
    course = play(scenario, [Call(at=0, marac=True, triage=40)])
    spent = course.state.officers.account_ms.reshape(-1, len(Activity))[:, Activity.SAFEGUARDING]
    assert not spent.any()
    assert not {name for name in measured(scenario, course) if name.startswith("marac")}
