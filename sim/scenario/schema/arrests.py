"""How far arrests depend on how soon officers come."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.section import Section, field


class Arrests(Section):
    """How arrests depend on the response time: the slower, the fewer.

    With r the response time over the reference of the incident's grade, the chance of an arrest
    (incident_types.X.arrest.share) is multiplied by r to the power of minus elasticity, up to the
    limit.
    """

    elasticity: NonNegativeFloat = field(
        "by how many per cent arrests fall when the response time is 1% longer; 0: arrests do not "
        "depend on it",
        unit="ratio",
        example=0.4,
        default=0.0,
        le=3,
    )
    reference_min: dict[PositiveInt, PositiveFloat] = field(
        "by initial grade, the response time (log created to first officer at the scene) to which "
        "the shares of arrests apply; at grades not named they apply to any",
        unit="minutes",
        example={1: 12, 2: 40},
        default={},
    )
    factor_limit: PositiveFloat = field(
        "largest factor by which a quick response multiplies the chance of an arrest",
        unit="ratio",
        example=1.5,
        default=2.0,
        ge=1,
        le=10,
    )
