"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.errors import RunError
from sim.outputs.files import (
    UNFINISHED,
    is_plain,
    read_plain,
    settle_together,
    sha256_of,
    whole,
    write_whole,
)


def test_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "file.txt", "ä\n")
    assert (tmp_path / "file.txt").read_bytes() == "ä\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_a_folder_that_has_vanished_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"the folder \S*gone is not there any more"):
        write_whole(tmp_path / "gone" / "file.txt", "x")
    assert list(tmp_path.iterdir()) == []


def test_links_and_pipes_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "none", "."):
        with pytest.raises(OSError, match=r"link|file|directory"):
            read_plain(tmp_path / name)
        assert not is_plain(tmp_path / name)
    assert read_plain(tmp_path / "file") == "x"
    assert is_plain(tmp_path / "file")


def test_readable_as_the_user_likes(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "file.txt", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "file.txt").stat().st_mode & 0o777 == 0o640


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    target.write_text("old")

    def write_half(draft: Path) -> None:
        draft.write_text("half of the n")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"), whole(target) as draft:
        write_half(draft)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RunError, match=r"^cannot write .*file\.txt: No space left on device$"):
        write_whole(tmp_path / "file.txt", "x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(RunError) as caught:
        write_whole(tmp_path / "results" / "measures.csv", "x")
    assert "\n" not in str(caught.value)
    assert "measures.csv" in str(caught.value)


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused by hand, as no mode of a folder keeps root out."""

    def refuse(self: Path, data: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(RunError, match=r"^cannot write .*file\.txt: Permission denied$"):
        write_whole(tmp_path / "file.txt", "x")
    assert list(tmp_path.iterdir()) == []


def test_hash(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    # The SHA-256 of nothing, as published with the standard.
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_of(tmp_path / "empty") == expected


def test_what_is_written_to_an_unfinished_folder_is_settled_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    folder = tmp_path / f"{UNFINISHED}tables"
    folder.mkdir()
    for name in ("one", "two"):
        write_whole(folder / name, name)
    assert not waits
    write_whole(tmp_path / "saved", "saved", is_settled=False)
    assert not waits
    write_whole(tmp_path / "three", "three")
    assert len(waits) == 2, "content and name"
    settle_together([folder / "one", folder / "two"])
    assert len(waits) == 4
    with pytest.raises(FileNotFoundError):
        settle_together([folder / "one", folder / "three"])
