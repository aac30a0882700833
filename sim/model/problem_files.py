"""Problem files: an area that calls for one is analysed, partners are awaited, powers are used.

What officers do for a file is booked when a spell of problem-solving, or of enforcement, ends, and
areas are looked at with the day's count. Neither needs an event of its own.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes
from sim.model.policies import problem_files as policy
from sim.model.state import State
from sim.world.arrays import COUNT_DAYS, MILLIONTHS, World

_NONE = -1


def start(w: World, s: State) -> None:
    """Begin with the counts that are to be expected, and without any file."""
    for area in range(w.sizes.areas_with_files):
        s.problem_areas.of_late[area] = w.problem_files.expected[area]


def note(w: World, s: State, incident: int) -> None:
    """Count an incident that has come about in its area."""
    if w.sizes.files == 0:
        return
    harm = w.problem_files.harm[w.drawn.type[incident]]
    if harm > 0:
        s.problem_areas.today[w.drawn.area[incident]] += 1
        s.problem_areas.harm_today[w.drawn.area[incident]] += harm


def work(w: World, s: State, officer: int, kind: int, spell_ms: int) -> None:
    """Spend a spell of prevention work that ends now on files of the officer's hub.

    Parameters
    ----------
    kind : int
        `vocabulary.PreventionWork` that the spell went into.
    spell_ms : int
        Its length. What is left of it when a stage ends goes into the next file.
    """
    stage = policy.stage_of(kind)
    if w.sizes.files == 0 or stage == codes.FILE_STAGE_NONE:
        return
    if spell_ms < w.problem_files.shortest_ms:
        return
    files = s.problem_files
    left_ms = spell_ms
    while left_ms > 0:
        file = policy.next_file(w, s, officer, stage)
        if file < 0:
            return
        spent_ms = min(left_ms, files.left_ms[file])
        left_ms -= spent_ms
        files.owner[file] = officer
        files.touched_ms[file] = s.clock.now_ms[0]
        files.left_ms[file] -= spent_ms
        files.done_ms[file] += spent_ms
        s.problem_hubs.worked_ms[w.people.hub[officer]] += spent_ms
        if files.left_ms[file] == 0:
            _end_stage(w, s, officer, file)


def _end_stage(w: World, s: State, officer: int, file: int) -> None:
    """Wait for partners after the analysis; close the file after enforcement."""
    files = s.problem_files
    files.owner[file] = _NONE
    if files.stage[file] == codes.FILE_STAGE_ANALYSIS:
        files.stage[file] = codes.FILE_STAGE_ENFORCEMENT
        files.left_ms[file] = w.problem_files.enforcement_ms[files.marks[file]]
        files.done_ms[file] = 0
        files.ready_ms[file] = s.clock.now_ms[0] + w.problem_files.wait_ms[files.marks[file]]
        files.touched_ms[file] = files.ready_ms[file]
        return
    hub, area = w.people.hub[officer], files.area[file]
    row = w.people.role[officer] * w.sizes.hubs + hub
    s.problem_hubs.powers[row] += w.problem_files.powers[files.marks[file]]
    s.problem_hubs.closed[hub] += 1
    s.problem_hubs.closed_after_ms[hub] += s.clock.now_ms[0] - files.opened_ms[file]
    s.problem_areas.opened_ms[area] = files.opened_ms[file]
    s.problem_areas.closed_ms[area] = s.clock.now_ms[0]
    # What led to the file is dealt with: the count begins again from what is to be expected.
    s.problem_areas.of_late[area] = w.problem_files.expected[area]
    s.problem_areas.has_file[area] = False
    files.stage[file] = codes.FILE_STAGE_NONE
    files.area[file] = _NONE


def count(w: World, s: State) -> None:
    """Bring counts up to date, let files go cold, open new ones, and let effects fade."""
    if w.sizes.files == 0:
        return
    for file in range(w.sizes.files):
        if policy.goes_cold(w, s, file):
            _go_cold(w, s, file)
    areas = s.problem_areas
    for hub in range(w.sizes.hubs):
        for area in range(w.small_areas.first[hub], w.small_areas.first[hub + 1]):
            today = areas.today[area]
            areas.of_late[area] += today * MILLIONTHS - areas.of_late[area] // COUNT_DAYS
            areas.harm[area] += areas.harm_today[area] - areas.harm[area] // COUNT_DAYS
            areas.today[area] = 0
            areas.harm_today[area] = 0
            areas.fall[area] = _fall(w, s, area)
            if policy.opens(w, s, area):
                _open(w, s, hub, area)


def _fall(w: World, s: State, area: int) -> int:
    """Return what is left of the fall that the file closed last has brought about in an area."""
    closed_ms = s.problem_areas.closed_ms[area]
    if closed_ms < 0:
        return 0
    lasts_ms = w.problem_files.lasts_days * MS_PER_DAY
    left_ms = lasts_ms - (s.clock.now_ms[0] - closed_ms)
    return w.problem_files.fall * max(left_ms, 0) // lasts_ms


def _open(w: World, s: State, hub: int, area: int) -> None:
    """Open a file on an area, unless the hub has as many as it can have."""
    file = policy.free_place(w, s, hub)
    if file < 0:
        s.problem_hubs.refused[hub] += 1
        return
    files, areas = s.problem_files, s.problem_areas
    marks = w.problem_files.marks
    files.marks[file] = area * marks + areas.files_so_far[area] % marks
    areas.files_so_far[area] += 1
    areas.has_file[area] = True
    now = s.clock.now_ms[0]
    files.area[file] = area
    files.stage[file] = codes.FILE_STAGE_ANALYSIS
    files.left_ms[file] = w.problem_files.analysis_ms[files.marks[file]]
    files.done_ms[file] = 0
    files.owner[file] = _NONE
    files.opened_ms[file] = now
    files.ready_ms[file] = now
    files.touched_ms[file] = now
    s.problem_hubs.opened[hub] += 1


def _go_cold(w: World, s: State, file: int) -> None:
    """Lose half of what was done of a stage, and whoever had the file."""
    files = s.problem_files
    lost_ms = files.done_ms[file] // 2
    files.left_ms[file] += lost_ms
    files.done_ms[file] -= lost_ms
    files.owner[file] = _NONE
    files.touched_ms[file] = s.clock.now_ms[0]
    s.problem_hubs.lost_ms[file // w.problem_files.per_hub] += lost_ms


def start_measuring(w: World, s: State) -> None:
    """Forget what was counted in the warm-up; files, counts and effects stay."""
    if w.sizes.files == 0:
        return
    hubs = s.problem_hubs
    for hub in range(w.sizes.hubs):
        hubs.opened[hub] = 0
        hubs.closed[hub] = 0
        hubs.refused[hub] = 0
        hubs.closed_after_ms[hub] = 0
        hubs.worked_ms[hub] = 0
        hubs.lost_ms[hub] = 0
    for row in range(w.sizes.roles * w.sizes.hubs):
        hubs.powers[row] = 0
