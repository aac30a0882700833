"""The page: one file, whole without a network or scripts, the same bytes for the same results."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.outputs.measures.registry import ALL
from sim.outputs.statistics import Cell
from sim.report.page.figures import Number
from sim.report.page.headlines import answer, headlines
from sim.report.page.material import read_material
from sim.report.page.page import page_of, sections_of
from sim.report.page.rendering import commands
from sim.report.page.sections import in_few_words, unit_costs
from sim.report.terminal.money import money_lines
from tests.report.conftest import HOSTILE

SECTIONS = (
    "question", "answer", "changes", "matrix", "moved", "forest", "map", "times", "week",
    "prevention", "investigations", "cost", "certainty", "bases", "method", "measures",
)  # fmt: skip


class Reader(HTMLParser):
    """Collects what a page holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]

    def count(self, tag: str) -> int:
        return sum(one == tag for one, _ in self.tags)


@pytest.fixture(scope="module")
def html(compared: Path) -> str:
    return page_of(read_material(compared))


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    return Reader(html)


def test_sections_come_in_their_order(page: Reader) -> None:
    there = [attrs["id"] for tag, attrs in page.tags if tag == "section"]
    assert there == list(SECTIONS)


def test_it_is_one_file_without_scripts(page: Reader, html: str) -> None:
    assert page.count("script") == page.count("link") == page.count("img") == 0
    assert not page.values("src")
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    addresses = set(re.findall(r"https?://[^\s\"<]+", html))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert len(html.encode()) < 1_500_000


def test_every_link_leads_to_something_on_the_page(page: Reader) -> None:
    names = page.values("id")
    assert len(names) == len(set(names))
    targets = page.values("href")
    assert len(targets) > 200, "every number is one"
    assert {target.removeprefix("#") for target in targets} <= set(names)


def test_charts_have_title_description_and_numbers(page: Reader) -> None:
    names = set(page.values("id"))
    charts = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(charts) > 10
    for chart in charts:
        assert chart["role"] == "img"
        assert set((chart["aria-labelledby"] or "").split()) <= names
    assert page.count("title") == len(charts) + 1
    assert page.count("desc") == len(charts)
    numbers = [attrs for tag, attrs in page.tags if tag == "summary"]
    assert len(numbers) == page.count("figure") + 1, "the numbers of each figure, and the contents"


def test_hostile_texts_are_shown_as_texts(page: Reader, html: str) -> None:
    assert HOSTILE in page.texts
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;&amp;amp; {{ 7 * 7 }}" in html


def test_commands_are_code_and_no_other_backtick_is(html: str) -> None:
    assert "<code>sixhubs uncertainty</code>" in html
    assert commands("a`b` <c> `sixhubs show <d>`") == (
        "a`b` &lt;c&gt; <code>sixhubs show &lt;d&gt;</code>"
    )


def test_formulas_are_broken_where_the_page_is_not_where_the_code_is(html: str) -> None:
    formulas = re.findall(r'<p class="formula">(.*?)</p>', html, re.DOTALL)
    assert formulas
    assert not [text for text in formulas if re.search(r"\S\n\S", text)]


def test_a_long_value_says_how_much_more_there_is() -> None:
    posts = {f"Hub {n}": n for n in range(40)}
    said = in_few_words({"posts": posts, "rota": None})
    assert said.startswith("posts Hub 0 0, Hub 1 1, Hub 2 2")
    # Each hub is a part, and so is the rota.
    assert len(said.split(", ")) + int(said.split()[-2]) == 41
    assert in_few_words(["a_b", "c"]) == "a b, c"
    assert in_few_words([]) == "nothing"


def test_the_answer_gives_units_and_what_the_change_is_from(compared: Path) -> None:
    material = read_material(compared)
    assert material.compared is not None
    row, *_ = (one for one in material.compared.headlines.rows if one.how.unit == "%")
    clear = [
        entry and entry._replace(change=change, low=change - 1, high=change + 1, verdict=word,
                                 mean=row.baseline + change, decimals=1)
        for entry, change, word in zip(row.entries, (1.5, -2.0), ("better", "worse"), strict=True)
    ]  # fmt: skip
    rows = (row._replace(baseline=80.0, entries=tuple(clear)),)
    headlines = material.compared.headlines._replace(rows=rows)
    told = replace(material, compared=replace(material.compared, headlines=headlines))
    first, last = answer(told)
    assert first.startswith(f"{row.how.thing}: 80.0% in the baseline; best under never with ")
    assert "% (+1.5 percentage points, 95% interval +0.5 to +2.5) and worst under " in first
    assert last.startswith("Of the headline measures: ")


