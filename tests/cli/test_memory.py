"""A scenario too large for the memory is refused before it starts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario


@pytest.fixture
def cramped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave room for one replication of the small scenario, but not for two, nor its log."""
    monkeypatch.setattr("sim.runs.executors.executor.available", lambda: 240e6)


@pytest.mark.usefixtures("cramped")
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    tmp_path: Path, invoke: Invoke
) -> None:
    write_scenario(tmp_path)
    result = invoke("run", "mm1.yaml", "--executor", "processes:2")
    assert result.exit_code == 2
    place, message = result.stderr.splitlines()[0].split(": run.days: ")
    assert place == "mm1.yaml:3:32"
    assert re.fullmatch(
        r"7 days are too many for the memory: a replication needs some 0\.\d+ GB "
        r"\(840 incidents\), 2 at a time 0\.\d+ GB, and there is 0\.24 GB; "
        r"expected fewer workers \(--executor processes:1\)(, or at most \d+ days)?",
        message,
    )
    assert not (tmp_path / "results").exists()
    assert invoke("run", "mm1.yaml", "--executor", "processes:1").exit_code == 0


@pytest.mark.usefixtures("cramped")
def test_the_log_needs_memory_too(tmp_path: Path, invoke: Invoke) -> None:
    write_scenario(tmp_path)
    result = invoke("run", "mm1.yaml", "--executor", "serial", "--log")
    assert result.exit_code == 2
    assert "8,417 lines of the log" in result.stderr
    assert result.stderr.splitlines()[0].endswith("; expected no --log")
