"""Measures of places: visits to hot spots, problem files, and what became of their areas.

By hub; only where the scenario has hot spots, or problem files.
"""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures.cells import Cells, hub_cells, nothing, ratio
from sim.outputs.measures.view import HOUR_MS, View
from sim.vocabulary import FileStage
from sim.world.arrays import Bools, Floats, Ints

#: Length of the periods that are compared before a file is opened and after it is closed.
COMPARED_MS = 28 * MS_PER_DAY


def hot_spot_visits_count(view: View) -> Cells:
    """Visits to the areas on the hubs' lists.

    Unit: visits. Good: higher.
    """
    if view.world.sizes.patrol_days == 0:
        return nothing()
    return _by_hub(view, _visits(view))


def hot_spot_visits_per_day(view: View) -> Cells:
    """Visits / areas on the list / days measured.

    Unit: visits a day. Good: higher.
    """
    if view.world.sizes.patrol_days == 0:
        return nothing()
    sizes = view.world.sizes
    days = (sizes.horizon_ms - sizes.warm_up_ms) / MS_PER_DAY
    listed = view.world.small_areas.listed.astype(np.float64)
    return _by_hub(view, _visits(view), listed * days)


def hot_spot_incidents_count(view: View) -> Cells:
    """Count incidents of types that react to visits, in the areas on the hubs' lists.

    Unit: incidents. Good: lower.
    """
    if view.world.sizes.patrol_days == 0:
        return nothing()
    rules, drawn = view.world.small_areas, view.world.drawn
    hub, area = view.hub, drawn.area[view.measured]
    counts = rules.reacts[drawn.type[view.measured]]
    counts &= area - rules.first[hub] < rules.listed[hub]
    return _by_hub(view, np.bincount(hub[counts], minlength=view.world.sizes.hubs))


def problem_files_opened_count(view: View) -> Cells:
    """Count problem files opened.

    Unit: files. Good: neutral.
    """
    return _of_files(view, view.state.problem_hubs.opened)


def problem_files_closed_count(view: View) -> Cells:
    """Count problem files closed.

    Unit: files. Good: higher.
    """
    return _of_files(view, view.state.problem_hubs.closed)


def problem_files_refused_count(view: View) -> Cells:
    """Count areas that needed a file that could not be opened, once a day each.

    Unit: areas. Good: lower.
    """
    return _of_files(view, view.state.problem_hubs.refused)


def problem_files_open_end_count(view: View) -> Cells:
    """Count problem files open at the end of the run.

    Unit: files. Good: neutral.
    """
    is_open = view.state.problem_files.stage != int(FileStage.NONE)
    return _of_files(view, is_open.reshape(view.world.sizes.hubs, -1).sum(axis=1))


def problem_files_age_mean_days(view: View) -> Cells:
    """Time from opening to closing / files closed.

    Unit: days. Good: lower.
    """
    hubs = view.state.problem_hubs
    return _of_files(view, hubs.closed_after_ms / MS_PER_DAY, hubs.closed)


def problem_files_hours(view: View) -> Cells:
    """Hours booked to problem files, those that were lost later included.

    Unit: hours. Good: neutral.
    """
    return _of_files(view, view.state.problem_hubs.worked_ms / HOUR_MS)


def problem_files_lost_hours(view: View) -> Cells:
    """Half of the hours done of a stage, each time that nobody worked on it for too long.

    Unit: hours. Good: lower.
    """
    return _of_files(view, view.state.problem_hubs.lost_ms / HOUR_MS)


def problem_area_fall_share(view: View) -> Cells:
    """1 - incidents in the 28 days from closing / incidents in the 28 days before opening.

    Of types that open files, in areas whose last file closed in the measured period, with both
    periods within the run. Areas call for a file when they have had more incidents than usual, so
    the number falls afterwards even where a file achieves nothing.
    Unit: share. Good: higher.
    """
    if view.world.sizes.files == 0:
        return nothing()
    rules, drawn, areas = view.world.problem_files, view.world.drawn, view.state.problem_areas
    opened_ms, closed_ms = areas.opened_ms, areas.closed_ms
    whole = closed_ms >= max(view.world.sizes.warm_up_ms, 0)
    whole &= opened_ms >= COMPARED_MS
    whole &= closed_ms + COMPARED_MS <= view.world.sizes.horizon_ms
    rows = np.flatnonzero(view.happened & (rules.harm[drawn.type] > 0))
    area, at_ms = drawn.area[rows], drawn.created_ms[rows]
    before = whole[area] & _within(at_ms, opened_ms[area] - COMPARED_MS)
    after = whole[area] & _within(at_ms, closed_ms[area])
    hubs, hub = view.world.sizes.hubs, drawn.hub[rows]
    then = np.bincount(hub[before], minlength=hubs)
    fall = then - np.bincount(hub[after], minlength=hubs)
    return _by_hub(view, fall, then.astype(np.float64))


def _within(at_ms: Ints, from_ms: Ints) -> Bools:
    return np.asarray((from_ms <= at_ms) & (at_ms < from_ms + COMPARED_MS))


def _visits(view: View) -> Ints:
    """Return the visits made at each hub, (hubs,)."""
    return np.add.reduceat(view.state.patrols.made, view.world.small_areas.first[:-1])


def _of_files(view: View, value: Ints | Floats, over: Ints | Floats | None = None) -> Cells:
    """Lay out a number by hub, where there are problem files."""
    return nothing() if view.world.sizes.files == 0 else _by_hub(view, value, over)


def _by_hub(view: View, value: Ints | Floats, over: Ints | Floats | None = None) -> Cells:
    """Lay out a number by hub, or a quotient of two, for all hubs first."""
    table = _with_total(value)
    if over is not None:
        table = ratio(table, _with_total(over))
    return hub_cells(view, table)


def _with_total(value: Ints | Floats) -> Floats:
    return np.concatenate(([value.sum()], value)).astype(np.float64)
