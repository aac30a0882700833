"""What every part of the schema shares: that it is closed, and how its fields describe themselves.

A field states on itself all that there is to know of it: what it means, its unit, its limits, its
default, an example, and the name it had before it was renamed. The reference page, the JSON Schema
and the messages about mistakes are made from that.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

#: Units of numbers, in the words of the reference. The last three are for numbers that measure
#: nothing: the name of a grade, a place in an order, and a number that only has to be some number.
Unit = Literal[
    "minutes",
    "hours",
    "days",
    "weeks",
    "hour of the day",
    "square kilometres",
    "kilometres an hour",
    "degrees",
    "pounds an hour",
    "pounds a year",
    "pounds an incident",
    "ratio",
    "share, 0 to 1",
    "share, -1 to 1",
    "share an hour",
    "shares, summing to 1",
    "shares, summing to 1 at most",
    "weights",
    "incidents",
    "incidents a year",
    "incidents an hour",
    "hours a week",
    "uses an hour",
    "visits a day",
    "officers",
    "people",
    "dispatchers",
    "officers, or crews",
    "full-time-equivalent posts",
    "cases",
    "cells",
    "spells of work",
    "attempts",
    "repeats",
    "tasks",
    "calls",
    "patches",
    "small areas",
    "files",
    "groups",
    "replications",
    "unit of the field",
    "unit of the measure",
    "grade, or shares of grades",
    "grade",
    "rank",
    "any number",
]


#: The most by which anything may be multiplied.
LARGEST_FACTOR = 100


class Section(BaseModel):
    """A part of a scenario: frozen, and without any key the schema does not know."""

    # What checks and writes a part is made when it is first asked for: mostly it never is, as a
    # scenario checks all its parts itself.
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True
    )


def field(
    description: str,
    *,
    example: object,
    unit: Unit | None = None,
    default: Any = ...,
    formerly: str | None = None,
    relative: bool = False,
    apart: bool = False,
    **limits: Any,
) -> Any:
    """Return a field of a part, with all that is said of it.

    Parameters
    ----------
    description : str
        What it means, in one line.
    example : object
        A value as the plain data of a file hold it: dates and times of day are text.
    unit : Unit, optional
        Needed where the value is a number, or a mapping or list of numbers.
    default : object
        The value if the field is omitted; without one it is required.
    formerly : str, optional
        The key under which it stood before it was renamed. That key is refused with this one's
        name.
    relative : bool
        Whether it changes what extended files say. Such a field is resolved before a scenario is
        made (`sim.scenario.reading.relative`), so it is None in every scenario and is no part of
        its content.
    apart : bool
        Whether it is no part of what is run: neither the hash of a scenario nor what it is compared
        by has it.
    **limits : float
        Limits as pydantic names them: ``ge``, ``gt``, ``le``, ``lt``, ``min_length``.

    Returns
    -------
    pydantic.fields.FieldInfo
        Typed as anything, since it stands where the value will be.
    """
    words: dict[str, Any] = {"unit": unit, "formerly": formerly}
    return Field(
        default,
        description=description,
        examples=[example],
        json_schema_extra={word: said for word, said in words.items() if said is not None},
        exclude=relative or apart or None,
        **limits,
    )


def relative_factor(description: str, *, example: float) -> Any:
    """Return a field that multiplies what extended files say; see `field`."""
    return field(
        f"relative: {description}",
        unit="ratio",
        example=example,
        default=None,
        relative=True,
        gt=0,
        le=LARGEST_FACTOR,
    )


def unit_of(of: FieldInfo) -> str:
    """Return the unit of a field in words; empty where it states none."""
    return str(_extra(of).get("unit", ""))


def former_name(of: FieldInfo) -> str:
    """Return the key under which a field stood before it was renamed; empty for none."""
    return str(_extra(of).get("formerly", ""))


def _extra(of: FieldInfo) -> dict[str, Any]:
    return of.json_schema_extra if isinstance(of.json_schema_extra, dict) else {}
