"""Progress on a terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from sim.cli.progress import Count, reporting
from sim.runs.resume import Failure, Saved


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
