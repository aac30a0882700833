"""What public protection does for people at risk: triage in the MASH, and MARAC meetings."""

from __future__ import annotations

from pydantic import NonNegativeFloat, PositiveInt

from sim.scenario.schema.dates import Day, TimeOfDay
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.grades import ShareOfEach
from sim.scenario.schema.section import Section, field


class Marac(Section):
    """Multi-agency risk assessment conferences: one at each hub, all on the same days."""

    referred_share: dict[str, ShareOfEach] = field(
        "by type, share of attended incidents after which the victim is referred; not again while "
        "an incident of the same chain of repeats waits to be heard",
        unit="share, 0 to 1",
        example={"domestic_abuse": 0.08},
        min_length=1,
    )
    every_days: PositiveInt = field(
        "time from one meeting to the next", unit="days", example=14, default=28, le=365
    )
    first_meeting: Day | None = field(
        "day of the first meeting of the run; if omitted, every_days after its start",
        example="2017-10-11",
        default=None,
    )
    start: TimeOfDay = field("time of day at which meetings take place", example="09:30")
    slots: PositiveInt = field(
        "cases that one meeting can hear; the others wait for the next, first come first served",
        unit="cases",
        example=20,
    )
    prep_hours: NonNegativeFloat = field(
        "work on each case that is referred, by public protection of the hub",
        unit="hours",
        example=2,
        le=24,
    )


class Mash(Section):
    """Multi-agency safeguarding hub: triage of reports that somebody is at risk."""

    reported_share: dict[str, ShareOfEach] = field(
        "by type, share of incidents, attended or dealt with by phone, of which a report is made",
        unit="share, 0 to 1",
        example={"domestic_abuse": 1, "missing_person": 1},
        min_length=1,
    )
    triage_min: Distribution = field(
        "work on each report, by public protection of the hub",
        unit="minutes",
        example={"distribution": "lognormal", "mean": 40, "cv": 0.5},
    )


class Safeguarding(Section):
    """Work for people at risk beside investigations."""

    marac: Marac | None = field(
        "meetings about victims of domestic abuse at high risk; if omitted, there are none",
        example={
            "referred_share": {"domestic_abuse": 0.08},
            "start": "09:30",
            "slots": 20,
            "prep_hours": 2,
        },
        default=None,
    )
    mash: Mash | None = field(
        "triage of reports of vulnerable people; if omitted, it takes no time",
        example={
            "reported_share": {"domestic_abuse": 1},
            "triage_min": {"distribution": "lognormal", "mean": 40, "cv": 0.5},
        },
        default=None,
    )
