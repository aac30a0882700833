"""Running the command: in this process, and as a user runs it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli.main import sixhubs
from tests.house.tree import BIN

Invoke = Callable[..., Result]
Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run the command in this process, standing in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Result:
        result = CliRunner().invoke(sixhubs, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        assert "Traceback" not in result.output
        return result

    return call


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run the installed command in a process of its own."""

    def call(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / "sixhubs", *(str(word) for word in words)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return call
