"""The workbook: numbers to work with, in the words of the screen."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from sim.report.comparison.who_waits import OTHERS, VULNERABLE
from sim.report.page.headlines import headlines
from sim.report.page.material import Material, read_material
from sim.report.workbook import workbook_of
from tests.report.conftest import HOSTILE

SNAKE = re.compile(r"[a-z0-9]_[a-z0-9]")


@pytest.fixture(scope="module")
def material(compared: Path) -> Material:
    return read_material(compared)


@pytest.fixture(scope="module")
def book(material: Material) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(material)))


def test_sheets_have_frozen_headings_and_the_marking(book: Workbook) -> None:
    names = ["Headlines", "Who waits", "Hubs", "Week", "Changes", "Assumptions"]
    assert book.sheetnames == names
    for sheet in book:
        assert sheet["A1"].value == "OFFICIAL"
        assert sheet.freeze_panes == "B4"
        assert sheet.max_row > 4
        assert "OFFICIAL" in sheet.oddHeader.center.text
        assert all(cell.value for cell in sheet[3]), "a heading over each column"


def test_the_workbook_of_a_single_run_has_no_columns_of_changes(compared: Path) -> None:
    single = read_material(compared / "never")
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(single)))
    assert book.sheetnames == ["Headlines", "Hubs", "Week", "Assumptions"]
    for sheet in book:
        for column in sheet.iter_cols(min_row=3, values_only=True):
            assert "Change" not in str(column[0])
            assert any(value is not None for value in column[1:]), f"{sheet.title}: {column[0]}"
    rows = list(book["Headlines"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [row.how.label for row in headlines(single)]
    assert all(row[2] <= row[1] <= row[3] for row in rows if None not in row[1:4])


def test_words_are_words_and_numbers_short(book: Workbook) -> None:
    cells = [cell.value for sheet in book for row in sheet.iter_rows(min_row=4) for cell in row]
    texts = {value for value in cells if isinstance(value, str)}
    numbers = [value for value in cells if isinstance(value, float)]
    assert not [text for text in texts if SNAKE.search(text)]
    assert len(numbers) > 500
    assert max(len(repr(abs(number)).partition(".")[2]) for number in numbers) <= 8


def test_headlines_are_those_of_the_comparison(book: Workbook, material: Material) -> None:
    sheet = book["Headlines"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    for row in headlines(material):
        of_measure = [one for one in rows if one[0] == row.how.label]
        assert [one[1] for one in of_measure] == ["sussex-2017", "never", "hostile"]
        for written, entry in zip(of_measure[1:], row.entries, strict=True):
            if entry is None:
                assert written[2:7] == (None, None, None, None, "no values")
            else:
                assert written[3] == pytest.approx(entry.change, abs=0.01 * 10**-entry.decimals)
                assert written[6] == entry.verdict
    assert {rule.operator for area in sheet.conditional_formatting for rule in area.rules} == {
        "equal"
    }


def test_a_scenario_without_values_shows_none_of_the_baseline(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = headlines(material)[0]
    empty = row._replace(entries=(None,) * len(row.entries))
    monkeypatch.setattr("sim.report.workbook.headlines", lambda _: (empty,))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(material)))["Headlines"]
    of = {written[1]: written for written in sheet.iter_rows(values_only=True)}
    assert of[material.baseline.name][2] == pytest.approx(row.baseline, rel=0.01)
    for other in material.others:
        assert of[other.name][2:7] == (None, None, None, None, "no values")


def test_who_waits_is_everybody_of_whom_the_comparison_says_so(
    book: Workbook, material: Material
) -> None:
    rows = list(book["Who waits"].iter_rows(min_row=4, values_only=True))
    said = {row[:2]: row[2:] for row in rows}
    assert len(said) == len(rows)
    for scenario in material.others:
        changes = material.changes[scenario.name]
        for cell, who in ((VULNERABLE, "vulnerable people"), (OTHERS, "all others")):
            expected = [changes[cell][each] for each in ("difference", "ci_low", "ci_high")]
            assert said[scenario.name, who] == pytest.approx(expected, abs=0.05)
        for name, district in material.district_changes:
            if name == scenario.name and district != "all":
                assert (name, f"{district}, weighted by harm") in said


def test_changes_are_told_in_words(book: Workbook) -> None:
    changes = list(book["Changes"].iter_rows(min_row=4, values_only=True))
    assert ("never", "redeployment, rule", "queue long", "never") in changes


def test_nothing_is_a_formula_or_a_link(material: Material) -> None:
    bad = "=1+1"
    scenario = material.baseline.model_copy(update={"name": bad, "title": HOSTILE})
    means = {**material.means, bad: material.means["sussex-2017"]}
    week = {**material.week, bad: material.week["sussex-2017"]}
    changed = replace(material, baseline=scenario, means=means, week=week)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(changed)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells].count(bad) > 100
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_same_results_give_the_same_bytes(material: Material) -> None:
    assert workbook_of(material) == workbook_of(material)
