"""Damages scenario files in the ways in which people do, the same way for the same seed."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random  # noqa: TID251 - each file has a generator of its own
from typing import NamedTuple

import yaml

from tests.nightly.oddities import ODDITIES
from tests.nightly.parts import Edit, Parts, Way, named, parts_of, replaced, whole
from tests.nightly.settings import addable, extremes, setting_of

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"all-levers": 4, "two-hubs": 3, "plain-words": 2, "mm1": 1}
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
PIECES = sorted((ROOT / "scenarios" / "sussex").glob("*.yaml"))

#: Numbers that nobody means, and some that one might.
NUMBERS = (
    *("0", "-1", "1", "2", "0.5", "100", "1e3", "1e6", "1e9", "1e15", "1e300", "1e-9", "1e-300"),
    *("-0.0", "0.1", "1.0000001", "0.999999999", "9007199254740992", "9223372036854775808"),
    *("18446744073709551616", "1e309", ".inf", "-.inf", ".nan", "0x1F", "0o17", "1_000", "007"),
)
DATES = (
    *("2018-02-30", "2018-13-01", "1-1-2018", "01/02/2018", "2018-1-1", "0001-01-01", "9999-12-31"),
    *("2016-02-29", "2018-03-25", "2018-10-28", "2018-01-01T00:00:00", "today", "2018"),
)
TIMES = ("24:00", "25:00", "00:00", "23:59", "7:00", "07.00", "7am", "07:60", "12:00", "-01:00")
ODD_NAMES = (
    *("é", "Ö-Straße", "a/b", "../up", "a:b", "a b", "#3", "null", "yes", "1", "1.5", "-", "*"),
    *(
        "名前",
        "😀",
        "x" * 300,
        "it's",
        'say "so"',
        "force",
        "all",
        "a,b",
        "=1+1",
        "$HOME",
        "%s",
        "{x}",
    ),
)
SHAPES = (
    *("[]", "{}", "[1, 2]", "{a: 1}", "true", "no", '"7"', "seven", "~", "null", "''", "' '"),
    *("[[]]", "{distribution: fixed, value: 0}", "{distribution: exponential, mean: 1e9}"),
    *("{distribution: lognormal, mean: 10, cv: 1e-12}", "{distribution: fixed, value: 1e7}"),
)
WORDS = (
    *("never", "always", "wait", "lost", "join", "together", "nearest", "longest_idle", "by_turn"),
    *("least_loaded", "queue_long", "one_pool", "patches", "pooled", "emergencies", "after_wait"),
    *("response", "neighbourhood", "pcso", "resolution_centre", "investigation", "attendance"),
    *("shared", "harm_first", "shortest_first", "scene", "travel", "none", "matrix", "distance"),
)
PUNCTUATION = (
    ",",
    '"',
    "'",
    ":",
    "{",
    "}",
    "[",
    "]",
    "#",
    "- ",
    "\t",
    " ",
    "&a ",
    "*a ",
    "!!",
    "|",
)


class Damaged(NamedTuple):
    """A damaged file, and what was done to it."""

    source: Path  #: the file as it was
    scenario: Path  #: the scenario to be checked: the same file, or one that extends it
    text: str
    done: tuple[str, ...]


def damaged(seed: int) -> Damaged:
    """Choose a valid file by a seed, and damage it."""
    rng = Random(seed)  # noqa: S311 - nothing is secret here
    kind = rng.random()
    if kind < 0.65:
        (name,) = rng.choices(list(GOOD), list(GOOD.values()))
        source = ROOT / "tests" / "scenario" / "good" / f"{name}.yaml"
    else:
        source = rng.choice(SHIPPED if kind < 0.75 else PIECES)
    scenario = source if source not in PIECES else ROOT / "scenarios" / "sussex-2017.yaml"
    text, done = source.read_text(), []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text, what = _once(rng, text)
        done.append(what)
    return Damaged(source, scenario, text, tuple(done))


def _once(rng: Random, text: str) -> tuple[str, str]:
    """Damage a text in one way; one that is no longer YAML is damaged as a text."""
    try:
        parts = parts_of(text)
    except (yaml.YAMLError, AttributeError, IndexError, RecursionError):
        parts = Parts(text)
    ways = list(WAYS)
    while parts.entries and parts.scalars:
        way = rng.choices(ways, [WAYS[one] for one in ways])[0]
        try:
            edits, what = way(rng, parts)
        except IndexError:  # nothing of the kind in this file
            ways.remove(way)
            continue
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text, f"{way.__name__}: {what}"
    (start, end, new), what = _typing_error(rng, text)
    return text[:start] + new + text[end:], what


# --- whole entries ---


def delete(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    entry = rng.choice(parts.entries)
    start, end = whole(parts, entry)
    return [(start, end, "")], named(entry.key)


def delete_a_name(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Take away a hub, a type, a rota, which others refer to."""
    entry = rng.choice(parts.names())
    start, end = whole(parts, entry)
    return [(start, end, "")], named(entry.key)


