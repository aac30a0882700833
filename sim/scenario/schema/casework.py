"""What a scenario says of casework: screening, file build, and cases open at the start."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveInt

from sim.scenario.schema.section import Section, field


class Screening(Section):
    """Which cases are filed at once: proportionality and public interest."""

    harm_below: PositiveInt = field(
        "only cases of a lower harm rank than this are screened", unit="rank", example=4
    )
    solvability_below: NonNegativeFloat = field(
        "share of those cases that have too few lines of enquiry, and lead to no suspect; never a "
        "case with a suspect in custody",
        unit="share, 0 to 1",
        example=0.5,
        le=1,
    )
    trained_share: NonNegativeFloat = field(
        "share of cases that somebody trained to screen them looks at, and files at once if they "
        "have too few lines of enquiry; the others are worked all the same, with the same outcome",
        unit="share, 0 to 1",
        example=0.8,
        default=1.0,
        le=1,
    )


class Casework(Section):
    """Rules of casework."""

    screening: Screening | None = field(
        "cases that are filed at once; if omitted, every case is worked",
        example={"harm_below": 4, "solvability_below": 0.5},
        default=None,
    )
    file_build: Literal["investigation", "response"] = field(
        "who prepares the file when somebody is charged: the investigators of the case, or "
        "response officers of the hub, as part of their caseload",
        example="response",
        default="investigation",
    )
    prisoner_files: Literal["between_calls", "at_once"] = field(
        "when response officers build the file of somebody charged in custody (file_build): "
        "between calls, like other files; or at once, before the time in custody is over. The case "
        "is then worked in one go, and only an emergency calls the officer away from its file",
        example="at_once",
        default="between_calls",
    )
    open_cases_weeks: NonNegativeInt = field(
        "the run starts with the cases of this many weeks before it that would still be open; 0: "
        "with none",
        unit="weeks",
        example=26,
        default=0,
        le=156,
    )
