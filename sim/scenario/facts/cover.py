"""When the people of a team are rostered, by calendar day, before leave and sickness."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sim.clock import DAYS_PER_YEAR, MS_PER_MIN, parse_time_of_day, to_ms
from sim.scenario.facts.desk import WORKING_DAYS, closing_ms, opening_on
from sim.scenario.facts.part_time import hours_for_each, rounds, working
from sim.scenario.facts.rotas import days_later, people_by_rota, rotas_named
from sim.scenario.facts.teams import people
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE, ResolutionCentre, Team
from sim.scenario.schema.windows import DAYS_OF_WEEK

DAY_MIN = 24 * 60
#: A day of a round of rotas, and the first and last minute of a spell of it without anybody.
Gap = tuple[int, int, int]
#: Days that are looked at, where rotas come round less often than that.
_LONGEST_ROUND = 364


class Duty(NamedTuple):
    """A shift that people of one rota group work; minutes from midnight of the day looked at."""

    start_min: int
    end_min: int
    people: int


class Worked(NamedTuple):
    """A rota that people of a team work; none for those who are always there."""

    rota: Rota | None
    people: int
    #: first and last minute of the shift that begins on each day of the pattern; equal on rest days
    minutes: tuple[tuple[int, int], ...] = ()


def duties(scenario: Scenario, team: Team, place: str, day: int) -> Iterator[Duty]:
    """Yield the shifts of which some part falls on a day.

    Parameters
    ----------
    scenario : Scenario
        One without faults in its rotas.
    team : Team
        The team.
    place : str
        A hub, or the whole force.
    day : int
        Days since the epoch Monday (`sim.clock.day_number`).
    """
    yield from duties_of(team, worked_by(scenario, team, place), day)


def worked_by(scenario: Scenario, team: Team, place: str) -> list[Worked]:
    """Return the rotas of a team at a place with their people."""
    count = people(team, place)
    if team.rota == ALWAYS:
        return [Worked(None, count)]
    parts = people_by_rota(team, place, count)
    return [
        Worked(rota, number, tuple(_shift(rota, label) for label in rota.pattern))
        for rota, number in ((scenario.rotas[name], number) for name, number in parts.items())
    ]


def duties_of(team: Team, rotas: Iterable[Worked], day: int) -> Iterator[Duty]:
    """Yield the same as `duties`, of rotas as `worked_by` returns them: they are of every day."""
    for rota, number, minutes in rotas:
        if rota is None:
            yield from [Duty(0, DAY_MIN, number)] * (number > 0)
            continue
        for group in range(min(rota.groups, number)):
            of_pattern = day - days_later(group, rota.groups, len(minutes))
            for before in (1, 0):
                start, end = minutes[(of_pattern - before) % len(minutes)]
                midnight = before * DAY_MIN
                if start < end and end > midnight:
                    size = working(team, rota, group, number, day - before)
                    if size > 0:
                        yield Duty(start - midnight, end - midnight, size)


def _shift(rota: Rota, label: str) -> tuple[int, int]:
    """Return the first and last minute of a shift, from midnight on; equal on a rest day."""
    if label == REST:
        return 0, 0
    return _minutes(rota.shifts[label].start, rota.shifts[label].hours)


@lru_cache(maxsize=4096)
def _minutes(start: str, hours: float) -> tuple[int, int]:
    """Return the first and last minute of a shift, from midnight of the day on which it begins."""
    first = parse_time_of_day(start) // MS_PER_MIN
    return first, first + to_ms(60 * hours) // MS_PER_MIN


def days_of_a_round(scenario: Scenario, teams: Iterable[Team]) -> range:
    """Return the days, from a Monday, after which the rotas of teams come round together."""
    lengths = [
        len(scenario.rotas[name].pattern) * rounds(team)
        for team in teams
        for name in rotas_named(team).values()
        if name != ALWAYS
    ]
    return range(min(math.lcm(7, *lengths), _LONGEST_ROUND))


def gaps(spells: Iterable[Duty], first: int, last: int) -> list[tuple[int, int]]:
    """Return the spells between two minutes in which nobody is on duty."""
    found = []
    at = first
    for duty in sorted(spells):
        if duty.start_min > at and duty.start_min < last:
            found.append((at, duty.start_min))
        at = max(at, duty.end_min)
    return [*found, (at, last)] if at < last else found


def uncovered(scenario: Scenario, teams: Collection[Team], place: str) -> Iterator[Gap]:
    """Yield the spells in which nobody of some teams is on duty, for each day of their rotas."""
    worked = [(team, worked_by(scenario, team, place)) for team in teams]
    for day in days_of_a_round(scenario, teams):
        spells = [duty for team, rotas in worked for duty in duties_of(team, rotas, day)]
        yield from ((day, *gap) for gap in gaps(spells, 0, DAY_MIN))


def uncovered_hours_a_week(
    scenario: Scenario, teams: Iterable[Team], spells: Iterable[Gap]
) -> float:
    """Return how many hours a week spells of teams last that `uncovered` has yielded."""
    minutes = sum(last - first for _, first, last in spells)
    return _hours_a_week(minutes, days_of_a_round(scenario, teams))


def _hours_a_week(minutes: int, days: range) -> float:
    """Return the hours a week that some minutes of a round of rotas are."""
    return minutes / 60 / len(days) * 7


def hours_a_week(scenario: Scenario, team: Team) -> float:
    """Return the hours a week for which the people of a team are on duty, all hubs together."""
    hours = 0.0
    for place in team.posts:
        for name, number in people_by_rota(team, place, people(team, place)).items():
            hours += number * (7 * 24 if name == ALWAYS else 7 * hours_a_day(scenario.rotas[name]))
    return hours * float(hours_for_each(team))


def hours_a_post(scenario: Scenario, team: Team) -> float:
    """Return the hours a year that the rotas of a team give a post, all hubs together.

    One full-time post, before leave and other absence: the mean over the people on each rota.
    """
    hours, number = 0.0, 0
    for place in team.posts:
        for name, count in people_by_rota(team, place, people(team, place)).items():
            hours += count * (24 if name == ALWAYS else hours_a_day(scenario.rotas[name]))
            number += count
    return round(hours / number * DAYS_PER_YEAR, 6) if number else 0.0


def open_minutes(team: ResolutionCentre, day: int) -> tuple[int, int]:
    """Return the minutes between which the Resolution Centre is open on a day; equal if closed."""
    hours = team.opening_hours
    if hours is None:
        return 0, DAY_MIN
    opening = opening_on(hours, day)
    if opening is None:
        return 0, 0
    return parse_time_of_day(opening.opens) // MS_PER_MIN, closing_ms(opening) // MS_PER_MIN


def hours_open_a_week(scenario: Scenario, team: ResolutionCentre) -> float:
    """Return the hours a week for which the people of the Centre are on duty while it is open."""
    days = days_of_a_round(scenario, [team])
    rotas = worked_by(scenario, team, FORCE_WIDE)
    minutes = 0
    for day in days:
        opens, closes = open_minutes(team, day)
        for duty in duties_of(team, rotas, day):
            together = min(duty.end_min, closes, DAY_MIN) - max(duty.start_min, opens, 0)
            minutes += duty.people * max(together, 0)
    return _hours_a_week(minutes, days)


def hours_a_day(rota: Rota) -> float:
    """Return the hours that a person on a rota works a day, rest days included."""
    worked = sum(rota.shifts[label].hours for label in rota.pattern if label != REST)
    return worked / len(rota.pattern)


def on_duty_at(spells: Iterable[Duty], minute: int) -> int:
    """Return the number of people on duty at a minute."""
    return sum(duty.people for duty in spells if duty.start_min <= minute < duty.end_min)


def clock_time(minute: int) -> str:
    """Return a minute of the day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"


