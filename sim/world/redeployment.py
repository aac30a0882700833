"""The rules of redeployment: when prevention teams are sent to response work, and who goes."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.redeployment import rules_by_date
from sim.scenario.schema.redeployment import Redeployment
from sim.vocabulary import Role
from sim.world.arrays import GRADES, Bools, Ints, RedeploymentRules
from sim.world.filling import filled, number


def redeployment_rules(facts: Facts) -> RedeploymentRules:
    """Return the redeployment rule of each date, and how response shifts are made up."""
    response, tick_ms = facts.scenario.teams.response, facts.times.tick_ms
    minimum = response.minimum_strength if response is not None else {}
    changes_ms, rules = _in_the_run(facts)

    def numbers(name: str) -> Ints:
        return np.array([number(rule, name, tick_ms) for rule in rules], dtype=np.int64)

    at_once = np.array([_at_once(rule) for rule in rules])
    by_rule = np.array([_roles_named(rule.teams if rule.rule != "never" else ()) for rule in rules])
    return filled(
        RedeploymentRules,
        (facts.scenario.redeployment,),
        tick_ms,
        changes_ms=changes_ms,
        rule=numbers("rule"),
        waiting=numbers("waiting"),
        older_than_ms=numbers("older_than_ms"),
        redeploys=np.concatenate([_redeploying_grades(rule) for rule in rules]),
        follows_rule=by_rule.ravel(),
        sends_at_once=at_once.any(axis=1).ravel(),
        at_once=at_once.ravel(),
        redeployable=(by_rule | at_once.any(axis=2)).ravel(),
        ring_fenced=np.concatenate([_roles_named(rule.ring_fenced) for rule in rules]),
        backfills=np.concatenate(
            [_roles_named(rule.teams if rule.backfill else ()) for rule in rules]
        ),
        minimum_strength=np.array(
            [minimum.get(hub, 0) for hub in facts.scenario.hubs], dtype=np.int64
        ),
    )


def _in_the_run(facts: Facts) -> tuple[Ints, list[Redeployment]]:
    """Return when the rule changes during the run, at midnight, and the rules in order."""
    changes_ms: list[int] = []
    rules: list[Redeployment] = []
    for day, rule, _ in rules_by_date(facts.scenario.redeployment):
        days = clock.day_number(day) - facts.times.first_day
        if days <= 0:
            rules = [rule]
        elif days < facts.times.days:
            rules.append(rule)
            changes_ms.append(days * clock.MS_PER_DAY)
    return np.array(changes_ms, dtype=np.int64), rules


def _redeploying_grades(rule: Redeployment) -> Bools:
    """Return the grades that count, and that redeployed officers are sent to, (GRADES,)."""
    return np.isin(np.arange(GRADES), rule.grades if rule.rule != "never" else [])


def _at_once(rule: Redeployment) -> Bools:
    """Return who goes to which grades whatever the rule says, (roles, GRADES)."""
    table = np.zeros((len(Role), GRADES), dtype=np.bool_)
    for grade, teams in rule.at_once.items():
        table[:, grade] = _roles_named(teams)
    return table


def _roles_named(names: Collection[str]) -> Bools:
    """Return which roles are among those named, (roles,)."""
    return np.array([role.name.lower() in names for role in Role], dtype=np.bool_)
