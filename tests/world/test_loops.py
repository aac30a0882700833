"""Compiled loops give what NumPy and SciPy give for the same formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri, pdtr

from sim.world import arrival_loops, inverse, loops, splitmix64
from sim.world.array_kinds import Keys
from sim.world.arrays import ALWAYS, Floats, Ints
from sim.world.marks import category
from sim.world.name_hashes import hashes_of
from sim.world.pcg64 import Groups, Into
from sim.world.streams import Some, Streams, following, hashed_uniforms, named

EDGES = np.array([0.0, 2.0**-53, 1e-9, 0.1353, 0.1354, 0.5, 0.8646, 0.8647, 1 - 2.0**-53])
MARKS = np.concatenate([np.random.default_rng(1).random(100_000), EDGES])


def test_normal_quantiles_are_those_of_scipy() -> None:
    np.testing.assert_array_max_ulp(inverse.normals(MARKS, 1.0, 0.0), ndtri(MARKS), 4)
    expected = 0.7 * ndtri(MARKS) - 0.245
    np.testing.assert_allclose(inverse.normals(MARKS, 0.7, 0.245), expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.3, 7.0, 120.0, 499.0, 501.0])
def test_poisson_counts_are_the_smallest_that_reach_the_mark(mean: float) -> None:
    count = inverse.poisson_counts(np.full(MARKS.shape, mean), MARKS)
    sure = count >= 0
    assert sure.mean() > 0.999 if 0 < mean <= 500 else True
    assert not sure.any() if mean > 500 else True
    count, u = count[sure], MARKS[sure]
    assert (pdtr(count, mean) > u).all()
    assert ((count == 0) | (pdtr(np.maximum(count - 1, 0), mean) <= u)).all()


def test_hashed_words_are_those_of_splitmix64() -> None:
    """Vigna's splitmix64.c started at 1234567 gives these numbers."""
    start = np.array([1234567], dtype=np.uint64)
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [int(following(start, n)[0]) for n in (1, 2, 3)] == published
    assert following(np.repeat(start, 3), np.arange(1, 4)).tolist() == published


def test_behind_the_rows_of_each_group_come_marks_that_are_hashed() -> None:
    names, persons = ["a", "b", "c", "d"], hashes_of(["e", "f", "g"])
    bounds = np.array([[0, 2, 3, 4], [0, 7, 9, 10], [0, 7, 9, 10], [0, 1, 1, 3]])
    rows = np.array([3, 4, 2, 1])
    groups = Groups(np.arange(4), rows, np.arange(10), persons, bounds)
    some = Some(np.array([True, False, True]), np.array([0, 0, 1]))
    wanted, chains = named(lambda: ["a", "b", "d"]), named(lambda: ["chain", "other chain"])
    found, nothing = np.empty((2, 11)), np.empty(0, dtype=np.int64)
    into = Into(found.ravel(), 11, nothing, nothing)
    Streams(4, 0).fill(wanted, chains, groups, some, 5, 2, into)
    of_rows = Streams(4, 0).uniforms(named(lambda: names), np.arange(4), rows, 5, 2)
    assert found[:, [*range(7), 8]].tolist() == of_rows[:, [*range(7), 9]].tolist()
    for name, of_chain, at in (("chain", persons[:1], [7]), ("other chain", persons[1:], [9, 10])):
        alike = hashed_uniforms(Streams(4, 0).key(name), of_chain, np.arange(2))
        assert found[:, at].T.tolist() == alike.tolist()


