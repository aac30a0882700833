"""What the levers of prevention do: signs and sizes, with paired 95% intervals."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import forces
from tests.support.forces import Data, exponential
from tests.support.pairs import (
    Change,
    Force,
    Pull,
    assert_below,
    cell,
    hold,
    nothing,
    paired,
)

pytestmark = pytest.mark.slow

FORCE = Force(forces.PREVENTION, 24)
NEIGHBOURHOOD = "neighbourhood"


def ring_fence(data: Data) -> None:
    data["redeployment"] = {"rule": "never", "ring_fenced": [NEIGHBOURHOOD, "pcso"]}


def one_pool(data: Data) -> None:
    data["redeployment"] = {"rule": "one_pool", "teams": [NEIGHBOURHOOD]}


def made_up(data: Data) -> None:
    data["teams"]["response"]["minimum_strength"] = {"A": 4}
    data["redeployment"] = {"rule": "never", "teams": [NEIGHBOURHOOD], "backfill": True}


def later_trigger(data: Data) -> None:
    data["redeployment"]["older_than_min"] = 60.0


def more_waiting(data: Data) -> None:
    data["redeployment"]["waiting"] = 4


def later_recall(data: Data) -> None:
    data["redeployment"]["recall_after_min"] = 240.0


def recall_with_some_waiting(data: Data) -> None:
    """Recall when fewer than two wait, where nobody need wait for it."""
    data["redeployment"]["recall_below"] = 2


def emergencies_only(data: Data) -> None:
    data["redeployment"]["grades"] = [1]


def who_went_least(data: Data) -> None:
    data["redeployment"]["who"] = "least_redeployed"


def two_districts(data: Data) -> None:
    """Have a second district: some of those who might go are nearer than others."""
    data["districts"]["B"] = {**forces.district("A", 100.0, 51.2)}
    data["incident_types"]["call"]["per_hour"] = {"A": 0.9, "B": 0.8}


def who_was_on_prevention_longest(data: Data) -> None:
    two_districts(data)
    data["redeployment"]["who"] = "longest_on_prevention"


def no_leave(data: Data) -> None:
    """Have no PCSO on leave: by chance it may leave a patch, or all, to nobody for days."""
    data["teams"]["pcso"]["absence"] = {}


def patches(data: Data) -> None:
    no_leave(data)
    data["teams"]["pcso"]["deployment"] = "patches"
    data["districts"]["A"]["patches"] = 5


def fewer_pcsos(data: Data) -> None:
    no_leave(data)
    data["teams"]["pcso"]["posts"] = {"A": 7.0}


def old_shifts(data: Data) -> None:
    no_leave(data)
    data["teams"]["pcso"]["rota"] = "blocks"


def officers_too(data: Data) -> None:
    """Let neighbourhood officers visit when no PCSO can."""
    data["incident_types"]["visit"]["attended_by"] = ["pcso", NEIGHBOURHOOD]


def no_visits_by_pcsos(data: Data) -> None:
    data["incident_types"]["visit"]["attended_by"] = ["response"]


def visits_by_either(data: Data) -> None:
    """Let PCSOs visit first, and response officers when no PCSO can."""
    data["incident_types"]["visit"]["attended_by"] = ["pcso", "response"]


def visits_need_a_power(data: Data) -> None:
    """As above, with a power that PCSOs lack."""
    visits_by_either(data)
    data["powers"] = {"seize": "seize vehicles"}
    data["incident_types"]["visit"]["needs_power"] = "seize"


def pcsos_have_the_power(data: Data) -> None:
    visits_need_a_power(data)
    data["teams"]["pcso"]["powers"] = ["seize"]


def solving_before_patrol(data: Data) -> None:
    data["teams"]["pcso"]["prevention_plan"] = {"patrol": 0.1, "problem_solving": 0.9}


def any_spell_will_do(data: Data) -> None:
    data["prevention"]["shortest_spell_min"] = {}


def enforcement_team(data: Data) -> None:
    """Make half of the neighbourhood team one of enforcement, with a plan of its own."""
    own = {"prevention_plan": {"enforcement": 1.0}, "asb_powers_per_hour": {"enforcement": 0.5}}
    data["teams"]["enforcement"] = {"posts": {"A": 5.0}, "rota": "turns", **own}
    data["teams"][NEIGHBOURHOOD]["posts"] = {"A": 5.0}


def plan_of_an_operation(data: Data) -> None:
    days = [f"2026-01-{day:02}" for day in range(8, 26)]
    data["operations"] = {
        "fair": {
            "team": NEIGHBOURHOOD,
            "dates": days,
            "start": "15:00",
            "hours": 6.0,
            "officers": {"A": 2},
        }
    }


def shorter_visits(data: Data) -> None:
    """Have as many hours of visits in twice as many."""
    data["incident_types"]["visit"]["per_hour"] = {"A": 2.0}
    data["incident_types"]["visit"]["scene_min"] = exponential(22.0)


DELIVERED, REDEPLOYED = "prevention_hours_delivered", "prevention_hours_redeployed"
FIRST_CHOICE, POWERS = "first_choice_wait_mean_min", "asb_powers_count"

PULLS = [
    Pull(ring_fence, cell(DELIVERED, team=NEIGHBOURHOOD), 130),
    Pull(ring_fence, cell("queue_wait_mean_min"), 20),
    Pull(ring_fence, cell(POWERS, team=NEIGHBOURHOOD), 17),
    Pull(one_pool, cell(DELIVERED, team=NEIGHBOURHOOD), -57),
    Pull(one_pool, cell("response_time_mean_min"), -2.2),
    Pull(one_pool, cell(FIRST_CHOICE, team="response"), -3.5),
    Pull(one_pool, cell(POWERS, team=NEIGHBOURHOOD), -15),
    Pull(made_up, cell(FIRST_CHOICE, team="response"), -23, ring_fence),
    Pull(made_up, cell(DELIVERED, team=NEIGHBOURHOOD), -194, ring_fence),
    Pull(made_up, cell(REDEPLOYED, team=NEIGHBOURHOOD), 213, ring_fence),
    Pull(later_trigger, cell(REDEPLOYED), -50),
    Pull(later_trigger, cell("response_time_mean_min", 2), 5.5),
    Pull(more_waiting, cell(REDEPLOYED), -58),
    Pull(later_recall, cell(REDEPLOYED), 20),
    Pull(recall_with_some_waiting, cell(REDEPLOYED), -2.3),
    Pull(emergencies_only, cell(REDEPLOYED), -118),
    Pull(emergencies_only, cell("response_time_mean_min", 2), 25),
    Pull(who_went_least, cell("redeployed_hours_spread", team=NEIGHBOURHOOD), -1.3),
    Pull(who_was_on_prevention_longest, cell("travel_mean_min"), 0.16, two_districts),
    Pull(patches, cell(FIRST_CHOICE, team="pcso"), 264, no_leave),
    Pull(fewer_pcsos, cell(FIRST_CHOICE, team="pcso"), 34, no_leave),
    Pull(old_shifts, cell(FIRST_CHOICE, team="pcso"), 48, no_leave),
    Pull(officers_too, cell("response_time_mean_min", 3), -114),
    Pull(officers_too, cell(DELIVERED, team=NEIGHBOURHOOD), -130),
    Pull(no_visits_by_pcsos, cell("utilisation_share", team="response"), 0.19),
    Pull(no_visits_by_pcsos, cell(DELIVERED, team="pcso"), 440),
    Pull(visits_need_a_power, cell("utilisation_share", team="response"), 0.12, visits_by_either),
    Pull(visits_need_a_power, cell(DELIVERED, team="pcso"), 289, visits_by_either),
    Pull(
        pcsos_have_the_power,
        cell("utilisation_share", team="response"),
        -0.12,
        visits_need_a_power,
    ),
    Pull(solving_before_patrol, cell("problem_solving_hours_delivered", team="pcso"), 84),
    Pull(any_spell_will_do, cell("problem_solving_hours_delivered", team="pcso"), 8.4),
    Pull(enforcement_team, cell("enforcement_hours_delivered"), 416),
    Pull(enforcement_team, cell(POWERS), 189),
    Pull(plan_of_an_operation, cell(DELIVERED, team=NEIGHBOURHOOD), -208),
]


@pytest.mark.parametrize("pull", PULLS, ids=str)
def test_the_sign_and_the_size(pull: Pull, report: Callable[[str], None]) -> None:
    hold(FORCE, pull, report)


def test_ring_fenced_means_no_redeployed_hours() -> None:
    assert set(FORCE.values(cell(REDEPLOYED), ring_fence)) == {0.0}
    assert min(FORCE.values(cell(REDEPLOYED))) > 50


def test_a_power_that_all_have_changes_nothing() -> None:
    for where in (cell("response_time_mean_min"), cell("utilisation_share", team="response")):
        free = FORCE.values(where, visits_by_either)
        assert FORCE.values(where, pcsos_have_the_power) == free


def test_interruptions_take_problem_solving_before_patrol() -> None:
    """Have the same hours of calls in shorter pieces: less problem-solving, more patrol."""

    def share(change: Change) -> list[float]:
        solving = FORCE.values(cell("problem_solving_hours_delivered", team="pcso"), change)
        all_work = FORCE.values(cell(DELIVERED, team="pcso"), change)
        return [part / whole for part, whole in zip(solving, all_work, strict=True)]

    found = paired(share(nothing), share(shorter_visits))
    assert_below(found, "share of problem-solving with shorter visits")
