"""The teams of a scenario, and how many people each has, deployed and on duty."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from sim.clock import MS_PER_DAY, parse_time_of_day, to_ms
from sim.scenario.facts.head_counts import belongs, crews_among
from sim.scenario.facts.posts import people_by_date
from sim.scenario.facts.rotas import days_later, people_by_rota, rota_of_each
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import DetectiveTeam, ResponseTeam, Team

ATTENDING = ("response", "neighbourhood", "enforcement", "pcso")
PREVENTION = ("neighbourhood", "enforcement", "pcso")
DESK = "resolution_centre"

#: Days that are looked at, where rotas come round together less often than that.
LONGEST_ROUND = 3640

TeamKind = TypeVar("TeamKind", bound=Team)


def teams_of(scenario: Scenario) -> dict[str, Team]:
    """Return the teams that the scenario has, by name."""
    return {name: team for name, team in scenario.teams if team is not None}


def teams_that(scenario: Scenario, kind: type[TeamKind]) -> dict[str, TeamKind]:
    """Return the teams of one kind that the scenario has, by name.

    Parameters
    ----------
    scenario : Scenario
        A scenario.
    kind : type of Team
        A class of teams: those that attend, are on prevention, or work cases.
    """
    return {name: team for name, team in teams_of(scenario).items() if isinstance(team, kind)}


def people(team: Team, place: str) -> int:
    """Return how many people a team deploys at a place: the most that it ever does."""
    return max(number for _, number in people_by_date(team, place))


class Placed(NamedTuple):
    """Where a person stands on the rotas of a team and hub."""

    rota: str
    number: int  #: among the people of the hub on this rota, from 0
    groups: int  #: rota groups into which these are dealt in turn

    @property
    def group(self) -> int:
        """The rota group of the person."""
        return self.number % self.groups


def placed(scenario: Scenario, team: Team, place: str) -> list[Placed]:
    """Return where each person of a team at a place stands on its rotas, by the person's number."""
    so_far = Counter[str]()
    found = []
    for name in rota_of_each(team, place, people(team, place)):
        groups = 1 if name == ALWAYS else scenario.rotas[name].groups
        found.append(Placed(name, so_far[name], groups))
        so_far[name] += 1
    return found


def other_share(team: Team) -> float:
    """Return the share of each shift that goes on duties that are no case."""
    return sum(team.other_duties.values()) if isinstance(team, DetectiveTeam) else 0.0


def works_in_twos(team: Team, shift: str) -> bool:
    """Return whether people of a team work in twos in a shift."""
    crewing = team.crewing if isinstance(team, ResponseTeam) else None
    return crewing is not None and (not crewing.shifts or shift in crewing.shifts)


def is_student(team: Team, here: Placed) -> bool:
    """Return whether a person is a student officer, who goes out with a tutor."""
    return isinstance(team, ResponseTeam) and belongs(team.students_share, here.groups, here.number)


def works_in_crews(team: Team) -> bool:
    """Return whether some of a team ever work in twos."""
    if not isinstance(team, ResponseTeam):
        return False
    crewing = team.crewing
    return team.students_share > 0 or (crewing is not None and crewing.double_share > 0)


class OnDuty(NamedTuple):
    """Who of a team is on duty at one time: people who work alone, and crews of two."""

    alone: int
    crews: int

    @property
    def people(self) -> int:
        """How many people these are."""
        return self.alone + 2 * self.crews

    @property
    def units(self) -> int:
        """How many can be sent one by one; a crew counts once."""
        return self.alone + self.crews

    def people_beyond(self, held_back: int) -> int:
        """Return how many people can go together while this many units stay.

        In case those who go are the single ones, these are counted first, as by
        `sim.model.policies.dispatch.count_available`.
        """
        units = max(self.units - held_back, 0)
        alone = min(self.alone, units)
        return alone + 2 * min(self.crews, units - alone)


