"""Investigations: linked lists of cases, and the work left in each."""

from __future__ import annotations

from sim.model import codes, log
from sim.model.policies.allocation import is_urgent, rank_of
from sim.model.state import State
from sim.world.arrays import World

#: What becomes of a case at the end of an episode.
IS_CLOSED = 0
WAITS_FOR_OTHERS = 1
NEEDS_A_FILE = 2


def _change(w: World, s: State, case: int, state: int, record: int) -> None:
    """Change a case's state and log it."""
    before = s.cases.state[case]
    s.cases.state[case] = state
    if s.log.on[0]:
        log.write(s, record, case, s.cases.owner[case], w.drawn.hub[case], before, state)


def _episode_ms(w: World, case: int) -> int:
    """Return the work of an episode that is not the last: equal parts, without the file."""
    return (w.drawn.case_work_ms[case] - w.drawn.file_ms[case]) // w.drawn.case_episodes[case]


def _builds_file_elsewhere(w: World, s: State, case: int) -> bool:
    """Whether Response will build the file of a case that investigators work on."""
    lane = w.cases.file_lane
    return lane >= 0 and w.drawn.file_ms[case] > 0 and s.cases.lane[case] != lane


def _last_episode_ms(w: World, s: State, case: int) -> int:
    """Return what is left of all the work, so that it adds up; the file, if built here."""
    left = w.drawn.case_work_ms[case] - s.cases.worked_ms[case]
    if _builds_file_elsewhere(w, s, case):
        left -= w.drawn.file_ms[case]
    return left


def screen_out(w: World, s: State, case: int) -> None:
    """File a case at once: too little harm and too little to go on."""
    cases = s.cases
    cases.lane[case] = w.drawn.case_lane[case]
    cases.opened_ms[case] = s.clock.now_ms[0]
    cases.closed_ms[case] = s.clock.now_ms[0]
    _change(w, s, case, codes.CASE_SCREENED_OUT, codes.RECORD_CASE_SCREENED_OUT)


def open_case(w: World, s: State, case: int) -> None:
    """Open a case and put it in its hub's queue to be allocated, by harm."""
    cases = s.cases
    cases.opened_ms[case] = s.clock.now_ms[0]
    cases.lane[case] = w.drawn.case_lane[case]
    _set_episodes(w, s, case, 0)
    _join_queue(w, s, case)
    _change(w, s, case, codes.CASE_TO_ALLOCATE, codes.RECORD_CASE_OPENED)


def inherit(w: World, s: State, case: int, opened_ms: int, done: int, owner: int) -> None:
    """Open the run with a case of earlier weeks, `done` of its episodes behind it.

    A case without an owner is to be allocated; one with an owner is ready.
    """
    cases = s.cases
    cases.opened_ms[case] = opened_ms
    cases.lane[case] = w.drawn.case_lane[case]
    cases.worked_ms[case] = done * _episode_ms(w, case)
    _set_episodes(w, s, case, done)
    if owner < 0:
        _join_queue(w, s, case)
        _change(w, s, case, codes.CASE_TO_ALLOCATE, codes.RECORD_CASE_INHERITED)
        return
    cases.owner[case] = owner
    cases.open[owner] += 1
    cases.allocated_ms[case] = opened_ms
    if done > 0:
        cases.first_done_ms[case] = opened_ms
    _put_last(s, case, owner)
    _change(w, s, case, codes.CASE_READY, codes.RECORD_CASE_INHERITED)


def inherit_waiting(w: World, s: State, case: int, opened_ms: int, done: int, owner: int) -> None:
    """Open the run with a case of earlier weeks that waits for others."""
    cases = s.cases
    cases.opened_ms[case] = opened_ms
    cases.lane[case] = w.drawn.case_lane[case]
    cases.worked_ms[case] = done * _episode_ms(w, case)
    # The next episode is counted when the wait ends.
    cases.episodes_left[case] = w.drawn.case_episodes[case] - done
    cases.owner[case] = owner
    cases.open[owner] += 1
    cases.allocated_ms[case] = opened_ms
    cases.first_done_ms[case] = opened_ms
    _change(w, s, case, codes.CASE_WAITING, codes.RECORD_CASE_INHERITED)


