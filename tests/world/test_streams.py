"""Named streams: equal to numpy's, apart from one another, and never shared by two names."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.errors import RunError
from sim.world import blocks, demand_cells, streams
from sim.world.arrays import Floats
from sim.world.demand_cells import streams_of_types
from sim.world.name_hashes import hashes_of
from sim.world.pcg64 import Keys
from sim.world.streams import Streams, hashed_uniforms, named, part
from tests.world.forces import of, scenario

PINNED_DRAWS = "581d753f25da1ccc"
PINNED_HASHED = "7ba5f8c02d8458d8"
PINNED_NAME = 18368989945554600024


def drawn(marks: Streams, names: list[str], counts: list[int]) -> Floats:
    (row,) = marks.uniforms(named(lambda: names), np.arange(len(counts)), np.array(counts))
    return row


def by_length(names: Sequence[str]) -> Keys:
    """Return hashes that names of one length share."""
    return np.array([len(name) for name in names], dtype=np.uint64)


def pairs_by_length(firsts: Sequence[str], lasts: Sequence[str]) -> Keys:
    return by_length([first + last for last in lasts for first in firsts])


def numpys_own(seed: int, replication: int, name: str, count: int) -> list[float]:
    key = int(hashes_of([name])[0])
    spawn_key = (replication, key & 0xFFFFFFFF, key >> 32)
    sequence = np.random.SeedSequence(entropy=seed, spawn_key=spawn_key)
    return np.random.default_rng(sequence).random(count).tolist()


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**200),
    replication=st.integers(0, 2**32 - 1),
    counts=st.dictionaries(st.text(max_size=30), st.integers(0, 20), min_size=1, max_size=8),
)
def test_every_draw_is_numpys_own(seed: int, replication: int, counts: dict[str, int]) -> None:
    got = drawn(Streams(seed, replication), list(counts), list(counts.values()))
    want: list[float] = []
    for name, count in counts.items():
        want += numpys_own(seed, replication, name, count)
    assert got.tolist() == want


@pytest.mark.parametrize("high_half", [0, 1, 2**32 - 1])
def test_hashes_with_an_empty_half_are_no_exception(
    monkeypatch: pytest.MonkeyPatch, high_half: int
) -> None:
    monkeypatch.setattr(
        streams, "hashes_of", lambda _: np.array([high_half << 32], dtype=np.uint64)
    )
    got = drawn(Streams(9, 2), ["x"], [5])
    sequence = np.random.SeedSequence(9, spawn_key=(2, 0, high_half))
    assert got.tolist() == np.random.default_rng(sequence).random(5).tolist()


def test_draws_are_those_they_have_always_been() -> None:
    """Numpy does not promise its draws for ever: this says so when they change."""
    names = ["Adur/burglary/times/2491", "Adur/burglary/case/2491", "Rother/noise/times/-3"]
    u = drawn(Streams(2017, 3), names, [100, 1, 1000])
    key = Streams(2017, 3).key("absence/leave")
    hashed = hashed_uniforms(key, np.array([5, 6], dtype=np.uint64), np.arange(-10, 1000))
    assert hashlib.sha256(u.tobytes()).hexdigest()[:16] == PINNED_DRAWS
    assert hashlib.sha256(hashed.tobytes()).hexdigest()[:16] == PINNED_HASHED
    assert hashes_of(names[:1]).tolist() == [PINNED_NAME]


def test_seeds_replications_and_names_give_different_streams() -> None:
    worlds = [(1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b")]
    first = [drawn(Streams(s, r), [name], [1])[0] for s, r, name in worlds]
    assert len(set(first)) == len(worlds)


@pytest.fixture
def hashes_by_length(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Names of one length share a hash, and nothing is kept of that."""
    monkeypatch.setattr(streams, "hashes_of", by_length)
    monkeypatch.setattr(demand_cells, "hashes_of_pairs", pairs_by_length)
    kept = streams_of_types, blocks._of_repeats, streams.alone, streams.several
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


