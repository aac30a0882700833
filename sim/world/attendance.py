"""What a visit takes, drawn before the clock starts: grade, officers, scene and writing-up."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.demand import OFFICERS_LIMIT, IncidentType
from sim.scenario.schema.teams import AttendingTeam
from sim.world.arrays import Bools, Ints
from sim.world.blocks import Blocks
from sim.world.desk_opening import FirstOpening, opening, until_opening
from sim.world.grades import preempts
from sim.world.marks import (
    ByCode,
    Categories,
    categories,
    category_by_code,
    duration_by_code_ms,
    durations_by_code,
)
from sim.world.streams import Streams

#: Officers who may be relieved at one scene at the end of their shift.
RELIEFS = 6
#: How often each officer's place at a scene may be taken at the end of overtime.
OVERTIME_RELIEFS = 8
#: Officers who may be sent to an incident in all, at the most: a byte holds the number.
ROWS_LIMIT = 120
#: Marks per incident of the purpose `attendance`; never to be changed.
ATTENDANCE_WIDTH = 4


class AttendancePlan(NamedTuple):
    """What visits to each type take; each (types,)."""

    grade: Categories
    officers: Categories
    together: Bools
    bypass: Bools
    scene: ByCode | None
    written_up: Bools
    writing_up: ByCode | None
    spare_rows: Ints  #: see the function of that name
    overtime_reliefs: int  #: how often each officer may be relieved at the end of overtime
    opening: FirstOpening | None  #: None if the Resolution Centre is there from the start
    tick_ms: int


def plan_attendance(facts: Facts) -> AttendancePlan:
    """Return what visits to each type of a scenario take."""
    types = list(facts.scenario.incident_types.values())
    most = max(max(each.officers_mix) for each in types)
    if most > OFFICERS_LIMIT:
        raise RunError(f"an incident needs {most} officers, expected {OFFICERS_LIMIT} at most")
    writing_up = {n: each.writing_up_min for n, each in enumerate(types) if each.writing_up_min}
    return AttendancePlan(
        grade=categories([each.grade_mix for each in types]),
        officers=categories([each.officers_mix for each in types]),
        together=np.array([each.officers_arrive == "together" for each in types]),
        bypass=np.array([each.bypass for each in types]),
        scene=durations_by_code({n: each.scene_min for n, each in enumerate(types)}, len(types)),
        written_up=np.array([n in writing_up for n in range(len(types))]),
        writing_up=durations_by_code(writing_up, len(types)),
        spare_rows=np.array([spare_rows(facts, each) for each in types]),
        overtime_reliefs=OVERTIME_RELIEFS if _is_overtime_limited(facts) else 0,
        opening=opening(facts),
        tick_ms=facts.times.tick_ms,
    )


def spare_rows(facts: Facts, incident_type: IncidentType) -> int:
    """Return how many more officers than an incident needs may be sent to it in all.

    One comes with the last when crews of two are sent; others take the place of those who are
    called away or relieved at the end of their shift.
    """
    scenario, with_the_last = facts.scenario, int(facts.works_in_crews)
    spare = with_the_last
    if any(preempts(grade) for grade in scenario.grades.values()):
        spare += scenario.preemption.interruptions_limit * (1 + with_the_last)
    if incident_type.relayable:
        spare += RELIEFS * (1 + with_the_last)
    return spare


def _is_overtime_limited(facts: Facts) -> bool:
    """Whether any team hands over what it has in hand at the end of overtime."""
    teams = facts.by_role.values()
    return any(isinstance(t, AttendingTeam) and t.overtime_limit_min is not None for t in teams)


def attendance_columns(plan: AttendancePlan, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw the grade of each incident, and what a visit takes.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`.
    """
    code = blocks.type
    u_grade, u_officers, u_scene, u_writing_up = blocks.marks(
        streams, "attendance", ATTENDANCE_WIDTH
    )
    grade = category_by_code(plan.grade, code, u_grade)
    if plan.opening is not None:
        grade = until_opening(plan.opening, grade, blocks.column("created_ms"))
    officers = category_by_code(plan.officers, code, u_officers)
    columns = {
        "grade": grade,
        "officers": officers,
        "together": plan.together[code],
        "bypass": plan.bypass[code],
        "scene_ms": duration_by_code_ms(plan.scene, code, u_scene, clock.MS_PER_MIN, plan.tick_ms),
        "rows": _rows(plan, officers, officers + plan.spare_rows[code]),
    }
    if plan.written_up.any():
        columns["writing_up_ms"] = duration_by_code_ms(
            plan.writing_up, code, u_writing_up, clock.MS_PER_MIN, plan.tick_ms
        )
    return columns


def _rows(plan: AttendancePlan, officers: Ints, with_marks: Ints) -> Ints:
    """Return how many may be sent to each incident in all, relief at the end of overtime added.

    Parameters
    ----------
    plan : AttendancePlan
        Of all types.
    officers : Ints
        (incidents,) needed.
    with_marks : Ints
        (incidents,) for whom a drive is drawn.
    """
    if plan.overtime_reliefs == 0:
        return with_marks
    most = np.minimum(with_marks + plan.overtime_reliefs * officers, ROWS_LIMIT)
    return np.maximum(most, with_marks)
