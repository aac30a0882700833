"""What a scenario says of dates is held against the longest run it says, and said of a shorter one.

One file serves runs of some weeks and comparisons of a year.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.runs.length import with_days
from sim.runs.study import Options, Study
from sim.scenario.load import Loaded, load
from tests.house.tree import ROOT
from tests.runs.small import execute, tables

TWO_HUBS = ROOT / "tests" / "scenario" / "good" / "two-hubs.yaml"
DAYS = 28
YEAR: dict[str, Any] = {
    "run": {"start": "2018-01-01", "warm_up_days": 7, "days": DAYS, "days_in_comparisons": 364}
}
#: Each has days in the comparison alone.
LATER: dict[str, dict[str, Any]] = {
    "demand.changes.summer": {
        "demand": {
            "changes": {
                "summer": {"factor": 2, "first_day": "2018-06-01", "last_day": "2018-08-31"}
            }
        }
    },
    "operations.gala.dates": {
        "operations": {
            "gala": {
                "team": "response",
                "dates": ["2018-08-25"],
                "start": "10:00",
                "hours": 2,
                "officers": {"North": 1},
            }
        }
    },
    "teams.neighbourhood.posts_from.2018-06-01": {
        "teams": {"neighbourhood": {"posts_from": {"2018-06-01": 4}}}
    },
    "redeployment.rule_from.2018-06-01": {
        "redeployment": {"rule_from": {"2018-06-01": {"waiting": 3}}}
    },
}


def changed(*changes: dict[str, Any]) -> Loaded:
    loaded = load(TWO_HUBS, YEAR)
    for one in changes:
        loaded = loaded.with_changes(one)
    return loaded


@pytest.mark.parametrize("path", LATER)
def test_what_has_days_in_comparisons_is_neither_refused_nor_warned_of(path: str) -> None:
    known = changed().warnings()
    loaded = changed(LATER[path])
    assert loaded.warnings() == known
    assert loaded.without_effect_in(364) == []
    (said,) = loaded.without_effect_in(DAYS)
    assert (said.path, said.level) == (path, "warning")
    assert "2018-02-04" in said.message
    assert said.message.endswith("; measure more days to see what it does"), "not to remove it"


def test_what_has_days_in_neither_is_refused_or_warned_of_as_before() -> None:
    season = {"factor": 2, "first_day": "2019-06-01"}
    with pytest.raises(InputError, match="from 2018-01-01 to 2019-01-06 in comparisons"):
        changed({"demand": {"changes": {"summer": season}}})
    late = changed({"redeployment": {"rule_from": {"2019-06-01": {"waiting": 3}}}})
    (warning,) = set(late.warnings()) - set(changed().warnings())
    assert "ends on 2019-01-06 in comparisons, and changes nothing" in warning.message


def test_a_window_may_lie_in_the_comparison_alone() -> None:
    days = {"first_day": "2018-08-25", "last_day": "2018-08-27"}
    loaded = changed({"run": {"windows": {"bank-holiday": days}}})
    assert loaded.warnings() == changed().warnings()


@pytest.mark.parametrize("engine", ["simpy", "compiled", "both"])
def test_what_lies_after_the_run_changes_nothing_in_it(tmp_path: Path, engine: str) -> None:
    days = {"first_day": "2018-08-25", "last_day": "2018-08-27"}
    without = {"run": {"warm_up_days": 1, "windows": {"bank-holiday": days}, "by_month": True}}
    all_of_them = [*LATER.values(), without]
    for out, loaded in (("with", changed(*all_of_them)), ("without", changed(without))):
        execute(loaded, tmp_path / out, engine=engine, days=3, replications=1)
    assert tables(tmp_path / "with") == tables(tmp_path / "without")


def test_a_study_says_what_has_no_day_among_those_that_are_measured(tmp_path: Path) -> None:
    summer = changed({"name": "summer"}, LATER["demand.changes.summer"])
    said = {
        days: Study([changed(), summer], tmp_path / "out", Options(days=days)).without_effect()
        for days in (56, 364)
    }
    assert [one.path for one in said[56]] == ["demand.changes.summer"]
    assert said[364] == []


CLOSED = {"custody_suites": {"Northgate": {"closed": [{"first_day": "2018-08-01"}]}}}


def test_no_longer_run_starts_that_could_not_be_simulated() -> None:
    """Nobody could be taken into custody: the model would find no suite."""
    with pytest.raises(InputError, match="no custody suite is open on Wed 01 Aug"):
        changed(CLOSED)
    short = changed({"run": {"days_in_comparisons": None}}, CLOSED)
    assert with_days([short], 100)
    with pytest.raises(InputError, match="no custody suite is open on Wed 01 Aug"):
        with_days([short], 364)
