"""The rules of prevention as tables: what it is planned for, and when its people are sent away."""

from __future__ import annotations

import numpy as np

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import PreventionWork, RedeploymentRule, Role, WhoGoes
from sim.world.arrays import PreventionRules, RedeploymentRules
from sim.world.people import teams
from sim.world.rules import on_grid_ms

#: Planned shares are whole millionths, so that the account of a run is exact.
MILLION = 1_000_000


def prevention_rules(scenario: Scenario, tick_ms: int) -> PreventionRules:
    """Return what each team's time on prevention is planned for."""
    planned = np.zeros(len(Role), dtype=np.bool_)
    share = np.zeros((len(Role), len(PreventionWork)), dtype=np.int64)
    for role, team in teams(scenario):
        planned[role] = bool(team.prevention_plan)
        for name, part in team.prevention_plan.items():
            share[role, PreventionWork[name.upper()]] = round(part * MILLION)
    shortest_ms = np.zeros(len(PreventionWork), dtype=np.int64)
    for name, minutes in scenario.prevention.shortest_spell_min.items():
        shortest_ms[PreventionWork[name.upper()]] = on_grid_ms(minutes, tick_ms)
    return PreventionRules(planned, share.ravel(), shortest_ms)


def redeployment_rules(scenario: Scenario, tick_ms: int) -> RedeploymentRules:
    """Return the redeployment rule, and how response shifts are made up."""
    redeployment = scenario.redeployment
    response = scenario.teams.response
    minimum = response.minimum_strength if response is not None else {}
    backfills = [Role[name.upper()] for name in redeployment.teams] if redeployment.backfill else []
    return RedeploymentRules(
        rule=int(RedeploymentRule[redeployment.rule.upper()]),
        waiting=redeployment.waiting,
        older_than_ms=on_grid_ms(redeployment.older_than_min, tick_ms),
        recall_below=redeployment.recall_below,
        recall_after_ms=on_grid_ms(redeployment.recall_after_min, tick_ms),
        who=int(WhoGoes[redeployment.who.upper()]),
        backfill=int(redeployment.backfill),
        minimum_strength=np.array([minimum.get(hub, 0) for hub in scenario.hubs], dtype=np.int64),
        backfills=np.isin(np.arange(len(Role)), backfills),
    )
