"""The rules of grades as tables: targets, drives, what they interrupt, appointments."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from sim import clock
from sim.scenario.facts.attendance import served_by_desk
from sim.scenario.schema.grades import Grade
from sim.world.arrays import (
    EMERGENCY_DRIVE,
    GRADES,
    ORDINARY_DRIVE,
    Bools,
    Floats,
    GradeRules,
    Ints,
)
from sim.world.filling import filled_rows
from sim.world.time_grid import on_grid_ms


def flags(numbers: Collection[int], of: int = GRADES) -> Bools:
    """Return of each grade, or each of some other codes, whether it is one of these, (of,)."""
    table = np.zeros(of, dtype=np.bool_)
    table[list(numbers)] = True
    return table


def share_by_grade(share: float, grades: Collection[int]) -> Floats:
    """Return a share that holds at some grades, or at all if none are named, (GRADES,)."""
    return np.where(flags(grades), share, 0.0) if grades else np.full(GRADES, share)


def grade_rules(grades: Mapping[int, Grade], hubs: Collection[str], tick_ms: int) -> GradeRules:
    """Return the rules by grade number; grades that do not exist have neutral values.

    Parameters
    ----------
    grades : mapping of int to Grade
        The grades of the scenario.
    hubs : collection of str
        The hubs of the scenario, in order.
    tick_ms : int
        Time grid.
    """

    def interrupting(work: str) -> Bools:
        return flags([number for number, grade in grades.items() if work in grade.interrupts])

    target_ms = np.zeros(GRADES, dtype=np.int64)
    drive = np.full(GRADES, ORDINARY_DRIVE, dtype=np.int64)
    upgraded_to, notice_ms, slot_ms, late_until_ms = np.zeros((4, GRADES), dtype=np.int64)
    for number, grade in grades.items():
        target_ms[number] = clock.to_ms(grade.target_min)
        if grade.emergency_travel:
            drive[number] = EMERGENCY_DRIVE
        if grade.patience is not None and grade.patience.upgraded_to is not None:
            upgraded_to[number] = grade.patience.upgraded_to
        if grade.appointment is not None:
            notice_ms[number] = on_grid_ms(grade.appointment.notice_min, tick_ms)
            slot_ms[number] = clock.to_ms(grade.appointment.slot_min)
            if grade.appointment.late_until is not None:
                late_until_ms[number] = clock.parse_time_of_day(grade.appointment.late_until)
    return filled_rows(
        GradeRules,
        Grade,
        grades,
        (GRADES, tick_ms),
        target_ms=target_ms,
        drive=drive,
        at_desk=flags([number for number, grade in grades.items() if served_by_desk(grade)]),
        lost_when_busy=flags([n for n, grade in grades.items() if grade.when_all_busy == "lost"]),
        interrupts_briefing=interrupting("briefing"),
        interrupts_break=interrupting("break"),
        interrupts_writing_up=interrupting("writing_up"),
        interrupts_travel=interrupting("travel"),
        interrupts_scene=interrupting("scene"),
        when_nearer=flags([n for n, grade in grades.items() if grade.calls_away == "when_nearer"]),
        upgraded_to=upgraded_to,
        notice_ms=notice_ms,
        slot_ms=slot_ms,
        agreed_again=flags(
            [n for n, g in grades.items() if g.appointment and g.appointment.when_missed != "wait"]
        ),
        late_until_ms=late_until_ms,
        visits_per_day=_visits_per_day(grades, hubs),
    )


def _visits_per_day(grades: Mapping[int, Grade], hubs: Collection[str]) -> Ints:
    """Return the room in each hub's diary on one day, (hubs * GRADES,); 0 is room for all."""
    table = np.zeros((len(hubs), GRADES), dtype=np.int64)
    for number, grade in grades.items():
        if grade.appointment is not None:
            for code, hub in enumerate(hubs):
                table[code, number] = grade.appointment.visits_per_day.get(hub, 0)
    return table.ravel()


def preempts(grade: Grade) -> bool:
    """Return whether a grade calls officers away from drives or scenes."""
    return "travel" in grade.interrupts or "scene" in grade.interrupts


def only_scenes(grade: Grade) -> bool:
    """Return whether a grade calls officers away from scenes, but not from drives."""
    return "scene" in grade.interrupts and "travel" not in grade.interrupts
