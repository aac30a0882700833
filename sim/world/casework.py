"""Casework before the clock starts: the marks of each case, and the rules as tables.

A case has what is needed to work it, whether or not its incident is investigated in the end, so
that a changed share moves no other value.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
from sim.scenario.facts.head_counts import deal_skills
from sim.scenario.schema.casework import Screening
from sim.scenario.schema.demand import Investigation
from sim.scenario.schema.teams import FORCE_WIDE, CaseworkTeam, DetectiveTeam, Team
from sim.vocabulary import Role, WithoutCharge
from sim.world.arrays import Bools, CaseRules, Floats, Ints, People
from sim.world.attribute_loops import Routes, Routing, no_routing, routes
from sim.world.blocks import Blocks, Chosen, spread
from sim.world.columns import PLAIN
from sim.world.filling import filled_rows
from sim.world.marks import (
    ByCode,
    Categories,
    categories,
    category_by_code,
    duration_by_code_ms,
    durations_by_code,
)
from sim.world.streams import Streams
from sim.world.time_grid import on_grid_ms

#: Marks per incident of the purposes ``case``, ``casework`` and ``outcome``; never to be changed.
CASE_WIDTH = 3
CASEWORK_WIDTH = 6
OUTCOME_WIDTH = 1

NO_SUSPECT, OTHERWISE = int(WithoutCharge.NO_SUSPECT), int(WithoutCharge.OTHERWISE)

#: A team, and the skill that a case needs beside it.
Lane = tuple[Role, str | None]


class CasePlan(NamedTuple):
    """What is known of the cases of some types before any is drawn; arrays are (types,)."""

    investigated: Bools  #: whether any incident of the type may be
    share: Floats  #: of incidents that are
    work_hours: ByCode | None
    waits_days: ByCode | None  #: None where no case waits
    file_hours: ByCode | None  #: None where no file is built
    least_file_ms: Ints  #: 0 where none is
    episodes: Ints
    harm: Ints
    routing: Routing
    routes_differ: bool  #: whether any case of any type goes another way than the rest of its type
    ends: Categories  #: ways to end if nobody is charged
    ends_differ: Bools  #: whether there are several
    files_at_once: bool  #: whether those of somebody charged in custody are worked in one go
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


def plan_cases(facts: Facts, found: list[Lane], names: Sequence[str]) -> CasePlan:
    """Return what is known of the cases of types.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    found : list of Lane
        All lanes.
    names : sequence of str
        The types, whether or not they are investigated.
    """
    said, types = investigations(facts.scenario), len(names)
    cases = {code: said[name] for code, name in enumerate(names) if name in said}
    waits = {code: case.waits_days for code, case in cases.items() if case.waits_days}
    files = {code: case.file_build_hours for code, case in cases.items() if case.file_build_hours}
    ends = {code: _ways_to_end(case) for code, case in cases.items() if case.without_charge}
    routing = _routing(facts, found, cases, types)

    def by_type(field: str, otherwise: float) -> Any:
        found = [getattr(said.get(name), field, otherwise) for name in names]
        return np.array(found, dtype=type(otherwise))

    return CasePlan(
        investigated=np.array([code in cases for code in range(types)], dtype=np.bool_),
        share=by_type("share", 0.0),
        work_hours=durations_by_code({n: case.work_hours for n, case in cases.items()}, types),
        waits_days=durations_by_code(waits, types),
        file_hours=durations_by_code(files, types),
        least_file_ms=np.array([facts.times.tick_ms * (code in files) for code in range(types)]),
        episodes=by_type("episodes", 1),
        harm=by_type("harm", 0),
        routing=routing,
        routes_differ=_differ(routing),
        ends=categories([ends.get(code, {OTHERWISE: 1.0}) for code in range(types)]),
        ends_differ=np.array([code in ends for code in range(types)], dtype=np.bool_),
        files_at_once=files_at_once(facts.scenario),
        tick_ms=facts.times.tick_ms,
    )


def _routing(
    facts: Facts, found: list[Lane], cases: Mapping[int, Investigation], types: int
) -> Routing:
    """Return what decides who works the cases of types, and how far."""
    number = {lane: code for code, lane in enumerate(found)}
    screening = facts.scenario.casework.screening
    table = no_routing(types)
    for code, case in cases.items():
        role = _role(case, facts)
        own = general = number[role, case.needs_skill]
        if case.specialist_share < 1 and role != Role.INVESTIGATION:
            general = number[Role.INVESTIGATION, None]
        if screening is not None and case.harm < screening.harm_below:
            table.few_lines_share[code] = screening.solvability_below
            table.screened_share[code] = screened_share(screening)
        table.in_custody_share[code] = case.in_custody_share
        table.retained_share[code] = case.retained_share
        table.specialist_share[code] = case.specialist_share
        table.charged_share[code] = case.charged_share
        table.lane[code], table.general_lane[code] = own, general
        table.retained_lane[code] = number.get((Role.RESPONSE, None), own)
        table.within_ms[code] = round(case.custody_deadline_hours * clock.MS_PER_HOUR)
    return table


def _differ(routing: Routing) -> bool:
    """Return whether any case goes another way than the others of its type."""
    shares = routing.few_lines_share, routing.retained_share, routing.in_custody_share
    by_skill = routing.lane != routing.general_lane
    return bool(np.any([*shares, routing.charged_share, by_skill]))


def screened_share(screening: Screening) -> float:
    """Return the share of cases of low harm that are filed at once, by somebody trained to."""
    return screening.solvability_below * screening.trained_share


def case_columns(plan: CasePlan, streams: Streams, blocks: Blocks) -> dict[str, Any]:
    """Draw what `arrays.Drawn` says of cases, for all incidents; nothing if there are no cases."""
    some = plan.investigated
    if not some.any():
        return {}
    cases = blocks.of(some)
    columns = drawn_cases(plan, streams, cases, cases.marks(streams, "case", CASE_WIDTH))
    return {
        name: spread(blocks, some, values, PLAIN.get(name, 0)) for name, values in columns.items()
    }


def drawn_cases(plan: CasePlan, streams: Streams, cases: Chosen, marks: Floats) -> dict[str, Any]:
    """Draw the cases of incidents of types that are investigated.

    Work is a whole number of ticks in each episode, at least one, and the waits are a whole number
    of ticks between each two episodes: so the parts are equal, and on the time grid. The file is
    added to the work. A case with too few lines of enquiry leads to no suspect, whether it is filed
    at once or worked.

    Parameters
    ----------
    plan : CasePlan
        Of all types.
    streams : Streams
        Where the marks come from.
    cases : Chosen
        The incidents.
    marks : Floats
        (3, cases) of the purpose ``case``.

    Returns
    -------
    dict of str to array
        Columns of `arrays.Drawn`, each (cases,).
    """
    code, (u_whether, u_work, u_waits) = cases.type, marks
    work_ms = _works_ms(plan, code, u_work)
    wait_ms, episodes = waits_ms(plan, code, u_waits), plan.episodes[code]
    investigated = u_whether < plan.share[code]
    route, file_ms = _routes(plan, streams, cases)
    ends = _without_charge(plan, streams, cases)
    ends[route.few_lines & investigated & plan.ends_differ[code]] = NO_SUSPECT
    if plan.files_at_once:
        in_one_go = np.flatnonzero((route.deadline_ms >= 0) & (file_ms > 0))
        episodes[in_one_go], wait_ms[in_one_go] = 1, 0
    return {
        "investigated": investigated,
        "case_work_ms": work_ms + file_ms,
        "case_episodes": episodes,
        "case_wait_ms": wait_ms,
        "harm": plan.harm[code],
        "case_lane": route.lane,
        "deadline_ms": route.deadline_ms,
        "screened_out": route.screened_out,
        "file_ms": file_ms,
        "without_charge": ends,
    }


def _works_ms(plan: CasePlan, code: Ints, u: Floats) -> Ints:
    """Return how long cases are worked on without the file, by their second mark."""
    least_ms = plan.tick_ms * plan.episodes
    found_ms = duration_by_code_ms(plan.work_hours, code, u, clock.MS_PER_HOUR, least_ms)
    return np.maximum(found_ms, least_ms[code], out=found_ms)


def waits_ms(plan: CasePlan, code: Ints, u: Floats) -> Ints:
    """Return how long cases wait between their episodes in all, by their third mark."""
    tick_ms = plan.tick_ms * np.maximum(plan.episodes - 1, 1)
    return duration_by_code_ms(plan.waits_days, code, u, clock.MS_PER_DAY, tick_ms)


def _ways_to_end(case: Investigation) -> dict[int, float]:
    """Return the share of each way in which cases end if nobody is charged."""
    shares = {int(WithoutCharge[name.upper()]): p for name, p in case.without_charge.items()}
    return {**shares, OTHERWISE: max(0.0, 1 - sum(shares.values()))}


def _without_charge(plan: CasePlan, streams: Streams, cases: Chosen) -> Ints:
    """Draw how incidents end if nobody is charged."""
    if not plan.ends_differ.any():
        return np.full(cases.type.shape, OTHERWISE, dtype=np.int64)
    (u,) = cases.marks(streams, "outcome", OUTCOME_WIDTH)
    return category_by_code(plan.ends, cases.type, u)


def _routes(plan: CasePlan, streams: Streams, cases: Chosen) -> tuple[Routes, Ints]:
    """Draw who works cases and how far, and the time of the file of those charged."""
    code = cases.type
    if plan.routes_differ:
        marks = cases.marks(streams, "casework", CASEWORK_WIDTH)
    else:
        marks = np.zeros((CASEWORK_WIDTH, code.size))
    found, file_ms = routes(plan.routing, code, marks), np.zeros(code.size, dtype=np.int64)
    if plan.file_hours is not None:
        charged = np.flatnonzero(found.charged)
        code, u = code[charged], marks[4, charged]
        of_file_ms = duration_by_code_ms(plan.file_hours, code, u, clock.MS_PER_HOUR, plan.tick_ms)
        file_ms[charged] = np.maximum(of_file_ms, plan.least_file_ms[code])
    return found, file_ms


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
    dealt: dict[tuple[int, int, int], list[frozenset[str]]] = {}
    for officer, (role, hub, person) in enumerate(
        zip(who.role.tolist(), who.hub.tolist(), who.person.tolist(), strict=True)
    ):
        team = facts.by_role[Role(role)]
        if isinstance(team, DetectiveTeam):
            team_here = facts.placed[Role(role), places[hub]]
            here = team_here[person]
            key = role, hub, here.groups
            if key not in dealt:
                dealt[key] = deal_skills(team.skills, here.groups, len(team_here))
            table[:, officer] = [skill in dealt[key][here.number] for skill in skills]
    return table.ravel()
