"""Who was sent to what: a row for each officer; those of an incident are linked, first to last."""

from __future__ import annotations

from sim.clock import NEVER
from sim.model import codes, log
from sim.model.state import State
from sim.world.arrays import World

#: Stands for the row before the first of an incident.
BEFORE_ALL = -1


def next_row(s: State) -> int:
    """Return the row of the officer who is sent next; of a crew, the other has the one behind."""
    return s.deployments.taken[0]


def after(s: State, incident: int, row: int) -> int:
    """Return the row of an incident after one of its rows, or its first after `BEFORE_ALL`."""
    return s.deployments.first[incident] if row == BEFORE_ALL else s.deployments.following[row]


def has_rows(w: World, s: State, incident: int, officers: int) -> bool:
    """Whether there are rows of deployment left for more officers, the last in a crew."""
    used = s.incidents.deployed[incident]
    return used + officers + w.dispatch.spare_rows <= w.drawn.rows[incident]


def start(
    w: World,
    s: State,
    incident: int,
    officer: int,
    from_district: int,
    redeployed: bool,
    leads: bool,
) -> None:
    """Write down that an officer is sent: alone, as the leader of a crew, or led."""
    rows = s.deployments
    row = rows.taken[0]
    if s.incidents.deployed[incident] + (not leads) >= w.drawn.rows[incident]:
        log.run_out(s, codes.FULL_DEPLOYMENTS)
        return
    rows.taken[0] += 1
    _make_room(s)
    if rows.first[incident] < 0:
        rows.first[incident] = row
    else:
        last = rows.first[incident]
        while rows.following[last] > 0:
            last = rows.following[last]
        rows.following[last] = row
    rows.incident[row] = incident
    rows.officer[row] = officer
    rows.assigned_ms[row] = s.clock.now_ms[0]
    rows.arrived_ms[row] = NEVER
    rows.left_ms[row] = NEVER
    rows.from_district[row] = from_district
    rows.redeployed[row] = redeployed
    rows.leads[row] = leads


def _make_room(s: State) -> None:
    """Ask for more rows once another event might find too few."""
    rows, at_once = s.deployments, len(s.requests.time_ms)
    if rows.taken[0] + at_once >= len(rows.incident) and s.clock.overflow[0] == codes.FULL_ENOUGH:
        log.run_out(s, codes.FULL_SENT)


def arrive(s: State, slot: int) -> None:
    """Write down that the officer has reached the scene."""
    s.deployments.arrived_ms[slot] = s.clock.now_ms[0]


def end(s: State, slot: int, ended_by: int) -> None:
    """Write down that the officer is released, and why (`vocabulary.EndedBy`)."""
    s.deployments.left_ms[slot] = s.clock.now_ms[0]
    s.deployments.ended_by[slot] = ended_by
