"""At one moment each hub looks at what waits at home before anybody helps another hub."""

from __future__ import annotations

from typing import Any

import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model import assignment, codes, duty, officers, operations, sending
from sim.model.policies import waiting
from sim.model.state import State
from sim.world.arrays import World
from tests.engine.audit import audit
from tests.support.worlds import (
    FIXED,
    Call,
    Course,
    Duty,
    desk,
    force,
    grade,
    on_shifts,
    play,
    team,
    world,
)

EMERGENCIES = {"cross_hub_help": {"rule": "emergencies", "within_min": 60.0}}
INTERRUPTS = {1: grade(interrupts=["scene"])}
TWO = {"A": "A", "B": "B"}
THREE = {**TWO, "C": "C"}


def helps(*grades: int) -> dict[str, Any]:
    rule = {"rule": "after_wait", "grades": list(grades), "after_min": 0.0, "within_min": 60.0}
    return {"cross_hub_help": rule}


def audited(course: Course) -> Course:
    assert audit(course.world, course.state) == []
    return course


def test_an_emergency_that_takes_two_from_two_hubs_leaves_the_free_at_home() -> None:
    """A's two are called back from B and C; C's own officer goes to what they leave at C."""
    course = audited(
        play(
            force({"response": team(2, 0, 1, **helps(2))}, hubs=THREE, grades=INTERRUPTS),
            [
                Call(0, scene=10, place="C"),
                Call(1, scene=100, place="B", spare=9),
                Call(2, scene=100, place="C", spare=9),
                Call(20, scene=10, grade=1, officers=2),
            ],
        )
    )
    assert course.officers == [[2], [0, 0], [1, 2], [0, 1]]
    assert course.deployments("assigned")[-2:] == [20, 20]


def test_an_emergency_gets_nobody_of_a_hub_from_which_it_takes_an_officer_away() -> None:
    """C's constable goes to what A's officer leaves at C, and not with that officer to A."""
    course = audited(
        play(
            force(
                {"response": team(1, **helps(2)), "neighbourhood": team(0, 0, 1, **EMERGENCIES)},
                hubs=THREE,
                grades=INTERRUPTS,
                kinds={"job": ["response", "neighbourhood"]},
            ),
            [
                Call(0, scene=10, place="C"),
                Call(1, scene=100, place="C", spare=9),
                Call(20, scene=10, grade=1, officers=2),
            ],
        )
    )
    assert course.officers == [[1], [0, 1], [0]]


def test_when_protected_hours_end_nobody_is_taken_to_another_hub_first() -> None:
    """Two visits wait at A and one at B, with a PCSO kept on prevention at each."""
    hours = {"officers": {"A": 1, "B": 1}, "from_hour": 10, "until_hour": 12}
    pcso = team(1, 1, protected_hours=hours, **helps(2))
    course = audited(
        play(
            force({"response": team(1), "pcso": pcso}, hubs=TWO, kinds={"visit": ["pcso"]}),
            [
                *(Call(at=660, scene=10, kind="visit") for _ in range(2)),
                Call(at=661, scene=10, kind="visit", place="B"),
            ],
        )
    )
    assert course.officers == [[1], [1], [2]]
    assert course.incidents("first_assigned") == [720, 730, 720]


def test_teams_whose_protected_hours_end_together_all_stay_at_home_first() -> None:
    """A's visit finds nobody of its own; B's PCSO is wanted at B, when both teams are free."""
    hours = {"from_hour": 10, "until_hour": 12}
    course = audited(
        play(
            force(
                {
                    "response": team(1),
                    "neighbourhood": team(1, protected_hours={"officers": {"A": 1}, **hours}),
                    "pcso": team(0, 1, protected_hours={"officers": {"B": 1}, **hours}, **helps(2)),
                },
                hubs=TWO,
                kinds={"visit": ["pcso"]},
            ),
            [
                Call(at=660, scene=10, kind="visit"),
                Call(at=661, scene=10, kind="visit", place="B"),
            ],
        )
    )
    assert course.officers == [[2], [2]]
    assert course.incidents("first_assigned") == [730, 720]


