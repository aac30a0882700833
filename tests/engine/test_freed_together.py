"""Officers who are freed, called away or due for a break together with others."""

from __future__ import annotations

from sim.engine.invariants import violations
from tests.support.worlds import (
    Call,
    Course,
    Duty,
    force,
    grade,
    ms,
    on_shifts,
    play,
    simulate,
    team,
    world,
)


def test_officers_freed_together_go_together_to_a_higher_grade() -> None:
    course = play(
        force({"response": team(3)}),
        [
            Call(0, scene=10, grade=1, officers=2, together=True),
            Call(0, scene=60),
            Call(1, scene=10, grade=1, officers=2, together=True),
            Call(2, scene=10),
        ],
    )
    assert course.incidents("first_assigned") == [0, 0, 10, 20]


def test_work_goes_on_when_enough_stay_at_the_scene() -> None:
    rules = on_shifts(crewing={"double_share": 0.67})
    course = play(
        force({"response": team(3, **rules)}, grades={1: grade(interrupts=["travel", "scene"])}),
        [
            Call(0, scene=30, officers=2, together=True, spare=12),
            Call(10, scene=10, grade=1, spare=9),
        ],
        duties=[Duty((0, 1, 2), 0, 1440, crews=[(1, 2)])],
    )
    assert course.officers == [[0, 1, 2], [0]]
    assert course.incidents("cleared") == [30, 20]


def test_a_crew_that_rolls_on_takes_its_break_together() -> None:
    breaks = {"minutes": 20.0, "from_min": 60.0, "until_min": 300.0}
    rules = on_shifts(crewing={"double_share": 1.0}, breaks=breaks)
    made = world(
        force({"response": team(2, **rules)}),
        [Call(545, scene=30, spare=2), Call(546, scene=30, spare=2)],
        duties=[
            Duty((0, 1), 0, 480, crews=[(0, 1)]),
            Duty((0, 1), 480, 960, break_due=600, break_until=780, crews=[(0, 1)]),
        ],
    )
    turns = made.duties.break_due_ms.copy()
    turns[3] = ms(520)  # the one who is led would have had the earlier turn
    made = made._replace(duties=made.duties._replace(break_due_ms=turns))
    state = simulate(made, log=True)
    assert violations(made, state) == []
    course = Course(made, state)
    assert course.day(0) == course.day(1)


def test_one_who_helps_elsewhere_does_not_take_along_whom_another_job_there_waits_for() -> None:
    """B's own officer is the only one for its first job; A's, freed too, helps with the second."""
    helps = {"cross_hub_help": {"rule": "emergencies", "within_min": 60.0}}
    course = play(
        force(
            {"response": team(1, **helps), "neighbourhood": team(0, 1, **helps)},
            hubs={"A": "A", "B": "B"},
            kinds={"both": ["neighbourhood", "response"], "theirs": ["neighbourhood"]},
        ),
        [
            Call(0, scene=10, grade=1, kind="both", officers=2),
            Call(1, scene=10, grade=1, kind="theirs", place="B"),
            Call(2, scene=10, grade=1, kind="both", place="B"),
        ],
    )
    assert course.officers == [[0, 1], [1], [0]]
    assert course.incidents("first_assigned") == [0, 10, 10]


def test_what_a_call_held_up_goes_when_another_hub_completes_that_call() -> None:
    helps = on_shifts(cross_hub_help={"rule": "emergencies", "within_min": 60.0})
    course = play(
        force(
            {"response": team(2, 1, **helps), "neighbourhood": team(1, **on_shifts())},
            hubs={"A": "A", "B": "B"},
            kinds={"job": ["response"], "theirs": ["neighbourhood"]},
            kind_rules={"job": {"relayable": True}},
        ),
        [
            Call(50, scene=200, grade=1, officers=2, together=True, bypass=False, spare=3),
            Call(60, scene=60, grade=1, place="B", spare=1),
            Call(110, scene=10, kind="theirs"),
        ],
        duties=[Duty([0], 0, 100), Duty([1], 0, 960), Duty([2], 0, 960), Duty([3], 0, 960)],
    )
    assert course.officers == [[0, 1, 2], [2], [3]]
    assert course.incidents("first_assigned") == [50, 60, 120]
