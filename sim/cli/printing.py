"""What the command prints to. Messages that cannot be written never end it."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

if sys.version_info >= (3, 12):
    from collections.abc import Buffer
else:
    from typing import Any as Buffer


class _Forgiving(io.RawIOBase):
    """Writes to a file descriptor, and goes on where that is not possible."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: Buffer, /) -> int:
        try:
            return os.write(self._descriptor, data)
        except OSError:  # closed, full, or nobody reads it any more
            return len(memoryview(data))


def prepare_streams() -> None:
    """Have everything printed that can be, and nothing fail because it cannot.

    What the terminal cannot show becomes question marks. Progress and errors go to a stream that
    never fails: a run of hours must not end because nobody reads its messages. Where a stream is
    closed, what would be written to it is dropped, and no file can take its place.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stdout is None:
        sys.stdout = _text(1, "utf-8")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    sys.stderr = _text(2, getattr(sys.stderr, "encoding", None) or "utf-8")


def _text(descriptor: int, encoding: str) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(_Forgiving(descriptor)),
        encoding=encoding,
        errors="replace",
        line_buffering=True,
    )
