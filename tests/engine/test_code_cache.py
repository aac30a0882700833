"""Compiled code is kept safely: nothing of others is run, nothing of the user's is deleted."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim import code_cache, machine_code
from tests.engine.cached import (
    KINDS,
    NAME,
    USE,
    WITHOUT_POSIX,
    fresh,
    is_private,
    name_of,
    start,
    used_function,
)


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files under a folder, and its folders and links."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


# --- nothing of the user's is deleted ---------------------------------------------------------


def fill(folder: Path) -> None:
    """Put what a user might have into a folder, old enough to be forgotten."""
    for n in range(code_cache.KEPT + 3):
        (folder / f"{n:016x}" / "compiled").mkdir(parents=True)
        (folder / f"{n:016x}" / "compiled" / "a.nbi").write_text("mine")
        (folder / NAME.format(100 + n)).write_text("mine")
        os.utime(folder / f"{n:016x}", (n, n))
        os.utime(folder / NAME.format(100 + n), (n, n))
    (folder / "thesis.docx").write_text("mine")
    (folder / "unfinished-thesis.tmp").write_text("mine")
    os.utime(folder / "unfinished-thesis.tmp", (0, 0))


def test_a_folder_of_the_users_loses_nothing(base: Path) -> None:
    fill(base)
    before = tree(base)
    for n in range(code_cache.KEPT + 3):
        code_cache.keep(NAME.format(n), b"code")
    after = tree(base)
    assert before.items() <= after.items()
    assert {Path(path).parts[0] for path in after.keys() - before} == {code_cache.OWN_FOLDER}


def test_nothing_is_deleted_without_the_marker(base: Path) -> None:
    own = base / code_cache.OWN_FOLDER
    own.mkdir(parents=True, mode=0o700)
    fill(own)
    before = tree(base)
    code_cache.keep(NAME.format(1), b"code")
    assert code_cache.read(NAME.format(1)) == b"code"
    assert before.items() <= tree(base).items()


def test_old_files_are_forgotten_but_for_the_latest(own: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    fill(away)
    (own / "notes.txt").write_text("mine")
    (own / NAME.format(98)).symlink_to(away)
    (own / NAME.format(99)).mkdir()
    (own / "unfinished-a.tmp").touch()
    (own / "unfinished-b.tmp").touch()
    os.utime(own / "unfinished-b.tmp", (0, 0))
    (own / "another.function-00000000000000000000000000000000.code").touch()
    others = tree(own).keys() - {"unfinished-b.tmp"}
    beside = tree(away)
    now = time.time()
    for n in range(code_cache.KEPT + 3):
        code_cache.keep(NAME.format(n), b"code")
        os.utime(own / NAME.format(n), (now - 1000 + n, now - 1000 + n))
    left = {NAME.format(n) for n in range(3, code_cache.KEPT + 3)}
    assert tree(own).keys() - others == left
    assert others <= tree(own).keys()
    assert tree(away) == beside


# --- nothing of others is run -----------------------------------------------------------------


def link(own: Path) -> None:
    own.rmdir()
    (own.parent / "target").mkdir(mode=0o700)
    own.symlink_to("target")


def hand_over(own: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(own, 4321, 4321)


def replace_by_file(own: Path) -> None:
    own.rmdir()
    own.touch()


REFUSED: dict[str, Callable[[Path], None]] = {
    "can be written to by other users": lambda own: own.chmod(0o770),
    "can be written to by  other users": lambda own: own.chmod(0o702),
    "belongs to another user": hand_over,
    "is not a folder": link,
    "is not a  folder": replace_by_file,
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_folder_that_others_could_write_to_is_not_used(
    fault: str, base: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = base / code_cache.OWN_FOLDER
    own.mkdir(parents=True, mode=0o700)
    REFUSED[fault](own)
    before = tree(base)
    folder = code_cache.folder()
    assert is_private(folder, base)
    assert code_cache.folder() == folder, "it stays the same, and is said once"
    (line,) = caplog.messages
    assert line.startswith(f"{own} {' '.join(fault.split())}: compiled code is kept in a temporary")
    code_cache.keep(NAME.format(1), b"code")
    assert code_cache.read(NAME.format(1)) == b"code"
    assert tree(base) == before


def test_a_folder_that_cannot_be_made(
    base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What lies in a place of temporary files that anybody can name is not used."""
    base.write_text("a file")
    planted = tmp_path / "temporary" / code_cache.OWN_FOLDER
    planted.mkdir()
    folder = code_cache.folder()
    assert is_private(folder, base)
    assert folder != planted
    assert "cannot be made" in caplog.text


