"""Watches: officers who stay with somebody at a hospital or in custody."""

from __future__ import annotations

from pydantic import PositiveInt

from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.grades import Share
from sim.scenario.schema.section import Section, field


class Watch(Section):
    """A watch on somebody arrested: the officer who took the person to custody stays."""

    share: Share = field(
        "share of those incidents after which somebody is watched",
        unit="share, 0 to 1",
        example=0.05,
        le=1,
    )
    hours: Distribution = field(
        "time on watch; at a hospital, the drive there is added",
        unit="hours",
        example={"distribution": "lognormal", "mean": 6, "cv": 0.7},
    )
    interruptible: bool = field(
        "whether grade 1, if it interrupts writing up, may also call officers away from the "
        "watch; hospital or custody staff then look after the person",
        example=True,
        default=False,
    )


class WatchAfterScene(Watch):
    """A watch at a hospital on somebody who is not arrested."""

    officers: PositiveInt = field(
        "how many of those at the scene stay, in the order in which they were sent; a crew stays "
        "together",
        unit="officers",
        example=2,
        default=1,
        le=12,
    )
    grades: list[PositiveInt] = field(
        "initial grades after which somebody is watched, so that a visit by appointment does not "
        "end at a hospital; if omitted, after every grade",
        unit="grade",
        example=[1, 2],
        default=[],
    )
