"""What strategies are made of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]


def minutes(*values: float) -> st.SearchStrategy[float]:
    return st.sampled_from([float(value) for value in values])


def chance(percent: int) -> st.SearchStrategy[bool]:
    """Draw whether; shrinks towards not."""
    return st.integers(1, 100).map(lambda n: n > 100 - percent)


@st.composite
def durations(draw: st.DrawFn, *means: float) -> Data:
    """Draw a distribution of minutes, fixed ones most of all."""
    mean = draw(minutes(*means))
    kind = draw(st.sampled_from(["fixed", "exponential", "lognormal", "empirical"]))
    if kind == "fixed" or mean == 0:
        return {"distribution": "fixed", "value": mean}
    if kind == "exponential":
        return {"distribution": "exponential", "mean": mean}
    if kind == "lognormal":
        return {"distribution": "lognormal", "mean": mean, "cv": 1.0}
    return {"distribution": "empirical", "values": [0.0, mean, 2 * mean]}


@st.composite
def mix(draw: st.DrawFn, keys: list[int]) -> dict[int, float]:
    """Draw shares of some of the keys."""
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=len(keys), unique=True))
    if len(chosen) == 1:
        return {chosen[0]: 1.0}
    rest = [0.5 / (len(chosen) - 1)] * (len(chosen) - 1)
    return dict(zip(chosen, [0.5, *rest], strict=True))
