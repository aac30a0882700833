"""What a scenario says of dispatch: who is sent, and who is called away for a higher grade."""

from __future__ import annotations

from typing import Literal

from pydantic import PositiveInt

from sim.scenario.schema.section import Section, field


class Dispatch(Section):
    """Which of the officers who may be sent is sent."""

    rule: Literal["nearest", "longest_idle", "least_loaded"] = field(
        "nearest: the shortest expected drive; longest_idle: who has been free the longest; "
        "least_loaded: who has had the fewest jobs in this shift. Ties go to the nearest, then to "
        "who has been free the longest",
        example="nearest",
        default="nearest",
    )
    begun_jobs_as: PositiveInt | None = field(
        "grade as of which officers are sought to relieve those at a scene, if all whom it needs "
        "are there, and at the least to go back to a scene from which somebody was called away; "
        "if omitted, the grade of the incident itself",
        unit="grade",
        example=2,
        default=None,
    )


class Preemption(Section):
    """Who is called away from a drive or a scene, for grades that interrupt these."""

    who: Literal["lowest_grade", "nearest", "latest"] = field(
        "lowest_grade: whoever works for the lowest grade; nearest: the shortest expected drive; "
        "latest: whoever began their current job last. Ties go to the nearest",
        example="lowest_grade",
        default="lowest_grade",
        formerly="takes",
    )
    interruptions_limit: PositiveInt = field(
        "largest number of officers who are called away from one incident; an incident that needs "
        "more officers than this is never interrupted",
        unit="officers",
        example=2,
        default=3,
        le=8,
    )
