"""README does what it says: its commands run, its make targets exist.

Commands are the lines that start with ``$`` in fenced ``console`` blocks, in order, and share one
temporary copy of the checkout. To keep it quick, runs get two replications and no progress lines,
whatever README shows. A fenced ``yaml`` block whose first line
is a comment naming a file under scenarios/ is written to that file first.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import BIN, ROOT, copy_tree

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Lines that only prepare the reader's shell.
SHELL_ONLY = {"source .venv/bin/activate"}


def blocks(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [body for kind, body in BLOCK.findall(text) if kind == language]


def commands() -> list[list[str]]:
    joined = "".join(blocks("console")).replace("\\\n", " ")
    lines = [line[1:].strip() for line in joined.splitlines() if line.startswith("$")]
    return [shlex.split(line, comments=True) for line in lines if line not in SHELL_ONLY]


def quickened(words: list[str]) -> list[str]:
    if words[1] not in {"run", "compare"}:
        return words
    kept = list(words)
    if "--replications" in kept:
        at = kept.index("--replications")
        del kept[at : at + 2]
    return [*kept, "--replications", "2", *([] if "--quiet" in kept else ["--quiet"])]


def scenario_files() -> dict[str, str]:
    named = (re.match(r"# (scenarios/[\w./-]+\.yaml)\n", body) for body in blocks("yaml"))
    return {match[1]: match.string for match in named if match}


def test_commands_are_known() -> None:
    assert {words[0] for words in commands()} == {"make", "sixhubs"}


@pytest.mark.parametrize("target", sorted({w[1] for w in commands() if w[0] == "make"}))
def test_make_target_exists(target: str) -> None:
    done = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_sixhubs_commands_run(tmp_path: Path) -> None:
    copy_tree(tmp_path)
    for name, text in scenario_files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for words in (w for w in commands() if w[0] == "sixhubs"):
        line = shlex.join(quickened(words))
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"$ {line}\n{done.stdout}{done.stderr}"
