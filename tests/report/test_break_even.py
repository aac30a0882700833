"""How a break-even is read beside the range of what may be."""

from __future__ import annotations

import pytest

from sim.outputs.break_even import BreakEven, Point
from sim.report.terminal.break_even import _pays

NAN = float("nan")


def curve(first: float, last: float, value: float | None = None, crossings: int = 1) -> BreakEven:
    """Return what a search from 0 to 10 found, by the gains at its ends."""
    ends = (Point(0.0, first, first, first), Point(10.0, last, last, last))
    return BreakEven(value, None, None, last >= first, *ends, crossings)


@pytest.mark.parametrize(
    ("found", "pays"),
    [
        (curve(1.0, 2.0), "throughout"),
        (curve(-2.0, -1.0), "never"),
        (curve(0.0, 0.0), "equal"),
        (curve(NAN, NAN), "unknown"),
        (curve(-1.0, 1.0, 1.0), "throughout"),  # from 2 to 6 it is past the root
        (curve(1.0, -1.0, 1.0), "never"),
        (curve(-1.0, 1.0, 8.0), "never"),
        (curve(1.0, -1.0, 8.0), "throughout"),
        (curve(-1.0, 1.0, 4.0), "depends"),
        (curve(0.0, 1.0, 2.0), "throughout"),  # no gain at 2, and one from there on
        (curve(0.0, -1.0, 2.0), "never"),
        (curve(-1.0, 0.0, 6.0), "never"),
        (curve(-1.0, 1.0, 1.0, crossings=3), "depends"),
    ],
)
def test_whether_it_pays_from_2_to_6(found: BreakEven, pays: str) -> None:
    assert _pays(found, 2.0, 6.0) == pays
