"""Repeats that some chains have more of, and that are drawn beyond their share for the service."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calibration.service_reference import references
from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.engine.on_simpy.engine import simulate
from sim.errors import RunError
from sim.scenario.schema.repeats import Often, Repeat
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.arrays import MILLIONTHS, World
from sim.world.build import build, names
from sim.world.incident_names import identity
from sim.world.layers import expected_chain
from sim.world.repeats import _refuse_twins
from tests.support.worlds import force, team

DELAY = {"distribution": "exponential", "mean": 3.0}


def of(rate: float = 2.0, *, posts: int = 2, days: int = 20, **repeat: Any) -> Scenario:
    """Return a force with jobs that repeat; an hour's work each by default."""
    rules = {"share": 0.3, "delay_days": DELAY, "within_days": 10, "most": 4, **repeat}
    hour = {"distribution": "fixed", "value": 60.0}
    kinds = {"job": {"per_hour": {"A": rate}, "repeat": rules, "scene_min": hour}}
    return force({"response": team(posts)}, kind_rules=kinds, days=days)


def happened(world: World, scenario: Scenario) -> tuple[set[str], World, Any]:
    state = simulate(world)
    rows = np.flatnonzero(state.incidents.state != int(IncidentState.EXPECTED))
    known = names(scenario)
    return {identity(world, known, int(row)) for row in rows}, world, state


def test_a_few_chains_go_on_for_longer_and_the_count_is_kept() -> None:
    often = {"share_of_first": 0.2, "share": 0.85, "most": 20}
    world = build(of(40.0, days=60, often=often), 5, 0)
    drawn = world.drawn
    assert drawn.repeat.max() > 10
    assert drawn.created_ms.size == pytest.approx(40 * 24 * 60, rel=0.03)
    chain = expected_chain(of(often=often).incident_types["job"].repeat)
    assert (drawn.repeat > 0).mean() == pytest.approx(1 - 1 / chain, abs=0.01)
    plain = build(of(40.0, days=60), 5, 0).drawn
    assert plain.repeat.max() == 4


def test_the_expected_chain_is_the_mean_of_both() -> None:
    rules: Any = {"distribution": "exponential", "mean": 3.0}
    repeat = Repeat(share=0.5, delay_days=rules, most=1, often=None)
    assert expected_chain(repeat) == 1.5
    often = Often(share_of_first=0.25, share=0.5, most=2)
    both = repeat.model_copy(update={"often": often})
    assert expected_chain(both) == pytest.approx(0.75 * 1.5 + 0.25 * 1.75)


def test_factors_of_one_leave_everything_as_it_was() -> None:
    plain = build(of(), 3, 0)
    ones = build(of(depends_on={"attended_late": 1.0, "arrest": 1.0}), 3, 0)
    for mine, theirs in zip(plain.drawn, ones.drawn, strict=True):
        assert np.array_equal(mine, theirs)
    one, other = simulate(plain, log=True), simulate(ones, log=True)
    for mine, theirs in zip(one.log, other.log, strict=True):
        assert np.array_equal(mine, theirs)


def test_what_is_drawn_beyond_the_share_changes_nothing_by_itself() -> None:
    """A factor for something that never happens: the same incidents come about, by their names."""
    plain, _, _ = happened(build(of(), 3, 0), of())
    scenario = of(depends_on={"heard_at_marac": 0.5})
    world = build(scenario, 3, 0)
    found, _, _ = happened(world, scenario)
    assert world.sizes.incidents > len(plain)
    assert found == plain


def test_at_the_reference_the_service_keeps_the_number_of_repeats() -> None:
    """In a force in which a third of the visits are late: over some replications, by its error."""
    rules = {"attended_late": 1.2}
    plain = of(1.6, days=30)
    products, _ = references(plain, of(1.6, days=30, depends_on=rules), 3)
    assert 1.05 < products["job"] < 1.15
    scenario = of(1.6, days=30, depends_on={**rules, "reference": products["job"]})
    unscaled = of(1.6, days=30, depends_on=rules)
    more, most = [], []
    for replication in range(3, 13):
        numbers = []
        for each in (plain, scenario, unscaled):
            _, world, state = happened(build(each, 1, replication), each)
            came = state.incidents.state != int(IncidentState.EXPECTED)
            numbers.append(int((came & (world.drawn.repeat > 0)).sum()))
        more.append(numbers[1] - numbers[0])
        most.append(numbers[2] - numbers[0])
    error = np.std(more, ddof=1) / np.sqrt(len(more))
    assert abs(np.mean(more)) < 3.5 * error
    assert np.mean(most) > 3.5 * error


def test_marks_reach_to_what_the_service_can_come_to_and_no_further() -> None:
    scenario = of(20.0, depends_on={"attended_late": 1.2, "ceiling": 1.5})
    drawn = build(scenario, 3, 0).drawn
    marks = drawn.mark[drawn.repeat > 0]
    assert 1.2 * MILLIONTHS < marks.max() < 1.25 * MILLIONTHS
    every = build(scenario, 3, 0, to_ceiling=True).drawn
    marks = every.mark[every.repeat > 0]
    assert 1.4 * MILLIONTHS < marks.max() < 1.5 * MILLIONTHS
    # A chance of 0.95 is the highest: 0.6 times 2 would be more.
    drawn = build(of(20.0, share=0.6, depends_on={"attended_late": 1.55}), 3, 0).drawn
    assert drawn.mark[drawn.repeat > 0].max() < 0.95 / 0.6 * MILLIONTHS


def test_repeats_keep_a_spread_of_hours() -> None:
    drawn = build(of(20.0), 3, 0).drawn
    rows = np.flatnonzero((drawn.repeat > 0) & (drawn.parent >= 0))
    time = drawn.created_ms[rows] % MS_PER_DAY
    before = drawn.created_ms[drawn.parent[rows]] % MS_PER_DAY
    assert (time != before).mean() > 0.999
    assert np.unique(time // MS_PER_HOUR).size == 24
    assert abs(np.corrcoef(time, before)[0, 1]) < 0.1


def test_repeats_of_one_type_that_share_a_hash_are_refused() -> None:
    key, of_type = np.array([7, 8, 7, 9], dtype=np.uint64), np.array([0, 0, 1, 1])
    _refuse_twins(key, of_type, ("job", "other"))  # of two types: their marks differ all the same
    with pytest.raises(RunError, match="two repeats of other have the same hash"):
        _refuse_twins(key[[0, 1, 2, 2]], of_type, ("job", "other"))