def duplicate(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    entry = rng.choice(parts.entries)
    start, end = whole(parts, entry)
    comma = ", " if entry.in_braces and "," not in parts.text[entry.value.end : end] else ""
    return [(end, end, comma + parts.text[start:end])], named(entry.key)


def copy_from_elsewhere(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Give a key the value that the same key has elsewhere."""
    entry = rng.choice(parts.entries)
    others = [e for e in parts.entries if e.key.path[-1] == entry.key.path[-1] and e is not entry]
    other = rng.choice(others)
    new = other.value.text
    if "\n" in new or "\n" in entry.value.text:
        raise IndexError
    return replaced(entry.value, new)


# --- keys and names ---


def misspell(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    key = rng.choice(parts.entries).key
    at = rng.randrange(len(key.text))
    ways = (
        key.text[:at] + key.text[at + 1 :],
        key.text[:at] + key.text[at : at + 2][::-1] + key.text[at + 2 :],
        key.text.upper(),
        key.text.replace("_", "-"),
        key.text + "s",
        f'"{key.text}"',
    )
    return replaced(key, rng.choice(ways))


def rename(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Give a key an odd name."""
    return replaced(rng.choice(parts.entries).key, _quoted(rng))


def rename_everywhere(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Give a name an odd one wherever it stands in the file."""
    old, new = rng.choice(parts.names()).key.text, _quoted(rng)
    found = re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", parts.text)
    return [(*one.span(), new) for one in found], f"{old} -> {new} everywhere"


def _quoted(rng: Random) -> str:
    name = rng.choice(ODD_NAMES)
    return name if rng.random() < 0.5 else "'" + name.replace("'", "''") + "'"


def refer_to_nothing(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    names = {entry.key.text for entry in parts.entries}
    part = rng.choice([word for word in parts.words() if word.text in names])
    return replaced(part, rng.choice(("Nowhere", part.text.lower() + "2", "North", "core")))


# --- settings that the schema knows ---


def to_the_limit(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Set a number to its lowest or highest, or choose another of the words allowed."""
    known = [e for e in parts.entries if extremes(setting_of(parts, e))]
    entry = rng.choice(known)
    return replaced(entry.value, rng.choice(extremes(setting_of(parts, entry))))


def add_a_setting(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Add a setting with the value that the reference shows."""
    entry = rng.choice([e for e in parts.entries if addable(parts, e)])
    key, value = rng.choice(addable(parts, entry))
    start, _ = whole(parts, entry)
    indent = parts.text[start : entry.key.start]
    end = ", " if entry.in_braces else "\n"
    what = f"{key}: {value} beside {named(entry.key)}"
    return [(start, start, f"{indent}{key}: {value}{end}")], what


# --- values ---


def other_number(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    return replaced(rng.choice(parts.numbers()), rng.choice(NUMBERS))


def nudge(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Make a number a little, or much, smaller or larger, or give it the other sign."""
    part = rng.choice(parts.numbers())
    factor = rng.choice((-1, 0.5, 0.9, 0.999, 1.1, 1.5, 2, 10, 1000))
    number = float(part.text) * factor
    whole = "." not in part.text and rng.random() < 0.8
    return replaced(part, f"{number:.0f}" if whole else f"{number:.6g}")


def step(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Make a whole number one more or one less."""
    part = rng.choice([p for p in parts.numbers() if p.text.isdigit()])
    return replaced(part, str(int(part.text) + rng.choice((-1, 1, 1))))


def zero(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    return replaced(rng.choice(parts.numbers()), rng.choice(("0", "0.0", "1")))


def unbalance(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Change one share of a mix, or two so that the sum stays."""
    shares = [p for p in parts.numbers() if "mix" in "".join(p.path[-3:-1])]
    part = rng.choice(shares)
    fellows = [p for p in shares if p.path[:-1] == part.path[:-1] and p is not part]
    if not fellows or rng.random() < 0.4:
        return replaced(part, f"{float(part.text) * rng.choice((0, 0.5, 1.000001, 2)):.9g}")
    fellow, whole = rng.choice(fellows), float(part.text)
    edits = [(part.start, part.end, "0")]
    both = f"{whole + float(fellow.text):.9g}"
    return [*edits, (fellow.start, fellow.end, both)], f"{named(part)} moves to {named(fellow)}"


def swap(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    one, other = rng.choice(parts.scalars), rng.choice(parts.scalars)
    if one is other:
        raise IndexError
    edits = [(one.start, one.end, other.text), (other.start, other.end, one.text)]
    return edits, f"{named(one)} and {named(other)}"


def other_type(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    return replaced(rng.choice(parts.scalars), rng.choice(SHAPES))


def nothing(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    return replaced(rng.choice(parts.entries).value, rng.choice(("null", "~", "")))


def other_date(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    dates = [p for p in parts.scalars if re.fullmatch(r"\d{4}-\d\d-\d\d", p.text)]
    return replaced(rng.choice(dates), rng.choice(DATES))


def other_time(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    times = [p for p in parts.scalars if re.fullmatch(r"\d\d:\d\d", p.text)]
    return replaced(rng.choice(times), rng.choice(TIMES))


def other_word(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    return replaced(rng.choice(parts.words()), rng.choice(WORDS))


def foreign_number(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    part = rng.choice(parts.numbers())
    ways = (
        part.text.replace(".", ","),
        part.text + ",000",
        "1,5",
        part.text + "%",
        part.text + " h",
    )
    return replaced(part, rng.choice(ways))


def typing_error(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    edit, what = _typing_error(rng, parts.text)
    return [edit], what


def _typing_error(rng: Random, text: str) -> tuple[Edit, str]:
    """Put in or take out a character, or change how far a line is indented."""
    at = rng.randrange(len(text) + 1)
    line = text.count("\n", 0, at) + 1
    kind = rng.random()
    if kind < 0.4:
        new = rng.choice(PUNCTUATION)
        return (at, at, new), f"line {line}: {new!r} put in"
    if kind < 0.7:
        return (at, min(at + 1, len(text)), ""), f"line {line}: {text[at : at + 1]!r} taken out"
    start = text.rfind("\n", 0, at) + 1
    if kind < 0.9 or text[start : start + 1] != " ":
        return (start, start, " "), f"line {line} moved to the right"
    return (start, start + 1, ""), f"line {line} moved to the left"


#: Ways of damage, and how often each is chosen. Small changes, which may pass, are chosen more.
WAYS: dict[Way, int] = {
    delete: 3, delete_a_name: 1, duplicate: 2, copy_from_elsewhere: 3, misspell: 2, rename: 1,
    rename_everywhere: 2, refer_to_nothing: 1, other_number: 5, nudge: 5, step: 3, zero: 3,
    unbalance: 3, swap: 3, other_type: 3, nothing: 2, other_date: 1, other_time: 1, other_word: 2,
    to_the_limit: 8, add_a_setting: 6, foreign_number: 1, typing_error: 3, **ODDITIES,
}  # fmt: skip
