"""Who waits, in words: what is clear is said, of vulnerable people, others and districts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.outputs.statistics import Cell
from sim.report.comparison.who_waits import BY_HARM, OTHERS, VULNERABLE, who_waits
from sim.report.page.material import read_material
from sim.report.terminal import comparing
from sim.report.terminal.comparing import comparison_table
from sim.report.terminal.layout import as_text
from tests.outputs import tiny

NAN = float("nan")
ONE = tiny.scenario(name="one")


def row(low: float, change: float, high: float, **more: object) -> dict[str, Any]:
    return {"difference": change, "ci_low": low, "ci_high": high, **more}


def districts(**rows: tuple[float, float, float]) -> pd.DataFrame:
    """Return changes of the wait weighted by harm, and rows that are not asked for."""
    about = {"scenario": "one", "measure": BY_HARM, "team": "all", "grade": "all"}
    table = [row(*found, **about, district=name) for name, found in rows.items()]
    others = [{"scenario": "two"}, {"grade": "1"}, {"measure": "incidents_count"}]
    table += [row(900, 901, 902, **{**about, "district": "Rye", **other}) for other in others]
    return pd.DataFrame([*table, row(900, 901, 902, **about, district="all")])


def said(rows: dict[Cell, dict[str, Any]], found: pd.DataFrame | None = None) -> list[str]:
    return who_waits([ONE], {"one": rows}, found)


def test_vulnerable_people_beside_all_others() -> None:
    rows = {VULNERABLE: row(20.1, 27.8, 35.5), OTHERS: row(-13.0, -10.0, -7.0)}
    (line,) = said(rows)
    assert line.startswith(
        "one: the mean wait changes by +27.8 min (+20.1 to +35.5) for vulnerable"
    )
    assert line.endswith(" people and by -10.0 min (-13.0 to -7.0) for all others.")


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {VULNERABLE: row(1, 2, 3)},
        {VULNERABLE: row(-1, 2, 5), OTHERS: row(-1, 2, 5)},
        {VULNERABLE: row(NAN, 2, NAN), OTHERS: row(NAN, 2, NAN)},
        {VULNERABLE: row(0.01, 0.02, 0.03), OTHERS: row(0, 0, 0)},
    ],
)
def test_nothing_is_said_of_what_is_not_clear(rows: dict[Cell, dict[str, Any]]) -> None:
    assert said(rows) == []


def test_the_districts_that_bear_least_and_most() -> None:
    found = districts(Lewes=(48.0, 76.0, 104.0), Crawley=(-30.0, -20.0, -10.0), Adur=(-9, 49, 107))
    (line,) = said({}, found)
    assert line.startswith(
        "one: weighted by harm, the wait changes by between -20.0 min (-30.0 to "
    )
    assert line.endswith("in Crawley and +76.0 min (+48.0 to +104.0) in Lewes.")


def test_one_district_or_none_that_is_clear_is_no_spread() -> None:
    assert said({}, districts(Lewes=(48.0, 76.0, 104.0))) == []
    assert said({}, districts(Lewes=(-1.0, 1.0, 3.0), Adur=(-9.0, 1.0, 10.0))) == []
    assert said({}, districts(Lewes=(NAN, NAN, NAN), Adur=(1.0, 2.0, 3.0))) == []


def test_it_is_said_below_a_matrix_too(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comparison = read_material(compared).compared
    assert comparison is not None
    line = "never: weighted by harm, the wait changes by between +1 min in A and +2 min in B."
    monkeypatch.setattr(comparing, "MOST_DETAILED", 1)
    text = as_text(comparison_table(replace(comparison, waits=(line,))), 100)
    assert "b better, w worse" in text
    assert "Who waits (exploratory; each interval 95%)" in text
    assert line in " ".join(text.split())