def _set_episodes(w: World, s: State, case: int, done: int) -> None:
    """Set the episodes after the coming one, and the work in that."""
    left = w.drawn.case_episodes[case] - 1 - done
    s.cases.episodes_left[case] = left
    s.cases.left_ms[case] = _last_episode_ms(w, s, case) if left == 0 else _episode_ms(w, case)


def _join_queue(w: World, s: State, case: int) -> None:
    """Put a case at the end of its queue to be allocated."""
    cases = s.cases
    place = cases.lane[case] * w.sizes.hubs + w.drawn.hub[case]
    queue = place * w.sizes.harms + rank_of(w, s, case)
    last = cases.to_allocate_tail[queue]
    cases.next[case] = -1
    if last < 0:
        cases.to_allocate_head[queue] = case
    else:
        cases.next[last] = case
    cases.to_allocate_tail[queue] = case
    cases.to_allocate[place] += 1
    cases.joined[0] += 1
    cases.order[case] = cases.joined[0]
    if is_urgent(w, s, case):
        cases.urgent[0] += 1


def allocate(w: World, s: State, case: int, officer: int) -> None:
    """Give the first case of its queue to somebody, whose next work it is."""
    cases = s.cases
    place = cases.lane[case] * w.sizes.hubs + w.drawn.hub[case]
    queue = place * w.sizes.harms + rank_of(w, s, case)
    cases.to_allocate_head[queue] = cases.next[case]
    if cases.next[case] < 0:
        cases.to_allocate_tail[queue] = -1
    cases.to_allocate[place] -= 1
    if is_urgent(w, s, case):
        cases.urgent[0] -= 1
    _give(w, s, case, officer)
    _change(w, s, case, codes.CASE_READY, codes.RECORD_CASE_ALLOCATED)
    _put_first(s, case, officer)


def retain(w: World, s: State, case: int, officer: int) -> None:
    """Open a case that stays with an officer who attended, behind the cases in hand."""
    cases = s.cases
    cases.opened_ms[case] = s.clock.now_ms[0]
    cases.lane[case] = w.drawn.case_lane[case]
    _set_episodes(w, s, case, 0)
    _change(w, s, case, codes.CASE_TO_ALLOCATE, codes.RECORD_CASE_OPENED)
    _give(w, s, case, officer)
    _change(w, s, case, codes.CASE_READY, codes.RECORD_CASE_ALLOCATED)
    _put_last(s, case, officer)


def _give(w: World, s: State, case: int, officer: int) -> None:
    """Note who holds a case from now on."""
    cases = s.cases
    cases.owner[case] = officer
    cases.open[officer] += 1
    if cases.allocated_ms[case] == -1:  # an inherited one was given to somebody before the start
        cases.allocated_ms[case] = s.clock.now_ms[0]
    role = w.cases.lane_role[cases.lane[case]]
    cases.last_given[role * w.sizes.hubs + w.people.hub[officer]] = officer


def start_work(w: World, s: State, case: int, officer: int) -> None:
    """Take the first ready case of an investigator out of the list, to work on it."""
    cases = s.cases
    cases.ready_head[officer] = cases.next[case]
    if cases.next[case] < 0:
        cases.ready_tail[officer] = -1
    _change(w, s, case, codes.CASE_WORKED_ON, codes.RECORD_CASE_STARTED)


def pause(w: World, s: State, case: int, spent_ms: int) -> None:
    """Put a case down with the rest of its episode kept; it is the owner's next work."""
    s.cases.left_ms[case] -= spent_ms
    s.cases.worked_ms[case] += spent_ms
    _change(w, s, case, codes.CASE_READY, codes.RECORD_CASE_PAUSED)
    _put_first(s, case, s.cases.owner[case])


