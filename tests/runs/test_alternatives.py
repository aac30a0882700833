"""What results/alternatives holds is what the program gives."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from docs.generators import alternatives
from tests.house.tree import ROOT

NAMES = {alternatives.TABLE, *alternatives.WHOLE}
#: Of all files together.
MOST_BYTES = 2_000_000


@pytest.mark.slow
def test_what_is_kept_is_small_and_has_every_alternative() -> None:
    kept = {path.name: path for path in alternatives.KEPT.iterdir()}
    assert set(kept) == NAMES
    assert sum(path.stat().st_size for path in kept.values()) < MOST_BYTES
    with kept[alternatives.TABLE].open(encoding="utf-8", newline="") as file:
        assert {row["scenario"] for row in csv.DictReader(file)} == {*alternatives.ALTERNATIVES}


def test_rows_are_kept_that_have_a_verdict_or_are_of_the_whole_force(tmp_path: Path) -> None:
    head = "scenario,hub,better\n"
    kept = "a,all,exploratory\na,Brighton,worse\n"
    (tmp_path / alternatives.TABLE).write_text(f"{head}{kept}a,Brighton,exploratory\n")
    assert alternatives.table(tmp_path) == head + kept


def test_readme_says_how_they_are_made() -> None:
    text = (ROOT / "results" / "README.md").read_text(encoding="utf-8")
    assert "make results" in text
    assert not [name for name in alternatives.ALTERNATIVES if f"`{name}`" not in text]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / alternatives.ALL
    alternatives.compare(folder, "processes:2")
    alternatives.keep(folder, tmp_path / "kept")
    changed = [
        name
        for name in sorted(NAMES)
        if (tmp_path / "kept" / name).read_bytes() != (alternatives.KEPT / name).read_bytes()
    ]
    assert not changed, "the code gives others: make results, and a line in the changelog"
