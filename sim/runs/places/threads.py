"""Replications in threads of this process, which load its libraries once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sim.runs.places.place import MemoryPool, Place, Workers, batches_for, memory_here


@dataclass(frozen=True)
class Threads(Place):
    """Threads of this process."""

    workers: int

    def __str__(self) -> str:
        return f"threads:{self.workers}"

    @contextlib.contextmanager
    def open(self, tasks: int) -> Iterator[Workers]:
        """Provide threads, which end after the replication that they are at; see `Place.open`."""
        workers = min(self.workers, tasks)
        executor = ThreadPoolExecutor(workers)
        try:
            yield Workers(executor, batches_for(workers))
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def memory(self) -> list[MemoryPool]:
        """Return the memory of this machine."""
        return memory_here(self.workers, in_one_process=True)
