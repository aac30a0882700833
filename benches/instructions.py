"""One replication of which only the compiled loop is counted, to be run under callgrind.

``python -m benches.instructions SUBJECT SWITCH`` builds the world of a subject, simulates it once,
so that all is loaded, and once more with callgrind switched on by the library SWITCH. It prints how
many incidents came about. Without SWITCH it only compiles what is needed.
"""

from __future__ import annotations

import argparse
import ctypes
from collections.abc import Callable

import numpy as np

from benches import subject
from benches.common import definition
from sim.engine.compiled import compiling
from sim.engine.compiled.engine import Compiled
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import IncidentState
from sim.world.build import build

#: What is counted, by name; a day less or more changes the work for each incident.
SUBJECTS: dict[str, Callable[[], Scenario]] = {
    "common": lambda: definition.scenario(7),
    "Sussex": lambda: subject.scenario(7, 0),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches.instructions", description=__doc__)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("switch", nargs="?")
    asked = parser.parse_args()
    if asked.switch is None:
        compiling.prepare(print)
        return
    world = build(SUBJECTS[asked.subject](), subject.SEED, subject.REPLICATION)
    Compiled(world).run()
    counted = Compiled(world)
    # Where the arrays are is found once for each run, by the interpreter: it is not counted.
    counted.run(0)
    switch = ctypes.CDLL(asked.switch)
    switch.start()
    counted.run()
    switch.stop()
    state = counted.finish()
    print(np.count_nonzero(state.incidents.state != IncidentState.EXPECTED))


if __name__ == "__main__":
    main()
