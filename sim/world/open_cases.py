"""Cases that are open when the run starts: incidents of the weeks before it, drawn like all others.

Each is taken to have gone its way until then: an episode is done a number of days after it could
begin (`open_cases_delay_days` of its team), and the waits between episodes are those drawn. Cases
that would be closed by the start are dropped; the others enter the run as far as they have come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.casework import investigations
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
from sim.world.arrivals import draw_blocks
from sim.world.arrivals_plan import ArrivalsPlan, plan_together, plan_type
from sim.world.blocks import Blocks
from sim.world.casework import CASE_WIDTH, CasePlan, Lane, drawn_cases, plan_cases, waits_ms
from sim.world.demand_cells import streams_of_types
from sim.world.intensity import Period
from sim.world.loops import dealt_in_turn
from sim.world.marks import quantile
from sim.world.streams import Streams

#: Cases of a type are drawn from the week on before which all but this share are closed.
STILL_OPEN_SHARE = 0.002

_WEEK_MS = 7 * clock.MS_PER_DAY
#: How often the interval is halved in which the least mark of a case that may be open lies.
_HALVINGS = 20
#: Columns of the blocks that cases keep.
_OF_BLOCKS = ("district", "week", "ordinal", "layer", "repeat")


class OpenCasesPlan(NamedTuple):
    """What is known of the cases open at the start before any is drawn."""

    #: of the weeks before the run, of types that are investigated; None if the run starts empty
    arrivals: ArrivalsPlan | None
    cases: CasePlan  #: of these types
    type: Ints  #: (these types,) number of each
    end_ms: Ints  #: (these types,) when the run starts, from the first of the weeks
    number_of_types: int
    lane_role: Ints  #: (lanes,) as in `arrays.CaseRules`
    hub_of_district: Ints
    delay_ms: Ints  #: (roles,) from when an episode could begin until it is done
    #: (2, cells) what the first mark of a case is below, and the third not below, if it may be open
    marks: Floats


class Holders(NamedTuple):
    """Who may hold cases: the people of each lane and hub, and of none, a group without anybody."""

    people: Ints  #: of all groups, group after group
    first: Ints  #: (groups + 1,) where those of each begin, and where the last one ends
    hubs: int  #: groups of a lane


def plan_open_cases(
    facts: Facts, lane_role: Ints, hub_of_district: Ints, found: list[Lane]
) -> OpenCasesPlan:
    """Return what is known of the cases open at the start.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    lane_role, hub_of_district : Ints
        Whose the cases of each lane are, and where.
    found : list of Lane
        All lanes.
    """
    delay_ms = np.zeros(len(Role), dtype=np.int64)
    for role, team in facts.by_role.items():
        if isinstance(team, CaseworkTeam):
            delay_ms[role] = round(team.open_cases_delay_days * clock.MS_PER_DAY)
    most_weeks, first_day = facts.scenario.casework.open_cases_weeks, facts.times.first_day
    arrivals = []
    for name, case in investigations(facts.scenario).items() if most_weeks else ():
        days = 7 * min(most_weeks, _weeks(case, delay_ms, first_day))
        came = plan_type(facts, name, Period(first_day - days, days), before_run=True)
        if came.cell.size:
            arrivals.append(came)
    names = list(facts.scenario.incident_types)
    tick_ms, slowest_ms = facts.times.tick_ms, int(delay_ms.max())
    every = plan_together(arrivals, tick_ms, before_run=True) if arrivals else None
    cases = plan_cases(facts, found, [each.name for each in arrivals])
    return OpenCasesPlan(
        arrivals=every,
        cases=cases,
        type=np.array([names.index(each.name) for each in arrivals], dtype=np.int64),
        end_ms=np.array([each.end_ms for each in arrivals], dtype=np.int64),
        number_of_types=len(names),
        lane_role=lane_role,
        hub_of_district=hub_of_district,
        delay_ms=delay_ms,
        marks=np.zeros((2, 0)) if every is None else _marks_of_open(cases, slowest_ms, every),
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
    if plan.arrivals is None:
        return {}
    needed = partial(_may_have_case, plan, plan.arrivals, streams)
    blocks = draw_blocks(plan.arrivals, streams, needed=needed)
    found = _that_may_be_open(plan, streams, blocks)
    delay_ms = plan.delay_ms[plan.lane_role[found["case_lane"]]]
    done, wait_left_ms = _progress(
        -found["created_ms"], delay_ms, found["case_wait_ms"], found["case_episodes"],
        plan.cases.tick_ms,
    )  # fmt: skip
    found |= {"episodes_done": done, "wait_left_ms": wait_left_ms}
    is_open = (done < found["case_episodes"]) & ~found["screened_out"]
    rows = _in_order(plan, found, np.flatnonzero(is_open))
    found = {name: column[rows] for name, column in found.items()}
    alike = {"deadline_ms": -1, "parent": NO_PARENT, "mark": ALWAYS}
    return found | {
        "hub": plan.hub_of_district[found["district"]],
        **{name: np.full(rows.size, value) for name, value in alike.items()},
    }


def _marks_of_open(cases: CasePlan, slowest_ms: int, arrivals: ArrivalsPlan) -> Floats:
    """Return `OpenCasesPlan.marks`: they hold for incidents at the end of their week.

    The third mark is bounded from below: by 1 where no case can be open, and in the weeks before
    those of the plan, which are drawn for what follows alone.
    """
    code = np.repeat(np.arange(len(arrivals.types)), np.diff(arrivals.first_cell))
    end_ms = arrivals.end_ms[code]
    age_ms = end_ms - arrivals.about[4] - _WEEK_MS
    highest = np.full(code.size, np.nextafter(1.0, 0.0))
    none = (age_ms >= end_ms) | ~_may_be_open(cases, slowest_ms, code, age_ms, highest)
    low, high = np.zeros(code.size), np.ones(code.size)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        may_be = _may_be_open(cases, slowest_ms, code, age_ms, middle)
        low, high = np.where(may_be, low, middle), np.where(may_be, middle, high)
    return np.stack([cases.share[code], np.where(none, 1.0, low)])


def _may_have_case(
    plan: OpenCasesPlan, arrivals: ArrivalsPlan, streams: Streams, place: Ints, incidents: Ints
) -> Bools:
    """Return which first incidents may have a case that is open, as if at the end of their week.

    Of most others nothing needs to be drawn, not even when they are created.

    Parameters
    ----------
    place, incidents : Ints
        Cells of the plan, and how many first incidents each may have.
    """
    marks = np.take(plan.marks, place, axis=1)
    found = np.zeros(int(incidents.sum()), dtype=np.bool_)
    some = marks[1] < 1
    cells = np.flatnonzero(some)
    # These marks are drawn once more, with those of repeats, for the few that are needed.
    u_whether, _, u_waits = Streams(streams.seed, streams.replication).uniforms(
        streams_of_types(arrivals.cells_in_period, "case"), arrivals.in_period[place[cells]],
        incidents[cells], CASE_WIDTH,
    )  # fmt: skip
    share, least_waits = np.repeat(marks[:, cells], incidents[cells], axis=1)
    found[np.repeat(some, incidents)] = (u_whether < share) & (u_waits >= least_waits)
    return found


def _that_may_be_open(plan: OpenCasesPlan, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw the cases that may be open at the start, in order of the blocks."""
    code, marks = blocks.type, blocks.marks(streams, "case", CASE_WIDTH)
    rows = np.flatnonzero(marks[0] < plan.cases.share[code])
    created_ms = blocks.column("created_ms")[rows] - plan.end_ms[code[rows]]
    slowest_ms = int(plan.delay_ms.max())
    may_be = np.flatnonzero(
        _may_be_open(plan.cases, slowest_ms, code[rows], -created_ms, marks[2, rows])
    )
    rows, created_ms = rows[may_be], created_ms[may_be]
    cases = blocks.at(rows)
    return drawn_cases(plan.cases, streams, cases, np.take(marks, rows, axis=1)) | {
        "type": plan.type[cases.type],
        "created_ms": created_ms,
        "case_episodes": plan.cases.episodes[cases.type],
        **{name: blocks.column(name)[rows] for name in _OF_BLOCKS},
    }


