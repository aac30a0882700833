"""The page in a browser, for those who do not see it, have a small screen, or print it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sim.report.page.material import read_material
from sim.report.page.page import page_of
from tests.report.browsing import (
    IN_A_BROWSER,
    SIZES,
    cut_on_paper,
    faults_of,
    keep,
    opened,
    sheets_of,
)

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def file(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page_of(read_material(compared)), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", sorted(SIZES))
def test_no_fault_that_axe_finds(browser: Browser, file: Path, size: str) -> None:
    page = opened(browser, file, size)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not faults_of(page)
    keep(page, size)


def test_a_phone_need_not_scroll_sideways(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "phone")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES["phone"][0]


def test_no_chart_is_cut_on_a_phone(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "phone")
    cut = page.evaluate("""[...document.querySelectorAll(".chart")]
        .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)""")
    assert not cut


def test_all_is_there_without_scripts(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop", scripts=False)
    assert page.get_by_role("heading", level=2).count() >= 15
    assert page.get_by_role("img").count() > 10
    page.get_by_text("The numbers of this figure as a table").first.click()
    assert page.locator("details[open] table").first.is_visible()


def test_the_keyboard_reaches_the_answer_first(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"


def test_the_marking_is_on_every_printed_page(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    assert sheets_of(page) > 3


def test_no_table_is_cut_on_paper(browser: Browser, file: Path) -> None:
    assert not cut_on_paper(opened(browser, file, "desktop"))


def test_nothing_is_fetched(browser: Browser, file: Path) -> None:
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
