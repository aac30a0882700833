"""Cases that are open when the run starts: incidents of the weeks before it, drawn like all others.

Each is taken to have gone its way until then: an episode is done so many days after it could begin
(`open_cases_delay_days` of its team), and the waits between episodes are those drawn. What would be
closed by the start is left out; of the others the run takes over how far they have come.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim import clock
from sim.errors import RunError
from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Role
from sim.world.arrays import ALWAYS, NO_PARENT, CaseRules, Ints, OpenCases, People
from sim.world.arrivals import draw_block
from sim.world.casework import CASE_WIDTH, case_columns
from sim.world.intensity import Period
from sim.world.marks import quantile
from sim.world.people import teams
from sim.world.streams import Streams

#: Weeks of a type are drawn back to where all but this share of its cases are closed.
LEFT_OUT_SHARE = 0.002


def open_at_start(
    scenario: Scenario,
    streams: Streams,
    who: People,
    rules: CaseRules,
    hub_of_district: Ints,
    tick_ms: int,
) -> tuple[dict[str, Any], OpenCases]:
    """Draw the cases that are open at the start.

    Parameters
    ----------
    streams : Streams
        Streams of the replication; not those of the run itself, since the week in which it starts
        is drawn again.
    who, rules, hub_of_district
        Who there is to hold cases, and where.

    Returns
    -------
    tuple of dict of str to array and OpenCases
        Columns of `arrays.Drawn`, the oldest case first; columns that are left out are 0.
    """
    parts = [_of_type(scenario, streams, code, rules, tick_ms) for code in _investigated(scenario)]
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    place = rows["district"] * len(scenario.incident_types) + rows["type"]
    order = np.lexsort((rows["ordinal"], place, rows["created_ms"]))
    rows = {name: column[order] for name, column in rows.items()}
    rows["hub"] = hub_of_district[rows["district"]]
    episodes_done, wait_left_ms = rows.pop("episodes_done"), rows.pop("wait_left_ms")
    owner = _owners(who, rules, rows["case_lane"], rows["hub"], episodes_done)
    found = OpenCases(
        opened_ms=rows["created_ms"].copy(),
        episodes_done=np.where(owner < 0, 0, episodes_done),
        wait_left_ms=np.where(owner < 0, -1, wait_left_ms),
        owner=owner,
    )
    return rows, found


def none_open() -> OpenCases:
    """Return that no case is open at the start."""
    return OpenCases(*(np.zeros(0, dtype=np.int64) for _ in OpenCases._fields))


def _investigated(scenario: Scenario) -> list[int]:
    """Return the codes of the types that are investigated."""
    return [
        code
        for code, incident_type in enumerate(scenario.incident_types.values())
        if incident_type.investigation is not None
    ]


def _weeks(scenario: Scenario, case: Investigation) -> int:
    """Return the weeks before the start in which cases of a type may have been opened."""
    days = float(case.episodes * _delays_ms(scenario).max() / clock.MS_PER_DAY)
    if case.waits_days is not None:
        days += float(quantile(case.waits_days, np.array([1 - LEFT_OUT_SHARE]))[0])
    # Weeks are numbered from 1970, and random streams cannot be named with negative numbers.
    first = clock.day_number(scenario.run.start) // 7
    return min(scenario.casework.open_cases_weeks, math.ceil(days / 7) + 1, first)


def _delays_ms(scenario: Scenario) -> Ints:
    """Return by role how long an episode takes from when it could begin."""
    delays = np.zeros(len(Role), dtype=np.int64)
    for role, team in teams(scenario):
        delays[role] = round(team.open_cases_delay_days * clock.MS_PER_DAY)
    return delays


def _of_type(
    scenario: Scenario, streams: Streams, code: int, rules: CaseRules, tick_ms: int
) -> dict[str, Any]:
    """Draw the open cases of a type."""
    name, incident_type = list(scenario.incident_types.items())[code]
    case = incident_type.investigation
    if case is None:
        raise RunError(f"the type {name!r} is not investigated")
    days = 7 * _weeks(scenario, case)
    before = Period(clock.day_number(scenario.run.start) - days, days)
    block = draw_block(scenario, streams, name, before, tick_ms)
    marks = block.marks(streams, "case", CASE_WIDTH)
    # Before the run prevention was as at the reference.
    rows = np.flatnonzero((marks[0] < case.share) & (block.needs_effect < 0))
    columns = case_columns(scenario, streams, block, case, tick_ms, marks=marks, rows=rows)
    created_ms = block.created_ms[rows] - days * clock.MS_PER_DAY
    delay_ms = _delays_ms(scenario)[rules.lane_role[columns["case_lane"]]]
    done, wait_left_ms = _progress(
        -created_ms, delay_ms, columns["case_wait_ms"], case.episodes, tick_ms
    )
    open_now = np.flatnonzero((done < case.episodes) & ~columns["screened_out"])
    columns |= {
        "created_ms": created_ms,
        "district": block.district[rows],
        "week": block.week[rows],
        "ordinal": block.ordinal[rows],
        "layer": block.layer[rows],
        "repeat": block.repeat[rows],
        "episodes_done": done,
        "wait_left_ms": wait_left_ms,
    }
    constant = {"type": code, "deadline_ms": -1, "parent": NO_PARENT, "needs_effect": ALWAYS}
    constant |= {"case_episodes": case.episodes, "harm": case.harm}
    full = {name: np.full(open_now.size, value) for name, value in constant.items()}
    return {name: column[open_now] for name, column in columns.items() if name not in full} | full


def _progress(
    age_ms: Ints, delay_ms: Ints, wait_ms: Ints, episodes: int, tick_ms: int
) -> tuple[Ints, Ints]:
    """Return how many episodes are done at an age, and what is left of the wait (-1: none).

    With delay d and w between two episodes, the i-th is done at age i d + (i - 1) w.
    """
    between_ms = wait_ms // max(1, episodes - 1)
    done = np.clip((age_ms + between_ms) // np.maximum(delay_ms + between_ms, 1), 0, episodes)
    left_ms = between_ms - (age_ms - (done * delay_ms + (done - 1) * between_ms))
    waits = (done > 0) & (done < episodes) & (left_ms > 0)
    return done, np.where(waits, np.maximum(left_ms // tick_ms, 1) * tick_ms, -1)


def _owners(who: People, rules: CaseRules, lane: Ints, hub: Ints, done: Ints) -> Ints:
    """Deal the cases that somebody has worked on to the people of each hub in turn."""
    owner = np.full(lane.size, -1, dtype=np.int64)
    for code, role in enumerate(rules.lane_role.tolist()):
        skill = int(rules.lane_skill[code])
        able = who.role == role
        if skill >= 0:
            able &= rules.has_skill.reshape(-1, who.role.size)[skill]
        for place in np.unique(hub).tolist():
            people = np.flatnonzero(able & (who.hub == place))
            cases = np.flatnonzero((lane == code) & (hub == place) & (done > 0))
            if people.size:
                owner[cases] = people[np.arange(cases.size) % people.size]
    return owner
