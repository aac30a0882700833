"""What it takes for a run to agree with theory, and rows that say how well it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.runs.replication import Result

Floats = npt.NDArray[np.float64]

#: A run agrees with theory when its mean is within so many standard errors.
ERRORS = 4.0
#: And the standard error must be small enough for that to mean something: a share of the theory.
LARGEST_ERROR = 0.01
LARGEST_ERROR_OF_TAILS = 0.02


@dataclass(frozen=True)
class Quantity:
    """One cell of the table of measures, or the share that is not in it."""

    measure: str
    grade: str = "all"
    hub: str = "all"
    team: str = "all"
    complement: bool = False
    tail: bool = False
    slope: float = 1.0  #: theory moves at least so many times as much as the rate

    def __str__(self) -> str:
        """Return the words that stand in the table."""
        places = [self.team, self.hub, f"grade {self.grade}" if self.grade != "all" else "all"]
        where = ", ".join(place for place in places if place != "all")
        return ("1 - " if self.complement else "") + self.measure + (f" ({where})" if where else "")

    def of(self, result: Result) -> float:
        """Return its value in a replication."""
        rows = result.measures
        keys = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
        wanted = (self.measure, self.team, self.hub, self.grade)
        value: float = next(
            v for key, v in zip(keys, rows.value.tolist(), strict=True) if key == wanted
        )
        return 1 - value if self.complement else value


@dataclass(frozen=True)
class Detail(Quantity):
    """A number that no measure gives: see `runs.replicate_in_detail`."""

    def __str__(self) -> str:
        """Return the words that stand in the table."""
        return self.measure

    def of(self, result: Result) -> float:
        """Return its value in a replication that was run in detail."""
        extra: Mapping[str, float] = getattr(result, "extra")  # noqa: B009
        return extra[self.measure]


class Row(NamedTuple):
    """One quantity: theory against the mean over replications."""

    what: str
    theory: float
    mean: float
    error: float  #: standard error of the mean
    limit: float = LARGEST_ERROR

    @property
    def z(self) -> float:
        """Return how many standard errors the run lies above theory."""
        return (self.mean - self.theory) / self.error

    @property
    def apart(self) -> float:
        """Return how many standard errors lie between theory and run."""
        return abs(self.z)

    @property
    def agrees(self) -> bool:
        """Return whether the run agrees with the theory."""
        return self.apart <= ERRORS

    @property
    def is_precise(self) -> bool:
        """Return whether the standard error is small enough."""
        return self.error <= self.limit * abs(self.theory)

    def __str__(self) -> str:
        """Return the row of the table."""
        return (
            f"{self.what:<48} {self.theory:>11.5f} {self.mean:>11.5f} {self.error:>10.5f} "
            f"{self.error / abs(self.theory):>7.2%} {self.apart:>5.1f}"
        )


HEADER = f"{'quantity':<48} {'theory':>11} {'simulated':>11} {'SE':>10} {'SE %':>7} {'SEs':>5}"


def mean_and_error(values: Sequence[float] | Sequence[Floats]) -> tuple[Floats, Floats]:
    """Return mean and standard error over replications.

    Parameters
    ----------
    values : sequence of float or of array
        One value, or an array of them, for each replication: these are independent, while the waits
        within one are not.
    """
    table = np.asarray(values, dtype=np.float64)
    return table.mean(axis=0), table.std(axis=0, ddof=1) / np.sqrt(len(table))


def compare(
    results: Sequence[Result], theory: Mapping[Quantity, float], coarser: float = 1.0
) -> list[Row]:
    """Hold the replications of a run against theory.

    Parameters
    ----------
    results : sequence of Result
        The replications.
    theory : mapping
        What theory says of each quantity.
    coarser : float
        Factor of the largest standard error, where fewer replications are run on purpose.
    """
    rows = []
    for quantity, expected in theory.items():
        mean, error = mean_and_error([quantity.of(result) for result in results])
        limit = LARGEST_ERROR_OF_TAILS if quantity.tail else LARGEST_ERROR * quantity.slope
        rows.append(Row(str(quantity), expected, float(mean), float(error), limit * coarser))
    return rows


def assert_agreement(rows: Sequence[Row]) -> None:
    """Require of all rows at once that run and theory agree, and precisely enough."""
    __tracebackhide__ = True
    far = [str(row) for row in rows if not row.agrees]
    vague = [str(row) for row in rows if not row.is_precise]
    assert not far, "\n".join([f"more than {ERRORS:g} standard errors apart:", HEADER, *far])
    assert not vague, "\n".join(["the standard error is too large:", HEADER, *vague])


def assert_all_notice(rows: Sequence[Row]) -> None:
    """Require that every row fails the check: it was made against a theory that is wrong."""
    __tracebackhide__ = True
    blind = [str(row) for row in rows if row.agrees]
    assert not blind, "\n".join(["these agree with a wrong theory too:", HEADER, *blind])
