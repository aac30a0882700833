"""When a problem file is opened, whose it is, which comes next, and when it goes cold."""

from __future__ import annotations

from sim.model import codes
from sim.model.policies.turns import LAST, NOBODY
from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World

_NO_FILE = -1


def opens(w: World, s: State, area: int) -> bool:
    """Whether an area calls for a file: its count is high enough, and it has none open."""
    high = s.problem_areas.of_late[area] >= w.problem_files.opens_at[area]
    return high and not s.problem_areas.has_file[area]


def free_place(w: World, s: State, hub: int) -> int:
    """Return a place for a file of a hub, or -1 if it has as many open as it can have."""
    first = hub * w.problem_files.per_hub
    for file in range(first, first + w.problem_files.per_hub):
        if s.problem_files.stage[file] == codes.FILE_STAGE_NONE:
            return file
    return _NO_FILE


def stage_of(work: int) -> int:
    """Return the stage of a file that a kind of prevention work belongs to."""
    if work == codes.WORK_PROBLEM_SOLVING:
        return codes.FILE_STAGE_ANALYSIS
    if work == codes.WORK_ENFORCEMENT:
        return codes.FILE_STAGE_ENFORCEMENT
    return codes.FILE_STAGE_NONE


def next_file(w: World, s: State, officer: int, stage: int) -> int:
    """Return the file that an officer works on: the own one, or the most harmful without anybody.

    A file whose wait for partners has not ended is left alone. Ties: the file opened first, then
    the lowest number. -1: there is none.
    """
    files = s.problem_files
    first_file = w.people.hub[officer] * w.problem_files.per_hub
    first = (LAST, LAST, _NO_FILE)
    for file in range(first_file, first_file + w.problem_files.per_hub):
        if files.stage[file] != stage or files.ready_ms[file] > s.clock.now_ms[0]:
            continue
        if files.owner[file] == officer:
            return file
        turn = (-s.problem_areas.harm[files.area[file]], files.opened_ms[file], file)
        if files.owner[file] == NOBODY and turn < first:
            first = turn
    return first[2]


def goes_cold(w: World, s: State, file: int) -> bool:
    """Whether nobody has worked on a file for so long that half of its stage is lost."""
    if s.problem_files.stage[file] == codes.FILE_STAGE_NONE:
        return False
    return s.clock.now_ms[0] - s.problem_files.touched_ms[file] >= w.problem_files.goes_cold_ms


def factor(w: World, s: State, incident: int) -> int:
    """Return what closed files multiply incidents such as this one by now, in millionths."""
    if w.sizes.files == 0 or w.problem_files.harm[w.drawn.type[incident]] == 0:
        return MILLIONTHS
    return MILLIONTHS - s.problem_areas.fall[w.drawn.area[incident]]