def test_the_answer_tells_of_two_kinds_of_things(compared: Path) -> None:
    """The mean and the share of the same calls would leave no room for prevention."""
    material = read_material(compared)
    assert material.compared is not None
    names = ("within_target_share", "response_time_mean_min", "prevention_hours_delivered")
    rows = tuple(
        row._replace(
            entries=tuple(entry and entry._replace(verdict="worse") for entry in row.entries)
        )
        for row in material.compared.headlines.rows
        if row.cell.measure in names and row.cell.grade in ("1", ALL)
    )
    assert [row.cell.measure for row in rows] == list(names)
    headlines = material.compared.headlines._replace(rows=rows)
    told = answer(replace(material, compared=replace(material.compared, headlines=headlines)))
    assert len(told) == 3
    assert [one.split(":")[0] for one in told[:2]] == [rows[0].how.thing, "Prevention"]


def test_columns_of_changes_say_so(html: str, compared: Path) -> None:
    """A column of changes under the bare name of a scenario would be read as what it gives."""
    material = read_material(compared)
    tables = [
        part.content
        for section in sections_of(material, headlines(material))
        for part in section.parts
        if part.kind == "table"
    ]
    names = {one.name for one in material.others}
    with_changes = [one for one in tables if any(
        str(value).startswith(("+", "-")) for row in one.rows for value in row[1:])]  # fmt: skip
    assert len(with_changes) > 5
    assert not [one.caption for one in with_changes if names & set(one.headers)]


def test_a_price_is_the_one_that_the_screen_gives(compared: Path) -> None:
    material = read_material(compared)
    ends = {"simultaneous_low": 2.0, "simultaneous_high": 4.0, "ci_low": 2.0, "ci_high": 4.0}
    gain = {"difference": 3.0, "better": "better", "replications": 2, **ends}
    # Pounds and minutes of the whole period: of the period, a week is a part.
    paid = {"difference": 600.0, "ci_low": 600.0, "ci_high": 600.0, "replications": 2}
    cell = Cell("response_time_mean_min", grade="1")
    rows: dict[Cell, Any] = {cell: {**gain, "difference": -3.0, "ci_low": -4.0, "ci_high": -2.0},
                             Cell("cost_gbp"): paid}  # fmt: skip
    first = material.others[0]
    table = unit_costs(replace(material, others=(first,), changes={first.name: rows}))
    (line,) = [one for one in money_lines(material.baseline, [first], {first.name: rows})
               if " saves costs " in one]  # fmt: skip
    assert table is not None
    ((_, price),) = table.rows
    assert isinstance(price, Number)
    assert line.startswith(f"{first.name}: each minute on the mean response to ")
    assert line.endswith(f" incidents that it saves {price} ({price.span}) a week.")
    weeks = material.baseline.run.days / 7
    assert str(price) == f"costs £{float(f'{600 / 3 / weeks:.3g}'):,.0f}"


def test_characters_that_nobody_sees_are_replaced(compared: Path) -> None:
    material = read_material(compared)
    first = material.baseline.model_copy(update={"title": "left\u202eright\x1b[31mred\x00"})
    html = page_of(replace(material, baseline=first))
    assert "left\ufffdright\ufffd[31mred\ufffd" in html
    assert not {"\u202e", "\x1b", "\x00"} & set(html)


def test_the_same_results_give_the_same_bytes(compared: Path, html: str, tmp_path: Path) -> None:
    shutil.copytree(compared, tmp_path / compared.name)
    assert page_of(read_material(tmp_path / compared.name)) == html


def test_the_page_of_a_single_run(compared: Path) -> None:
    page = Reader(page_of(read_material(compared / "never")))
    there = [attrs["id"] for tag, attrs in page.tags if tag == "section"]
    assert [name for name in SECTIONS if name in there] == there
    assert {"matrix", "times", "week", "measures"} <= set(there)
    said = " ".join(page.texts)
    assert "changes with 95% intervals" not in said
    assert "Where it changes" not in said
    assert "Target" in page.texts


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: shutil.rmtree(folder / "never"), "never: is missing"),
        (
            lambda folder: (folder / "measures.csv").unlink(),
            "measures.csv: cannot be read: No such",
        ),
        (lambda folder: (folder / "comparison.csv").write_text("1"), "comparison.csv: has been ch"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "manifest.json is damaged"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json cannot be read: No su"),
        (
            lambda folder: (folder / "hostile/scenario.json").write_text("{}"),
            "hostile/scenario.json: has been changed since",
        ),
        (
            lambda folder: (folder / "never/manifest.json").write_text('{"program": "sixhubs"}'),
            "never/manifest.json: is damaged",
        ),
    ],
)
def test_a_damaged_folder_is_named_with_its_file(
    compared: Path, tmp_path: Path, damage: Callable[[Path], object], said: str
) -> None:
    folder = shutil.copytree(compared, tmp_path / "copy")
    damage(folder)
    with pytest.raises(InputError) as error:
        read_material(folder)
    assert said in str(error.value)
