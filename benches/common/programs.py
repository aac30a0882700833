"""The programs that simulate the common model, each with the same three steps to be timed.

All simulate the same calls, those of sixhubs' world, so that their waits can be compared call by
call. What is timed as the creation of the others is drawing as many calls in blocks of NumPy: that
is quicker than a draw per call in the midst of the simulation, as users of SimPy and Ciw mostly
write it, so what these take in all is rather too little. Measuring is the mean wait by grade for
them, and for sixhubs all measures and the profile of the week that a replication is given.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from benches import engines
from benches.common import definition, in_c, in_ciw, in_heapq, in_simpy
from benches.common.definition import Calls, Ints
from sim.model.state import State
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import build

SEED = 1917

#: Names of programs, as the table has them.
SIMPY, CIW, HEAPQ, C = "idiomatic SimPy", "Ciw", "heapq in plain Python", "C by hand"
C_PEOPLE = "C by hand, with people"
OURS = "sixhubs, {} engine"

Simulate = Callable[..., Ints]
OTHERS: dict[str, Simulate] = {
    SIMPY: in_simpy.simulate,
    CIW: in_ciw.simulate,
    HEAPQ: in_heapq.simulate,
    C: in_c.simulate,
}


class Steps(NamedTuple):
    """A program: its three steps, each given what the one before returned, and its waits."""

    create: Callable[[], Any]
    simulate: Callable[[Any], Any]
    measure: Callable[[Any], Any]
    waits: Callable[[Any], Ints]


class Times(NamedTuple):
    """CPU seconds of the steps of a program."""

    create_s: float
    simulate_s: float
    measure_s: float

    @property
    def all_s(self) -> float:
        return sum(self)


class Outcome(NamedTuple):
    """What a program did: its quickest steps, and the waits."""

    best: Times
    rounds: dict[int, Times]  #: the quickest of each turn in which it ran
    wait_ms: Ints


def waits_of(calls: Calls, state: State) -> Ints:
    """Return the waits of a run of sixhubs: created to assignment, of all officers at once."""
    assigned_ms = state.incidents.first_assigned_ms
    return np.where(assigned_ms < 0, definition.STILL_WAITING, assigned_ms - calls.created_ms)


def ours(scenario: Scenario, engine: str) -> Steps:
    """Return sixhubs as a program."""
    simulate = engines.simulator(engine)
    return Steps(
        create=lambda: build(scenario, SEED, 0),
        simulate=lambda world: (world, simulate(world)),
        measure=lambda run: engines.measure(scenario, *run),
        waits=lambda run: waits_of(definition.calls_of(run[0]), run[1]),
    )


def other(scenario: Scenario, simulate: Simulate, shared: Calls) -> Steps:
    """Return another program, which simulates calls that are given."""
    changeovers = definition.changeovers(scenario)
    hubs, horizon_ms = len(scenario.hubs), scenario.run.days * definition.MS_PER_DAY
    return Steps(
        create=lambda: definition.draw(scenario, np.random.default_rng(SEED)),
        simulate=lambda _: simulate(shared, changeovers, hubs, horizon_ms),
        measure=lambda wait: definition.mean_waits_min(shared, wait),
        waits=lambda wait: wait,
    )


def c_with_people(scenario: Scenario, shared: Calls, world: World) -> Steps:
    """Return the program in C that keeps people as sixhubs does; their shifts are given."""
    return other(scenario, in_c.simulate, shared)._replace(
        simulate=lambda _: in_c.simulate_people(world).wait_ms
    )


def programs(scenario: Scenario) -> tuple[Calls, dict[str, Steps]]:
    """Return the shared calls, and all programs that this machine can run."""
    world = build(scenario, SEED, 0)
    shared = definition.calls_of(world)
    found = {
        name: other(scenario, simulate, shared)
        for name, simulate in OTHERS.items()
        if name != C or in_c.compiler() is not None
    }
    if C in found:
        found[C_PEOPLE] = c_with_people(scenario, shared, world)
    found |= {OURS.format(engine): ours(scenario, engine) for engine in engines.available()}
    return shared, found


def timed(steps: Steps) -> tuple[Times, Ints]:
    """Run a program once."""
    gc.collect()
    clock = time.process_time
    begun = clock()
    made = steps.create()
    created = clock()
    run = steps.simulate(made)
    simulated = clock()
    steps.measure(run)
    measured = clock()
    waits = steps.waits(run)
    return Times(created - begun, simulated - created, measured - simulated), waits


def in_turns(found: dict[str, Steps], rounds: int, long_s: float) -> dict[str, Outcome]:
    """Run all programs in turns, so that each meets the machine in all its moods.

    Parameters
    ----------
    rounds : int
        How often in turns. In each, a program that takes less than a tenth of `long_s` runs five
        times; one that takes longer than `long_s` runs in every other round only. What a first
        run takes to compile does not count, since the best counts.
    """
    outcomes: dict[str, Outcome] = {}
    for number in range(rounds):
        for name, steps in found.items():
            known = outcomes.get(name)
            taken_s = known.best.all_s if known else long_s
            if taken_s > long_s and number % 2:
                continue
            for _ in range(5 if taken_s < long_s / 10 else 1):
                times, wait_ms = timed(steps)
                known = outcomes.get(name)
                best = Times(*map(min, times, known.best)) if known else times
                own = dict(known.rounds) if known else {}
                own[number] = Times(*map(min, times, own.get(number, times)))
                outcomes[name] = Outcome(best, own, wait_ms)
    return outcomes


def ratios(
    outcomes: dict[str, Outcome], name: str, to: str, *, in_all: bool = False
) -> list[float]:
    """Return how many times as quick a program is as another one, turn by turn.

    The simulation alone, or in all; of the turns in which both ran.
    """
    ours, theirs = outcomes[name].rounds, outcomes[to].rounds
    both = [(ours[turn], theirs[turn]) for turn in ours if turn in theirs]
    return [
        other.all_s / own.all_s if in_all else other.simulate_s / own.simulate_s
        for own, other in both
    ]


def table(calls: Calls, outcomes: dict[str, Outcome], scenario: Scenario) -> Sequence[str]:
    """Return the comparison as a table in Markdown."""
    n = len(calls.hub)
    size = f"{n:,} calls, {scenario.run.days} days, {len(scenario.hubs)} hubs"
    how = "calls a second of CPU, the best of several rounds in turns; ratios are their medians."
    lines = [
        f"{size}; {how}",
        "",
        f"| program | simulate | x {SIMPY} | create, simulate, measure | x {SIMPY} | "
        + " | ".join(f"mean wait {grade}, min" for grade in range(1, definition.GRADES + 1))
        + " |",
        "|---" + "|---:" * (4 + definition.GRADES) + "|",
    ]
    for name, (best, _, wait_ms) in outcomes.items():
        waits = definition.mean_waits_min(calls, wait_ms)
        cells = [
            name,
            f"{n / best.simulate_s:,.0f}",
            f"{median(ratios(outcomes, name, SIMPY)):,.2f}",
            f"{n / best.all_s:,.0f}",
            f"{median(ratios(outcomes, name, SIMPY, in_all=True)):,.2f}",
            *(f"{wait:.3f}" for wait in waits),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