def weekdays_in_words(days: Sequence[int]) -> str:
    """Return e.g. ``on Saturdays and Sundays``, of days of the week from 0 on."""
    if len(days) == len(DAYS_OF_WEEK):
        return "every day"
    if list(days) == list(range(WORKING_DAYS)):
        return "from Monday to Friday"
    return f"on {listed([f'{DAYS_OF_WEEK[day]}s' for day in days], 'and')}"


def spells_of_a_day(spells: Iterable[tuple[int, int]]) -> str:
    """Return spells of a day in words; those that meet or overlap are one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spells):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    said = [f"from {clock_time(start)} to {clock_time(end)}" for start, end in joined]
    return listed(said, "and")


def spells_in_words(found: Mapping[int, Iterable[tuple[int, int]]]) -> str:
    """Return spells of weekdays in words, those that are alike together.

    For example ``on weekdays from 16:00 to 17:00, and on Sundays from 09:00 to 12:00``.

    Parameters
    ----------
    found : mapping
        For days of the week from 0 on, spells in minutes of the day.
    """
    alike: dict[str, list[int]] = {}
    for day in sorted(found):
        alike.setdefault(spells_of_a_day(found[day]), []).append(day)
    weekdays = list(range(WORKING_DAYS))
    said = [
        f"{'on weekdays' if days == weekdays else weekdays_in_words(days)} {spells}"
        for spells, days in alike.items()
    ]
    return ", and ".join(said)
