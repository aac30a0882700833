"""sixhubs report, and the page and workbook that compare writes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

QUICK = ("--executor", "serial", "--engine", "simpy", "--quiet")


@pytest.fixture
def both(invoke: Invoke, tmp_path: Path) -> Path:
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", days=1, posts=2)
    done = invoke("compare", "mm1.yaml", "two.yaml", "--out", "both", *QUICK)
    assert done.stdout.endswith("a page to read in a browser: both/report.html\n")
    return tmp_path / "both"


def test_a_comparison_has_a_page_and_a_workbook_that_belong_to_it(
    invoke: Invoke, both: Path
) -> None:
    assert invoke("verify", "both").exit_code == 0
    before = {path: path.read_bytes() for path in both.iterdir() if path.is_file()}
    for name in ("report.html", "results.xlsx"):
        assert invoke("report", "both", "-o", name).exit_code == 0
        assert Path(name).read_bytes() == before[both / name]
    again = invoke("compare", "mm1.yaml", "two.yaml", "--out", "both", *QUICK)
    assert again.stdout.endswith("unchanged: both/\n")
    assert {path: path.read_bytes() for path in before} == before
    (both / "report.html").unlink()
    invoke("compare", "mm1.yaml", "two.yaml", "--out", "both", *QUICK)
    assert (both / "report.html").read_bytes() == before[both / "report.html"]


def test_without_a_page_and_beside_a_file_of_somebody_else(invoke: Invoke, both: Path) -> None:
    words = ("compare", "mm1.yaml", "two.yaml", *QUICK)
    assert invoke(*words, "--out", "none", "--no-page").exit_code == 0
    assert not Path("none/report.html").exists()
    Path("theirs").mkdir()
    Path("theirs/report.html").write_text("mine")
    refused = invoke(*words, "--out", "theirs")
    assert refused.exit_code == 2
    assert "report.html that sixhubs has not written there" in refused.stderr
    assert Path("theirs/report.html").read_text() == "mine"


@pytest.mark.parametrize("name", ["nothing", "empty", "foreign"])
def test_folders_without_results_are_named(invoke: Invoke, tmp_path: Path, name: str) -> None:
    for made in ("empty", "foreign"):
        (tmp_path / made).mkdir()
    (tmp_path / "foreign/manifest.json").write_text('{"program": "another"}')
    done = invoke("report", name)
    assert done.exit_code == 2
    assert done.stderr.startswith(name)
    assert not (tmp_path / "report.html").exists()
