"""Names that would do something if anybody took them for their own: text in every output."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.cli.main import sixhubs
from sim.scenario.load import load
from sim.scenario.reading.names import name_fault
from tests.report.test_page import Reader
from tests.report.test_replay import numbers

GOOD = Path(__file__).parents[1] / "scenario" / "good" / "two-hubs.yaml"
FRAGMENTS = (
    "<script>alert(1)</script>", "</title>", "<b onclick='x'>", "<!--", "]]>", "&amp;", "&#60;",
    "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "[red]", "[/]", "[link=http://x.test]", ":smile:",
    "=1+1", "@SUM(A1)", "'", '"', "`", "\\x1b[31m", "\\u202e", "%s", "${x}", "$(x)", "|", ",", ";",
    "#", "../", "a/b", "é", "שלום", "😀", "\u00a0",
)  # fmt: skip
#: What the small force calls its districts, hubs, types and grades.
NAMES = ("Northgate", "Northfold", "Southsea", "North", "South", "burglary", "Burglary")
TITLE = "Two hubs, every kind of team"
#: Elements of our own pages.
TAGS = frozenset((
    "html", "head", "meta", "title", "style", "script", "body", "main", "header", "section",
    "article", "nav", "ul", "li", "a", "div", "p", "span", "code", "strong", "h1", "h2", "h3",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "figure",
    "figcaption", "details", "summary", "svg", "g", "desc", "text", "line", "rect", "path",
    "polygon", "polyline", "circle", "button", "output", "input", "label", "select", "option",
))  # fmt: skip
QUICK = ("--executor", "serial", "--engine", "simpy", "--quiet")

names = (
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), min_size=1, max_size=4)
    .map(lambda parts: unicodedata.normalize("NFC", "".join(parts)).strip()[:40].strip())
    .filter(lambda name: not name_fault(name))
)


def renamed(data: Any, words: Mapping[str, str]) -> Any:
    if isinstance(data, Mapping):
        return {renamed(key, words): renamed(value, words) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(value, words) for value in data]
    return words.get(data, data) if isinstance(data, str) else data


def call(*words: object) -> str:
    """Run the command on a wide terminal, and return what it printed."""
    done = CliRunner(env={"COLUMNS": "400"}).invoke(sixhubs, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    unseen = {c for c in done.output if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - {"\n"}
    assert not unseen
    return done.output


def packed(text: str) -> str:
    return "".join(text.split())


def look_at_page(html: str, words: Mapping[str, str]) -> None:
    page = Reader(html)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert page.count("script") == page.count("link") == 0
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert all(target.startswith("#") for target in page.values("href"))
    texts = packed("".join(page.texts))
    for old in ("North", "South", "Northgate"):
        assert packed(words[old]) in texts


def look_at_workbook(raw: bytes, words: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {words["North"], words["South"]} <= {cell.value for cell in cells}


def look_at_replay(html: str, words: Mapping[str, str]) -> None:
    page = Reader(html)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert page.count("script") == 2
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    data = numbers(html)
    assert data["types"] == [words["Burglary"]]
    assert {words["Northgate"], words["Southsea"]} <= set(data["districts"])


@pytest.mark.slow
@settings(
    max_examples=5, deadline=None, derandomize=True, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(drawn=st.lists(names, min_size=8, max_size=8))
def test_hostile_names_are_text_everywhere(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[str]
) -> None:
    words = {
        old: f"{new} {number}" for number, (old, new) in enumerate(zip(NAMES, drawn, strict=False))
    }
    title = drawn[-1]
    folder = tmp_path_factory.mktemp("hostile")
    data = renamed(load(GOOD).data, {**words, TITLE: title})
    del data["demand"]["changes"], data["operations"]
    data["run"] |= {"start": "2018-01-15", "days": 2, "warm_up_days": 0, "windows": {}}
    data["run"]["windows"][words["North"]] = {"first_day": "2018-01-15", "last_day": "2018-01-15"}
    file = folder / "hostile.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    other = folder / "other.yaml"
    change = {"extends": "hostile.yaml", "name": "other", "title": title, "why": [title],
              "redeployment": {"rule": "never"}}  # fmt: skip
    other.write_text(json.dumps(change), encoding="utf-8")
    out = folder / "out"
    told = call("compare", file, other, "--replications", 2, "--out", out, *QUICK)
    told += call("check", "--verbose", file, other)
    told += call("show", out / "two-hubs")
    told += call("show", out, "--by", "district")
    told += call("trace", file, "--list", "--engine", "simpy")
    told += call("trace", file, "--incident", 0, "--engine", "simpy")
    told += call("rota", file)
    call("report", out, "-o", folder / "one.html")
    call("replay", file, "--day", 1, "--engine", "simpy", "-o", folder / "day.html")
    # Tables wrap long words; those that are short enough stand as they are.
    seen = [word for old in ("North", "Northgate") for word in words[old].split() if len(word) < 15]
    assert not [word for word in seen if word not in told]
    html = (out / "report.html").read_text(encoding="utf-8")
    assert (folder / "one.html").read_text(encoding="utf-8") == html
    look_at_page(html, words)
    look_at_workbook((out / "results.xlsx").read_bytes(), words)
    look_at_replay((folder / "day.html").read_text(encoding="utf-8"), words)
    csv = (out / "districts.csv").read_text(encoding="utf-8")
    assert not re.search(r'(^|,)"?[=+@]', csv, re.MULTILINE), "nothing a spreadsheet would run"
