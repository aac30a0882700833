"""The memory of a run: the arrays of its state, and their mirror for the interpreter."""

from __future__ import annotations

import functools
import math
from typing import Any, TypeVar, get_type_hints

import numpy as np

from sim.engine import eventlog
from sim.machine_code import kept_ahead
from sim.model.pools import KINDS
from sim.model.state import (
    ACTIVITIES,
    FIRSTS_AND_REPEATS,
    PREVENTION_WORKS,
    Cases,
    Clock,
    ControlRoomState,
    Custody,
    Deployments,
    Desk,
    Diary,
    Incidents,
    Log,
    MonthEnds,
    Officers,
    Pools,
    PostHolders,
    PreventionAccount,
    Queues,
    RedeploymentState,
    Requests,
    State,
    Watches,
)
from sim.model.state_of_chasers import ChaserState
from sim.model.state_of_cohorts import CohortState
from sim.model.state_of_demand import DemandState, OperationState, PreventionEffectState
from sim.model.state_of_places import OpenFiles, Patrols, ProblemAreas, ProblemHubs
from sim.model.state_of_safeguarding import JOBS, SafeguardingState
from sim.vocabulary import FullArray, RedeploymentRule, Role
from sim.world.array_kinds import DTYPES
from sim.world.arrays import GRADES, Bools, Codes, Ints, Shorts, World

#: Requests or log lines that one person's transition may make, with room to spare.
PER_PERSON = 8
#: What the annotation of an array says that starts at 0 (`sim.model.state.Zeros`).
ZERO = "0"
#: Factors of lengths that are the same in every world.
CONSTANTS = {
    "1": 1,
    "GRADES": GRADES,
    "ACTIVITIES": ACTIVITIES,
    "PREVENTION_WORKS": PREVENTION_WORKS,
    "FIRSTS_AND_REPEATS": FIRSTS_AND_REPEATS,
    "JOBS": JOBS,
}


Growing = TypeVar("Growing", bound=tuple[Any, ...])


def _numbers(size: int, value: int = 0) -> Ints:
    return np.full(size, value, dtype=np.int64)


def _part(kind: type[Growing], w: World, rows: int, **others: Any) -> Growing:
    """Allocate a part of the state as its fields say, but for those that are given."""
    arrays: dict[str, Any] = {}
    for name, (dtype, start, factors) in _declared(kind).items():
        if name in others:
            arrays[name] = others[name].astype(dtype, copy=False)
        else:
            size = rows if factors is None else math.prod(_size(w, each) for each in factors)
            arrays[name] = np.full(size, start, dtype=dtype) if start else np.zeros(size, dtype)
    return kind(**arrays)


@functools.cache
def _declared(kind: Any) -> dict[str, tuple[Any, int, tuple[str, ...] | None]]:
    """Return of each array: the type of its numbers, its start, the factors of its length."""
    found = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        marks = getattr(hint, "__metadata__", ())
        dtype = DTYPES[hint.__origin__ if marks else hint]
        sizes = [tuple(mark.split(" * ")) for mark in marks if mark != ZERO]
        start = 0 if dtype == np.bool_ or ZERO in marks else -1
        found[name] = dtype, start, sizes[0] if sizes else None
    return found


def _size(w: World, name: str) -> int:
    """Return a factor of a length: a number of the world, a constant of the state, or 1."""
    return int(CONSTANTS[name] if name in CONSTANTS else getattr(w.sizes, name))


def step_room(w: World) -> int:
    """Return how many requests, or log lines, a single event can make at the most.

    The largest event is a change of shift at which everybody books on and is sent somewhere.
    """
    inherited = w.sizes.cases - w.sizes.incidents
    return PER_PERSON * (w.sizes.officers + GRADES) + 1024 + 2 * inherited


class ArrayFullError(RuntimeError):
    """An array of fixed size is too small for what happens in a run: a fault of the program."""


