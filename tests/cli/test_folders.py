"""Where results and pages go: what cannot be a folder or a file is refused before anything runs."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from sim.cli.folders import FileToWrite, ResultsFolder
from sim.cli.main import sixhubs
from sim.wording import typed
from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

#: Words that a command needs beside where to write.
NEEDED = {
    "run": ["sussex-2017"],
    "compare": ["sussex-2017", "ring-fenced"],
    "new": ["mine"],
    "report": ["nothing-there"],
    "replay": ["sussex-2017", "--day", "1"],
    "uncertainty": ["sussex-2017", "ring-fenced"],
}


def written() -> list[tuple[str, click.Option]]:
    """Return every command and its options that say where something is written."""
    return [
        (name, option)
        for name, command in sixhubs.commands.items()
        for option in command.params
        if isinstance(option, click.Option) and option.metavar in ("FILE", "DIR")
    ]


def test_every_command_that_writes_is_here() -> None:
    assert {name for name, _ in written()} == set(NEEDED)
    assert all(isinstance(each.type, (ResultsFolder, FileToWrite)) for _, each in written())


@pytest.mark.parametrize("named", ["", "  "])
@pytest.mark.parametrize(("command", "option"), written())
def test_a_name_of_nothing_is_refused(
    invoke: Invoke, tmp_path: Path, command: str, option: click.Option, named: str
) -> None:
    result = invoke(command, *NEEDED[command], option.opts[-1], named)
    assert result.exit_code == 2
    assert "got an empty name, expected a f" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "output", "said"),
    [
        ("report", "report.pdf", "got 'report.pdf', expected a name that ends in .html or .xlsx"),
        ("report", "mine.yaml", "got 'mine.yaml', expected a name that ends in .html or .xlsx"),
        ("replay", "day", "got 'day', expected a name that ends in .html"),
        ("replay", "none/day.html", "none/day.html cannot be written: there is no folder none"),
        ("report", "there.html", "there.html is a folder, expected a file"),
    ],
)
def test_a_page_is_written_only_where_it_can_be_read_as_one(
    invoke: Invoke, tmp_path: Path, command: str, output: str, said: str
) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    (tmp_path / "there.html").mkdir()
    result = invoke(command, *NEEDED[command], "-o", output)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "there.html"]
    assert (tmp_path / "mine.yaml").read_text() == "mine"


@pytest.mark.parametrize("named", ["mine.yaml", "pipe"])
@pytest.mark.parametrize("command", ["run", "compare", "new"])
def test_results_go_to_a_folder(invoke: Invoke, tmp_path: Path, command: str, named: str) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    os.mkfifo(tmp_path / "pipe")
    result = invoke(command, *NEEDED[command], "--out", named)
    assert result.exit_code == 2
    assert f"{named} is a file, expected a folder" in " ".join(result.stderr.split())


LONG = "a" * 300


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (LONG, f"{LONG[:100]}... cannot be written: File name too long"),
        ("mine.yaml/x", "mine.yaml/x cannot be written: mine.yaml is not a folder"),
        ("x\udcff", "x\\udcff cannot be written: the name has bytes that are not text"),
        ("locked/x", "locked cannot be written to"),
    ],
)
@pytest.mark.parametrize(("command", "option"), written())
def test_a_place_that_cannot_be_written_to_is_refused_before_anything_is_run(
    invoke: Invoke,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    option: click.Option,
    named: str,
    said: str,
) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    (tmp_path / "locked").mkdir()
    # Whoever runs the tests as root may write everywhere.
    monkeypatch.setattr("os.access", lambda path, _: Path(path).name != "locked")
    result = invoke(command, *NEEDED[command], option.opts[-1], named)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("\n", " ").split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locked", "mine.yaml"]


def _refuse(number: int, at: str) -> Callable[..., str]:
    def mkdtemp(_suffix: str | None, _prefix: str | None, folder: str | Path) -> str:
        assert Path(folder).name == at
        raise OSError(number, os.strerror(number))

    return mkdtemp


@pytest.mark.parametrize(("command", "option"), written())
def test_a_folder_that_takes_nothing_is_found_out_by_trying(
    invoke: Invoke,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    option: click.Option,
) -> None:
    """Such as /proc, of which the system says that root may write to it."""
    (tmp_path / "locked").mkdir()
    monkeypatch.setattr("tempfile.mkdtemp", _refuse(errno.ENOENT, "locked"))
    result = invoke(command, *NEEDED[command], option.opts[-1], "locked/x.html")
    assert result.exit_code == 2
    assert "locked cannot be written to" in " ".join(result.stderr.replace("\n", " ").split())
    assert list((tmp_path / "locked").iterdir()) == []


def test_a_page_that_cannot_be_replaced_is_refused_before_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "day.html").write_text("of before")
    assert FileToWrite().convert(folder / "day.html", None, None) == folder / "day.html"
    monkeypatch.setattr("tempfile.mkdtemp", _refuse(errno.EROFS, "locked"))
    with pytest.raises(click.UsageError, match="locked cannot be written to"):
        FileToWrite().convert(folder / "day.html", None, None)


def test_a_full_disk_is_left_to_those_who_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no wrong input, and what is written may be smaller than what stood there."""
    monkeypatch.setattr("tempfile.mkdtemp", _refuse(errno.ENOSPC, tmp_path.name))
    assert ResultsFolder().convert(tmp_path / "x", None, None) == tmp_path / "x"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "status"), [(errno.EACCES, 2), (errno.ENOSPC, 1)])
