"""A force of two hubs and nine people, and a run of it written down by hand.

Times are minutes after the end of the warm-up of one day; four days are measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, get_type_hints

import numpy as np

from sim.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN
from sim.model.state import (
    ACTIVITIES,
    PREVENTION_WORKS,
    Cases,
    Deployments,
    Incidents,
    Officers,
    PreventionAccount,
    State,
)
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import ALL
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import (
    Activity,
    CaseState,
    EndedBy,
    IncidentState,
    Outcome,
    PreventionWork,
    Referral,
    Role,
    WithoutCharge,
)
from sim.world.arrays import (
    GRADES,
    CaseRules,
    Drawn,
    Duties,
    GradeRules,
    Names,
    Operations,
    People,
    PreventionRules,
    Sizes,
    TeamRules,
    World,
)

T = TypeVar("T", bound=tuple[Any, ...])

WARM_UP = MS_PER_DAY
HORIZON = 5 * MS_PER_DAY
EAST, WEST, FORCE = 0, 1, 2
END = 4 * 24 * 60

TEAM: dict[str, Any] = {"rota": "always"}
SCENARIO: dict[str, Any] = {
    "name": "tiny",
    "title": "Two hubs",
    "protective_marking": "OFFICIAL",
    # A Thursday; measuring begins on Friday.
    "run": {"start": "2026-01-08", "days": 4, "warm_up_days": 1},
    "districts": {"Ashby": {"hub": "East"}, "Bourne": {"hub": "West"}},
    "hubs": {"East": {"district": "Ashby"}, "West": {"district": "Bourne"}},
    "travel": {"mode": "none"},
    "grades": {
        1: {"label": "Emergency", "target_min": 15.0, "when_all_busy": "lost"},
        2: {"label": "Priority", "target_min": 60.0},
        4: {"label": "Desk", "target_min": 2880.0, "served_by": "resolution_centre"},
    },
    "incident_types": {
        "noise": {
            "label": "Noise",
            "basis": "assumption",
            "per_hour": {"Ashby": 1.0},
            "grade_mix": {1: 1.0},
            "scene_min": {"distribution": "fixed", "value": 1.0},
            # A crime, of which it is said how it ends.
            "investigation": {
                "share": 0.5,
                "work_hours": {"distribution": "fixed", "value": 1.0},
                "without_charge": {"no_suspect": 0.5},
            },
        },
        "theft": {
            "label": "Theft",
            "basis": "official",
            "yearly_count": {"Bourne": 2920.0},
            "grade_mix": {2: 1.0},
            "scene_min": {"distribution": "fixed", "value": 1.0},
        },
    },
    "teams": {
        "response": TEAM | {"posts": {"East": 2.0, "West": 1.0}, "cost_per_post_gbp": 36500.0},
        "neighbourhood": TEAM
        | {
            "posts": {"East": 1.0},
            "prevention_planned_share": 0.5,
            "prevention_plan": {"patrol": 0.6, "problem_solving": 0.4},
            "asb_powers_per_hour": {"problem_solving": 0.25},
        },
        "pcso": TEAM | {"posts": {"East": 1.0, "West": 1.0}, "cost_per_post_gbp": 9125.0},
        "resolution_centre": TEAM
        | {
            "posts": {"force": 1.0},
            "cost_per_post_gbp": 18250.0,
            "satisfied": {"at_once": 0.9, "lost_per_hour": 0.06, "lowest": 0.5},
            "understood": {"at_once": 1.0, "lost_per_hour": 0.012, "lowest": 0.2},
        },
        "investigation": TEAM | {"posts": {"East": 1.0, "West": 1.0}},
    },
}


def scenario(**changes: Any) -> Scenario:
    """Return the force as a scenario, with sections replaced."""
    return Scenario.model_validate(SCENARIO | changes)


def at(minutes: float | None) -> int:
    """Return the moment some minutes after the warm-up; None is never."""
    return -1 if minutes is None else WARM_UP + round(minutes * MS_PER_MIN)


def times(minutes: Sequence[float | None]) -> np.ndarray[Any, Any]:
    return np.array([at(value) for value in minutes], dtype=np.int64)


def ints(values: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.array(values, dtype=np.int64)


def filled(kind: type[T], **given: Any) -> T:
    """Return a named tuple with these fields; the others are 0, or arrays nobody asks for."""
    kinds = get_type_hints(kind)
    assert set(given) <= set(kinds), set(given) - set(kinds)
    return kind(**({name: _nothing(of) for name, of in kinds.items()} | given))


def _nothing(kind: Any) -> Any:
    if kind is int:
        return 0
    return filled(kind) if hasattr(kind, "_fields") else np.array([], dtype=np.int64)


#: Incidents: hub, first grade, grade at the end, created, assigned, arrived, finished, state,
#: outcome, team, contacted, due since. The comments of `INCIDENTS` say what happens to each.
R = Role
QUEUED, DONE, AT_DESK = IncidentState.QUEUED, IncidentState.FINISHED, IncidentState.DESK_QUEUE
INCIDENTS: list[tuple[Any, ...]] = [
    # 0: in the warm-up, so it does not count
    (EAST, 1, 1, -60, -60, -50, -40, DONE, Outcome.ATTENDED, R.RESPONSE, None, -60),
    # 1: reached in 10 minutes, without a wait
    (EAST, 1, 1, 0, 0, 10, 30, DONE, Outcome.ATTENDED, R.RESPONSE, None, 0),
    # 2: waits 5 minutes, reached after 20: a miss
    (EAST, 1, 1, 60, 65, 80, 90, DONE, Outcome.ATTENDED, R.RESPONSE, None, 60),
    # 3: reached in 30 minutes by an officer from East
    (WEST, 2, 2, 120, 120, 150, 200, DONE, Outcome.ATTENDED, R.RESPONSE, None, 120),
    # 4: waits until the end, overdue: a miss
    (WEST, 2, 2, 200, None, None, None, QUEUED, Outcome.NONE, -1, None, 200),
    # 5: waits at the end, not yet overdue: does not count as a miss
    (EAST, 2, 2, END - 30, None, None, None, QUEUED, Outcome.NONE, -1, None, END - 30),
    # 6: contacted after 100 minutes and resolved by phone
    (EAST, 4, 4, 300, None, None, 420, DONE, Outcome.RESOLVED_AT_DESK, 3, 400, 300),
    # 7: contacted after 49 hours, sent on 10 minutes later, reached by a PCSO from East
    (WEST, 4, 2, 0, 2950, 2970, 3000, DONE, Outcome.ATTENDED, R.PCSO, 2940, 2950),
    # 8: waits for the Resolution Centre at the end, for an hour
    (EAST, 4, 4, END - 60, None, None, None, AT_DESK, Outcome.NONE, -1, None, END - 60),
    # 9: lost at once, because all were busy: a miss
    (WEST, 1, 1, 310, None, None, 310, DONE, Outcome.LOST, -1, None, 310),
    # 10: does not come about
    (EAST, 1, 0, 320, None, None, None, IncidentState.EXPECTED, Outcome.NONE, -1, None, None),
    # 11: two officers, the PCSO of East first, after 20 minutes
    (EAST, 2, 2, 400, 400, 420, 500, DONE, Outcome.ATTENDED, R.PCSO, None, 400),
    # 12: from the warm-up, waits for the Resolution Centre to the end
    (WEST, 4, 4, -600, None, None, None, AT_DESK, Outcome.NONE, -1, None, -600),
]  # fmt: skip

#: First attempt of the Resolution Centre to reach the caller, and how many there were.
CALLED: dict[int, tuple[float, int]] = {6: (350, 2), 7: (2940, 1)}

#: Deployments: incident, officer, assigned, arrived, left.
SENT: list[tuple[Any, ...]] = [
    (0, 0, -60, -50, -40),
    (1, 0, 0, 10, 30),
    (2, 1, 65, 80, 90),
    (3, 1, 120, 150, 200),
    (3, -1, None, None, None),
    (4, -1, None, None, None),
    (7, 4, 2950, 2970, 3000),
    (11, 3, 400, 430, 500),
    (11, 4, 400, 420, 500),
    (11, -1, None, None, None),
]

#: People: role, home hub, number.
PEOPLE = [
    (R.RESPONSE, EAST, 0),
    (R.RESPONSE, EAST, 1),
    (R.RESPONSE, WEST, 0),
    (R.NEIGHBOURHOOD, EAST, 0),
    (R.PCSO, EAST, 0),
    (R.PCSO, WEST, 0),
    (R.RESOLUTION_CENTRE, FORCE, 0),
    (R.INVESTIGATION, EAST, 0),
    (R.INVESTIGATION, WEST, 0),
]

#: Hours by activity of each person; the day is 96 hours long for those on duty all the time.
A = Activity
HOURS: list[dict[Activity, float]] = [
    {A.AVAILABLE: 60, A.TRAVEL: 10, A.SCENE: 20, A.WRITING_UP: 2, A.BREAK: 3, A.BRIEFING: 1},
    {A.AVAILABLE: 40, A.TRAVEL: 4, A.SCENE: 4, A.RETURNING: 2, A.OFF_DUTY: 46},
    {A.AVAILABLE: 43, A.WAITING_AT_SCENE: 3, A.OPERATION: 2, A.OFF_DUTY: 48},
    {A.PREVENTION: 30, A.TRAVEL: 6, A.SCENE: 12, A.OFF_DUTY: 48},
    {A.PREVENTION: 40, A.SCENE: 8, A.OFF_DUTY: 48},
    {A.PREVENTION: 24, A.OFF_DUTY: 72},
    {A.AVAILABLE: 36, A.DESK_CALL: 12, A.OFF_DUTY: 48},
    {A.CASE_WORK: 30, A.AVAILABLE: 6, A.OTHER_DUTIES: 4, A.OFF_DUTY: 56},
    {A.CASE_WORK: 15, A.AVAILABLE: 5, A.OFF_DUTY: 76},
]

C = CaseState
#: Cases by incident: state, opened, closed (minutes).
CASES: dict[int, tuple[CaseState, float | None, float | None]] = {
    0: (C.WAITING, -40, None),
    1: (C.CLOSED, 30, 1000),
    2: (C.READY, 90, None),
    3: (C.TO_ALLOCATE, 200, None),
    6: (C.CLOSED, -500, -100),
    11: (C.SCREENED_OUT, 500, 500),
}
#: How incidents end if nobody is charged.
ENDS = {
    1: WithoutCharge.NO_SUSPECT,
    4: WithoutCharge.NO_SUSPECT,
    7: WithoutCharge.NOT_IN_PUBLIC_INTEREST,
    9: WithoutCharge.NOT_IN_PUBLIC_INTEREST,
}
#: When cases were given to somebody: that of 0 in the warm-up, that of 2 half an hour late.
ALLOCATED = {0: -40, 1: 30, 2: 120, 6: -400}


def world() -> World:
    """Return the static arrays."""
    columns = list(zip(*INCIDENTS, strict=True))
    n = len(INCIDENTS)
    roles, hubs = len(Role), 2
    planned = np.zeros((roles, hubs), dtype=np.int64)
    planned[R.NEIGHBOURHOOD, EAST] = 24 * MS_PER_HOUR
    planned[R.PCSO] = [40 * MS_PER_HOUR, 16 * MS_PER_HOUR]
    shares = np.zeros((roles, PREVENTION_WORKS), dtype=np.int64)
    shares[R.NEIGHBOURHOOD, PreventionWork.PATROL] = 600_000
    shares[R.NEIGHBOURHOOD, PreventionWork.PROBLEM_SOLVING] = 400_000
    # Response: 2 people from Friday 00:00 to 12:00, 1 from 11:30 to the same time on Saturday.
    starts, ends = [0, 690, 0], [720, 690 + 1440, END]
    return filled(
        World,
        sizes=filled(
            Sizes, incidents=n, cases=n, lanes=1, slots=len(SENT), officers=len(PEOPLE),
            hubs=hubs, districts=2,
            roles=roles, grades=4, types=2, warm_up_ms=WARM_UP, horizon_ms=HORIZON,
        ),
        # Two PCSOs of West, from an hour before the warm-up ends until two hours after it.
        operations=Operations(
            start_ms=ints([WARM_UP - MS_PER_HOUR]),
            end_ms=ints([WARM_UP + 2 * MS_PER_HOUR]),
            role=ints([R.PCSO]),
            hub=ints([WEST]),
            officers=ints([2]),
            name=ints([0]),
            longest_duty_ms=ints([MS_PER_DAY]),
        ),
        drawn=filled(
            Drawn,
            created_ms=times(columns[3]),
            district=ints(columns[0]),
            hub=ints(columns[0]),
            type=ints([0] * n),
            week=ints([2922] * n),
            ordinal=ints(range(n)),
            layer=ints([0] * n),
            repeat=ints([int(row in (4, 9)) for row in range(n)]),
            parent=ints([{4: 3}.get(row, -1) for row in range(n)]),
            task=ints([0] * n),
            grade=ints(columns[1]),
            desk_refers=ints([Referral.PREVENTION if i == 7 else 0 for i in range(n)]),
            case_lane=ints([0] * n),
            deadline_ms=ints([500 * MS_PER_MIN if i in (1, 2) else -1 for i in range(n)]),
            file_ms=ints([MS_PER_HOUR if i in (1, 2, 6, 11) else 0 for i in range(n)]),
            without_charge=ints([ENDS.get(i, 0) for i in range(n)]),
            mark=ints([-1] * n),
            closed_by_rule=np.zeros(n, dtype=np.bool_),
            vulnerable=np.zeros(n, dtype=np.bool_),
            unrecorded=np.zeros(n, dtype=np.bool_),
        ),
        people=filled(
            People,
            role=ints([row[0] for row in PEOPLE]),
            hub=ints([row[1] for row in PEOPLE]),
            person=ints([row[2] for row in PEOPLE]),
        ),
        duties=filled(
            Duties,
            start_ms=times(starts),
            end_ms=times(ends),
            role=ints([R.RESPONSE, R.RESPONSE, R.PCSO]),
            hub=ints([EAST, WEST, EAST]),
            first_member=ints([0, 2, 3, 4]),
            member=ints([0, 1, 2, 4]),
            overtime=np.zeros(4, dtype=np.bool_),
        ),
        grades=filled(
            GradeRules,
            target_ms=ints([0, 15 * MS_PER_MIN, 60 * MS_PER_MIN, 0, 48 * MS_PER_HOUR] + [0] * 5),
            slot_ms=ints([0, 0, 30 * MS_PER_MIN] + [0] * 7),
            at_desk=np.array([grade == 4 for grade in range(GRADES)]),
        ),
        cases=filled(CaseRules, lane_role=ints([R.INVESTIGATION])),
        teams=filled(
            TeamRules,
            planned_prevention_ms=planned.ravel(),
            # Response goes first to grade 1, PCSOs to grade 2.
            class_of=ints([0, 0, 1, *[0] * 17]),
            preferred=ints([R.RESPONSE, *[-1] * (roles - 1), R.PCSO, *[-1] * (roles - 1)]),
        ),
        prevention=filled(
            PreventionRules,
            planned=np.arange(roles) == R.NEIGHBOURHOOD,
            share=shares.ravel(),
        ),
    )  # fmt: skip


def names() -> Names:
    """Return the names of the codes."""
    roles = tuple(role.name.lower() for role in Role)
    return Names(("East", "West"), ("Ashby", "Bourne"), ("noise", "theft"), roles)


def state() -> State:
    """Return the arrays after the run."""
    columns = list(zip(*INCIDENTS, strict=True))
    n, people = len(INCIDENTS), len(PEOPLE)
    account = np.zeros((people, ACTIVITIES), dtype=np.int64)
    for person, hours in enumerate(HOURS):
        for activity, value in hours.items():
            account[person, activity] = round(value * MS_PER_HOUR)
    delivered = np.zeros((people, PREVENTION_WORKS), dtype=np.int64)
    delivered[3, PreventionWork.PATROL] = 20 * MS_PER_HOUR
    delivered[3, PreventionWork.PROBLEM_SOLVING] = 10 * MS_PER_HOUR
    cases = [CASES.get(number, (C.NONE, None, None)) for number in range(n)]
    return filled(
        State,
        incidents=filled(
            Incidents,
            arrested=np.zeros(len(INCIDENTS), dtype=np.bool_),
            state=ints(columns[7]),
            grade=ints(columns[2]),
            due_since_ms=times(columns[11]),
            assessed_ms=times(columns[3]),
            called_ms=times([CALLED.get(i, (None, 0))[0] for i in range(n)]),
            attempts=ints([CALLED.get(i, (None, 0))[1] for i in range(n)]),
            contacted_ms=times(columns[10]),
            first_assigned_ms=times(columns[4]),
            first_arrived_ms=times(columns[5]),
            appointment_ms=times([None] * n),
            first_appointment_ms=times([None] * n),
            appointments_missed=ints([0] * n),
            cleared_ms=times([None] * n),
            finished_ms=times(columns[6]),
            outcome=ints(columns[8]),
            team=ints(columns[9]),
        ),
        deployments=filled(
            Deployments,
            incident=ints([row[0] for row in SENT]),
            officer=ints([row[1] for row in SENT]),
            assigned_ms=times([row[2] for row in SENT]),
            arrived_ms=times([row[3] for row in SENT]),
            left_ms=times([row[4] for row in SENT]),
            redeployed=np.array([row[1] == 3 for row in SENT]),
            ended_by=ints([EndedBy.CLEARED if row[1] >= 0 else 0 for row in SENT]),
        ),
        officers=filled(
            Officers,
            account_ms=account.ravel(),
            on_duty_ms=account[:, 1:].sum(axis=1),
            overtime_ms=ints([MS_PER_HOUR, 0, MS_PER_HOUR // 2, 0, 0, 0, 0, 0, 0]),
            drive_back_ms=ints([MS_PER_HOUR // 2, 0, 0, MS_PER_HOUR, 0, 0, 0, 0, 0]),
            missed_breaks=ints([2, 0, 1, 0, 0, 0, 0, 0, 0]),
            redeployed_ms=ints([0, 0, 0, 18 * MS_PER_HOUR, 0, 0, 0, 0, 0]),
            writing_up_put_off_ms=ints([MS_PER_HOUR // 4, 0, 0, MS_PER_HOUR // 2, 0, 0, 0, 0, 0]),
        ),
        prevention=filled(PreventionAccount, delivered_ms=delivered.ravel()),
        cases=filled(
            Cases,
            state=ints([case[0] for case in cases]),
            lane=ints([0] * n),
            opened_ms=times([case[1] for case in cases]),
            allocated_ms=times([ALLOCATED.get(number) for number in range(n)]),
            first_done_ms=times([400 if number == 1 else None for number in range(n)]),
            passed_on_ms=times([None] * n),
            closed_ms=times([case[2] for case in cases]),
            open=ints([0, 0, 0, 0, 0, 0, 0, 2, 0]),
        ),
    )


def without_warm_up() -> tuple[Any, Any]:
    """Return the world and state a day earlier, so that measuring begins at time 0.

    The two incidents of the warm-up do not come about.
    """
    static, run = world(), state()

    def earlier(part: Any) -> Any:
        shifted = {
            name: np.where(column >= 0, column - WARM_UP, column)
            for name, column in part._asdict().items()
            if name.endswith("_ms")
        }
        return part._replace(**shifted)

    incidents = earlier(run.incidents)
    came = incidents.state.copy()
    came[[0, 12]] = IncidentState.EXPECTED
    sizes = static.sizes._replace(warm_up_ms=0, horizon_ms=HORIZON - WARM_UP)
    drawn = static.drawn._replace(created_ms=static.drawn.created_ms - WARM_UP)
    return (
        static._replace(
            sizes=sizes,
            drawn=drawn,
            duties=earlier(static.duties),
            operations=earlier(static.operations),
        ),
        run._replace(
            incidents=incidents._replace(state=came),
            deployments=earlier(run.deployments),
            cases=earlier(run.cases),
        ),
    )


def value(rows: MeasureRows, name: str, team: str = ALL, hub: str = ALL, grade: str = ALL) -> float:
    """Return the one value of a cell."""
    cells = zip(rows.measure, rows.team, rows.hub, rows.grade, rows.value.tolist(), strict=True)
    found = [v for m, t, h, g, v in cells if (m, t, h, g) == (name, team, hub, grade)]
    assert len(found) == 1, f"{len(found)} rows of {(name, team, hub, grade)}"
    return found[0]
