"""What a scenario says of casework: screening, file build, and cases open at the start."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from sim.scenario.schema.distributions import Section


class Screening(Section):
    """Which cases are filed at once: proportionality and public interest."""

    harm_below: PositiveInt = Field(
        description="only cases of a lower harm rank than this are screened, e.g. 4"
    )
    solvability_below: NonNegativeFloat = Field(
        le=1,
        description="share of them with too few lines of enquiry, filed at once, e.g. 0.5; never "
        "a case with a suspect in custody",
    )


class Casework(Section):
    """Rules of casework."""

    screening: Screening | None = Field(
        default=None, description="cases that are filed at once; every case is worked when left out"
    )
    file_build: Literal["investigation", "response"] = Field(
        default="investigation",
        description="who prepares the file when somebody is charged: the investigators of the "
        "case, or response officers of the hub, as part of their caseload",
    )
    open_cases_weeks: NonNegativeInt = Field(
        default=0,
        le=156,
        description="the run starts with the cases of so many weeks before it that would still be "
        "open; 0: with none",
    )
