"""The scenario's rules as tables that a compiled clock can look up."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.attendance import attending_teams
from sim.scenario.facts.powers import has_power
from sim.scenario.schema.demand import Grade, IncidentType
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import (
    ATTENDING_ROLES,
    CASE_ROLES,
    PREVENTION_ROLES,
    CrossHub,
    DispatchRule,
    Role,
    WhoIsCalledAway,
)
from sim.world.arrays import (
    EMERGENCY_DRIVE,
    GRADES,
    ORDINARY_DRIVE,
    Bools,
    DispatchRules,
    GradeRules,
    Ints,
    TeamRules,
    TypeRules,
)
from sim.world.people import teams

#: Stands for "no limit" where a number is expected.
NO_LIMIT = 1 << 40

CROSS_HUB = {
    "never": CrossHub.NEVER,
    "emergencies": CrossHub.EMERGENCIES,
    "after_wait": CrossHub.AFTER_WAIT,
}
DISPATCH = {
    "nearest": DispatchRule.NEAREST,
    "longest_idle": DispatchRule.LONGEST_IDLE,
    "least_loaded": DispatchRule.LEAST_LOADED,
}
TAKES = {
    "lowest_grade": WhoIsCalledAway.LOWEST_GRADE,
    "nearest": WhoIsCalledAway.NEAREST,
    "latest": WhoIsCalledAway.LATEST,
}


def on_grid_ms(minutes: float, tick_ms: int) -> int:
    """Return minutes in milliseconds, rounded to the time grid."""
    return round(minutes * clock.MS_PER_MIN / tick_ms) * tick_ms


def grade_rules(scenario: Scenario, tick_ms: int) -> GradeRules:
    """Return the rules by grade number; grades that do not exist have neutral values."""
    grades = scenario.grades
    never = scenario.redeployment.rule == "never"
    redeploys = [] if never else scenario.redeployment.grades

    def flags(of: list[int]) -> Bools:
        return np.isin(np.arange(GRADES), of)

    def interrupting(work: str) -> Bools:
        return flags([number for number, grade in grades.items() if work in grade.interrupts])

    target_ms = np.zeros(GRADES, dtype=np.int64)
    drive = np.full(GRADES, ORDINARY_DRIVE, dtype=np.int64)
    upgraded_to, notice_ms, slot_ms = np.zeros((3, GRADES), dtype=np.int64)
    for number, grade in grades.items():
        target_ms[number] = clock.to_ms(grade.target_min)
        if grade.emergency_travel:
            drive[number] = EMERGENCY_DRIVE
        if grade.patience is not None and grade.patience.upgraded_to is not None:
            upgraded_to[number] = grade.patience.upgraded_to
        if grade.appointment is not None:
            notice_ms[number] = on_grid_ms(grade.appointment.notice_min, tick_ms)
            slot_ms[number] = clock.to_ms(grade.appointment.slot_min)
    return GradeRules(
        target_ms=target_ms,
        drive=drive,
        at_desk=flags([number for number, grade in grades.items() if at_desk(grade)]),
        lost_when_busy=flags([n for n, grade in grades.items() if grade.when_all_busy == "lost"]),
        interrupts_briefing=interrupting("briefing"),
        interrupts_break=interrupting("break"),
        interrupts_writing_up=interrupting("writing_up"),
        interrupts_travel=interrupting("travel"),
        interrupts_scene=interrupting("scene"),
        when_nearer=flags([n for n, grade in grades.items() if grade.calls_away == "when_nearer"]),
        upgraded_to=upgraded_to,
        notice_ms=notice_ms,
        slot_ms=slot_ms,
        redeploys=flags(redeploys),
    )


def type_rules(scenario: Scenario) -> TypeRules:
    """Return the rules by incident type."""
    incident_types = scenario.incident_types.values()
    return TypeRules(
        interruptible=np.array(
            [incident_type.interruptible for incident_type in incident_types], dtype=np.bool_
        ),
        relayable=np.array(
            [incident_type.relayable for incident_type in incident_types], dtype=np.bool_
        ),
    )


def dispatch_rules(scenario: Scenario) -> DispatchRules:
    """Return who is sent, and who is called away."""
    return DispatchRules(
        rule=int(DISPATCH[scenario.dispatch.rule]),
        takes=int(TAKES[scenario.preemption.takes]),
        interruptions_limit=scenario.preemption.interruptions_limit,
        spare_rows=crew_rows(scenario),
    )


def crew_rows(scenario: Scenario) -> int:
    """Return how many more rows of deployment the last officers sent may take: 1 with crews."""
    crewing = (team.crewing for _, team in teams(scenario))
    return int(any(crews is not None and crews.double_share > 0 for crews in crewing))


def preempts(grade: Grade) -> bool:
    """Return whether a grade calls officers away from drives or scenes."""
    return "travel" in grade.interrupts or "scene" in grade.interrupts


def only_scenes(grade: Grade) -> bool:
    """Return whether a grade calls officers away from scenes, but not from drives."""
    return "scene" in grade.interrupts and "travel" not in grade.interrupts


def at_desk(grade: Grade) -> bool:
    """Return whether incidents of a grade go to the Resolution Centre."""
    return grade.served_by == "resolution_centre"


def attending(scenario: Scenario, incident_type: IncidentType, grade: int) -> tuple[str, ...]:
    """Return the teams that may attend a type at a grade, the preferred one first."""
    if grade not in scenario.grades or at_desk(scenario.grades[grade]):
        return ()
    by_grade = attending_teams(scenario, incident_type, grade)
    return tuple(team for team in by_grade if has_power(scenario, team, incident_type.needs_power))


#: The teams of a class, the preferred one first, and the power that its incidents need.
AttendanceClass = tuple[tuple[str, ...], str | None]


def attendance_classes(scenario: Scenario) -> tuple[Ints, list[AttendanceClass]]:
    """Give the distinct lists of teams that may attend a number, in order of first appearance.

    Returns
    -------
    tuple of Ints and list of AttendanceClass
        `TeamRules.class_of`, and teams and power of each class. There is always one class, so
        that tables of classes are never empty.
    """
    number: dict[AttendanceClass, int] = {}
    class_of = np.full(len(scenario.incident_types) * GRADES, -1, dtype=np.int64)
    for code, incident_type in enumerate(scenario.incident_types.values()):
        for grade in sorted(scenario.grades):
            who = attending(scenario, incident_type, grade)
            if who:
                sort = (who, incident_type.needs_power)
                class_of[code * GRADES + grade] = number.setdefault(sort, len(number))
    return class_of, list(number) or [((), None)]


def team_rules(scenario: Scenario, planned_prevention_ms: Ints, tick_ms: int) -> TeamRules:
    """Return the rules by role; teams that do not exist have neutral values.

    Parameters
    ----------
    scenario : Scenario
        Teams, types and redeployment.
    planned_prevention_ms : Ints
        (roles * hubs,) from the rosters.
    tick_ms : int
        Time grid, to which everything that sets a time is rounded.

    Returns
    -------
    TeamRules
        See there.
    """
    class_of, classes = attendance_classes(scenario)
    rank, preferred = _preferences([names for names, _ in classes])
    table = {
        field: np.full(len(Role), neutral, dtype=np.int64)
        for field, neutral in {
            "briefing_ms": 0,
            "break_ms": 0,
            "last_assignment_ms": 0,
            "idle_limit_ms": clock.NEVER,
            "cross_hub": CrossHub.NEVER,
            "cross_hub_within_ms": 0,
            "cross_hub_after_ms": 0,
            "caseload_limit": NO_LIMIT,
        }.items()
    }
    for role, team in teams(scenario):
        table["briefing_ms"][role] = on_grid_ms(team.briefing_min, tick_ms)
        table["last_assignment_ms"][role] = on_grid_ms(team.last_assignment_min, tick_ms)
        if team.breaks is not None:
            table["break_ms"][role] = on_grid_ms(team.breaks.minutes, tick_ms)
        if team.idle_limit_min is not None:
            table["idle_limit_ms"][role] = on_grid_ms(team.idle_limit_min, tick_ms)
        table["cross_hub"][role] = CROSS_HUB[team.cross_hub_help.rule]
        table["cross_hub_within_ms"][role] = clock.to_ms(team.cross_hub_help.within_min)
        table["cross_hub_after_ms"][role] = on_grid_ms(team.cross_hub_help.after_min, tick_ms)
        table["caseload_limit"][role] = team.caseload_limit or NO_LIMIT
    return TeamRules(
        **table,
        cross_hub_grades=_cross_hub_grades(scenario),
        held_back=_held_back(scenario),
        attends=np.isin(np.arange(len(Role)), ATTENDING_ROLES),
        works_cases=np.isin(np.arange(len(Role)), CASE_ROLES),
        on_prevention=np.isin(np.arange(len(Role)), PREVENTION_ROLES),
        redeployable=_redeployable(scenario),
        class_of=class_of,
        rank=rank,
        barred=_barred(scenario, [power for _, power in classes]),
        preferred=preferred,
        planned_prevention_ms=planned_prevention_ms,
    )


def _redeployable(scenario: Scenario) -> Bools:
    """Return which teams redeployment may send, (roles,)."""
    rule = scenario.redeployment
    named = rule.teams if rule.rule != "never" else []
    return np.array([role.name.lower() in named for role in Role], dtype=np.bool_)


def _cross_hub_grades(scenario: Scenario) -> Bools:
    """Return for which grades each role helps other hubs after a wait, (roles * GRADES,)."""
    table = np.zeros((len(Role), GRADES), dtype=np.bool_)
    for role, team in teams(scenario):
        table[role, team.cross_hub_help.grades] = True
    return table.ravel()


def _held_back(scenario: Scenario) -> Ints:
    """Return how many of each role must stay available at each grade, (roles * GRADES,)."""
    table = np.zeros((len(Role), GRADES), dtype=np.int64)
    for role, team in teams(scenario):
        for grade, officers in team.held_back.items():
            table[role, grade] = officers
    # Who is held back from a grade is held back from lower ones too.
    return np.maximum.accumulate(table, axis=1).ravel()


def _barred(scenario: Scenario, powers: list[str | None]) -> Bools:
    """Return the roles that lack the power of each class."""
    return np.array(
        [not has_power(scenario, role.name.lower(), power) for power in powers for role in Role],
        dtype=np.bool_,
    )


def _preferences(classes: list[tuple[str, ...]]) -> tuple[Ints, Ints]:
    """Return the place of each role in each class, and the role at each place."""
    rank = np.zeros((len(classes), len(Role)), dtype=np.int64)
    preferred = np.full((len(classes), len(Role)), -1, dtype=np.int64)
    for row, names in enumerate(classes):
        for place, name in enumerate(names):
            rank[row, Role[name.upper()]] = place + 1
            preferred[row, place] = Role[name.upper()]
    return rank.ravel(), preferred.ravel()
