"""Of two mistakes anywhere in a scenario, both are reported in one run of `check`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.scenario.load import load
from sim.scenario.reading.tree import Path
from tests.support.mistakes import Mistake, every_mistake, said_of

GOOD = FilePath(__file__).parent / "good"
SCENARIOS = [str(GOOD / "all-levers.yaml"), "sussex-2017", "every-system-on"]


@cache
def sound(name: str) -> dict[Any, Any]:
    return load(name).data


@cache
def by_kind(name: str) -> dict[str, list[Mistake]]:
    found = defaultdict(list)
    for mistake in every_mistake(sound(name)):
        found[mistake.kind].append(mistake)
    return found


def own(name: str, mistake: Mistake) -> set[Path]:
    """Return where a mistake is reported when it is the only one: at its place, or elsewhere."""
    found = said_of(sound(name), mistake)
    length = len(mistake.path)
    return {path for path in found if path[:length] == mistake.path[: len(path)]} or found


@st.composite
def two_mistakes(draw: st.DrawFn, name: str) -> tuple[Mistake, Mistake]:
    """Draw two independent mistakes of different kinds, half of the time in the same part."""
    kinds = draw(st.permutations(sorted(by_kind(name))))
    first = draw(st.sampled_from(by_kind(name)[kinds[0]]))
    others = by_kind(name)[kinds[1]]
    near = [each for each in others if each.path[:2] == first.path[:2]]
    second = draw(st.sampled_from(near if near and draw(st.booleans()) else others))
    assume(first.is_apart_from(second))
    assume(not first.leaves_unknown(second) and not second.leaves_unknown(first))
    return first, second


@pytest.mark.parametrize("name", SCENARIOS, ids=lambda name: FilePath(name).stem)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_both_of_two_mistakes_are_reported(name: str, data: st.DataObject) -> None:
    two = data.draw(two_mistakes(name))
    alone = [own(name, mistake) for mistake in two]
    assume(all(alone))
    found = said_of(sound(name), *two)
    for mistake, places in zip(two, alone, strict=True):
        assert places & found, f"{mistake} is not among {found}"


@st.composite
def mistake_in_who_works_when(draw: st.DrawFn, name: str) -> Mistake:
    """Draw a mistake in teams or rotas: what follows from them is kept for the next scenario."""
    of_kind = by_kind(name)[draw(st.sampled_from(sorted(by_kind(name))))]
    there = [each for each in of_kind if each.path[0] in ("teams", "rotas")]
    assume(there)
    return draw(st.sampled_from(there))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_what_is_found_does_not_depend_on_what_was_looked_at_before(data: st.DataObject) -> None:
    name = SCENARIOS[0]
    mistake = data.draw(mistake_in_who_works_when(name))
    assert said_of(sound(str(GOOD / "two-hubs.yaml"))) == set()
    found = said_of(sound(name), mistake)
    assert said_of(sound(name)) == set()
    assert said_of(sound(name), mistake) == found


def test_there_are_mistakes_of_every_kind_and_each_is_reported() -> None:
    name = SCENARIOS[0]
    assert len(by_kind(name)) == 4
    for kind in ("unknown name", "sum of shares"):
        for mistake in by_kind(name)[kind]:
            assert own(name, mistake), mistake
