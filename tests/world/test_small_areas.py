"""In which small area incidents happen, and that nothing else that is drawn moves with it."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.scenario.facts.small_areas import class_sizes
from sim.world.arrays import World
from tests.world.forces import SMALL, of, scenario

AREAS = {
    "number": {"Upper": 120, "Lower": 40},
    "concentration": {"top_1_percent": 0.2, "next_4_percent": 0.3},
}
REPEAT = {
    "share": 0.4,
    "delay_days": {"distribution": "exponential", "mean": 3.0},
    "within_days": 10,
    "most": 3,
}
PLAN = {"patrol": 0.4, "problem_solving": 0.3, "enforcement": 0.3}
FILES = {
    "harm": {"burglary": 1.0},
    "work_hours": {"distribution": "lognormal", "mean": 40.0, "cv": 0.6},
    "partner_wait_days": {"distribution": "triangular", "low": 14.0, "mode": 30.0, "high": 60.0},
    "powers_mix": {0: 0.5, 1: 0.25, 2: 0.25},
}


def force(areas: dict[str, Any] | None = AREAS, **more: Any) -> Any:
    """Return the small force, whose burglaries repeat, with small areas."""
    data = copy.deepcopy(SMALL)
    data["incident_types"]["burglary"]["repeat"] = REPEAT
    data["teams"]["neighbourhood"]["prevention_plan"] = PLAN
    if areas is not None:
        data["small_areas"] = areas
    return scenario(data | more)


WORLD = of(force())


def test_classes_have_one_area_at_the_least() -> None:
    assert [class_sizes(n) for n in (3, 40, 120, 1000)] == [
        (1, 1, 1),
        (1, 2, 37),
        (1, 5, 114),
        (10, 40, 950),
    ]


def test_incidents_fall_to_classes_by_share_and_to_their_areas_alike() -> None:
    drawn, upper = WORLD.drawn, WORLD.drawn.hub == 0
    area = drawn.area[upper]
    shares = np.bincount(np.digitize(area, [1, 6]), minlength=3) / area.size
    firsts = int(np.count_nonzero(drawn.repeat[upper] == 0))
    assert shares == pytest.approx([0.2, 0.3, 0.5], abs=5 * np.sqrt(0.25 / firsts))
    of_five = np.bincount(area[(area >= 1) & (area < 6)] - 1, minlength=5)
    assert of_five.min() > 0.4 * of_five.mean()


def test_each_hub_has_areas_of_its_own() -> None:
    drawn, first = WORLD.drawn, WORLD.small_areas.first
    assert first.tolist() == [0, 120, 160]
    rows = slice(WORLD.sizes.incidents)
    assert (first[drawn.hub[rows]] <= drawn.area[rows]).all()
    assert (drawn.area[rows] < first[drawn.hub[rows] + 1]).all()


def test_a_repeat_happens_where_the_incident_before_it_did() -> None:
    drawn = WORLD.drawn
    rows = np.flatnonzero(drawn.parent >= 0)
    assert rows.size > 50
    assert (drawn.area[rows] == drawn.area[drawn.parent[rows]]).all()


def _equal(one: World, other: World) -> list[str]:
    """Return which columns that are drawn differ."""
    columns = zip(one.drawn._fields, one.drawn, other.drawn, strict=True)
    return [name for name, a, b in columns if not np.array_equal(a, b)]


def test_areas_move_nothing_else() -> None:
    assert _equal(of(force(None)), WORLD) == ["area"]
    wider = {"number": AREAS["number"], "concentration": {"top_1_percent": 0.25}}
    assert _equal(of(force(wider)), WORLD) == ["area"]
    assert _equal(of(force(problem_files=FILES)), WORLD) == []


def test_a_higher_share_of_one_class_takes_no_incident_out_of_it() -> None:
    wider = {**AREAS, "concentration": {"top_1_percent": 0.25, "next_4_percent": 0.3}}
    before, after = (world.drawn.area % 120 == 0 for world in (WORLD, of(force(wider))))
    firsts = (WORLD.drawn.hub == 0) & (WORLD.drawn.parent < 0)
    assert (after | ~before)[firsts].all()
    assert after[firsts].sum() > before[firsts].sum()


def test_a_type_may_gather_in_its_own_way() -> None:
    own = {
        **AREAS,
        "concentration_by_type": {"burglary": {"top_1_percent": 1, "next_4_percent": 0}},
    }
    drawn = of(force(own)).drawn
    burglaries = drawn.type == 0
    assert set(drawn.area[burglaries & (drawn.hub == 0)].tolist()) == {0}
    assert len(set(drawn.area[~burglaries].tolist())) > 20


def test_files_are_drawn_by_area_and_number() -> None:
    rules = of(force(problem_files=FILES)).problem_files
    work_ms = rules.analysis_ms + rules.enforcement_ms
    assert work_ms.size == 160 * rules.marks
    assert work_ms.mean() / MS_PER_HOUR == pytest.approx(40, rel=0.1)
    assert (np.abs(rules.analysis_ms - rules.enforcement_ms) <= 1).all()
    days = rules.wait_ms / MS_PER_DAY
    assert (days.min() >= 14, days.max() <= 60) == (True, True)
    assert np.bincount(rules.powers) / work_ms.size == pytest.approx([0.5, 0.25, 0.25], abs=0.06)
    more = of(force({**AREAS, "number": {"Upper": 130, "Lower": 40}}, problem_files=FILES))
    assert (
        more.problem_files.powers[: 120 * rules.marks] == rules.powers[: 120 * rules.marks]
    ).all()
    assert (more.problem_files.wait_ms[-40:] == rules.wait_ms[-40:]).all()


def test_enforcement_has_its_share_of_the_work() -> None:
    rules = of(force(problem_files={**FILES, "enforcement_share": 0.25})).problem_files
    assert rules.analysis_ms / rules.enforcement_ms == pytest.approx(3, abs=1e-6)


def test_what_is_to_be_expected_is_what_comes_on_an_average_day() -> None:
    rules = of(force(problem_files=FILES)).problem_files
    expected = rules.expected.reshape(-1)
    # 2,000 burglaries a year at Upper, 1,800 at Lower; 28 days of them.
    assert expected[:120].sum() / 1e6 == pytest.approx(2000 / 365 * 28, rel=1e-6)
    assert expected[0] / 1e6 == pytest.approx(0.2 * 2000 / 365 * 28, rel=1e-6)
