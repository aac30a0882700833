"""Who holds a post when, where posts change by date.

A person is there while the number is below how many people the team has at the hub: the highest
numbers leave first, and nobody's shifts change by it. Posts change at midnight. A shift belongs to
the date on which it starts, so who leaves works a night shift of the day before to its end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.posts import people_by_date
from sim.scenario.schema.teams import FORCE_WIDE
from sim.world.arrays import Bools, Ints


class PostChanges(NamedTuple):
    """Who comes and who leaves when; as in `arrays.Duties`."""

    posts_ms: Ints
    first_changed: Ints
    changed: Ints


def in_post(facts: Facts, role: Ints, hub: Ints, person: Ints, date: Ints) -> Bools:
    """Return who holds a post on which dates.

    Parameters
    ----------
    role, hub, person : Ints
        (people,) as in `arrays.People`.
    date : Ints
        (dates,) day numbers, in order.

    Returns
    -------
    Bools
        (people, dates).
    """
    there: Bools = np.ones((role.size, date.size), dtype=np.bool_)
    places = [*facts.scenario.hubs, FORCE_WIDE]
    for code, team in facts.by_role.items():
        for at in np.unique(hub[role == code]).tolist() if team.posts_from else ():
            ours = np.flatnonzero((role == code) & (hub == at))
            found = people_by_date(team, places[at])
            since = np.array([clock.day_number(day) for day, _ in found])
            number = np.array([people for _, people in found])
            people = number[np.searchsorted(since, date, side="right") - 1]
            there[ours] = person[ours, np.newaxis] < people
    return there


def changes(there: Bools) -> PostChanges:
    """Return who comes and who leaves at the start of which day of the run.

    Parameters
    ----------
    there : Bools
        (people, days of the run) who holds a post.
    """
    day, officer = np.nonzero((there[:, 1:] != there[:, :-1]).T)
    days, first = np.unique(day, return_index=True)
    return PostChanges(
        posts_ms=(days + 1) * clock.MS_PER_DAY,
        first_changed=np.append(first, day.size).astype(np.int64),
        changed=officer.astype(np.int64),
    )
