"""Cases that are open when the run starts: incidents of the weeks before it, drawn like all others.

Each is taken to have gone its way until then: an episode is done a number of days after it could
begin (`open_cases_delay_days` of its team), and the waits between episodes are those drawn. Cases
that would be closed by the start are dropped; the others enter the run as far as they have come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.teams import CaseworkTeam
from sim.vocabulary import Role
from sim.world.arrays import (
    ALWAYS,
    NO_PARENT,
    CaseRules,
    Floats,
    Ints,
    OpenCases,
    People,
)
from sim.world.arrivals import plan_type
from sim.world.before_run import BeforePlan, Candidates, TypeBefore, candidates, plan_before
from sim.world.casework import CasePlan, Marks, case_columns, waits_ms
from sim.world.intensity import Period
from sim.world.loops import dealt_in_turn
from sim.world.marks import quantile
from sim.world.streams import Streams

#: Cases of a type are drawn from the week on before which all but this share are closed.
STILL_OPEN_SHARE = 0.002
#: Marks that are tried to tell from which on a case may be open.
_STEPS = 1024


class OpenCasesPlan(NamedTuple):
    """What is known of the cases open at the start before any is drawn."""

    before: BeforePlan | None  #: of the types that are investigated; None if the run starts empty
    cases: tuple[CasePlan, ...]  #: of each of them
    type: Ints  #: code of each
    lane_role: Ints  #: (lanes,) as in `arrays.CaseRules`
    hub_of_district: Ints
    delay_ms: Ints  #: (roles,) from when an episode could begin until it is done


def plan_open_cases(
    facts: Facts, lane_role: Ints, hub_of_district: Ints, cases: Mapping[str, CasePlan]
) -> OpenCasesPlan:
    """Return what is known of the cases open at the start.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    lane_role, hub_of_district : Ints
        Whose the cases of each lane are, and where.
    cases : mapping of str to CasePlan
        What is known of the cases of the types that are investigated.
    """
    delay_ms = np.zeros(len(Role), dtype=np.int64)
    for role, team in facts.by_role.items():
        if isinstance(team, CaseworkTeam):
            delay_ms[role] = round(team.open_cases_delay_days * clock.MS_PER_DAY)
    most_weeks = facts.scenario.casework.open_cases_weeks
    slowest_ms, first_day = int(delay_ms.max()), facts.times.first_day
    codes, before = [], []
    for code, name in enumerate(facts.scenario.incident_types if most_weeks else ()):
        if name in cases:
            days = 7 * min(most_weeks, _weeks(cases[name].case, delay_ms, first_day))
            arrivals = plan_type(facts, name, Period(first_day - days, days), before_run=True)
            if arrivals.cell.size:
                least = _least_marks(cases[name], slowest_ms, arrivals.weeks, first_day)
                codes.append(code)
                before.append(TypeBefore(arrivals, cases[name].case.share, least))
    names = list(facts.scenario.incident_types)
    return OpenCasesPlan(
        before=plan_before(before, first_day, facts.times.tick_ms) if before else None,
        cases=tuple(cases[names[code]] for code in codes),
        type=np.array(codes, dtype=np.int64),
        lane_role=lane_role,
        hub_of_district=hub_of_district,
        delay_ms=delay_ms,
    )


def open_at_start(plan: OpenCasesPlan, streams: Streams) -> dict[str, Any]:
    """Draw the cases that are open at the start.

    Parameters
    ----------
    plan : OpenCasesPlan
        What there is to draw.
    streams : Streams
        Streams of the replication; not those of the run itself, since the week in which it starts
        is drawn again.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`, the oldest case first; columns that are not among them are 0.
        Beside these, how far each case has come: `episodes_done` and `wait_left_ms`.
    """
    if plan.before is None:
        return {}
    found, marks = candidates(plan.before, streams)
    columns = _case_columns(plan, found, marks)
    episodes = np.array([each.case.episodes for each in plan.cases])[found.type]
    done, wait_left_ms = _progress(
        -found.created_ms, plan.delay_ms[plan.lane_role[columns["case_lane"]]],
        columns["case_wait_ms"], episodes, plan.before.tick_ms,
    )  # fmt: skip
    columns |= found._asdict() | {
        "type": plan.type[found.type],
        "hub": plan.hub_of_district[found.district],
        "case_episodes": episodes,
        "harm": np.array([each.case.harm for each in plan.cases])[found.type],
        "episodes_done": done,
        "wait_left_ms": wait_left_ms,
    }
    rows = _oldest_first(found, np.flatnonzero((done < episodes) & ~columns["screened_out"]))
    constant = {"deadline_ms": -1, "parent": NO_PARENT, "mark": ALWAYS}
    full = {name: np.full(rows.size, value) for name, value in constant.items()}
    return {name: column[rows] for name, column in columns.items()} | full


def dealt(rows: Mapping[str, Any], who: People, rules: CaseRules) -> OpenCases:
    """Return the cases of `open_at_start` in the hands of those who are there to hold them.

    A case that nobody holds has not been begun.
    """
    if not rows:
        return OpenCases(*(np.zeros(0, dtype=np.int64) for _ in OpenCases._fields))
    owner = _owners(who, rules, rows["case_lane"], rows["hub"], rows["episodes_done"])
    return OpenCases(
        opened_ms=rows["created_ms"].copy(),
        episodes_done=np.where(owner < 0, 0, rows["episodes_done"]),
        wait_left_ms=np.where(owner < 0, -1, rows["wait_left_ms"]),
        owner=owner,
    )


def _weeks(case: Investigation, delay_ms: Ints, first_day: int) -> int:
    """Return the weeks before the start in which cases of a type may have been opened."""
    days = float(case.episodes * delay_ms.max() / clock.MS_PER_DAY)
    if case.waits_days is not None:
        days += float(quantile(case.waits_days, np.array([1 - STILL_OPEN_SHARE]))[0])
    # Weeks are numbered from 1970, and random streams cannot be named with negative numbers.
    return min(math.ceil(days / 7) + 1, first_day // 7)


def _least_marks(plan: CasePlan, slowest_ms: int, weeks: range, first_day: int) -> Floats:
    """Return of each week the mark of its waits below which a case is closed at the start.

    It is, even if it came at the end of the week and the slowest team has it: at any other as many
    episodes are done, or more. Longer waits have higher marks.
    """
    marks = np.arange(_STEPS) / _STEPS
    episodes = plan.case.episodes
    between_ms = waits_ms(plan, marks) // max(1, episodes - 1)
    all_done_ms = episodes * np.maximum(slowest_ms + between_ms, 1) - between_ms
    youngest_ms = (first_day - 7 * (np.array(weeks) + 1)) * clock.MS_PER_DAY
    closed = np.searchsorted(all_done_ms, np.maximum(youngest_ms, 0), side="right")
    # Values of neighbouring marks may be rounded, so the last of those that are closed is kept.
    return np.maximum(closed - 2, 0) / _STEPS


def _case_columns(
    plan: OpenCasesPlan, found: Candidates, marks: Mapping[str, Floats]
) -> dict[str, Any]:
    """Return the columns of the cases of all types, without the harm."""
    bounds = np.searchsorted(found.type, np.arange(len(plan.cases) + 1)).tolist()
    parts = [
        case_columns(each, _some(marks, slice(begin, end)))
        for each, begin, end in zip(plan.cases, bounds[:-1], bounds[1:], strict=True)
    ]
    names = [name for name in parts[0] if name != "harm"]
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def _some(marks: Mapping[str, Floats], cases: slice) -> Marks:
    """Return the marks of some of the cases."""
    return lambda purpose, _: marks[purpose][:, cases]


def _oldest_first(found: Candidates, rows: Ints) -> Ints:
    """Return some rows in order of their incidents; ties by district, type and ordinal."""
    created_ms = found.created_ms[rows]
    order = np.argsort(created_ms)
    if not np.diff(created_ms[order]).all():  # several at one time, which seldom is without a grid
        keys = (found.ordinal, found.type, found.district, found.created_ms)
        order = np.lexsort([key[rows] for key in keys])
    return rows[order]


def _progress(
    age_ms: Ints, delay_ms: Ints, wait_ms: Ints, episodes: Ints | int, tick_ms: int
) -> tuple[Ints, Ints]:
    """Return how many episodes are done at an age, and what is left of the wait (-1: none).

    With delay d and w between two episodes, the i-th is done at age i d + (i - 1) w.
    """
    between_ms = wait_ms // np.maximum(1, episodes - 1)
    done = (age_ms + between_ms) // np.maximum(delay_ms + between_ms, 1)
    done = np.minimum(np.maximum(done, 0), episodes)
    left_ms = between_ms - (age_ms - (done * delay_ms + (done - 1) * between_ms))
    waits = (done > 0) & (done < episodes) & (left_ms > 0)
    return done, np.where(waits, np.maximum(left_ms // tick_ms, 1) * tick_ms, -1)


def _owners(who: People, rules: CaseRules, lane: Ints, hub: Ints, done: Ints) -> Ints:
    """Deal the cases that somebody has worked on to the people of each hub in turn."""
    hubs = int(max(hub.max(initial=0), who.hub.max(initial=0))) + 1
    of_lane = []
    for role, skill in zip(rules.lane_role.tolist(), rules.lane_skill.tolist(), strict=True):
        able = (who.role == role) & who.in_post
        if skill >= 0:
            able &= rules.has_skill.reshape(-1, who.role.size)[skill]
        of_lane.append(np.flatnonzero(able))
    # People stand in order of hub. Behind all groups stands one of nobody, for what is not begun.
    able_at = np.concatenate([who.hub[people] + n * hubs for n, people in enumerate(of_lane)])
    nobody = len(of_lane) * hubs
    first = np.searchsorted(able_at, np.arange(nobody + 2))
    group = np.where(done > 0, lane * hubs + hub, nobody)
    return dealt_in_turn(group, np.concatenate(of_lane), first)
