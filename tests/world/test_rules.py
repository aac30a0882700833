"""Rules as tables."""

from __future__ import annotations

import datetime as dt

import numpy as np

from sim import clock
from sim.vocabulary import PREVENTION_ROLES, CrossHub, RedeploymentRule, Role
from sim.world.arrays import EMERGENCY_DRIVE, GRADES, ORDINARY_DRIVE
from sim.world.teams import NO_LIMIT
from tests.world.forces import of, scenario

MIN = clock.MS_PER_MIN


def test_grades() -> None:
    grade = {
        "label": "Emergency",
        "target_min": 15.0,
        "emergency_travel": True,
        "interrupts": ["break", "writing_up"],
        "when_all_busy": "lost",
    }
    world = of(scenario(grades__1=grade, redeployment={"rule": "queue_long"}))
    rules = world.grades
    assert world.sizes.grades == 4
    assert rules.target_ms.tolist()[:5] == [0, 15 * MIN, 60 * MIN, 0, 2880 * MIN]
    assert rules.drive.tolist() == [ORDINARY_DRIVE, EMERGENCY_DRIVE] + [ORDINARY_DRIVE] * 8
    assert np.flatnonzero(rules.at_desk).tolist() == [4]
    assert np.flatnonzero(rules.lost_when_busy).tolist() == [1]
    assert np.flatnonzero(rules.interrupts_briefing).tolist() == []
    assert np.flatnonzero(rules.interrupts_break).tolist() == [1]
    assert np.flatnonzero(rules.interrupts_writing_up).tolist() == [1]
    assert np.flatnonzero(world.redeployment.redeploys).tolist() == [1, 2]


def test_who_is_held_back_from_a_grade_is_held_back_from_lower_ones() -> None:
    team = scenario().teams.response
    assert team is not None
    settings = team.model_dump() | {"held_back": {1: 2, 3: 1, 4: 5}}
    rules = of(scenario(teams__response=settings)).teams
    held_back = rules.held_back.reshape(-1, GRADES)[Role.RESPONSE]
    assert held_back.tolist() == [0, 2, 2, 2, 5, 5, 5, 5, 5, 5]


def test_teams() -> None:
    team = scenario().teams.response
    assert team is not None
    settings = team.model_dump() | {
        "last_assignment_min": 60.0,
        "idle_limit_min": 30.0,
        "cross_hub_help": {"rule": "emergencies", "within_min": 45.0},
    }
    rules = of(scenario(teams__response=settings)).teams
    role = Role.RESPONSE
    assert rules.briefing_ms[role] == 15 * MIN
    assert rules.break_ms[role] == 40 * MIN
    assert rules.last_assignment_ms[role] == 60 * MIN
    assert rules.idle_limit_ms[role] == 30 * MIN
    assert rules.cross_hub[role] == CrossHub.EMERGENCIES
    assert rules.cross_hub_within_ms[role] == 45 * MIN
    assert rules.caseload_limit[role] == NO_LIMIT
    assert np.flatnonzero(rules.on_prevention).tolist() == [*PREVENTION_ROLES]
    absent = Role.INVESTIGATION
    assert rules.idle_limit_ms[absent] == clock.NEVER
    assert rules.cross_hub[absent] == CrossHub.NEVER
    assert rules.caseload_limit[absent] == NO_LIMIT
    assert rules.briefing_ms[absent] == rules.break_ms[absent] == 0


def test_a_caseload_limit_is_kept() -> None:
    team = {"posts": {"Upper": 3.0}, "rota": "always", "caseload_limit": 12}
    rules = of(scenario(teams__investigation=team)).teams
    assert rules.caseload_limit[Role.INVESTIGATION] == 12


