"""A second opinion on what operations prevent: by the log, who came to each, and which incidents.

Only where nothing else acts on the number of incidents, and no two operations of a team at a hub
overlap, so that the log alone says where an officer went.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.vocabulary import Activity, IncidentState, Record
from sim.world.arrays import World
from tests.engine.judged import judges

WHOLE = 1_000_000


def can_judge(w: World) -> bool:
    """Whether operations alone act on demand, and each officer's operation is certain."""
    sizes = w.sizes
    others = w.prevention_effect.acts or sizes.patrol_days or sizes.files or sizes.cohorts
    if others or not w.operation_effects.acts or (w.types.repeat_factor != WHOLE).any():
        return False
    rows = w.operations
    for one in range(sizes.operations):
        for other in range(one):
            same = rows.role[one] == rows.role[other] and rows.hub[one] == rows.hub[other]
            if same and rows.start_ms[one] < rows.end_ms[other]:
                return False
    return True


def arrivals(w: World, s: State) -> list[list[int]]:
    """Return when officers came to each operation."""
    rows, log = w.operations, s.log
    came: list[list[int]] = [[] for _ in range(w.sizes.operations)]
    for line in np.flatnonzero(log.record == Record.OPERATION).tolist():
        if log.after[line] != Activity.OPERATION:
            continue
        officer, now = int(log.officer[line]), int(log.time_ms[line])
        for row in range(w.sizes.operations):
            of_team = rows.role[row] == w.people.role[officer]
            at_hub = rows.hub[row] == w.people.hub[officer]
            if of_team and at_hub and rows.start_ms[row] <= now < rows.end_ms[row]:
                came[row].append(now)
    return came


@judges(
    "operations.effect",
    "operations.residual_days",
    "operations.targets.types",
    "operations.targets.districts",
    "operations.targets.repeats_only",
)
def prevented(w: World, s: State) -> Iterator[str]:
    """Question incidents that came about though operations prevent them, or the reverse."""
    if not can_judge(w):
        return
    came = arrivals(w, s)
    edges = {int(t) for t in (*w.operations.start_ms, *w.operations.end_ms)}
    edges |= {t for times in came for t in times}
    for incident in range(w.sizes.incidents):
        now, mark = int(w.drawn.created_ms[incident]), int(w.drawn.mark[incident])
        parent = int(w.drawn.parent[incident])
        orphan = parent >= 0 and s.incidents.state[parent] == IncidentState.EXPECTED
        if mark < 0 or orphan or now in edges or now % MS_PER_DAY == 0:
            continue
        if parent >= 0 and w.drawn.repeat[incident] and w.service.depends[w.drawn.type[incident]]:
            continue  # the service acts on these too
        left = 1.0
        for row in range(w.sizes.operations):
            left *= 1 - share(w, came, row, incident)
        # The model rounds down at each step, by less than a few millionths.
        happened = s.incidents.state[incident] != IncidentState.EXPECTED
        if abs(mark - left * WHOLE) > 5 and happened != (mark < left * WHOLE):
            yield f"incident {incident} {'came' if happened else 'did not come'} about at {now}"


def share(w: World, came: list[list[int]], row: int, incident: int) -> float:
    """Return what share of incidents like one an operation prevents when that is created."""
    rows, rules, drawn = w.operations, w.operation_effects, w.drawn
    name, now = int(rows.name[row]), int(drawn.created_ms[incident])
    aimed = rules.targets[name * w.sizes.types + drawn.type[incident]]
    aimed &= rules.districts[name * w.sizes.districts + drawn.district[incident]]
    aimed &= drawn.hub[incident] == rows.hub[row]
    if rules.repeats_only[name]:
        aimed &= drawn.repeat[incident] > 0
    if not aimed or now < rows.start_ms[row]:
        return 0.0
    there = min(sum(t < now for t in came[row]) / int(rows.officers[row]), 1.0)
    most = there * int(rules.prevented[name]) / WHOLE
    if now < rows.end_ms[row]:
        return most
    days, lasts = now // MS_PER_DAY - rows.end_ms[row] // MS_PER_DAY, rules.residual_days[name]
    return most * max(int(lasts - days), 0) / int(lasts) if lasts else 0.0
