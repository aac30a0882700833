"""The Resolution Centre before the clock starts: its hours, its rules, how each case turns out."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import clock
from sim.scenario.facts.desk import closing_ms, grades_sent_on
from sim.scenario.schema.desk import ATTEMPTS_LIMIT, DeskWork, Opening
from sim.scenario.schema.distributions import Distribution, Empirical, Fixed, Triangular
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.workforce import ResolutionCentre
from sim.vocabulary import DeskQueue, Referral
from sim.world.arrays import DeskRules, Ints
from sim.world.arrivals import Block
from sim.world.marks import category, duration_ms, to_ticks
from sim.world.streams import Streams

#: Marks per incident of each purpose; never to be changed.
DESK_WIDTH = 2
REFERRAL_WIDTH = 2
CONTACT_WIDTH = ATTEMPTS_LIMIT

_WORKING_DAYS = 5


def desk_rules(scenario: Scenario, tick_ms: int) -> DeskRules:
    """Return the rules of the Resolution Centre; neutral ones where there is none."""
    team = scenario.teams.resolution_centre
    opens_ms, closes_ms = _openings(scenario, tick_ms)
    queue = DeskQueue.FIRST_COME if team is None else DeskQueue[team.queue.upper()]
    rank = ranks(scenario, queue)
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


def _openings(scenario: Scenario, tick_ms: int) -> tuple[Ints, Ints]:
    """Return when the Centre opens and closes in the run; nothing if it keeps no hours."""
    team = scenario.teams.resolution_centre
    hours = None if team is None else team.opening_hours
    rows: list[tuple[int, int]] = []
    days = scenario.run.warm_up_days + scenario.run.days
    first_date = clock.day_number(scenario.run.start)
    for day in range(days if hours is not None else 0):
        working = (first_date + day) % 7 < _WORKING_DAYS
        opening: Opening | None = hours.weekdays if working else hours.weekends  # type: ignore[union-attr]
        if opening is not None:
            midnight = day * clock.MS_PER_DAY
            opens = _on_grid(midnight + clock.parse_time_of_day(opening.opens), tick_ms)
            rows.append((opens, _on_grid(midnight + closing_ms(opening), tick_ms)))
    if hours is not None and not rows:
        # Closed on every day of a short run: it opens when the run is over.
        rows = [(days * clock.MS_PER_DAY, days * clock.MS_PER_DAY)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])


def ranks(scenario: Scenario, queue: DeskQueue) -> Ints:
    """Return the turn of each type among the cases of one grade, 0 first.

    First come: all alike. Harm first: by the harm rank of the type's investigation, the highest
    first; types that are never investigated have rank 0. Shortest first: by mean handling minutes.
    """
    incident_types = scenario.incident_types.values()
    if queue == DeskQueue.HARM_FIRST:
        keys = [
            0.0 if incident_type.investigation is None else -incident_type.investigation.harm
            for incident_type in incident_types
        ]
    elif queue == DeskQueue.SHORTEST_FIRST:
        work = [incident_type.resolution_centre for incident_type in incident_types]
        keys = [0.0 if part is None else expected(part.handling_min) for part in work]
    else:
        keys = [0.0 for _ in incident_types]
    return np.unique(np.array(keys), return_inverse=True)[1].astype(np.int64)


def expected(distribution: Distribution) -> float:
    """Return the mean of a distribution, in the unit of its field."""
    match distribution:
        case Fixed(value=value):
            return value
        case Triangular(low=low, mode=mode, high=high):
            return (low + mode + high) / 3
        case Empirical(values=values, weights=weights):
            return float(np.average(values, weights=weights))
        case _:
            return distribution.mean


def desk_columns(
    streams: Streams,
    block: Block,
    work: DeskWork,
    team: ResolutionCentre | None,
    resolved_share: float,
    tick_ms: int,
) -> dict[str, Any]:
    """Draw what the Resolution Centre does with the incidents of a type.

    Parameters
    ----------
    streams, block
        Where marks come from, and the incidents of the type.
    work : DeskWork
        What the type says of its work there.
    team : ResolutionCentre or None
        The team, for its attempts.
    resolved_share : float
        Share of callers reached whose case is resolved, scaled as the team says.
    tick_ms : int
        Time grid.

    Returns
    -------
    dict of str to array or number
        Columns of `arrays.Drawn`.
    """
    u_handling, u_resolves = block.marks(streams, "desk", DESK_WIDTH)
    columns = {
        "desk_ms": duration_ms(work.handling_min, u_handling, clock.MS_PER_MIN, tick_ms),
        "desk_resolves": u_resolves < resolved_share,
        **_passed_on(streams, block, work),
    }
    if team is not None and team.attempts is not None:
        attempts = team.attempts
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
    first = np.zeros_like(block.ordinal)
    marks = block.marks(streams, "contact", CONTACT_WIDTH, most)
    for attempt in range(most, 0, -1):
        first[marks[attempt - 1] < share] = attempt
    return first