def test_attendance_classes_are_numbered_as_they_appear() -> None:
    types = scenario().model_dump()["incident_types"]
    types["fight"] = types["noise"] | {"attended_by": ["response", "neighbourhood"]}
    types["litter"] = types["noise"] | {"attended_by": {1: ["response"], 2: ["pcso"]}}
    world = of(scenario(incident_types=types))
    class_of = world.teams.class_of.reshape(-1, GRADES)
    assert class_of[0].tolist() == [-1, 0, 0, -1, -1, -1, -1, -1, -1, -1]  # 4: at the desk
    assert class_of[1].tolist() == [-1, -1, 1, -1, -1, -1, -1, -1, -1, -1]
    assert class_of[2].tolist() == class_of[0].tolist()
    assert class_of[3].tolist() == [-1, 2, 1, -1, -1, -1, -1, -1, -1, -1]
    assert world.sizes.classes == 3
    assert world.teams.rank.reshape(3, -1).tolist() == [
        [1, 2, 0, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 0, 0],
    ]
    assert world.teams.preferred.reshape(3, -1).tolist() == [
        [0, 1, -1, -1, -1, -1, -1],
        [3, -1, -1, -1, -1, -1, -1],
        [0, -1, -1, -1, -1, -1, -1],
    ]


def test_there_is_a_class_even_if_nobody_attends() -> None:
    types = scenario().model_dump()["incident_types"]
    types = {"noise": types["noise"] | {"attended_by": [], "grade_mix": {4: 1.0}}}
    world = of(scenario(incident_types=types))
    assert world.sizes.classes == 1
    assert not world.teams.rank.any()
    assert world.sizes.harms == 1


def test_redeployment() -> None:
    rule = {
        "rule": "queue_long",
        "teams": ["pcso"],
        "grades": [2],
        "waiting": 3,
        "older_than_min": 20.0,
        "recall_below": 2,
        "recall_after_min": 25.0,
    }
    team = {"posts": {"Upper": 3.0}, "rota": "always"}
    world = of(scenario(redeployment=rule, teams__pcso=team))
    rules = world.redeployment
    assert rules.rule.tolist() == [RedeploymentRule.QUEUE_LONG]
    assert (rules.waiting.tolist(), rules.older_than_ms.tolist()) == ([3], [20 * MIN])
    assert (rules.recall_below, rules.recall_after_ms) == (2, 25 * MIN)
    assert np.flatnonzero(rules.redeployable).tolist() == [Role.PCSO]
    assert np.flatnonzero(rules.redeploys).tolist() == [2]
    assert rules.changes_ms.tolist() == []


def test_redeployment_by_date() -> None:
    """The run of the tests' force starts on 2 October 2017."""
    start = scenario().run.start
    on = [(start + dt.timedelta(days=days)).isoformat() for days in (0, 2, 5_000)]
    later = {
        on[0]: {"waiting": 4, "at_once": {1: ["pcso"]}},
        on[1]: {"rule": "queue_long", "teams": ["pcso"], "older_than_min": 20.0},
        on[2]: {"rule": "never"},
    }
    rule = {"rule": "never", "grades": [2], "rule_from": later}
    team = {"posts": {"Upper": 3.0}, "rota": "always"}
    rules = of(scenario(redeployment=rule, teams__pcso=team)).redeployment
    assert rules.changes_ms.tolist() == [2 * clock.MS_PER_DAY]
    assert rules.rule.tolist() == [RedeploymentRule.NEVER, RedeploymentRule.QUEUE_LONG]
    assert rules.waiting.tolist() == [4, 4]
    assert rules.older_than_ms.tolist() == [15 * MIN, 20 * MIN]
    assert np.flatnonzero(rules.redeploys).tolist() == [GRADES + 2]
    roles = len(Role)
    assert np.flatnonzero(rules.follows_rule).tolist() == [roles + Role.PCSO]
    assert np.flatnonzero(rules.sends_at_once).tolist() == [1, GRADES + 1]
    assert np.flatnonzero(rules.redeployable).tolist() == [Role.PCSO, roles + Role.PCSO]


def test_without_the_rule_nobody_is_redeployable() -> None:
    world = of(scenario())
    assert world.redeployment.rule.tolist() == [RedeploymentRule.NEVER]
    assert not world.redeployment.redeployable.any()
    assert not world.redeployment.redeploys.any()


def test_rules_are_rounded_to_the_grid() -> None:
    world = of(scenario(run__time_grid_min=10.0))
    assert world.teams.briefing_ms[Role.RESPONSE] == 20 * MIN  # 15 is halfway: to even
    assert world.teams.break_ms[Role.RESPONSE] == 40 * MIN
