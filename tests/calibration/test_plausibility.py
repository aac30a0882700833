"""What the baseline comes to by arithmetic lies where public figures and practice put it."""

from __future__ import annotations

import pytest

from calibration import plausibility
from calibration.tables import BASELINE
from sim.scenario.load import load


@pytest.fixture(scope="module")
def baseline():
    return load(BASELINE).scenario


@pytest.fixture(scope="module")
def table(baseline):
    return {(line.label, line.unit): line for line in plausibility.lines(baseline)}


def test_every_figure_lies_in_its_range(table):
    assert [line for line in table.values() if not line.plausible] == []


def test_most_figures_have_a_range(table):
    assert sum(line.low is not None for line in table.values()) >= 15


def test_the_desk_takes_the_cases_that_its_first_year_implies(table):
    # 42,000 attendances avoided in the first year, at 73% resolved.
    assert table["desk: cases", "a year"].value == pytest.approx(42_000 / 0.73, rel=0.05)


def test_the_desk_resolves_73_in_100(table):
    resolved = table["desk: resolved without deployment", "share"].value
    assert resolved == pytest.approx(0.73, abs=0.01)


def test_utilisations_are_those_of_a_working_force(table):
    assert 0.45 <= table["response: utilisation expected", "share"].value <= 0.85
    assert 0.70 <= table["desk: utilisation expected", "share"].value <= 0.85
    assert table["investigation: utilisation expected", "share"].value < 0.95


def test_abstraction_is_near_what_london_found(table):
    assert table["response: abstraction", "share"].value == pytest.approx(0.29, abs=0.03)


def test_too_few_people_are_implausible(baseline):
    desk = baseline.teams.resolution_centre.model_copy(update={"posts": {"force": 30.0}})
    teams = baseline.teams.model_copy(update={"resolution_centre": desk})
    lines = plausibility.lines(baseline.model_copy(update={"teams": teams}))
    assert [line.label for line in lines if not line.plausible] == ["desk: utilisation expected"]


def test_the_command_prints_a_table_and_its_verdict(capsys):
    assert plausibility.main([str(BASELINE)]) == 0
    out = capsys.readouterr().out
    assert "IMPLAUSIBLE" not in out
    assert out.count("plausible") >= 15