def after_an_operation() -> World:
    """Two come back from an operation to a job for one, and a more urgent one for both."""
    match = {"team": "response", "dates": ["2026-01-05"], "start": "10:00", "hours": 4.0}
    return world(
        force(
            {"response": team(2)}, also={"operations": {"match": {**match, "officers": {"A": 2}}}}
        ),
        [Call(at=660, scene=10), Call(at=661, scene=10, grade=1, officers=2, together=True)],
    )


def test_those_whom_an_operation_frees_go_together_to_a_higher_grade() -> None:
    course = audited(play(after_an_operation()))
    assert course.incidents("first_assigned") == [850, 840]


def test_the_audit_objects_to_freeing_them_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(w: World, s: State, operation: int) -> None:
        operations.end(w, s, operation)
        for officer in range(w.sizes.officers):
            if s.officers.activity[officer] == codes.ACTIVITY_OPERATION:
                operations.release(s, officer, operation)
                officers.leave_operation(w, s, officer)
                duty.become_free(w, s, officer)

    monkeypatch.setattr(duty, "end_operation", one_by_one)
    faults = audit(after_an_operation(), simulate(after_an_operation(), log=True))
    assert any("before [1] are free too" in fault for fault in faults), faults


def desk_sends_on_as_a_job_is_left(pcsos: int, when_all_busy: str = "wait") -> Course:
    """Return what happens when, at 30, officer 0 leaves a job and the desk sends on another.

    The emergency needs two together: officer 1, who is free at 30, and officer 0. PCSOs may go to
    both jobs.
    """
    grades = {**INTERRUPTS, 3: grade(when_all_busy=when_all_busy)}
    return audited(
        play(
            force(
                {"response": team(2), "pcso": team(pcsos), "resolution_centre": desk(1)},
                grades=grades,
                kinds={"job": ["response", "pcso"], "theirs": ["response"]},
            ),
            [
                Call(0, scene=100, spare=9),
                Call(0, scene=30, kind="theirs"),
                Call(10, scene=10, grade=1, kind="theirs", officers=2, together=True),
                Call(20, scene=5, grade=4, desk=10, resolves=False, sent_on=3),
            ],
        )
    )


def test_what_falls_due_does_not_go_past_what_lost_its_officer_at_that_moment() -> None:
    course = desk_sends_on_as_a_job_is_left(pcsos=1)
    assert course.officers == [[0, 2], [1], [1, 0], [0]]
    assert course.incidents("first_assigned") == [0, 0, 30, 40]


def test_what_falls_due_then_is_lost_only_if_nobody_is_left() -> None:
    assert desk_sends_on_as_a_job_is_left(1, "lost").outcomes[3] == "LOST"
    course = desk_sends_on_as_a_job_is_left(2, "lost")
    assert course.officers == [[0, 2], [1], [1, 0], [3]]
    assert course.incidents("first_assigned")[3] == 30


def both_come(calls: list[Call], **others: Any) -> Course:
    """Return what happens at A and B, with an officer each, who help with emergencies."""
    rules = EMERGENCIES | others.pop("rules", {})
    duties = others.pop("duties", ())
    teams = {"response": team(1, 1, **rules), **others.pop("teams", {})}
    return audited(
        play(
            force(teams, hubs=TWO, **others),
            calls,
            duties=duties,
        )
    )


def at_b(at: float) -> list[Call]:
    """Return an emergency at B, for which nobody is free yet."""
    return [Call(at, scene=10, grade=1, place="B")]


ON_SHIFTS = [Duty([0], 480, 960), Duty([1], 480, 960)]


@pytest.mark.parametrize("briefing", [0.0, 15.0])
def test_shifts_that_start_together_all_stay_at_home_first(briefing: float) -> None:
    """A's officer comes on with B's, for whom an emergency waits at B."""
    course = both_come(at_b(470), rules=on_shifts(briefing_min=briefing), duties=ON_SHIFTS)
    assert course.officers == [[1]]
    assert course.incidents("first_assigned") == [480 + briefing]


def test_shifts_that_start_together_ask_nobody_of_another_hub_first() -> None:
    """Two wait at A and one at B: A gets help from B only when B's own has somebody."""
    calls = [*at_b(475), *(Call(476, scene=10, grade=1) for _ in range(2))]
    course = both_come(calls, rules=on_shifts(), duties=[ON_SHIFTS[1], ON_SHIFTS[0]])
    assert course.officers == [[1], [0], [0]]


