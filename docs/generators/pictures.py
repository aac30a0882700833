"""Take the pictures of these pages: ``make pictures``; it needs Chromium, which the site does not.

They show the page of the tutorial's second question, which stands in results/ten as after ``make
tutorial``, and a day of the baseline beside the ring-fenced force. Both are made anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "pictures"
PAGE = ROOT / "results" / "ten" / "report.html"
REPLAY = ROOT / "build" / "replay.html"
_COMPARED = ("sussex-2017", "ten-officers-to-brighton", "--days", "28")
_PLAYED = ("sussex-2017", "ring-fenced", "--day", "12", "-o", str(REPLAY))
_WIDTH, _HEIGHT = 1280, 900


class Picture(NamedTuple):
    """A picture: of the first screen of a page, or of a part of it."""

    name: str
    page: Path
    part: str = ""  #: as CSS names it


PICTURES = (
    Picture("page", PAGE),
    Picture("map", PAGE, "#figure-map-2 .panel"),
    Picture("replay", REPLAY),
)


def make() -> None:
    """Make the pages: what is there may be of a baseline that has changed since."""
    command = str(Path(sys.executable).with_name("sixhubs"))
    REPLAY.parent.mkdir(exist_ok=True)
    for words in (
        ["compare", *_COMPARED, "--out", str(PAGE.parent), "--overwrite"],
        ["replay", *_PLAYED],
    ):
        subprocess.run([command, *words], cwd=ROOT, check=True)


def take(kept: Path = KEPT) -> None:
    """Take all pictures."""
    from playwright.sync_api import ViewportSize, sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        raise SystemExit("no chromium here: no pictures were taken")
    kept.mkdir(exist_ok=True)
    with sync_playwright() as play:
        # Inside a container nobody may make the namespaces of its sandbox; the pages are our own.
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            size: ViewportSize = {"width": _WIDTH, "height": _HEIGHT}
            page = browser.new_context(offline=True, viewport=size).new_page()
            page.goto(picture.page.as_uri())
            shown = page.locator(picture.part) if picture.part else page
            shown.screenshot(path=kept / f"{picture.name}.png", animations="disabled")
        browser.close()


def main() -> int:
    """Make the pages, take the pictures, and say where they are."""
    make()
    take()
    sys.stdout.write(f"wrote {KEPT.relative_to(ROOT)}/\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
