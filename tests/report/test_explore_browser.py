"""The live page in a browser: by keyboard, for those who do not see it, at every size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.report.browsing import IN_A_BROWSER, cut_on_paper, faults_of, keep, sheets_of
from tests.report.browsing import SIZES as USUAL_SIZES
from tests.report.explored import PATIENCE_S, served

pytestmark = IN_A_BROWSER
PATIENCE_MS = 1000 * PATIENCE_S
SIZES = USUAL_SIZES | {"wide": (1920, 1080)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as found:
        yield found


@pytest.fixture(autouse=True)
def _closed_afterwards(browser: Browser) -> Iterator[None]:
    yield
    for context in browser.contexts:
        context.close()


def opened(browser: Browser, address: str, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(address)
    return page


def change(page: Page, label: str, value: str) -> None:
    """Type a value as somebody does who uses the keyboard alone."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(value)
    page.keyboard.press("Tab")


def wait_until_done(page: Page, column: str = "as-set-now") -> None:
    header = page.locator("#matrix thead").get_by_text(column, exact=True)
    expect(header).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#progress")).to_have_text("Done: 3 replications.", timeout=PATIENCE_MS)
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize("size", sorted(SIZES))
def test_no_fault_that_axe_finds(browser: Browser, address: str, size: str) -> None:
    page = opened(browser, address, size)
    change(page, "Response posts, North", "11")
    wait_until_done(page)
    change(page, "Overdue incidents that set it off (incidents, more than 0)", "none")
    expect(page.locator(".error", has_text="got 'none'")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    keep(page, f"explore-{size}")
    page.get_by_role("button", name="Back to small").click()
    expect(page.locator("#unchanged")).to_be_visible()


def test_it_is_used_by_keyboard_alone(browser: Browser, address: str, folder: Path) -> None:
    page = opened(browser, address, "desktop")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    change(page, "Response posts, South", "10")
    wait_until_done(page)
    expect(page.locator("#status")).to_have_text("Done: 3 replications.")
    expect(page.locator("#changes li")).to_have_text("Response posts, South: 20 -> 10")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_label("Response posts, South")).to_have_value("20")
    page.get_by_role("button", name="Redo").press("Enter")
    expect(page.get_by_label("Response posts, South")).to_have_value("10")
    page.get_by_label("Name of the variant").fill("by-keyboard")
    page.get_by_role("button", name="Keep to compare").press("Enter")
    wait_until_done(page, "by-keyboard")
    page.get_by_role("button", name="Save as YAML").press("Enter")
    expect(page.locator("#said")).to_contain_text("Saved as by-keyboard.yaml")
    assert (folder / "by-keyboard.yaml").is_file()
    page.get_by_role("button", name="Remove: by-keyboard").press("Enter")
    expect(page.locator("#kept li")).to_have_count(0)
    page.get_by_role("button", name="Back to small").press("Enter")
    expect(page.locator("#unchanged")).to_be_visible()


def test_what_is_open_stays_open_and_the_focus_where_it_is(browser: Browser, address: str) -> None:
    page = opened(browser, address, "desktop")
    change(page, "Response posts, North", "15")
    wait_until_done(page)
    page.locator("#week summary").first.press("Enter")
    page.locator("#matrix a").first.focus()
    text = page.evaluate("document.activeElement.closest('tr').rowIndex")
    page.evaluate("act({action: 'undo'})")
    expect(page.locator("#matrix thead").get_by_text("as-set-now")).to_have_count(0)
    expect(page.locator("#progress")).to_have_text("Done: 3 replications.", timeout=PATIENCE_MS)
    expect(page.locator("#week details").first).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == text


def test_windows_show_the_same_and_say_so(browser: Browser, address: str) -> None:
    one, other = opened(browser, address, "desktop"), opened(browser, address, "desktop")
    said = "This page is open in 2 windows: what is changed in one is changed in all of them."
    for page in (one, other):
        expect(page.locator("#windows")).to_have_text(said)
    change(one, "Response posts, North", "13")
    expect(other.get_by_label("Response posts, North")).to_have_value("13")
    expect(other.locator("#changes li")).to_have_text("Response posts, North: 20 -> 13")
    one.close()
    expect(other.locator("#windows")).to_have_text("", timeout=PATIENCE_MS)
    other.get_by_role("button", name="Back to small").click()
    expect(other.locator("#unchanged")).to_be_visible()
    other.close()


def test_rows_are_added_and_taken_away_by_keyboard(browser: Browser, address: str) -> None:
    page = opened(browser, address, "desktop")
    label = "Response posts by date"
    page.get_by_text("Posts by date", exact=True).press("Enter")
    page.get_by_role("button", name=f"Add a row: {label}").press("Enter")
    page.keyboard.type("2018-01-02")
    page.keyboard.press("Tab")
    expect(page.locator(".was", has_text="not filled in")).to_be_visible()
    page.keyboard.press("N")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    changed = f"{label}: none -> 2018-01-02 North 9"
    expect(page.locator("#changes li")).to_have_text(changed)
    expect(page.get_by_label(f"{label}, row 1: Where")).to_have_value("North")
    wait_until_done(page)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not faults_of(page)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_label(f"{label}, row 1: Where")).to_have_count(0)
    page.get_by_role("button", name="Redo").press("Enter")
    page.get_by_role("button", name=f"Remove row 1: {label}").press("Enter")
    expect(page.locator("#unchanged")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent").startswith("Add a row")


def test_what_is_typed_while_an_answer_is_awaited_stays(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.add_init_script("""
        const asks = window.fetch;
        window.fetch = async (...words) => {
          const got = await asks(...words);
          await new Promise((goes_on) => setTimeout(goes_on, 1500));
          return got;
        };
    """)
    page.goto(address)
    label = "Response posts by date"
    page.get_by_text("Posts by date", exact=True).press("Enter")
    page.get_by_role("button", name=f"Add a row: {label}").press("Enter")
    page.keyboard.type("2018-01-02")
    for keys in ("N", "9"):
        page.keyboard.press("Tab")
        page.keyboard.type(keys)
    expect(page.locator(".was", has_text="not filled in")).to_be_visible()
    expect(page.get_by_label(f"{label}, row 1: Posts")).to_have_value("9")
    expect(page.get_by_label(f"{label}, row 1: Posts")).to_be_focused()
    page.keyboard.press("Tab")
    changed = f"{label}: none -> 2018-01-02 North 9"
    expect(page.locator("#changes li")).to_have_text(changed)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#unchanged")).to_be_visible()


def test_the_marking_is_on_every_printed_page(browser: Browser, address: str) -> None:
    page = opened(browser, address, "desktop")
    change(page, "Response posts, North", "12")
    wait_until_done(page)
    assert sheets_of(page) > 3
    assert not cut_on_paper(page)
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Back to small").click()


def test_on_a_phone_a_link_leads_to_the_answer(browser: Browser, address: str) -> None:
    page = opened(browser, address, "phone")
    link = page.get_by_role("link", name="See what comes of it")
    page.get_by_label("Response posts, South").scroll_into_view_if_needed()
    expect(link).to_be_in_viewport()
    link.press("Enter")
    expect(page.locator("#answer-place")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(link).not_to_be_visible()


def test_nothing_is_fetched_from_elsewhere(browser: Browser, address: str) -> None:
    asked: list[str] = []
    page = browser.new_context().new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(address)
    expect(page.locator("#matrix table")).to_be_visible(timeout=PATIENCE_MS)
    assert all(url.startswith((address, "data:")) for url in asked), asked
