"""Small results of the whole force, for what people look at: made once for all tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sim.public as sixhubs

#: Days on the reference engine, which need no compilation.
SHORT = {"run": {"days": 2, "warm_up_days": 0}}


def comparison(out: Path, *changes: dict[str, Any], replications: int = 2) -> Path:
    """Compare the baseline with itself after changes, and return the folder of the results."""
    baseline = sixhubs.load("sussex-2017", changes=SHORT)
    others = [baseline.with_changes(change) for change in changes]
    sixhubs.compare(baseline, *others, replications=replications, engine="simpy", out=out)
    return out
