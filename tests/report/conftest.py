"""Results that are made once for all tests of what people look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.report.browsing import CHROMIUM
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        # Inside a container nobody may make the namespaces of its sandbox; the page is our own.
        started = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()
