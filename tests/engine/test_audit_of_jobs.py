"""The audit notices wrong rules of those called away from jobs, crews of two, and relief."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from sim.engine.on_simpy.engine import simulate
from sim.model import (
    assignment,
    calling_away,
    deployments,
    duty,
    incidents,
    officers,
    queues,
    scene,
    shifts,
)
from sim.model.policies import (
    dispatch,
    interruptions,
    whereabouts,
)
from sim.model.pools import AVAILABLE
from sim.model.state import State
from sim.vocabulary import EndedBy, WhoIsCalledAway
from sim.world.arrays import World
from tests.engine.audit import audit
from tests.support.worlds import Call, Duty, force, grade, on_shifts, team, world

KINDS = ("job", "post", "watch")
HOURS = {"from_min": 60.0, "until_min": 300.0, "minutes": 20.0}


@cache
def jobs(who: str, in_twos: bool, all_together: bool) -> World:
    """Return a small force in which each rule of the three levers matters."""
    crews = {"crewing": {"double_share": 0.67}} if in_twos else {}
    scenario = force(
        {"response": team(6, **on_shifts(breaks=HOURS, **crews))},
        hubs=dict.fromkeys("ABC", "A"),
        grades={
            1: grade(interrupts=["travel", "scene", "break", "writing_up"]),
            2: grade(interrupts=["travel", "break", "writing_up"]),
        },
        kinds={kind: ["response"] for kind in KINDS},
        kind_rules={
            "job": {"relayable": True},
            "post": {"interruptible": False, "relayable": True},
        },
        preemption={"who": who, "interruptions_limit": 2},
    )
    calls = []
    for n, at in enumerate(range(5, 900, 30)):
        kind, other = KINDS[n % 3], KINDS[(n + 1) % 3]
        call = Call(at, scene=20 + at * 7 % 150, writing_up=at % 20, grade=3, spare=24)
        need = call._replace(officers=1 + n % 2, together=all_together and n % 2 == 1)
        calls.append(need._replace(kind=kind, place="ABC"[n % 3]))
        calls.append(call._replace(at=at + 8, grade=2, kind=other, place="ABC"[n % 2]))
        calls.append(Call(at + 17, scene=9, grade=1, place="CAB"[n % 3], spare=24))
    first = [(1, 2)] if in_twos else []
    other = [(3, 4)] if in_twos else []
    shifts_worked = [
        Duty((0, 1, 2), 0, 330, break_due=90, break_until=300, crews=first),
        Duty((3, 4, 5), 200, 700, break_due=300, break_until=500, crews=other),
        Duty((0, 1, 2), 500, 960, break_due=590, break_until=800, crews=first),
    ]
    drives = {"A": [2, 20, 35], "B": [20, 3, 15], "C": [35, 15, 4]}
    return world(scenario, calls, drives=drives, duties=shifts_worked)


@cache
def one_rolls_on() -> World:
    """Return a crew of which one works on in another shift."""
    rules = on_shifts(crewing={"double_share": 1.0})
    return world(
        force({"response": team(2, **rules)}),
        [Call(470, scene=60, spare=2), Call(600, spare=2)],
        duties=[Duty((0, 1), 0, 480, crews=[(0, 1)]), Duty((0,), 500, 960)],
    )


@cache
def left_alone() -> World:
    """Return a scene that needs two together, from which one is called away."""
    scenario = force({"response": team(2)}, grades={1: grade(interrupts=["travel", "scene"])})
    calls = [
        Call(0, scene=60, officers=2, together=True, spare=6),
        Call(10, scene=10, grade=1, spare=6),
    ]
    return world(scenario, calls)


def worlds() -> Iterator[World]:
    for who in WhoIsCalledAway:
        yield jobs(who.name.lower(), False, True)
        yield jobs(who.name.lower(), True, False)
    yield one_rolls_on()
    yield left_alone()


def test_the_clean_runs_pass() -> None:
    ends: set[int] = set()
    for made in worlds():
        state = simulate(made, log=True)
        assert audit(made, state) == []
        ends |= set(state.deployments.ended_by.tolist())
    assert ends >= {EndedBy.DIVERTED, EndedBy.CALLED_AWAY, EndedBy.RELIEVED}


def nothing(*_: object) -> bool:
    return False


def yes(*_: object) -> bool:
    return True


Rule = Callable[..., Any]


def of_any_grade(right: Rule) -> Rule:
    def rule(w: World, s: State, officer: int, of: int) -> bool:
        return bool(right(w, s, officer, of) or (of > 1 and right(w, s, officer, 1)))

    return rule


def of_any_type(right: Rule) -> Rule:
    def rule(w: World, s: State, officer: int, of: int) -> Any:
        kinds = list(w.types.interruptible)
        _fill(w.types.interruptible, [True] * len(kinds))
        answer = right(w, s, officer, of)
        _fill(w.types.interruptible, kinds)
        return answer

    return rule


def _fill(column: Any, values: list[Any]) -> None:
    """Put values into a column, which is a list while the model runs on SimPy."""
    for place, value in enumerate(values):
        column[place] = value


def though_others_are_free(right: Rule) -> Rule:
    def rule(w: World, s: State, incident: int, of: int, teams: int, hub: int, kind: int) -> Any:
        if kind == AVAILABLE and of == 1:
            return -1
        return right(w, s, incident, of, teams, hub, kind)

    return rule


def worst_first(right: Rule) -> Rule:
    return lambda *known: -right(*known)


def at_the_back(right: Rule) -> Rule:
    def rule(w: World, s: State, incident: int) -> None:
        queues.take_number(s, incident)
        right(w, s, incident)

    return rule


def from_the_start(right: Rule) -> Rule:
    def rule(s: State, incident: int) -> None:
        left = s.incidents.scene_left_ms[incident]
        right(s, incident)
        s.incidents.scene_left_ms[incident] = left

    return rule


def where_it_began(_: Rule) -> Rule:
    def rule(_: World, s: State, officer: int) -> Any:
        return s.deployments.from_district[s.officers.slot[officer]]

    return rule


def without_the_led(right: Rule) -> Rule:
    def rule(s: State, slot: int) -> None:
        if s.deployments.leads[slot]:
            right(s, slot)

    return rule


def as_one(right: Rule) -> Rule:
    return lambda *known: right(*known[:-1], 1)


def never_parted(_: Rule) -> Rule:
    return duty.turn_to


def at_any_time(right: Rule) -> Rule:
    """Relieve whoever is there longest, at the end of the shift or not."""

    def rule(w: World, s: State, incident: int) -> None:
        ends = list(s.officers.duty_end_ms)
        _fill(s.officers.duty_end_ms, [0] * len(ends))
        right(w, s, incident)
        _fill(s.officers.duty_end_ms, ends)

    return rule


def unreplaced(right: Rule) -> Rule:
    """Let those go whose shift has ended as soon as relief is called."""

    def rule(w: World, s: State, officer: int) -> None:
        incident = s.deployments.incident[s.officers.slot[officer]]
        right(w, s, officer)
        needed = w.drawn.officers[incident]
        w.drawn.officers[incident] = 0
        scene.relieve(w, s, incident)
        w.drawn.officers[incident] = needed

    return rule


def of_every_type(right: Rule) -> Rule:
    def rule(w: World, s: State, officer: int) -> None:
        kinds = list(w.types.relayable)
        _fill(w.types.relayable, [True] * len(kinds))
        right(w, s, officer)
        _fill(w.types.relayable, kinds)

    return rule


def always(answer: Rule) -> Callable[[Rule], Rule]:
    return lambda _: answer


WRONG = {
    "called away: any grade": (interruptions, "may_be_preempted", of_any_grade),
    "called away: any type": (interruptions, "may_be_preempted", of_any_type),
    "called away: no limit": (interruptions, "_is_within_limit", always(yes)),
    "called away: nobody": (interruptions, "may_be_preempted", always(nothing)),
    "called away: though others are free": (dispatch, "_preferred", though_others_are_free),
    "called away: the worst by the rule": (interruptions, "rank", worst_first),
    "called away: whoever is nearest": (interruptions, "rank", always(nothing)),
    "called away: from the wrong place": (whereabouts, "engaged_in", where_it_began),
    "called away: to the back of the line": (calling_away, "_wait_again", at_the_back),
    "called away: not in line again": (calling_away, "_wait_again", always(nothing)),
    "called away: others work on alone": (calling_away, "_wait_for_others", always(nothing)),
    "called away: work begins from the start": (incidents, "stop_work", from_the_start),
    "called away: nobody else is sought": (assignment, "seek_again", always(nothing)),
    "crews: never formed": (officers, "pair", always(nothing)),
    "crews: one arrives": (deployments, "arrive", without_the_led),
    "crews: count as one": (incidents, "count_assignment", as_one),
    "crews: never parted": (duty, "turn_to_next", never_parted),
    "relief: never called": (shifts, "_call_relief", always(nothing)),
    "relief: of every type": (shifts, "_call_relief", of_every_type),
    "relief: nobody leaves": (scene, "relieve", always(nothing)),
    "relief: within the shift": (scene, "relieve", at_any_time),
    "relief: before anybody comes": (shifts, "_call_relief", unreplaced),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_caught(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place, rule, wrong = WRONG[name]
    monkeypatch.setattr(place, rule, wrong(getattr(place, rule)))
    assert any(map(_is_caught, worlds()))


def _is_caught(made: World) -> bool:
    return audit(made, simulate(made, log=True)) != []