class Starting(NamedTuple):
    """People who start a shift together."""

    people: int
    students: int


def on_duty_at_once(scenario: Scenario, team: Team, place: str) -> set[OnDuty]:
    """Return who of a team at a place the rota ever has on duty at once, if nobody is absent.

    People are dealt to rotas and their groups in turn, as in `placed`, and those who start a shift
    together form crews, as in `sim.world.crews`; part-timers count as if they worked every shift.
    Where a rota has faults of its own everybody is counted.
    """
    count = people(team, place)
    parts = people_by_rota(team, place, count)
    rotas = [(scenario.rotas.get(name), number) for name, number in parts.items()]
    known = [(rota, number) for rota, number in rotas if rota and shifts_can_be_laid_out(rota)]
    if count < 2 or not parts or len(known) < len(parts):
        in_twos = works_in_twos(team, team.rota if isinstance(team.rota, str) else ALWAYS)
        return {_in_crews(team, Starting(count, _students(team, 1, count)), in_twos=in_twos)}
    days = min(math.lcm(*(len(rota.pattern) for rota, _ in known)), LONGEST_ROUND)
    starting: dict[tuple[int, int, bool], Starting] = {}
    for rota, number in known:
        for of, some in _starting_together(rota, team, number, days):
            before = starting.get(of, Starting(0, 0))
            starting[of] = Starting(before.people + some.people, before.students + some.students)
    changes = []
    for (start, end, in_twos), together in starting.items():
        there = _in_crews(team, together, in_twos=in_twos)
        # The cycle is laid twice, so that shifts across its end meet those at its start.
        for later in (0, days * MS_PER_DAY):
            # Who goes off duty at a moment is gone before others come on: -1 sorts before 1.
            changes += [(start + later, 1, there), (end + later, -1, there)]
    alone, crews = 0, 0
    found = {OnDuty(0, 0)}
    for _, sign, there in sorted(changes):
        alone, crews = alone + sign * there.alone, crews + sign * there.crews
        found.add(OnDuty(alone, crews))
    return found


def _starting_together(
    rota: Rota, team: Team, count: int, days: int
) -> Iterator[tuple[tuple[int, int, bool], Starting]]:
    """Yield those who start and end each shift of some days, by whether they go in twos."""
    length = len(rota.pattern)
    spans = {
        label: (parse_time_of_day(shift.start), to_ms(60 * shift.hours), works_in_twos(team, label))
        for label, shift in rota.shifts.items()
    }
    for group in range(min(rota.groups, count)):
        ours = range(group, count, rota.groups)
        some = Starting(len(ours), _students(team, rota.groups, count, group))
        for day in range(days):
            label = rota.pattern[(day - days_later(group, rota.groups, length)) % length]
            if label == REST:
                continue
            starts, lasts, in_twos = spans[label]
            start = day * MS_PER_DAY + starts
            yield (start, start + lasts, in_twos), some


def _students(team: Team, groups: int, count: int, group: int = 0) -> int:
    """Return how many of a rota group are student officers."""
    if not isinstance(team, ResponseTeam) or team.students_share == 0:
        return 0
    return sum(belongs(team.students_share, groups, k) for k in range(group, count, groups))


def _in_crews(team: Team, some: Starting, *, in_twos: bool) -> OnDuty:
    """Return how people work who start a shift together: students first, then other crews."""
    crews = min(some.students, some.people - some.students)
    crewing = team.crewing if isinstance(team, ResponseTeam) else None
    if crewing is not None and in_twos:
        crews += crews_among(crewing.double_share, some.people - 2 * crews)
    return OnDuty(some.people - 2 * crews, crews)


def shifts_can_be_laid_out(rota: Rota) -> bool:
    """Tell whether the pattern names known shifts only and each starts at a time of day."""
    try:
        for shift in rota.shifts.values():
            parse_time_of_day(shift.start)
    except ValueError:
        return False
    return all(label == REST or label in rota.shifts for label in rota.pattern)
