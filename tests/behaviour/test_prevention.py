"""What the levers of prevention do: signs, with paired 95% intervals, and sizes.

The changes are relative to the mean before: 0.1 is a tenth more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.behaviour.prevention_force import Change, Data, effect, interval, nothing, values

pytestmark = pytest.mark.slow


def ring_fence(data: Data) -> None:
    data["redeployment"] = {"rule": "never", "ring_fenced": ["neighbourhood", "pcso"]}


def one_pool(data: Data) -> None:
    data["redeployment"] = {"rule": "one_pool", "teams": ["neighbourhood"]}


def patches(data: Data) -> None:
    data["teams"]["pcso"]["deployment"] = "patches"
    data["districts"]["A"]["patches"] = 5


def fewer_pcsos(data: Data) -> None:
    data["teams"]["pcso"]["posts"] = {"A": 7.0}


def old_shifts(data: Data) -> None:
    data["teams"]["pcso"]["rota"] = "blocks"


def made_up(data: Data) -> None:
    data["teams"]["response"]["minimum_strength"] = {"A": 4}
    data["redeployment"] = {"rule": "never", "teams": ["neighbourhood"], "backfill": True}


def interrupted(data: Data) -> None:
    """Have as many hours of visits in twice as many."""
    data["incident_types"]["visit"]["per_hour"] = {"A": 2.0}
    data["incident_types"]["visit"]["scene_min"]["mean"] = 22.0


def test_ring_fenced_means_no_redeployed_hours() -> None:
    assert values("prevention_hours_redeployed", "all", ring_fence).tolist() == [0] * 8
    assert values("prevention_hours_redeployed", "all").min() > 100
    low, high = effect("prevention_hours_delivered", "neighbourhood", ring_fence)
    assert low > 0.03
    assert high < 1.0
    low, _ = effect("queue_wait_mean_min", "all", ring_fence)
    assert low > 0


def test_one_pool_is_quicker_and_leaves_less_prevention() -> None:
    low, high = effect("prevention_hours_delivered", "neighbourhood", one_pool)
    assert low > -0.6
    assert high < -0.03
    for name in ("response_time_mean_min", "first_choice_wait_mean_min"):
        team = "response" if name.startswith("first") else "all"
        assert effect(name, team, one_pool)[1] < 0, name


def test_patches_lengthen_the_wait_for_pcsos() -> None:
    """Several times as long: owners are off duty for days."""
    low, _ = effect("first_choice_wait_mean_min", "pcso", patches)
    assert low > 2


def test_with_fewer_pcsos_their_jobs_wait_longer() -> None:
    low, _ = effect("first_choice_wait_mean_min", "pcso", fewer_pcsos)
    assert low > 0.1


def test_old_shifts_leave_the_evening_to_wait() -> None:
    low, _ = effect("first_choice_wait_mean_min", "pcso", old_shifts)
    assert low > 0.1


def test_redeployment_lowers_the_use_of_powers() -> None:
    low, high = effect("asb_powers_count", "neighbourhood", ring_fence)
    assert low > 0.02
    assert high < 3
    assert effect("asb_powers_count", "neighbourhood", one_pool)[1] < -0.02


def test_interruptions_take_problem_solving_before_patrol() -> None:
    """The same hours of calls in shorter pieces: less problem-solving, and more patrol instead."""

    def share(change: Change) -> np.ndarray[Any, Any]:
        solving = values("problem_solving_hours_delivered", "pcso", change)
        return solving / values("prevention_hours_delivered", "pcso", change)

    low, high = interval(share(interrupted) - share(nothing))
    assert low > -0.6
    assert high < -0.02


def test_redeployment_takes_problem_solving_before_patrol() -> None:
    lost = {
        work: values(f"{work}_hours_delivered", "neighbourhood", one_pool)
        / values(f"{work}_hours_delivered", "neighbourhood")
        for work in ("problem_solving", "patrol")
    }
    assert interval(lost["problem_solving"] - lost["patrol"])[1] < 0


def test_shifts_that_are_made_up_cost_prevention_and_shorten_the_wait() -> None:
    fenced = values("first_choice_wait_mean_min", "response", ring_fence)
    low, high = interval(values("first_choice_wait_mean_min", "response", made_up) - fenced)
    assert high < 0, (low, high)
    fenced = values("prevention_hours_delivered", "neighbourhood", ring_fence)
    hours = values("prevention_hours_delivered", "neighbourhood", made_up)
    assert interval(hours - fenced)[1] < 0
    assert values("prevention_hours_redeployed", "neighbourhood", made_up).min() > 0
