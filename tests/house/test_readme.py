"""README does what it says: its commands run, its make targets exist.

Commands are the lines that start with ``$`` in fenced ``console`` blocks, in order, and share one
temporary copy of the checkout. To keep it quick, runs get two replications of four weeks and no
progress lines, whatever README shows. A fenced ``yaml`` block whose first line is a comment naming
a file is written to that file first. Nothing that README says may write to scenarios/.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from sim.cli.main import sixhubs
from sim.cli.program import SECTIONS
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
    return [split(line) for line in lines if line not in SHELL_ONLY]


def split(line: str) -> list[str]:
    """Return the words of a line; of one that the shell must read, the line behind its name."""
    shell = re.match(r"source <\(|sixhubs .* > ", line)
    return ["shell", line] if shell else shlex.split(line, comments=True)


def quickened(words: list[str]) -> list[str]:
    if words[1] == "uncertainty":
        # Few of the draws give what was published, and without one that does it ends with status 2.
        return [*words, "--draws", "16", "--days", "28", "--quiet"]
    if words[1] not in {"run", "compare", "break-even", "posts-needed", "warm-up"}:
        return words
    kept = list(words)
    for option in ("--replications", "--days"):
        if option in kept:
            at = kept.index(option)
            del kept[at : at + 2]
    quiet = [] if "--quiet" in kept else ["--quiet"]
    return [*kept, "--replications", "2", "--days", "28", *quiet]


def scenario_files() -> dict[str, str]:
    named = (re.match(r"# ([\w./-]+\.yaml)\n", body) for body in blocks("yaml"))
    return {match[1]: match.string for match in named if match}


def test_commands_are_known() -> None:
    assert {words[0] for words in commands()} == {"make", "sixhubs", "shell"}


def test_scenarios_of_the_reader_stay_out_of_the_program() -> None:
    assert scenario_files()
    assert not [name for name in scenario_files() if name.startswith("scenarios/")]
    ignored = subprocess.run(
        ["git", "check-ignore", *scenario_files()], cwd=ROOT, capture_output=True, check=False
    )
    assert ignored.returncode == 0
    named = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "scenarios/my-" not in named.replace("my-scenarios/my-", "")


def test_every_command_is_in_readme_in_the_order_of_help() -> None:
    """All but those that only README's table of options could add to."""
    first = {}
    for at, words in enumerate(commands()):
        name = re.search(r"sixhubs ([\w-]+)", " ".join(words))
        if name:
            first.setdefault(name[1], at)
    in_order = [name for names in SECTIONS.values() for name in names if name in sixhubs.commands]
    look = SECTIONS["Find your way"]
    assert set(first) == set(sixhubs.commands)
    assert [n for n in first if n not in look] == [n for n in in_order if n not in look]


@pytest.mark.parametrize("target", sorted({w[1] for w in commands() if w[0] == "make"}))
def test_make_target_exists(target: str) -> None:
    done = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def finished(line: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def served(line: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command that serves a page, and press Ctrl-C when it has said where."""
    words = ["bash", "-c", f"exec {line} --no-browser"]
    running = subprocess.Popen(
        words, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    address = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    out, said = running.communicate()
    return subprocess.CompletedProcess(words, running.returncode, address + out, said)


@pytest.mark.slow
def test_sixhubs_commands_run(tmp_path: Path) -> None:
    copy_tree(tmp_path)
    for name, text in scenario_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shipped = scenario_names(tmp_path)
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    for words in (w for w in commands() if w[0] in {"sixhubs", "shell"}):
        line = words[1] if words[0] == "shell" else shlex.join(quickened(words))
        run = served if words[1] == "explore" else finished
        done = run(line, tmp_path, env)
        assert done.returncode == 0, f"$ {line}\n{done.stdout}{done.stderr}"
    assert scenario_names(tmp_path) == shipped


def scenario_names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "scenarios").iterdir())