def test_chains_go_on_while_the_first_mark_says_so() -> None:
    streams = Streams(4, 0).keys(("chain", "none", "another"))
    keys, firsts = hashes_of([f"incident {i}" for i in range(500)]), np.array([0, 300, 310, 500])
    share, most = np.linspace(0, 0.8, 500), np.arange(500) % 3
    longest, ceiling = np.array([2, 0, 2]), np.array([1.25, 1.0, 1.0])
    about, own, marks, upto = splitmix64.followed(
        streams, firsts, keys, share, most, longest, ceiling, 3
    )
    assert upto[1] == upto[2] > 0
    assert upto[3] == own.size
    for t in (0, 2):
        ours, found = slice(*firsts[t : t + 2]), slice(*upto[t : t + 2])
        chain, number, before = about[:, found] - [[firsts[t]], [0], [upto[t]]]
        first, second = expected_chains(
            streams[t], keys[ours], share[ours] * ceiling[t], most[ours]
        )
        assert chain.tolist() == [*first, *second]
        assert number.tolist() == [1] * len(first) + [2] * len(second)
        assert (before[: len(first)] + upto[t] == -1).all()
        assert chain[before[len(first) :]].tolist() == [*second]
        assert own[found].tolist() == following(keys[ours][chain], number).tolist()
        drawn = np.vstack([*first.values(), *second.values()])
        assert marks[:, found].T.tolist() == drawn.tolist()


def expected_chains(
    stream: np.uint64, keys: Keys, chance: Floats, most: Ints
) -> list[dict[int, Floats]]:
    """Return the marks of the first repeats of chains and of the second, by their chain."""
    found: list[dict[int, Floats]] = []
    rows = np.arange(keys.size)
    for number in (1, 2):
        marks = hashed_uniforms(stream, following(keys, number), np.arange(3))
        rows = rows[(marks[rows, 0] < chance[rows]) & (most[rows] >= number)]
        found.append({row: marks[row] for row in rows.tolist()})
    return found


def test_rows_may_be_picked_and_others_passed_over() -> None:
    names, rows = [f"stream {i}" for i in range(30)], np.arange(30) % 7
    whole = Streams(1, 2).uniforms(named(lambda: names), np.arange(rows.size), rows, 12)
    for only in (np.arange(0), np.array([0]), np.array([3, 4, 40, 41, 84]), np.arange(85)):
        for used in (1, 5, 12):
            some = Streams(1, 2).uniforms(
                named(lambda: names), np.arange(rows.size), rows, 12, used, only
            )
            assert some.tolist() == whole[:used, only].tolist()


@given(
    weights=st.lists(st.floats(0, 10), min_size=1, max_size=8).filter(any),
    u=st.lists(st.floats(0, 1, exclude_max=True), max_size=20),
)
def test_keys_are_those_of_a_search_through_the_sums(weights: list[float], u: list[float]) -> None:
    upto, marks = np.cumsum(weights), np.array(u)
    last = int(np.flatnonzero(weights)[-1])
    found = np.minimum(np.searchsorted(upto, marks * upto[-1], side="right"), last)
    assert category(dict(enumerate(weights, 1)), marks).tolist() == (found + 1).tolist()


def test_first_incidents_have_what_is_known_of_their_cells() -> None:
    about = np.arange(5 * 6).reshape(5, 6)
    place, incidents, kept = np.array([1, 2, 5]), np.array([2, 3, 1]), np.array([0, 2, 4, 5])
    found = arrival_loops.spread(about, place, incidents, kept, np.array([7, 8, 9, 10]))
    assert found[arrival_loops.CELL].tolist() == [0, 1, 1, 2]
    assert found[arrival_loops.ORDINAL].tolist() == [0, 0, 2, 0]
    assert found[arrival_loops.MARK].tolist() == [7, 8, 9, 10]
    assert found[arrival_loops.ROW].tolist() == kept.tolist()
    of_cells = [getattr(arrival_loops, name) for name in ("LAYER", "WEEK", "DISTRICT")]
    of_cells += [arrival_loops.SHAPE, arrival_loops.CREATED]
    assert found[of_cells].tolist() == about[:, [1, 2, 2, 5]].tolist()


def test_candidates_are_kept_up_to_a_multiplier() -> None:
    u, reacts = np.array([0.2, 0.9, 0.1, 0.6]), np.array([True, False, False, True])
    within, limit = np.array([[0.0, 0, 0, 1], [1.0, 1, 1, 0.5]]), np.full(4, 1_200_000)
    place, incidents = np.array([0, 2, 3]), np.array([2, 1, 2])
    none = np.zeros(4, dtype=np.uint64)
    kept, marks = arrival_loops.candidates(
        u, reacts, within, limit, np.ones(4), none, none, place, incidents, reacts[:0]
    )
    assert kept.tolist() == [0, 1, 2, 3]
    assert marks.tolist() == [200_000, 900_000, ALWAYS, 1_050_000]


