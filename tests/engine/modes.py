"""Runs worlds on the compiled engine as the environment says, for tests that start it as a process.

    python tests/engine/modes.py WORLDS RESULTS

A result is the state at the end, or the error of an index that was out of bounds.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from sim.engine.compiled import engine as compiled


def main() -> None:
    """Run the worlds of one file and write what came out to another."""
    results: list[object] = []
    for world in pickle.loads(Path(sys.argv[1]).read_bytes()):  # noqa: S301
        try:
            results.append(compiled.simulate(world, log=True))
        except IndexError as error:
            results.append(repr(error))
    Path(sys.argv[2]).write_bytes(pickle.dumps(results))


if __name__ == "__main__":
    main()
