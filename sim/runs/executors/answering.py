"""Whether anybody answers, and in time: what is waited for here ends."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sim.errors import UnusableError

T = TypeVar("T")

#: What Dask says first: the length of its greeting, as a number of this many bytes, and its limit.
GREETING_BYTES = 8
LONGEST_GREETING = 1 << 16


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what a call returns, or leave it to itself when it takes too long.

    Raises
    ------
    TimeoutError
        If it has not ended by then.
    """
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        if answer.done():
            raise
        raise TimeoutError(f"nothing came within {seconds:.0f} s") from None


def check_greeting(address: str, seconds: float) -> None:
    """Check that a Dask scheduler greets whoever connects to an address.

    Dask itself waits for minutes where nobody speaks, and takes any eight bytes for a length. Only
    TCP is checked: on other ways the greeting comes after what Dask has to know better.

    Parameters
    ----------
    address : str
        As Dask takes it.
    seconds : float
        How long the greeting may take.

    Raises
    ------
    UnusableError
        If nobody does, or somebody else.
    """
    way, _, place = address.rpartition("://")
    if way not in ("", "tcp"):
        return
    host, _, port = place.rpartition(":")
    try:
        greeting = within(seconds + 1, lambda: _first_bytes(host.strip("[]"), int(port), seconds))
    except (OSError, OverflowError) as error:
        text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnusableError(f"no Dask scheduler answers at {address}: {text}") from None
    if not 0 < int.from_bytes(greeting, sys.byteorder) <= LONGEST_GREETING:
        raise UnusableError(f"what answers at {address} is no Dask scheduler")


def _first_bytes(host: str, port: int, seconds: float) -> bytes:
    """Return the first bytes that come from an address, zeros if the connection is closed.

    Raises
    ------
    OSError
        If nobody is there, or the bytes do not come in time.
    """
    end = time.monotonic() + seconds
    found = b""
    with socket.create_connection((host, port), seconds) as connection:
        while len(found) < GREETING_BYTES:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"nothing came within {seconds:.0f} s")
            connection.settimeout(left)
            try:
                more = connection.recv(GREETING_BYTES - len(found))
            except TimeoutError:
                raise TimeoutError(f"nothing came within {seconds:.0f} s") from None
            if not more:
                return bytes(GREETING_BYTES)
            found += more
    return found
