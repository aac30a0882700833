"""Run random scenarios and damaged files with fresh seeds for a stated time: `make nightly`.

Ends with status 1 if anything was found; each finding comes with a command that repeats it.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shlex
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.nightly.damage import ROOT, damaged
from tests.nightly.trial import FOUND, Verdict, laid_out, trials

RANDOM = "tests/engine/test_random_scenarios.py"
#: Damaged files that are tried before the next series of random scenarios.
IN_TURN = 100
#: Where what was found is kept.
KEPT = ROOT / "results" / "nightly"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nightly", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long to go on")
    parser.add_argument("--damaged", type=int, metavar="SEED", help="repeat one damaged file")
    chosen = parser.parse_args()
    if chosen.damaged is not None:
        return _repeat(chosen.damaged)
    return _go_on(time.monotonic() + 60 * chosen.minutes)


def _go_on(end: float) -> int:
    """Take random scenarios and damaged files in turns; a turn that has begun is finished."""
    found, ended = 0, Counter[str]()
    seed = secrets.randbelow(1_000_000_000)
    while time.monotonic() < end:
        found += _random(seed)
        for verdict in trials(range(seed, seed + IN_TURN)):
            ended[verdict.ended] += 1
            if verdict.ended == FOUND:
                found += 1
                _show(verdict)
            if time.monotonic() >= end:
                break
        seed += IN_TURN
        _say(f"damaged files so far: {', '.join(f'{n} {how}' for how, n in ended.items())}")
    _say(f"{found} found" if found else "nothing found")
    return 1 if found else 0


def _random(seed: int) -> int:
    """Run the tests of random scenarios with a seed; return 1 if one fails."""
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", RANDOM]
    command += ["-k", "not reaches_far", f"--hypothesis-seed={seed}"]
    started = time.monotonic()
    # With CI set, the tests would take the same examples every time.
    env = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        _say(f"random scenarios, seed {seed}: clean, {time.monotonic() - started:.0f} s")
        return 0
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"random-{seed}.txt"
    kept.write_text(done.stdout + done.stderr, encoding="utf-8")
    _say(f"FOUND by random scenarios, seed {seed}: all of it in {kept.relative_to(ROOT)}")
    for line in done.stdout.splitlines():
        if line.startswith(("FAILED", "ERROR")):
            _say(f"  {line}")
    _say(f"  repeat: .venv/bin/python {shlex.join(command)}")
    return 1


def _show(verdict: Verdict) -> None:
    one = damaged(verdict.seed)
    _say(f"FOUND in {one.source.relative_to(ROOT)}, damaged with seed {verdict.seed}:")
    for what in (*one.done, *verdict.what.splitlines()):
        _say(f"  {what}")
    _say(f"  repeat: .venv/bin/python -m tests.nightly --damaged {verdict.seed}")


def _repeat(seed: int) -> int:
    """Try one damaged file again, and keep it to be looked at."""
    (verdict,) = trials([seed])
    one = damaged(seed)
    folder = KEPT / f"damaged-{seed}"
    kept = folder / one.scenario.parent.name / one.scenario.name
    if not kept.exists():
        laid_out(one, folder)
    for what in (*one.done, verdict.ended, *verdict.what.splitlines()):
        _say(what)
    _say(f"the file: .venv/bin/sixhubs check {_shown(kept)}")
    return 1 if verdict.ended == FOUND else 0


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
