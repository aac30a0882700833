"""The rules of prevention as tables: what each team's time on it is planned for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.scenario.schema.prevention import Prevention
from sim.scenario.schema.teams import PreventionTeam, Team
from sim.vocabulary import PreventionWork, Role
from sim.world.arrays import MILLIONTHS
from sim.world.arrays_demand import PreventionRules
from sim.world.time_grid import on_grid_ms


def prevention_rules(
    teams: Mapping[Role, Team], prevention: Prevention, tick_ms: int
) -> PreventionRules:
    """Return what each team's time on prevention is planned for."""
    planned = np.zeros(len(Role), dtype=np.bool_)
    share = np.zeros((len(Role), len(PreventionWork)), dtype=np.int64)
    for role, team in teams.items():
        if isinstance(team, PreventionTeam):
            planned[role] = bool(team.prevention_plan)
            for name, part in team.prevention_plan.items():
                share[role, PreventionWork[name.upper()]] = round(part * MILLIONTHS)
    shortest_ms = np.zeros(len(PreventionWork), dtype=np.int64)
    for name, minutes in prevention.shortest_spell_min.items():
        shortest_ms[PreventionWork[name.upper()]] = on_grid_ms(minutes, tick_ms)
    return PreventionRules(planned, share.ravel(), shortest_ms)
