"""Simulated figures are found in results, in logs and in scenarios, or said not to be there."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

import sixhubs
from calibration import from_log, published
from calibration.command import UnsuitedError
from calibration.published import parse
from calibration.simulated import Outcome, Ran, cells, outcomes
from tests.calibration.test_published import GOOD

HEADER = ["replication", "measure", "team", "hub", "grade", "value"]


def replications(*rows):
    return pd.DataFrame(rows, columns=HEADER)


RESULTS = replications(
    (0, "within_target_share", "all", "all", "1", 0.70),
    (1, "within_target_share", "all", "all", "1", 0.80),
    (0, "within_target_share", "all", "all", "2", 0.10),
    (1, "within_target_share", "all", "all", "2", 0.10),
    (0, "response_time_median_min", "all", "all", "3", 120.0),
    (1, "response_time_median_min", "all", "all", "3", 240.0),
    (0, "overtime_hours", "response", "all", "all", 400.0),
    (1, "overtime_hours", "response", "all", "all", 400.0),
    (0, "overtime_hours", "neighbourhood", "all", "all", 100.0),
    (1, "overtime_hours", "neighbourhood", "all", "all", 100.0),
    (0, "prevention_hours_delivered", "pcso", "all", "all", 30.0),
    (1, "prevention_hours_delivered", "pcso", "all", "all", 50.0),
    (0, "prevention_hours_planned", "pcso", "all", "all", 100.0),
    (1, "prevention_hours_planned", "pcso", "all", "all", 100.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def baseline():
    return sixhubs.load("sussex-2017")


def found(
    baseline, results=RESULTS, other=None, incidents=None, deployments=None, types=None, **columns
):
    """Return the outcome of one target against a tiny set of results."""
    tables = SimpleNamespace(
        replications=results, incidents=incidents, deployments=deployments, types=types
    )
    ran = {"sussex-2017": Ran(baseline, tables)}
    if other is not None:
        tables = SimpleNamespace(replications=other, incidents=None, deployments=None)
        ran["ring-fenced"] = Ran(baseline, tables)
    (outcome,) = outcomes([parse(GOOD | columns, "response")], ran)
    return outcome


def test_a_measure_is_the_mean_of_its_cell(baseline):
    outcome = found(baseline)
    assert outcome.mean == pytest.approx(0.75)
    # t with one degree of freedom, 12.706, times 0.0707 / sqrt(2).
    assert outcome.half_width == pytest.approx(12.706 * 0.05, rel=1e-3)
    assert outcome.verdict == "met"


def test_a_mean_outside_the_range_is_missed(baseline):
    outcome = found(baseline, select="grade=2")
    assert outcome.mean == pytest.approx(0.10)
    assert outcome.verdict == "missed"


def test_a_judgement_is_neither_met_nor_missed(baseline):
    assert found(baseline, basis="judgement").verdict == "within"
    assert found(baseline, basis="judgement", select="grade=2").verdict == "outside"


def test_minutes_are_given_in_hours(baseline):
    columns = {"measure": "response_time_median_min", "select": "grade=3", "unit": "hours"}
    assert found(baseline, **columns).mean == pytest.approx(3.0)
    with pytest.raises(UnsuitedError, match="is in minutes, not in pounds"):
        found(baseline, **columns | {"unit": "pounds"})


def test_a_ratio_divides_within_each_replication(baseline):
    outcome = found(
        baseline, kind="ratio", measure="prevention_hours_delivered", select="team=pcso",
        against="prevention_hours_planned",
    )  # fmt: skip
    assert outcome.mean == pytest.approx(0.4)


def test_a_change_is_relative_to_the_other_scenario(baseline):
    other = RESULTS.assign(value=RESULTS["value"] * 2)
    outcome = found(baseline, other=other, kind="change", against="ring-fenced")
    assert outcome.mean == pytest.approx(-0.5)


def test_hours_are_for_each_post_and_year(baseline):
    outcome = found(
        baseline, kind="post_year", measure="overtime_hours", unit="hours",
        select="team=response|neighbourhood",
    )  # fmt: skip
    teams = baseline.settings.teams
    posts = sum(sum(team.posts.values()) for team in (teams.response, teams.neighbourhood))
    assert outcome.mean == pytest.approx(500 / posts * 365 / 28)


def test_what_is_not_there_yet_is_said_and_counts_as_missed(baseline, monkeypatch):
    monkeypatch.setattr(published, "awaited", lambda what: {f"{what}_of_tomorrow"})
    not_yet = found(baseline, measure="measure_of_tomorrow")
    assert (not_yet.verdict, not_yet.holds) == ("measure not there yet", False)
    assert found(baseline, select="type=burglary").verdict == "not split by type yet"
    assert found(baseline, scenario="as-inspected-2018").verdict.startswith("not run")
    empty = replications((0, "within_target_share", "all", "all", "1", float("nan")))
    assert found(baseline, results=empty).verdict == "no value"
    assert (
        found(baseline, kind="log", measure="night_visits_share").verdict == "run without its log"
    )


def test_means_by_type_are_taken_as_they_are(baseline):
    cell = {"measure": "within_target_share", "team": "all", "hub": "all", "grade": "all"}
    types = pd.DataFrame(
        [
            cell | {"type": "burglary", "mean": 0.75, "ci_high": 0.77},
            cell | {"type": "robbery", "mean": 0.10, "ci_high": 0.11},
        ]
    )
    outcome = found(baseline, types=types, select="type=burglary")
    assert (outcome.mean, outcome.half_width) == (0.75, pytest.approx(0.02))
    not_split = found(baseline, types=types, select="type=burglary", measure="repeat_share")
    assert not_split.verdict == "not split by type yet"
    with pytest.raises(UnsuitedError, match="is not one cell of types"):
        found(baseline, types=types, select="type=burglary|robbery")
    with pytest.raises(UnsuitedError, match="is not one cell of types"):
        found(baseline, types=types, select="type=burglar")
    with pytest.raises(UnsuitedError, match="not by both"):
        found(baseline, types=types, select="type=burglary; district=Adur")


def test_a_cell_that_there_is_not_is_refused(baseline):
    with pytest.raises(UnsuitedError, match="within_target_share: results have no cell"):
        found(baseline, select="grade=9")
    with pytest.raises(UnsuitedError, match="results have no cell"):
        cells(RESULTS, "overtime_hours", {"team": ("response", "pcos")})


def incidents_of(*rows):
    columns = ["incident", "type", "grade", "created", "first_arrived", "cleared", "finished"]
    columns += ["parent", "outcome"]
    frame = pd.DataFrame(rows, columns=columns)
    for name in columns[3:7]:
        frame[name] = pd.to_datetime(frame[name], format="mixed")
    return frame.assign(replication=0)


LATE, DAY = "2017-10-10 23:30", "2017-10-10 12:00"
LOG = incidents_of(
    ("old", "burglary", 3, "2017-10-03", DAY, DAY, DAY, None, "attended"),
    ("a", "burglary", 3, "2017-10-10", LATE, "2017-10-11 00:30", LATE, None, "attended"),
    ("b", "burglary", 3, "2017-10-10", DAY, "2017-10-10 12:20", DAY, "a", "attended"),
    ("c", "fraud", 4, "2017-10-10", None, None, DAY, None, "resolved_at_desk"),
    ("d", "fraud", 4, "2017-10-10", None, None, None, None, None),
)
LOG["first_assigned"] = pd.to_datetime(
    [None, "2017-10-10 00:02", "2017-10-10 00:04", None, None], format="mixed"
)
SENT = pd.DataFrame(
    {
        "replication": [0, 0, 0],
        "incident": ["old", "a", "a"],
        "assigned": pd.to_datetime([DAY, "2017-10-10 23:00", "2017-10-10 23:00"]),
        "left": pd.to_datetime(["2017-10-11 00:00", "2017-10-11 01:00", "2017-10-11 00:00"]),
    }
)


@pytest.mark.parametrize(
    ("measure", "select", "expected"),
    [
        ("attended_of_all_share", "", 2 / 3),  # the open one is not counted
        ("night_visits_share", "grade=3", 1 / 2),
        ("night_visits_share", "", 1 / 2),
        ("repeats_share", "type=burglary", 1 / 2),
        ("officer_hours_mean", "type=burglary", (2 + 1) / 2),
        ("log_to_sent_mean_min", "grade=3", 3),  # not of those to whom nobody was sent
        ("scene_median_min", "", 40),
        ("desk_resolved_a_year", "", 365 / 28),
    ],
)
def test_figures_from_the_log_by_hand(baseline, measure, select, expected):
    outcome = found(
        baseline, kind="log", measure=measure, select=select, incidents=LOG, deployments=SENT
    )
    assert outcome.mean == pytest.approx(expected)
    assert outcome.half_width is None  # of one replication there is no interval


def test_every_figure_of_the_log_is_worked_out_here():
    (mark,) = test_figures_from_the_log_by_hand.pytestmark
    assert {case[0] for case in mark.args[1]} == set(from_log.FIGURES)


def test_figures_by_arithmetic(baseline):
    counts = baseline.settings.incident_types["burglary"].yearly_count
    outcome = found(
        baseline, kind="scenario", measure="incidents_a_year", unit="incidents",
        select="type=burglary; district=Adur|Arun", against="type=burglary",
    )  # fmt: skip
    assert outcome.mean == pytest.approx((counts["Adur"] + counts["Arun"]) / sum(counts.values()))
    assert outcome.half_width is None
    away = found(baseline, kind="scenario", measure="abstraction_share", select="team=response")
    present = 1.0
    for reason in baseline.settings.teams.response.absence.values():
        present *= 1 - reason.share
    assert away.mean == pytest.approx(1 - present)
    arrests = found(
        baseline, kind="scenario", measure="arrests_a_year", select="type=fraud", unit="arrests"
    )
    assert 0 < arrests.mean < sum(baseline.settings.incident_types["fraud"].yearly_count.values())


def test_an_outcome_without_a_figure_does_not_hold():
    assert not Outcome(parse(GOOD, "response"), missing="no value").holds
