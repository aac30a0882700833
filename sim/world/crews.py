"""Who works in twos: crews of those who start together, and students with their tutors."""

from __future__ import annotations

from itertools import pairwise
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
    for begin, end in pairwise(first_member.tolist()):
        rows = np.arange(begin, end)
        if known.student[officer[begin:end]].any():
            rows = _tutored(known, officer, rows, partner)
        rows = rows[in_twos[rows]]
        number = crews_among(known.double_share, rows.size)
        order = np.argsort(known.station[officer[rows]], kind="stable")
        chosen = rows[order[: 2 * number]].reshape(-1, 2)
        partner[chosen.min(axis=1)] = officer[chosen.max(axis=1)]
    return partner


def _tutored(known: Crewed, officer: Shorts, rows: Ints, partner: Shorts) -> Ints:
    """Pair the students of a shift with tutors; return the rows of those who are left."""
    row_of = dict(zip(officer[rows].tolist(), rows.tolist(), strict=True))
    free = [row for row in row_of.values() if not known.student[officer[row]]]
    pairs: list[tuple[int, int]] = []
    without = []
    for row in (row for row in row_of.values() if known.student[officer[row]]):
        own = row_of.get(int(known.tutor[officer[row]]), -1)
        if own in free:
            free.remove(own)
            pairs.append((row, own))
        else:
            without.append(row)
    pairs += zip(without, free, strict=False)
    for pair in pairs:
        partner[min(pair)] = officer[max(pair)]
    taken = {row for pair in pairs for row in pair}
    return np.array([row for row in rows.tolist() if row not in taken], dtype=np.int64)
