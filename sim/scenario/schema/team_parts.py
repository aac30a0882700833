"""What a scenario says of parts of teams: posts, help for other hubs, crews, part-timers."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.decimals import exact
from sim.scenario.schema.section import Section, field, relative_factor


class ProtectedHours(Section):
    """Hours of the day in which some of a team stay on prevention, whatever happens."""

    officers: dict[str, PositiveInt] = field(
        "by hub, how many of those on prevention stay on it: no call, no redeployment, no backfill "
        "and no operation takes them",
        unit="officers",
        example={"Brighton": 2, "Hastings": 1},
        min_length=1,
    )
    from_hour: NonNegativeInt = field(
        "hour of the day from which they do", unit="hour of the day", example=18, default=0, le=23
    )
    until_hour: PositiveInt = field(
        "hour of the day until which they do; if not later than from_hour, on the next day",
        unit="hour of the day",
        example=21,
        default=24,
        le=24,
    )
    first_day: Day | None = field(
        "first day on which the hours begin; if omitted, that of the run",
        example="2018-04-01",
        default=None,
    )
    last_day: Day | None = field(
        "last day on which the hours begin, which may run past its midnight; if omitted, that of "
        "the run",
        example="2018-09-30",
        default=None,
    )


class CrossHubHelp(Section):
    """When a team's officers go to incidents of another hub."""

    rule: Literal["never", "emergencies", "after_wait", "shared"] = field(
        "never; emergencies: for grade 1 as soon as the home hub has nobody to send; "
        "after_wait: for the grades named, once an incident has waited for after_min; "
        "shared: jobs of the grades named are shared out evenly over the team's people of all "
        "hubs, those of the home hub and those who are within_min away",
        example="after_wait",
    )
    grades: list[PositiveInt] = field(
        "grades for which help is sent after a wait, or whose jobs are shared",
        unit="grade",
        example=[3],
        default=[],
    )
    after_min: NonNegativeFloat = field(
        "time that an incident has waited unassigned before help is sent (after_wait)",
        unit="minutes",
        example=60,
        default=0.0,
    )
    within_min: PositiveFloat = field(
        "longest expected drive on which help is sent", unit="minutes", example=40, default=60.0
    )
    calls_away: bool = field(
        "whether emergencies at other hubs, if nobody who helps is free, call the team's officers "
        "from a briefing, a break or writing up, as those at home do (emergencies)",
        example=True,
        default=False,
    )


class Crewing(Section):
    """Who works in twos: two people who are sent together and count as two officers."""

    double_share: NonNegativeFloat = field(
        "share of the people on duty who work in twos; only whole crews are formed",
        unit="share, 0 to 1",
        example=0.5,
        le=1,
    )
    shifts: list[str] = field(
        "names of the shifts in which they do; if omitted, they do in all",
        example=["night"],
        default=[],
    )


class PartTime(Section):
    """People who work a part of the hours; there are more of them than posts."""

    share_of_people: NonNegativeFloat = field(
        "share of the people who work part-time, the same in each rota group",
        unit="share, 0 to 1",
        example=0.1,
        le=1,
    )
    hours_share: PositiveFloat = field(
        "share of the rota's shifts that each of them works, spread evenly over the rota",
        unit="share, 0 to 1",
        example=0.6,
        lt=1,
    )


class Posts(Section):
    """How many posts a team has: where, and from when."""

    posts: dict[str, PositiveFloat] = field(
        "posts by hub; the Resolution Centre states them under `force`",
        unit="full-time-equivalent posts",
        example={"Brighton": 120, "Hastings": 60.5},
        min_length=1,
    )
    posts_total: PositiveFloat | None = field(
        "relative: posts in all, spread over hubs as the extended scenario spreads them",
        unit="full-time-equivalent posts",
        example=160,
        default=None,
        relative=True,
    )
    posts_factor: float | None = relative_factor(
        "multiplies the posts of the extended scenario at every hub", example=1.1
    )
    posts_change: dict[str, float] | None = field(
        "relative: by hub, posts added to those of the extended scenario, or taken from them",
        unit="full-time-equivalent posts",
        example={"Hastings": -10, "Brighton": 10},
        default=None,
        relative=True,
    )
    posts_from: dict[Day, PositiveFloat | dict[str, NonNegativeFloat]] = field(
        "posts from a date on, until the next date named: the total, spread over hubs as `posts` "
        "are; or by hub, with the other hubs unchanged. When posts are cut, the people numbered "
        "last leave first",
        unit="full-time-equivalent posts",
        example={"2018-01-01": 160, "2018-07-01": {"Hastings": 40}},
        default={},
    )

    @cached_property
    def posts_in_all(self) -> Fraction:
        """The sum of `posts`, which is asked for at every place."""
        return sum(map(exact, self.posts.values()), Fraction())
