"""The audit finds what it looks for: runs that somebody has tampered with, and wrong rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.engine.on_simpy.engine import simulate
from sim.errors import RunError
from sim.model import pools, queues, shifts
from sim.model.policies import (
    allocation,
    breaks,
    cross_hub_help,
    desk,
    dispatch,
    end_of_shift,
    interruptions,
    redeployment,
    waiting,
)
from sim.model.state import State
from sim.vocabulary import Activity, Record
from sim.world.arrays import World
from tests.engine.audit import audit
from tests.engine.busy import busy_run, busy_world, strict_world
from tests.engine.test_invariants import copy
from tests.support.worlds import Call, force, on_shifts, play, team, world

Doctor = Callable[[World, State], None]


def test_the_clean_run_passes() -> None:
    assert audit(*busy_run()) == []


def test_a_run_in_which_nobody_comes_on_duty_passes() -> None:
    made = world(force({"response": team(1, **on_shifts())}), [Call(at=0)])
    none = {
        name: column[: 1 if name.startswith("first_") else 0]
        for name, column in made.duties._asdict().items()
    }
    course = play(made._replace(duties=made.duties._replace(**none)))
    assert course.officers == [[]]
    assert audit(course.world, course.state) == []


def overtime(w: World, s: State) -> None:
    s.officers.overtime_ms[3] += 1


def missed_break(w: World, s: State) -> None:
    s.officers.missed_breaks[0] += 1


def redeployed(w: World, s: State) -> None:
    s.officers.redeployed_ms[np.flatnonzero(s.officers.redeployed_ms)[0]] -= 1


def case_work(w: World, s: State) -> None:
    s.cases.worked_ms[np.flatnonzero(s.cases.closed_ms >= 0)[0]] -= 1


def deployment(w: World, s: State) -> None:
    rows = np.flatnonzero(s.deployments.officer >= 0)
    s.deployments.officer[rows[:2]] = s.deployments.officer[rows[:2]][::-1] + 1


def origin(w: World, s: State) -> None:
    s.deployments.from_district[0] = (s.deployments.from_district[0] + 1) % w.sizes.districts


def arrival(w: World, s: State) -> None:
    s.deployments.arrived_ms[np.flatnonzero(s.deployments.arrived_ms >= 0)[0]] += 60_000


def redeployment_flag(w: World, s: State) -> None:
    s.deployments.redeployed[0] = ~s.deployments.redeployed[0]


def rule_never_came_on(w: World, s: State) -> None:
    s.log.record[s.log.record == Record.REDEPLOYMENT_ON] = Record.WARM_UP_ENDED


def queue(w: World, s: State) -> None:
    s.queues.of_incident[np.flatnonzero(s.queues.of_incident >= 0)[0]] = -1


def pool(w: World, s: State) -> None:
    s.pools.of_officer[0] += 1


def hand(w: World, s: State) -> None:
    s.officers.slot[np.flatnonzero(s.officers.activity == Activity.OFF_DUTY)[0]] = 0


DOCTORS = (
    *(overtime, missed_break, redeployed, case_work, deployment, origin, arrival),
    *(redeployment_flag, rule_never_came_on, queue, pool, hand),
)


@pytest.mark.parametrize("doctor", DOCTORS, ids=lambda doctor: doctor.__name__)
def test_a_run_that_was_tampered_with_is_caught(doctor: Doctor) -> None:
    state = copy(busy_run()[1])
    doctor(busy_world(), state)
    assert audit(busy_world(), state)


def test_the_clean_run_of_the_stricter_world_passes() -> None:
    assert audit(strict_world(), simulate(strict_world(), log=True)) == []


def no(*_: object) -> bool:
    return False


def yes(*_: object) -> bool:
    return True


def hub_by_hub(
    w: World, s: State, incident: int, grade: int, attendance_class: int, hub: int
) -> int:
    """Choose a helper of the hub that is nearest to the home hub, and from however far away."""
    hubs, roles = w.sizes.hubs, w.sizes.roles
    for other in w.places.nearest_hubs[hub * hubs + 1 : (hub + 1) * hubs]:
        for role in range(roles):
            attends = w.teams.rank[attendance_class * roles + role] > 0
            if attends and cross_hub_help.may_help(w, s, role, incident, grade):
                pool = pools.pool_of(w, pools.AVAILABLE, role, other)
                officer = dispatch.nearest(w, s, incident, grade, pool, pools.AVAILABLE)
                if officer >= 0:
                    return officer
    return -1


@pytest.mark.parametrize(
    ("place", "name", "rule"),
    [
        (end_of_shift, "earliest_end_ms", lambda *_: -1),
        (interruptions, "may_be_called_away", yes),
        (redeployment, "redeployed_to", no),
        (redeployment, "is_at_limit", no),
        (redeployment, "is_at_limit", yes),
        (dispatch, "_helper", hub_by_hub),
        (dispatch, "_helper", lambda *_: -1),
        (waiting, "next_in_line", lambda *_: -1),
        (desk, "next_case", lambda *_: -1),
        (allocation, "next_to_allocate", lambda *_: -1),
        (breaks, "takes_break", no),
        (shifts, "_serve_all", no),
        (queues, "_leave_line", no),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_rule_is_caught(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, rule: Callable[..., object]
) -> None:
    monkeypatch.setattr(place, name, rule)
    assert any(_is_caught(made) for made in (busy_world(), strict_world()))


@pytest.mark.parametrize("limit", [{"max_officers": 1}, {"min_remaining": 3}], ids=str)
def test_a_run_without_a_limit_on_redeployment_is_caught(limit: dict[str, int]) -> None:
    limited = busy_world().redeployment._replace(**limit)
    made = busy_world()._replace(redeployment=limited)
    assert audit(made, simulate(made, log=True)) == []
    assert audit(made, busy_run()[1])


def _is_caught(made: World) -> bool:
    try:
        state = simulate(made, log=True)
    except (IndexError, RunError):
        return True  # the model itself went wrong
    return audit(made, state) != []
