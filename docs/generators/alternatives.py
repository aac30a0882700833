"""Compare the baseline with its main alternatives, write results/alternatives: ``make results``.

All results go to ``results/alternatives-run``, which git ignores. From there the page, the workbook
and a table are kept: the rows of ``comparison.csv`` that have a verdict or are of the whole force.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "results" / "alternatives"
#: The page names this folder.
ALL = "alternatives-run"
BASELINE = "sussex-2017"
ALTERNATIVES = (
    "ring-fenced",
    "ring-fenced-entirely",
    "one-pool",
    "as-inspected-2018",
    "hot-spot-patrols",
    "no-resolution-centre",
)
DAYS = 28
REPLICATIONS = 8
TABLE = "comparison.csv"
#: Files that are kept as they are.
WHOLE = ("report.html", "results.xlsx")
#: What the column `better` says where no verdict is given.
NO_VERDICT = ("exploratory", "no direction", "empty", "other districts")


def compare(folder: Path, executor: str) -> None:
    """Run the comparison, as anybody would by the command."""
    words = [BASELINE, *ALTERNATIVES, "--days", str(DAYS), "--replications", str(REPLICATIONS)]
    words += ["--executor", executor, "--out", str(folder), "--overwrite", "--quiet"]
    command = Path(sys.executable).with_name("sixhubs")
    subprocess.run([command, "compare", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def table(folder: Path) -> str:
    """Return the rows of the comparison that are kept, as they stand in its file."""
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    head = rows[0]
    hub, better = head.index("hub"), head.index("better")
    kept = [row for row in rows[1:] if row[hub] == "all" or row[better] not in NO_VERDICT]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([head, *kept])
    return written.getvalue()


def keep(folder: Path, kept: Path = KEPT) -> None:
    """Write what is kept of the results in a folder."""
    kept.mkdir(parents=True, exist_ok=True)
    (kept / TABLE).write_text(table(folder), encoding="utf-8", newline="\n")
    for name in WHOLE:
        shutil.copyfile(folder / name, kept / name)


def main(arguments: list[str] | None = None) -> int:
    """Run and keep; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--executor", default="processes")
    options = parser.parse_args(arguments)
    folder = KEPT.with_name(ALL)
    compare(folder, options.executor)
    keep(folder)
    sys.stdout.write(f"wrote {KEPT.relative_to(ROOT)}/\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
