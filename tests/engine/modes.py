"""Runs worlds on the compiled engine as the environment says, for tests that start it as a process.

    python tests/engine/modes.py WORLDS RESULTS

Each world comes with whether to spoil it; a result is the fields of the log and the state, or the
error that there was.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from sim.engine import compiled


def main() -> None:
    """Run the worlds of one file and write what came out to another."""
    results: list[object] = []
    for world in pickle.loads(Path(sys.argv[1]).read_bytes()):  # noqa: S301
        try:
            results.append(compiled.simulate(world, log=True))
        except Exception as error:
            results.append(repr(error))
    Path(sys.argv[2]).write_bytes(pickle.dumps(results))


if __name__ == "__main__":
    main()
