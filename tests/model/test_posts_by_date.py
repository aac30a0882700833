"""Posts that change by date, by hand: who comes, who leaves, and what becomes of their work."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.outputs.measures.people import cost_gbp
from sim.outputs.measures.view import view_of
from sim.scenario.facts.posts import mean_posts, posts_by_date
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build, names
from tests.engine.both import agree
from tests.support.worlds import Call, Case, Course, desk, force, on_shifts, play, team, world

DAY = 24 * 60
#: Everybody works from 20:00 to 08:00, and on from the next 20:00.
NIGHTS = {"shifts": {"night": {"start": "20:00", "hours": 12.0}}, "pattern": ["night"]}
#: The run of these worlds starts on Monday 5 January 2026.
TUESDAY, WEDNESDAY = "2026-01-06", "2026-01-07"


def nights(posts_from: dict[str, Any], *, days: int = 4, posts: int = 3) -> Course:
    response = team(posts, **on_shifts(posts_from=posts_from))
    return play(force({"response": response}, days=days, rotas={"shifts": NIGHTS}))


def on_duty(course: Course) -> dict[int, list[tuple[float, float]]]:
    """Return from when to when each officer was on duty, in hours from the start of the run."""
    found = {}
    for officer in range(course.world.sizes.officers):
        lines = [(at / 60, what != "OFF_DUTY") for at, what in course.day(officer)]
        changes = pairwise([(0.0, False), *lines])
        edges = [at for (_, before), (at, now) in changes if now != before]
        found[officer] = list(zip(edges[::2], [*edges[1::2], np.inf], strict=False))
    return found


def test_who_leaves_works_the_last_night_to_its_end() -> None:
    found = on_duty(nights({TUESDAY: 1.0}))
    # The night of Monday ends on Tuesday morning, after the posts are gone at midnight.
    assert found[1] == found[2] == [(0, 8), (20, 32)]
    assert found[0] == [(0, 8), (20, 32), (44, 56), (68, 80), (92, np.inf)]


def test_who_comes_starts_with_a_new_shift() -> None:
    found = on_duty(nights({TUESDAY: {"A": 4}}))
    assert found[3] == [(44, 56), (68, 80), (92, np.inf)]
    assert found[0] == [(0, 8), (20, 32), *found[3]]


def test_posts_may_fall_and_rise_again() -> None:
    found = on_duty(nights({TUESDAY: 2.0, WEDNESDAY: 3.0}))
    assert found[2] == [(0, 8), (20, 32), (68, 80), (92, np.inf)]


def test_the_order_in_a_file_changes_nothing() -> None:
    one, other = ({TUESDAY: 2.0, WEDNESDAY: 3.0}, {WEDNESDAY: 3.0, TUESDAY: 2.0})
    assert on_duty(nights(one)) == on_duty(nights(other))


def test_posts_of_an_earlier_date_hold_from_the_start() -> None:
    found = on_duty(nights({"2025-07-01": 1.0, WEDNESDAY: 2.0}))
    assert found[2] == []
    assert found[1] == [(68, 80), (92, np.inf)]


def test_a_date_after_the_run_changes_nothing() -> None:
    assert on_duty(nights({"2026-06-01": 1.0})) == on_duty(nights({}))


def test_round_the_clock_ends_and_begins_at_midnight() -> None:
    response = team(1, posts_from={TUESDAY: 2.0, WEDNESDAY: 1.0})
    found = on_duty(play(force({"response": response}, days=4)))
    assert found[0] == [(0, np.inf)]
    assert found[1] == [(24, 48)]


def test_a_job_in_hand_is_finished() -> None:
    response = team(1, posts_from={TUESDAY: {"A": 0}})
    course = play(force({"response": response}, days=2), [Call(DAY - 10, scene=60)])
    assert course.incidents("finished") == [DAY + 50]
    assert on_duty(course)[0] == [(0, 24 + 50 / 60)]


def test_a_total_is_spread_as_posts_are() -> None:
    hubs = {"A": "A", "B": "B"}
    response = team(3, 9, posts_from={TUESDAY: 8.0, WEDNESDAY: {"B": 2}})
    made = force({"response": response}, hubs=hubs).teams.response
    assert made is not None
    assert [float(posts) for _, posts in posts_by_date(made, "A")] == [3, 2, 2]
    assert [float(posts) for _, posts in posts_by_date(made, "B")] == [9, 6, 2]


def test_posts_change_nobody_elses_shifts_or_absence() -> None:
    sick = {"absence": {"sickness": {"share": 0.3, "spell_days": 2}}}
    plain, changed = (
        build(force({"response": team(4, **on_shifts(posts_from=said, **sick))}, days=40), 1, 0)
        for said in ({}, {"2026-01-20": 2.0})
    )
    shifts, fewer = (
        [
            np.repeat(w.duties.start_ms, np.diff(w.duties.first_member))[w.duties.member == officer]
            for officer in range(4)
        ]
        for w in (plain, changed)
    )
    for officer in (0, 1):
        np.testing.assert_array_equal(shifts[officer], fewer[officer])
    until = 15 * DAY * 60_000  # the start of 20 January
    for officer in (2, 3):
        np.testing.assert_array_equal(shifts[officer][shifts[officer] < until], fewer[officer])


INVESTIGATORS = {"investigation": team(2, posts_from={TUESDAY: 1.0}), "response": team(1)}
STAYS, LEAVES = 1, 2


def crime(at: float, work: float, **rules: Any) -> Call:
    return Call(at=at, scene=0, case=Case(work, **rules))


def test_who_leaves_hands_cases_over() -> None:
    # The first to be free is given each case; the second one works on the long case.
    calls = [crime(0, 100), crime(1, 2000)]
    course = play(force(INVESTIGATORS, days=4), calls)
    assert course.state.cases.owner.tolist() == [STAYS, STAYS]
    assert course.work_on_cases(LEAVES) == [(1, 1)]
    # What was done of it is not done again: 2000 - (1440 - 1) minutes are left.
    assert course.work_on_cases(STAYS) == [(0, 0), (DAY, 1)]
    assert course.cases("closed") == [100, DAY + 561]
    assert course.state.cases.open.tolist() == [0, 0, 0]


def test_a_case_that_waits_is_handed_over_when_it_is_ready() -> None:
    calls = [crime(0, 10), crime(1, 120, episodes=2, waits=2 * DAY)]
    course = play(force(INVESTIGATORS, days=5), calls)
    assert course.work_on_cases(LEAVES) == [(1, 1)]
    assert course.work_on_cases(STAYS) == [(0, 0), (61 + 2 * DAY, 1)]
    assert course.cases("closed") == [10, 61 + 2 * DAY + 60]


def test_response_hands_over_what_it_retains() -> None:
    hours = {"distribution": "fixed", "value": 1.0}
    kind = {"investigation": {"share": 1.0, "work_hours": hours, "retained_share": 1.0}}
    teams = {"response": team(2, posts_from={TUESDAY: 1.0}), "investigation": team(1)}
    made = force(teams, days=4, kind_rules={"job": kind})
    calls = [Call(0, scene=60), crime(1, 2000, lane=1)]
    course = play(world(made, calls))
    assert course.officers == [[0], [1]]
    assert course.work_on_cases(1) == [(1, 1)]
    assert course.work_on_cases(0) == [(DAY, 1)]
    assert course.cases("closed") == [-1, DAY + 561]


def test_cases_open_at_the_start_belong_to_those_who_are_there() -> None:
    kind = {
        "per_hour": {"A": 1.0},
        "investigation": {
            "share": 1.0,
            "work_hours": {"distribution": "fixed", "value": 1.0},
            "waits_days": {"distribution": "fixed", "value": 20.0},
            "episodes": 2,
        },
    }
    teams = {"response": team(1), "investigation": team(2, posts_from={WEDNESDAY: 4.0})}
    made = build(
        force(teams, days=4, kind_rules={"job": kind}, casework={"open_cases_weeks": 6}), 1, 0
    )
    assert made.open_cases.owner.size > 100
    assert set(made.open_cases.owner.tolist()) <= {-1, 1, 2}


def test_patches_keep_an_owner() -> None:
    pcso = team(4, deployment="patches", posts_from={TUESDAY: 2.0})
    districts = {"districts": {"A": {"hub": "A", "patches": 4}}}
    made = world(force({"pcso": pcso}, kinds={"job": ["pcso"]}, days=3, also=districts))
    assert made.patches.of_officer.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize(("days", "expected"), [(4, 1.5), (1, 3.0), (365, 1.0 + 2 / 365)])
def test_posts_cost_by_the_day(days: int, expected: float) -> None:
    made = _costing(days)
    assert made.teams.response is not None
    assert mean_posts(made.teams.response, "A", made.run) == pytest.approx(expected)


def test_of_posts_that_changed_before_measuring_only_the_last_cost() -> None:
    made = _costing(4)
    assert made.teams.response is not None
    later = made.run.model_copy(update={"warm_up_days": 2})
    assert mean_posts(made.teams.response, "A", later) == 1.0


def _costing(days: int) -> Scenario:
    response = team(3, cost_per_post_gbp=36_500.0, posts_from={TUESDAY: 1.0})
    return force({"response": response}, days=days)


def test_the_cost_is_that_of_the_posts_there_were() -> None:
    made = _costing(4)
    course = play(made, [])
    cells = cost_gbp(view_of(made, names(made), course.world, course.state))
    # Three posts for a day and one for three days, at 100 pounds a day.
    assert cells.value[0] == pytest.approx(600)


def test_a_desk_may_grow() -> None:
    teams = {"response": team(1), "resolution_centre": desk(1, posts_from={TUESDAY: 2.0})}
    calls = [Call(at, grade=4, desk=30) for at in (0, 0, DAY, DAY)]
    course = play(force(teams, days=2), calls)
    assert course.incidents("finished") == [30, 60, DAY + 30, DAY + 30]


def test_a_centre_that_opens_later_is_attended_until_then() -> None:
    teams = {"response": team(1), "resolution_centre": desk(2, opens_on=WEDNESDAY)}
    work = {
        "handling_min": {"distribution": "fixed", "value": 5.0},
        "resolved_share": 1.0,
        "sent_on_as": 3,
    }
    kind = {"per_hour": {"A": 2.0}, "grade_mix": {2: 0.3, 4: 0.7}, "resolution_centre": work}
    made = force(teams, days=4, kind_rules={"job": kind})
    plain = made.model_copy(
        update={
            "teams": made.teams.model_copy(
                update={
                    "resolution_centre": made.teams.resolution_centre.model_copy(
                        update={"opens_on": None}
                    )
                }
            )
        }
    )
    drawn, before = build(made, 1, 0).drawn, build(plain, 1, 0).drawn
    early = drawn.created_ms < 2 * DAY * 60_000
    np.testing.assert_array_equal(drawn.created_ms, before.created_ms)
    np.testing.assert_array_equal(drawn.grade[~early], before.grade[~early])
    np.testing.assert_array_equal(
        drawn.grade[early], np.where(before.grade[early] == 4, 3, before.grade[early])
    )
    assert set(drawn.grade[early].tolist()) == {2, 3}
    assert set(drawn.grade[~early].tolist()) == {2, 4}
    course = play(build(made, 1, 0))
    called = course.state.incidents.called_ms
    assert (called[early] < 0).all()
    assert (called[~early] >= 0).any()


@pytest.mark.slow
def test_both_engines_agree_where_posts_change() -> None:
    kind = {
        "per_hour": {"A": 3.0},
        "grade_mix": {1: 0.2, 2: 0.5, 3: 0.3},
        "scene_min": {"distribution": "exponential", "mean": 40.0},
        "attended_by": ["response", "neighbourhood"],
        "investigation": {
            "share": 0.3,
            "work_hours": {"distribution": "exponential", "mean": 3.0},
            "episodes": 2,
            "waits_days": {"distribution": "exponential", "mean": 6.0},
            "retained_share": 0.4,
        },
    }
    rotas = {
        "shifts": {
            "shifts": {
                "early": {"start": "07:00", "hours": 9.0},
                "late": {"start": "15:00", "hours": 9.0},
                "night": {"start": "22:00", "hours": 9.5},
            },
            "pattern": ["early", "late", "night", "rest"],
            "groups": 4,
        }
    }
    rules = {"absence": {"leave": {"share": 0.2, "spell_days": 3}}}
    teams = {
        "response": team(8, **on_shifts(posts_from={TUESDAY: 5.0, "2026-01-15": 12.0}, **rules)),
        "neighbourhood": team(6, **on_shifts(posts_from={"2026-01-10": {"A": 2}}, **rules)),
        "investigation": team(4, **on_shifts(posts_from={"2026-01-12": 2.0, "2026-01-20": 5.0})),
    }
    made = force(
        teams,
        days=28,
        rotas=rotas,
        kind_rules={"job": kind},
        casework={"open_cases_weeks": 2},
        redeployment={"rule": "queue_long", "waiting": 1, "older_than_min": 5.0},
    )
    state = agree(build(made, 3, 0))
    in_post = state.posts.in_post
    assert in_post.sum() == 12 + 2 + 5
    # Nobody who has left holds a case that could be worked on.
    assert (state.cases.ready_head[~in_post] < 0).all()
