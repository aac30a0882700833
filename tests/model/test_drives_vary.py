"""Drives vary about what is expected: the whole of them, or their first minutes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.worlds import Call, force, play, team


@pytest.mark.parametrize(
    ("limit", "expected", "factor", "takes"),
    [
        (None, 60, 2.0, 120),  # the whole drive
        (20.0, 60, 2.0, 80),  # 20 minutes twice, and 40 as expected
        (20.0, 60, 0.5, 50),
        (20.0, 10, 2.0, 20),  # a drive shorter than that varies as a whole
        (20.0, 20, 0.5, 10),
    ],
)
def test_a_drive_varies_up_to_a_length(
    limit: float | None, expected: int, factor: float, takes: float
) -> None:
    travel: dict[str, Any] = {"mode": "none", "varies_up_to_min": limit}
    scenario = force({"response": team(1)}, travel=travel)
    course = play(scenario, [Call(at=0, factors=(factor,))], drives={"A": [expected]})
    assert course.incidents("first_arrived") == [takes]
