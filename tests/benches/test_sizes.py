"""Forces of other sizes, the points at which growth is measured, and pairs that are needed."""

from __future__ import annotations

import numpy as np
import pytest

from benches import scaled, subject
from benches.bench_growth import Point, grow
from benches.precision import pairs_needed, spread
from sim.engine.invariants import violations
from sim.engine.on_simpy.engine import simulate
from sim.scenario.facts.incident_counts import stated_a_year
from sim.scenario.facts.sizes import posts
from sim.scenario.schema.scenario import Scenario
from sim.world.build import build


def incidents_a_year(force: Scenario) -> float:
    return sum(map(stated_a_year, force.incident_types.values()))


@pytest.mark.parametrize("hubs", [1, 3])
def test_part_of_the_force_has_the_posts_of_its_hubs(hubs: int) -> None:
    base = subject.loaded().scenario
    force = scaled.with_hubs(hubs, 7)
    assert list(force.hubs) == list(base.hubs)[:hubs]
    assert {place.hub for place in force.districts.values()} == set(force.hubs)
    own, whole = force.teams.response, base.teams.response
    assert own is not None
    assert whole is not None
    assert own.posts == {hub: whole.posts[hub] for hub in force.hubs}
    assert incidents_a_year(force) < incidents_a_year(base) * (hubs + 1) / len(base.hubs)


def test_whole_force_is_the_baseline() -> None:
    base = subject.scenario(7, 0)
    assert scaled.with_hubs(6, 7).model_copy(update={"name": base.name}) == base


def test_copies_are_whole_forces_far_apart() -> None:
    base = subject.loaded().scenario
    force = scaled.with_hubs(18, 7)
    assert len(force.hubs) == 18
    assert len(force.districts) == 3 * len(base.districts)
    assert incidents_a_year(force) == pytest.approx(3 * incidents_a_year(base))
    assert posts(force) == pytest.approx(3 * posts(base))
    assert force.districts["Adur 3"].hub == "Worthing 3"
    assert force.hubs["Brighton 2"].district == "Brighton and Hove 2"
    assert len(force.custody_suites) == 3 * len(base.custody_suites)
    wide = np.ptp([place.longitude or 0 for place in base.districts.values()])
    assert wide < scaled.APART_DEGREES - 1


@pytest.mark.slow
def test_copies_run_as_the_force_does() -> None:
    force = scaled.with_hubs(12, 2)
    world = build(force, 1, 0)
    assert not violations(world, simulate(world, log=True))
    one = build(scaled.with_hubs(6, 2), 1, 0)
    assert world.sizes.incidents == pytest.approx(2 * one.sizes.incidents, rel=0.1)


def test_points_beyond_the_budget_are_left_out() -> None:
    ran: list[int] = []

    def run(size: int) -> Point:
        ran.append(size)
        return Point(5.0 + size, [str(size)])

    rows = grow((1, 10, 20, 40), run, budget_s=30.0)
    assert ran == [1, 10, 20]
    assert rows[-1] == (40, ["omitted: some 45 s"])


def test_pairs_needed_are_those_of_the_t_interval() -> None:
    # n = 27: t(26) = 2.0555, 2.0555 * 0.0125 / sqrt(27) = 0.00494; n = 26: 0.00505.
    assert pairs_needed(0.0125, 0.005) == 27
    assert pairs_needed(0.0, 0.005) == 2


def test_spread_of_pairs() -> None:
    values = np.array([0.8, 0.7, 0.9])
    assert spread(values, values + 0.01) == pytest.approx(0, abs=1e-12)
    assert spread(values, values[::-1]) == pytest.approx(0.1)
