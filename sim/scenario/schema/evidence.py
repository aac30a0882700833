"""What a scenario says of how far its own numbers may differ."""

from __future__ import annotations

from sim.scenario.schema.section import Section, field


class Evidence(Section):
    """The range of a number that studies leave open. No run depends on it."""

    low: float = field("least value", unit="unit of the field", example=0.0)
    high: float = field("greatest value", unit="unit of the field", example=0.3)
    source: str = field("what the range rests on", example="assumption")