def test_candidates_before_the_period_are_kept_if_a_repeat_follows() -> None:
    cells, streams = hashes_of(["cell", "another"]), Streams(4, 0).keys(("chain", "another chain"))
    chance, incidents = np.array([0.3, 0.0]), np.array([200, 50])
    none = np.zeros(250, dtype=np.bool_)
    of_cells = none[:2], np.zeros((2, 2)), np.ones(2, dtype=np.int64), chance, cells, streams
    kept, _ = arrival_loops.candidates(np.zeros(0), *of_cells, np.arange(2), incidents, none)
    keys = following(np.repeat(cells[:1], 200), np.arange(1, 201))
    first = np.array([0, 200])
    about, own, _, _ = splitmix64.followed(
        streams[:1], first, keys, np.full(200, 0.3), np.ones(200, dtype=np.int64), np.array([1]),
        np.ones(1), 1,
    )  # fmt: skip
    assert kept.tolist() == about[0, : own.size].tolist()
    assert 40 < kept.size < 80
    alone = np.arange(250) % 125 == 7
    more, _ = arrival_loops.candidates(np.zeros(0), *of_cells, np.arange(2), incidents, alone)
    assert more.tolist() == sorted({*kept.tolist(), 7, 132})


def test_marks_below_a_share_are_found() -> None:
    of_types = Streams(4, 0).keys(("logs", "further logs"))
    keys, first = hashes_of([f"incident {i}" for i in range(300)]), np.array([0, 100, 300])
    rows, numbers = splitmix64.marked(of_types, first, keys, 3, 0.3)
    some, others = keys[:100], keys[100:]
    marks = np.vstack(
        [hashed_uniforms(of_types[n], who, np.arange(3)) for n, who in enumerate((some, others))]
    )
    expected = np.nonzero(marks < 0.3)
    assert rows.size > 50
    assert (rows.tolist(), numbers.tolist()) == tuple(each.tolist() for each in expected)


@pytest.mark.parametrize("share", [(0.2, 0.3, 0.5), (0.0, 0.4, 0.6), (0.5, 0.5, 0.0)])
def test_areas_are_those_of_the_class_whose_share_holds_the_mark(
    share: tuple[float, float, float],
) -> None:
    u, hub = MARKS, np.arange(MARKS.size) % 2
    sizes, first = np.array([[1, 5, 114], [2, 3, 35]]), np.array([0, 120, 160])
    none = np.zeros(u.shape, dtype=np.int64)
    found = loops.areas_within(u, none, hub, none - 1, np.array([share]), sizes, first)
    upto = np.cumsum(share)
    of_class = np.minimum(np.searchsorted(upto[:2], u, side="right"), 2)
    within = (u - (upto - share)[of_class]) / np.where(np.array(share) > 0, share, 1.0)[of_class]
    size = sizes[hub, of_class]
    before = np.cumsum(sizes, axis=1) - sizes
    number = np.clip((within * size).astype(np.int64), 0, size - 1)
    assert found.tolist() == (first[hub] + before[hub, of_class] + number).tolist()


def test_a_repeat_is_in_the_area_of_the_incident_before_it() -> None:
    u, hub = np.array([0.1, 0.9, 0.5, 0.5]), np.zeros(4, dtype=np.int64)
    code, parent = np.zeros(4, dtype=np.int64), np.array([-1, -1, 1, 2])
    sizes, first = np.array([[1, 1, 8]]), np.array([0, 10])
    share = np.array([[0.2, 0.2, 0.6]])
    found = loops.areas_within(u, code, hub, parent, share, sizes, first)
    assert found.tolist() == [0, 8, 8, 8]


def test_things_are_dealt_to_the_people_of_their_groups_in_turn() -> None:
    people, first = np.array([4, 7, 9]), np.array([0, 2, 2, 3])
    group = np.array([0, 2, 0, 1, 0, 2])
    assert loops.dealt_in_turn(group, people, first).tolist() == [4, 9, 7, -1, 4, 9]