def _in_order(plan: OpenCasesPlan, found: Mapping[str, Any], rows: Ints) -> Ints:
    """Return cases with the oldest first; those of one time by district, type and ordinal."""
    created_ms = found["created_ms"][rows]
    order = np.argsort(created_ms)
    if not np.diff(created_ms[order]).all():  # several at one time, which seldom is without a grid
        place = found["district"][rows] * plan.number_of_types + found["type"][rows]
        order = np.lexsort((found["ordinal"][rows], place, created_ms))
    return rows[order]


def holders(who: People, rules: CaseRules, hubs: int) -> Holders:
    """Return who may hold cases, of a number of hubs."""
    groups = hubs + 1  # of a lane; the last serves the whole force
    of_lane = []
    for role, skill in zip(rules.lane_role.tolist(), rules.lane_skill.tolist(), strict=True):
        able = (who.role == role) & who.in_post
        if skill >= 0:
            able &= rules.has_skill.reshape(-1, who.role.size)[skill]
        of_lane.append(np.flatnonzero(able))
    # People stand in order of hub.
    able_at = np.concatenate([who.hub[people] + n * groups for n, people in enumerate(of_lane)])
    first = np.searchsorted(able_at, np.arange(len(of_lane) * groups + 2)).astype(np.int64)
    return Holders(np.concatenate(of_lane), first, groups)


