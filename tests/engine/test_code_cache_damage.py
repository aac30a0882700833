"""Compiled code that is damaged is thrown away and made again, whoever meets it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sim import code_cache, machine_code
from tests.engine.cached import (
    KINDS,
    USE,
    fresh,
    name_of,
    start,
    used_function,
)


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