def test_a_shift_that_starts_as_a_scene_elsewhere_ends_serves_its_own_hub() -> None:
    """C's officer is free at 480, when B's comes on to an emergency at B."""
    course = audited(
        play(
            force({"response": team(1, 1, 1, **on_shifts(**EMERGENCIES))}, hubs=THREE),
            [Call(440, scene=40, place="C"), *at_b(470)],
            duties=[Duty([2], 0, 960), Duty([0], 480, 960), Duty([1], 480, 960)],
        )
    )
    assert course.officers == [[2], [1]]


@pytest.mark.parametrize("ends", ["scene", "writing_up"])
def test_officers_of_two_hubs_who_are_free_together_stay_at_home_first(ends: str) -> None:
    """A's officer is free at 30, a moment before B's, for whom an emergency waits at B."""
    lasts = {"scene": {"scene": 30}, "writing_up": {"scene": 10, "writing_up": 20}}[ends]
    course = both_come([Call(0, **lasts), Call(0, **lasts, place="B"), *at_b(20)])
    assert course.officers == [[0], [1], [1]]
    assert course.incidents("first_assigned") == [0, 0, 30]


def test_operations_that_end_together_free_all_before_anybody_helps() -> None:
    match = {"team": "response", "dates": ["2026-01-05"], "start": "10:00", "hours": 4.0}
    course = both_come(
        at_b(660), also={"operations": {"match": {**match, "officers": {"A": 1, "B": 1}}}}
    )
    assert course.officers == [[1]]
    assert course.incidents("first_assigned") == [840]


def test_who_comes_back_from_an_operation_is_there_before_others_are_sought() -> None:
    """At 840 B's officer is back when A's would be called from a scene at B, or help there."""
    match = {"team": "response", "dates": ["2026-01-05"], "start": "10:00", "hours": 4.0}
    course = both_come(
        [Call(800, scene=40), *at_b(810)],
        also={"operations": {"match": {**match, "officers": {"B": 1}}}},
    )
    assert course.officers == [[0], [1]]
    assert course.incidents("first_assigned") == [800, 840]


def test_protected_hours_that_end_as_a_shift_starts_leave_its_work_to_it() -> None:
    """A's PCSO need not stay any more when B's comes on, for whom a visit waits at B."""
    hours = {"officers": {"A": 1}, "from_hour": 10, "until_hour": 12}
    pcso = team(1, 1, **on_shifts(protected_hours=hours, **helps(2)))
    course = audited(
        play(
            force({"response": team(1), "pcso": pcso}, hubs=TWO, kinds={"visit": ["pcso"]}),
            [Call(at=661, scene=10, kind="visit", place="B")],
            duties=[Duty([1], 480, 960), Duty([2], 720, 960)],
        )
    )
    assert course.officers == [[2]]
    assert course.incidents("first_assigned") == [720]


def passed_on_at_30(place: str = "A", grade_: int = 1, **call: Any) -> Call:
    """Return a call that the desk passes on at 30, with a grade."""
    return Call(20, scene=10, grade=4, place=place, desk=10, resolves=False, sent_on=grade_, **call)


def test_calls_that_the_desk_passes_on_together_stay_at_home_first() -> None:
    """At 30 A's emergency, the first in line, may not have the officer whom B's needs at B."""
    course = both_come(
        [Call(0, scene=100), passed_on_at_30(), passed_on_at_30("B")],
        teams={"resolution_centre": desk(2)},
    )
    assert course.officers == [[0], [1], [1]]
    assert course.incidents("first_assigned") == [0, 40, 30]


def test_the_highest_grade_of_those_that_call_for_help_together_gets_it() -> None:
    """At 40 C's officer may help: at B, where the grade is higher, though A's fell due first."""
    rule = {"rule": "after_wait", "grades": [2, 3], "after_min": 10.0, "within_min": 60.0}
    course = audited(
        play(
            force({"response": team(1, 1, 1, cross_hub_help=rule)}, hubs=THREE),
            [
                Call(0, scene=100),
                Call(0, scene=100, place="B"),
                Call(30, scene=10, grade=3),
                Call(30, scene=10, place="B"),
            ],
        )
    )
    assert course.officers[2:] == [[2], [2]]
    assert course.incidents("first_assigned")[2:] == [50, 40]