def set_aside(w: World, s: State, case: int, spent_ms: int) -> None:
    """Put a case down behind the owner's other cases, after a slice of work on it."""
    s.cases.left_ms[case] -= spent_ms
    s.cases.worked_ms[case] += spent_ms
    _change(w, s, case, codes.CASE_READY, codes.RECORD_CASE_PAUSED)
    _put_last(s, case, s.cases.owner[case])


def hand_over(w: World, s: State, case: int, spent_ms: int) -> None:
    """Give a case back to be allocated, with the rest of its episode kept."""
    s.cases.left_ms[case] -= spent_ms
    s.cases.worked_ms[case] += spent_ms
    _let_go(s, case)
    _join_queue(w, s, case)
    _change(w, s, case, codes.CASE_TO_ALLOCATE, codes.RECORD_CASE_HANDED_OVER)


def give_back(w: World, s: State, case: int) -> None:
    """Give the first ready case of somebody back to be allocated."""
    cases = s.cases
    officer = cases.owner[case]
    cases.ready_head[officer] = cases.next[case]
    if cases.next[case] < 0:
        cases.ready_tail[officer] = -1
    _let_go(s, case)
    _join_queue(w, s, case)
    _change(w, s, case, codes.CASE_TO_ALLOCATE, codes.RECORD_CASE_HANDED_OVER)


def _let_go(s: State, case: int) -> None:
    """Take a case from who holds it."""
    s.cases.open[s.cases.owner[case]] -= 1
    s.cases.owner[case] = -1


def end_episode(w: World, s: State, case: int, spent_ms: int) -> int:
    """End an episode of work; return what becomes of the case."""
    cases = s.cases
    cases.worked_ms[case] += spent_ms
    cases.left_ms[case] = 0
    if cases.first_done_ms[case] < 0:
        cases.first_done_ms[case] = s.clock.now_ms[0]
    if cases.episodes_left[case] > 0:
        _change(w, s, case, codes.CASE_WAITING, codes.RECORD_CASE_WAITING)
        return WAITS_FOR_OTHERS
    if _builds_file_elsewhere(w, s, case):
        _let_go(s, case)
        cases.lane[case] = w.cases.file_lane
        cases.left_ms[case] = w.drawn.file_ms[case]
        cases.passed_on_ms[case] = s.clock.now_ms[0]
        _join_queue(w, s, case)
        _change(w, s, case, codes.CASE_TO_ALLOCATE, codes.RECORD_CASE_TO_FILE_BUILD)
        return NEEDS_A_FILE
    cases.closed_ms[case] = s.clock.now_ms[0]
    cases.open[cases.owner[case]] -= 1
    _change(w, s, case, codes.CASE_CLOSED, codes.RECORD_CASE_CLOSED)
    return IS_CLOSED


def make_ready(w: World, s: State, case: int) -> None:
    """Return a case from its wait to the end of its owner's list, with its next episode."""
    cases = s.cases
    left = cases.episodes_left[case] - 1
    cases.episodes_left[case] = left
    cases.left_ms[case] = _last_episode_ms(w, s, case) if left == 0 else _episode_ms(w, case)
    _change(w, s, case, codes.CASE_READY, codes.RECORD_CASE_READY)
    _put_last(s, case, cases.owner[case])


def _put_last(s: State, case: int, officer: int) -> None:
    """Put a case at the end of its owner's list."""
    cases = s.cases
    last = cases.ready_tail[officer]
    cases.next[case] = -1
    if last < 0:
        cases.ready_head[officer] = case
    else:
        cases.next[last] = case
    cases.ready_tail[officer] = case


def _put_first(s: State, case: int, officer: int) -> None:
    """Put a case at the head of its owner's list."""
    cases = s.cases
    cases.next[case] = cases.ready_head[officer]
    cases.ready_head[officer] = case
    if cases.ready_tail[officer] < 0:
        cases.ready_tail[officer] = case
