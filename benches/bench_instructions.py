"""Instructions of the loop for each incident that comes about, which nothing else here moves.

Callgrind (of Valgrind) counts them. The code is made for the plainest processor of its kind, since
Valgrind does not know the newest instructions; so the count is the same on all machines, and rather
higher than what runs elsewhere. Skipped where there is no Valgrind with its headers, no C compiler,
or another kind of processor.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benches.common import in_c
from benches.conftest import Note
from benches.instructions import SUBJECTS
from benches.subject import ROOT

#: Instructions for each incident, and how far the count may be from them.
PINNED = Path(__file__).with_name("instructions.json")
TOLERANCE = 0.03
#: Compiled for any x86-64, whatever this one is.
PLAIN = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
SWITCH = """
#include <valgrind/callgrind.h>
void start(void) { CALLGRIND_START_INSTRUMENTATION; }
void stop(void) { CALLGRIND_STOP_INSTRUMENTATION; }
"""
HEADER = Path("/usr/include/valgrind/callgrind.h")
TOTAL = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)

MISSING = (
    shutil.which("valgrind") is None
    or in_c.compiler() is None
    or not HEADER.is_file()
    or platform.machine() != "x86_64"
)

pytestmark = pytest.mark.skipif(
    MISSING, reason="no valgrind with its headers, no C compiler, or no x86-64: nothing was counted"
)


def pinned() -> dict[str, int]:
    """Return the counts that were pinned, by subject."""
    return dict(json.loads(PINNED.read_text(encoding="utf-8")))


def instructions(subject: str) -> float:
    """Return the instructions of the compiled loop for each incident of a subject."""
    words = [sys.executable, "-m", "benches.instructions", subject]
    variables = {**os.environ, **PLAIN}
    with tempfile.TemporaryDirectory() as folder:
        source, switch, counts = (Path(folder, name) for name in ("switch.c", "switch.so", "out"))
        source.write_text(SWITCH, encoding="utf-8")
        compiler = str(in_c.compiler())
        subprocess.run([compiler, "-shared", "-fPIC", "-o", switch, source], check=True)
        subprocess.run(words, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, check=True)
        counting = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "-q",
                    f"--callgrind-out-file={counts}"]  # fmt: skip
        done = subprocess.run([*counting, *words, switch], cwd=ROOT, env=variables, check=True,
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
        totals = [int(number) for number in TOTAL.findall(counts.read_text(encoding="utf-8"))]
    return max(totals) / int(done.stdout.split()[-1])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_instructions(benchmark: BenchmarkFixture, note: Note, subject: str) -> None:
    found = benchmark.pedantic(instructions, args=(subject,), rounds=1)
    wanted = pinned().get(subject)
    bound = "none is pinned" if wanted is None else f"{wanted:,} within {TOLERANCE:.0%}"
    note(f"{subject}, compiled loop: instructions an incident", f"{found:,.0f}", bound)
    assert wanted is None or found == pytest.approx(wanted, rel=TOLERANCE), (
        f"{found:,.0f} instructions an incident, pinned are {wanted:,}: the model or the engine "
        "has changed; if that is meant, python -m benches.pin"
    )
