"""Probability distributions a scenario may name, as data.

How a uniform mark becomes a value of each is in `sim.world.marks`. Each kind names in `scaled` the
keys that a factor multiplies: the mean then changes by the factor, and the shape stays.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, NonNegativeFloat

from sim.scenario.schema.section import Section, field

#: Beyond these, tails no longer fit into whole milliseconds; far beyond any work of the police.
LARGEST = 100_000
LARGEST_CV = 10

Amount = Annotated[float, Field(ge=0, le=LARGEST)]
PositiveAmount = Annotated[float, Field(gt=0, le=LARGEST)]
Cv = Annotated[float, Field(gt=0, le=LARGEST_CV)]


class Fixed(Section):
    """Always the same value."""

    scaled: ClassVar[tuple[str, ...]] = ("value",)
    distribution: Literal["fixed"] = field("the name of the distribution", example="fixed")
    value: Amount = field(
        "the value, in the unit of the field", unit="unit of the field", example=30
    )


class Exponential(Section):
    """Exponential distribution."""

    scaled: ClassVar[tuple[str, ...]] = ("mean",)
    distribution: Literal["exponential"] = field(
        "the name of the distribution", example="exponential"
    )
    mean: PositiveAmount = field(
        "mean, in the unit of the field", unit="unit of the field", example=20
    )


class Lognormal(Section):
    """Lognormal distribution: many short values and a heavy tail."""

    scaled: ClassVar[tuple[str, ...]] = ("mean",)
    distribution: Literal["lognormal"] = field("the name of the distribution", example="lognormal")
    mean: PositiveAmount = field(
        "mean, in the unit of the field", unit="unit of the field", example=50
    )
    cv: Cv = field("standard deviation divided by the mean", unit="ratio", example=0.8)


class Gamma(Section):
    """Gamma distribution."""

    scaled: ClassVar[tuple[str, ...]] = ("mean",)
    distribution: Literal["gamma"] = field("the name of the distribution", example="gamma")
    mean: PositiveAmount = field(
        "mean, in the unit of the field", unit="unit of the field", example=6
    )
    cv: Cv = field("standard deviation divided by the mean", unit="ratio", example=1)


class Triangular(Section):
    """Triangular distribution between two limits."""

    scaled: ClassVar[tuple[str, ...]] = ("low", "mode", "high")
    distribution: Literal["triangular"] = field(
        "the name of the distribution", example="triangular"
    )
    low: Amount = field(
        "smallest value, in the unit of the field", unit="unit of the field", example=5
    )
    mode: Amount = field(
        "most likely value, in the unit of the field", unit="unit of the field", example=10
    )
    high: PositiveAmount = field(
        "largest value, in the unit of the field", unit="unit of the field", example=40
    )


class Empirical(Section):
    """Observed values, each as likely as its weight."""

    scaled: ClassVar[tuple[str, ...]] = ("values",)
    distribution: Literal["empirical"] = field("the name of the distribution", example="empirical")
    values: list[Amount] = field(
        "the values, in the unit of the field",
        unit="unit of the field",
        example=[10, 20, 40],
        min_length=1,
    )
    weights: list[NonNegativeFloat] | None = field(
        "weight of each value; if omitted, all values weigh the same",
        unit="weights",
        example=[3, 2, 1],
        default=None,
    )


Distribution = Annotated[
    Fixed | Exponential | Lognormal | Gamma | Triangular | Empirical,
    Field(discriminator="distribution"),
]
