"""Hold simulated measures against what is published of the force's performance.

Usage: ``python -m calibration.performance results/sussex-2017/measures.csv``. Used to choose the
numbers of posts that no source gives; the published figures are of 2012 to 2017, so they say where
to aim, not what is right. The exit status is 1 if a measure is missing.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from calibration.command import UnsuitedError, run
from calibration.tables import inputs, records


@dataclass(frozen=True)
class Comparison:
    """A simulated measure and the published range."""

    measure: str
    grade: str
    simulated: float | None
    low: float
    high: float
    source: str

    @property
    def verdict(self) -> str:
        """Return whether the measure lies in, below or above the range."""
        if self.simulated is None:
            return "missing"
        if self.simulated < self.low:
            return "below"
        return "above" if self.simulated > self.high else "within"


def compare(measures: Path) -> list[Comparison]:
    """Return a comparison for each published measure.

    Parameters
    ----------
    measures : pathlib.Path
        A ``measures.csv`` that a run of the baseline wrote.

    Raises
    ------
    UnsuitedError
        If it is another file.
    """
    lines = records(measures)
    if not lines or not {"measure", "team", "hub", "grade", "mean"} <= set(lines[0]):
        raise UnsuitedError(f"{measures}: is not the measures.csv of a run")
    simulated = {
        (line["measure"], line["team"], line["grade"]): float(line["mean"])
        for line in lines
        if line["hub"] == "all" and line["mean"]
    }
    return [
        Comparison(
            measure=line["measure"],
            grade=line["grade"],
            simulated=simulated.get((line["measure"], line["team"], line["grade"])),
            low=float(line["low"]),
            high=float(line["high"]),
            source=f"{line['source']} {line['year']}",
        )
        for line in inputs("targets")
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.performance", description=__doc__)
    parser.add_argument("measures", type=Path, help="the measures.csv of a run of the baseline")
    found = compare(parser.parse_args(arguments).measures)
    for line in found:
        value = "" if line.simulated is None else f"{line.simulated:.3g}"
        span = f"{line.low:g} to {line.high:g}"
        name = f"{line.measure} grade {line.grade}"
        print(f"{name:42}{value:>8}  published {span:16}{line.verdict:9}{line.source}")
    return int(any(line.simulated is None for line in found))


if __name__ == "__main__":
    run(main)
