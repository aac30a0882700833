"""Who was sent to what: one row per officer an incident may need."""

from __future__ import annotations

from sim.model import codes, log
from sim.model.state import State
from sim.world.arrays import World


def start(
    w: World,
    s: State,
    incident: int,
    slot: int,
    officer: int,
    from_district: int,
    redeployed: bool,
    leads: bool,
) -> None:
    """Write down that an officer is sent: alone, as the leader of a crew, or led."""
    if slot >= w.drawn.first_slot[incident + 1]:
        log.run_out(s, codes.FULL_DEPLOYMENTS)
        return
    rows = s.deployments
    rows.officer[slot] = officer
    rows.assigned_ms[slot] = s.clock.now_ms[0]
    rows.from_district[slot] = from_district
    rows.redeployed[slot] = redeployed
    rows.leads[slot] = leads


def arrive(s: State, slot: int) -> None:
    """Write down that the officer has reached the scene."""
    s.deployments.arrived_ms[slot] = s.clock.now_ms[0]


def end(s: State, slot: int, ended_by: int) -> None:
    """Write down that the officer is released, and why (`vocabulary.EndedBy`)."""
    s.deployments.left_ms[slot] = s.clock.now_ms[0]
    s.deployments.ended_by[slot] = ended_by
