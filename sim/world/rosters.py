"""Who is on duty when: shifts as worked, absence taken out.

Rotas are anchored on the calendar: the day's number since the epoch Monday decides what a group
works, so a run that starts on another day finds everybody on the same shifts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.part_time import is_worked, part_worked
from sim.scenario.facts.rotas import days_later
from sim.scenario.facts.teams import other_share, works_in_twos
from sim.scenario.facts.times import Times
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.teams import FORCE_WIDE, PreventionTeam, Team
from sim.vocabulary import Role
from sim.world.absence import Absences, absences, absent_on
from sim.world.array_kinds import dtypes_of
from sim.world.arrays import Bools, Duties, Floats, Ints, People, Shorts
from sim.world.crews import Crewed, crewed, crews
from sim.world.overtime import made_up, minimum_by_overtime
from sim.world.people import persons
from sim.world.posts import PostChanges, changes, in_post
from sim.world.streams import Named, Streams
from sim.world.time_grid import to_ticks

#: Steps of the turns at the break, as shares of the window: golden section from person to person,
#: and another irrational number from group to group.
_PERSON_STEP = (5**0.5 - 1) / 2
_GROUP_STEP = 2**0.5 - 1


class ShiftsWorked(NamedTuple):
    """Shifts as worked by one person each; each (shifts,)."""

    start_ms: Ints
    end_ms: Ints
    officer: Shorts
    break_due_ms: Ints
    break_until_ms: Ints
    other_due_ms: Ints
    other_ms: Shorts
    in_twos: Bools  #: whether people work in twos in the shift
    overtime: Bools  #: whether it is on a rest day
    date: Shorts  #: on which of the dates of `Rosters` it starts


def _shifts_worked(*columns: Any) -> ShiftsWorked:
    """Return shifts with the types of numbers that they declare."""
    kinds = dtypes_of(ShiftsWorked).values()
    return ShiftsWorked._make(map(np.asarray, columns, kinds))


class _OnRota(NamedTuple):
    """The people of a team who work one rota."""

    role: Role
    shifts: _Shifts
    officer: Ints  #: (people,) row in `People`
    number: Ints  #: (people,) number among those of the hub on this rota, from 0
    minimum: Ints  #: (hubs,) people with whom a shift starts at least, if need be by overtime


class Rosters(NamedTuple):
    """What is known of the rosters before anybody's absence is drawn."""

    facts: Facts
    who: People
    persons: Named  #: hashes of everybody's names
    absences: Absences
    dates: Ints  #: day numbers; the first is that of the day before the run
    in_post: Bools  #: (people, dates) who holds a post
    posts: PostChanges
    rostered: ShiftsWorked  #: shifts of those with posts, by start, end and officer
    made_up: list[_OnRota]  #: those whose shifts, not among these, overtime may make up
    crewed: Crewed  #: who works in twos


def rosters(facts: Facts, who: People) -> Rosters:
    """Lay out the shifts of all teams."""
    # Day -1: its night shift may run into the first day.
    dates = np.arange(-1, facts.times.days, dtype=np.int64) + facts.times.first_day
    there = in_post(facts, who.role, who.hub, who.person, dates)
    rostered, made_up_later = [], []
    for role, team in facts.by_role.items():
        if team.rota == ALWAYS:
            rostered.append(_always(facts, team, np.flatnonzero(who.role == role), there[:, 1:]))
            continue
        for part in _on_rotas(facts, who, role, team):
            if part.minimum.any():
                made_up_later.append(part)
            else:
                works = part.shifts.numbers(part.number, dates)
                works[~there[part.officer]] = -1
                rostered.append(part.shifts.worked(part.officer, part.number, works, facts.times))
    return Rosters(
        facts=facts,
        who=who,
        persons=persons(facts.hub_code, who),
        absences=absences(facts.by_role, who.role),
        dates=dates,
        in_post=there,
        posts=changes(there[:, 1:]),
        rostered=_in_order(rostered),
        made_up=made_up_later,
        crewed=crewed(facts, who),
    )


