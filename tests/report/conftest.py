"""Results that are made once for all tests of what people look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.results import comparison

#: What a text of a scenario may hold, and would do something on a page that took it for its own.
HOSTILE = "Closing </title><script>alert(1)</script> <b>&amp; {{ 7 * 7 }} 'quoted\""


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a comparison of the baseline with two others."""
    return comparison(
        tmp_path_factory.mktemp("compared") / "both",
        {"name": "never", "title": "Nobody is redeployed", "redeployment": {"rule": "never"}},
        {"name": "hostile", "title": HOSTILE, "why": [HOSTILE],
         "redeployment": {"older_than_min": 5}},
    )  # fmt: skip
