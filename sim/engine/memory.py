"""The memory of a run: the arrays of its state, and their mirror for the interpreter."""

from __future__ import annotations

import functools
from typing import Any, TypeVar

import numpy as np

from sim.clock import MS_PER_DAY
from sim.engine import eventlog
from sim.model.pools import KINDS
from sim.model.state import (
    ACTIVITIES,
    PREVENTION_WORKS,
    Cases,
    Clock,
    Deployments,
    Desk,
    Diary,
    Incidents,
    Log,
    Officers,
    OperationState,
    Pools,
    PreventionAccount,
    PreventionEffectState,
    Queues,
    RedeploymentState,
    Requests,
    State,
)
from sim.vocabulary import FullArray, RedeploymentRule, Role
from sim.world.arrays import GRADES, Bools, Ints, World

#: Requests or log lines that one person's transition may make, with room to spare.
PER_PERSON = 8


Rows = TypeVar("Rows", bound=tuple[Any, ...])


def _numbers(size: int, value: int = 0) -> Ints:
    return np.full(size, value, dtype=np.int64)


def _flags(size: int) -> Bools:
    return np.zeros(size, dtype=np.bool_)


def _part(kind: type[Rows], rows: int, zero: str, **others: Ints | Bools) -> Rows:
    """Allocate a part of the state: flags are off, the fields named in `zero` 0, others -1."""
    flags = {name for name, text in kind.__annotations__.items() if "Bools" in str(text)}
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    arrays = {
        name: _flags(rows) if name in flags else _numbers(rows, 0 if name in zero.split() else -1)
        for name in fields
        if name not in others
    }
    return kind(**arrays, **others)


def step_room(w: World) -> int:
    """Return how many requests, or log lines, a single event can make at the most.

    The largest event is a change of shift at which everybody books on and is sent somewhere.
    """
    inherited = w.sizes.cases - w.sizes.incidents
    return PER_PERSON * (w.sizes.officers + GRADES) + 1024 + 2 * inherited


class ArrayFullError(RuntimeError):
    """An array of fixed size is too small for what happens in a run: a fault of the program."""


def check_room(w: World, s: State) -> None:
    """See that every array of fixed size was large enough.

    Raises
    ------
    RoomError
        If one was not; it names the array and its limit.
    """
    room = FullArray(int(s.clock.overflow[0]))
    if room == FullArray.ENOUGH:
        return
    limits = {
        FullArray.REQUESTS: (len(s.requests.time_ms), "requests that one event makes"),
        FullArray.LOG: (len(s.log.time_ms), "lines of the event log"),
        FullArray.DEPLOYMENTS: (
            int(max(w.drawn.rows, default=0)),
            "officers sent to one incident, in all",
        ),
        FullArray.POOLS: (len(s.pools.member), "members of the pools of officers"),
    }
    limit, what = limits[room]
    raise ArrayFullError(
        f"the array {room.name.lower()} is full: at most {limit:,} {what}, "
        f"at {s.clock.now_ms[0]} ms"
    )


def new_state(w: World, *, log: bool) -> State:
    """Allocate the state of a run at time 0, with everybody off duty and every queue empty.

    Parameters
    ----------
    log : bool
        Whether the event log is on.

    Returns
    -------
    State
        NumPy arrays; sizes as `sim.model.state` says.
    """
    n, hubs, people = w.sizes.incidents, w.sizes.hubs, w.sizes.officers
    room = step_room(w)
    return State(
        incidents=_part(
            Incidents,
            n,
            "state grade outcome attempts assigned arrived deployed token relief "
            "appointments_missed",
            wanted=w.drawn.officers[:n].copy(),
            scene_left_ms=w.drawn.scene_ms[:n].copy(),
        ),
        deployments=_part(Deployments, w.sizes.slots, "ended_by"),
        officers=_officers(w),
        pools=_pools(w),
        queues=_queues(w),
        redeployment=_part(
            RedeploymentState,
            hubs,
            "overdue token switched_on short",
            on=np.full(hubs, w.redeployment.rule == RedeploymentRule.ONE_POOL),
            is_overdue=_flags(n),
            backfilling=_flags(people),
        ),
        prevention=PreventionAccount(
            spent_ms=_numbers(people),
            booked_ms=_numbers(people * PREVENTION_WORKS),
            delivered_ms=_numbers(people * PREVENTION_WORKS),
        ),
        cases=_cases(w),
        desk=Desk(closes_ms=_numbers(1, _first_closing(w))),
        prevention_effect=_part(
            PreventionEffectState,
            hubs,
            "remembered_ms today_ms effect",
            seen_ms=_numbers(people),
            next_count_ms=_numbers(1, -1),
        ),
        operations=_part(
            OperationState, w.sizes.operations, "missing", posted=_numbers(people, -1)
        ),
        diary=Diary(agreed=_numbers(_days_of_diary(w) * hubs * GRADES)),
        clock=_part(Clock, 1, "now_ms events overflow"),
        requests=_part(Requests, room, "", filled=_numbers(1), taken=_numbers(1)),
        log=eventlog.new_log(on=log, room=room if log else 0),
    )


