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
    Bools,
    CaseRules,
    Floats,
    Ints,
    OpenCases,
    People,
)
from sim.world.arrivals import TypePlan, draw_block, plan_type
from sim.world.casework import CASE_WIDTH, CasePlan, case_columns, waits_ms
from sim.world.intensity import Period
from sim.world.loops import dealt_in_turn
from sim.world.marks import quantile
from sim.world.streams import Streams

#: Cases of a type are drawn from the week on before which all but this share are closed.
STILL_OPEN_SHARE = 0.002


class OpenCasesPlan(NamedTuple):
    """What is known of the cases open at the start before any is drawn."""

    types: tuple[
        TypeBefore, ...
    ]  #: that are investigated and came in; none if the run starts empty
    number_of_types: int
    lane_role: Ints  #: (lanes,) as in `arrays.CaseRules`
    hub_of_district: Ints
    delay_ms: Ints  #: (roles,) from when an episode could begin until it is done


class TypeBefore(NamedTuple):
    """What is known of one type's cases of the weeks before the run."""

    code: int
    arrivals: TypePlan  #: of those weeks
    cases: CasePlan


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
    found = []
    for code, name in enumerate(facts.scenario.incident_types if most_weeks else ()):
        if name in cases:
            days = 7 * min(most_weeks, _weeks(cases[name].case, delay_ms, facts.times.first_day))
            before = Period(facts.times.first_day - days, days)
            arrivals = plan_type(facts, name, before, before_run=True)
            if arrivals.cell.size:
                found.append(TypeBefore(code, arrivals, cases[name]))
    number_of_types = len(facts.scenario.incident_types)
    return OpenCasesPlan(tuple(found), number_of_types, lane_role, hub_of_district, delay_ms)


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
    if not plan.types:
        return {}
    parts = [_of_type(plan, each, streams) for each in plan.types]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    number = np.repeat(np.arange(len(parts)), [part["created_ms"].size for part in parts])
    code = np.array([each.code for each in plan.types])
    rows = np.flatnonzero(columns.pop("open_now"))
    created_ms = columns["created_ms"][rows]
    order = np.argsort(created_ms)
    if not np.diff(created_ms[order]).all():  # several at one time, which seldom is without a grid
        place = columns["district"][rows] * plan.number_of_types + code[number[rows]]
        order = np.lexsort((columns["ordinal"][rows], place, created_ms))
    rows = rows[order]
    number = number[rows]
    found = {name: column[rows] for name, column in columns.items()}
    alike = {"deadline_ms": -1, "parent": NO_PARENT, "mark": ALWAYS}
    return found | {
        "hub": plan.hub_of_district[found["district"]],
        "type": code[number],
        "case_episodes": np.array([each.cases.case.episodes for each in plan.types])[number],
        "harm": np.array([each.cases.case.harm for each in plan.types])[number],
        **{name: np.full(rows.size, value) for name, value in alike.items()},
    }


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


def _of_type(plan: OpenCasesPlan, each: TypeBefore, streams: Streams) -> dict[str, Any]:
    """Draw the cases of a type that may be open, and whether each is: `open_now`."""
    case, tick_ms = each.cases.case, each.cases.tick_ms
    block = draw_block(each.arrivals, streams)
    marks = block.marks(streams, "case", CASE_WIDTH)
    rows = np.flatnonzero(marks[0] < case.share)
    rows = rows[_may_be_open(plan, each, block.created_ms[rows], marks[2, rows])]
    columns = case_columns(each.cases, streams, block, marks=marks[:, rows], rows=rows)
    created_ms = block.created_ms[rows] - each.arrivals.end_ms
    delay_ms = plan.delay_ms[plan.lane_role[columns["case_lane"]]]
    done, wait_left_ms = _progress(
        -created_ms, delay_ms, columns["case_wait_ms"], case.episodes, tick_ms
    )
    for said_for_all in ("case_episodes", "harm", "deadline_ms"):
        del columns[said_for_all]
    return columns | {
        "open_now": (done < case.episodes) & ~columns["screened_out"],
        "created_ms": created_ms,
        "district": block.district[rows],
        "week": block.week[rows],
        "ordinal": block.ordinal[rows],
        "layer": block.layer[rows],
        "repeat": block.repeat[rows],
        "episodes_done": done,
        "wait_left_ms": wait_left_ms,
    }


def _may_be_open(plan: OpenCasesPlan, each: TypeBefore, created_ms: Ints, u_waits: Floats) -> Bools:
    """Return which cases are open at the start if the slowest team has them.

    Only of these the rest is drawn: at any other team as many episodes are done, or more.
    """
    episodes, slowest_ms = each.cases.case.episodes, int(plan.delay_ms.max())
    between_ms = waits_ms(each.cases, u_waits) // max(1, episodes - 1)
    all_done_ms = episodes * np.maximum(slowest_ms + between_ms, 1) - between_ms
    return np.asarray(each.arrivals.end_ms - created_ms < all_done_ms)


def _progress(
    age_ms: Ints, delay_ms: Ints, wait_ms: Ints, episodes: int, tick_ms: int
) -> tuple[Ints, Ints]:
    """Return how many episodes are done at an age, and what is left of the wait (-1: none).

    With delay d and w between two episodes, the i-th is done at age i d + (i - 1) w.
    """
    between_ms = wait_ms // max(1, episodes - 1)
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
