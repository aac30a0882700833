"""Every number of the baseline has a row of figures that says the same, and says why."""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from calibration import check
from calibration.command import UnsuitedError
from calibration.published import TARGETS
from calibration.tables import (
    BASELINE,
    BASES,
    INPUTS,
    ROWS,
    SUSSEX,
    Row,
    parts_left_off,
    records,
    rows,
    rows_in,
    sources,
)
from sim.scenario.load import load
from sim.scenario.reading.tree import plain
from sim.scenario.reading.yaml_reader import read_text

EXTRA_SHAPE = f"  extra: {{hour_of_day: [{', '.join('1' * 24)}]}}\n  night_economy:"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the baseline and the files it extends."""
    shutil.copytree(SUSSEX, tmp_path / "sussex")
    return Path(shutil.copy(BASELINE, tmp_path))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_number_of_the_baseline_has_a_row_with_the_same_value():
    found = check.leaves(load(BASELINE).scenario)
    assert len(found) > 1000
    assert check.differences(found, rows()) == []


def test_a_source_has_an_address_where_one_was_found():
    """Two have none: a plan of 2010, and open data of three cities."""
    without = {key for key, source in sources().items() if not source["address"]}
    assert without == {"none", "choice", "east_sussex_plan", "us_city_hours"}


@pytest.mark.parametrize("note", ["a, b", ""], ids=["comma outside quotes", "field missing"])
def test_a_line_with_more_or_fewer_fields_is_refused(tmp_path, note):
    table = tmp_path / "rows.csv"
    table.write_text(f"path,low,note\nx,1,good\ny,2{',' if note else ''}{note}\n", encoding="utf-8")
    with pytest.raises(UnsuitedError, match=r"^rows\.csv:3: expected 3 fields"):
        records(table)


@pytest.mark.parametrize("part", sorted({*parts_left_off()} - {"towns"}))
def test_every_number_of_a_part_that_the_baseline_leaves_off_has_a_row(part):
    text = (SUSSEX / f"{part}.yaml").read_text(encoding="utf-8")
    said = plain(read_text(text, part)[0])
    ranges = said.pop("evidence", {})
    found = check.numbers_in(said)
    figures = rows_in([ROWS / f"{part.replace('-', '_')}.csv"])
    assert found
    assert check.differences(found, figures) == []
    assert [fault for row in figures.values() for fault in check.faults(row, sources())] == []
    for path, range_ in ranges.items():
        assert range_beside(path, figures) == (range_["low"], range_["high"]), path


def range_beside(path, figures):
    """Return the range of a number by its row; for several, that of a factor on the widest."""
    prefix, star, _ = path.partition("*")
    if not star:
        return float(figures[path].low), float(figures[path].high)
    several = [row for name, row in figures.items() if name.startswith(prefix)]
    widest = max(several, key=lambda row: float(row.high))
    value = float(widest.value)
    return float(widest.low) / value, pytest.approx(float(widest.high) / value)


def test_a_faithful_copy_passes(copy, capsys):
    assert check.main([str(copy)]) == 0
    assert "0 faults" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("counts.yaml", "Adur: ", "Adur: 9", "yearly_count.Adur: the scenario says 9"),
        ("workforce.yaml", "start: 22:00", "start: 21:30", "night.start: the scenario says 21:30"),
        ("workforce.yaml", "late, night, night,", "late, night, rest,", "pattern: the scenario"),
        ("shapes.yaml", "  night_economy:", EXTRA_SHAPE, "shapes.extra.hour_of_day"),
        ("rules.yaml", "waiting: 3", "waiting: 4", "redeployment.waiting: the scenario says 4"),
        ("places.yaml", "  cv: 0.4", "  cv: 0.5", "travel.cv: the scenario says 0.5"),
        ("places.yaml", "  turnout_min: 1.5", "", "travel.turnout_min: the scenario says 0"),
        (
            "../sussex-2017.yaml",
            "2017-10-02",
            "2017-10-09",
            "run.start: the scenario says 2017-10-",
        ),
    ],
)
def test_a_doctored_copy_fails(copy, capsys, file, old, new, message):
    replace(copy.parent / "sussex" / file, old, new)
    assert check.main([str(copy)]) == 1
    assert message in capsys.readouterr().out


def test_a_row_that_no_number_answers_is_a_fault():
    row = next(iter(rows().values()))
    assert check.differences({}, {row.path: row}) == [
        f"{row.path}: the figures say {row.value}, the scenario has no such number"
    ]


def test_rows_are_sound_in_themselves():
    known = sources()
    assert [fault for row in rows().values() for fault in check.faults(row, known)] == []
    assert {row.basis for row in rows().values()} <= set(BASES)
    assert all(row.year for row in rows().values())


@pytest.mark.parametrize(
    ("low", "high", "affects", "source", "message"),
    [
        (1.0, 2.0, "waits", "none", "is outside"),
        (None, None, "waits", "none", "plausible range"),
        (1.0, 9.0, "", "none", "what it affects"),
        (1.0, 9.0, "waits", "hearsay", "unknown source"),
    ],
)
def test_a_poor_row_is_a_fault(low, high, affects, source, message):
    row = Row("a.b", 5, "minutes", "assumption", source, "2017", low, high, affects, "")
    assert any(message in fault for fault in check.faults(row, sources()))


def test_each_type_states_the_basis_that_its_rows_have():
    types = load(BASELINE).scenario.incident_types
    stated = {name: kind.basis for name, kind in types.items() if kind.yearly_count}
    found = defaultdict(set)
    for row in rows().values():
        keys = row.path.split(".")
        if keys[0] == "incident_types" and keys[2] == "yearly_count":
            found[keys[1]].add(row.basis)
    assert dict(found) == {name: {basis} for name, basis in stated.items()}


def test_sourced_figures_name_a_source():
    unsourced = [
        row.path
        for row in rows().values()
        if row.basis not in ("assumption", "choice") and row.source in ("none", "choice")
    ]
    assert unsourced == []


def test_every_source_is_used_or_stands_behind_an_input_or_a_target():
    # A part that the baseline leaves off may say again what another file says.
    used = {row.source for file in ROWS.glob("*.csv") for row in rows_in([file]).values()}
    for file in (*INPUTS.glob("*.csv"), *TARGETS.glob("*.csv")):
        used |= {line["source"] for line in records(file) if "source" in line}
    assert used - {""} == set(sources())


def test_every_input_table_is_described():
    described = {line["table"] for line in records(INPUTS / "tables.csv")}
    assert described == {file.stem for file in INPUTS.glob("*.csv")} - {"tables"}


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Return a copy of the rows of figures, which are read and written instead."""
    folder = tmp_path / "rows"
    shutil.copytree(ROWS, folder)
    monkeypatch.setattr("calibration.tables.ROWS", folder)
    rows.cache_clear()
    yield folder
    rows.cache_clear()


