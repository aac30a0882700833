"""The command starts quickly: it imports only what it needs.

What is imported is held exactly; times are processor times with room for a slow machine.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.runs.small import write_scenario

HEAVY = {"numpy", "pandas", "scipy", "simpy", "pyarrow", "matplotlib", "numba"}
SHOW = """
import json, sys
from sim.cli.start import main
sys.argv = ["sixhubs", *sys.argv[1:]]
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def imported_by(*words: object) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_next_to_nothing(words: list[str]) -> None:
    light = {"pydantic", "yaml", "rich", "multiprocessing"}
    assert imported_by(*words) & (HEAVY | light) == set()


def test_check_imports_what_it_needs(tmp_path: Path) -> None:
    assert imported_by("check", write_scenario(tmp_path)) & HEAVY == set()
    for words in (["schema"], ["scenarios"], ["measures"], ["new", "mine", "--out", tmp_path]):
        assert imported_by(*words) & HEAVY == set(), words


def test_a_worker_imports_neither_yaml_nor_the_checks_of_scenarios() -> None:
    show = "import json, sys, sim.runs.resume; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", show], check=True, capture_output=True, text=True)
    found = set(json.loads(done.stdout))
    assert not found & {"yaml", "pandas", "sim.scenario.load", "sim.scenario.checks"}


INTERRUPTED = """
import os, signal, sys
from sim.cli.start import main

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupting())
sys.argv = ["sixhubs", "check", "scenarios/sussex-2017.yaml"]
main()
"""


@pytest.mark.parametrize("module", ["click", "sim.cli.main", "pydantic", "yaml"])
def test_ctrl_c_while_python_imports_is_one_line(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(module=module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "sixhubs: interrupted\n"


@pytest.mark.parametrize(
    ("words", "seconds"), [(["--help"], 0.3), (["check", "scenarios/sussex-2017.yaml"], 1.0)]
)
def test_processor_time(words: list[str], seconds: float) -> None:
    """The best of three, and three times what a quiet machine may take."""

    def measured() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", "from sim.cli.start import main; main()", *words],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(measured() for _ in range(3)) < 3 * seconds


@pytest.mark.slow
def test_only_the_live_page_imports_what_serves_it(tmp_path: Path) -> None:
    serving = {"starlette", "uvicorn", "anyio", "h11"}
    write_scenario(tmp_path, days=1, replications=2)
    two = write_scenario(tmp_path, name="two", days=1, replications=2, posts=2)
    one = tmp_path / "mm1.yaml"
    quick = ("--engine", "simpy", "--executor", "serial", "--quiet", "--out")
    assert imported_by("check", one) & serving == set()
    assert imported_by("run", one, *quick, tmp_path / "run") & serving == set()
    assert imported_by("compare", one, two, *quick, tmp_path / "both") & serving == set()
    assert imported_by("explore", "--help") & (serving | HEAVY) == set()