#: Which calls at A and B fall due at 30, or call for help then, and the rules by which they do.
TOGETHER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "created": ({"at": 30, "grade": 1}, {}),
    "graded": ({"at": 20, "grade": 1, "grading": 10}, {}),
    "by appointment": (
        {"at": 0, "grade": 2, "seen_at": 30},
        {2: {"appointment": {"earliest": "00:00", "latest": "23:59", "slot_min": 60.0}}},
    ),
    "upgraded": (
        {"at": 20, "grade": 3, "patience": 10, "upgraded": True},
        {3: {"patience": {"minutes": FIXED, "upgraded_share": 0.5, "upgraded_to": 1}}},
    ),
}


@pytest.mark.parametrize("due", TOGETHER)
def test_what_falls_due_together_stays_at_home_first(due: str) -> None:
    """A's, the first in line, may not have the officer whom B's needs at B; one is kept there."""
    call, grades = TOGETHER[due]
    rules = helps(2) if due == "by appointment" else EMERGENCIES
    course = both_come(
        [
            *(Call(0, scene=100, place=place) for place in ("A", "A", "B")),
            *(Call(scene=10, place=place, **call) for place in ("A", "B")),
        ],
        teams={"response": team(2, 2, held_back={3: 1}, **rules)},
        grades={number: grade(**rules) for number, rules in grades.items()},
    )
    assert course.officers == [[0], [1], [2], [3], [3]]
    assert course.incidents("first_assigned")[3:] == [40, 30]


def test_jobs_shared_by_all_hubs_stay_at_home_when_passed_on_together() -> None:
    """It is the turn of B's officer, who is wanted at B; one job alone would go to that officer."""
    shared = {"rule": "shared", "grades": [2], "within_min": 60.0}

    def officers(*calls: Call) -> list[list[int]]:
        teams = {"response": team(1, 1, cross_hub_help=shared), "resolution_centre": desk(2)}
        return audited(play(force(teams, hubs=TWO), [Call(0, scene=10), *calls])).officers[1:]

    assert officers(passed_on_at_30(grade_=2)) == [[1]]
    together = passed_on_at_30(grade_=2), passed_on_at_30("B", grade_=2)
    assert officers(*together) == [[0], [1]]


def test_a_job_of_the_moment_in_which_a_shift_starts_comes_after_those_that_wait() -> None:
    """A's officer comes on at 60 for all hubs: B's job of 10 is next, not the one created now."""
    shared = {"rule": "shared", "grades": [2], "within_min": 60.0}
    rules = on_shifts(cross_hub_help=shared)
    calls = [Call(at=at, grade=2, place="B", scene=30) for at in (10, 60)]
    duties = [Duty([0], 60, 480), Duty([1], 500, 900)]
    course = play(force({"response": team(1, 1, **rules)}, hubs=TWO), calls, duties=duties)
    assert audited(course).officers == [[0], [0]]
    assert course.incidents("first_assigned") == [60, 90]


def test_hubs_ask_once_in_a_moment_for_whom_nobody_may_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of B and one of C are free, and kept for emergencies; nine wait at A: nine questions."""
    course = play(
        force({"response": team(0, 2, 2, held_back={2: 1}, **helps(2))}, hubs=THREE),
        [Call(at, scene=10_000) for at in range(11)],
    )
    w, s = course.world, course.state
    assert int(s.queues.awaiting_help[0]) == 9
    asked = []
    monkeypatch.setattr(sending, "send", lambda *given: asked.append(given[-1]))
    steps = counted(monkeypatch, waiting, "next_in_line")
    s.clock.kind[0] = codes.EVENT_HUBS_HELP
    assignment.let_hubs_help(w, s)
    assert asked == list(range(2, 11))
    assert len(steps) == 1  # A's line is looked up when it is begun, not for each who waits


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """Note all calls of a function."""
    found: list[Any] = []
    function = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given: found.append(given) or function(*given))
    return found
