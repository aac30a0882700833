"""Compiled code is kept safely: nothing of others is run, nothing of the user's is deleted."""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import code_cache, machine_code
from tests.house.tree import ROOT

NAME = "sim.model.rules-{:032x}.code"
KINDS = ("int64",)
#: A process that uses a function that is kept, as any number of processes at once may.
USE = "import used; print(used.double(21))"
USED = """
from sim.machine_code import kept_njit

@kept_njit
def double(x):
    return 2 * x
"""
#: As USE, where nothing of what only POSIX has can be found.
WITHOUT_POSIX = """
import os, sys
sys.modules["fcntl"] = sys.modules["pwd"] = sys.modules["grp"] = None
for name in ("geteuid", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):
    delattr(os, name)
"""


def fresh() -> Any:
    """Return a function that has not been compiled yet in this process."""

    @machine_code.kept_njit
    def double(x: int) -> int:
        return 2 * x

    return double


def name_of(function: Any) -> str:
    name: str = function.name(KINDS)
    return name


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the variable names; temporary files go beside it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv(code_cache.FOLDER_VARIABLE, str(tmp_path / "mine"))
    return tmp_path / "mine"


@pytest.fixture
def own(base: Path) -> Path:
    """Return the folder of compiled code, as it is made."""
    assert code_cache.folder() == base / code_cache.OWN_FOLDER
    return code_cache.folder()


def is_private(folder: Path, base: Path) -> bool:
    """See that a folder is a new one which only this user can read."""
    mode = stat.S_IMODE(folder.parent.stat().st_mode)
    return folder.parent.parent == base.parent / "temporary" and mode == 0o700


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
    "is no folder": link,
    "is no  folder": replace_by_file,
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


# --- what is damaged is made again ------------------------------------------------------------


def rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def rewrite(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return rewrite


#: What is said of a function at the beginning of its file.
ABOUT = b'{"entry": "nothing", "result": "int64", "needs": []}'


def changed_words(**changes: Any) -> Callable[[Path], None]:
    """Return what writes whole code of which something else is said."""

    def write(path: Path) -> None:
        kept = path.read_bytes()[len(code_cache.MAGIC) + code_cache.HASH_BYTES :]
        code = machine_code.Code.from_bytes(kept)._replace(**changes)
        with_content(code.to_bytes())(path)

    return write


def with_content(content: bytes) -> Callable[[Path], None]:
    """Return what writes a file that is whole but holds something else."""

    def write(path: Path) -> None:
        path.write_bytes(code_cache.MAGIC + code_cache._hash(path.name, content) + content)

    return write


def of_another_name(path: Path) -> None:
    path.write_bytes(code_cache.MAGIC + code_cache._hash("other", b"code") + b"code")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "empty": rewritten(lambda _: b""),
    "cut in the mark": rewritten(lambda kept: kept[:10]),
    "cut in the hash": rewritten(lambda kept: kept[:40]),
    "cut in half": rewritten(lambda kept: kept[: len(kept) // 2]),
    "cut at the end": rewritten(lambda kept: kept[:-1]),
    "longer": rewritten(lambda kept: kept + b"\0"),
    "garbage": rewritten(lambda kept: b"\xa5" * len(kept)),
    "one bit": rewritten(lambda kept: kept[:-100] + bytes([kept[-100] ^ 1]) + kept[-99:]),
    "another version": rewritten(lambda kept: kept.replace(b"code 2\n", b"code 1\n", 1)),
    "another name": of_another_name,
    "no words on it": with_content(b"garbage"),
    "a pickle": with_content(pickle.dumps((1, 2, 3))),
    "words of another kind": with_content(b"[1, 2]\ncode"),
    "no code": with_content(ABOUT + b"\ngarbage"),
    "another entry": changed_words(entry="another"),
    "something that there is nowhere": changed_words(needs=["sixhubs_nowhere"]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_thrown_away_and_made_anew(
    damage: str, own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    function = fresh()
    path = own / name_of(function)
    assert function(21) == 42
    assert fresh().is_kept(KINDS)
    DAMAGE[damage](path)
    again = fresh()
    assert again(21) == 42
    (line,) = caplog.messages
    assert line.startswith(f"{path} ")
    assert line.endswith(": it is thrown away and compiled again")
    found = fresh()
    assert found(4) == 8
    assert (found.found, found.made) == (1, 0)
    assert len(caplog.messages) == 1


def test_threads_that_meet_a_damaged_file(own: Path, caplog: pytest.LogCaptureFixture) -> None:
    function = fresh()
    code_cache.keep(name_of(function), b"garbage")
    with ThreadPoolExecutor(4) as executor:
        results = list(executor.map(lambda _: fresh()(21), range(8)))
    assert results == [42] * 8
    assert len(caplog.messages) == 1
    assert function.is_kept(KINDS)


def used_function(folder: Path) -> Any:
    """Return what the processes use, with a name of its file as they have it."""
    path = folder / "used.py"
    path.write_text(USED)
    spec = importlib.util.spec_from_file_location("used", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.double


def start(folder: Path, program: str, **environment: str) -> subprocess.Popen[str]:
    """Start a process that can import `used`."""
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_that_meet_a_damaged_file(own: Path, tmp_path: Path) -> None:
    """Two that begin at once: both give the result, one says it, and the file is whole again."""
    function = used_function(tmp_path)
    (own / name_of(function)).touch()
    both = [start(tmp_path, USE) for _ in range(2)]
    told = [process.communicate(timeout=300) for process in both]
    assert [out for out, _ in told] == ["42\n"] * 2
    assert sorted(len(err.splitlines()) for _, err in told) == [0, 1]
    assert function.is_kept(KINDS)


def test_a_private_folder_serves_the_processes_it_starts_and_goes_with_the_first(
    base: Path, tmp_path: Path
) -> None:
    used_function(tmp_path)
    base.write_text("a file")
    child = f'import subprocess, sys; subprocess.run([sys.executable, "-c", {USE!r}], check=True)'
    program = f"{USE}; {child}; from sim import code_cache; print(code_cache.folder())"
    out, err = start(tmp_path, program, TMPDIR=str(tmp_path / "temporary")).communicate(timeout=300)
    first, second, folder = out.splitlines()
    assert (first, second) == ("42", "42")
    assert Path(folder).parent.parent == tmp_path / "temporary"
    assert list((tmp_path / "temporary").iterdir()) == []
    assert len(err.splitlines()) == 1


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


# --- how it is called -------------------------------------------------------------------------


def total() -> Any:
    """Return a function of arrays, numbers and both kinds of layout."""

    @machine_code.kept_njit
    def weighed(values: Any, weight: Any, sums: Any) -> None:
        for i in range(values.shape[0]):
            sums[i] = values[i] * weight

    return weighed


def test_kinds_of_arguments_may_change_from_call_to_call(own: Path) -> None:
    function = total()
    whole = np.arange(8.0)
    for values, weight in [
        (whole, 2.0), (whole, 2), (whole[::2], 2.0), (np.arange(8), 2.0), (whole, np.float64(2.0)),
        (whole, np.uint64(2)), (whole, np.int64(2)), (whole[::-1], 2.0), (whole, 2.0),
    ]:  # fmt: skip
        for _ in range(2):
            sums = np.zeros(values.size)
            function(values, weight, sums)
            assert sums.tolist() == (values * weight).tolist()
    copied = np.arange(8.0, dtype=np.dtype("f8", copy=True))
    sums = np.zeros(8)
    function(copied, 2.0, sums)
    assert sums.tolist() == (2.0 * copied).tolist()


@pytest.mark.parametrize("given", [None, [1.0], "1", np.arange(3.0, dtype=">f8").sum])
def test_other_arguments_are_refused(own: Path, given: Any) -> None:
    function, sums = total(), np.zeros(1)
    function(np.ones(1), 2.0, sums)
    with pytest.raises(TypeError, match="takes arrays and numbers"):
        function(given, 2.0, sums)


def test_threads_call_it_at_once(own: Path) -> None:
    function = fresh()
    with ThreadPoolExecutor(4) as executor:
        assert list(executor.map(function, range(200))) == [2 * x for x in range(200)]
    assert function.made == 1


def test_what_is_kept_runs_without_the_compiler(own: Path, tmp_path: Path) -> None:
    assert used_function(tmp_path)(21) == 42
    program = f"{USE}; import sys; print('numba' in sys.modules)"
    assert start(tmp_path, program).communicate(timeout=300) == ("42\nFalse\n", "")


def test_code_that_cannot_be_loaded_runs_all_the_same(
    own: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("no")

    monkeypatch.setattr(machine_code, "_LoadedCode", refuse)
    function = fresh()
    assert function(21) == 42
    assert not function.is_kept(KINDS)
    assert caplog.messages[0].endswith("cannot be kept: no")
