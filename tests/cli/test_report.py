"""sixhubs report, and the page and workbook that compare writes by itself."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from sim.errors import RunError
from sim.outputs.manifest_file import read_manifest, write_manifest
from sim.runs.additions import add_files
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


def test_the_manifest_names_the_libraries_that_made_page_and_workbook(
    invoke: Invoke, both: Path
) -> None:
    made_by = {"jinja2", "markupsafe", "xlsxwriter"}
    manifest = json.loads((both / "manifest.json").read_text())
    assert made_by <= set(manifest["libraries"])
    assert manifest["libraries"]["jinja2"] == metadata.version("jinja2")
    words = ("compare", "mm1.yaml", "two.yaml", *QUICK, "--out", "none", "--no-page")
    assert invoke(*words).exit_code == 0
    without = json.loads(Path("none/manifest.json").read_text())
    assert not made_by & set(without["libraries"])


@pytest.mark.parametrize("part", [".", "mm1"])
def test_results_of_an_older_version_are_named_with_what_they_lack(
    invoke: Invoke, both: Path, part: str
) -> None:
    """A version that did not yet write a table left it out of its manifest, too."""
    folder = both / part
    name = "comparison.csv" if part == "." else "response_times.csv"
    (folder / name).unlink()
    manifest = read_manifest(folder)
    del manifest["files"][name], manifest["manifest_hash"]
    write_manifest(folder, manifest)
    for output in ("old.html", "old.xlsx"):
        done = invoke("report", "both", "-o", output)
        assert done.exit_code == 2
        assert f"{name}: is not among the files of its manifest: another version" in done.stderr
        assert "with --overwrite" in done.stderr
        assert not Path(output).exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("demand_by_basis", None), ("demand_by_basis", {"official": "all"}), ("version", None),
     ("replications", "two"), ("compared_with", [{"scenario": "two"}])],
)  # fmt: skip
def test_a_manifest_without_what_a_page_shows_of_it(
    invoke: Invoke, both: Path, name: str, value: object
) -> None:
    manifest = {**read_manifest(both), name: value}
    del manifest["manifest_hash"]
    write_manifest(both, manifest)
    for output in ("old.html", "old.xlsx"):
        done = invoke("report", "both", "-o", output)
        assert done.exit_code == 2
        said = "both: the results are damaged, or of another version of sixhubs; give the command"
        assert done.stderr.startswith(said)
        assert not Path(output).exists()


def test_a_run_that_has_not_ended_has_no_page(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", "--out", "half", *QUICK)
    for file in (tmp_path / "half").iterdir():
        if file.is_file():
            file.unlink()
    assert (tmp_path / "half" / ".replications").is_dir(), "only the replications are there"
    done = invoke("report", "half")
    assert done.exit_code == 2
    assert done.stderr.startswith("half: holds no results: its run has not finished")


def test_without_a_page_and_beside_a_file_of_somebody_else(invoke: Invoke, both: Path) -> None:
    words = ("compare", "mm1.yaml", "two.yaml", *QUICK)
    assert invoke(*words, "--out", "none", "--no-page").exit_code == 0
    assert not Path("none/report.html").exists()
    Path("theirs").mkdir()
    Path("theirs/report.html").write_text("mine")
    refused = invoke(*words, "--out", "theirs")
    assert refused.exit_code == 2
    assert "report.html, which sixhubs has not written there" in refused.stderr
    assert Path("theirs/report.html").read_text() == "mine"


def test_a_page_that_somebody_has_changed_stays_as_it_is(invoke: Invoke, both: Path) -> None:
    again = ("compare", "mm1.yaml", "two.yaml", "--out", "both", *QUICK)
    (both / "report.html").write_text("mine")
    with pytest.raises(RunError, match=r"holds report.html, .* changed since; move it away"):
        add_files(both, {"report.html": "another"})
    assert invoke(*again).exit_code == 2
    assert (both / "report.html").read_text() == "mine"


@pytest.mark.parametrize("name", ["nothing", "empty", "foreign"])
def test_folders_without_results_are_named(invoke: Invoke, tmp_path: Path, name: str) -> None:
    for made in ("empty", "foreign"):
        (tmp_path / made).mkdir()
    (tmp_path / "foreign/manifest.json").write_text('{"program": "another"}')
    done = invoke("report", name)
    assert done.exit_code == 2
    assert done.stderr.startswith(name)
    assert not (tmp_path / "report.html").exists()
