"""Probability distributions a scenario may name, as data.

How a uniform mark becomes a value of each is in `sim.world.marks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat

#: Beyond these, tails no longer fit into whole milliseconds; far beyond any work of the police.
LARGEST = 100_000
LARGEST_CV = 10

Amount = Annotated[float, Field(ge=0, le=LARGEST)]
PositiveAmount = Annotated[float, Field(gt=0, le=LARGEST)]
Cv = Annotated[float, Field(gt=0, le=LARGEST_CV)]


class Section(BaseModel):
    """A part of a scenario: frozen, and without any key the schema does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Fixed(Section):
    """Always the same value."""

    distribution: Literal["fixed"] = Field(description="the name of the distribution")
    value: Amount = Field(description="the value, in the unit of the field")


class Exponential(Section):
    """Exponential distribution."""

    distribution: Literal["exponential"] = Field(description="the name of the distribution")
    mean: PositiveAmount = Field(description="mean, in the unit of the field")


class Lognormal(Section):
    """Lognormal distribution: many short values and a heavy tail."""

    distribution: Literal["lognormal"] = Field(description="the name of the distribution")
    mean: PositiveAmount = Field(description="mean, in the unit of the field")
    cv: Cv = Field(description="standard deviation divided by the mean")


class Gamma(Section):
    """Gamma distribution."""

    distribution: Literal["gamma"] = Field(description="the name of the distribution")
    mean: PositiveAmount = Field(description="mean, in the unit of the field")
    cv: Cv = Field(description="standard deviation divided by the mean")


class Triangular(Section):
    """Triangular distribution between two limits."""

    distribution: Literal["triangular"] = Field(description="the name of the distribution")
    low: Amount = Field(description="smallest value, in the unit of the field")
    mode: Amount = Field(description="most likely value, in the unit of the field")
    high: PositiveAmount = Field(description="largest value, in the unit of the field")


class Empirical(Section):
    """Observed values, each as likely as its weight."""

    distribution: Literal["empirical"] = Field(description="the name of the distribution")
    values: list[Amount] = Field(min_length=1, description="the values, in the unit of the field")
    weights: list[NonNegativeFloat] | None = Field(
        default=None, description="weight of each value; equal weights when left out"
    )


Distribution = Annotated[
    Fixed | Exponential | Lognormal | Gamma | Triangular | Empirical,
    Field(discriminator="distribution"),
]
