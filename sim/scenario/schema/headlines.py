"""What a scenario says of its headline measures: which there are, and what difference matters."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveInt

from sim.scenario.schema.section import Section, field


class Headline(Section):
    """A measure about which a comparison gives a verdict, fixed before anything is run."""

    smallest_difference_that_matters: NonNegativeFloat = field(
        "a change smaller than this matters to nobody, and gets no better or worse; as tables show "
        "the measure: shares in percentage points, hours by the week. 0: any change matters",
        unit="unit of the measure",
        example=1,
        default=0.0,
    )
    by_grade: dict[PositiveInt, NonNegativeFloat] = field(
        "the same by grade, for grades of which another difference matters",
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
        "team of which the measure is; `all` for the whole force", example="pcso", default="all"
    )
    hubs: list[str] = field(
        "hubs of which it is a headline beside the whole force's; only for measures split by hub",
        example=["Hastings"],
        default=[],
    )
    grades: list[PositiveInt] = field(
        "grades of which it is a headline; if omitted, those it is a headline of anyway, or all "
        "grades together",
        unit="grade",
        example=[1, 2],
        default=[],
    )
