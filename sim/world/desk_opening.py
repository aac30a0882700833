"""The Resolution Centre before it opens for the first time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.attendance import grade_until_opening
from sim.scenario.facts.facts import Facts
from sim.world.arrays import Ints
from sim.world.grades import flags


class FirstOpening(NamedTuple):
    """The day on which the Resolution Centre opens for the first time."""

    opens_ms: int
    grades: list[int]  #: that it serves
    until_then: int  #: grade with which they are attended


def opening(facts: Facts) -> FirstOpening | None:
    """Return when the Resolution Centre opens; None if it is there from the start."""
    team, until_then = facts.scenario.teams.resolution_centre, grade_until_opening(facts.scenario)
    if team is None or team.opens_on is None or until_then is None:
        return None
    days = clock.day_number(team.opens_on) - facts.times.first_day
    return FirstOpening(days * clock.MS_PER_DAY, facts.desk_grades, until_then)


def until_opening(rule: FirstOpening, grade: Ints, created_ms: Ints) -> Ints:
    """Return the grades of incidents, those of the Centre before it opens changed."""
    early = flags(rule.grades)[grade] & (created_ms < rule.opens_ms)
    return np.where(early, rule.until_then, grade)
