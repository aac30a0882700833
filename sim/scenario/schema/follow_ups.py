"""Work that follows incidents of a type: tasks that come back until it is resolved, and a visit."""

from __future__ import annotations

from pydantic import PositiveFloat, PositiveInt

from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field

#: Most tasks that one incident makes.
TASKS_LIMIT = 99
#: Longest time between two tasks, in hours.
BETWEEN_TASKS_LIMIT = 8760


class RecurringTasks(Section):
    """Tasks that recur until the incident is resolved, such as searches."""

    type: str = field(
        "type of the tasks, which are incidents with grades, officers and a scene of their own",
        example="missing_search",
    )
    every_hours: PositiveFloat = field(
        "time from the incident to the first task, and from each to the next",
        unit="hours",
        example=6,
        le=BETWEEN_TASKS_LIMIT,
    )
    until_hours: Distribution = field(
        "time from the incident until it is resolved, such as a missing person found; no task "
        "comes after it",
        unit="hours",
        example={"distribution": "lognormal", "mean": 20, "cv": 1.5},
    )
    most: PositiveInt = field(
        "largest number of tasks of one incident",
        unit="tasks",
        example=12,
        default=24,
        le=TASKS_LIMIT,
    )


class FollowUp(Section):
    """A visit that follows an incident, such as an interview with a missing child who is back."""

    type: str = field(
        "type of the visits, which are incidents with grades, officers and a scene of their own",
        example="return_interview",
    )
    share: Share = field(
        "share of incidents after which the visit is required",
        unit="share, 0 to 1",
        example=0.6,
        default=1.0,
        le=1,
    )
    after_hours: Distribution = field(
        "time to the visit from when the incident is resolved (recurring_tasks.until_hours), or "
        "from the incident if there are no such tasks",
        unit="hours",
        example={"distribution": "exponential", "mean": 12},
    )
    repeat_factor: Share = field(
        "multiplies the chance that the incident is followed by a repeat, once the visit has been "
        "made",
        unit="ratio",
        example=0.9,
        default=1.0,
        le=1,
    )
