"""Build the documentation as a site that is read without a network: ``make site``.

The pages are gathered from where they stand in the repository, with the files that they link to,
so that links lead to the same places on the site. A link that leads nowhere, or a page that is not
in the menu of docs/generators/site.yml, ends the build. Flowcharts are drawn as pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from docs.generators.flowchart import drawn

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Path("docs") / "generators" / "site.yml"
#: Where pages stand; folders below them count too, but for `results`, which holds runs.
FOLDERS = ("docs", "calibration", "benches")
ALONE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/README.md")
GATHERED = Path("build") / "pages"
SITE = Path("site")
#: Beside the settings: what the site has of its own.
OWN = ("iframe-worker.js", "site.css")
_LINK = re.compile(r"\]\(([^()\s#]+)(?:#[^()\s]*)?\)")
_FLOWCHART = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def pages(root: Path) -> list[Path]:
    """Return the pages, relative to the root."""
    below = (path for folder in FOLDERS for path in (root / folder).rglob("*.md"))
    return sorted([*map(Path, ALONE), *(path.relative_to(root) for path in below)])


def files_linked(page: Path, root: Path) -> set[Path]:
    """Return the files of the repository, other than pages, to which a page links."""
    text = _FENCED.sub("", (root / page).read_text(encoding="utf-8"))
    named = (target for target in _LINK.findall(text) if "://" not in target)
    paths = ((root / page.parent / target).resolve() for target in named)
    found = (path for path in paths if path.is_file() and path.suffix != ".md")
    return {path.relative_to(root.resolve()) for path in found}


def gather(root: Path) -> None:
    """Copy the pages, and what they link to, to `GATHERED`, which is emptied first."""
    there = root / GATHERED
    shutil.rmtree(there, ignore_errors=True)
    found = pages(root)
    for path in [*found, *sorted(set().union(*(files_linked(page, root) for page in found)))]:
        (there / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, there / path)
    for page in found:
        _draw_flowcharts(there / page)
    for name in OWN:
        shutil.copy2(root / SETTINGS.with_name(name), there / name)


def _draw_flowcharts(page: Path) -> None:
    """Put pictures beside a page in the place of its flowcharts."""
    text = page.read_text(encoding="utf-8")
    for number, found in enumerate(_FLOWCHART.finditer(text), start=1):
        picture = page.with_name(f"{page.stem}-flowchart-{number}.svg")
        picture.write_text(drawn(found[1]), encoding="utf-8")
        text = text.replace(
            found[0], f"![Flowchart: the text beside it says the same]({picture.name})"
        )
    page.write_text(text, encoding="utf-8")


def build(root: Path) -> int:
    """Build the site in `SITE`; return the exit status."""
    gather(root)
    words = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean", "--strict"]
    # Its advice on what to use instead is no fault of the pages.
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run([*words, "-f", SETTINGS], cwd=root, env=env, check=False).returncode


def main(root: Path = ROOT) -> int:
    """Build the site and say where it is; return the exit status."""
    status = build(root)
    if status == 0:
        sys.stdout.write(f"wrote {SITE}/index.html and what belongs to it\n")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
