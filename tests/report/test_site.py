"""The site: every page is in its menu, it is built without a fault, and needs no network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from docs.generators.flowchart import FlowchartError, drawn
from docs.generators.site import SETTINGS, SITE, build, files_linked, pages
from tests.house.tree import ROOT, copy_tree, tracked_files
from tests.report.browsing import IN_A_BROWSER

LOADED = r"(?:stylesheet|preconnect|preload|icon)"
#: Scripts, styles, fonts, pictures and frames that come from elsewhere.
REMOTE = re.compile(
    rf"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//
      | <link\b[^>]*\brel=["']?{LOADED}\b[^>]*\bhref=["']?(?:https?:)?//
      | <link\b[^>]*\bhref=["']?(?:https?:)?//[^>]*\brel=["']?{LOADED}
      | @import\s+(?:url\()?["']?(?:https?:)?//
      | url\(\s*["']?(?:https?:)?//""",
    re.VERBOSE,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, built from a copy of the checkout."""
    checkout = tmp_path_factory.mktemp("checkout")
    copy_tree(checkout)
    assert build(checkout) == 0
    return checkout / SITE


def in_menu() -> list[str]:
    settings = (ROOT / SETTINGS).read_text(encoding="utf-8")
    menu = settings.partition("\nnav:\n")[2].partition("\n\n")[0]
    return re.findall(r"([\w./-]+\.md)$", menu, re.MULTILINE)


def test_the_menu_has_every_page_once() -> None:
    menu = in_menu()
    assert len(menu) > 25
    assert sorted(menu) == sorted(str(page) for page in pages(ROOT))


def test_every_page_of_the_repository_is_a_page_of_the_site() -> None:
    kept = [path for path in tracked_files() if path.suffix == ".md"]
    assert kept == pages(ROOT)


def test_what_pages_link_to_comes_with_them() -> None:
    assert Path("LICENSE") in files_linked(Path("docs/model.md"), ROOT)


def test_a_flowchart_becomes_a_picture_with_all_its_words() -> None:
    picture = drawn(
        "flowchart TB\n  a([a call]) --> b{who goes}\n  b -->|nobody| c[it waits<br>in a queue]\n"
        "  c -.->|again| b\n  b -->|somebody| d([done])\n"
    )
    words = ("a call", "who goes", "nobody", "it waits", "in a queue", "again", "somebody", "done")
    assert [word for word in words if f">{word}<" not in picture] == []
    assert picture.count("stroke-dasharray") == 1
    assert picture.count('class="e d"') == 1, "one arrow is broken"
    assert picture.count("marker-end") == 4


@pytest.mark.parametrize("source", ["flowchart RL\na --> b", "flowchart TB\na ==> b"])
def test_a_flowchart_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(FlowchartError):
        drawn(source)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://example.test/a.js">',
        "<link rel=stylesheet href=//example.test/a.css>",
        '<link href="https://example.test/a.css" rel="stylesheet">',
        "@import 'https://example.test/a.css'",
        "src: url(https://example.test/font.woff2)",
    ],
)
def test_what_comes_from_elsewhere_would_be_found(text: str) -> None:
    assert REMOTE.search(text)


@pytest.mark.slow
def test_the_site_is_whole_and_asks_nobody_for_anything(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > len(in_menu())
    files = [path for path in site.rglob("*") if path.suffix in (".html", ".css")]
    remote = {
        str(path.relative_to(site)): found.group()
        for path in files
        if (found := REMOTE.search(path.read_text(encoding="utf-8")))
    }
    assert not remote
    assert (site / "docs/model-flowchart-1.svg").is_file()
    assert "<code>flowchart" not in (site / "docs/model.html").read_text(encoding="utf-8")


class TestInABrowser:
    """Read from the folder, without a server or a network."""

    pytestmark = IN_A_BROWSER

    def test_the_search_finds_a_page(self, browser: Browser, site: Path) -> None:
        context = browser.new_context(offline=True)
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{(site / 'index.html').as_uri()}?q=ring-fencing")
        page.locator(".md-search-result__link").first.wait_for(timeout=20_000)
        assert "fenc" in page.locator(".md-search-result__list").inner_text().lower()
        assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob", "about"}