def _on_rotas(facts: Facts, who: People, role: Role, team: Team) -> Iterator[_OnRota]:
    """Yield the people of a team who work each of its rotas."""
    places = [*facts.scenario.hubs, FORCE_WIDE]
    officer = np.flatnonzero(who.role == role)
    placed = [
        facts.placed[role, places[hub]][person]
        for hub, person in zip(who.hub[officer].tolist(), who.person[officer].tolist(), strict=True)
    ]
    for name in dict.fromkeys(each.rota for each in placed):
        row = np.array([i for i, each in enumerate(placed) if each.rota == name], dtype=np.int64)
        number = np.array([placed[i].number for i in row], dtype=np.int64)
        shifts = _Shifts(facts.scenario.rotas[name], team, facts.times.tick_ms)
        minimum = minimum_by_overtime(facts, role, name)
        yield _OnRota(role, shifts, officer[row], number, minimum)


def duties(known: Rosters, streams: Streams) -> Duties:
    """Roster everybody for the run.

    Parameters
    ----------
    known : Rosters
        Teams, their shifts and their people.
    streams : Streams
        For absence.

    Returns
    -------
    Duties
        People of one team and hub who start and end together, by start, end, role and hub. A shift
        that began before the run starts with the run at 0, with what is left of it; a break whose
        turn would have come before counts as taken. A shift keeps its end when that
        lies beyond the horizon. The date on which a shift starts decides absence, and who holds a
        post. Nobody on the rota ``always`` is ever absent, has a break or goes off duty but to
        leave for good.
    """
    who, rostered = known.who, known.rostered
    absent = absent_on(known.absences, streams, known.persons, known.dates)
    comes = np.flatnonzero(~absent[rostered.officer, rostered.date])
    rows = ShiftsWorked._make(column[comes] for column in rostered)
    if known.made_up:
        away = absent | ~known.in_post
        rows = _in_order([rows, *(_made_up(known, part, away) for part in known.made_up)])
    return _together(rows, who, known.crewed, known.posts)


def _made_up(known: Rosters, part: _OnRota, absent: Bools) -> ShiftsWorked:
    """Return the shifts of those on a rota whose shifts overtime makes up where people are absent.

    Parameters
    ----------
    absent : Bools
        (people, dates) who is absent or holds no post.
    """
    shifts, officer = part.shifts, part.officer
    works, away = shifts.numbers(part.number, known.dates), absent[officer]
    lengths = (shifts.start_ms, shifts.length_ms)
    on_rest_day = made_up(works, away, known.who.hub[officer], part.minimum, *lengths)
    works[away] = -1
    return shifts.worked(officer, part.number, works, known.facts.times, on_rest_day)


def _in_order(worked: list[ShiftsWorked]) -> ShiftsWorked:
    """Return all shifts by start, end and officer."""
    nobody = _shifts_worked(*([()] * len(ShiftsWorked._fields)))
    everybody = ShiftsWorked._make(map(np.concatenate, zip(nobody, *worked, strict=True)))
    order = np.lexsort((everybody.officer, everybody.end_ms, everybody.start_ms))
    return ShiftsWorked._make(column[order] for column in everybody)


