"""Progress on a terminal."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.progress import Count, reporting
from sim.runs.resume import Failure, Saved
from tests.house.tree import BIN
from tests.runs.small import tables, write_scenario


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    count = Count(5, 2)
    with reporting(count, quiet=False) as note:
        note(Saved(("mm1", 2), 1.5))
        note(Failure(("mm1", 3), 1, "because"))
        note(Saved(("mm1", 4), 1.5))
    assert count.finished == 4
    shown = terminal.getvalue()
    assert "2/5" in shown
    assert "4/5" in shown
    assert "mm1: replication 3 (seed 1) failed: because" in shown


def test_lines_elsewhere_and_nothing_when_quiet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with reporting(Count(5, 2), quiet=False) as note:
        note(Saved(("mm1", 2), 1.5))
    assert capsys.readouterr().err == "mm1: replication 2 done in 1.5 s (3 of 5)\n"
    with reporting(Count(5, 2), quiet=True) as note:
        note(Saved(("mm1", 2), 1.5))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("2>&-", True),
        ("2>/dev/full", True),
        ("2>&1 >/dev/null | head -1", False),
        (">&- 2>&- <&-", False),
    ],
)
def test_progress_that_cannot_be_written_does_not_end_a_run(
    tmp_path: Path, where: str, shown: bool
) -> None:
    write_scenario(tmp_path, days=1)
    command = f"set -o pipefail; '{BIN / 'sixhubs'}' run mm1.yaml --executor serial"
    done = subprocess.run(
        ["bash", "-c", f"{command} {where}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done
    assert len(tables(tmp_path / "results" / "mm1")) == 6
    assert ("wrote results/mm1/" in done.stdout) == (
        where.startswith("2>") and ">/dev/null" not in where
    )


def test_messages_that_cannot_be_written_leave_the_status_as_it_is(tmp_path: Path) -> None:
    for words, status in (("check none.yaml", 2), ("run", 2), ("nonsense", 2), ("--help", 0)):
        for where in ("2>&-", "2>/dev/full"):
            done = subprocess.run(
                ["bash", "-c", f"'{BIN / 'sixhubs'}' {words} {where}"],
                cwd=tmp_path,
                capture_output=True,
                check=False,
            )
            assert done.returncode == status, (words, where)


def printing_to(where: str, words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell, with its output somewhere else."""
    return subprocess.run(
        ["bash", "-c", f"'{BIN / 'sixhubs'}' {words} {where}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run mm1.yaml --out a", "the results are whole in a/\nto see them: sixhubs show a\n"),
        ("report r -o a.html", "a.html is written and whole\n"),
        ("replay mm1.yaml --day 1 --engine simpy", "replay.html is written and whole\n"),
        ("new mine", "mine.yaml is written and whole\n"),
        ("show r", ""),
    ],
)
def test_what_is_written_is_named_if_it_cannot_be_printed(
    tmp_path: Path, words: str, said: str
) -> None:
    write_scenario(tmp_path, days=1)
    serial = "--executor serial --quiet"
    printing_to("", f"run mm1.yaml --out r {serial}", tmp_path)
    words += f" {serial}" if words.startswith("run") else ""
    done = printing_to(">/dev/full", words, tmp_path)
    assert done.returncode == 1
    full = "sixhubs: cannot print what was found: No space left on device\n"
    assert done.stderr == full + said
    if words.startswith("run"):
        assert printing_to("", "verify a", tmp_path).returncode == 0


@pytest.mark.parametrize("where", [">/dev/full", "| head -1"])
def test_the_page_of_a_comparison_is_written_though_nobody_reads_its_table(
    tmp_path: Path, where: str
) -> None:
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", days=1, posts=2)
    done = printing_to(
        where, "compare mm1.yaml two.yaml --out a --executor serial --quiet", tmp_path
    )
    assert ("the results are whole in a/" in done.stderr) == ("full" in where)
    assert (tmp_path / "a" / "report.html").exists()
    assert (tmp_path / "a" / "results.xlsx").exists()
    assert printing_to("", "verify a", tmp_path).returncode == 0
