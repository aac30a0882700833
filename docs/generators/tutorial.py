"""Put what its commands print into docs/tutorial.md: ``make tutorial`` (about a minute).

Every line of a fenced ``console`` block that begins with ``$ sixhubs`` is run, in order, in a
folder that holds the scenarios of the page: fenced ``yaml`` blocks whose first line is a comment
that names a file. What the last command of a block prints stands in the fenced ``text`` block
behind it, under a mark that says how much of it is shown:

    <!-- shown: all -->
    <!-- shown: until "Moved most" -->
    <!-- shown: from "In plain words" until "Notes" -->

From and until the first line that begins so, which is itself shown only where it is the first.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
BIN = Path(sys.executable).parent
_SCENARIO = re.compile(r"^```yaml\n(# ([\w./-]+\.yaml)\n.*?)^```$", re.MULTILINE | re.DOTALL)
_ASKED = re.compile(
    r"^```console\n(?P<asked>.*?)^```\n"
    r'(?:\n<!-- shown: (?:all|(?:from "(?P<first>[^"]+)" ?)?(?:until "(?P<end>[^"]+)")?) -->\n\n'
    r"```text\n(?P<shown>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


class Answer(NamedTuple):
    """What the last command of a block printed."""

    command: str
    text: str
    shown: str  #: the part of it that the page shows; empty if it shows none
    place: tuple[int, int]  #: where the shown part stands in the page


def scenarios(page: str) -> dict[str, str]:
    """Return the texts of the scenarios of a page, by the names of their files."""
    return {name: text for text, name in _SCENARIO.findall(page)}


def commands(block: str) -> list[str]:
    """Return the commands of a console block that are run: those of the program."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line[2:] for line in lines if line.startswith("$ sixhubs ")]


def part(text: str, first: str | None, end: str | None) -> str:
    """Return the lines from one that begins with `first` to before one that begins with `end`.

    Raises
    ------
    ValueError
        If there is no such line.
    """
    lines = text.splitlines()

    def place(words: str, after: int) -> int:
        found = (at for at in range(after, len(lines)) if lines[at].startswith(words))
        at = next(found, None)
        if at is None:
            raise ValueError(f"no line begins with {words!r}; it was printed:\n{text}")
        return at

    begin = place(first, 0) if first else 0
    until = place(end, begin + 1) if end else len(lines)
    return "\n".join(lines[begin:until]).strip("\n") + "\n"


def answers(page: str) -> Iterator[Answer]:
    """Run the commands of a page; yield what the last one of each block printed.

    Raises
    ------
    RuntimeError
        If a command does not end with status 0.
    """
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory(prefix="sixhubs-tutorial-") as folder:
        for name, text in scenarios(page).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for block in _ASKED.finditer(page):
            printed = ""
            for command in (asked := commands(block["asked"])):
                done = subprocess.run(
                    shlex.split(command, comments=True),
                    cwd=folder, env=env, capture_output=True, text=True, check=False,
                )  # fmt: skip
                if done.returncode:
                    raise RuntimeError(f"$ {command}\n{done.stdout}{done.stderr}")
                printed = done.stdout
            if asked:
                is_shown = block["shown"] is not None
                shown = part(printed, block["first"], block["end"]) if is_shown else ""
                yield Answer(asked[-1], printed, shown, block.span("shown"))


def render(page: str, found: list[Answer]) -> str:
    """Return the page with what its commands printed."""
    for answer in reversed([one for one in found if one.shown]):
        begin, end = answer.place
        page = page[:begin] + answer.shown + page[end:]
    return page


def main(path: Path = PAGE) -> int:
    """Write the page; return the exit status."""
    page = path.read_text(encoding="utf-8")
    path.write_text(render(page, list(answers(page))), encoding="utf-8")
    sys.stdout.write(f"wrote docs/{path.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
