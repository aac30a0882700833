"""What a new lever owes beyond the code: figures, a test, a scenario, a line of the changelog.

Each message says what is missing and where to put it, as in `tests/house/test_levers.py`. Levers
that came before these tests stand in `older_levers.txt`; nothing is added there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from calibration import scenario_page
from calibration.check import leaves
from calibration.tables import BASELINE, ROWS, Value, records
from sim.scenario.load import load
from sim.scenario.reading.tree import plain
from sim.scenario.reading.yaml_reader import read_text
from tests.house.tree import ROOT
from tests.runs.shipped_bytes import KEPT, SHIPPED, missing
from tests.support.schema_levers import levers, pulled

OLDER = ROOT / "tests" / "house" / "older_levers.txt"


def older() -> set[str]:
    """Return the levers from before each had to be pulled by a scenario and be in the changelog."""
    return {*OLDER.read_text(encoding="utf-8").split()}


def test_every_new_lever_is_pulled_by_a_shipped_scenario() -> None:
    seen: set[str] = set()
    for file in (ROOT / "scenarios").rglob("*.yaml"):
        data = plain(read_text(file.read_text(encoding="utf-8"), file.name)[0])
        assert isinstance(data, dict)
        seen |= pulled(data)
    assert len(seen) > 100
    owed = [
        f"{lever}: pulled by no scenario; write one in scenarios/ that says why in a line, then "
        "make lever"
        for lever in levers()
        if lever not in seen | older()
    ]
    assert not owed, "\n".join(owed)


def test_all_that_make_lever_writes_of_a_scenario_is_there() -> None:
    """Each is in the gallery but the baseline, and what a short run of it gives is kept."""
    shown = {
        *re.findall(
            r"^(?:### |- `)([\w-]+)(?:$|`:)", scenario_page.PAGE.read_text(encoding="utf-8"), re.M
        )
    }
    owed = [
        f"{name}: not in {page}; make lever puts it there"
        for page, lacking in (
            (scenario_page.PAGE.name, {*SHIPPED} - shown - {BASELINE.stem}),
            (KEPT.name, {*missing()}),
        )
        for name in sorted(lacking)
    ]
    assert len(SHIPPED) > 50
    assert not owed, "\n".join(owed)


def test_every_new_lever_is_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    named = {
        name for span in re.findall(r"`([^`\n]+)`", text) for name in re.findall(r"[\w.]+", span)
    }
    owed = [
        f"{lever}: not in CHANGELOG.md; add a line under Added, with its name in backticks"
        for lever in levers()
        if lever not in named | older()
    ]
    assert not owed, "\n".join(owed)
    gone = older() - {*levers()}
    assert not gone, f"no such levers; take them out of {OLDER.relative_to(ROOT)}: {gone}"


def test_every_new_lever_is_set_in_a_test() -> None:
    rooms = ("model", "world", "outputs")
    text = "".join(
        file.read_text(encoding="utf-8")
        for room in rooms
        for file in (ROOT / "tests" / room).glob("test_*.py")
    )
    owed = [
        f"{lever}: set in no test of tests/{', tests/'.join(rooms)}; show what it does in one"
        for lever in levers()
        if lever not in older() and not re.search(rf'(\b|__){lever.rsplit(".", 1)[-1]}("|=)', text)
    ]
    assert not owed, "\n".join(owed)


def figures_owed(found: dict[str, Value], known: Mapping[str, str]) -> Iterator[str]:
    """Yield what is missing of the rows of figures; `known` says in which file each path stands."""
    for path, value in found.items():
        if path not in known:
            section = path.partition(".")[0]
            files = Counter(file for of, file in known.items() if of.partition(".")[0] == section)
            file = files.most_common(1)[0][0] if files else "rules.csv"
            yield (
                f"{path}: {value} has no row of figures; add one, with a source or the word "
                f"choice or assumption, to calibration/figures/rows/{file}; if it is the default, "
                "make lever does"
            )


def test_every_number_of_the_baseline_has_a_row_of_figures() -> None:
    """`tests/calibration/test_figures.py` compares the values too."""
    files = sorted(ROWS.glob("*.csv"))
    known = {line["path"]: file.name for file in files for line in records(file)}
    owed = list(figures_owed(leaves(load(BASELINE).scenario), known))
    assert not owed, "\n".join(owed)
    planted = " ".join(figures_owed({"redeployment.new": 3}, known))
    assert "calibration/figures/rows/rules.csv" in planted
