"""Worlds made by hand, whose right course can be worked out on paper.

The rules come from a small scenario; incidents, drives and shifts are then put in place exactly.
Times are minutes from the start of the run. Districts are hubs of one name unless `force` says not.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import MS_PER_MIN
from sim.engine.invariants import violations
from sim.engine.on_simpy.engine import simulate
from sim.model.state import ACTIVITIES, State
from sim.scenario.facts.facts import Facts
from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Activity, CaseState, IncidentState, Outcome, Subject, subject_of
from sim.world.arrays import NO_ARREST, Drawn, Duties, Ints, Places, Slots, World
from sim.world.build import build
from sim.world.custody import custody_rules
from sim.world.demand import conditional
from sim.world.safeguarding import is_on
from tests.support.worlds_calls import Call, Case, Duty, as_declared, chasers_of, ms

FIXED = {"distribution": "fixed", "value": 0.0}
#: Drives unless a test says otherwise: everybody is there at once.
NO_DRIVES: Mapping[str, Sequence[int]] = {}


def team(*posts: int, **rules: Any) -> dict[str, Any]:
    """Return a team with posts at hubs A, B, ...; round the clock unless it has a rota."""
    by_hub = {name: float(n) for name, n in zip("ABC", posts, strict=False) if n}
    return {"posts": by_hub, "rota": "always", **rules}


def desk(posts: int, **rules: Any) -> dict[str, Any]:
    return {"posts": {"force": float(posts)}, "rota": "always", **rules}


def on_shifts(**rules: Any) -> dict[str, Any]:
    """Return rules of a team that works shifts; which ones, the test says with `Duty`."""
    return {"rota": "shifts", **rules}


def grade(**rules: Any) -> dict[str, Any]:
    return {"label": "a grade", "target_min": 15.0, **rules}


def force(
    teams: Mapping[str, Any],
    *,
    grades: Mapping[int, Any] | None = None,
    kinds: Mapping[str, Any] | None = None,
    hubs: Mapping[str, str] | None = None,
    redeployment: Mapping[str, Any] | None = None,
    days: int = 1,
    warm_up_days: int = 0,
    also: Mapping[str, Any] | None = None,
    kind_rules: Mapping[str, Mapping[str, Any]] | None = None,
    **others: Any,
) -> Scenario:
    """Return a force without demand of its own.

    Parameters
    ----------
    kinds : mapping
        Who attends each type; by default the type ``job`` is attended by response.
    hubs : mapping
        Hub of each district; by default one hub A in the district A.
    also : mapping
        More of what a scenario may say; and under ``needs_power`` the power that types need.
    kind_rules : mapping
        Further fields of a type, such as `interruptible`.
    others : Any
        Further parts of the scenario, such as `dispatch`.
    """
    hubs = hubs or {"A": "A"}
    kinds = kinds or {"job": ["response"]}
    default = {n: grade() for n in (1, 2, 3)}
    if "resolution_centre" in teams:
        default[4] = grade(served_by="resolution_centre")
    grades = {**default, **(grades or {})}
    attended = min(n for n, g in grades.items() if g.get("served_by") != "resolution_centre")
    data = {
        "name": "by-hand",
        "protective_marking": "OFFICIAL",
        "run": {"start": "2026-01-05", "days": days, "warm_up_days": warm_up_days},
        "districts": {name: {"hub": hub} for name, hub in hubs.items()},
        "hubs": {hub: {"district": hub} for hub in dict.fromkeys(hubs.values())},
        "travel": {"mode": "none"},
        "grades": grades,
        "incident_types": {
            name: {
                "label": name,
                "basis": "assumption",
                "per_hour": {"A": 0.0},
                "grade_mix": {attended: 1.0},
                "attended_by": who,
                "scene_min": FIXED,
                **(kind_rules or {}).get(name, {}),
            }
            for name, who in kinds.items()
        },
        "rotas": {
            "shifts": {"shifts": {"day": {"start": "08:00", "hours": 8.0}}, "pattern": ["day"]}
        },
        "teams": dict(teams),
        "redeployment": dict(redeployment or {}),
        **(also or {}),
        **others,
    }
    for name in data.get("needs_power", {}):
        data["incident_types"][name]["needs_power"] = data["needs_power"][name]
    data.pop("needs_power", None)
    scenario, found = examine(copy.deepcopy(data))
    assert scenario is not None, found
    assert not found, found
    return scenario


def world(
    scenario: Scenario,
    calls: Sequence[Call] = (),
    *,
    drives: Mapping[str, Sequence[int]] = NO_DRIVES,
    emergency: Mapping[str, Sequence[int]] | None = None,
    duties: Sequence[Duty] = (),
    **sizes: int,
) -> World:
    """Return the world of a force with incidents, drives and shifts as given.

    Parameters
    ----------
    calls : sequence of Call
        In order of creation.
    drives : mapping
        Row of expected minutes from a district to each district, in order; by default none.
    emergency : mapping
        The same for emergency drives; by default the ordinary ones.
    duties : sequence of Duty
        In order of start; by default those that the scenario's rotas make.
    sizes : int
        Replaced fields of `Sizes`, e.g. ``warm_up_ms``.
    """
    made = build(scenario, 1, 0)
    drawn, slots = _incidents(scenario, made, calls)
    harms = 1 + max((call.case.harm for call in calls if call.case), default=0)
    harms += any(call.case.custody is not None for call in calls if call.case)
    made = made._replace(
        drawn=drawn,
        slots=slots,
        sizes=made.sizes._replace(
            cases=len(calls),
            incidents=len(calls),
            slots=slots.travel_factor.size,
            harms=harms,
            conditional=conditional(drawn),
            safeguarded=len(calls) if is_on(scenario.safeguarding) else 0,
            **sizes,
        ),
    )
    made = made._replace(
        chasers=chasers_of(made, calls),
        patches=as_declared(
            made.patches._replace(of_incident=_whole([call.patch for call in calls]))
        ),
    )
    if drives:
        made = made._replace(places=_places(made, drives, emergency or drives))
        made = made._replace(custody=custody_rules(Facts(scenario), made.places))
    if duties:
        made = made._replace(duties=_duties(made, duties))
    for group in made:
        for array in group:
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
    return made


def _whole(values: Sequence[float]) -> Ints:
    return np.array(values, dtype=np.int64)


def _incidents(scenario: Scenario, made: World, calls: Sequence[Call]) -> tuple[Drawn, Slots]:
    districts, types = list(scenario.districts), list(scenario.incident_types)
    assert [c.at for c in calls] == sorted(c.at for c in calls), "calls come in order of creation"
    cases = [call.case or Case(0) for call in calls]
    district = _whole([districts.index(call.place) for call in calls])
    officers = _whole([call.officers for call in calls])
    sent = officers + _whole([call.spare for call in calls])
    factors = [
        (*call.factors, *[1.0] * (rows - len(call.factors)))[:rows]
        for call, rows in zip(calls, sent.tolist(), strict=True)
    ]
    drawn = Drawn(
        created_ms=_whole([ms(call.at) for call in calls]),
        district=district,
        hub=made.places.hub_of_district[district],
        type=_whole([types.index(call.kind) for call in calls]),
        week=np.zeros(len(calls), dtype=np.int64),
        ordinal=np.arange(len(calls), dtype=np.int64),
        layer=np.zeros(len(calls), dtype=np.int64),
        repeat=_whole([int(call.parent >= 0 and not call.task) for call in calls]),
        task=_whole([call.task for call in calls]),
        follow_up=_whole([call.follow_up for call in calls]),
        parent=_whole([call.parent for call in calls]),
        mark=_whole([call.mark for call in calls]),
        grade=_whole([call.grade for call in calls]),
        grading_ms=_whole([ms(call.grading) for call in calls]),
        closed_by_rule=np.array([call.closed for call in calls], dtype=np.bool_),
        officers=officers,
        together=np.array([call.together for call in calls], dtype=np.bool_),
        bypass=np.array([call.bypass for call in calls], dtype=np.bool_),
        scene_ms=_whole([ms(call.scene) for call in calls]),
        writing_up_ms=_whole([ms(call.writing_up) for call in calls]),
        writing_place=_whole([int(call.written_at) for call in calls]),
        arrest_mark=_whole([NO_ARREST if c.custody is None else c.arrest_mark for c in calls]),
        custody_ms=_whole([ms(call.custody or 0) for call in calls]),
        detained_ms=_whole([ms(call.detained) for call in calls]),
        watch_ms=_whole([ms(call.watch) for call in calls]),
        custody_watch_ms=_whole([ms(call.custody_watch) for call in calls]),
        patience_ms=_whole([-1 if c.patience is None else ms(c.patience) for c in calls]),
        upgraded=np.array([call.upgraded for call in calls], dtype=np.bool_),
        seen_after_days=_whole([call.seen_after_days for call in calls]),
        seen_at_ms=_whole([ms(call.seen_at) for call in calls]),
        desk_ms=_whole([ms(call.desk) for call in calls]),
        desk_resolves=np.array([call.resolves for call in calls], dtype=np.bool_),
        desk_refers=_whole([call.refers for call in calls]),
        sent_on_grade=_whole([call.sent_on for call in calls]),
        reached_on=_whole([call.reached_on for call in calls]),
        investigated=np.array([call.case is not None for call in calls], dtype=np.bool_),
        case_work_ms=_whole([ms(case.work) + ms(case.file) for case in cases]),
        case_episodes=_whole([case.episodes for case in cases]),
        case_wait_ms=_whole([ms(case.waits) for case in cases]),
        harm=_whole([case.harm for case in cases]),
        case_lane=_whole([case.lane for case in cases]),
        deadline_ms=_whole([-1 if c.custody is None else ms(c.custody) for c in cases]),
        screened_out=np.array([case.screened_out for case in cases], dtype=np.bool_),
        file_ms=_whole([ms(case.file) for case in cases]),
        without_charge=_whole([int(case.ends) for case in cases]),
        vulnerable=np.array([call.vulnerable for call in calls], dtype=np.bool_),
        unrecorded=np.array([call.unrecorded for call in calls], dtype=np.bool_),
        cohort=_whole([call.cohort for call in calls]),
        marac=np.array([call.marac for call in calls], dtype=np.bool_),
        triage_ms=_whole([ms(call.triage) for call in calls]),
        patch=np.zeros(len(calls), dtype=np.int64),
        area=_whole([call.area for call in calls]),
        rows=sent,
        first_slot=np.concatenate([[0], np.cumsum(sent)]).astype(np.int64),
    )
    travel = np.array([factor for row in factors for factor in row], dtype=np.float64)
    return as_declared(drawn), Slots(travel)


def _places(
    made: World,
    drives: Mapping[str, Sequence[int]],
    emergency: Mapping[str, Sequence[int]],
) -> Places:
    tables = np.array([list(drives.values()), list(emergency.values())]) * MS_PER_MIN
    at = made.places.hub_district
    between = tables[0][np.ix_(at, at)].copy()
    np.fill_diagonal(between, -1)
    return made.places._replace(
        expected_ms=tables.ravel(),
        nearest_hubs=np.argsort(between, axis=1, kind="stable").ravel(),
    )


def _duties(made: World, duties: Sequence[Duty]) -> Duties:
    assert [d.start for d in duties] == sorted(d.start for d in duties), "in order of start"
    members = [officer for duty in duties for officer in duty.who]
    first = np.cumsum([0, *(len(duty.who) for duty in duties)])

    def of_members(column: str) -> Ints:
        times = [(getattr(duty, column), len(duty.who)) for duty in duties]
        return _whole([-1 if at is None else ms(at) for at, n in times for _ in range(n)])

    leaders = [duty.who[0] for duty in duties]
    made_up = Duties(
        start_ms=_whole([ms(duty.start) for duty in duties]),
        end_ms=_whole([ms(duty.end) for duty in duties]),
        role=made.people.role[leaders],
        hub=made.people.hub[leaders],
        first_member=first.astype(np.int64),
        member=_whole(members),
        break_due_ms=of_members("break_due"),
        break_until_ms=of_members("break_until"),
        other_due_ms=of_members("other_due"),
        other_ms=of_members("other"),
        partner=_whole([dict(d.crews).get(officer, -1) for d in duties for officer in d.who]),
        overtime=np.zeros(len(members), dtype=np.bool_),
        posts_ms=made.duties.posts_ms,
        first_changed=made.duties.first_changed,
        changed=made.duties.changed,
    )
    return as_declared(made_up)


@dataclass(frozen=True)
class Course:
    """What happened in a run, in minutes and words; -1 for what never did."""

    world: World
    state: State

    def _min(self, times: Ints) -> list[float]:
        return [t / MS_PER_MIN if t >= 0 else -1 for t in times.tolist()]

    def incidents(self, column: str) -> list[float]:
        """Return a time of each incident, e.g. ``first_arrived``."""
        return self._min(getattr(self.state.incidents, f"{column}_ms"))

    @property
    def outcomes(self) -> list[str]:
        return [Outcome(code).name for code in self.state.incidents.outcome.tolist()]

    @property
    def states(self) -> list[str]:
        return [IncidentState(code).name for code in self.state.incidents.state.tolist()]

    @property
    def officers(self) -> list[list[int]]:
        """The officers sent to each incident, in order of assignment."""
        sent: list[list[int]] = [[] for _ in range(self.world.sizes.incidents)]
        rows = self.state.deployments
        for incident, officer in zip(rows.incident.tolist(), rows.officer.tolist(), strict=True):
            sent[incident].append(officer)
        return sent

    def deployments(self, column: str) -> list[float]:
        """Return a time of each deployment, e.g. ``left``."""
        return self._min(getattr(self.state.deployments, f"{column}_ms"))

    def day(self, officer: int) -> list[tuple[float, str]]:
        """Return when the officer began which activity; what took no time is left out."""
        log = self.state.log
        lines = [
            (int(log.time_ms[line]) / MS_PER_MIN, Activity(log.after[line]).name)
            for line in range(len(log.record))
            if subject_of(int(log.record[line])) == Subject.OFFICER and log.officer[line] == officer
        ]
        return [
            line
            for line, after in zip(lines, [*lines, (np.inf, "")][1:], strict=True)
            if line[0] < after[0]
        ]

    def account(self, officer: int) -> dict[str, float]:
        """Return minutes by activity, without those of which there are none."""
        table = self.state.officers.account_ms.reshape(-1, ACTIVITIES)
        return {
            Activity(code).name: minutes
            for code, minutes in enumerate(self._min(table[officer]))
            if minutes
        }

    def of_officers(self, column: str) -> list[float]:
        """Return an amount of time of each officer, e.g. ``overtime``."""
        return self._min(getattr(self.state.officers, f"{column}_ms"))

    def cases(self, column: str) -> list[float]:
        return self._min(getattr(self.state.cases, f"{column}_ms"))

    @property
    def case_states(self) -> list[str]:
        return [CaseState(code).name for code in self.state.cases.state.tolist()]

    def work_on_cases(self, officer: int) -> list[tuple[float, int]]:
        """Return when the officer took up which case."""
        log = self.state.log
        return [
            (int(log.time_ms[line]) / MS_PER_MIN, int(log.incident[line]))
            for line in range(len(log.record))
            if subject_of(int(log.record[line])) == Subject.OFFICER
            and log.officer[line] == officer
            and log.after[line] == Activity.CASE_WORK
        ]


def play(*args: Any, **kwargs: Any) -> Course:
    """Make a world, run it, hold that no invariant is violated, and return what happened."""
    made = args[0] if isinstance(args[0], World) else world(*args, **kwargs)
    state = simulate(made, log=True)
    assert violations(made, state) == []
    return Course(made, state)
