"""Commands run in fresh processes: their CPU time and peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benches.subject import ROOT

BIN = Path(sys.executable).parent

#: Between this process and the measured one stands a small one: on Linux a process starts with the
#: peak memory of the one that started it, which here is full of pytest and worlds.
LAUNCHER = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
cpu_s = used.ru_utime + used.ru_stime
print(json.dumps([done.returncode, cpu_s, used.ru_maxrss * unit / 1e6]))
"""


class Used(NamedTuple):
    """What a command used."""

    cpu_s: float
    peak_mb: float


def run(words: Sequence[Path | str]) -> Used:
    """Run a command in the checkout and return what it used; it must end with status 0."""
    launcher = [sys.executable, "-S", "-c", LAUNCHER, *map(str, words)]
    done = subprocess.run(launcher, cwd=ROOT, capture_output=True, text=True, check=True)
    status, cpu_s, peak_mb = json.loads(done.stdout)
    assert status == 0, f"{words} ended with {status}: {done.stderr}"
    return Used(cpu_s, peak_mb)
