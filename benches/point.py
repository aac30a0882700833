"""One replication of a force of some size, timed step by step, in a process of its own.

Usage: ``python -m benches.point FILE [--engine E] [--days N] [--hubs N]``; writes JSON to FILE.
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import pairwise
from pathlib import Path

from benches import engines, scaled, subject
from sim.world.build import build

SMALL_DAYS = 1


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches.point", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--engine", choices=engines.MODULES, default="simpy")
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--hubs", type=int, default=6)
    asked = parser.parse_args()
    simulate = engines.simulator(asked.engine)
    small = scaled.with_hubs(1, SMALL_DAYS)  # what is made, loaded or compiled at first use
    engines.measure(small, world := build(small, 1, 0), simulate(world))

    scenario = scaled.with_hubs(asked.hubs, asked.days)
    times = [time.process_time()]
    world = build(scenario, subject.SEED, subject.REPLICATION)
    times.append(time.process_time())
    state = simulate(world)
    times.append(time.process_time())
    engines.measure(scenario, world, state)
    times.append(time.process_time())
    steps = ("create_s", "simulate_s", "measure_s")
    found = dict(zip(steps, (end - begun for begun, end in pairwise(times)), strict=True))
    counts = {"incidents": world.sizes.incidents, "events": int(state.clock.events[0])}
    asked.file.write_text(json.dumps({**found, **counts}), encoding="utf-8")


if __name__ == "__main__":
    main()
