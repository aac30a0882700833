"""The end of a shift: what may still be started before it, who goes home, who is called back."""

from __future__ import annotations

from sim.model import codes, officers
from sim.model.state import State
from sim.world.arrays import World


def may_start(w: World, s: State, officer: int, grade: int) -> bool:
    """Whether it is early enough in the shift to be given an incident of this grade.

    From `last_assignment_ms` before the rostered end only grade 1 is assigned, and from
    `last_emergency_ms` before it that too goes only to those who are still at work on a job. At the
    end itself whoever has nothing in hand goes home.
    """
    end = s.officers.duty_end_ms[officer]
    if end > earliest_end_ms(w, s, s.officers.role[officer], grade):
        return True
    return may_be_called_in_overtime(w, s, officer, grade)


def may_be_called_in_overtime(w: World, s: State, officer: int, grade: int) -> bool:
    """Whether an officer whose shift ends or is over is at work, and within reach of this grade.

    Where there is a limit, nobody is called from what is in hand once the shift has been over for
    that long.
    """
    limit_ms = w.teams.overtime_call_limit_ms[s.officers.role[officer]]
    if limit_ms >= 0 and s.clock.now_ms[0] >= s.officers.duty_end_ms[officer] + limit_ms:
        return False
    at_work = s.officers.writing_up_left_ms[officer] > 0 or s.officers.slot[officer] >= 0
    return grade == 1 and at_work


def earliest_end_ms(w: World, s: State, role: int, grade: int) -> int:
    """Return the time after which a shift must end for its officer to be given this grade.

    See `may_be_called_in_overtime` for the exception.
    """
    if grade == 1:
        return s.clock.now_ms[0] + w.teams.last_emergency_ms[role]
    return s.clock.now_ms[0] + w.teams.last_assignment_ms[role]


def is_over(s: State, officer: int) -> bool:
    """Whether the rostered end of an officer's shift has come."""
    return s.clock.now_ms[0] >= s.officers.duty_end_ms[officer]


def may_leave(w: World, s: State, officer: int) -> bool:
    """Whether an officer can go home at once, with nothing in hand that must be finished first."""
    activity = s.officers.activity[officer]
    if activity == codes.ACTIVITY_WRITING_UP:
        left_ms = s.officers.writing_up_left_ms[officer] - officers.elapsed_ms(s, officer)
        return left_ms <= w.writing_up.next_shift_limit_ms
    if activity in (
        codes.ACTIVITY_BRIEFING,
        codes.ACTIVITY_AVAILABLE,
        codes.ACTIVITY_PREVENTION,
        codes.ACTIVITY_BREAK,
        codes.ACTIVITY_OTHER_DUTIES,
        codes.ACTIVITY_RETURNING,
    ):
        return s.officers.writing_up_left_ms[officer] <= w.writing_up.next_shift_limit_ms
    return False


def writes_up_first(w: World, s: State, officer: int) -> bool:
    """Whether an officer who is free now has something to write up, and does so.

    At the end of the shift a little may be left for the next one.
    """
    left_ms = s.officers.writing_up_left_ms[officer]
    return left_ms > 0 and not (is_over(s, officer) and left_ms <= w.writing_up.next_shift_limit_ms)


def hands_scene_over(w: World, incident: int) -> bool:
    """Whether somebody is sought to take over at the scene, for work of this type."""
    return w.types.relayable[w.drawn.type[incident]]