class _Shifts:
    """The shifts of a rota by number, in the order in which it names them, as a team works them."""

    def __init__(self, rota: Rota, team: Team, tick_ms: int) -> None:
        self.breaks = team.breaks
        self.other_share = other_share(team)
        self.briefing_ms = clock.to_ms(team.briefing_min)
        self.groups = rota.groups
        self.tick_ms = tick_ms
        shifts = list(rota.shifts.values())
        self.start_ms = np.array([clock.parse_time_of_day(shift.start) for shift in shifts])
        self.length_ms = np.array([clock.to_ms(60 * shift.hours) for shift in shifts])
        number = {name: i for i, name in enumerate(rota.shifts)} | {REST: -1}
        self.has_part_timers = team.part_time is not None
        self.part_of = partial(part_worked, team, rota.groups)
        twos = [works_in_twos(team, name) for name in rota.shifts]
        self.in_twos = np.array(twos, dtype=np.bool_)
        self.pattern = np.array([number[name] for name in rota.pattern], dtype=np.int64)

    def numbers(self, number: Ints, date: Ints) -> Ints:
        """Return the number of the shift that is rostered, (people, dates); -1: none.

        The pattern of group 0 began on the epoch Monday; for the others see `days_later`.
        """
        later = days_later(number, self.groups, self.pattern.size)
        rounds, at = np.divmod(date - later[:, np.newaxis], self.pattern.size)
        works: Ints = self.pattern[at]
        if self.has_part_timers:
            has_shift = (self.pattern >= 0).astype(np.int64)
            before: Ints = np.cumsum(has_shift) - has_shift
            shift = rounds * has_shift.sum() + before[at]
            for row, person in enumerate(number.tolist()):
                works[row, ~is_worked(self.part_of(person), shift[row], person)] = -1
        return works

    def worked(
        self, officer: Ints, number: Ints, works: Ints, times: Times,
        on_rest_day: Bools | None = None,
    ) -> ShiftsWorked:  # fmt: skip
        """Lay shifts on the clock; those that touch the run.

        Parameters
        ----------
        officer, number : Ints
            (people,) row in `People`, and number among those of the hub on the rota.
        works : Ints
            (people, dates) number of the shift worked, -1 for none; from the day before the run on.
        times : Times
            When the run ends.
        on_rest_day : Bools, optional
            (people, dates) whether that is overtime on a rest day; none is by default.

        Returns
        -------
        ShiftsWorked
            One row for each shift of each person.
        """
        who, date = np.nonzero(works >= 0)
        shift = works[who, date]
        start_ms = (date - 1) * clock.MS_PER_DAY + self.start_ms[shift]
        end_ms = self.on_grid(start_ms + self.length_ms[shift])
        start_ms = self.on_grid(start_ms)
        touches = (end_ms > 0) & (start_ms < times.horizon_ms)
        who, date, shift = who[touches], date[touches], shift[touches]
        start_ms, end_ms = start_ms[touches], end_ms[touches]
        due_ms = np.full_like(start_ms, clock.NEVER)
        until_ms = due_ms
        if self.breaks is not None:
            from_ms = clock.to_ms(self.breaks.from_min)
            window_ms = clock.to_ms(self.breaks.until_min) - from_ms
            turn_ms = from_ms + break_turns(number, self.groups)[who] * window_ms
            due_ms = start_ms + to_ticks(turn_ms, self.tick_ms)
            until_ms = self.on_grid(start_ms + from_ms + window_ms)
            until_ms = np.where(due_ms < 0, clock.NEVER, until_ms)
            due_ms = np.where(due_ms < 0, clock.NEVER, due_ms)
        other_due_ms, other_ms = self.others(number[who], start_ms, end_ms)
        overtime = np.zeros(who.shape, dtype=np.bool_)
        if on_rest_day is not None:
            overtime = on_rest_day[who, date]
        return _shifts_worked(
            np.maximum(start_ms, 0), end_ms, officer[who], due_ms, until_ms, other_due_ms, other_ms,
            self.in_twos[shift], overtime, date,
        )  # fmt: skip

    def others(self, number: Ints, start_ms: Ints, end_ms: Ints) -> tuple[Ints, Ints]:
        """Return when people's turns at other duties come in their shifts, and how long they take.

        Anywhere from the briefing on, so that they end with the shift or before; half a window
        from the person's turn at the break, so that the two do not meet.
        """
        length_ms = (end_ms - start_ms).astype(np.float64)
        other_ms = to_ticks(self.other_share * length_ms, self.tick_ms)
        room_ms = np.maximum(length_ms - self.briefing_ms - other_ms, 0)
        turn = (break_turns(number, self.groups) + 0.5) % 1.0
        due_ms = start_ms + to_ticks(self.briefing_ms + turn * room_ms, self.tick_ms)
        none = (other_ms == 0) | (due_ms < 0)
        return np.where(none, clock.NEVER, due_ms), np.where(none, 0, other_ms)

    def on_grid(self, time_ms: Ints) -> Ints:
        """Round times to the grid."""
        return to_ticks(time_ms.astype(np.float64), self.tick_ms)