def test_a_folder_that_is_there_and_takes_nothing(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    """Only who begins to write finds out, and nothing has been run then."""
    (tmp_path / "locked").mkdir()

    make = Path.mkdir

    def refuse(self: Path, *words: Any, **more: Any) -> None:
        if "locked" in self.parts:
            raise OSError(number, os.strerror(number), str(self))
        make(self, *words, **more)

    monkeypatch.setattr(Path, "mkdir", refuse)
    how = ["--days", "1", "--engine", "simpy", "--executor", "serial"]
    result = invoke("run", "sussex-2017", *how, "--out", "locked")
    assert result.exit_code == status
    assert f"sixhubs: cannot write to locked: {os.strerror(number)}" in result.stderr
    assert ("nothing was run" in result.stderr) == (status == 2)


@pytest.mark.parametrize(("number", "status"), [(errno.EACCES, 2), (errno.ENOSPC, 1)])
def test_a_new_scenario_in_a_folder_that_takes_nothing(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    (tmp_path / "locked").mkdir()
    before = Path.open

    def refuse(self: Path, mode: str = "r", **more: Any) -> Any:
        if mode == "x":
            raise OSError(number, os.strerror(number), str(self))
        return before(self, mode, **more)

    monkeypatch.setattr(Path, "open", refuse)
    result = invoke("new", "mine", "--out", "locked")
    assert result.exit_code == status
    assert os.strerror(number) in result.stderr
    assert "mine.yaml" in result.stderr


@pytest.mark.parametrize("command", ["show", "report", "verify", "query"])
def test_results_of_a_name_that_none_can_have(invoke: Invoke, command: str) -> None:
    question = ["select 1"] if command == "query" else []
    result = invoke(command, *question, LONG)
    assert result.exit_code == 2
    assert f"{LONG[:100]}...: no such folder of results" in result.stderr


#: A name that would colour a terminal, ring it, and write over a line of it.
LIVELY = "a\x1b[31m\a\rb\u202e"


@pytest.mark.parametrize(
    "words",
    [
        ("run", "mm1.yaml", "--out", LIVELY, "--executor", "serial"),
        ("run", f"{LIVELY}.yaml", "--out", f"{LIVELY}/c", "--executor", "serial", "--quiet"),
        ("run", "mm1.yaml", "--out", f"{LIVELY}.yaml"),
        ("run", "mm1.yaml", "--out", f"{LIVELY}.yaml/c"),
        ("compare", "mm1.yaml", f"{LIVELY}.yaml", "--out", LIVELY, "--executor", "serial"),
        ("check", f"{LIVELY}.yaml", "--verbose"),
        ("check", f"none{LIVELY}.yaml"),
        ("check", "mm1.yaml", f"--{LIVELY}"),
        ("scenarios", LIVELY),
        (LIVELY,),
        (f"--{LIVELY}",),
        ("show", LIVELY),
        ("show", f"none{LIVELY}"),
        ("verify", LIVELY),
        ("report", "done", "-o", f"{LIVELY}.html"),
        ("report", "done", "-o", f"none{LIVELY}/a.html"),
        ("query", f"SELECT '{LIVELY}' FROM", "done"),
        ("replay", f"{LIVELY}.yaml", "--day", "1", "-o", f"{LIVELY}.html", "--engine", "simpy"),
        ("trace", f"{LIVELY}.yaml", "--engine", "simpy"),
        ("trace", "mm1.yaml", "--incident", LIVELY),
        ("new", "mine", "--out", LIVELY),
        ("measures", LIVELY),
    ],
)
def test_no_name_does_anything_to_a_terminal(
    invoke: Invoke, tmp_path: Path, words: tuple[str, ...]
) -> None:
    write_scenario(tmp_path, days=1, replications=1)
    shutil.move(write_scenario(tmp_path, name="two", days=1, posts=2), f"{LIVELY}.yaml")
    invoke("run", "mm1.yaml", "--out", "done", "--executor", "serial", "--quiet")
    (tmp_path / LIVELY).mkdir()
    result = invoke(*words)
    said = (result.stdout + result.stderr).replace("\n", "")
    assert [one for one in said if not one.isprintable()] == []
    for written in tmp_path.rglob("mine.yaml"):
        assert invoke("check", written).exit_code == 0


def test_a_command_to_paste_names_any_folder() -> None:
    names = ["a b", "it's", LIVELY, "back\\slash\n'", "n\u00f6\x01f", os.fsdecode(b"\xff\n")]
    script = f"printf '%s\\0' {typed(names)}"
    assert typed(names).isprintable()
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert done.stdout == b"".join(os.fsencode(name) + b"\0" for name in names)
