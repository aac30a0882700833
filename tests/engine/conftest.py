"""A folder of compiled code for each test of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from sim import code_cache


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the variable names; temporary files go beside it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path / "mine"))
    return tmp_path / "mine"


@pytest.fixture
def own(base: Path) -> Path:
    """Return the folder of compiled code, as it is made."""
    assert code_cache.folder() == base / code_cache.OWN_FOLDER
    return code_cache.folder()
