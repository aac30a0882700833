"""What scenarios draw alike is drawn once while that is kept, and every world stays what it was."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.scenario.schema.distributions import Exponential
from sim.world import build as building
from sim.world import drawn_once
from sim.world.build import build, prepare
from sim.world.drawn_once import digest, keep_for_good, keeping, once
from tests.world.forces import scenario

ALIKE: dict[str, Any] = {"name": "more-people", "teams__response__posts": {"Upper": 30, "Lower": 9}}
OTHER: dict[str, Any] = {"name": "busier", "demand": {"growth": 1.1}}


class _Pair(NamedTuple):
    first: object
    second: object


def draws(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by the replication of each draw."""
    made: list[int] = []
    own = building._drawing

    def noted(known: Any, seed: int, replication: int) -> Any:
        made.append(replication)
        return own(known, seed, replication)

    monkeypatch.setattr(building, "_drawing", noted)
    return made


def test_equal_demand_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    forces = [scenario(), scenario(**ALIKE), scenario(**OTHER)]
    alone = [build(force, 5, 0) for force in forces]
    made = draws(monkeypatch)
    with keeping():
        together = [build(force, 5, 0) for force in forces]
        assert made == [0, 0], "the second has the draw of the first, the third its own"
        assert together[1].drawn is together[0].drawn
        build(forces[2], 5, 1)
        build(forces[2], 6, 1)
        assert made == [0, 0, 1, 1], "another replication or seed draws again"
    for one, other in zip(alone, together, strict=True):
        assert pickle.dumps(one) == pickle.dumps(other)
    assert not np.array_equal(alone[0].duties.member, alone[1].duties.member)
    build(forces[2], 6, 1)
    assert len(made) == 5, "nothing is kept behind the block"


def test_each_thread_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = draws(monkeypatch)
    with keeping(), ThreadPoolExecutor(1) as executor:
        build(scenario(), 5, 0)
        executor.submit(build, scenario(), 5, 0).result()
        build(scenario(), 5, 0)
    assert made == [0, 0]


def test_the_last_draw_alone_is_kept() -> None:
    with keeping():
        pairs = "a1", "a2", "b3", "a4"
        drawn = [once(key.__str__, iter([draw]).__next__) for key, draw in pairs]
        assert drawn == ["1", "1", "3", "4"]
    assert once("a".__str__, lambda: "5") == "5"


def test_draws_that_fit_are_kept_for_good() -> None:
    made: list[str] = []

    def draw(key: str) -> None:
        def one() -> object:
            made.append(key)
            return {"a": (np.zeros(100), [np.zeros(25)])}  # 1000 bytes

        once(key.__str__, one)

    def work() -> None:
        keep_for_good(2500)
        for key in "abacabcb":
            draw(key)

    with ThreadPoolExecutor(1) as executor:
        executor.submit(work).result()
    assert "".join(made) == "abcbc", "the one that was used longest ago gives way"


def test_nothing_is_digested_where_no_draw_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(building, "digest", lambda value: asked.append(value) or b"")
    # Another test may have had this thread keep draws for good, as the live page does.
    monkeypatch.setattr(drawn_once._HERE, "keeps", False)
    force = scenario(name="of-no-digest")
    build(force, 5, 0)
    assert not asked
    with keeping():
        build(force, 5, 0)
        build(force, 5, 1)
    assert len(asked) == 1


def test_digests_tell_apart_what_differs() -> None:
    mean = Exponential(distribution="exponential", mean=3.0)
    values: list[Any] = [
        None, 0, False, 0.0, "0", np.float64(0), range(2), (), [], {}, (0, 1), [0, 1], {0: 1},
        (0, (1,)), ((0, 1),), _Pair(0, 1), np.arange(2), np.arange(2.0), np.arange(2)[np.newaxis],
        mean, mean.model_copy(update={"mean": 4.0}), (np.arange(2), np.arange(2)), {1: 0},
    ]  # fmt: skip
    assert len({digest(value) for value in values}) == len(values)
    row = np.arange(2)
    assert digest((row, row)) == digest((np.arange(2), row.copy()))
    assert digest(mean) == digest(mean.model_copy(deep=True))
    with pytest.raises(TypeError, match="object has no digest"):
        digest([object()])


def test_a_force_read_again_has_the_same_digest() -> None:
    digests = [prepare(scenario(**changes)).demand_digest() for changes in ({}, {}, ALIKE, OTHER)]
    assert digests[0] == digests[1] == digests[2] != digests[3]
