"""Files of those charged in custody, which Response builds before anything else."""

from __future__ import annotations

from typing import Any

from tests.support.worlds import Call, Case, Course, force, grade, play, team

#: Two response officers, then the investigator.
FIRST, SECOND, INVESTIGATOR = 0, 1, 2


def course(
    *calls: Call, officers: int = 2, at_once: bool = True, interrupts: str = "writing_up"
) -> Course:
    scenario = force(
        {"response": team(officers), "investigation": team(1)},
        grades={n: grade(interrupts=[interrupts]) for n in (1, 2)},
    )
    rules: dict[str, Any] = {"file_build": "response"}
    if at_once:
        rules["prisoner_files"] = "at_once"
    casework = scenario.casework.model_copy(update=rules)
    return play(scenario.model_copy(update={"casework": casework}), list(calls))


def charged(at: float, **rules: Any) -> Call:
    return Call(at=at, scene=0, case=Case(60, file=100, **rules))


def test_only_an_emergency_calls_the_officer_away() -> None:
    calls = (
        charged(0, custody=600), Call(at=70, scene=30), Call(at=80, scene=30, grade=1),
    )  # fmt: skip
    made = course(*calls, officers=1)
    # The file is ready at 60. The call of 70 waits for it, the emergency of 80 does not.
    assert made.day(FIRST)[-5:] == [
        (60, "CASE_WORK"),
        (80, "SCENE"),
        (110, "CASE_WORK"),
        (190, "SCENE"),
        (220, "AVAILABLE"),
    ]
    assert made.cases("closed")[0] == 190
    between = course(*calls, officers=1, at_once=False)
    assert between.incidents("first_arrived")[1:] == [70, 100]


def test_an_emergency_that_interrupts_no_writing_up_waits_for_the_file() -> None:
    made = course(
        charged(0, custody=600), Call(at=80, grade=1), officers=1, interrupts="break"
    )  # fmt: skip
    assert made.incidents("first_assigned")[1] == 160


def test_the_next_officer_who_is_free_takes_it_before_any_call() -> None:
    calls = (charged(0, custody=600), Call(at=50, scene=40), Call(at=65, scene=20))
    made = course(*calls, officers=1)
    assert made.day(FIRST)[-4:] == [
        (50, "SCENE"),
        (90, "CASE_WORK"),
        (190, "SCENE"),
        (210, "AVAILABLE"),
    ]


def test_an_own_case_is_put_down_for_it() -> None:
    calls = (charged(0, custody=600), charged(0))
    made = course(*calls, officers=1)
    # The investigator works 60 minutes on each; the first file is put before the second.
    assert made.cases("closed") == [160, 260]
    later = course(charged(0), charged(10, custody=600), officers=1)
    # That in custody comes first at the investigator, too.
    assert later.cases("closed") == [270, 170]


def test_others_are_built_between_calls() -> None:
    made = course(charged(0), Call(at=70, scene=30), officers=1)
    assert made.incidents("first_arrived")[1] == 70
    assert made.cases("closed")[0] == 190
