"""Run the baseline and hold it against what was published of real forces.

Usage: ``python -m calibration.validate [--replications N] [--executor E] [--strict]``. The
scenarios that targets name are run, a table is printed, and docs/validation.md is written. The exit
status is 0 whenever they could be run; with ``--strict`` it is 1 if more than one published figure
in five is missed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import sixhubs
from calibration.command import run
from calibration.published import USES, Target, scenarios_of, targets
from calibration.simulated import Outcome, Ran, outcomes
from calibration.validation_page import (
    MOST_MISSED_SHARE,
    PAGE,
    missed_share,
    page,
    published,
    scenario_names,
    simulated,
    tally,
)


def run_all(
    wanted: Sequence[Target], replications: int, executor: str, out: Path
) -> dict[str, Ran]:
    """Run the scenarios that targets need, each in a folder of its name."""
    ran = {}
    for name in scenario_names(wanted):
        scenario = sixhubs.load(name)
        logged = any(each.kind == "log" and name in scenarios_of(each) for each in wanted)
        results = sixhubs.run(
            scenario, replications=replications, executor=executor, log=logged, out=out / name
        )
        ran[name] = Ran(scenario, results)
    return ran


def table(found: Sequence[Outcome]) -> str:
    """Return the table as text."""
    lines = []
    for each in found:
        target = each.target
        how = "judgement" if target.is_judgement else USES[target.use]
        lines.append(
            f"{target.says[:66]:68}{simulated(each):>20}   {published(target):30}"
            f"{how:11}{each.verdict}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None, path: Path = PAGE) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.validate", description=__doc__)
    parser.add_argument("--replications", type=int, default=12, help="of each scenario")
    parser.add_argument("--executor", default="serial", help="as of sixhubs run")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 if more than one in five is missed"
    )
    options = parser.parse_args(arguments)
    wanted = targets()
    with tempfile.TemporaryDirectory(prefix="validation-") as folder:
        ran = run_all(wanted, options.replications, options.executor, Path(folder))
        found = list(outcomes(wanted, ran))
    print(table(found))
    print(tally(found))
    path.write_text(page(found, options.replications), encoding="utf-8")
    return int(options.strict and missed_share(found) > MOST_MISSED_SHARE)


if __name__ == "__main__":
    run(main)
