"""sixhubs replay: a day as a page."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

QUICK = ("--engine", "simpy")


def test_the_command_writes_a_page(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    write_scenario(tmp_path, name="two", days=1, posts=2)
    done = invoke("replay", "mm1.yaml", "two.yaml", "--day", 1, "-o", "day.html", *QUICK)
    assert done.stdout == "wrote day.html\n"
    assert Path("day.html").read_text().startswith("<!DOCTYPE html>")


def test_a_day_outside_the_run_and_a_scenario_beside_itself(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, days=1)
    done = invoke("replay", "mm1.yaml", "--day", 9, *QUICK)
    assert done.exit_code == 2
    assert done.stderr.startswith(
        "--day: got 9, expected 1 to 1: the run is from Mon 01 Jan 2018 to Mon 01 Jan 2018\n"
    )
    same = invoke("replay", "mm1.yaml", "mm1.yaml", "--day", 1, *QUICK)
    assert same.exit_code == 2
    assert "is the baseline itself" in same.stderr
    assert not Path("replay.html").exists()
