"""What a scenario says of prevention work: its kinds, and how long each needs to get anywhere."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat

from sim.scenario.schema.section import Section, field

PreventionWorkName = Literal[
    "patrol",
    "engagement",
    "problem_solving",
    "enforcement",
    "partnership",
    "intelligence",
    "basic_investigation",
]
#: Teams whose time goes into prevention, as a scenario names them.
PreventionTeamName = Literal["neighbourhood", "enforcement", "pcso"]


class Prevention(Section):
    """How prevention work is done."""

    shortest_spell_min: dict[PreventionWorkName, NonNegativeFloat] = field(
        "by kind of work, the shortest spell without a call that is long enough for it; shorter "
        "spells of prevention go into other work or, if none fits, into patrol",
        unit="minutes",
        example={"problem_solving": 90, "engagement": 30},
        default={},
    )
