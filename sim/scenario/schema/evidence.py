"""What a scenario says of how far its own numbers may differ, and what they must agree with."""

from __future__ import annotations

from pydantic import PositiveInt

from sim.scenario.schema.section import Section, field

#: The answer to a rule that is not known that is the rule of the scenario itself.
AS_IT_STANDS = "as it stands"


class Evidence(Section):
    """The range of a number that studies leave open. No run depends on it."""

    low: float = field("least value", unit="unit of the field", example=0.0)
    high: float = field("greatest value", unit="unit of the field", example=0.3)
    source: str = field("what the range rests on", example="assumption")
    label: str = field(
        "what the number is, in words; if omitted, its path",
        example="length of roads between places",
        default="",
    )


class PublishedResult(Section):
    """A published figure for the force. No run depends on it."""

    measure: str = field("measure that the figure is for", example="within_target_share")
    team: str = field("team that the figure is for", example="pcso", default="all")
    hub: str = field("hub that the figure is for", example="Hastings", default="all")
    grade: PositiveInt | None = field(
        "grade that the figure is for; if omitted, all together",
        unit="grade",
        example=1,
        default=None,
    )
    low: float = field(
        "smallest value that agrees with the figure", unit="unit of the measure", example=0.79
    )
    high: float = field(
        "largest value that agrees with the figure", unit="unit of the measure", example=0.84
    )
    source: str = field("who published it, and when", example="the force, 2014")
