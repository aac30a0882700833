"""Both ends of every range are held against what a scenario may have, before anything is run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.runs.demand_ceiling import ceiling_for, changes_to, joined
from sim.runs.ranges import faulty_ranges
from sim.runs.uncertain_inputs import not_known
from sim.scenario.facts.numbers import numbers_or_none
from sim.scenario.load import Loaded, load

GOOD = Path(__file__).parents[1] / "scenario" / "good"
TWO_HUBS = load(GOOD / "two-hubs.yaml")


def with_range(path: str, low: float, high: float) -> Loaded:
    return TWO_HUBS.with_changes({
        "evidence": {path: {"low": low, "high": high, "source": "assumption"}}
    })  # fmt: skip


def numbers(value: Any, path: tuple[str, ...] = ()) -> list[str]:
    if isinstance(value, dict):
        return [found for key in value for found in numbers(value[key], (*path, str(key)))]
    whole = ".".join(path)
    return [whole] if numbers_or_none(TWO_HUBS.scenario, whole) else []


#: Numbers of the force; those of the run itself and of demand's ceiling are nobody's evidence.
NUMBERS = [
    path
    for path in numbers(TWO_HUBS.data)
    if not path.startswith(("run.", "headlines.", "demand.ceiling")) and path.count(".") < 6
]


def in_a_run(baseline: Loaded, path: str, value: float) -> Loaded:
    """Return what a run has with a number changed, with its ceiling of demand raised."""
    changes = changes_to(baseline, path, value)
    ceiling = {"demand": {"ceiling": ceiling_for([baseline], [(baseline, changes)])}}
    return baseline.with_changes(joined(changes, ceiling))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("run.seed", "which chance events are drawn"),
        ("run.days", "how many days are measured"),
        ("run.warm_up_days", "how many days are simulated before any is measured"),
        ("demand.ceiling", "how high demand may rise, for which runs leave enough room"),
        ("headlines.*.smallest_difference_that_matters", "which changes matter"),
        ("evidence.*.low", "what is not known of the force"),
    ],
)
def test_a_range_of_no_number_of_the_force(path: str, said: str) -> None:
    """Every draw is a force that may be; of none is anything else true if this differs."""
    with_headline = {"headlines": {"overtime_hours": {"smallest_difference_that_matters": 1}}}
    range_ = {path: {"low": 1, "high": 2, "source": "assumption"}}
    baseline = TWO_HUBS.with_changes({**with_headline, "evidence": range_})
    (problem,) = faulty_ranges(baseline, baseline)
    assert problem.path == f"evidence.{path}"
    message = f"says {said}, and nothing of the force or its rules; leave the range out"
    assert problem.message == message
    with pytest.raises(InputError, match=re.escape(message)):
        not_known(baseline, TWO_HUBS)


@settings(max_examples=40, deadline=None)
@given(
    path=st.sampled_from(NUMBERS), low=st.sampled_from([-1, 0, 0.3, 2]), high=st.integers(2, 400)
)
def test_what_is_refused_is_what_no_run_may_have(path: str, low: float, high: int) -> None:
    baseline = with_range(path, low, high)
    refused = {problem.path for problem in faulty_ranges(baseline, baseline)}
    for end, value in (("low", low), ("high", high)):
        if f"evidence.{path}.{end}" not in refused:
            in_a_run(baseline, path, value)
            continue
        with pytest.raises(InputError):
            in_a_run(baseline, path, value)


@pytest.mark.parametrize(
    ("path", "low", "high", "end", "said"),
    [
        ("travel.cv", -0.1, 0.5, "low", "travel.cv: got -0.1"),
        ("incident_types.*.scene_min.mean", 0, 2, "low", "may not have 0 times what it is"),
        ("teams.pcso.supervisors_share", 0, 1, "high", "expected"),
        ("teams.response.posts.North", 0.2, 30, "low", "round to nobody"),
        ("incident_types.burglary.repeat.share", 0.1, 0.9, "high", "repeat.share"),
    ],
)
def test_an_end_beyond_the_limits_is_told_with_its_place(
    path: str, low: float, high: float, end: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "x.yaml"
    text = f"extends: {GOOD / 'two-hubs.yaml'}\nname: x\ntitle: X\nevidence:\n  {path}:\n"
    file.write_text(text + f"    low: {low}\n    high: {high}\n    source: assumption\n")
    baseline = load(file)
    (problem,) = faulty_ranges(baseline, baseline)
    assert problem.path == f"evidence.{path}.{end}"
    assert (problem.file, problem.line) == (str(file), 6 if end == "low" else 7)
    assert said in problem.message


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("travel.cvs", "in travel: unknown key 'cvs'; did you mean 'cv'?"),
        ("travel.mode", "leads to distance, expected a number"),
        ("travel.cv.low", "leads on from travel.cv, which has no parts with names"),
        ("incident_types.burglary.repeat", "leads to a part of the scenario, expected a number"),
        ("incident_types.*.repeat.shar", "unknown key 'shar'; did you mean 'share'?"),
        ("incident_types.burglary.interruptible", "leads to yes, expected a number"),
        ("run.start", "leads to 2018-01-01, expected a number"),
        ("travel.varies_up_to_min", "leads to a number that is not set here"),
        ("small_areas.hot_spots.fall.*", "leads to a number of small_areas, which is not there"),
        ("teams.response.posts.Nroth", "unknown key 'Nroth'; did you mean 'North'?"),
        ("grades.9.target_min", "in grades: unknown key '9'"),
    ],
)
def test_a_range_that_leads_to_no_number(path: str, said: str) -> None:
    baseline = with_range(path, 1, 2)
    (problem,) = faulty_ranges(baseline, baseline)
    assert problem.path == f"evidence.{path}"
    assert said in problem.message
    assert problem.message.endswith("; mend the path, or leave the range out")
    with pytest.raises(InputError, match=re.escape(said)):
        not_known(baseline, baseline)


BASE = """\
extends: {good}
name: base
title: Base
evidence:
  operations.fair.officers.North: {{low: 1, high: 3, source: us}}
  operations.*.hours: {{low: 0.5, high: 1.5, source: us}}
  incident_types.burglary.repeat.delay_days.mean: {{low: 10, high: 20, source: us}}
  travel.cv: {{low: 0, high: 0.5, source: us}}
