"""Write the messages of tests/bad_scenarios again, after a change of wording.

Run ``python tests/scenario/accept_messages.py`` by hand and read the difference before committing:
the tests never write these files.
"""

import os
from pathlib import Path

from sim.errors import InputError
from sim.outputs.declared import CHECKS
from sim.scenario.load import load

BAD = Path(__file__).parents[1] / "bad_scenarios"
#: Files that the bad ones extend.
GOOD = [f"../scenario/good/{name}.yaml" for name in ("mm1", "two-hubs")]


def main() -> None:
    os.chdir(BAD)
    for path in sorted(Path().glob("*.yaml")):
        try:
            load(path, also=GOOD, further=CHECKS)
        except InputError as error:
            path.with_suffix(".expected.txt").write_text(f"{error}\n", encoding="utf-8")
        else:
            print(f"{path}: loads, expected a fault")


if __name__ == "__main__":
    main()
