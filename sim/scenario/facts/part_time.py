"""Part-timers: who of a team they are, and which shifts of the rota they work."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sim.scenario.facts.head_counts import belongs
from sim.scenario.facts.rotas import days_later
from sim.scenario.schema.decimals import exact
from sim.scenario.schema.rotas import REST, Rota
from sim.scenario.schema.teams import Team


class ShiftShare(NamedTuple):
    """The part of the shifts that somebody works: `of` out of every `out_of`."""

    of: int
    out_of: int


def hours_for_each(team: Team) -> Fraction:
    """Return the hours of one person of a team, on average, in those of a full-timer."""
    if team.part_time is None:
        return Fraction(1)
    missing = 1 - exact(team.part_time.hours_share)
    return 1 - exact(team.part_time.share_of_people) * missing


def rounds(team: Team) -> int:
    """Return after how many rounds of its rota part-timers of a team work the same shifts again."""
    return 1 if team.part_time is None else exact(team.part_time.hours_share).denominator


def part_worked(team: Team, groups: int, number: int) -> ShiftShare:
    """Return the part of the shifts that the person of a number on a rota works."""
    rule = team.part_time
    if rule is None or not belongs(rule.share_of_people, groups, number):
        return ShiftShare(1, 1)
    return _part(rule.hours_share)


@lru_cache
def _part(hours_share: float) -> ShiftShare:
    share = exact(hours_share)
    return ShiftShare(share.numerator, share.denominator)


@lru_cache(maxsize=4096)
def _part_timers(share: float, groups: int, group: int, count: int) -> tuple[int, ...]:
    """Return the numbers of the part-timers of a group; a check asks for them day by day."""
    return tuple(n for n in range(group, count, groups) if belongs(share, groups, n))


def working(team: Team, rota: Rota, group: int, count: int, day: int) -> int:
    """Return how many people of a rota group work the shift that begins on a day.

    Parameters
    ----------
    team : Team
        The team.
    rota : Rota
        One without faults.
    group : int
        The group.
    count : int
        People of the place on this rota.
    day : int
        Days since the epoch Monday, one on which the group has a shift.
    """
    people = len(range(group, count, rota.groups))
    if team.part_time is None:
        return people
    length = len(rota.pattern)
    cycles, at = divmod(day - days_later(group, rota.groups, length), length)
    shifts = sum(label != REST for label in rota.pattern)
    before = sum(label != REST for label in rota.pattern[:at])
    shift = cycles * shifts + before
    part = _part(team.part_time.hours_share)
    part_timers = _part_timers(team.part_time.share_of_people, rota.groups, group, count)
    off = sum(not is_worked(part, shift, number) for number in part_timers)
    return people - off


def is_worked(part: ShiftShare, shift: Any, number: int) -> Any:
    """Return whether the person of a number works a shift, or each of an array of them.

    Shifts of a group are counted from its first after the epoch Monday. Those worked are spread
    evenly over all, and shifted from person to person.
    """
    start = number % part.out_of
    upto = (shift + 1) * part.of + start
    return upto // part.out_of > (upto - part.of) // part.out_of
