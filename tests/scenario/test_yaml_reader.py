"""The dialect of YAML: what is text, what is a number, and what is refused."""

import os
from pathlib import Path

import pytest

from sim.scenario.reading import yaml_reader
from sim.scenario.reading.tree import locate, plain
from sim.scenario.reading.yaml_reader import UnreadableError, read_file, read_text


def value(text: str) -> object:
    branch, problems = read_text(f"key: {text}\n", "x.yaml")
    assert problems == []
    return plain(branch)["key"]


@pytest.mark.parametrize(
    "text", ["22:00", "06:00", "12:30:45", "no", "No", "on", "off", "yes", "y", "2017-10-02",
             "1_000", "0b11", "1e", ".", "+", "0x", "nan", "inf", "1.2.3", "08:00 hours"]
)  # fmt: skip
def test_stays_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("-3", -3), ("007", 7), ("0o17", 15), ("0x1F", 31), ("1.5", 1.5),
     (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-3", -0.0015), (".inf", float("inf")),
     ("-.Inf", float("-inf"))],
)  # fmt: skip
def test_is_a_number(text: str, number: float) -> None:
    got = value(text)
    assert got == number
    assert type(got) is type(number)


@pytest.mark.parametrize(
    ("text", "word"),
    [("true", True), ("True", True), ("FALSE", False), ("null", None), ("~", None), ("NULL", None)],
)
def test_is_a_word_of_yaml(text: str, word: bool | None) -> None:
    assert value(text) is word


@pytest.mark.parametrize("text", ["'3'", '"3"', "'true'", '"null"', "|\n  3\n", ">-\n  null\n"])
def test_quoted_and_block_values_are_text(text: str) -> None:
    assert isinstance(value(text), str)


def test_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - 2\r\n")
    branch, problems = read_file(path, "x.yaml")
    assert problems == []
    assert plain(branch) == {"a": 1, "b": [2]}


def test_positions_count_from_one() -> None:
    branch, _ = read_text("a:\n  b: [10, 20]\n  cé: {d: 3}\n", "x.yaml")
    at = {path: locate(branch, path) for path in (("a",), ("a", "b", 1), ("a", "cé", "d"))}
    assert {path: (mark.line, mark.column) for path, mark in at.items()} == {
        ("a",): (1, 1),
        ("a", "b", 1): (2, 11),
        ("a", "cé", "d"): (3, 11),
    }


def test_what_is_not_there_is_placed_at_the_nearest_thing_above() -> None:
    branch, _ = read_text("a:\n  b: {c: 1}\n", "x.yaml")
    mark = locate(branch, ("a", "b", "z", "q"))
    assert (mark.line, mark.column) == (2, 3)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_file(path, "x.yaml")
    return str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.yaml") == "x.yaml: no such file"


def test_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# filling\n" * (yaml_reader.SIZE_LIMIT_BYTES // 10 + 1))
    assert "the file has more than 4,000,000 bytes" in refusal(path)


def test_not_a_regular_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    assert "is not a regular file" in refusal(path)


def test_symbolic_link_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    assert "cannot be read" in refusal(path)


def test_deeply_nested_keys_are_refused_at_once() -> None:
    _, problems = read_text("a:\n  " + "? " * 20_000, "x.yaml")
    assert "got a list, a mapping or a marked value as a key" in problems[0].message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_at_once(opening: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_text("a:\n  " + opening * 20_000, "x.yaml")
    assert "nested more than" in str(caught.value) or "cannot be read" in str(caught.value)


def test_a_long_number_is_refused_at_once() -> None:
    branch, problems = read_text("a: " + "9" * 1_000_000, "x.yaml")
    assert "too large" in problems[0].message
    assert "unreadable" in repr(plain(branch))


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f"])
def test_control_characters_mean_a_binary_file(tmp_path: Path, character: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"a: 1\nb: x{character}\n")
    said = f"x.yaml:2:5: (top): holds the control character U+{ord(character):04X}"
    assert refusal(path).startswith(said)


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\x85"])
def test_odd_characters_are_refused_or_read(character: str) -> None:
    said = "x.yaml:1:"
    try:
        read_text(f"a: 'x{character}'\n", "x.yaml")
    except UnreadableError as error:
        said = str(error)
    assert said.startswith("x.yaml:1:")


def test_a_file_is_parsed_once_and_anew_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []

    def noted(text: str, shown: str) -> object:
        parsed.append(text)
        return read_text(text, shown)

    monkeypatch.setattr(yaml_reader, "read_text", noted)
    path, shown = tmp_path / "scenario.yaml", f"{tmp_path.name}.yaml"
    for text, number in (("a: 1\nb: &x 2\n", 1), ("a: 3\nb: &x 2\n", 3)):
        path.write_text(text, encoding="utf-8")
        (first, faults), (second, same) = read_file(path, shown), read_file(path, shown)
        assert plain(first)["a"] == plain(second)["a"] == number
        assert [str(fault) for fault in faults] == [str(fault) for fault in same] != []
    assert len(parsed) == 2
