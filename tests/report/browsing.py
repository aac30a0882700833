"""Pages in the Chromium of the system, found by its name; without it tests are skipped."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no chromium here: the page was not tested in a browser"
    ),
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# On a busy machine a page takes longer than the five seconds for which Playwright looks.
expect.set_options(timeout=30_000)
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}


def opened(browser: Browser, file: Path, size: str, *, scripts: bool = True) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripts, offline=True
    )
    page = context.new_page()
    page.goto(file.as_uri())
    return page


def keep(page: Page, name: str) -> None:
    """Keep a picture of the page if somebody wants to look at it."""
    if folder := os.environ.get("SIXHUBS_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sheets_of(page: Page) -> int:
    """Return how many pages of A4 are printed, each with the protective marking on both ends."""
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    for sheet in printed.pages:
        width, height = (float(side) * 25.4 / 72 for side in sheet.mediabox[2:])
        assert (round(width), round(height)) == (210, 297), "A4"
        lines = [line.strip() for line in sheet.extract_text().splitlines() if line.strip()]
        assert lines[0] == lines[-1] == "OFFICIAL"
    return len(printed.pages)


def cut_on_paper(page: Page) -> list[str]:
    """Return the tables that are wider than their place where the page is printed on A4."""
    # Between its margins A4 is 182 mm wide, of which an inch has 96 pixels.
    page.set_viewport_size({"width": 688, "height": 1000})
    page.emulate_media(media="print")
    found: list[str] = page.evaluate("""[...document.querySelectorAll(".wide")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => `${one.ariaLabel}: ${one.scrollWidth} of ${one.clientWidth}`)""")
    return found


def faults_of(page: Page) -> list[str]:
    """Return what axe finds wrong with a page, each with the first place where it is."""
    found: dict[str, Any] = (
        Axe()
        .run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations", "passes"]})
        .response
    )
    assert len(found["passes"]) > 20, "axe has looked at it"
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
