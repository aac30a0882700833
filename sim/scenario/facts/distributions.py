"""What is expected of a distribution."""

from __future__ import annotations

from sim.scenario.schema.distributions import Distribution, Empirical, Fixed, Triangular


def expected(distribution: Distribution) -> float:
    """Return the mean of a distribution, in the unit of its field."""
    match distribution:
        case Fixed(value=value):
            return value
        case Triangular(low=low, mode=mode, high=high):
            return (low + mode + high) / 3
        case Empirical(values=values, weights=weights):
            shares = weights or [1.0] * len(values)
            return sum(v * w for v, w in zip(values, shares, strict=True)) / sum(shares)
        case _:
            return distribution.mean