"""
TAKES_AWAY = """\
extends: base.yaml
name: other
title: Other
operations: null
incident_types: {burglary: {repeat: {delay_days: {distribution: fixed, value: 15}}}}
"""


def test_what_a_later_file_takes_away_needs_no_range(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE.format(good=GOOD / "two-hubs.yaml"))
    file = tmp_path / "other.yaml"
    file.write_text(TAKES_AWAY)
    baseline = load(file)
    assert faulty_ranges(baseline, baseline) == []
    unknown = not_known(baseline, baseline)
    assert [number.path for number in unknown.numbers] == ["travel.cv"]
    assert unknown.taken_away == (
        "incident_types.burglary.repeat.delay_days.mean",
        "operations.*.hours",
        "operations.fair.officers.North",
    )
    # Of its own range nobody but the file itself has taken the number away.
    file.write_text(f"{TAKES_AWAY}evidence: {{operations.*.hours: {{low: 0.9}}}}\n")
    with pytest.raises(InputError, match=r"other\.yaml:6:12: evidence\.operations\.\*\.hours: "):
        not_known(load(file), load(file))


def test_names_with_dots_lead_to_numbers() -> None:
    places = {"St. Giles": {"hub": "North", "latitude": 50.85, "longitude": -1.1, "area_km2": 4}}
    scenario = TWO_HUBS.with_changes({"districts": places}).scenario
    path = ("districts", "St. Giles", "area_km2")
    assert numbers_or_none(scenario, ".".join(path)) == {path: 4.0}
    several = numbers_or_none(scenario, "districts.*.area_km2")
    assert several.keys() == {("districts", name, "area_km2") for name in scenario.districts}
