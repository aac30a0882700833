"""Investigations: linked lists of cases, and the work left in each."""

from __future__ import annotations

from sim.model import log
from sim.model.state import State
from sim.vocabulary import CaseState, Record
from sim.world.arrays import World

_TO_ALLOCATE = CaseState.TO_ALLOCATE.value
_RECORD_CASE_OPENED = Record.CASE_OPENED.value
_RECORD_CASE_ALLOCATED = Record.CASE_ALLOCATED.value
_WORKED_ON = CaseState.WORKED_ON.value
_RECORD_CASE_STARTED = Record.CASE_STARTED.value
_RECORD_CASE_PAUSED = Record.CASE_PAUSED.value
_WAITING = CaseState.WAITING.value
_RECORD_CASE_WAITING = Record.CASE_WAITING.value
_CLOSED = CaseState.CLOSED.value
_RECORD_CASE_CLOSED = Record.CASE_CLOSED.value
_RECORD_CASE_READY = Record.CASE_READY.value

READY = CaseState.READY.value


def _change(w: World, s: State, case: int, state: int, record: int) -> None:
    """Change a case's state and log it."""
    before = s.cases.state[case]
    s.cases.state[case] = state
    if s.log.on[0]:
        log.write(s, record, case, s.cases.owner[case], w.drawn.hub[case], before, state)


def open_case(w: World, s: State, case: int) -> None:
    """Open a case and put it in its hub's queue to be allocated, by harm."""
    cases = s.cases
    cases.opened_ms[case] = s.clock.now_ms[0]
    cases.episodes_left[case] = w.drawn.case_episodes[case] - 1
    cases.left_ms[case] = w.drawn.case_work_ms[case] // w.drawn.case_episodes[case]
    queue = w.drawn.hub[case] * w.sizes.harms + w.drawn.harm[case]
    last = cases.to_allocate_tail[queue]
    cases.next[case] = -1
    if last < 0:
        cases.to_allocate_head[queue] = case
    else:
        cases.next[last] = case
    cases.to_allocate_tail[queue] = case
    cases.to_allocate[w.drawn.hub[case]] += 1
    _change(w, s, case, _TO_ALLOCATE, _RECORD_CASE_OPENED)


def allocate(w: World, s: State, case: int, officer: int) -> None:
    """Give the first case of its queue to an investigator, whose next work it is."""
    cases = s.cases
    queue = w.drawn.hub[case] * w.sizes.harms + w.drawn.harm[case]
    cases.to_allocate_head[queue] = cases.next[case]
    if cases.next[case] < 0:
        cases.to_allocate_tail[queue] = -1
    cases.to_allocate[w.drawn.hub[case]] -= 1
    cases.owner[case] = officer
    cases.open[officer] += 1
    _change(w, s, case, READY, _RECORD_CASE_ALLOCATED)
    _put_first(s, case, officer)


def start_work(w: World, s: State, case: int, officer: int) -> None:
    """Take the first ready case of an investigator out of the list, to work on it."""
    cases = s.cases
    cases.ready_head[officer] = cases.next[case]
    if cases.next[case] < 0:
        cases.ready_tail[officer] = -1
    _change(w, s, case, _WORKED_ON, _RECORD_CASE_STARTED)


def pause(w: World, s: State, case: int, spent_ms: int) -> None:
    """Put a case down with the rest of its episode kept; it is the owner's next work."""
    s.cases.left_ms[case] -= spent_ms
    s.cases.worked_ms[case] += spent_ms
    _change(w, s, case, READY, _RECORD_CASE_PAUSED)
    _put_first(s, case, s.cases.owner[case])


def end_episode(w: World, s: State, case: int, spent_ms: int) -> bool:
    """End an episode of work; return whether the case goes on after a wait for others."""
    cases = s.cases
    cases.worked_ms[case] += spent_ms
    cases.left_ms[case] = 0
    if cases.episodes_left[case] > 0:
        _change(w, s, case, _WAITING, _RECORD_CASE_WAITING)
        return True
    cases.closed_ms[case] = s.clock.now_ms[0]
    cases.open[cases.owner[case]] -= 1
    _change(w, s, case, _CLOSED, _RECORD_CASE_CLOSED)
    return False


def make_ready(w: World, s: State, case: int) -> None:
    """Return a case from its wait to the end of its owner's list, with its next episode.

    The last episode takes what the whole division left over, so that the work adds up.
    """
    cases = s.cases
    cases.episodes_left[case] -= 1
    if cases.episodes_left[case] == 0:
        cases.left_ms[case] = w.drawn.case_work_ms[case] - cases.worked_ms[case]
    else:
        cases.left_ms[case] = w.drawn.case_work_ms[case] // w.drawn.case_episodes[case]
    _change(w, s, case, READY, _RECORD_CASE_READY)
    officer = cases.owner[case]
    last = cases.ready_tail[officer]
    cases.next[case] = -1
    if last < 0:
        cases.ready_head[officer] = case
    else:
        cases.next[last] = case
    cases.ready_tail[officer] = case


def _put_first(s: State, case: int, officer: int) -> None:
    """Put a case at the head of an investigator's list."""
    cases = s.cases
    cases.next[case] = cases.ready_head[officer]
    cases.ready_head[officer] = case
    if cases.ready_tail[officer] < 0:
        cases.ready_tail[officer] = case
