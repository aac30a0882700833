"""Draws that make no valid scenario are found before any is run, with what makes them so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.linalg import hadamard

from sim.errors import InputError
from sim.outputs.uncertainty import Design, design
from sim.runs.executors.serial import Serial
from sim.runs.faulty_draws import refuse_faulty_draws
from sim.runs.ranges import faulty_ranges
from sim.runs.study import Options, Study
from sim.runs.uncertain_inputs import not_known
from sim.runs.uncertainty import Worlds
from sim.scenario.load import Loaded, load

TWO_HUBS = load(Path(__file__).parents[1] / "scenario" / "good" / "two-hubs.yaml")
BURGLARY = "incident_types.burglary"
SHIPPED = Path(__file__).parents[2] / "scenarios"


def with_ranges(**ends: tuple[float, float]) -> Loaded:
    ranges = {
        f"{BURGLARY}.{name}": {"low": low, "high": high, "source": "assumption"}
        for name, (low, high) in ends.items()
    }
    changes: dict[str, Any] = {"evidence": ranges, "rules_not_known": {}, "published": {}}
    return TWO_HUBS.with_changes(changes)


def refused(baseline: Loaded, draws: int) -> list[str]:
    """Return what is refused of draws of a baseline and one with another name."""
    assert not faulty_ranges(baseline, baseline)
    scenario = baseline.with_changes({"name": "other", "travel": {"road_factor": 1.2}})
    options = Options(replications=1, executor=Serial())
    study = Study([baseline, scenario], Path("none"), options)
    unknown = not_known(*study.scenarios)
    drawn = design(unknown.numbers, unknown.rules, draws, seed=1)
    with Serial().open(1) as workers, pytest.raises(InputError) as caught:
        refuse_faulty_draws(Worlds(study, unknown, drawn), workers)
    return [problem.message for problem in caught.value.problems]


def test_demand_of_one_draw_that_is_too_high_for_repeats_of_another() -> None:
    """All draws have the ceiling of that which needs the highest; at it, repeats have to die out.

    With an elasticity of 0.9 there is 2.55 times as much demand without prevention: for the share
    of 0.1 that is below 1, and so is a share of 0.6 at the ceiling as it stands, 1.25.
    """
    ranges = {"prevention_elasticity.patrol": (0, 0.9), "repeat.share": (0.1, 0.6)}
    said = refused(with_ranges(**ranges), draws=100)
    assert len(said) == 2
    for message in said:
        assert f"{BURGLARY}.repeat.share 0.4" in message
        assert "demand that may come to 2.4 times its counts in draw" in message
        assert f"({BURGLARY}.prevention_elasticity.patrol 0.8" in message


def test_any_two_inputs_of_the_baseline_may_be_at_their_ends_together() -> None:
    """Two columns of a Hadamard matrix hold all four pairs of ends, so that few draws are enough.

    Elasticities at their highest and saturation at its lowest made no valid scenario.
    """
    pair = [load(SHIPPED / f"{name}.yaml") for name in ("sussex-2017", "ring-fenced")]
    study = Study(pair, Path("none"), Options(replications=1, executor=Serial()))
    unknown = not_known(*study.scenarios)
    inputs = len(unknown.numbers) + len(unknown.rules)
    ends = (hadamard(1 << inputs.bit_length())[:, 1 : inputs + 1] + 1) / 2
    shares = np.minimum(ends, np.nextafter(1, 0))
    drawn = Design(tuple(unknown.numbers), tuple(unknown.rules), shares)
    with Serial().open(1) as workers:
        refuse_faulty_draws(Worlds(study, unknown, drawn), workers)
