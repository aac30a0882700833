"""From the text after ``--executor`` to an executor."""

from __future__ import annotations

import re

from sim.runs.executors.cluster import Cluster
from sim.runs.executors.executor import Executor, cores
from sim.runs.executors.processes import Processes
from sim.runs.executors.serial import Serial
from sim.runs.executors.threads import Threads
from sim.suggestions import did_you_mean

NAMES = ("serial", "processes", "threads", "dask")
KNOWN = "serial, processes[:n], threads[:n] or dask:ADDRESS"
WORKERS_LIMIT = 1024
#: Address of a scheduler, TCP unless it says otherwise.
_ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|ws|wss)://)?[^\s/]+:\d+")


def parse(text: str) -> Executor:
    """Read ``serial``, ``processes``, ``processes:4``, ``threads:4`` or ``dask:ADDRESS``.

    Raises
    ------
    ValueError
        With a message for the user, if the text is anything else.
    """
    name, separator, rest = text.partition(":")
    if name not in NAMES or (name == "serial" and separator):
        hint = did_you_mean(name, NAMES) if name not in NAMES else ""
        raise ValueError(f"got {text!r}, expected {KNOWN}{hint}")
    if name == "serial":
        return Serial()
    if name == "dask":
        if not _ADDRESS.fullmatch(rest):
            raise ValueError(f"got {text!r}, expected an address, as in dask:tcp://127.0.0.1:8786")
        return Cluster(rest)
    kind = Processes if name == "processes" else Threads
    if not separator:
        return kind(cores())
    if not (rest.isascii() and rest.isdigit() and 1 <= int(rest[:9]) <= WORKERS_LIMIT):
        raise ValueError(
            f"got {text!r}, expected a number of workers from 1 to {WORKERS_LIMIT} after the colon"
        )
    return kind(int(rest[:9]))
