"""The Resolution Centre before the clock starts: its hours, its rules, how each case turns out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.desk import closing_ms, grades_sent_on
from sim.scenario.facts.distributions import expected
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.times import Times
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.desk import ATTEMPTS_LIMIT, Attempts, DeskWork, OpeningHours
from sim.scenario.schema.teams import ResolutionCentre
from sim.vocabulary import DeskQueue, Referral
from sim.world.arrays import DeskRules, Ints
from sim.world.arrivals import Block
from sim.world.attribute_loops import first_below
from sim.world.marks import category, duration_ms
from sim.world.streams import Streams
from sim.world.time_grid import to_ticks

#: Marks per incident of each purpose; never to be changed.
DESK_WIDTH = 2
REFERRAL_WIDTH = 2
CONTACT_WIDTH = ATTEMPTS_LIMIT

_WORKING_DAYS = 5


def desk_rules(
    team: ResolutionCentre | None, incident_types: Collection[IncidentType], times: Times
) -> DeskRules:
    """Return the rules of the Resolution Centre; neutral ones where there is none.

    Parameters
    ----------
    team : ResolutionCentre or None
        The team.
    incident_types : collection of IncidentType
        The types of the scenario, in order.
    times : Times
        When the run starts and ends, and its time grid.
    """
    tick_ms = times.tick_ms
    opens_ms, closes_ms = _openings(None if team is None else team.opening_hours, times)
    queue = DeskQueue.FIRST_COME if team is None else DeskQueue[team.queue.upper()]
    rank = ranks(incident_types, queue)
    attempts = None if team is None else team.attempts
    failed_min = 0.0 if attempts is None else attempts.failed_min
    again_after_min = 0.0 if attempts is None else attempts.again_after_min
    return DeskRules(
        opens_ms=opens_ms,
        closes_ms=closes_ms,
        rank=rank,
        ranks=int(rank.max(initial=0)) + 1,
        attempts=1 if attempts is None else attempts.most,
        failed_ms=_on_grid(clock.to_ms(failed_min), tick_ms),
        again_after_ms=_on_grid(clock.to_ms(again_after_min), tick_ms),
        no_reply_grade=0 if attempts is None else attempts.no_reply_as or 0,
    )


def _on_grid(time_ms: int, tick_ms: int) -> int:
    return int(to_ticks(np.array(time_ms, dtype=np.float64), tick_ms))


def _openings(hours: OpeningHours | None, times: Times) -> tuple[Ints, Ints]:
    """Return when the Centre opens and closes in the run; nothing if it keeps no hours."""
    rows: list[tuple[int, int]] = []
    if hours is not None:
        for day in range(times.days):
            working = (times.first_day + day) % 7 < _WORKING_DAYS
            opening = hours.weekdays if working else hours.weekends
            if opening is not None:
                midnight = day * clock.MS_PER_DAY
                opens = _on_grid(midnight + clock.parse_time_of_day(opening.opens), times.tick_ms)
                rows.append((opens, _on_grid(midnight + closing_ms(opening), times.tick_ms)))
        # Closed on every day of a short run: it opens when the run is over.
        rows = rows or [(times.horizon_ms, times.horizon_ms)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])


def ranks(incident_types: Collection[IncidentType], queue: DeskQueue) -> Ints:
    """Return the turn of each type among the cases of one grade, 0 first.

    First come: all alike. Harm first: by the harm rank of the type's investigation, the highest
    first; types that are never investigated have rank 0. Shortest first: by mean handling minutes.
    """
    if queue == DeskQueue.HARM_FIRST:
        keys = [
            0.0 if each.investigation is None else -each.investigation.harm
            for each in incident_types
        ]
    elif queue == DeskQueue.SHORTEST_FIRST:
        work = [each.resolution_centre for each in incident_types]
        keys = [0.0 if part is None else expected(part.handling_min) for part in work]
    else:
        keys = [0.0 for _ in incident_types]
    return np.unique(np.array(keys), return_inverse=True)[1].astype(np.int64)


class DeskPlan(NamedTuple):
    """What is known of a type's cases at the Resolution Centre before any is drawn."""

    work: DeskWork
    attempts: Attempts | None
    resolved_share: float  #: of the callers reached, scaled as the team says
    tick_ms: int


def desk_plans(facts: Facts) -> dict[str, DeskPlan]:
    """Return what is known of the cases of each type that has work for the Centre."""
    team = facts.scenario.teams.resolution_centre
    return {
        name: DeskPlan(
            work=incident_type.resolution_centre,
            attempts=None if team is None else team.attempts,
            resolved_share=facts.resolved_shares[name],
            tick_ms=facts.times.tick_ms,
        )
        for name, incident_type in facts.scenario.incident_types.items()
        if incident_type.resolution_centre is not None
    }


def desk_columns(plan: DeskPlan, streams: Streams, block: Block) -> dict[str, Any]:
    """Draw what the Resolution Centre does with the incidents of a type.

    Parameters
    ----------
    plan : DeskPlan
        What is known of its cases.
    streams, block
        Where marks come from, and the incidents of the type.

    Returns
    -------
    dict of str to array or number
        Columns of `arrays.Drawn`.
    """
    work, attempts = plan.work, plan.attempts
    u_handling, u_resolves = block.marks(streams, "desk", DESK_WIDTH)
    columns = {
        "desk_ms": duration_ms(work.handling_min, u_handling, clock.MS_PER_MIN, plan.tick_ms),
        "desk_resolves": u_resolves < plan.resolved_share,
        **_passed_on(streams, block, work),
    }
    if attempts is not None:
        columns["reached_on"] = _reached_on(streams, block, attempts.reached_share, attempts.most)
        if attempts.no_reply_as is not None:
            columns["sent_on_grade"][columns["reached_on"] == 0] = attempts.no_reply_as
    return columns


def _passed_on(streams: Streams, block: Block, work: DeskWork) -> dict[str, Any]:
    """Draw to whom each case is referred if it is not resolved, and its grade if sent on."""
    grades = grades_sent_on(work)
    grade = np.full_like(block.ordinal, min(grades))
    to_investigation, to_prevention = work.to_investigation_share, work.to_prevention_share
    if len(grades) == 1 and not to_investigation and not to_prevention:
        return {"desk_refers": int(Referral.NONE), "sent_on_grade": grade}
    u_referral, u_grade = block.marks(streams, "referral", REFERRAL_WIDTH)
    if len(grades) > 1:
        grade = category(grades, u_grade)
    investigation = u_referral < to_investigation
    prevention = ~investigation & (u_referral < to_investigation + to_prevention)
    refers = np.full_like(block.ordinal, Referral.NONE)
    refers[investigation] = Referral.INVESTIGATION
    refers[prevention] = Referral.PREVENTION
    grade[prevention] = work.to_prevention_as or 0
    return {"desk_refers": refers, "sent_on_grade": grade}


def _reached_on(streams: Streams, block: Block, share: float, most: int) -> Ints:
    """Return the attempt that reaches each caller, 1 to `most`; 0 for none.

    Every case has the marks of ATTEMPTS_LIMIT attempts, so what happens at the k-th does not depend
    on how many there may be.
    """
    return first_below(block.marks(streams, "contact", CONTACT_WIDTH, most), share)
