"""Casework by hand: skills, custody, screening, files, retained cases, lending, shared work."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import Bools, World
from tests.engine.audit import audit
from tests.support.worlds import Call, Case, Course, Duty, force, on_shifts, play, team, world

#: Two response officers attend; the investigators are officers 2, 3 ...
FIRST, SECOND, THIRD = 2, 3, 4
PATROL = Duty([0, 1], 0, 6000)
INVESTIGATION, RESPONSE = 0, 1  #: lanes, where Response has one


def crime(at: float, work: float, **rules: Any) -> Call:
    """Return an incident that is cleared when it is created, and investigated."""
    return Call(at=at, scene=0, case=Case(work, **rules))


def scenario(posts: int = 1, days: int = 1, **rules: Any) -> Scenario:
    return force({"response": team(2), "investigation": team(posts, **rules)}, days=days)


def with_casework(made: Scenario, **casework: Any) -> Scenario:
    """Return a scenario with rules of casework, and a type that is charged."""
    data = made.model_dump(exclude_unset=True)
    kind = data["incident_types"]["job"]
    kind["investigation"] = {
        "share": 0.5,
        "work_hours": {"distribution": "fixed", "value": 1.0},
        "charged_share": 0.5,
        "file_build_hours": {"distribution": "fixed", "value": 1.0},
    }
    data["casework"] = casework
    changed, found = examine(data)
    assert changed is not None, found
    return changed


def skilled(made: World, *table: bool) -> World:
    """Return a world in which cases of lane 1 need a skill that these officers have."""
    has: Bools = np.array(table, dtype=np.bool_)
    lanes = made.cases._replace(
        lane_role=np.array([5, 5]), lane_skill=np.array([-1, 0]), has_skill=has
    )
    return made._replace(cases=lanes, sizes=made.sizes._replace(lanes=2))


def all_work_is_done(course: Course) -> None:
    closed = course.state.cases.closed_ms >= 0
    worked, drawn = course.state.cases.worked_ms, course.world.drawn.case_work_ms
    assert (worked[closed] == drawn[closed]).all()
    assert (worked <= drawn).all()


def test_only_people_with_the_skill_are_given_the_case() -> None:
    calls = [crime(0, 100, lane=1), crime(1, 50, lane=1), crime(2, 10)]
    made = skilled(world(scenario(2), calls), False, False, False, True)
    course = play(made)
    # The second one waits for the skill beside an investigator who is free.
    assert course.state.cases.owner.tolist() == [SECOND, SECOND, FIRST]
    assert course.cases("closed") == [100, 150, 12]
    assert course.cases("allocated") == [0, 100, 2]


@pytest.mark.parametrize(
    ("rule", "owners"),
    [
        # After the first two, both have one case in its wait; the second was free the longest.
        ("least_loaded", [2, 3, 2]),
        ("longest_free", [2, 3, 3]),
        ("by_turn", [2, 3, 2]),
    ],
)
def test_who_of_several_is_given_a_case(rule: str, owners: list[int]) -> None:
    calls = [
        crime(0, 100, episodes=2, waits=500),
        crime(1, 10, episodes=2, waits=500),
        crime(200, 10),
    ]
    course = play(scenario(2, allocation=rule), calls)
    assert course.state.cases.owner.tolist() == owners


def test_by_turn_goes_round() -> None:
    calls = [crime(10 * n, 5) for n in range(5)]
    course = play(scenario(3, allocation="by_turn"), calls)
    assert course.state.cases.owner.tolist() == [2, 3, 4, 2, 3]


def test_shared_work_goes_round_in_slices_and_nothing_is_lost() -> None:
    calls = [crime(0, 50), crime(1, 50), crime(2, 20)]
    course = play(scenario(work="shared", slice_min=20.0), calls)
    assert course.work_on_cases(FIRST) == [
        *[(0, 0), (20, 1), (40, 2), (60, 0), (80, 1), (100, 0), (110, 1)]
    ]
    assert course.cases("closed") == [110, 120, 60]
    all_work_is_done(course)


def test_a_suspect_in_custody_interrupts_the_case_of_least_harm() -> None:
    calls = [crime(0, 100, harm=3), crime(1, 100, harm=1), crime(30, 40, custody=60)]
    course = play(scenario(2), calls)
    assert course.work_on_cases(SECOND) == [(1, 1), (30, 2), (70, 1)]
    assert course.cases("first_done") == [100, 141, 70]
    assert course.cases("closed") == [100, 141, 70]
    all_work_is_done(course)


def test_custody_goes_past_the_limit_and_waits_for_whoever_is_free_first() -> None:
    calls = [crime(0, 60, custody=1440), crime(10, 30, custody=1440), crime(20, 30)]
    course = play(scenario(caseload_limit=1), calls)
    # The one at work on such a case is not interrupted for another.
    assert course.work_on_cases(FIRST) == [(0, 0), (60, 1), (90, 2)]


def test_custody_is_handed_over_at_the_end_of_the_shift_with_the_rest_of_its_work() -> None:
    rules = on_shifts()
    duties = [PATROL, Duty([FIRST], 480, 960), Duty([SECOND], 900, 1380)]
    course = play(scenario(2, **rules), [crime(890, 100, custody=300)], duties=duties)
    assert course.work_on_cases(FIRST) == [(890, 0)]
    assert course.work_on_cases(SECOND) == [(960, 0)]
    assert course.cases("closed") == [990]
    assert course.state.cases.open.tolist() == [0, 0, 0, 0]
    assert course.of_officers("overtime") == [0, 0, 0, 0]
    all_work_is_done(course)


def test_custody_comes_before_the_break() -> None:
    rules = on_shifts(breaks={"minutes": 40.0, "from_min": 100.0, "until_min": 300.0})
    duty = Duty([FIRST], 480, 960, break_due=600, break_until=780)
    course = play(scenario(**rules), [crime(580, 50, custody=300)], duties=[PATROL, duty])
    assert course.day(FIRST)[:3] == [(480, "AVAILABLE"), (580, "CASE_WORK"), (630, "BREAK")]


def test_screened_out_cases_are_filed_at_once() -> None:
    course = play(scenario(), [crime(5, 100, screened_out=True), crime(6, 10)])
    assert course.case_states == ["SCREENED_OUT", "CLOSED"]
    assert course.cases("closed") == [5, 16]
    assert course.work_on_cases(FIRST) == [(6, 1)]


def test_the_file_is_the_last_part_of_the_work() -> None:
    course = play(scenario(), [crime(0, 60, episodes=2, waits=100, file=30)])
    assert course.day(FIRST) == [
        *[(0, "CASE_WORK"), (30, "AVAILABLE"), (130, "CASE_WORK"), (190, "AVAILABLE")]
    ]
    all_work_is_done(course)


def test_response_builds_the_file_between_calls_and_any_call_comes_first() -> None:
    made = with_casework(scenario(), file_build="response")
    calls = [crime(0, 60, file=30), Call(at=70, scene=10, grade=3), Call(at=71, scene=10, grade=3)]
    course = play(made, calls)
    # The file goes to the officer with the fewest cases, the first, who is called away at 70.
    assert course.work_on_cases(FIRST) == [(0, 0)]
    assert course.work_on_cases(0) == [(60, 0), (80, 0)]
    assert course.officers[1:] == [[0], [1]]
    assert course.cases("closed")[0] == 100
    assert course.cases("passed_on")[0] == 60
    all_work_is_done(course)


def test_a_retained_case_stays_with_who_attended_and_is_put_down_for_calls() -> None:
    made = with_casework(
        force({"response": team(1), "investigation": team(1)}), file_build="response"
    )
    calls = [
        Call(at=0, scene=10, writing_up=5, case=Case(60, lane=RESPONSE)),
        Call(at=30, scene=20, grade=3),
    ]
    course = play(made, calls)
    assert course.day(0) == [
        (0, "SCENE"),
        (10, "WRITING_UP"),
        (15, "CASE_WORK"),
        (30, "SCENE"),
        (50, "CASE_WORK"),
        (95, "AVAILABLE"),
    ]
    assert course.cases("opened") == [10, -1]
    assert course.cases("closed") == [95, -1]
    all_work_is_done(course)


def test_work_between_calls_ends_with_the_shift_and_makes_no_overtime() -> None:
    made = with_casework(
        force({"response": team(1, **on_shifts()), "investigation": team(1)}, days=2),
        file_build="response",
    )
    duties = [Duty([0], 0, 480), Duty([0], 1440, 1920)]
    calls = [Call(at=0, scene=400, case=Case(100, lane=RESPONSE))]
    course = play(made, calls, duties=duties)
    assert course.day(0) == [
        (0, "SCENE"),
        (400, "CASE_WORK"),
        (480, "OFF_DUTY"),
        (1440, "CASE_WORK"),
        (1460, "AVAILABLE"),
        (1920, "OFF_DUTY"),
    ]
    assert course.of_officers("overtime") == [0, 0]
    all_work_is_done(course)


def test_idle_investigators_take_cases_of_the_hub_with_the_longest_queue() -> None:
    def made(lends: str) -> Scenario:
        teams = {"response": team(1, 1, 1), "investigation": team(1, 1, 1, lends=lends)}
        return force(teams, hubs={"A": "A", "B": "B", "C": "C"})

    b, c = [crime(0, 300)._replace(place=p) for p in "BC"]
    calls = [b, c, crime(1, 60), *[crime(n, 10)._replace(place="B") for n in (2, 3)]]
    calls.append(crime(4, 10)._replace(place="C"))
    alone, lent = play(made("never"), calls), play(made("when_idle"), calls)
    # The investigator of A is officer 3; B and C have 4 and 5.
    assert alone.state.cases.owner.tolist() == [4, 5, 3, 4, 4, 5]
    assert alone.cases("closed") == [300, 300, 61, 310, 320, 310]
    assert lent.state.cases.owner.tolist() == [4, 5, 3, 3, 3, 3]
    assert lent.cases("closed") == [300, 300, 61, 71, 81, 91]


def test_custody_of_another_hub_is_handed_over_to_those_who_are_lent_as_well() -> None:
    teams = {"response": team(1, 1), "investigation": team(1, 2, **on_shifts(lends="when_idle"))}
    calls = [crime(40, 100, custody=300)]
    duties = [Duty([0], 0, 1440), Duty([3], 0, 100), Duty([4], 50, 500)]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls, duties=duties)
    assert course.work_on_cases(3) == [(40, 0)]
    assert course.work_on_cases(4) == [(100, 0)]
    assert course.cases("closed") == [140]


def test_who_has_a_case_that_is_ready_is_not_lent_even_for_custody() -> None:
    """The first case waits for others from 50 to 70, and is ready when the second ends."""
    teams = {"response": team(1, 1), "investigation": team(1, 1, **on_shifts(lends="when_idle"))}
    calls = [
        crime(0, 100, episodes=2, waits=20),
        crime(10, 60),
        crime(80, 30, custody=600)._replace(place="B"),
    ]
    on = [Duty([officer], 0, 1440) for officer in (0, 1, 2)]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls, duties=on)
    assert course.work_on_cases(2) == [(0, 0), (50, 1), (110, 0), (160, 2)]


def test_a_new_case_goes_to_somebody_idle_at_another_hub() -> None:
    teams = {"response": team(1, 1), "investigation": team(1, 1, lends="when_idle")}
    calls = [crime(0, 100), crime(10, 10)]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls)
    assert course.state.cases.owner.tolist() == [2, 3]
    assert course.cases("closed") == [100, 20]


@pytest.mark.parametrize("custody", [None, 600.0])
def test_people_who_come_on_together_take_their_own_hubs_cases_first(custody: float | None) -> None:
    """The investigator of A, who has nothing to do, is on duty a moment before that of B."""
    teams = {"response": team(1, 1), "investigation": team(1, 1, **on_shifts(lends="when_idle"))}
    duties = [Duty([0], 0, 1440), Duty([1], 0, 1440), Duty([2], 60, 500), Duty([3], 60, 500)]
    calls = [crime(10, 100, custody=custody)._replace(place="B")]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls, duties=duties)
    assert course.state.cases.owner.tolist() == [3]
    assert course.cases("closed") == [160]
    assert audit(course.world, course.state) == []


def test_cases_opened_together_are_offered_at_home_first() -> None:
    """A's, opened a moment before B's, may not have the investigator who is free at B."""
    teams = {"response": team(1, 1), "investigation": team(1, 1, lends="when_idle")}
    calls = [crime(0, 100), crime(10, 10), crime(10, 10)._replace(place="B")]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls)
    assert course.state.cases.owner.tolist() == [2, 3, 3]
    assert course.cases("closed") == [100, 30, 20]
    assert audit(course.world, course.state) == []


@pytest.mark.parametrize(("free", "taken_up"), [(1, [10, 110]), (2, [10, 10])])
def test_who_is_to_be_lent_for_custody_is_given_no_case_of_the_moment(
    free: int, taken_up: list[int]
) -> None:
    """B's suspect in custody waits for A's at the end of the moment; A's own case goes to others.

    Whoever goes is free until then, so nothing is written down of that person before.
    """
    investigation = team(free, 1, **on_shifts(lends="when_idle"))
    teams = {"response": team(1, 1), "investigation": investigation}
    on = [Duty([officer], 0, 1440) for officer in range(2 + free)]
    calls = [crime(10, 100, custody=600)._replace(place="B"), crime(10, 50)]
    course = play(force(teams, hubs={"A": "A", "B": "B"}), calls, duties=on)
    assert course.state.cases.owner.tolist() == [2, 1 + free]
    assert [at for n in range(free) for at, _ in course.work_on_cases(2 + n)] == taken_up
    assert audit(course.world, course.state) == []


@pytest.mark.parametrize("places", ["AC", "CA"])
def test_a_case_goes_to_the_next_when_custody_takes_whom_it_was_offered(places: str) -> None:
    """B's two are idle: A's suspect in custody comes first, and C's case is for the other."""
    teams = {"response": team(1, 1, 1), "investigation": team(1, 2, **on_shifts(lends="when_idle"))}
    rules = {"A": {"custody": 600}, "C": {}}
    calls = [crime(10, 50, **rules[place])._replace(place=place) for place in places]
    on = [Duty([officer], 0, 1440) for officer in (0, 1, 2, 4, 5)]
    course = play(force(teams, hubs={"A": "A", "B": "B", "C": "C"}), calls, duties=on)
    owner = dict(zip(places, course.state.cases.owner.tolist(), strict=True))
    assert owner == {"A": 4, "C": 5}
    assert [course.work_on_cases(officer)[0][0] for officer in (4, 5)] == [10, 10]
    assert audit(course.world, course.state) == []


def test_those_free_at_home_come_before_who_is_idle_elsewhere_when_people_are_lent() -> None:
    """All come on at 60; A's and B's wait, as C's suspect in custody might need them."""
    teams = {
        "response": team(1, 1, 1),
        "investigation": team(1, 1, 1, **on_shifts(lends="when_idle")),
    }
    calls = [
        crime(10, 100)._replace(place="B"),
        crime(10, 50, custody=600)._replace(place="C"),
    ]
    on = [Duty([officer], 0, 1440) for officer in (0, 1, 2)]
    on += [Duty([officer], 60, 500) for officer in (3, 4, 5)]
    course = play(force(teams, hubs={"A": "A", "B": "B", "C": "C"}), calls, duties=on)
    owner = dict(zip("BC", course.state.cases.owner.tolist(), strict=True))
    assert owner == {"B": 4, "C": 5}
    assert audit(course.world, course.state) == []
