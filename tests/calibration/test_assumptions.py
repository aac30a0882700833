"""The page of assumptions is complete and up to date."""

from __future__ import annotations

from itertools import pairwise

from calibration import assumptions
from calibration.assumption_tables import sections
from calibration.tables import BASELINE, rows
from sim.scenario.load import load


def test_the_page_in_the_repository_is_up_to_date():
    assert assumptions.main(["--check"]) == 0


def test_a_stale_page_fails_the_check(tmp_path, capsys):
    page = tmp_path / "assumptions.md"
    assert assumptions.main(["--check"], page) == 1
    assert assumptions.main(["--write"], page) == 0
    assert assumptions.main(["--check"], page) == 0
    page.write_text(page.read_text(encoding="utf-8").replace("354,000", "345,000"))
    assert assumptions.main(["--check"], page) == 1
    assert "is stale" in capsys.readouterr().out


def test_the_page_goes_to_standard_output(capsys):
    assert assumptions.main([]) == 0
    assert capsys.readouterr().out == assumptions.page()


def test_every_assumption_stands_in_a_table():
    shown = {
        row.path for found in sections().values() for table in found for row in table.cells.values()
    }
    assumed = {
        row.path
        for row in rows().values()
        if row.basis == "assumption" and ".yearly_count." not in row.path
    }
    assert shown == assumed


def test_the_share_of_demand_is_counted_by_type():
    scenario = load(BASELINE).scenario
    by_hand = sum(
        sum(kind.yearly_count.values())
        for kind in scenario.incident_types.values()
        if kind.basis == "assumption"
    ) / sum(sum(kind.yearly_count.values()) for kind in scenario.incident_types.values())
    assert 0.5 < by_hand < 0.65
    assert f"{by_hand:.0%} of the" in assumptions.page()


def test_tables_are_whole():
    lines = assumptions.page().splitlines()
    for line, below in pairwise(lines):
        if line.startswith("|") and below.startswith("|"):
            assert line.count("|") == below.count("|")
