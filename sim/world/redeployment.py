"""The rules of redeployment: when prevention teams are sent to response work, and who goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sim import clock
from sim.scenario.schema.redeployment import Redeployment
from sim.scenario.schema.teams import ResponseTeam
from sim.vocabulary import Role
from sim.world.arrays import GRADES, Bools, RedeploymentRules
from sim.world.filling import filled


def redeploying_grades(redeployment: Redeployment) -> Sequence[int]:
    """Return the grades that count for redeployment, and that redeployed officers are sent to."""
    return redeployment.grades if redeployment.rule != "never" else ()


def follows_rule(redeployment: Redeployment) -> Bools:
    """Return which teams the rule may send, (roles,)."""
    return roles_named(redeployment.teams if redeployment.rule != "never" else ())


def at_once(redeployment: Redeployment) -> Bools:
    """Return who goes to which grades whatever the rule says, (roles * GRADES,)."""
    table = np.zeros((len(Role), GRADES), dtype=np.bool_)
    for grade, teams in redeployment.at_once.items():
        table[:, grade] = roles_named(teams)
    return table.ravel()


def redeployable(redeployment: Redeployment) -> Bools:
    """Return which teams may be redeployed at all, (roles,)."""
    of_any_grade = at_once(redeployment).reshape(len(Role), GRADES).any(axis=1)
    return np.asarray(follows_rule(redeployment) | of_any_grade)


def redeployment_rules(
    redeployment: Redeployment, response: ResponseTeam | None, hubs: Collection[str], tick_ms: int
) -> RedeploymentRules:
    """Return the redeployment rule, and how response shifts are made up.

    Parameters
    ----------
    redeployment : Redeployment
        The rule.
    response : ResponseTeam or None
        For its minimum strength by hub.
    hubs : collection of str
        The hubs of the scenario, in order.
    tick_ms : int
        Time grid.
    """
    minimum = response.minimum_strength if response is not None else {}
    return filled(
        RedeploymentRules,
        (redeployment,),
        tick_ms,
        max_ms_per_shift=round(redeployment.max_hours_per_shift * clock.MS_PER_HOUR),
        minimum_strength=np.array([minimum.get(hub, 0) for hub in hubs], dtype=np.int64),
        backfills=roles_named(redeployment.teams if redeployment.backfill else ()),
    )


def roles_named(names: Collection[str]) -> Bools:
    """Return which roles are among those named, (roles,)."""
    return np.array([role.name.lower() in names for role in Role], dtype=np.bool_)
