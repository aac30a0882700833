"""Where replications run when nobody has said where."""

from __future__ import annotations

from sim.runs.executors.executor import Executor, cores
from sim.runs.executors.serial import Serial


def usual(replications: int) -> Executor:
    """Return where a number of replications run by default.

    A single one runs here: it has no other beside it, and a worker process would take longer to
    start than the replication. Nothing else is lost where it ends its process.
    """
    if replications == 1:
        return Serial()
    from sim.runs.executors.processes import Processes  # which imports what starts processes

    return Processes(cores())
