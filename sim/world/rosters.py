"""Who is on duty when: shifts as worked, absence taken out.

Rotas are anchored on the calendar: the day's number since the epoch Monday decides what a group
works, so a run that starts on another day finds everybody on the same shifts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.workforce import ALWAYS, REST, Rota, Team
from sim.vocabulary import Role
from sim.world.arrays import Bools, Duties, Floats, Ints, People
from sim.world.marks import to_ticks
from sim.world.people import absence_by_team, rota_groups, teams
from sim.world.streams import Streams

#: Steps of the turns at the break, as shares of the window: golden section from person to person,
#: and another irrational number from group to group.
_PERSON_STEP = (5**0.5 - 1) / 2
_GROUP_STEP = 2**0.5 - 1


class Worked(NamedTuple):
    """Shifts as worked by one person each; each (shifts,)."""

    start_ms: Ints
    end_ms: Ints
    officer: Ints
    break_due_ms: Ints
    break_until_ms: Ints
    in_twos: Ints  #: 1 in shifts in which people work in twos, 0 in others


def duties(scenario: Scenario, streams: Streams, who: People, tick_ms: int) -> Duties:
    """Roster everybody for the run.

    Parameters
    ----------
    scenario : Scenario
        Teams, rotas and absence.
    streams : Streams
        For absence.
    who : People
        Everybody.
    tick_ms : int
        Time grid.

    Returns
    -------
    Duties
        People of one team and hub who start and end together, by start, end, role and hub. A shift
        that began before the run starts with the run at 0, with what is left of it; a break whose
        turn would have come before is taken to have been had. A shift keeps its end when that
        lies beyond the horizon. The date on which a shift starts decides absence. Nobody on the
        rota ``always`` is ever absent, has a break or goes off duty.
    """
    days = scenario.run.warm_up_days + scenario.run.days
    horizon_ms = days * clock.MS_PER_DAY
    first_date = clock.day_number(scenario.run.start)
    # Day -1: its night shift may run into the first day.
    day = np.arange(-1, days, dtype=np.int64)
    absent = absence_by_team(scenario, streams, who, day + first_date)
    worked: list[Worked] = []
    for role, team in teams(scenario):
        officer = np.flatnonzero(who.role == role)
        if team.rota == ALWAYS:
            end_ms = horizon_ms + clock.to_ms(team.last_assignment_min) + tick_ms
            worked.append(_always(team, officer, end_ms))
        else:
            shifts = _Shifts(scenario.rotas[team.rota], tick_ms)
            groups = rota_groups(scenario, team)
            person = who.person[officer]
            works = shifts.numbers(person % groups, groups, day + first_date)
            works[absent[role]] = -1
            worked.append(shifts.worked(team, officer, person, groups, works, day, horizon_ms))
    return _together(scenario, worked, who)


class _Shifts:
    """The shifts of one rota by number, in the order in which the rota names them."""

    def __init__(self, rota: Rota, tick_ms: int) -> None:
        self.tick_ms = tick_ms
        shifts = list(rota.shifts.values())
        self.start_ms = np.array([clock.parse_time_of_day(shift.start) for shift in shifts])
        self.length_ms = np.array([clock.to_ms(60 * shift.hours) for shift in shifts])
        number = {name: i for i, name in enumerate(rota.shifts)} | {REST: -1}
        self.names = list(rota.shifts)
        self.pattern = np.array([number[name] for name in rota.pattern], dtype=np.int64)

    def numbers(self, group: Ints, groups: int, date: Ints) -> Ints:
        """Return the number of the shift that is rostered, (people, dates); -1: rest.

        Group g works the pattern g * (its length) // groups days later than group 0, whose
        pattern began on the epoch Monday.
        """
        later = group * self.pattern.size // groups
        return np.asarray(self.pattern[(date - later[:, np.newaxis]) % self.pattern.size])

    def worked(
        self,
        team: Team,
        officer: Ints,
        person: Ints,
        groups: int,
        works: Ints,
        day: Ints,
        horizon_ms: int,
    ) -> Worked:
        """Lay shifts on the clock; those that touch the run.

        Parameters
        ----------
        team : Team
            For its breaks.
        officer, person : Ints
            (people,) row in `People` and number within role and hub.
        groups : int
            Rota groups.
        works : Ints
            (people, days) number of the shift worked, -1 for none.
        day : Ints
            (days,) days since the start of the run.
        horizon_ms : int
            End of the run.

        Returns
        -------
        Worked
            One row for each shift of each person.
        """
        who, when = np.nonzero(works >= 0)
        shift = works[who, when]
        start_ms = day[when] * clock.MS_PER_DAY + self.start_ms[shift]
        end_ms = self.on_grid(start_ms + self.length_ms[shift])
        start_ms = self.on_grid(start_ms)
        touches = (end_ms > 0) & (start_ms < horizon_ms)
        who, start_ms, end_ms = who[touches], start_ms[touches], end_ms[touches]
        due_ms = np.full_like(start_ms, clock.NEVER)
        until_ms = due_ms
        if team.breaks is not None:
            from_ms = clock.to_ms(team.breaks.from_min)
            window_ms = clock.to_ms(team.breaks.until_min) - from_ms
            turn_ms = from_ms + break_turns(person, groups)[who] * window_ms
            due_ms = start_ms + to_ticks(turn_ms, self.tick_ms)
            until_ms = self.on_grid(start_ms + from_ms + window_ms)
            until_ms = np.where(due_ms < 0, clock.NEVER, until_ms)
            due_ms = np.where(due_ms < 0, clock.NEVER, due_ms)
        twos = np.array([works_in_twos(team, name) for name in self.names], dtype=np.int64)
        in_twos = twos[shift[touches]]
        return Worked(np.maximum(start_ms, 0), end_ms, officer[who], due_ms, until_ms, in_twos)

    def on_grid(self, time_ms: Ints) -> Ints:
        """Round times to the grid."""
        return to_ticks(time_ms.astype(np.float64), self.tick_ms)


def break_turns(person: Ints, groups: int) -> Floats:
    """Return when in the window people's turns at the break come, as shares of the window.

    The k-th person of a rota group has the turn 0.5 + k * 0.618... modulo 1 (a Weyl sequence with
    the golden section, as even as a sequence can be however many people there are). So turns are
    spread over the window, and a person's turn depends on nobody else: neither on who is absent
    today nor on how many posts there are.

    Parameters
    ----------
    person : Ints
        (people,) number within role and hub.
    groups : int
        Rota groups; groups are shifted against each other.

    Returns
    -------
    Floats
        (people,) in [0, 1).
    """
    steps = person // groups * _PERSON_STEP + person % groups * _GROUP_STEP
    return np.asarray((0.5 + steps) % 1.0)


def _always(team: Team, officer: Ints, end_ms: int) -> Worked:
    """Return one shift for each person from the start of the run until after its end.

    The end lies so far beyond the horizon that no rule about the end of shifts can take effect.
    """
    never = np.full_like(officer, clock.NEVER)
    zeros = np.zeros_like(officer)
    in_twos = np.full_like(officer, works_in_twos(team, ALWAYS))
    return Worked(zeros, np.full_like(officer, end_ms), officer, never, never, in_twos)


def _together(scenario: Scenario, worked: list[Worked], who: People) -> Duties:
    """Join shifts of people of one role and hub who start and end together."""
    nobody = Worked._make(np.zeros((6, 0), dtype=np.int64))
    everybody = Worked._make(map(np.concatenate, zip(nobody, *worked, strict=True)))
    # People stand in order of role and hub, so their rows sort both.
    order = np.lexsort((everybody.officer, everybody.end_ms, everybody.start_ms))
    rows = Worked._make(column[order] for column in everybody)
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
        partner=crews(scenario, rows, first_member, who),
    )


def works_in_twos(team: Team, shift: str) -> bool:
    """Return whether people of a team work in twos in a shift."""
    crewing = team.crewing
    return crewing is not None and (not crewing.shifts or shift in crewing.shifts)


def crews(scenario: Scenario, rows: Worked, first_member: Ints, who: People) -> Ints:
    """Return for each row the one whom its person leads in a crew of two; -1 for none.

    Of the n people who start a shift together, the share given work in twos, in whole crews. They
    are taken in order of station, so that most crews are of one station, and then of number.
    """
    partner = np.full(rows.officer.size, -1, dtype=np.int64)
    share = {role: team.crewing.double_share for role, team in teams(scenario) if team.crewing}
    if not share:
        return partner
    for begin, end in pairwise(first_member.tolist()):
        if begin < end and rows.in_twos[begin]:
            officer = rows.officer[begin:end]
            number = int(share[Role(who.role[officer[0]])] * officer.size / 2 + 1e-9)
            chosen = np.argsort(who.station[officer], kind="stable")[: 2 * number].reshape(-1, 2)
            leads, led = chosen.min(axis=1), chosen.max(axis=1)
            partner[begin + leads] = officer[led]
    return partner


def planned_prevention_ms(
    scenario: Scenario, planned: Duties, roles: int, warm_up_ms: int, horizon_ms: int
) -> Ints:
    """Return time that is planned for prevention in the measured period, (roles * hubs,).

    It is rostered time net of absence times the planned share, fixed before anybody is redeployed.
    People who serve the whole force belong to no hub and are left out.
    """
    hubs = len(scenario.hubs)
    share = np.zeros(roles)
    for role, team in teams(scenario):
        share[Role(role)] = team.prevention_planned_share
    length_ms = np.minimum(planned.end_ms, horizon_ms) - np.maximum(planned.start_ms, warm_up_ms)
    length_ms = np.maximum(length_ms, 0) * np.diff(planned.first_member)
    at_hub = planned.hub < hubs
    rostered_ms = np.zeros(roles * hubs, dtype=np.int64)
    np.add.at(rostered_ms, (planned.role * hubs + planned.hub)[at_hub], length_ms[at_hub])
    planned_ms: Floats = np.repeat(share, hubs) * rostered_ms
    return to_ticks(planned_ms, 1)
