"""datapackage.json describes every column of every table, as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.outputs.datapackage import DATAPACKAGE
from tests.runs.small import SERIAL, execute, scenario

KINDS = {
    "integer": "iuf", "number": "fiu", "string": "OUT", "boolean": "b", "datetime": "M",
}  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    first, two = scenario(folder, days=1), scenario(folder, name="two", days=1, posts=2)
    execute([first, two], folder / "out", engine="simpy", executor=SERIAL, log=True)
    return folder / "out"


@pytest.mark.parametrize("part", [".", "mm1"])
def test_columns_are_described_with_their_types(both: Path, part: str) -> None:
    folder = both / part
    package = json.loads((folder / DATAPACKAGE).read_text())
    described = {one["path"]: one for one in package["resources"]}
    tables = {path.name for path in folder.iterdir() if path.suffix in (".csv", ".parquet")}
    assert set(described) == tables
    assert package["protective_marking"] == "OFFICIAL"
    for name, one in described.items():
        is_csv = name.endswith("csv")
        frame = pd.read_csv(folder / name) if is_csv else pd.read_parquet(folder / name)
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == list(frame.columns)
        for field in fields:
            known = frame[field["name"]].dropna()
            kind = known.dtype.kind if known.size else "O"
            assert known.size == 0 or kind in KINDS[field["type"]], (name, field)
            assert field["description"]