def test_a_folder_that_cannot_be_written_to(
    own: Path, base: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != own and access(path, mode))
    assert is_private(code_cache.folder(), base)
    assert "cannot be written to" in caplog.text


class Planted:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("how", ["mode", "link"])
def test_a_file_that_others_could_have_written_is_not_loaded(
    how: str, own: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    function, has_run = fresh(), tmp_path / "has-run"
    name = name_of(function)
    code_cache.keep(name, pickle.dumps(Planted(has_run)))
    if how == "mode":
        (own / name).chmod(0o666)
    else:
        (own / name).rename(tmp_path / "elsewhere")
        (own / name).symlink_to(tmp_path / "elsewhere")
    assert function(21) == 42
    assert not has_run.exists()
    assert "thrown away and compiled again" in caplog.text
    assert (tmp_path / "elsewhere").exists() == (how == "link")
    assert function.is_kept(KINDS)


# --- where nothing can be kept ----------------------------------------------------------------


def test_a_full_disk_costs_no_result(
    own: Path, base: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write = code_cache._write

    def write_elsewhere(folder: Path, name: str, content: bytes) -> None:
        if folder == own:
            raise OSError(28, "No space left on device")
        write(folder, name, content)

    monkeypatch.setattr(code_cache, "_write", write_elsewhere)
    function = fresh()
    assert function(21) == 42
    assert is_private(code_cache.folder(), base)
    assert function.is_kept(KINDS)
    (line,) = caplog.messages
    assert "No space left" in line


def test_no_room_for_temporary_files_either(
    own: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own.chmod(0o777)
    shutil.rmtree(tmp_path / "temporary")
    function = fresh()
    assert function(21) == 42
    assert not function.is_kept(KINDS)
    assert caplog.messages[-1].startswith("compiled code cannot be kept: ")


def test_files_of_which_all_seem_to_be_others(
    own: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: -2, raising=False)
    assert fresh()(21) == 42
    assert "belongs to another user" in caplog.messages[-1]


def test_nothing_is_needed_that_only_posix_has(own: Path, tmp_path: Path) -> None:
    function = used_function(tmp_path)
    assert start(tmp_path, WITHOUT_POSIX + USE).communicate(timeout=300) == ("42\n", "")
    assert function.is_kept(KINDS)
    function = fresh()
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(os, "geteuid", raising=False)
        own.chmod(0o777)
        assert function(21) == 42
        assert code_cache.folder() == own


# --- where it is ------------------------------------------------------------------------------


def test_the_users_folder_for_caches(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(code_cache.FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(base))
    assert code_cache.folder() == base / "sixhubs" / code_cache.OWN_FOLDER


def test_a_folder_named_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, "here")
    assert code_cache.folder() == tmp_path / "here" / code_cache.OWN_FOLDER


def test_no_home_folder(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(code_cache.FOLDER_VARIABLE)
    monkeypatch.setattr(
        "sim.code_cache.platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/sixhubs")
    )
    assert is_private(code_cache.folder(), base)


def test_a_change_of_source_options_versions_or_processor_has_another_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function = fresh()
    usual = name_of(function)
    assert code_cache._FILE_NAME.fullmatch(usual)
    assert name_of(fresh()) == usual
    again = machine_code.Kept(function._name, b"another source", function._compiled, fresh)
    assert name_of(again) != usual
    here = machine_code._here()
    for n in range(len(here)):
        other = (*here[:n], here[n] + " ", *here[n + 1 :])
        monkeypatch.setattr(machine_code, "_here", lambda other=other: other)
        assert name_of(function) != usual
    monkeypatch.setattr(machine_code, "_here", lambda: here)
    assert name_of(function) == usual
    for name in ("BOUNDSCHECK", "OPT"):
        with monkeypatch.context() as patch:
            patch.setenv(f"NUMBA_{name}", "1")
            if numba := sys.modules.get("numba"):
                patch.setattr(numba.config, name, 1)
            assert name_of(function) != usual
