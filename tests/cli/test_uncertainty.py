"""sixhubs uncertainty: shares of draws that are known by formula, and wrong input."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Invoke
from tests.cli.test_break_even import OFFICERS, PCSOS

NOT_KNOWN = """\
headlines: {cost_gbp: {smallest_difference_that_matters: 1}}
rules_not_known: {when they come: [late.yaml]}
published: {all are reached: {measure: response_time_mean_min, low: 0, high: 600, source: us}}
"""
LATE = """\
name: late
title: Emergencies have an hour
extends: [officers.yaml]
grades: {1: {label: Emergency, target_min: 60}}
"""
DRAWS = 32
FEW = 8


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    for name, text in (("officers", OFFICERS + NOT_KNOWN), ("pcsos", PCSOS), ("late", LATE)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "officers.yaml", tmp_path / "pcsos.yaml"


def words(pair: tuple[Path, Path], *more: object, draws: int = FEW) -> list[object]:
    given = ["uncertainty", *pair, "--engine", "simpy", "--draws", draws, *more]
    return given if "--executor" in more else [*given, "--executor", "serial"]


@pytest.mark.slow
def test_as_often_better_as_the_price_is_low(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    """Two PCSOs cost less than an officer below 25,000 pounds each.

    The price is drawn from 20,000 (what is assumed, 10,000, is below that) to 40,000: half of the
    draws are at 20,000, and of the others those with 1 - sqrt(1 - v) below a quarter, v below
    7/16.
    """
    table = tmp_path / "draws.csv"
    result = invoke(*words(pair, "--csv", table, draws=DRAWS))
    assert result.exit_code == 0, result.output
    (cost,) = (line for line in result.output.splitlines() if line.startswith("Cost"))
    (better,) = re.findall(r" (\d+)% \(", cost)
    assert float(better) / 100 == pytest.approx(0.5 + 0.5 * 7 / 16, abs=1 / DRAWS)
    rows = pd.read_csv(table)
    price = rows["teams.pcso.cost_per_post_gbp"]
    assert ((rows["change: cost_gbp"] < 0) == (price < 25_000)).all()
    assert rows["counts"].all()
    assert rows["when they come"].value_counts().to_dict() == {"as it stands": 16, "late.yaml": 16}
    assert result.output.startswith("OFFICIAL") or "\nOFFICIAL\n" in result.output
    assert not (tmp_path / "uncertainty").exists()


@pytest.mark.slow
def test_what_it_hangs_on_is_named(pair: tuple[Path, Path], invoke: Invoke) -> None:
    output = invoke(*words(pair, draws=16)).output
    hangs = output[output.index("What the change hangs on") :]
    assert re.search(r"Cost.*: teams\.pcso\.cost_per_post_gbp \(\d\d%: ", hangs.replace("\n", " "))


def test_the_same_bytes_on_all_places(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    tables = []
    for n, place in enumerate(("serial", "threads:2")):
        invoke(*words(pair, "--executor", place, "--csv", tmp_path / f"{n}.csv"))
        tables.append((tmp_path / f"{n}.csv").read_bytes())
    assert tables[0] == tables[1]


def test_draws_that_miss_what_was_published_do_not_count(
    pair: tuple[Path, Path], invoke: Invoke
) -> None:
    text = pair[0].read_text(encoding="utf-8")
    pair[0].write_text(text.replace("low: 0, high: 600", "low: 500, high: 600"), encoding="utf-8")
    output = invoke(*words(pair)).output
    assert "\n0 of them give the baseline the figures that were published" in output
    assert f"0 of {FEW} draws agree" in output
    assert "\nFewer than 40 draws count" in output


def test_what_the_scenario_sets_is_not_drawn(pair: tuple[Path, Path], invoke: Invoke) -> None:
    text = pair[1].read_text(encoding="utf-8")
    text = text.replace("pcso: {", "pcso: {cost_per_post_gbp: 9000, ")
    pair[1].write_text(text + "grades: {1: {target_min: 30}}\n", encoding="utf-8")
    (pair[0].parent / "officers.yaml").write_text(
        pair[0]
        .read_text(encoding="utf-8")
        .replace(
            "evidence:\n",
            "evidence:\n  travel.road_factor: {low: 1, high: 2, source: assumption}\n",
        ),
        encoding="utf-8",
    )
    output = " ".join(invoke(*words(pair)).output.split())
    assert (
        "not drawn, as three-pcsos itself sets it: teams.pcso.cost_per_post_gbp, when they come"
        in output
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("teams.pcso.cost_per_post_gbp:", "teams.pcso.price:", "unknown key 'price'"),
        ("[late.yaml]", "[none.yaml]", "names a scenario that cannot be read"),
        ("low: 20000", "low: -20000", "expected a number"),
        ("measure: response_time_mean_min", "measure: response_time", "unknown measure"),
        ("high: 600, source", "high: 600, grade: 7, source", "unknown grade 7"),
        ("low: 0, high: 600", "low: 601, high: 600", "expected the least value first"),
    ],
)
def test_odd_input(pair: tuple[Path, Path], invoke: Invoke, old: str, new: str, said: str) -> None:
    text = pair[0].read_text(encoding="utf-8")
    assert old in text
    pair[0].write_text(text.replace(old, new), encoding="utf-8")
    result = invoke(*words(pair))
    assert result.exit_code == 2
    assert said in result.stderr
    assert re.search(r"officers\.yaml:\d+:\d+: ", result.stderr), result.stderr


def test_a_baseline_that_knows_everything(pair: tuple[Path, Path], invoke: Invoke) -> None:
    text = OFFICERS[: OFFICERS.index("evidence:")]
    pair[0].write_text(text, encoding="utf-8")
    result = invoke(*words(pair))
    assert result.exit_code == 2
    assert "says nothing of what is not known" in result.stderr


def test_a_table_that_cannot_be_written(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke(*words(pair, "--csv", tmp_path / "none" / "draws.csv"))
    assert result.exit_code == 2
    assert "draws.csv cannot be written" in result.stderr
