"""Casework before the clock starts: the marks of each case, and the rules as tables.

A case has what is needed to work it, whether or not its incident is investigated in the end, so
that a changed share moves no other value.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.casework import (
    files_at_once,
    investigating_team,
    investigations,
    response_holds_cases,
)
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.head_counts import belongs
from sim.scenario.schema.casework import Screening
from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.teams import FORCE_WIDE, CaseworkTeam, DetectiveTeam, Team
from sim.vocabulary import Role, WithoutCharge
from sim.world.arrays import Bools, CaseRules, Floats, Ints, People
from sim.world.arrivals import Block
from sim.world.attribute_loops import Routing, routes
from sim.world.filling import filled_rows
from sim.world.marks import category, duration_ms
from sim.world.streams import Streams
from sim.world.time_grid import on_grid_ms

#: Marks per incident of the purposes ``case``, ``casework`` and ``outcome``; never to be changed.
CASE_WIDTH = 3
CASEWORK_WIDTH = 6
OUTCOME_WIDTH = 1

NO_SUSPECT = int(WithoutCharge.NO_SUSPECT)

#: A team, and the skill that a case needs beside it.
Lane = tuple[Role, str | None]


class CasePlan(NamedTuple):
    """What is known of the cases of a type before any is drawn."""

    case: Investigation
    routing: Routing
    files_at_once: bool  #: whether those of somebody charged in custody are worked in one go
    without_charge: dict[int, float]  #: share of each way to end if nobody is charged
    tick_ms: int


def lanes(facts: Facts) -> list[Lane]:
    """Return the pairs of team and skill by first appearance, Response last; never none."""
    found: dict[Lane, None] = {}
    for case in investigations(facts.scenario).values():
        role = _role(case, facts)
        found[role, case.needs_skill] = None
        if case.specialist_share < 1 and role != Role.INVESTIGATION:
            found[Role.INVESTIGATION, None] = None
    if not found:
        found[Role.INVESTIGATION, None] = None
    if response_holds_cases(facts.scenario):
        found[Role.RESPONSE, None] = None
    return list(found)


def _role(case: Investigation, facts: Facts) -> Role:
    """Return the role of those who work the cases of a type."""
    return Role[investigating_team(case, facts.teams).upper()]


def case_plans(facts: Facts, found: list[Lane]) -> dict[str, CasePlan]:
    """Return what is known of the cases of each type that is investigated.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    found : list of Lane
        All lanes.
    """
    number = {lane: code for code, lane in enumerate(found)}
    screening = facts.scenario.casework.screening
    plans = {}
    for name, case in investigations(facts.scenario).items():
        role = _role(case, facts)
        own = number[role, case.needs_skill]
        shared_out = case.specialist_share < 1 and role != Role.INVESTIGATION
        screened = screening is not None and case.harm < screening.harm_below
        plans[name] = CasePlan(
            case=case,
            routing=Routing(
                in_custody_share=case.in_custody_share,
                retained_share=case.retained_share,
                specialist_share=case.specialist_share,
                few_lines_share=screening.solvability_below if screening and screened else 0.0,
                screened_share=screened_share(screening) if screening and screened else 0.0,
                charged_share=case.charged_share,
                lane=own,
                general_lane=number[Role.INVESTIGATION, None] if shared_out else own,
                retained_lane=number.get((Role.RESPONSE, None), own),
                within_ms=round(case.custody_deadline_hours * clock.MS_PER_HOUR),
                least_file_ms=facts.times.tick_ms,
            ),
            files_at_once=files_at_once(facts.scenario),
            without_charge=_ways_to_end(case),
            tick_ms=facts.times.tick_ms,
        )
    return plans


def screened_share(screening: Screening) -> float:
    """Return the share of cases of low harm that are filed at once, by somebody trained to."""
    return screening.solvability_below * screening.trained_share


def case_columns(
    plan: CasePlan,
    streams: Streams,
    block: Block,
    *,
    marks: Floats | None = None,
    rows: Ints | None = None,
) -> dict[str, Any]:
    """Draw what `arrays.Drawn` says of the cases of a type's incidents.

    Those who know already which rows of the block they want give them, in rising order, with their
    marks of the purpose ``case``.

    Work is a whole number of ticks in each episode, at least one, and the waits are a whole number
    of ticks between each two episodes: so the parts are equal, and on the time grid. The file is
    added to the work. A case with too few lines of enquiry leads to no suspect, whether it is filed
    at once or worked.
    """
    case, tick_ms = plan.case, plan.tick_ms
    if marks is None:
        marks = block.marks(streams, "case", CASE_WIDTH, rows=rows)
    u_whether, u_work, u_waits = marks
    work_ms = duration_ms(case.work_hours, u_work, clock.MS_PER_HOUR, tick_ms * case.episodes)
    work_ms = np.maximum(work_ms, tick_ms * case.episodes)
    wait_ms = waits_ms(plan, u_waits)
    investigated = u_whether < case.share
    route = _routes(plan, streams, block, rows)
    ends = _without_charge(plan, streams, block, rows)
    ends[route.pop("few_lines") & investigated & bool(case.without_charge)] = NO_SUSPECT
    in_one_go = (route["deadline_ms"] >= 0) & (route["file_ms"] > 0) & plan.files_at_once
    return {
        "investigated": investigated,
        "case_work_ms": work_ms + route["file_ms"],
        "case_episodes": np.where(in_one_go, 1, case.episodes),
        "case_wait_ms": np.where(in_one_go, 0, wait_ms),
        "harm": case.harm,
        "without_charge": ends,
        **route,
    }


def waits_ms(plan: CasePlan, u: Floats) -> Ints:
    """Return how long cases wait between their episodes in all, by their third mark."""
    case = plan.case
    if case.waits_days is None:
        return np.zeros(u.shape, dtype=np.int64)
    wait_tick_ms = plan.tick_ms * max(1, case.episodes - 1)
    return duration_ms(case.waits_days, u, clock.MS_PER_DAY, wait_tick_ms)


def _ways_to_end(case: Investigation) -> dict[int, float]:
    """Return the share of each way in which cases end if nobody is charged; none if all are one."""
    if not case.without_charge:
        return {}
    shares = {int(WithoutCharge[name.upper()]): p for name, p in case.without_charge.items()}
    return {**shares, int(WithoutCharge.OTHERWISE): max(0.0, 1 - sum(shares.values()))}


def _without_charge(plan: CasePlan, streams: Streams, block: Block, rows: Ints | None) -> Ints:
    """Draw how incidents end if nobody is charged."""
    if not plan.without_charge:
        return np.full(_number(block, rows), int(WithoutCharge.OTHERWISE), dtype=np.int64)
    marks = block.marks(streams, "outcome", OUTCOME_WIDTH, rows=rows)
    return category(plan.without_charge, marks[0])


def _number(block: Block, rows: Ints | None) -> int:
    return block.ordinal.size if rows is None else rows.size


def _routes(plan: CasePlan, streams: Streams, block: Block, rows: Ints | None) -> dict[str, Any]:
    """Draw whether a case has few lines of enquiry, who works it, and who is charged."""
    case, routing, n = plan.case, plan.routing, _number(block, rows)
    shares = (
        routing.few_lines_share, routing.retained_share, routing.in_custody_share,
        routing.charged_share,
    )  # fmt: skip
    if not any(shares) and routing.general_lane == routing.lane:
        return {
            "case_lane": np.full(n, routing.lane, dtype=np.int64),
            "deadline_ms": np.full(n, -1, dtype=np.int64),
            "few_lines": np.zeros(n, dtype=np.bool_),
            "screened_out": np.zeros(n, dtype=np.bool_),
            "file_ms": np.zeros(n, dtype=np.int64),
        }
    marks = block.marks(streams, "casework", CASEWORK_WIDTH, rows=rows)
    file_ms = np.empty(0, dtype=np.int64)
    if case.file_build_hours is not None:
        file_ms = duration_ms(case.file_build_hours, marks[4], clock.MS_PER_HOUR, plan.tick_ms)
    lane, deadline_ms, file_ms, few_lines, screened_out = routes(routing, marks, file_ms)
    return {
        "case_lane": lane,
        "deadline_ms": deadline_ms,
        "few_lines": few_lines,
        "screened_out": screened_out,
        "file_ms": file_ms,
    }


def highest_rank(cases: Collection[Investigation]) -> int:
    """Return the highest rank in the queue to be allocated: above all harm for custody."""
    custody = any(case.in_custody_share > 0 for case in cases)
    return max((case.harm for case in cases), default=0) + custody


def case_rules(facts: Facts, who: People, found: list[Lane]) -> CaseRules:
    """Return the rules of casework, with these lanes."""
    scenario, tick_ms = facts.scenario, facts.times.tick_ms
    skills = sorted({skill for _, skill in found if skill is not None})
    slice_ms = np.zeros(len(Role), dtype=np.int64)
    shares_work, lends, between_calls = (np.zeros(len(Role), dtype=np.bool_) for _ in range(3))
    for role, team in facts.by_role.items():
        if isinstance(team, CaseworkTeam):
            shares_work[role] = team.work == "shared"
            slice_ms[role] = max(tick_ms, on_grid_ms(team.slice_min, tick_ms))
        if isinstance(team, DetectiveTeam):
            lends[role] = team.lends == "when_idle"
    between_calls[Role.RESPONSE] = response_holds_cases(scenario)
    by_response = scenario.casework.file_build == "response"
    return filled_rows(
        CaseRules,
        Team,
        facts.by_role,
        (len(Role), tick_ms),
        lane_role=np.array([role for role, _ in found], dtype=np.int64),
        lane_skill=np.array(
            [-1 if skill is None else skills.index(skill) for _, skill in found], dtype=np.int64
        ),
        has_skill=_skills(facts, who, skills),
        first_of=_first_of(who, len(scenario.hubs)),
        file_lane=found.index((Role.RESPONSE, None)) if by_response else -1,
        files_at_once=files_at_once(scenario),
        shares_work=shares_work,
        slice_ms=slice_ms,
        lends=lends,
        between_calls=between_calls,
    )


def _first_of(who: People, hubs: int) -> Ints:
    """Return the first person of each team and hub, and the end of the last, in that order."""
    groups = len(Role) * (hubs + 1)
    return np.searchsorted(who.role * (hubs + 1) + who.hub, np.arange(groups + 1)).astype(np.int64)


def _skills(facts: Facts, who: People, skills: list[str]) -> Bools:
    """Return who has which skill, (skills * officers,)."""
    table = np.zeros((len(skills), who.role.size), dtype=np.bool_)
    places = [*facts.scenario.hubs, FORCE_WIDE]
    for officer, (role, hub, person) in enumerate(
        zip(who.role.tolist(), who.hub.tolist(), who.person.tolist(), strict=True)
    ):
        team = facts.by_role[Role(role)]
        if isinstance(team, DetectiveTeam):
            here = facts.placed[Role(role), places[hub]][person]
            for row, skill in enumerate(skills):
                table[row, officer] = has_skill(team, here.groups, skill, here.number)
    return table.ravel()


def has_skill(team: DetectiveTeam, groups: int, skill: str, person: int) -> bool:
    """Return whether the person of a number, among those of one rota, has a skill for good.

    In each rota group the k-th person has it when k times the share passes a whole number; groups
    are shifted against one another, and the first person of all has it.
    """
    return belongs(team.skills.get(skill, 0.0), groups, person)
