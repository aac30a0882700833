"""The pages that people read lead where they say: links, headings, and paths of files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, tracked_files

INDEX = Path("docs/index.md")
PAGES = [path for path in tracked_files() if path.suffix == ".md"]
#: A history may name what has gone.
HISTORY = Path("CHANGELOG.md")

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
TOP_FOLDERS = "|".join(
    sorted({re.escape(path.parts[0]) for path in tracked_files() if len(path.parts) > 1})
)
DEFINED = re.compile(r"^(?:def|class|import|from [\w.]+ import) ", re.MULTILINE)
#: In code: a path from the root, which may end with what is in the file, as in `a/b.py: name`.
PATH = re.compile(rf"`((?:{TOP_FOLDERS})/[\w./*-]*)(?::[^`]*)?`")
FIND = Path("docs/find-the-file.md")
#: They hold some words about their room, or a version, and nothing else.
PACKAGES = {
    str(path)
    for path in tracked_files()
    if path.name == "__init__.py" and not DEFINED.search((ROOT / path).read_text(encoding="utf-8"))
}
#: What runs and readers make.
MADE = re.compile(r"results/(?!README\.md)|scenarios/my-")


def text_of(page: Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def links(text: str) -> list[str]:
    """Return the targets of all links that lead to a file or a heading of the repository."""
    targets = LINK.findall(FENCED.sub("", text))
    return [target for target in targets if "://" not in target]


def anchors(text: str) -> set[str]:
    """Return the names by which the headings of a page are linked to, as GitHub makes them."""
    found: dict[str, int] = {}
    for heading in HEADING.findall(FENCED.sub("", text)):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found[name] = found.get(name, -1) + 1
        if found[name]:
            found[f"{name}-{found[name]}"] = 0
    return set(found)


def broken_links(page: Path, text: str) -> list[str]:
    """Return the links of a page that lead to no file, or to no heading of one."""
    broken = []
    for target in links(text):
        name, _, heading = target.partition("#")
        file = (ROOT / page.parent / name).resolve() if name else ROOT / page
        if not file.exists():
            broken.append(target)
        elif heading:
            there = text if not name else file.read_text(encoding="utf-8")
            if heading not in anchors(there):
                broken.append(target)
    return broken


def missing_paths(text: str) -> list[str]:
    """Return the paths in code that lead to nothing."""
    found = PATH.findall(FENCED.sub("", text))
    return [path for path in found if not MADE.match(path) and not list(ROOT.glob(path))]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    assert not broken_links(page, text_of(page))


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY], ids=str)
def test_paths_exist(page: Path) -> None:
    assert not missing_paths(text_of(page))


@pytest.mark.parametrize(
    "text",
    ["[x](docs/nowhere.md)", "[x](README.md#nowhere)", "[x](#nowhere)", "`sim/none.py: f`"],
)
def test_what_is_broken_would_be_found(text: str) -> None:
    assert broken_links(Path("README.md"), text) or missing_paths(text)


def test_headings_are_named_as_github_does() -> None:
    text = "# Two words\n\n## `rows/` : a row\n\n# Two words\n\n```\n# no heading\n```\n"
    assert anchors(text) == {"two-words", "rows--a-row", "two-words-1"}


def test_every_page_is_reached_from_the_first() -> None:
    linked = {target.partition("#")[0] for target in links(text_of(INDEX))}
    there = {path.name for path in PAGES if path.parent == INDEX.parent} - {INDEX.name}
    assert there
    assert not there - linked


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_first_page_is_linked_from_the_top(page: str) -> None:
    assert str(INDEX) in links(text_of(Path(page)))


def test_contributing_names_every_room() -> None:
    rooms = {path.parent for path in tracked_files() if path.suffix == ".py"}
    inside = {str(room) for room in rooms if room.parts[:1] == ("sim",) and len(room.parts) > 1}
    loose = {str(path) for path in tracked_files() if str(path.parent) == "sim"}
    named = {path.rstrip("/") for path in PATH.findall(text_of(Path("CONTRIBUTING.md")))}
    assert inside
    assert not inside - named
    assert not {path for path in loose if path.endswith(".py")} - named - {"sim/__init__.py"}


def questions() -> dict[str, list[str]]:
    """Return what leads to which files, on the page on which readers look for a file."""
    rows = [line.split("|") for line in text_of(FIND).splitlines() if line.startswith("| ")]
    return {row[1].strip(): PATH.findall(row[2]) for row in rows if row[2].strip() != "file"}


def test_questions_of_readers_have_files() -> None:
    assert len(questions()) > 200
    assert not [asked for asked, files in questions().items() if not files]
    assert not [asked for asked in questions() if len(asked.split()) < 3 or PATH.search(asked)]


def test_no_question_leads_to_a_heap_of_files() -> None:
    assert not {asked: files for asked, files in questions().items() if len(files) > 8}


def test_every_file_answers_a_question() -> None:
    named = {file for files in questions().values() for file in files}
    there = {str(path) for path in tracked_files() if path.parts[0] == "sim"}
    assert "sim/model/scene.py" in there
    assert not there - named - PACKAGES