def check_room(w: World, s: State) -> None:
    """Check that every array of fixed size was large enough.

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
    n, hubs = w.sizes.incidents, w.sizes.hubs
    room, one_pool = step_room(w), w.redeployment.rule[0] == RedeploymentRule.ONE_POOL
    # A change of the rule may look at whatever waits; memory that is not used takes none.
    asked = room + (n if w.redeployment.changes_ms.size else 0)
    return State(
        incidents=_part(
            Incidents,
            w,
            n,
            wanted=w.drawn.officers[:n].copy(),
            scene_left_ms=w.drawn.scene_ms[:n].copy(),
        ),
        deployments=_sent(w, asked),
        officers=_part(
            Officers,
            w,
            w.sizes.officers,
            district=w.people.station.astype(np.int64),
            role=w.people.role.astype(np.int64),
            at_station=np.ones(w.sizes.officers, dtype=np.bool_),
        ),
        pools=_pools(w),
        queues=_queues(w),
        redeployment=_part(RedeploymentState, w, hubs, on=np.full(hubs, one_pool)),
        prevention=_part(PreventionAccount, w, w.sizes.officers),
        cases=_cases(w),
        control_room=_part(ControlRoomState, w, n if w.control_room.limited else 0),
        desk=_part(Desk, w, 1, closes_ms=_numbers(1, _first_closing(w))),
        chasers=_part(ChaserState, w, n if w.chasers.most > 0 else 0),
        prevention_effect=_part(PreventionEffectState, w, hubs),
        patrols=_part(Patrols, w, w.sizes.areas),
        problem_areas=_part(ProblemAreas, w, w.sizes.areas_with_files),
        problem_files=_part(OpenFiles, w, w.sizes.files),
        problem_hubs=_part(ProblemHubs, w, hubs),
        demand=_part(DemandState, w, hubs),
        cohorts=_part(CohortState, w, hubs),
        safeguarding=_part(SafeguardingState, w, hubs),
        operations=_part(OperationState, w, w.sizes.operations),
        custody=_part(Custody, w, w.sizes.cells),
        watches=_part(Watches, w, w.sizes.officers),
        diary=_part(Diary, w, 0),
        posts=PostHolders(in_post=w.people.in_post.copy()),
        months=_part(MonthEnds, w, 0),
        clock=_part(Clock, w, 1),
        requests=_part(Requests, w, asked),
        log=eventlog.new_log(on=log, room=room if log else 0),
    )


def _sent(w: World, more: int) -> Deployments:
    """Allocate rows for officers whom incidents need, and some more; `more_rows` adds others."""
    n = w.sizes.incidents
    needed = int(w.drawn.officers[:n].sum(where=w.drawn.rows[:n] > 0))
    return _part(Deployments, w, needed + more)


def _cases(w: World) -> Cases:
    """Allocate cases that nobody has opened yet."""
    built_by_response = w.sizes.cases if w.cases.file_lane >= 0 else 0
    return _part(Cases, w, w.sizes.cases, passed_on_ms=_numbers(built_by_response, -1))


def more_rows(s: State, rows: int) -> State:
    """Return a state with room for more officers sent; what is not used takes no memory."""
    columns = {name: getattr(s.deployments, name) for name in _columns_of(Deployments)}
    longer = {
        name: np.zeros(column.size + rows, dtype=column.dtype) for name, column in columns.items()
    }
    for name, column in columns.items():
        longer[name][: column.size] = column
    return s._replace(deployments=s.deployments._replace(**longer))


def rows_in_order(s: State) -> State:
    """Return a state with the rows of officers who were sent, by incident, and no others.

    Requests that the engine has taken are gone, too: not every engine puts them into the buffer.
    """
    had, taken = s.deployments, int(s.deployments.taken[0])
    # Where each row comes to stand; the last place is that of no row, -1.
    place = np.full(taken + 1, -1, dtype=np.int32)
    given = {name: getattr(had, name) for name in ("first", *_columns_of(Deployments))}
    made = {
        name: np.empty(had.first.size if name == "first" else taken, dtype=column.dtype)
        for name, column in given.items()
    }
    _by_incident(place, *given.values(), *made.values())
    requests, left = s.requests, int(s.requests.filled[0])
    asked = {name: getattr(requests, name)[:left] for name in _columns_of(Requests)}
    return s._replace(
        requests=requests._replace(**asked),
        deployments=had._replace(**made),
        officers=s.officers._replace(slot=place[s.officers.slot].astype(np.int64)),
    )


@kept_ahead
def _by_incident(
    place: Shorts, first: Shorts, following: Shorts, incident: Shorts, officer: Shorts,
    assigned_ms: Ints, arrived_ms: Ints, left_ms: Ints, from_district: Shorts, redeployed: Bools,
    leads: Bools, ended_by: Codes, to_first: Shorts, to_following: Shorts, to_incident: Shorts,
    to_officer: Shorts, to_assigned_ms: Ints, to_arrived_ms: Ints, to_left_ms: Ints,
    to_from_district: Shorts, to_redeployed: Bools, to_leads: Bools, to_ended_by: Codes,
) -> None:  # fmt: skip
    """Write the rows of each incident behind one another, and where each row came to stand."""
    at = 0
    for i in range(first.size):
        row = first[i]
        to_first[i] = at if row >= 0 else -1
        while row >= 0:
            to_incident[at], to_officer[at] = incident[row], officer[row]
            to_assigned_ms[at], to_arrived_ms[at] = assigned_ms[row], arrived_ms[row]
            to_left_ms[at], to_ended_by[at] = left_ms[row], ended_by[row]
            to_from_district[at] = from_district[row]
            to_redeployed[at], to_leads[at] = redeployed[row], leads[row]
            place[row] = at
            at += 1
            is_last = following[row] == 0
            to_following[at - 1] = 0 if is_last else at
            row = -1 if is_last else following[row]


@functools.cache
def _columns_of(kind: Any) -> list[str]:
    """Return the columns of a part of the state that have an entry for each row."""
    return [name for name, (_, _, size) in _declared(kind).items() if size is None]


def _pools(w: World) -> Pools:
    """Allocate empty pools with room for everybody in each kind."""
    home = w.people.role * (w.sizes.hubs + 1) + w.people.hub
    people = np.bincount(home, minlength=w.sizes.roles * (w.sizes.hubs + 1))
    # Those who may make up response shifts find room in its pools too.
    by_rule = w.redeployment.backfills.reshape(-1, w.sizes.roles)
    backfills: Bools = np.asarray(by_rule.any(axis=0))
    own_hub = w.people.hub[backfills[w.people.role]]
    np.add.at(people, int(Role.RESPONSE) * (w.sizes.hubs + 1) + own_hub, 1)
    kinds = np.tile(people, KINDS)
    return _part(
        Pools,
        w,
        w.sizes.officers,
        first=np.concatenate([[0], np.cumsum(kinds)]).astype(np.int64),
        size=_numbers(len(kinds)),
        member=_numbers(int(kinds.sum()), -1),
        home=home,
        number_to_be_offered=_numbers(len(people)),
        to_be_offered_at_hub=_numbers(w.sizes.hubs + 1),
    )


def _first_closing(w: World) -> int:
    """Return when the Resolution Centre closes at first: never, if it keeps no opening hours."""
    return 0 if w.desk.opens_ms.size else w.sizes.horizon_ms


def _queues(w: World) -> Queues:
    """Allocate empty queues, the Resolution Centre's included."""
    hubs = w.sizes.hubs + w.desk.ranks
    queues = hubs * GRADES * w.sizes.classes + w.sizes.patches * GRADES
    return _part(
        Queues,
        w,
        w.sizes.incidents,
        head=_numbers(queues, -1),
        tail=_numbers(queues, -1),
        length=_numbers(queues),
        waiting=_numbers(hubs * GRADES),
        blocking=_numbers(hubs * GRADES),
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
