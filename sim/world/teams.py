"""The rules of teams as tables, and which teams may attend what."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.attendance import able_to_attend
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.powers import has_power
from sim.scenario.schema.teams import AttendingTeam, CaseworkTeam, PreventionTeam, Team
from sim.vocabulary import ATTENDING_ROLES, CASE_ROLES, PREVENTION_ROLES, CrossHub, Role
from sim.world.arrays import GRADES, Bools, Ints, TeamRules
from sim.world.filling import filled_rows
from sim.world.time_grid import on_grid_ms

#: Stands for "no limit" where a number is expected.
NO_LIMIT = 1 << 40

#: The teams of a class, the preferred one first, and the power that its incidents need.
AttendanceClass = tuple[tuple[str, ...], str | None]


def attendance_classes(facts: Facts) -> tuple[Ints, list[AttendanceClass]]:
    """Give the distinct lists of teams that may attend a number, in order of first appearance.

    Returns
    -------
    tuple of Ints and list of AttendanceClass
        `TeamRules.class_of`, and teams and power of each class. There is always one class, so
        that tables of classes are never empty.
    """
    scenario = facts.scenario
    number: dict[AttendanceClass, int] = {}
    class_of = np.full(len(scenario.incident_types) * GRADES, -1, dtype=np.int64)
    for code, incident_type in enumerate(scenario.incident_types.values()):
        for grade in sorted(scenario.grades):
            who = able_to_attend(scenario, incident_type, grade)
            if who:
                attended = (who, incident_type.needs_power)
                class_of[code * GRADES + grade] = number.setdefault(attended, len(number))
    return class_of, list(number) or [((), None)]


def team_rules(facts: Facts) -> TeamRules:
    """Return the rules by role; teams that do not exist have neutral values.

    Parameters
    ----------
    facts : Facts
        Of the scenario, for its teams, types and time grid.

    Returns
    -------
    TeamRules
        Without `planned_prevention_ms`, which each replication's rosters decide.
    """
    tick_ms = facts.times.tick_ms
    class_of, classes = attendance_classes(facts)
    rank, preferred = _preferences([names for names, _ in classes])
    table = {
        field: np.full(len(Role), neutral, dtype=np.int64)
        for field, neutral in {
            "break_ms": 0,
            "idle_limit_ms": clock.NEVER,
            "overtime_call_limit_ms": clock.NEVER,
            "overtime_limit_ms": clock.NEVER,
            "cross_hub": CrossHub.NEVER,
            "cross_hub_within_ms": 0,
            "cross_hub_after_ms": 0,
            "caseload_limit": NO_LIMIT,
        }.items()
    }
    for role, team in facts.by_role.items():
        if team.breaks is not None:
            table["break_ms"][role] = on_grid_ms(team.breaks.minutes, tick_ms)
        if isinstance(team, AttendingTeam):
            for limit in ("idle_limit", "overtime_call_limit", "overtime_limit"):
                if (minutes := getattr(team, f"{limit}_min")) is not None:
                    table[f"{limit}_ms"][role] = on_grid_ms(minutes, tick_ms)
            table["cross_hub"][role] = CrossHub[team.cross_hub_help.rule.upper()]
            table["cross_hub_within_ms"][role] = clock.to_ms(team.cross_hub_help.within_min)
            table["cross_hub_after_ms"][role] = on_grid_ms(team.cross_hub_help.after_min, tick_ms)
        if isinstance(team, CaseworkTeam):
            table["caseload_limit"][role] = team.caseload_limit or NO_LIMIT
    return filled_rows(
        TeamRules,
        Team,
        facts.by_role,
        (len(Role), tick_ms),
        **table,
        cross_hub_grades=_cross_hub_grades(facts),
        cross_hub_calls_away=_cross_hub_calls_away(facts),
        held_back=_held_back(facts),
        **_protected(facts),
        attends=np.isin(np.arange(len(Role)), ATTENDING_ROLES),
        works_cases=np.isin(np.arange(len(Role)), CASE_ROLES),
        on_prevention=np.isin(np.arange(len(Role)), PREVENTION_ROLES),
        class_of=class_of,
        rank=rank,
        barred=_barred(facts, [power for _, power in classes]),
        preferred=preferred,
        planned_prevention_ms=np.zeros(0, dtype=np.int64),
    )


def _cross_hub_grades(facts: Facts) -> Bools:
    """Return for which grades each role helps other hubs after a wait, (roles * GRADES,)."""
    table = np.zeros((len(Role), GRADES), dtype=np.bool_)
    for role, team in facts.by_role.items():
        if isinstance(team, AttendingTeam):
            table[role, team.cross_hub_help.grades] = True
    return table.ravel()


def _cross_hub_calls_away(facts: Facts) -> Bools:
    """Return whether each role is called away for emergencies at other hubs, (roles,)."""
    calls = np.zeros(len(Role), dtype=np.bool_)
    for role, team in facts.by_role.items():
        if isinstance(team, AttendingTeam):
            rule = team.cross_hub_help
            calls[role] = rule.rule == "emergencies" and rule.calls_away
    return calls


def _held_back(facts: Facts) -> Ints:
    """Return how many of each role must stay available at each grade, (roles * GRADES,)."""
    table = np.zeros((len(Role), GRADES), dtype=np.int64)
    for role, team in facts.by_role.items():
        if isinstance(team, AttendingTeam):
            for grade, officers in team.held_back.items():
                table[role, grade] = officers
    # Who is held back from a grade is held back from lower ones too.
    return np.maximum.accumulate(table, axis=1).ravel()


def _protected(facts: Facts) -> dict[str, Ints]:
    """Return who stays on prevention in protected hours, and when these begin and end."""
    hubs, times = facts.scenario.hubs, facts.times
    start, tick_ms = times.first_day, times.tick_ms
    officers = np.zeros((len(Role), len(hubs)), dtype=np.int64)
    begins, ends, first, last = np.zeros((4, len(Role)), dtype=np.int64)
    for role, team in facts.by_role.items():
        hours = team.protected_hours if isinstance(team, PreventionTeam) else None
        if hours is not None:
            officers[role] = [hours.officers.get(hub, 0) for hub in hubs]
            length = (hours.until_hour - hours.from_hour) % 24 or 24
            begins[role] = hours.from_hour * clock.MS_PER_HOUR // tick_ms * tick_ms
            ends[role] = begins[role] + length * clock.MS_PER_HOUR // tick_ms * tick_ms
            # Those of the day before the run may run into it.
            days = [
                -1 if hours.first_day is None else clock.day_number(hours.first_day) - start,
                times.days if hours.last_day is None else clock.day_number(hours.last_day) - start,
            ]
            first[role] = days[0] * clock.MS_PER_DAY + begins[role]
            last[role] = days[1] * clock.MS_PER_DAY + ends[role]
    return {
        "protected": officers.ravel(),
        "protected_from_ms": begins,
        "protected_until_ms": ends,
        "protected_first_ms": first,
        "protected_last_ms": last,
    }


def _barred(facts: Facts, powers: list[str | None]) -> Bools:
    """Return the roles that lack the power of each class."""
    scenario, names = facts.scenario, [role.name.lower() for role in Role]
    return np.array(
        [not has_power(scenario, name, power) for power in powers for name in names],
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
