"""How many of a team stay available: held back for higher grades, or on protected prevention."""

from __future__ import annotations

from sim.model.policies import protected_hours
from sim.model.state import State
from sim.world.arrays import GRADES, World


def stays_back(w: World, s: State, role: int, grade: int, pool: int) -> bool:
    """Whether all of a team who are available must stay so: for higher grades, or on prevention."""
    return s.pools.size[pool] <= staying(w, s, role, grade, pool)


def staying(w: World, s: State, role: int, grade: int, pool: int) -> int:
    """Return how many of those whom a team has available must stay so when a grade is served."""
    held_back = w.teams.held_back[role * GRADES + grade]
    return max(held_back, protected_hours.staying(w, s, role, pool))
