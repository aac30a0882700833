"""Harm, who waits, and what is reported and recorded: worked out by hand, and drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.outputs.measures.all_measures import MeasureRows, measure
from sim.outputs.measures.breakdowns import DISTRICT, TYPE, breakdowns_of, labels
from sim.outputs.measures.view import view_of
from sim.scenario.load import load
from sim.scenario.schema.demand_changes import PreventionEffect
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.arrays import World
from sim.world.build import build, names
from tests.outputs.tiny import value
from tests.support.forces import fixed
from tests.support.worlds import Call, desk, force, team, world

STATED = {
    "grave": {"harm": {"days": 100.0, "cost_gbp": 5000.0, "vulnerable_share": 0.5}},
    "slight": {"harm": {"days": 1.0, "cost_gbp": 200.0}},
}
KINDS = {"grave": ["response"], "slight": ["response"]}


def rows(scenario: Scenario, calls: list[Call]) -> MeasureRows:
    made = world(scenario, calls)
    return measure(scenario, names(scenario), made, simulate(made))


def one_officer(**rules: Any) -> Scenario:
    """Return a force of one officer, and incidents of two kinds."""
    return force({"response": team(1)}, kinds=KINDS, kind_rules=STATED, **rules)


def test_waits_are_weighted_by_harm_and_by_whose_they_are() -> None:
    """The slight one is served at once, the grave one after 20 minutes of the 30 it takes."""
    calls = [
        Call(at=0, kind="slight", scene=30),
        Call(at=5, kind="slight", closed=True),  # nobody comes, and nobody was to come
        Call(at=10, kind="grave", scene=30, vulnerable=True),
        Call(at=1400, kind="slight", scene=100),
        Call(at=1430, kind="grave", scene=5),  # still waits when the day ends, 10 minutes later
    ]
    found = rows(one_officer(), calls)
    assert value(found, "harm_days") == 100 * 2 + 1 * 3
    assert value(found, "harm_gbp") == 5000 * 2 + 200 * 3
    weighted = (100 * 20 + 100 * 10) / (100 * 2 + 1 * 2)
    assert value(found, "harm_weighted_wait_min") == pytest.approx(weighted)
    assert value(found, "harm_weighted_wait_min", hub="A", grade="2") == pytest.approx(weighted)
    assert value(found, "vulnerable_wait_mean_min") == 20
    assert value(found, "others_wait_mean_min") == pytest.approx(10 / 3)
    assert np.isnan(value(found, "vulnerable_wait_mean_min", grade="1"))


def test_callers_wait_for_the_resolution_centre_or_for_the_visit() -> None:
    """Two calls of 10 minutes, one after the other; the second is sent on to a visit at 20."""
    rules = {
        "grave": STATED["grave"]
        | {"resolution_centre": {"handling_min": fixed(10), "resolved_share": 1.0, "sent_on_as": 2}}
    }
    scenario = force(
        {"response": team(1), "resolution_centre": desk(1)},
        kinds={"grave": ["response"]},
        kind_rules=rules,
    )
    calls = [
        Call(at=0, kind="grave", grade=4, desk=10),
        Call(at=0, kind="grave", grade=4, desk=10, resolves=False),
    ]
    found = rows(scenario, calls)
    assert value(found, "harm_weighted_wait_min") == pytest.approx((0 + 20) / 2)
    assert value(found, "harm_weighted_wait_min", grade="4") == 0
    assert value(found, "harm_weighted_wait_min", grade="2") == 20


def test_what_is_not_stated_has_no_rows() -> None:
    scenario = force({"response": team(1)})
    found = rows(scenario, [Call(at=0)])
    named = {name for name in found.measure if "harm" in name or "vulnerable" in name}
    assert not named | ({*found.measure} & {"true_incidents_count", "recorded_crimes_count"})
    assert not {name for name in labels(scenario, TYPE).measure if "harm" in name}


def test_harm_and_waits_by_district_and_type() -> None:
    hubs = {"A": "A", "B": "A"}
    scenario = one_officer(hubs=hubs)
    calls = [
        Call(at=0, kind="slight", scene=30, place="A"),
        Call(at=10, kind="grave", scene=30, place="B", vulnerable=True),
    ]
    made = world(scenario, calls)
    found = breakdowns_of(view_of(scenario, names(scenario), made, simulate(made)))
    for by, wait in ((DISTRICT, {"A": 0.0, "B": 20.0}), (TYPE, {"slight": 0.0, "grave": 20.0})):
        values = np.asarray(getattr(found, by))
        columns = labels(scenario, by)
        assert len(values) == len(columns.measure)
        of_all = {
            part: one
            for name, grade, part, one in zip(
                columns.measure, columns.grade, columns.part, values.tolist(), strict=True
            )
            if name == "harm_weighted_wait_min" and grade == "all"
        }
        assert {part: of_all[part] for part in wait} == wait


CRIME = {
    "label": "Burglary",
    "basis": "assumption",
    "per_hour": {"A": 20.0},
    "grade_mix": {2: 1.0},
    "scene_min": {"distribution": "fixed", "value": 1.0},
    "investigation": {
        "share": 0.0,
        "work_hours": {"distribution": "fixed", "value": 1.0},
        "without_charge": {"no_suspect": 1.0},
    },
}


def drawn(
    reporting: dict[str, float] | None, recorded_share: float = 1.0
) -> tuple[Scenario, World]:
    """Return a force with 20 burglaries an hour for 20 days, some reported and recorded."""
    kind = CRIME | ({"reporting": reporting} if reporting else {})
    demand = {"recorded_share": recorded_share}
    plain = force({"response": team(1)}, days=20)
    data = plain.model_dump() | {"incident_types": {"burglary": kind}, "demand": demand}
    scenario = Scenario.model_validate(data)
    return scenario, build(scenario, seed=3, replication=0)


def test_better_recording_adds_to_the_same_crimes() -> None:
    """83.4% and 94.6%, as inspectors found in 2014 and 2016: 13% more, and no more crime."""
    plain = drawn(None)[1].drawn
    before, after = (drawn(None, share)[1].drawn for share in (0.834, 0.946))
    assert np.array_equal(plain.created_ms, before.created_ms)
    assert np.array_equal(before.created_ms, after.created_ms)
    assert not plain.unrecorded.any()
    assert not (after.unrecorded & ~before.unrecorded).any()
    rise = (~after.unrecorded).sum() / (~before.unrecorded).sum()
    # Of 9,600 crimes the share recorded has a standard error of 0.4 points at most.
    assert rise == pytest.approx(0.946 / 0.834, abs=0.01)


@pytest.mark.parametrize(
    ("reported", "abandoned", "factor"), [(0.5, 0.2, 1.0), (0.6, 0.2, 1.2), (0.5, 0.6, 0.5)]
)
def test_more_comes_in_when_more_is_reported(
    reported: float, abandoned: float, factor: float
) -> None:
    """The counts were made when 40% came in; what there really is stays the same."""
    base = drawn(None)[1].drawn
    said = {"reported_share": reported, "abandoned_share": abandoned, "share_at_counts": 0.4}
    scenario, made = drawn(said)
    number, before = made.drawn.created_ms.size, base.created_ms.size
    assert number == pytest.approx(factor * before, abs=4 * (before * abs(factor - 1)) ** 0.5)
    found = measure(scenario, names(scenario), made, simulate(made))
    true = number / (reported * (1 - abandoned))
    assert value(found, "true_incidents_count") == pytest.approx(true)
    assert true == pytest.approx(before / 0.4, rel=0.03)
    assert value(found, "crimes_count") == number == value(found, "incidents_count")
    if factor >= 1:
        # Those of the counts stay the same incidents; what is reported beyond them is added.
        assert np.isin(base.created_ms, made.drawn.created_ms).all()
    else:
        assert np.isin(made.drawn.created_ms, base.created_ms).all()


def test_recorded_crimes_are_counted() -> None:
    scenario = drawn({"reported_share": 1.0, "recorded_share": 0.9})[0]
    calls = [Call(at=0, kind="burglary"), Call(at=1, kind="burglary", unrecorded=True)]
    found = rows(scenario, calls)
    assert value(found, "crimes_count") == 2
    assert value(found, "recorded_crimes_count") == 1
    assert value(found, "recorded_crimes_count", hub="A", grade="2") == 1


def test_a_higher_share_of_vulnerable_victims_keeps_those_of_a_lower_one() -> None:
    plain = load("sussex-2017", changes={"run": {"days": 2, "warm_up_days": 0}})
    kind = plain.scenario.incident_types["burglary"]

    def victims(share: float) -> World:
        harm = {"vulnerable_share": share}
        types = {"burglary": kind.model_dump() | {"harm": harm}}
        data = plain.scenario.model_dump() | {"incident_types": types, "chasers": None}
        return build(Scenario.model_validate(data), seed=1, replication=0)

    low, high = victims(0.2).drawn, victims(0.4).drawn
    assert not (low.vulnerable & ~high.vulnerable).any()
    assert 0 < low.vulnerable.sum() < high.vulnerable.sum() < high.vulnerable.size


def test_incidents_prevented_beside_the_reference() -> None:
    """At the reference 0, 1 and the repeat of 1 come about; of candidates 0 and 3 do here."""
    plain = force({"response": team(1)}, kinds=KINDS, kind_rules=STATED)
    types = {
        name: kind.model_copy(update={"prevention_elasticity": {"patrol": 0.1}})
        for name, kind in plain.incident_types.items()
    }
    effect = PreventionEffect(
        reference_hours_per_week={"patrol": {"A": 10.0}}, half_life_days={"patrol": 3.0}
    )
    demand = plain.demand.model_copy(update={"prevention": effect})
    scenario = plain.model_copy(update={"incident_types": types, "demand": demand})
    calls = [
        Call(at=0, kind="grave", mark=100_000),
        Call(at=1, kind="slight", mark=999_999),  # below 1, and does not come about here
        Call(at=2, kind="slight", mark=1_000_000),  # only above the reference
        Call(at=3, kind="grave", mark=1_200_000),  # the same, and comes about here
        Call(at=4, kind="slight"),  # whatever is done
        Call(at=5, kind="grave", mark=0, parent=1),  # prevented with the one before it
        Call(at=6, kind="grave", mark=0, parent=2),  # without one before it at the reference
    ]
    made = world(plain, calls)
    state = simulate(made)
    came = state.incidents.state.copy()
    came[[1, 2, 5, 6]] = IncidentState.EXPECTED
    came[3] = IncidentState.FINISHED
    changed = state._replace(incidents=state.incidents._replace(state=came))
    found = measure(scenario, names(scenario), made, changed)
    assert value(found, "incidents_prevented_count") == 3 - 2
    assert value(found, "harm_prevented_days") == (100 + 1 + 100) - (100 + 100)
    assert value(found, "incidents_prevented_count", hub="A", grade="2") == 1
