"""What the shipped scenarios give, as one hash for each file of a short run with its log.

``python -m tests.runs.shipped_bytes`` writes the hashes again, or only those of the scenarios that
it is given, or with ``--missing``, as `make lever` has it, of those that have none yet. Write them
all when results change on purpose, with a line under **Results changed** in the changelog that says
which and why.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from click.testing import CliRunner

from sim.cli.main import sixhubs
from tests.house.tree import ROOT

KEPT = Path(__file__).with_name("shipped_bytes.json")
SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
#: Days of the run, where the first two do not show what is special about a scenario.
SPECIAL_DAYS: dict[str, dict[str, object]] = {
    "august-bank-holiday": {"start": "2017-10-20", "days": 4},
    "every-system-on": {"start": "2017-10-10"},
    "hate-crime-after-a-vote": {"start": "2017-10-09"},
    "marac-as-it-was": {"start": "2017-10-10"},
    "marac-every-fortnight": {"start": "2017-10-10"},
    "marac-protects-victims": {"start": "2017-10-10"},
    "operation-marble": {"start": "2017-10-06"},
    "prevention-settled": {"warm_up_days": 1},
    "ring-fenced-for-a-quarter": {"start": "2017-12-31"},
}


def hashes(name: str, folder: Path) -> dict[str, str]:
    """Run a shipped scenario for a short time; return the SHA-256 of each table by file name."""
    run = {"days": 2, "warm_up_days": 0, **SPECIAL_DAYS.get(name, {})}
    short, out = folder / f"{name}.yaml", folder / name
    short.write_text(yaml.safe_dump({"extends": [name], "run": run}), encoding="utf-8")
    options = ["--replications", "1", "--log", "--executor", "serial", "--out", str(out), "--quiet"]
    result = CliRunner().invoke(sixhubs, ["run", str(short), *options])
    assert result.exit_code == 0, result.output
    tables = [*out.glob("*.csv"), *out.glob("*.parquet")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(tables)}


def main(names: Sequence[str]) -> None:
    """Write the hashes of these scenarios, or of all; those of scenarios that have gone, go."""
    unknown = set(names) - set(SHIPPED)
    assert not unknown, f"not in scenarios/: {', '.join(unknown)}"
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if names else {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names or SHIPPED:
            kept[name] = hashes(name, Path(folder))
    found = {name: kept[name] for name in SHIPPED if name in kept}
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def missing() -> list[str]:
    """Return the shipped scenarios that have no hashes yet."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    return [name for name in SHIPPED if name not in kept]


if __name__ == "__main__":
    if sys.argv[1:] != ["--missing"]:
        main(sys.argv[1:])
    elif missing():
        main(missing())
