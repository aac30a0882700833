"""PCSOs tied to patches: whose jobs are whose, and how long they wait."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Drawn
from sim.world.arrays_demand import Patches
from sim.world.build import build
from sim.world.patches import patch_counts, patches
from tests.engine.audit import audit
from tests.support.worlds import Call, Duty, force, grade, on_shifts, play, team

#: With one response officer and two PCSOs, each of whom owns a patch.
RESPONSE, FIRST, SECOND = 0, 1, 2
KINDS = {"job": ["response"], "visit": ["pcso", "response"], "shared": ["response", "pcso"]}
DAYS = [Duty([RESPONSE], 0, 2880), Duty([FIRST], 0, 480), Duty([SECOND], 0, 480)]


def scenario(*, owners: int = 2, number: int = 2, **changes: Any) -> Scenario:
    rules = changes.pop("rules", {})
    teams = {"response": team(1), "pcso": team(owners, deployment="patches", **rules)}
    also = {"districts": {"A": {"hub": "A", "patches": number}}}
    return force(teams, kinds=KINDS, days=2, **changes, also=also)


def dealt(made: Scenario, drawn: Drawn) -> tuple[Patches, int]:
    """Deal the patches of a force to its PCSOs and to these incidents."""
    counts, world = patch_counts(made.teams.pcso, made.districts.values()), build(made, 1, 0)
    changed = np.zeros(0, dtype=np.int64)
    hubs, incidents = world.places.hub_of_district, len(drawn.patch)
    return patches(counts, hubs, world.people, changed, drawn, incidents)


def visit(at: float, patch: int, **more: Any) -> Call:
    return Call(at=at, kind="visit", patch=patch, **more)


def test_the_owner_goes_though_others_are_free() -> None:
    course = play(scenario(), [visit(0, 1), visit(5, 1), visit(10, 0)])
    assert course.officers == [[SECOND], [SECOND], [FIRST]]
    assert course.incidents("first_assigned") == [0, 30, 10]


def test_an_owner_held_back_for_higher_grades_still_goes_to_the_own_patch() -> None:
    # With FIRST away the other is held back from the shared job, though not from the own patch.
    made = scenario(rules={"held_back": {2: 1}})
    calls = [
        Call(at=0, scene=900),
        visit(0, 0, scene=900),
        Call(at=5, kind="shared", grade=2, scene=10),
        visit(10, 1, grade=3, scene=10),
    ]
    course = play(made, calls)
    assert course.incidents("first_assigned") == [0, 0, 900, 10]
    assert audit(course.world, course.state) == []


def test_without_patches_whoever_is_free_goes() -> None:
    teams = {"response": team(1), "pcso": team(2)}
    course = play(force(teams, kinds=KINDS), [visit(0, 1), visit(5, 1)])
    assert course.incidents("first_assigned") == [0, 5]


def test_a_job_waits_for_the_owners_next_duty() -> None:
    made = scenario(rules=on_shifts())
    duties = [*DAYS, Duty([SECOND], 1000, 1400)]
    course = play(made, [visit(500, 1), visit(510, 0)], duties=duties)
    assert course.incidents("first_assigned") == [1000, -1]
    assert course.officers == [[SECOND], []]
    assert course.states == ["FINISHED", "QUEUED"]


def test_a_briefing_comes_before_the_jobs_that_have_waited() -> None:
    made = scenario(rules=on_shifts(briefing_min=15.0))
    duties = [Duty([RESPONSE], 0, 2880), Duty([FIRST, SECOND], 100, 580)]
    course = play(made, [visit(50, 1)], duties=duties)
    assert course.incidents("first_assigned") == [115]


def test_owners_who_go_home_soon_leave_it_to_their_next_duty() -> None:
    made = scenario(rules=on_shifts(last_assignment_min=60.0))
    duties = [*DAYS, Duty([FIRST], 1000, 1400)]
    assert play(made, [visit(420, 0)], duties=duties).incidents("first_assigned") == [1000]
    assert play(made, [visit(419, 0)], duties=duties).incidents("first_assigned") == [419]


def test_a_patch_may_have_several_owners() -> None:
    # PCSOs 1 and 3 own the first patch, 2 the second.
    course = play(scenario(owners=3), [visit(0, 0), visit(5, 0), visit(6, 0), visit(7, 1)])
    assert course.officers == [[1], [3], [1], [2]]


@pytest.mark.parametrize(("rule", "who"), [("nearest", 1), ("least_loaded", 3)])
def test_of_several_owners_the_rule_of_dispatch_says_who_goes(rule: str, who: int) -> None:
    # Owner 1 has two jobs and is free at 40, owner 3 has one and is free at 60.
    calls = [visit(0, 0, scene=10), visit(0, 0, scene=60), visit(10, 0), visit(100, 0)]
    course = play(scenario(owners=3, dispatch={"rule": rule}), calls)
    assert course.officers == [[1], [3], [1], [who]]


def test_with_fewer_pcsos_than_patches_an_owner_has_several() -> None:
    made = scenario(owners=2, number=5)
    drawn = build(made, 1, 0).drawn
    four = {"created_ms": np.zeros(5, dtype=np.int64), "district": np.zeros(5, dtype=np.int64)}
    no = np.zeros(5, dtype=np.bool_)
    drawn = drawn._replace(**four, together=no, officers=no + 1, patch=np.arange(5))
    owned, number = dealt(made, drawn)
    assert number == 2
    assert owned.of_officer.tolist() == [-1, 0, 1]
    assert owned.of_incident.tolist() == [0, 1, 0, 1, 0]


def test_nobody_is_tied_where_nobody_parades() -> None:
    teams = {"response": team(1), "pcso": team(1, deployment="patches")}
    made = force(teams, kinds=KINDS, hubs={"A": "A", "B": "A"})
    drawn = build(made, 1, 0).drawn
    two = {"created_ms": np.zeros(2, dtype=np.int64), "district": np.arange(2)}
    no = np.zeros(2, dtype=np.bool_)
    drawn = drawn._replace(**two, together=no, officers=no + 1, patch=np.zeros(2, dtype=np.int64))
    owned, number = dealt(made, drawn)
    assert (number, owned.of_incident.tolist()) == (1, [0, -1])


def test_jobs_for_several_together_are_nobodys_own() -> None:
    made = scenario()
    drawn = build(made, 1, 0).drawn
    one = {"created_ms": np.zeros(2, dtype=np.int64), "district": np.zeros(2, dtype=np.int64)}
    together = np.array([True, False])
    both = np.array([2, 2])
    drawn = drawn._replace(
        **one, together=together, officers=both, patch=np.zeros(2, dtype=np.int64)
    )
    owned, _ = dealt(made, drawn)
    assert owned.of_incident.tolist() == [-1, 0]


def test_the_second_officer_of_a_job_is_an_owner_too() -> None:
    course = play(scenario(owners=3), [visit(0, 1), visit(0, 0, officers=2)])
    assert course.officers == [[2], [1, 3]]


def test_only_jobs_that_fall_to_pcsos_first_are_tied() -> None:
    calls = [Call(at=0, scene=100), Call(at=10, kind="shared", patch=1), visit(20, 1)]
    course = play(scenario(), calls)
    # The second falls to response first; PCSOs help out, whosever patch it is.
    assert course.officers == [[RESPONSE], [FIRST], [SECOND]]


def test_higher_grades_of_the_whole_hub_come_before_the_own_patch() -> None:
    calls = [
        Call(at=0, scene=200),
        visit(0, 0, scene=60),
        visit(0, 1, scene=500),
        visit(10, 0, grade=3),
        Call(at=20, kind="shared", grade=2),
    ]
    course = play(scenario(), calls)
    assert course.officers == [[RESPONSE], [FIRST], [SECOND], [FIRST], [FIRST]]
    assert course.incidents("first_assigned")[3:] == [90, 60]


def test_within_a_grade_the_own_patch_comes_first() -> None:
    calls = [
        Call(at=0, scene=200),
        visit(0, 0, scene=60),
        visit(0, 1, scene=500),
        Call(at=10, kind="shared"),
        visit(20, 0),
    ]
    assert play(scenario(), calls).incidents("first_assigned")[3:] == [90, 60]


def test_within_a_patch_the_highest_grade_comes_first() -> None:
    calls = [visit(0, 0, scene=60), visit(10, 0, grade=3), visit(20, 0, grade=1)]
    assert play(scenario(), calls).incidents("first_assigned") == [0, 90, 60]


def test_jobs_that_wait_for_their_owner_bring_no_redeployment() -> None:
    rule = {"rule": "queue_long", "teams": ["pcso"], "waiting": 1, "older_than_min": 5.0}
    course = play(scenario(redeployment=rule), [visit(0, 1, scene=100), visit(10, 1)])
    assert course.state.redeployment.switched_on.tolist() == [0]
    assert course.incidents("first_assigned") == [0, 100]


def test_a_job_that_cannot_wait_is_lost_when_its_owner_is_away() -> None:
    made = scenario(grades={2: grade(when_all_busy="lost")})
    course = play(made, [visit(0, 1), visit(5, 1)])
    assert course.outcomes == ["ATTENDED", "LOST"]


def test_incidents_meet_the_same_patch_whatever_else_changes() -> None:
    made = scenario()
    data = made.model_copy(
        update={
            "incident_types": {
                name: kind.model_copy(update={"per_hour": {"A": rate}})
                for (name, kind), rate in zip(made.incident_types.items(), (1, 2, 3), strict=True)
            }
        }
    )
    many = build(data, 1, 0).patches.of_incident
    assert set(many.tolist()) == {0, 1}
    assert abs(many.mean() - 0.5) < 4 * 0.5 / len(many) ** 0.5


def test_owners_freed_together_each_go_to_their_own_patch_first() -> None:
    calls = [
        Call(at=0, scene=200),
        Call(at=0, kind="visit", officers=2, scene=30),
        visit(5, 0),
        Call(at=6, kind="visit"),
        visit(7, 1),
    ]
    course = play(scenario(), calls)
    assert course.officers == [[RESPONSE], [FIRST, SECOND], [FIRST], [FIRST], [SECOND]]
    assert course.incidents("first_assigned") == [0, 0, 30, 60, 30]


def within(hours: float, **changes: Any) -> Scenario:
    return scenario(kind_rules={"visit": {"patch_owner_within_hours": hours}}, **changes)


def test_after_a_time_whoever_may_attend_goes() -> None:
    calls = [visit(0, 1, scene=500), visit(10, 1)]
    assert play(scenario(), calls).incidents("first_assigned") == [0, 500]
    course = play(within(1.0), calls)
    assert course.officers == [[SECOND], [FIRST]]
    assert course.incidents("first_assigned") == [0, 70]
    assert audit(course.world, course.state) == []


def test_the_owner_goes_who_comes_before_that() -> None:
    course = play(within(1.0), [visit(0, 1, scene=69), visit(10, 1)])
    assert course.officers == [[SECOND], [SECOND]]
    assert course.incidents("first_assigned") == [0, 69]


def test_another_team_goes_when_no_pcso_can() -> None:
    calls = [visit(0, 0, scene=500), visit(0, 1, scene=500), visit(10, 1), visit(20, 0)]
    course = play(within(1.0), calls)
    # The job of 20 is open at 80, when the response officer is at the one before it.
    assert course.officers == [[FIRST], [SECOND], [RESPONSE], [RESPONSE]]
    assert course.incidents("first_assigned") == [0, 0, 70, 100]
    assert audit(course.world, course.state) == []


def test_what_is_open_stands_in_its_old_place_in_the_line() -> None:
    calls = [
        visit(0, 0, scene=100),
        visit(0, 1, scene=500),
        Call(at=0, scene=90),
        visit(10, 1),
        Call(at=60, kind="job"),
    ]
    # At 90 the response officer goes to what fell due first, and was left to the owner until 70.
    course = play(within(1.0), calls)
    assert course.incidents("first_assigned")[3:] == [90, 120]


def test_the_second_officer_is_anybody_in_the_end_too() -> None:
    course = play(within(1.0), [visit(10, 1, officers=2, scene=200)])
    assert course.officers == [[SECOND, FIRST]]
    assert [minutes for minutes, what in course.day(FIRST) if what == "SCENE"] == [70]


def test_what_waits_again_after_that_time_is_open_at_once() -> None:
    emergency = {1: grade(interrupts=["scene"])}
    calls = [
        Call(at=0, grade=1, scene=150),
        visit(0, 1, scene=500, spare=1),
        Call(at=50, kind="shared", grade=1, scene=500),
        Call(at=100, kind="shared", grade=1, scene=500),
    ]
    course = play(within(1.0, grades=emergency), calls)
    # The third emergency takes the owner away at 100; the response officer is free at 150.
    assert course.officers == [[RESPONSE], [SECOND, RESPONSE], [FIRST], [SECOND]]
    assert [minutes for minutes, what in course.day(RESPONSE) if what == "SCENE"] == [0, 150]
    assert audit(course.world, course.state) == []


def test_redeployment_looks_at_what_is_open() -> None:
    rule = {"rule": "queue_long", "teams": ["pcso"], "waiting": 1, "older_than_min": 5.0}
    calls = [Call(at=0, scene=600), visit(0, 0, scene=600), visit(0, 1, scene=600), visit(10, 1)]
    course = play(within(1.0, redeployment=rule), calls)
    assert course.state.redeployment.switched_on.tolist() == [1]


def test_a_job_that_is_open_too_soon_is_questioned() -> None:
    course = play(within(1.0), [visit(0, 1, scene=500), visit(10, 1)])
    longer = course.world.types._replace(patch_owner_within_ms=np.array([0, 2, 0]) * 3_600_000)
    assert any(
        "open to all" in fault for fault in audit(course.world._replace(types=longer), course.state)
    )
