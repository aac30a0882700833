"""sixhubs verify: a results folder is as it was written, or it is said what is not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from sim.outputs.files import sha256_of
from sim.runs.locking import locked
from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

SERIAL = ("--executor", "serial", "--quiet")


@pytest.fixture
def run(invoke: Invoke, tmp_path: Path) -> Path:
    """Provide the results of a run, in a folder `run`."""
    write_scenario(tmp_path, days=1)
    invoke("run", "mm1.yaml", "--out", "run", *SERIAL)
    return tmp_path / "run"


@pytest.fixture
def both(invoke: Invoke, tmp_path: Path) -> Path:
    """Provide the results of a comparison, in a folder `both`."""
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", days=1, posts=2)
    invoke("compare", "mm1.yaml", "two.yaml", "--out", "both", *SERIAL)
    return tmp_path / "both"


def test_results_as_they_were_written(invoke: Invoke, run: Path, both: Path) -> None:
    # Tables, their description, scenario, manifest, key, and two for each of three replications.
    for folder, files in ((run, 16), (both, 12 + 2 * 16)):
        result = invoke("verify", folder.name)
        assert result.exit_code == 0
        assert result.output == f"ok: {folder.name}/: {files} files are as they were written\n"
    shutil.rmtree(run / ".replications")
    assert "9 files" in invoke("verify", "run").output


@pytest.mark.parametrize(
    "name",
    ["measures.csv", "manifest.json", "two/week_profile.csv", "two/manifest.json",
     "two/.replications/00001.values.npz"],
)  # fmt: skip
def test_what_is_changed_or_missing_is_named(invoke: Invoke, both: Path, name: str) -> None:
    victim = both / name
    content = victim.read_bytes()
    victim.write_bytes(content.replace(b"1", b"2", 1) if b"1" in content else content[:-1])
    result = invoke("verify", "both")
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == f"both/{name}: changed since it was written"
    victim.unlink()
    victim.symlink_to(both / "comparison.csv")
    assert f"both/{name}: changed" in invoke("verify", "both").output
    victim.unlink()
    result = invoke("verify", "both")
    if name == "manifest.json":
        assert result.exit_code == 2
        assert "both: holds no results: its manifest.json is gone" in result.stderr
    else:
        assert result.exit_code == 1
        assert f"both/{name}: missing\n" in result.output
        faults = len(result.output.splitlines()) - 1
        are = "is not as it was" if faults == 1 else "are not as they were"
        assert re.search(rf"\n{faults} of \d+ files {are} written\n", result.output)


def test_what_is_foreign_is_named(invoke: Invoke, both: Path, run: Path) -> None:
    (both / "events.parquet").write_text("mine")
    (both / "two" / "clear\x1b[2Jme").write_text("mine")
    (both / ".replications" / "thesis.docx").write_text("mine")
    shutil.copy(run / ".replications" / "00000.json", both / "two" / ".replications" / "00002.json")
    result = invoke("verify", "both")
    assert result.exit_code == 1
    assert result.output.splitlines()[:4] == [
        "both/.replications/thesis.docx: foreign: sixhubs has not written it there",
        "both/events.parquet: foreign: sixhubs has not written it there",
        "both/two/.replications/00002.json: foreign: of another run",
        "both/two/.replications/00002.values.npz: changed since it was written",
    ]
    assert "both/two/clear\\x1b[2Jme: foreign" in result.output


@pytest.mark.parametrize("folder", [".", "two"])
def test_nothing_is_said_of_files_that_are_being_written(
    invoke: Invoke, both: Path, folder: str
) -> None:
    saved = both / folder / ".replications"
    (saved / ".sixhubs-unfinished-tables").mkdir()
    with locked(saved / "lock", both / folder):
        result = invoke("verify", "both")
    said = (
        "another sixhubs is writing there; check it when that has ended\n1 problem found; nothing "
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{Path('both', folder)}: {said}was checked\n"
    (saved / ".sixhubs-unfinished-tables").rmdir()
    assert invoke("verify", "both").exit_code == 0


def test_a_command_that_begins_to_write_meanwhile(
    invoke: Invoke, both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (both / "measures.csv").write_text("half of")
    answers = iter([False] * 3 + [True])
    monkeypatch.setattr("sim.runs.verifying.is_held", lambda _: next(answers))
    result = invoke("verify", "both")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "both: another sixhubs is writing there" in result.stderr


def test_what_a_killed_command_left_is_not_called_foreign(invoke: Invoke, both: Path) -> None:
    two, saved = both / "two", both / "two" / ".replications"
    left = [two / ".sixhubs-unfinished-ab1", saved / "00003.values.npz", saved / "replacing.json"]
    for path in left:
        path.write_text("half of")
    # As one is killed while it puts new files in the place of old ones, and adds one.
    new = [two / "measures.csv", two / "incidents.parquet"]
    for path in new:
        path.write_text("new")
    hashes = {path.name: [sha256_of(path)] for path in new}
    (saved / "replacing.json").write_text(json.dumps(hashes))
    (saved / ".sixhubs-unfinished-tables").mkdir()
    result = invoke("verify", "both")
    assert result.exit_code == 1
    *lines, count = result.output.splitlines()
    assert count == "6 of 49 files are not as they were written"
    ours = [*left, *new, saved / ".sixhubs-unfinished-tables"]
    said = "unfinished: left by a command that was ended; given again, it writes what is missing"
    assert sorted(lines) == sorted(f"{path.relative_to(both.parent)}: {said}" for path in ours)


def test_results_are_checked_through_a_link_to_them(
    invoke: Invoke, both: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(both)
    assert invoke("verify", "link").output.startswith("ok: link/: ")
    (both / "two").rename(tmp_path / "elsewhere")
    (both / "two").symlink_to(tmp_path / "elsewhere")
    assert "link/two: foreign: sixhubs has not written it there" in invoke("verify", "link").output


def test_a_folder_that_nobody_may_write_to_is_checked(both: Path, invoke: Invoke) -> None:
    inside = both / ".replications"
    (inside / "lock").chmod(0o400)
    inside.chmod(0o500)
    assert invoke("verify", "both").exit_code == 0
    inside.chmod(0o700)


@pytest.mark.parametrize("folder", [".", "two"])
def test_the_key_of_another_run_is_named(invoke: Invoke, both: Path, folder: str) -> None:
    path = both / folder / ".replications" / "run.json"
    key = json.loads(path.read_text())
    path.write_text(json.dumps({**key, "seed": key["seed"] + 1}, indent=2) + "\n")
    result = invoke("verify", "both")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{Path('both', folder)}/.replications/run.json: foreign: of another run",
        "1 of 44 files is not as it was written",
    ]
    path.write_text(json.dumps(key))
    first = f"{Path('both', folder)}/.replications/run.json"
    assert f"{first}: changed since it was written\n" in invoke("verify", "both").output
    path.unlink()
    assert f"{first}: missing\n" in invoke("verify", "both").output


def test_a_comparison_that_still_names_those_it_replaced(invoke: Invoke, both: Path) -> None:
    # As a run leaves it that is killed between writing its results and taking note of that.
    path = both / ".replications" / "run.json"
    key = json.loads(path.read_text())
    path.write_text(json.dumps({**key, "replaces": ["three"]}, indent=2) + "\n")
    assert invoke("verify", "both").exit_code == 0


def test_a_run_of_another_comparison_is_named(invoke: Invoke, both: Path, tmp_path: Path) -> None:
    invoke("compare", "mm1.yaml", "two.yaml", "--out", "other", "--seed", 2, *SERIAL)
    shutil.rmtree(both / "two")
    shutil.copytree(tmp_path / "other" / "two", both / "two")
    result = invoke("verify", "both")
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "both/two/manifest.json: foreign: of another run"


def test_a_run_that_has_not_finished(invoke: Invoke, run: Path) -> None:
    for path in run.iterdir():
        if path.is_file():
            path.unlink()
    result = invoke("verify", "run")
    assert result.exit_code == 2
    said = "holds no results: its run has not finished; the command that started it"
    assert said in result.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".", "holds no results"),
        ("none", "no such folder of results; sixhubs run and sixhubs compare write some\n"),
        ("mm1.yaml", "no such folder of results"),
    ],
)
def test_a_folder_without_results(invoke: Invoke, run: Path, name: str, said: str) -> None:
    result = invoke("verify", name)
    assert result.exit_code == 2
    assert said in result.stderr


def test_results_are_found_by_their_name(invoke: Invoke, run: Path, tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    run.rename(tmp_path / "results" / "mm1")
    result = invoke("verify", "mm1")
    assert result.exit_code == 0
    assert result.stdout.startswith("ok: results/mm1/: ")


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", ".."])
def test_a_manifest_cannot_name_files_elsewhere(invoke: Invoke, run: Path, name: str) -> None:
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["files"][name] = "0" * 64
    (run / "manifest.json").write_text(json.dumps(manifest))
    result = invoke("verify", "run")
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "run/manifest.json: changed since it was written"
