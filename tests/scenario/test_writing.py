"""Values as a scenario file writes them are read as what they are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.scenario.reading.tree import plain
from sim.scenario.reading.writing import lines_as_yaml, text_as_yaml, title_of
from sim.scenario.reading.yaml_reader import read_text


def test_names_are_written_as_texts_whatever_they_look_like() -> None:
    data = {"no": {"1e3": 1, 2: ["on", "a: b # c", "\u2028"]}, "a b": None}
    lines = lines_as_yaml(data, {("no", "1e3"): "before"})
    assert lines == [
        '"no":',
        '  "1e3": 1  # before',
        '  2: ["on", "a: b # c", "\\u2028"]',
        "a b: null",
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("true")
@example("1e3")
@example("\N{POLICE OFFICER} beside\N{NO-BREAK SPACE}a blank that is not seen as one")
@example("\x7f")
@example("\x85\u2028\U000e0001")
def test_a_text_is_read_as_it_was(text: str) -> None:
    written = text_as_yaml(text)
    assert written.isprintable()
    tree, faults = read_text(f"a: [{written}]\nb: {{{written}: {written}}}\n", "file.yaml")
    assert not faults
    assert plain(tree) == {"a": [text], "b": {text: text}}


@pytest.mark.parametrize(
    ("name", "title"),
    [("more-officers_2", "More officers 2"), ("a.b--c", "A b c"), ("-", ""), ("NPCC", "NPCC")],
)
def test_a_title_is_made_of_the_words_of_a_name(name: str, title: str) -> None:
    assert title_of(name) == title