def _cases(w: World) -> Cases:
    """Allocate cases, none of them open."""
    hubs, people = w.sizes.hubs, w.sizes.officers
    lanes = hubs * w.sizes.lanes
    harms = lanes * max(w.sizes.harms, 1)
    return _part(
        Cases,
        w.sizes.cases,
        "state left_ms episodes_left worked_ms",
        to_allocate=_numbers(lanes),
        to_allocate_head=_numbers(harms, -1),
        to_allocate_tail=_numbers(harms, -1),
        ready_head=_numbers(people, -1),
        ready_tail=_numbers(people, -1),
        open=_numbers(people),
        joined=_numbers(1),
        urgent=_numbers(1),
        last_given=_numbers(w.sizes.roles * hubs, -1),
    )


def _pools(w: World) -> Pools:
    """Allocate empty pools with room for everybody in each kind."""
    home = w.people.role * (w.sizes.hubs + 1) + w.people.hub
    people = np.bincount(home, minlength=w.sizes.roles * (w.sizes.hubs + 1))
    # Those who may make up response shifts find room in its pools too.
    own_hub = w.people.hub[w.redeployment.backfills[w.people.role]]
    np.add.at(people, int(Role.RESPONSE) * (w.sizes.hubs + 1) + own_hub, 1)
    kinds = np.tile(people, KINDS)
    return _part(
        Pools,
        w.sizes.officers,
        "",
        first=np.concatenate([[0], np.cumsum(kinds)]).astype(np.int64),
        size=_numbers(len(kinds)),
        member=_numbers(int(kinds.sum()), -1),
        home=home,
    )


def _days_of_diary(w: World) -> int:
    """Return the days on which visits are counted; none where hubs have room for all."""
    return w.sizes.horizon_ms // MS_PER_DAY if w.grades.visits_per_day.any() else 0


def _first_closing(w: World) -> int:
    """Return when the Resolution Centre closes at first: never, if it keeps no opening hours."""
    return 0 if w.desk.opens_ms.size else w.sizes.horizon_ms


def _queues(w: World) -> Queues:
    """Allocate empty queues, the Resolution Centre's included."""
    hubs = w.sizes.hubs + w.desk.ranks
    queues = hubs * GRADES * w.sizes.classes + w.sizes.patches * GRADES
    return _part(
        Queues,
        w.sizes.incidents,
        "",
        head=_numbers(queues, -1),
        tail=_numbers(queues, -1),
        length=_numbers(queues),
        joined=_numbers(1),
        waiting=_numbers(hubs * GRADES),
        blocking=_numbers(hubs * GRADES),
        blocking_anywhere=_numbers(1),
        line_head=_numbers(w.sizes.hubs * GRADES, -1),
        line_tail=_numbers(w.sizes.hubs * GRADES, -1),
        first_blocker=_numbers(w.sizes.hubs * GRADES, -1),
        emergencies=_numbers(1),
        awaiting_help=_numbers(1),
    )


def _officers(w: World) -> Officers:
    """Allocate everybody, off duty at the station."""
    n = w.sizes.officers
    negative = {"duty", "slot", "incident", "redeployed_since_ms", "partner", "leader"}
    zero = " ".join(name for name in Officers._fields if name not in negative)
    return _part(
        Officers,
        n,
        zero,
        district=w.people.station.astype(np.int64),
        role=w.people.role.astype(np.int64),
        at_station=np.ones(n, dtype=np.bool_),
        redeployed_now=_numbers(w.sizes.hubs),
        account_ms=_numbers(n * ACTIVITIES),
    )


def mirror(arrays: Any) -> Any:
    """Return nested tuples of arrays as objects of the same shape, quick for the interpreter.

    Arrays become lists: reading an element gives a Python number in a third of the time in which
    a NumPy array gives a NumPy scalar. The event log, which is long and only appended to, becomes
    memoryviews of the arrays themselves. Named tuples become objects with slots, whose fields the
    interpreter finds at four times the speed. `write_back` brings the lists into the arrays.
    """
    if isinstance(arrays, np.ndarray):
        return arrays.tolist()
    if not isinstance(arrays, tuple):
        return arrays
    copy = _slotted(type(arrays))()
    for name, part in zip(copy.__slots__, arrays, strict=True):
        setattr(copy, name, views(part) if isinstance(part, Log) else mirror(part))
    return copy


def views(log: Log) -> Any:
    """Return the event log as memoryviews of its arrays."""
    copy = _slotted(Log)()
    for name, column in zip(copy.__slots__, log, strict=True):
        setattr(copy, name, memoryview(column))  # type: ignore[arg-type]
    return copy


def write_back(state: Any, arrays: State) -> None:
    """Copy the lists of a mirrored state into its arrays; the log is there already."""
    parts: dict[str, Any] = arrays._asdict()
    for name, part in parts.items():
        if not isinstance(part, Log):
            for field, array in part._asdict().items():
                array[:] = getattr(getattr(state, name), field)


@functools.cache
def _slotted(kind: Any) -> Any:
    """Return a class with the fields of a named tuple as slots."""
    return type(kind.__name__, (), {"__slots__": kind._fields})
