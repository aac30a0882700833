"""Write the counts that the benches assert: ``python -m benches.pin``.

Run it when the scenario or the model was changed on purpose, and say so in the changelog under
"Results changed".
"""

from __future__ import annotations

import json

from benches.subject import PINNED, Counts, counted


def main() -> None:
    before = Counts(**json.loads(PINNED.read_text(encoding="utf-8"))) if PINNED.exists() else None
    now = counted()
    PINNED.write_text(json.dumps(now._asdict(), indent=2) + "\n", encoding="utf-8")
    for name in Counts._fields:
        old = "nothing" if before is None else getattr(before, name)
        print(f"{name:14} {old} -> {getattr(now, name)}")


if __name__ == "__main__":
    main()