def dealt(rows: Mapping[str, Any], to: Holders) -> OpenCases:
    """Return the cases of `open_at_start` in the hands of those who are there to hold them.

    Those that somebody has worked on are dealt to the people of each hub in turn; a case that
    nobody holds has not been begun.
    """
    if not rows:
        return OpenCases(*(np.zeros(0, dtype=np.int64) for _ in OpenCases._fields))
    done, nobody = rows["episodes_done"], to.first.size - 2
    group = np.where(done > 0, rows["case_lane"] * to.hubs + rows["hub"], nobody)
    owner = dealt_in_turn(group, to.people, to.first)
    return OpenCases(
        opened_ms=rows["created_ms"].copy(),
        episodes_done=np.where(owner < 0, 0, done),
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


def _may_be_open(
    cases: CasePlan, slowest_ms: int, code: Ints, age_ms: Ints, u_waits: Floats
) -> Bools:
    """Return which cases are open at the start if the slowest team has them, by type and age.

    Only of these the rest is drawn: at any other team as many episodes are done, or more.
    """
    episodes = cases.episodes[code]
    between_ms = waits_ms(cases, code, u_waits) // np.maximum(episodes - 1, 1)
    all_done_ms = episodes * np.maximum(slowest_ms + between_ms, 1) - between_ms
    return np.asarray(age_ms < all_done_ms)


def _progress(
    age_ms: Ints, delay_ms: Ints, wait_ms: Ints, episodes: Ints, tick_ms: int
) -> tuple[Ints, Ints]:
    """Return how many episodes are done at an age, and what is left of the wait (-1: none).

    With delay d and w between two episodes, the i-th is done at age i d + (i - 1) w.
    """
    between_ms = wait_ms // np.maximum(episodes - 1, 1)
    done = (age_ms + between_ms) // np.maximum(delay_ms + between_ms, 1)
    done = np.minimum(np.maximum(done, 0), episodes)
    left_ms = between_ms - (age_ms - (done * delay_ms + (done - 1) * between_ms))
    waits = (done > 0) & (done < episodes) & (left_ms > 0)
    return done, np.where(waits, np.maximum(left_ms // tick_ms, 1) * tick_ms, -1)
