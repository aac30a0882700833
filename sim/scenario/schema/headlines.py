"""What a scenario says of its headline measures: which there are, and what difference matters."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveInt

from sim.scenario.schema.section import Section, field


class Headline(Section):
    """A measure on which a comparison gives a verdict, fixed before anything is run."""

    smallest_difference_that_matters: NonNegativeFloat = field(
        "a smaller change does not matter, and is not called better or worse; in the unit of the "
        "tables: shares in percentage points, hours per week. 0: any change matters",
        unit="unit of the measure",
        example=1,
        default=0.0,
    )
    by_grade: dict[PositiveInt, NonNegativeFloat] = field(
        "the same by grade, for grades where a different size of change matters",
        unit="unit of the measure",
        example={1: 0.5, 2: 2},
        default={},
    )
    why: str = field(
        "why a smaller change does not matter, and where the number is from",
        example="two weeks of random variation",
        default="",
    )
    team: str = field(
        "team that the measure is for; `all` for the whole force", example="pcso", default="all"
    )
    hubs: list[str] = field(
        "hubs for which it is a headline too, in addition to the whole force; only for measures "
        "split by hub",
        example=["Hastings"],
        default=[],
    )
    grades: list[PositiveInt] = field(
        "grades for which it is a headline; if omitted, its standard grades, or all grades "
        "together if it has none",
        unit="grade",
        example=[1, 2],
        default=[],
    )
