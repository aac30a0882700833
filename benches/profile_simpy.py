"""Say where the time of a replication goes: by kind of event, and by function.

Usage: ``python -m benches.profile_simpy [SCENARIO] [--days N] [--top N]``.

The first table times each event on the clock of the wall, with some 0.1 microseconds added for
each. The second comes from Python's profiler, which makes small functions look dearer than they
are: read its order, not its seconds.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Generator
from pathlib import Path

from benches import subject
from sim.engine.on_simpy.engine import Due, Simulation
from sim.vocabulary import Actor, EventKind
from sim.world.arrays import World
from sim.world.build import build

#: Primitive calls, calls, own seconds, seconds with what was called, and callers.
Cost = tuple[int, int, float, float, object]


class Timed(Simulation):
    """A simulation that knows how long its events of each kind took."""

    def __init__(self, world: World) -> None:
        self.spent_ns = [0] * len(EventKind)
        self.number = [0] * len(EventKind)
        super().__init__(world)

    def actor(self, actor: Actor) -> Generator[None, Due, None]:
        """Return the actor's generator in another that takes the time."""
        inner = super().actor(actor)
        send, spent_ns, number = inner.send, self.spent_ns, self.number
        clock = time.perf_counter_ns

        def timed() -> Generator[None, Due, None]:
            next(inner)
            while True:
                due = yield
                start = clock()
                send(due)
                spent_ns[due.kind] += clock() - start
                number[due.kind] += 1

        return timed()


def by_kind(world: World) -> None:
    """Print time by kind of event."""
    simulation = Timed(world)
    start = time.perf_counter_ns()
    simulation.run()
    total_ns = time.perf_counter_ns() - start
    incidents = max(world.sizes.incidents, 1)
    print(f"{'kind':18}{'actor':10}{'events':>10}{'us each':>9}{'us/incident':>13}{'share':>8}")
    rows = [(simulation.spent_ns[kind], kind, simulation.number[kind]) for kind in EventKind]
    for spent_ns, kind, number in sorted(rows, reverse=True):
        if number:
            print(
                f"{kind.name:18}{kind.actor.name:10}{number:>10,}"
                f"{spent_ns / number / 1e3:>9.1f}{spent_ns / incidents / 1e3:>13.1f}"
                f"{spent_ns / total_ns:>8.1%}"
            )
    rest_ns = total_ns - sum(simulation.spent_ns)
    number = sum(simulation.number)
    for name, spent_ns in (("SimPy's loop", rest_ns), ("all", total_ns)):
        print(
            f"{name:28}{number:>10,}{spent_ns / number / 1e3:>9.1f}"
            f"{spent_ns / incidents / 1e3:>13.1f}{spent_ns / total_ns:>8.1%}"
        )


def by_function(world: World, top: int) -> None:
    """Print the functions that take the most time themselves."""
    profile = cProfile.Profile()
    profile.enable()
    Simulation(world).run()
    profile.disable()
    stats: dict[tuple[str, int, str], Cost] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total_s = sum(own_s for _, _, own_s, _, _ in stats.values())
    print(f"{'function':56}{'calls':>12}{'own s':>8}{'share':>8}")
    dearest = sorted(stats.items(), key=lambda item: -item[1][2])
    for (file, _, name), (_, calls, own_s, _, _) in dearest[:top]:
        print(f"{_where(file, name):56}{calls:>12,}{own_s:>8.2f}{own_s / total_s:>8.1%}")


def _where(file: str, name: str) -> str:
    """Return ``sim/model/duty.py: become_free``, or the name alone for what is built in."""
    path = Path(file)
    if path.is_relative_to(subject.ROOT) and "site-packages" not in path.parts:
        return f"{path.relative_to(subject.ROOT)}: {name}"
    return name if file == "~" else f"{'/'.join(path.parts[-2:])}: {name}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches.profile_simpy", description=__doc__)
    parser.add_argument("scenario", type=Path, nargs="?", default=subject.BASELINE)
    parser.add_argument("--days", type=int, default=14, help="days to simulate, from the start")
    parser.add_argument("--top", type=int, default=25, help="functions to show")
    asked = parser.parse_args()
    start = time.perf_counter()
    scenario = subject.scenario(asked.days, 0, asked.scenario)
    world = build(scenario, subject.SEED, subject.REPLICATION)
    sizes = world.sizes
    print(
        f"{scenario.name}: {sizes.incidents:,} incidents in {asked.days} days, "
        f"{sizes.officers:,} people; made in {time.perf_counter() - start:.2f} s\n"
    )
    by_kind(world)
    print()
    by_function(world, asked.top)


if __name__ == "__main__":
    main()
