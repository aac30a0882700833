"""The audit notices wrong rules of the end of overtime."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model import duty, scene, shifts
from sim.model.policies import end_of_shift
from sim.model.state import State
from sim.vocabulary import Record
from sim.world.arrays import World
from tests.engine.audit import audit
from tests.support.worlds import Call, Duty, force, grade, on_shifts, team, world

Rule = Callable[..., Any]


@cache
def late_jobs(in_twos: bool) -> World:
    """Return a small force with long jobs, arrests and paperwork at the end of each shift."""
    crews = {"crewing": {"double_share": 0.67}} if in_twos else {}
    scenario = force(
        {"response": team(6, **on_shifts(overtime_limit_min=20.0, **crews))},
        hubs=dict.fromkeys("ABC", "A"),
        grades={1: grade(interrupts=["scene", "writing_up"])},
    )
    calls = []
    for n, at in enumerate(range(5, 900, 24)):
        call = Call(at, place="ABC"[n % 3], scene=15 + at * 7 % 120, writing_up=at * 3 % 90)
        custody = 100.0 if n % 4 == 1 else 0.0
        calls.append(call._replace(officers=1 + n % 2, custody=custody, grade=2, spare=24))
        calls.append(Call(at + 9, scene=12, grade=1, place="CAB"[n % 3], spare=24))
    first, other = ([(1, 2)], [(3, 4)]) if in_twos else ([], [])
    shifts_worked = [
        Duty((0, 1, 2), 0, 330, crews=first),
        Duty((3, 4, 5), 200, 700, crews=other),
        Duty((0, 1, 2), 500, 960, crews=first),
    ]
    drives = {"A": [2, 20, 35], "B": [20, 3, 15], "C": [35, 15, 4]}
    return world(scenario, calls, drives=drives, duties=shifts_worked)


@cache
def late_arrest() -> World:
    """Return somebody in custody whom a colleague can relieve when overtime ends, not before."""
    scenario = force({"response": team(2, **on_shifts(overtime_limit_min=20.0))})
    duties = [Duty((0,), 0, 330), Duty((1,), 345, 700)]
    return world(scenario, [Call(300, scene=20, custody=200.0)], duties=duties)


def worlds() -> list[World]:
    return [late_jobs(False), late_jobs(True), late_arrest()]


def test_the_clean_runs_pass() -> None:
    seen: set[int] = set()
    for made in worlds():
        state = simulate(made, log=True)
        assert audit(made, state) == []
        seen |= set(state.log.record.tolist())
    assert {Record.OVERTIME_ENDED, Record.RELIEF_CALLED, Record.CUSTODY} <= seen


def nothing(*_: object) -> bool:
    return False


def always(answer: Rule) -> Callable[[Rule], Rule]:
    return lambda _: answer


def without_limits(right: Rule) -> Rule:
    """Ask as if overtime had no limit."""

    def rule(w: World, s: State, *asked: Any) -> Any:
        limits = list(w.teams.overtime_limit_ms)
        w.teams.overtime_limit_ms[:] = [-1] * len(limits)
        answer = right(w, s, *asked)
        w.teams.overtime_limit_ms[:] = limits
        return answer

    return rule


def an_hour_later(right: Rule) -> Rule:
    return lambda w, s: right(w, s) + 3_600_000


def ten_minutes_early(right: Rule) -> Rule:
    """Ask for the end of overtime too early."""

    def rule(w: World, s: State, duty: int) -> None:
        limits = list(w.teams.overtime_limit_ms)
        w.teams.overtime_limit_ms[:] = [limit - 600_000 for limit in limits]
        right(w, s, duty)
        w.teams.overtime_limit_ms[:] = limits

    return rule


WRONG = {
    "never ends": (shifts, "_limit_overtime", always(nothing)),
    "ends too early": (shifts, "_limit_overtime", ten_minutes_early),
    "of nobody who is led": (shifts, "end_overtime", always(nothing)),
    "no relief": (shifts, "_call_relief", without_limits),
    "relief twice": (scene, "has_relief", always(nothing)),
    "writes on": (end_of_shift, "writes_up_first", without_limits),
    "does not leave": (end_of_shift, "may_leave", without_limits),
    "still called": (end_of_shift, "may_be_called_in_overtime", without_limits),
    "looked at too seldom": (end_of_shift, "looks_again_ms", an_hour_later),
    "custody is kept": (shifts.custody, "hand_over", always(nothing)),
    "stays after the job": (duty, "turn_to", without_limits),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_caught(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place, rule, wrong = WRONG[name]
    monkeypatch.setattr(place, rule, wrong(getattr(place, rule)))
    assert any(audit(made, simulate(made, log=True)) for made in worlds())
