"""Shifts below their minimum strength, made up by people on a rest day."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.vocabulary import Role
from sim.world.arrays import World
from sim.world.overtime import made_up
from tests.world.forces import of, scenario

HOUR = clock.MS_PER_HOUR
EARLY, LATE, NIGHT, REST = 0, 1, 2, -1
STARTS = np.array([7 * HOUR, 15 * HOUR, 22 * HOUR])
LENGTHS = np.array([9 * HOUR, 9 * HOUR, 9 * HOUR])


def called(planned: list[list[int]], absent: list[tuple[int, int]], minimum: int) -> list[Any]:
    """Return who is called in on each day, with the shift, of people of one hub."""
    works = np.array(planned)
    away = np.zeros(works.shape, dtype=np.bool_)
    for person, day in absent:
        away[person, day] = True
    hub = np.zeros(len(works), dtype=np.int64)
    found = made_up(works, away, hub, np.array([minimum]), STARTS, LENGTHS)
    return [
        [(person, int(works[person, day])) for person in np.flatnonzero(found[:, day]).tolist()]
        for day in range(works.shape[1])
    ]


def test_a_short_shift_is_made_up_by_whoever_has_had_the_fewest() -> None:
    """Person 0 is away throughout; 1, 2 and 3 have rest days and come in turn."""
    planned = [[EARLY] * 4, [REST] * 4, [REST] * 4, [REST] * 4]
    away = [(0, day) for day in range(4)]
    assert called(planned, away, 1) == [[(1, EARLY)], [(2, EARLY)], [(3, EARLY)], [(1, EARLY)]]
    assert called(planned, away, 2)[:2] == [
        [(1, EARLY), (2, EARLY)],
        [(1, EARLY), (3, EARLY)],
    ]


def test_nobody_is_called_to_a_shift_with_enough_people_or_to_none() -> None:
    assert called([[EARLY, REST], [REST, REST]], [], 1) == [[], []]


def test_whoever_is_absent_on_a_rest_day_stays_away() -> None:
    assert called([[EARLY], [REST], [REST]], [(0, 0), (1, 0)], 1) == [[(2, EARLY)]]


def test_eleven_hours_lie_between_two_shifts() -> None:
    """After a night until 07:00 or before an early at 07:00, a late shift is too near."""
    short = [LATE, LATE, LATE]
    assert called([short, [NIGHT, REST, REST]], [(0, 1)], 1) == [[], [], []]
    assert called([short, [REST, REST, EARLY]], [(0, 1)], 1) == [[], [], []]
    # A late shift on the day before ends at midnight: 15 hours earlier.
    assert called([short, [LATE, REST, LATE]], [(0, 1)], 1) == [[], [(1, LATE)], []]


def overtime(world: World) -> np.ndarray:
    return np.bincount(
        world.duties.member, weights=world.duties.overtime, minlength=world.people.role.size
    )


LEAVE = {"leave": {"share": 0.3, "spell_days": 3}}


def test_few_shifts_are_left_below_their_minimum() -> None:
    changes: dict[str, Any] = {
        "teams__response__absence": LEAVE,
        "teams__response__minimum_strength": {"Upper": 4, "Lower": 5},
        "run__days": 60,
    }
    without = of(scenario(**changes))
    by_overtime = {"minimum_strength_by": "overtime"}
    made = of(scenario(**changes, **{f"teams__response__{k}": v for k, v in by_overtime.items()}))

    def strengths(world: World, hub: int) -> np.ndarray:
        ours = (world.duties.role == Role.RESPONSE) & (world.duties.hub == hub)
        return np.diff(world.duties.first_member)[ours & (world.duties.start_ms > 0)]

    for hub, minimum in ((0, 4), (1, 5)):
        short, still = (float((strengths(w, hub) < minimum).mean()) for w in (without, made))
        assert short > 0.2
        assert still < 0.1 * short
        assert strengths(made, hub).max() == strengths(without, hub).max()
    assert not overtime(without).any()
    # Everybody has had their turn before anybody has many.
    of_hub = overtime(made)[(made.people.role == Role.RESPONSE) & (made.people.hub == 0)]
    assert of_hub.min() >= 1
    assert of_hub.max() <= of_hub.min() + 6
