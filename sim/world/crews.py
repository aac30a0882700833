"""Who works in twos: crews of those who start together, and students with their tutors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.scenario.facts.facts import Facts
from sim.scenario.facts.head_counts import crews_among
from sim.scenario.facts.teams import is_student
from sim.scenario.schema.teams import FORCE_WIDE
from sim.vocabulary import Role
from sim.world.arrays import Bools, Ints, People, Shorts


class Crewed(NamedTuple):
    """What decides who goes with whom, the same in each shift."""

    double_share: float
    station: Ints  #: (people,)
    student: Bools  #: (people,)
    tutor: Ints  #: (people,) who a student goes with if both are on duty; -1 for others


def crewed(facts: Facts, who: People) -> Crewed:
    """Return who goes with whom.

    A student's tutor is the next person of the same hub, rota and rota group, so the two work the
    same shifts; at the end of the group it is the one before.
    """
    response, nobody = facts.scenario.teams.response, np.full(who.role.size, -1, dtype=np.int64)
    student = np.zeros(who.role.size, dtype=np.bool_)
    share = 0.0
    if response is not None:
        share = response.crewing.double_share if response.crewing is not None else 0.0
    if response is None or response.students_share == 0:
        return Crewed(share, who.station, student, nobody)
    places = [*facts.scenario.hubs, FORCE_WIDE]
    at = {}
    for officer in np.flatnonzero(who.role == Role.RESPONSE).tolist():
        hub = int(who.hub[officer])
        here = facts.placed[Role.RESPONSE, places[hub]][int(who.person[officer])]
        student[officer] = is_student(response, here)
        at[hub, here.rota, here.number] = (officer, here.groups)
    tutor = nobody.copy()
    for (hub, rota, number), (officer, groups) in at.items():
        if student[officer]:
            beside = (at.get((hub, rota, number + step)) for step in (groups, -groups))
            tutor[officer] = next((b[0] for b in beside if b and not student[b[0]]), -1)
    return Crewed(share, who.station, student, tutor)


def crews(known: Crewed, officer: Shorts, in_twos: Bools, first_member: Ints) -> Shorts:
    """Return for each row the one whom its person leads in a crew of two; -1 for none.

    Of those who start a shift together, each student goes with the own tutor if that one is there,
    else with whoever is left, in order of number. Of the others who start it in twos, the share
    given do so, in whole crews. They are taken in order of station, so that most crews are of one
    station, and then of number.

    Parameters
    ----------
    known : Crewed
        Who goes with whom.
    officer, in_twos : arrays
        (members,) of duties, and whether they are shifts in which people work in twos.
    first_member : Ints
        (duties + 1,)
    """
    partner = np.full(officer.size, -1, dtype=np.int32)
    if known.double_share == 0 and not known.student.any():
        return partner
    size = np.diff(first_member)
    duty, left = np.repeat(np.arange(size.size), size), in_twos.copy()
    for shift in np.unique(duty[known.student[officer]]).tolist():
        for first, second in _tutored(known, officer, *first_member[shift : shift + 2].tolist()):
            partner[first] = officer[second]
            left[[first, second]] = False
    rows = np.flatnonzero(left)
    # Shift by shift, and within it by station.
    rows = rows[np.lexsort((known.station[officer[rows]], duty[rows]))]
    number = np.bincount(duty[rows], minlength=size.size)
    among = np.array([crews_among(known.double_share, n) for n in range(size.max(initial=0) + 1)])
    place = np.arange(rows.size) - np.repeat(np.cumsum(number) - number, number)
    chosen = rows[place < np.repeat(2 * among[number], number)].reshape(-1, 2)
    partner[chosen.min(axis=1)] = officer[chosen.max(axis=1)]
    return partner


def _tutored(known: Crewed, officer: Shorts, begin: int, end: int) -> list[tuple[int, int]]:
    """Return the rows of each student of a shift and of who tutors them, in order."""
    row_of = dict(zip(officer[begin:end].tolist(), range(begin, end), strict=True))
    free = {row: None for person, row in row_of.items() if not known.student[person]}
    pairs: list[tuple[int, int]] = []
    without = []
    for student in (person for person in row_of if known.student[person]):
        own = row_of.get(int(known.tutor[student]), -1)
        if own in free:
            del free[own]
            pairs.append((row_of[student], own))
        else:
            without.append(row_of[student])
    pairs += zip(without, free, strict=False)
    return [(min(pair), max(pair)) for pair in pairs]
