"""Ways of damage that come from YAML, keyboards and word processors rather than from planning."""

from __future__ import annotations

import datetime as dt
import re
from random import Random  # noqa: TID251 - each file has a generator of its own

from tests.nightly.parts import Edit, Part, Parts, Way, named, replaced, whole

#: What looks like a letter, a digit, a sign or a blank, and is another.
LOOK_ALIKES = {
    **dict(zip("aceiopxyABCEHKMOPTX", "\u0430\u0441\u0435\u0456\u043e\u0440\u0445\u0443"
               "\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425", strict=True)),
    **{str(n): chr(0xFF10 + n) for n in range(10)},
    "-": "\u2212", " ": "\u00a0", "_": "\u2017", ":": "\uff1a", ".": "\u2024", ",": "\u201a",
    "'": "\u2019", '"': "\u201c",
}  # fmt: skip
#: What cannot be seen, or turns what follows round.
INVISIBLE = ("\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\u2028", "\u0085", "\x07")
#: Numbers and words that versions of YAML read differently.
SPELLINGS = (
    *("010", "0o10", "0b11", "1_0", "1:30", "+5", ".5", "5.", "1E+3", "12e", "1.2.3", "--1"),
    *("yes", "no", "on", "off", "Yes", "NO", "True", "y", "n", ".NaN", "-.INF", "Infinity"),
    *("2018-01-01 10:00:00", "!!str 5", "!!int '5'", "!!float 5", "!!null ''", "!!binary aGk="),
    *("!!python/object/apply:os.getcwd []", "!own 5", "|\n", ">-\n", "? ", "&a 5", "*a", "<<"),
)
#: What may stand before a file or in place of its line ends.
WHOLE_FILE = ("crlf", "cr", "tabs", "bom", "%YAML 1.1", "---", "...", "two documents", "nothing")


def copy_under_another_name(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Copy an entry, under a name that stands elsewhere in the file or under a new one."""
    entry, other = rng.choice(parts.entries), rng.choice(parts.entries)
    name = rng.choice((other.key.text, f"{entry.key.text}2", entry.key.text.upper()))
    start, end = whole(parts, entry)
    text = parts.text[start:end].replace(entry.key.text, name, 1)
    comma = ", " if entry.in_braces and not text.rstrip().endswith(",") else ""
    return [(end, end, comma + text)], f"{named(entry.key)} as {name}"


def swap_parts(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Swap the values of two keys, each of them in one line, whatever they are."""
    short = [entry.value for entry in parts.entries if "\n" not in entry.value.text]
    one, other = rng.choice(short), rng.choice(short)
    if one.start <= other.end and other.start <= one.end:
        raise IndexError
    edits = [(one.start, one.end, other.text), (other.start, other.end, one.text)]
    return edits, f"{named(one)} and {named(other)}"


def move_elsewhere(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Move an entry to another place, as if pasted to the wrong section."""
    entry, other = rng.choice(parts.entries), rng.choice(parts.entries)
    start, end = whole(parts, entry)
    at, _ = whole(parts, other)
    if start <= at <= end or entry.in_braces != other.in_braces:
        raise IndexError
    text = parts.text[start:end]
    return [(start, end, ""), (at, at, text)], f"{named(entry.key)} before {named(other.key)}"


def empty(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Leave a part empty."""
    return replaced(rng.choice(parts.entries).value, rng.choice(("{}", "[]", "''", "{{}}", "[{}]")))


def shift_date(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Set a date a day off, a week or a year, or put it in quotes."""
    dates = [part for part in parts.scalars if re.fullmatch(r"\d{4}-\d\d-\d\d", part.text)]
    part = rng.choice(dates)
    days = rng.choice((-365, -7, -1, 0, 1, 7, 365))
    try:
        day = dt.date.fromisoformat(part.text) + dt.timedelta(days=days)
    except (ValueError, OverflowError):
        raise IndexError from None
    return replaced(part, day.isoformat() if days else f'"{part.text}"')


def other_spelling(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    return replaced(rng.choice(parts.scalars), rng.choice(SPELLINGS))


def look_alike(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Replace a character by one that looks the same, or put in one that cannot be seen."""
    every: list[Part] = [*parts.scalars, *(entry.key for entry in parts.entries)]
    part = rng.choice([one for one in every if one.text])
    at = rng.randrange(len(part.text))
    other = LOOK_ALIKES.get(part.text[at])
    if other is None or rng.random() < 0.3:
        hidden = rng.choice(INVISIBLE)
        return replaced(part, part.text[:at] + hidden + part.text[at:])
    return replaced(part, part.text[:at] + other + part.text[at + 1 :])


def by_anchor(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Give a value a name, and refer to it from a later key, or merge it into another part."""
    one, other = sorted(rng.sample(parts.entries, 2), key=lambda entry: entry.value.start)
    if other.value.start <= one.value.end:
        raise IndexError
    edits = [(one.value.start, one.value.start, "&a ")]
    if rng.random() < 0.5:
        return [*edits, (other.value.start, other.value.end, "*a")], f"{named(other.value)} is *a"
    start, _ = whole(parts, other)
    indent = parts.text[start : other.key.start]
    end = ", " if other.in_braces else "\n"
    return [*edits, (start, start, f"{indent}<<: *a{end}")], f"*a into {named(other.key)}"


def whole_file(rng: Random, parts: Parts) -> tuple[list[Edit], str]:
    """Change what stands before the file, its line ends or its indents."""
    how, text = rng.choice(WHOLE_FILE), parts.text
    made = {
        "crlf": text.replace("\n", "\r\n"),
        "cr": text.replace("\n", "\r"),
        "tabs": re.sub("^  ", "\t", text, flags=re.MULTILINE),
        "bom": "\ufeff" + text,
        "two documents": f"{text}\n---\n{text}",
        "nothing": rng.choice(("", "\n", "# nothing\n", "null\n", "[]\n", "{}\n", "text\n")),
    }.get(how, f"{how}\n{text}")
    return [(0, len(text), made)], how


#: Each of these ways, and how often it is chosen.
ODDITIES: dict[Way, int] = {
    copy_under_another_name: 4, swap_parts: 3, move_elsewhere: 3, empty: 3, shift_date: 2,
    other_spelling: 4, look_alike: 3, by_anchor: 2, whole_file: 1,
}  # fmt: skip
