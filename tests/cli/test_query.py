"""sixhubs query: the tables of results, asked in SQL."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

QUICK = ("--executor", "serial", "--engine", "simpy", "--quiet")


@pytest.fixture
def both(invoke: Invoke, tmp_path: Path) -> Path:
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", days=1, posts=2)
    done = invoke("compare", "mm1.yaml", "two.yaml", "--out", "both", "--no-page", *QUICK)
    assert done.exit_code == 0
    return tmp_path / "both"


def rows_of(path: Path, **wanted: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file)
                if all(row[name] == value for name, value in wanted.items())]  # fmt: skip


def test_it_gives_what_the_files_hold(invoke: Invoke, both: Path) -> None:
    said = "SELECT hub, team, mean FROM {} WHERE measure = 'on_duty_mean' ORDER BY hub, team"
    for table, path in (("measures", both), ('"two".measures', both / "two")):
        done = invoke("query", said.format(table), "both", "--csv")
        assert done.exit_code == 0, done.output
        got = list(csv.DictReader(io.StringIO(done.stdout)))
        held = rows_of(path / "measures.csv", measure="on_duty_mean")
        if table == '"two".measures':
            assert {row["mean"] for row in got} == {"2.0"}
        assert sorted(row["mean"] for row in got) == sorted(row["mean"] for row in held)
        assert {row["protective_marking"] for row in got} == {"OFFICIAL"}


def test_people_get_a_table_between_markings(invoke: Invoke, both: Path) -> None:
    done = invoke("query", "SELECT 'a' AS word, 7 AS number, NULL AS nothing", both)
    lines = done.stdout.splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL"
    assert [line.split() for line in lines[2:4]] == [["word", "number", "nothing"], ["a", "7"]]


@pytest.mark.parametrize(
    ("select", "said"),
    [
        ("SELECT * FROM measure", "the tables are comparison, districts"),
        ("SELEC 1", "syntax error"),
        ("DROP VIEW measures", "expected one SELECT"),
        ("COPY measures TO 'out.csv'", "expected one SELECT"),
        ("SELECT 1; SELECT 2", "expected one SELECT"),
        ("", "expected one SELECT"),
    ],
)
def test_what_is_no_select_or_names_no_table(
    invoke: Invoke, both: Path, select: str, said: str
) -> None:
    done = invoke("query", select, "both")
    assert done.exit_code == 2
    assert done.stderr.startswith("query: ")
    assert said in done.stderr
    assert not Path("out.csv").exists()


@pytest.mark.parametrize("name", ["measures.csv", "two/districts.csv"])
def test_what_was_changed_is_not_asked(invoke: Invoke, both: Path, name: str) -> None:
    """As show and report: a number that somebody else has written is no result."""
    content = (both / name).read_text(encoding="utf-8")
    (both / name).write_text(content.replace("1", "2"), encoding="utf-8")
    done = invoke("query", "SELECT 1", both)
    assert done.exit_code == 2
    assert f"{both / name}: has been changed since it was written" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("folder", ["results/both", "both"])
def test_results_before_the_question(invoke: Invoke, both: Path, folder: str) -> None:
    Path("results").mkdir()
    both.rename("results/both")
    done = invoke("query", folder, "SELECT 1")
    assert done.exit_code == 2
    said = f"SELECT: got the folder {folder} where a SELECT is expected; the results come after it"
    assert done.stderr.splitlines() == [said, "1 problem found; nothing was shown"]


def test_a_table_that_is_not_there_is_said_in_one_sentence(invoke: Invoke, both: Path) -> None:
    done = invoke("query", "SELECT * FROM events", both)
    assert "does not exist; the tables are comparison, " in done.stderr


def test_without_results_or_without_duckdb(
    invoke: Invoke, both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "holds no results" in invoke("query", "SELECT 1").stderr
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = invoke("query", "SELECT 1", "both")
    assert done.exit_code == 2
    assert "pip install 'sixhubs[query]'" in done.stderr
