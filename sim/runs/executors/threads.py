"""Replications in threads of this process, which load its libraries once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sim.runs.executors.executor import Executor, MemoryPool, Workers, batches_for, memory_here


@dataclass(frozen=True)
class Threads(Executor):
    """Threads of this process."""

    workers: int

    def __str__(self) -> str:
        return f"threads:{self.workers}"

    @contextlib.contextmanager
    def open(self, tasks: int) -> Iterator[Workers]:
        """Provide threads, which end after their present replication; see `Executor.open`."""
        workers = min(self.workers, tasks)
        pool = ThreadPoolExecutor(workers)
        try:
            yield Workers(pool, batches_for(workers))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def memory(self) -> list[MemoryPool]:
        """Return the memory of this machine."""
        return memory_here(self.workers, in_one_process=True)
