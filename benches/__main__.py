"""All benches, each file in a fresh process, and their figures in one page: ``python -m benches``.

What one bench does to memory and caches cannot reach the next. A bound on time that is missed is
stated on the page; the command ends with an error only where a bench fails: another number of
events than was pinned, other waits, more memory or instructions than allowed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benches.figures import page
from benches.subject import ROOT

HERE = Path(__file__).parent


def main(options: list[str]) -> int:
    """Run all benches, with further options of pytest; return 1 if one has failed."""
    figures: dict[str, list[str]] = {}
    tables: dict[str, list[str]] = {}
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for part in sorted(HERE.glob("bench_*.py")):
            file = Path(folder, f"{part.stem}.json")
            words = ["-m", "pytest", str(part), "--benchmark-enable", "--benchmark-only", "-q"]
            done = subprocess.run(
                [sys.executable, *words, "--figures", str(file), *options], cwd=ROOT, check=False
            )
            failed += [part.name] if done.returncode else []
            if file.exists():
                found = json.loads(file.read_text(encoding="utf-8"))
                figures |= found["figures"]
                tables |= found["tables"]
    print("\n".join(["", "figures for docs/performance.md", "", *page(figures, tables)]))
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
