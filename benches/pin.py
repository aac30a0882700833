"""Write the counts that the benches assert: ``python -m benches.pin``.

Instructions are counted where Valgrind is (`benches.bench_instructions`), and stay as they are
elsewhere.

Run it when the scenario or the model was changed on purpose, and say so in the changelog under
"Results changed".
"""

from __future__ import annotations

import json

from benches import bench_instructions
from benches.instructions import SUBJECTS
from benches.subject import PINNED, Counts, counted


def main() -> None:
    before = Counts(**json.loads(PINNED.read_text(encoding="utf-8"))) if PINNED.exists() else None
    now = counted()
    PINNED.write_text(json.dumps(now._asdict(), indent=2) + "\n", encoding="utf-8")
    for name in Counts._fields:
        old = "nothing" if before is None else getattr(before, name)
        print(f"{name:14} {old} -> {getattr(now, name)}")
    if not bench_instructions.MISSING:
        pin_instructions()


def pin_instructions() -> None:
    file = bench_instructions.PINNED
    before = bench_instructions.pinned() if file.exists() else {}
    counted = {name: round(bench_instructions.instructions(name)) for name in SUBJECTS}
    file.write_text(json.dumps(counted, indent=2) + "\n", encoding="utf-8")
    for name, count in counted.items():
        print(f"{name}, instructions an incident: {before.get(name, 'nothing')} -> {count}")


if __name__ == "__main__":
    main()