@pytest.mark.usefixtures("hashes_by_length")
def test_colliding_names_are_refused() -> None:
    marks = Streams(1, 0)
    drawn(marks, ["three", "one", "two"], [1, 1, 1])
    with pytest.raises(RunError, match=r"'one' and 'two' have the same hash"):
        marks.refuse_shared()
    marks = Streams(1, 0)
    marks.key("one")
    drawn(marks, ["two"], [1])
    with pytest.raises(RunError, match=r"'one' and 'two' have the same hash"):
        marks.refuse_shared()


@pytest.mark.usefixtures("hashes_by_length")
def test_a_world_with_colliding_names_is_not_made() -> None:
    with pytest.raises(RunError, match="have the same hash"):
        of(scenario(name="of-colliding-names"))


def test_the_first_marks_of_rows_are_the_same_when_the_rest_is_left_out() -> None:
    names, rows = ["a", "b", "c"], np.array([3, 0, 40])
    whole = Streams(1, 2).uniforms(named(lambda: names), np.arange(rows.size), rows, 12)
    some = Streams(1, 2).uniforms(named(lambda: names), np.arange(rows.size), rows, 12, 5)
    assert some.tolist() == whole[:5].tolist()
    assert whole.T.ravel().tolist() == drawn(Streams(1, 2), names, (12 * rows).tolist()).tolist()
    which = np.array([2, 0])
    picked = Streams(1, 2).uniforms(named(lambda: names), which, rows[which], 12)
    assert picked.tolist() == np.hstack([whole[:, 3:], whole[:, :3]]).tolist()


def test_draws_are_the_same_without_compilation() -> None:
    code = (
        "import numpy as np\n"
        "from sim.world.streams import Streams, named\n"
        "marks = Streams(5, 1)\n"
        "u = marks.uniforms(named(lambda: ['a', 'b']), np.arange(2), np.array([3, 9]), 2)\n"
        "print(int(marks.key('c')), u.tolist())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            env=os.environ | {"NUMBA_DISABLE_JIT": disabled},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for disabled in ("0", "1")
    }
    assert len(said) == 1
    assert "[0." in said.pop()


def test_one_name_is_not_drawn_from_twice() -> None:
    marks = Streams(1, 0)
    marks.refuse_shared()
    marks.key("one")
    marks.refuse_shared()
    marks.key("one")
    with pytest.raises(RunError, match="'one' is asked for twice"):
        marks.refuse_shared()
    marks = Streams(1, 0)
    marks.register(named(lambda: ["two", "two"]))
    with pytest.raises(RunError, match="'two' is asked for twice"):
        marks.refuse_shared()


def test_names_with_slashes_are_told_apart() -> None:
    assert part("A/b") + "/c" != "A/" + part("b/c")
    assert len({part(name) for name in ("a/b", "a%2Fb", "a%252Fb", "a b")}) == 4


def test_hashed_marks_are_uniform_and_independent() -> None:
    persons = hashes_of([f"response/Upper/{i}" for i in range(300)])
    u = hashed_uniforms(Streams(4, 0).key("absence/leave"), persons, np.arange(20_000, 20_400))
    other = hashed_uniforms(Streams(4, 1).key("absence/leave"), persons, np.arange(20_000, 20_400))
    assert u.shape == (300, 400)
    assert u.min() >= 0
    assert u.max() < 1
    assert stats.kstest(u.ravel(), "uniform").pvalue > 0.001
    neighbours = [
        (u[:-1], u[1:]),  # persons with neighbouring numbers
        (u[:, :-1], u[:, 1:]),  # a day and the next
        (u[:, :-7], u[:, 7:]),  # a week apart
        (u, other),  # replications
    ]
    for left, right in neighbours:
        size = left.size
        correlation = np.corrcoef(left.ravel(), right.ravel())[0, 1]
        assert abs(correlation) < 4 / size**0.5
        cells = np.histogram2d(left.ravel(), right.ravel(), bins=10, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > 0.001


def test_hashed_marks_can_be_looked_up_in_any_order() -> None:
    key = Streams(4, 0).key("absence/leave")
    persons = np.array([11, 22, 33], dtype=np.uint64)
    together = hashed_uniforms(key, persons, np.arange(-5, 5))
    alone = hashed_uniforms(key, persons[1:2], np.array([3]))
    assert alone[0, 0] == together[1, 8]
