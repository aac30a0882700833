"""Whether somebody is arrested at an incident: settled when the first officer arrives."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def is_made(w: World, s: State, incident: int) -> bool:
    """Whether there is an arrest at an incident that is reached now."""
    response_ms = s.clock.now_ms[0] - w.drawn.created_ms[incident]
    return w.drawn.arrest_mark[incident] < factor(w, w.drawn.grade[incident], response_ms)


def factor(w: World, grade: int, response_ms: int) -> int:
    """Return by how much a response time multiplies the chance of an arrest, in millionths.

    Looked up on a straight line between two entries of the table.
    """
    rules = w.arrests
    reference_ms = rules.reference_ms[grade]
    if reference_ms == 0:
        return MILLIONTHS
    position = response_ms * rules.steps
    step = position // reference_ms
    last = len(rules.factor) - 1
    if step >= last:
        return rules.factor[last]
    fall = rules.factor[step] - rules.factor[step + 1]
    return rules.factor[step] - fall * (position - step * reference_ms) // reference_ms
