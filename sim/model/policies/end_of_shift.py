"""The end of a shift: what may still be started before it, who goes home, who is called back."""

from __future__ import annotations

from sim.clock import MS_PER_MIN
from sim.model import codes, officers
from sim.model.state import State
from sim.world.arrays import World

#: From one look for somebody to take over to the next.
LOOKS_AGAIN_AFTER_MS = 15 * MS_PER_MIN


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

    Where there is a limit, of such calls or of overtime, nobody is called from what is in hand once
    the shift has been over for that long.
    """
    if is_overtime_over(w, s, officer):
        return False
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


def is_overtime_over(w: World, s: State, officer: int) -> bool:
    """Whether an officer's shift has been over for as long as the team's overtime may last."""
    limit_ms = w.teams.overtime_limit_ms[w.people.role[officer]]
    return limit_ms >= 0 and s.clock.now_ms[0] >= s.officers.duty_end_ms[officer] + limit_ms


def may_leave(w: World, s: State, officer: int) -> bool:
    """Whether an officer can go home at once, with nothing in hand that must be finished first.

    Once overtime is over, nothing need be written up first.
    """
    activity = s.officers.activity[officer]
    if activity == codes.ACTIVITY_WRITING_UP:
        left_ms = s.officers.writing_up_left_ms[officer] - officers.elapsed_ms(s, officer)
        return may_be_put_off(w, s, officer, left_ms)
    if activity in (
        codes.ACTIVITY_BRIEFING,
        codes.ACTIVITY_AVAILABLE,
        codes.ACTIVITY_PREVENTION,
        codes.ACTIVITY_BREAK,
        codes.ACTIVITY_OTHER_DUTIES,
        codes.ACTIVITY_RETURNING,
    ):
        return may_be_put_off(w, s, officer, s.officers.writing_up_left_ms[officer])
    return False


def may_be_put_off(w: World, s: State, officer: int, left_ms: int) -> bool:
    """Whether so much of the writing up is left for the next shift, at the end of this one.

    A little always is; all of it, once overtime is over.
    """
    return left_ms <= w.writing_up.next_shift_limit_ms or is_overtime_over(w, s, officer)


def writes_up_first(w: World, s: State, officer: int) -> bool:
    """Whether an officer who is free now has something to write up, and does so."""
    left_ms = s.officers.writing_up_left_ms[officer]
    return left_ms > 0 and not (is_over(s, officer) and may_be_put_off(w, s, officer, left_ms))


def hands_scene_over(w: World, s: State, officer: int, incident: int) -> bool:
    """Whether somebody is sought to take over from an officer at the scene.

    At the end of the shift for work of some types, at the end of overtime for all.
    """
    return w.types.relayable[w.drawn.type[incident]] or is_overtime_over(w, s, officer)


def is_to_be_relieved(w: World, s: State, officer: int, incident: int) -> bool:
    """Whether an officer at the scene is to go home as soon as somebody takes over."""
    return is_over(s, officer) and hands_scene_over(w, s, officer, incident)


def looks_again_ms(w: World, s: State) -> int:
    """Return when somebody to take over is looked for again."""
    grid_ms = w.sizes.grid_ms
    return s.clock.now_ms[0] + max(LOOKS_AGAIN_AFTER_MS // grid_ms, 1) * grid_ms
