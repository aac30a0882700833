"""The day that is played, in a browser: clock, keyboard, story, and what there is without scripts.

It is a day of the whole force, on the reference engine, under two rules of redeployment.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import sim.public as sixhubs
from sim.report.replay.page import day_of, page_of
from tests.report.browsing import (
    IN_A_BROWSER,
    SIZES,
    cut_on_paper,
    faults_of,
    keep,
    opened,
    sheets_of,
)
from tests.report.conftest import HOSTILE
from tests.report.results import SHORT

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two Mondays side by side, one of them of a scenario with hostile names."""
    path = tmp_path_factory.mktemp("replay") / "replay.html"
    baseline = sixhubs.load("sussex-2017", changes=SHORT)
    never = {"name": "never", "title": HOSTILE, "redeployment": {"rule": "never"}}
    scenarios = [baseline.settings, baseline.with_changes(never).settings]
    sides = [day_of(one, 2017, 0, 1, "simpy") for one in scenarios]
    path.write_text(page_of(sides, ["sussex-2017", HOSTILE], 2017, 0, 1), encoding="utf-8")
    assert path.stat().st_size < 500_000
    return path


def at(page: Page, seconds: int) -> None:
    page.locator("#moment").fill(str(seconds))


@pytest.mark.parametrize("size", sorted(SIZES))
def test_no_fault_that_axe_finds(browser: Browser, file: Path, size: str) -> None:
    page = opened(browser, file, size)
    at(page, 17 * 3600)
    page.locator("#which").select_option("all")
    page.locator("#list button").first.click()
    assert not faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    keep(page, f"replay-{size}")


def test_the_clock_moves_what_is_seen(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    at(page, 9 * 3600)
    assert page.locator("#time").text_content() == "09:00"
    assert page.locator("#moment").get_attribute("aria-valuetext") == "09:00"
    shown = "document.querySelectorAll('.chart .person:not([style*=none])').length"
    on_duty = page.locator(".people tr:last-child td").all_text_contents()
    before = page.evaluate(shown)
    assert before > 100
    assert sum(map(int, on_duty)) > before, "those who answer phones are on no map"
    page.locator("#play").click()
    expect(page.locator("#time")).not_to_have_text("09:00")
    assert page.locator("#play").text_content() == "Pause"
    page.locator("#play").click()
    assert page.locator("#play").text_content() == "Play"
    assert not faults


def test_the_table_by_hour_agrees_with_the_clock(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    for hour in (8, 13, 21):
        at(page, hour * 3600)
        row = page.locator("#hours-heading ~ .wide").first.locator("tbody tr").nth(hour)
        written = row.locator("td").all_text_contents()
        queues = page.locator(".queues").first.locator("tbody tr")
        waits = [queues.nth(n).locator("td").first.text_content() for n in range(5)]
        assert written[1:6] == waits


def test_a_story_by_the_keyboard_alone(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    at(page, 17 * 3600)
    page.locator("#which").select_option("tended")
    page.locator("#list button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "story"
    story = page.locator("#story")
    assert story.locator("h4").all_text_contents() == ["sussex-2017", "never"]
    assert story.get_by_text("sets out").count() > 0
    assert "sixhubs trace sussex-2017 --seed 2017" in (story.text_content() or "")
    page.locator("#moment").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#time").text_content() == "17:01"


def test_a_click_on_the_map_tells_the_story(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    page.locator(".chart .incident.tended").first.dispatch_event("click")
    assert page.locator("#story h3").count() == 1


def test_the_day_is_there_without_scripts(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop", scripts=False)
    assert page.get_by_text("scripts are off").is_visible()
    assert not page.locator("#play").is_visible()
    assert page.locator("table:visible tbody tr").count() == 48


def test_it_prints_with_the_marking_and_no_table_is_cut(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    at(page, 17 * 3600)
    assert sheets_of(page) >= 3
    assert not cut_on_paper(page)
    assert not page.get_by_text("Choose an incident").is_visible()


def test_names_stand_above_what_moves(browser: Browser, file: Path) -> None:
    page = opened(browser, file, "desktop")
    order = page.evaluate("""(() => {
        const [last] = [...document.querySelectorAll(".chart svg g")].slice(-1);
        const names = last.parentNode.querySelectorAll(".district");
        return [...names].map((one) => last.compareDocumentPosition(one));
    })()""")
    assert set(order) == {4}, "each follows"


def test_hostile_titles_do_nothing_and_nothing_is_fetched(browser: Browser, file: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_context().new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    assert HOSTILE in (page.locator("header p").text_content() or "")
    assert asked == [file.as_uri()]
    assert not said
