"""Words that every part of the program puts together alike: counts, and commands to paste."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence


def counted(number: float, noun: str) -> str:
    """Return a number with what it counts: ``1 day``, ``7 days``, ``1,200 posts``.

    Parameters
    ----------
    number : float
        How many there are.
    noun : str
        What they are, as it stands after 1; its plural adds an s.
    """
    return f"{number:,.10g} {noun}{'' if number == 1 else 's'}"


def command_line(command: str, *files: str, options: Sequence[str] = ()) -> str:
    """Return a command of sixhubs that can be pasted into a shell.

    Parameters
    ----------
    command : str
        Its name, such as ``report``.
    *files : str
        Files, folders and scenarios that it is given. Each is put in quotes where a shell needs
        them; one that begins with a hyphen is named by its folder, as it would be read as an
        option.
    options : sequence of str
        What follows them.
    """
    named = [f"./{file}" if file.startswith("-") else file for file in files]
    return typed(["sixhubs", command, *named, *options])


def typed(words: Iterable[str]) -> str:
    """Return words as they are typed into a shell, which gives them back as they are."""
    return " ".join(map(_typed, words))


def _typed(word: str) -> str:
    if word.isprintable():
        return shlex.quote(word)
    # Between these quotes bash and zsh know what is spelt out.
    spelt = [
        f"\\{one}" if one in "\\'" else one if one.isprintable() else _as_bytes(one) for one in word
    ]
    return f"$'{''.join(spelt)}'"


def _as_bytes(character: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def readable(named: object) -> str:
    """Return a name in one line, with what would do something to a terminal spelt out."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in str(named))


def readable_lines(text: str) -> str:
    """Return text as `readable` does a name; its lines stay."""
    return "\n".join(map(readable, text.split("\n")))


def options_of(numbers: Mapping[str, int | None]) -> list[str]:
    """Return options with their numbers as they are typed; without those that have none."""
    given = {option: number for option, number in numbers.items() if number is not None}
    return [word for option, number in given.items() for word in (option, str(number))]
