"""One replication in a process of its own, for `benches.fresh`: ``python -m benches.replicate``."""

from __future__ import annotations

from benches.subject import REPLICATION, SEED, loaded, scenario
from sim.runs.replication import Task, replicate


def main() -> None:
    result = replicate(Task(scenario(), loaded().scenario_hash, SEED, REPLICATION))
    print(result.events)


if __name__ == "__main__":
    main()