def test_accept_changes_assumptions_only(copy, tables, capsys):
    replace(copy.parent / "sussex" / "places.yaml", "  cv: 0.4", "  cv: 0.5")
    assert check.main([str(copy), "--accept"]) == 0
    assert "accepted travel.cv: 0.5" in capsys.readouterr().out
    replace(copy.parent / "sussex" / "places.yaml", "area_km2: 42", "area_km2: 43")
    assert check.main([str(copy), "--accept"]) == 1
    assert "districts.Adur.area_km2: the scenario says 43" in capsys.readouterr().out


def test_accept_adds_what_is_so_by_default(copy, tables, capsys):
    file = tables / "rules.csv"
    gone = ("redeployment.max_officers,", "redeployment.waiting,")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(ln for ln in lines if not ln.startswith(gone)), encoding="utf-8")
    rows.cache_clear()
    assert check.main([str(copy), "--accept"]) == 1
    text = capsys.readouterr().out
    assert "accepted redeployment.max_officers: 0" in text
    assert "redeployment.waiting: 3 has no row of figures" in text
    row = rows()["redeployment.max_officers"]
    assert (row.basis, row.unit, row.note) == ("choice", "officers", "the default")
    assert "redeployed_share" in row.affects


def test_accept_adds_the_first_number_of_a_part_last_among_the_rules(copy, tables, capsys):
    file = tables / "rules.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("redeployment."))
    file.write_text(kept, encoding="utf-8")
    rows.cache_clear()
    check.main([str(copy), "--accept"])
    assert "accepted redeployment.max_officers: 0" in capsys.readouterr().out
    row = rows()["redeployment.max_officers"]
    assert (row.basis, row.unit, row.affects) == ("choice", "officers", "")
    assert file.read_text(encoding="utf-8").startswith(kept)
