"""Investigation: cases are allocated by harm and worked on, one at a time, in duty time."""

from __future__ import annotations

from sim.model import cases, officers, pools, requests
from sim.model.policies import waiting
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.vocabulary import Activity, Kind, Record, Role
from sim.world.arrays import World

_AVAILABLE = Activity.AVAILABLE.value
_CASE_WORK = Activity.CASE_WORK.value
_RECORD_CASE_WORK = Record.CASE_WORK.value
_KIND_EPISODE_ENDS = Kind.EPISODE_ENDS.value
_KIND_CASE_WAIT_ENDS = Kind.CASE_WAIT_ENDS.value

_ROLE = Role.INVESTIGATION.value
_NOBODY = -1


def consider(w: World, s: State, incident: int) -> None:
    """Open a case if the incident is investigated."""
    if w.drawn.investigated[incident]:
        take_on(w, s, incident)


def take_on(w: World, s: State, incident: int) -> None:
    """Open a case, and give it to an investigator who is free."""
    cases.open_case(w, s, incident)
    officer = _least_loaded(w, s, w.drawn.hub[incident])
    if officer >= 0:
        pools.leave(s, officer)
        take_next(w, s, officer)


def _least_loaded(w: World, s: State, hub: int) -> int:
    """Return the free investigator of a hub with the fewest open cases, below the limit, or -1."""
    pool = pool_of(w, AVAILABLE, _ROLE, hub)
    first = s.pools.first[pool]
    held = s.cases.open
    best = _NOBODY
    for position in range(first, first + s.pools.size[pool]):
        officer = s.pools.member[position]
        if held[officer] >= w.teams.caseload_limit[_ROLE]:
            continue
        if (
            best < 0
            or held[officer] < held[best]
            or (held[officer] == held[best] and officer < best)
        ):
            best = officer
    return best


def take_next(w: World, s: State, officer: int) -> None:
    """Give a free investigator work: cases in hand that are ready, else a new one."""
    case = s.cases.ready_head[officer]
    if case < 0 and s.cases.open[officer] < w.teams.caseload_limit[_ROLE]:
        case = waiting.next_to_allocate(w, s, w.people.hub[officer])
        if case >= 0:
            cases.allocate(w, s, case, officer)
    if case < 0:
        officers.become_idle(w, s, officer, _AVAILABLE)
        pools.join(w, s, officer, AVAILABLE)
        return
    cases.start_work(w, s, case, officer)
    officers.take_up(s, officer, case)
    officers.change(w, s, officer, _CASE_WORK, _RECORD_CASE_WORK, case)
    due = s.clock.now_ms[0] + s.cases.left_ms[case]
    requests.ask(s, due, _KIND_EPISODE_ENDS, officer, s.officers.token[officer])


def put_down(w: World, s: State, officer: int) -> None:
    """Interrupt an investigator's work; the caller decides what the person does instead."""
    case = s.officers.incident[officer]
    cases.pause(w, s, case, officers.elapsed_ms(s, officer))
    officers.take_up(s, officer, -1)


def end_episode(w: World, s: State, officer: int) -> None:
    """End an episode of work; a case with more to do waits for others first."""
    case = s.officers.incident[officer]
    officers.take_up(s, officer, -1)
    if cases.end_episode(w, s, case, officers.elapsed_ms(s, officer)):
        waits = w.drawn.case_episodes[case] - 1
        due = s.clock.now_ms[0] + w.drawn.case_wait_ms[case] // waits
        requests.ask(s, due, _KIND_CASE_WAIT_ENDS, case, 0)


def end_wait(w: World, s: State, case: int) -> None:
    """Make a case ready again; its owner takes it up at once if the owner has nothing else."""
    cases.make_ready(w, s, case)
    officer = s.cases.owner[case]
    if s.pools.of_officer[officer] >= 0:
        pools.leave(s, officer)
        take_next(w, s, officer)
