"""The Resolution Centre before the clock starts: its hours, its rules, how each case turns out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.desk import closing_ms, grades_sent_on, opening_on
from sim.scenario.facts.distributions import expected
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.times import Times
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.desk import ATTEMPTS_LIMIT, Attempts, DeskWork, OpeningHours
from sim.scenario.schema.teams import ResolutionCentre
from sim.vocabulary import DeskQueue, Referral
from sim.world.arrays import Bools, DeskRules, Floats, Ints
from sim.world.attribute_loops import first_below
from sim.world.blocks import Blocks, spread
from sim.world.columns import PLAIN
from sim.world.marks import (
    ByCode,
    Categories,
    categories,
    category_by_code,
    duration_by_code_ms,
    durations_by_code,
)
from sim.world.streams import Streams
from sim.world.time_grid import to_ticks

#: Marks per incident of each purpose; never to be changed.
DESK_WIDTH = 2
REFERRAL_WIDTH = 2
CONTACT_WIDTH = ATTEMPTS_LIMIT


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
            opening = opening_on(hours, times.first_day + day)
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
    """What is known of the cases of each type at the Resolution Centre; each (types,)."""

    has_work: Bools
    handling: ByCode | None
    resolved_share: Floats  #: of the callers reached, scaled as the team says
    sent_on_grade: Categories
    to_investigation_share: Floats
    passed_on_share: Floats  #: to Investigation, or to Prevention
    to_prevention_as: Ints  #: grade
    varies: Bools  #: whether not all cases that are not resolved go the same way
    attempts: Attempts | None
    tick_ms: int


def plan_desk(facts: Facts) -> DeskPlan:
    """Return what is known of the cases of each type at the Resolution Centre."""
    team = facts.scenario.teams.resolution_centre
    types = facts.scenario.incident_types
    work = {code: each.resolution_centre for code, each in enumerate(types.values())}
    having = {code: each for code, each in work.items() if each is not None}
    grades = {code: grades_sent_on(each) for code, each in having.items()}

    def by_type(of: Callable[[DeskWork], float], kind: type = float) -> Any:
        return np.array([of(having[n]) if n in having else 0 for n in work], dtype=kind)

    return DeskPlan(
        has_work=np.array([n in having for n in work]),
        handling=durations_by_code({n: each.handling_min for n, each in having.items()}, len(work)),
        resolved_share=np.array([facts.resolved_shares.get(name, 0.0) for name in types]),
        sent_on_grade=categories(
            [_one_or_more(grades[n]) if n in having else {0: 1.0} for n in work]
        ),
        to_investigation_share=by_type(lambda each: each.to_investigation_share),
        passed_on_share=by_type(
            lambda each: each.to_investigation_share + each.to_prevention_share
        ),
        to_prevention_as=by_type(lambda each: each.to_prevention_as or 0, int),
        varies=np.array([n in having and _varies(having[n], grades[n]) for n in work]),
        attempts=None if team is None else team.attempts,
        tick_ms=facts.times.tick_ms,
    )


def _one_or_more(grades: Mapping[int, float]) -> Mapping[int, float]:
    """Return shares of grades; of one alone whatever its share."""
    return grades if len(grades) > 1 else dict.fromkeys(grades, 1.0)


def _varies(work: DeskWork, grades: Mapping[int, float]) -> bool:
    """Return whether not all cases that are not resolved go the same way."""
    return len(grades) > 1 or bool(work.to_investigation_share or work.to_prevention_share)


def desk_columns(plan: DeskPlan, streams: Streams, blocks: Blocks, grade: Ints) -> dict[str, Any]:
    """Draw what the Resolution Centre does with the incidents of each type that has work for it.

    Parameters
    ----------
    plan : DeskPlan
        What is known of its cases.
    streams, blocks
        Where marks come from, and the incidents.
    grade : Ints
        (incidents,) as first given, which those that the Centre has no work with keep.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`.
    """
    types = plan.has_work
    sent_on = grade.copy()
    if not types.any():
        return {"sent_on_grade": sent_on}
    rows = blocks.rows(types)
    code = blocks.type[rows]
    u_handling, u_resolves = blocks.marks(streams, "desk", DESK_WIDTH, types=types)
    desk_ms = duration_by_code_ms(plan.handling, code, u_handling, clock.MS_PER_MIN, plan.tick_ms)
    refers, sent_on[rows] = _passed_on(plan, streams, blocks)
    columns = {
        "desk_ms": spread(blocks, types, desk_ms),
        "desk_resolves": spread(blocks, types, u_resolves < plan.resolved_share[code]),
        "desk_refers": spread(blocks, types, refers),
        "sent_on_grade": sent_on,
    }
    attempts = plan.attempts
    if attempts is not None:
        reached_on = _reached_on(plan, streams, blocks, attempts)
        columns["reached_on"] = spread(blocks, types, reached_on, PLAIN["reached_on"])
        if attempts.no_reply_as is not None:
            sent_on[rows[reached_on == 0]] = attempts.no_reply_as
    return columns


def _passed_on(plan: DeskPlan, streams: Streams, blocks: Blocks) -> tuple[Ints, Ints]:
    """Draw to whom each case is referred if it is not resolved, and its grade if sent on."""
    rows = blocks.rows(plan.has_work)
    code = blocks.type[rows]
    u_referral, u_grade = np.ones((2, rows.size))
    some = np.flatnonzero(plan.varies[code])
    if some.size:
        marks = blocks.marks(streams, "referral", REFERRAL_WIDTH, types=plan.varies)
        u_referral[some], u_grade[some] = marks
    grade = category_by_code(plan.sent_on_grade, code, u_grade)
    investigation = u_referral < plan.to_investigation_share[code]
    prevention = ~investigation & (u_referral < plan.passed_on_share[code])
    refers = np.full_like(code, Referral.NONE)
    refers[investigation] = Referral.INVESTIGATION
    refers[prevention] = Referral.PREVENTION
    grade[prevention] = plan.to_prevention_as[code[prevention]]
    return refers, grade


def _reached_on(plan: DeskPlan, streams: Streams, blocks: Blocks, attempts: Attempts) -> Ints:
    """Return the attempt that reaches each caller, from 1; 0 for none.

    Every case has the marks of ATTEMPTS_LIMIT attempts, so what happens at the k-th does not depend
    on how many there may be.
    """
    marks = blocks.marks(streams, "contact", CONTACT_WIDTH, attempts.most, plan.has_work)
    return first_below(marks, attempts.reached_share)