def break_turns(number: Ints, groups: int) -> Floats:
    """Return when in the window people's turns at the break come, as shares of the window.

    The k-th person of a rota group has the turn 0.5 + k * 0.618... modulo 1 (a Weyl sequence with
    the golden section, as even as a sequence can be however many people there are). So turns are
    spread over the window, and a person's turn depends on nobody else: neither on who is absent
    today nor on how many posts there are.

    Parameters
    ----------
    number : Ints
        (people,) number among those of the hub on one rota.
    groups : int
        Rota groups; groups are shifted against each other.

    Returns
    -------
    Floats
        (people,) in [0, 1).
    """
    steps = number // groups * _PERSON_STEP + number % groups * _GROUP_STEP
    return np.asarray((0.5 + steps) % 1.0)


def _always(facts: Facts, team: Team, ours: Ints, there: Bools) -> ShiftsWorked:
    """Return one shift for each person for each time in post, to after the end of the run.

    The end lies so far beyond the horizon that no rule about the end of shifts can take effect.
    Who leaves before goes off duty at that midnight.

    Parameters
    ----------
    ours : Ints
        (people,) officers.
    there : Bools
        (people of all teams, days of the run) whether they hold a post.
    """
    times = facts.times
    end_ms = times.horizon_ms + clock.to_ms(team.last_assignment_min) + times.tick_ms
    edge = np.zeros((ours.size, 1), dtype=np.bool_)
    steps = np.diff(np.hstack([edge, there[ours], edge]).astype(np.int64), axis=1)
    row, first = np.nonzero(steps == 1)
    after = np.nonzero(steps == -1)[1]
    officer = ours[row]
    ends = np.where(after == there.shape[1], end_ms, after * clock.MS_PER_DAY)
    never = np.full_like(officer, clock.NEVER)
    zeros = np.zeros_like(officer)
    in_twos = np.full(officer.shape, works_in_twos(team, ALWAYS))
    starts, date = first * clock.MS_PER_DAY, first + 1
    return _shifts_worked(starts, ends, officer, never, never, never, zeros, in_twos, zeros, date)


def _together(rows: ShiftsWorked, who: People, crewed: Crewed, of_posts: PostChanges) -> Duties:
    """Join shifts, which are in order, of people of one role and hub who start and end together."""
    # People stand in order of role and hub, so their rows sort both.
    role, hub = who.role[rows.officer], who.hub[rows.officer]
    differs: Bools = np.ones(rows.officer.size, dtype=np.bool_)
    differs[1:] = False
    for column in (rows.start_ms, rows.end_ms, role, hub):
        differs[1:] |= column[1:] != column[:-1]
    first = np.flatnonzero(differs)
    first_member = np.append(first, rows.officer.size)
    return Duties(
        start_ms=rows.start_ms[first],
        end_ms=rows.end_ms[first],
        role=role[first],
        hub=hub[first],
        first_member=first_member,
        member=rows.officer,
        break_due_ms=rows.break_due_ms,
        break_until_ms=rows.break_until_ms,
        other_due_ms=rows.other_due_ms,
        other_ms=rows.other_ms,
        partner=crews(crewed, rows.officer, rows.in_twos, first_member),
        overtime=rows.overtime,
        **of_posts._asdict(),
    )


def planned_prevention_ms(facts: Facts, planned: Duties) -> Ints:
    """Return time that is planned for prevention in the measured period, (roles * hubs,).

    It is rostered time net of absence times the planned share, fixed before anybody is redeployed.
    People who serve the whole force belong to no hub and do not count.
    """
    times, hubs, roles = facts.times, len(facts.hub_code), len(Role)
    share = np.zeros(roles)
    for role, team in facts.by_role.items():
        if isinstance(team, PreventionTeam):
            share[role] = team.prevention_planned_share
    end_ms = np.minimum(planned.end_ms, times.horizon_ms)
    length_ms = end_ms - np.maximum(planned.start_ms, times.warm_up_ms)
    length_ms = np.maximum(length_ms, 0) * np.diff(planned.first_member)
    at_hub = planned.hub < hubs
    rostered_ms = np.zeros(roles * hubs, dtype=np.int64)
    np.add.at(rostered_ms, (planned.role * hubs + planned.hub)[at_hub], length_ms[at_hub])
    planned_ms: Floats = np.repeat(share, hubs) * rostered_ms
    return to_ticks(planned_ms, 1)
