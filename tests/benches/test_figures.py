"""Figures of benches: ratios turn by turn, bounds that a slow day may miss, and one page of all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benches import __main__ as whole
from benches.common.programs import Outcome, Steps, Times, in_turns, ratios
from benches.figures import bound, page, spread


def test_ratios_are_of_the_turns_in_which_both_ran() -> None:
    def outcome(**seconds: float) -> Outcome:
        turns = {int(turn[1:]): Times(1.0, s, 1.0) for turn, s in seconds.items()}
        return Outcome(min(turns.values()), turns, np.zeros(0))

    both = {"ours": outcome(t0=1.0, t1=2.0, t2=1.0), "theirs": outcome(t0=8.0, t2=12.0)}
    assert ratios(both, "ours", "theirs") == [8, 12]
    assert ratios(both, "ours", "theirs", in_all=True) == [10 / 3, 14 / 3]
    assert spread(ratios(both, "ours", "theirs"), 1) == "10.0 (8.0 to 12.0)"


def test_each_program_keeps_its_quickest_time_of_every_turn() -> None:
    steps = Steps(lambda: None, lambda _: None, lambda _: None, lambda _: np.zeros(1))
    found = in_turns({"quick": steps}, 3, 100.0)["quick"]
    assert sorted(found.rounds) == [0, 1, 2]
    assert found.best == Times(*map(min, *found.rounds.values()))


def test_a_missed_bound_on_time_is_told() -> None:
    assert bound("under 1", met=True) == "under 1"
    assert bound("under 1", met=False) == "under 1: missed"


@pytest.mark.parametrize("status", [0, 1])
def test_all_parts_make_one_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    parts: list[str] = []

    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        assert words[0] == sys.executable, "a process of its own"
        part = Path(words[3]).stem
        parts.append(part)
        found = {"figures": {part: ["1", "under 2"]}, "tables": {f"of {part}": ["| a |"]}}
        Path(words[words.index("--figures") + 1]).write_text(json.dumps(found))
        return subprocess.CompletedProcess(words, status if part == "bench_simpy" else 0)

    monkeypatch.setattr(whole.subprocess, "run", run)
    assert whole.main([]) == status
    said = capsys.readouterr()
    assert parts == sorted(file.stem for file in whole.HERE.glob("bench_*.py"))
    assert len(parts) >= 7
    for part in parts:
        assert f"| {part} | 1 | under 2 |" in said.out
        assert f"### of {part}" in said.out
    assert said.err == ("\nfailed: bench_simpy.py\n" if status else "")


def test_a_page_without_figures_says_where_it_was_measured() -> None:
    assert len(page({}, {})) == 1
