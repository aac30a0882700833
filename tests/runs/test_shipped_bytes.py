"""Results of the shipped scenarios are the same bytes as those that were kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.runs.shipped_bytes import KEPT, SHIPPED, hashes

WANTED: dict[str, dict[str, str]] = json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    found = hashes(name, tmp_path)
    changed = [file for file in WANTED[name] if found.get(file) != WANTED[name][file]]
    assert found.keys() == WANTED[name].keys()
    assert not changed, f"{name}: {', '.join(changed)} differ; see tests/runs/shipped_bytes.py"


def test_the_bytes_of_shipped_scenarios_alone_are_kept() -> None:
    assert list(WANTED) == [name for name in SHIPPED if name in WANTED]
