"""What a planner expects of the Resolution Centre, held on the baseline over ten days.

Each test changes one number and looks at paired differences over the same demand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.load import load
from tests.behaviour.further import ATTENDED
from tests.house.tree import ROOT
from tests.support import forces
from tests.support.pairs import Force, Pull, cell, hold

pytestmark = pytest.mark.slow

Data = dict[str, Any]
DESK = "resolution_centre"
PCSO = "pcso"
WAIT = cell("desk_wait_mean_min", team=DESK)
BASELINE: Path = ROOT / "scenarios" / "sussex-2017.yaml"


def ten_days() -> Data:
    data = load(BASELINE).scenario.model_dump(exclude_unset=True)
    data["run"] |= {"days": 7, "warm_up_days": 3}
    return data


FORCE = Force(ten_days(), 8)


def desk(data: Data) -> Data:
    found: Data = data["teams"][DESK]
    return found


def called_back(data: Data) -> list[Data]:
    """Return what the Centre does with each type."""
    kinds = data["incident_types"].values()
    return [kind["resolution_centre"] for kind in kinds if kind.get("resolution_centre")]


def more_people(data: Data) -> None:
    desk(data)["posts"]["force"] = 75


def thirty_per_cent(data: Data) -> None:
    desk(data)["resolved_share"] = 0.3


def sixty_per_cent(data: Data) -> None:
    desk(data)["resolved_share"] = 0.6


def eighty_per_cent(data: Data) -> None:
    desk(data)["resolved_share"] = 0.8


def harder_to_reach(data: Data) -> None:
    desk(data)["attempts"]["reached_share"] = 0.45
    desk(data)["resolved_share"] = None


def types_as_they_are(data: Data) -> None:
    desk(data)["resolved_share"] = None


def two_attempts(data: Data) -> None:
    desk(data)["attempts"]["most"] = 2
    desk(data)["resolved_share"] = None


def attended_unless_reached(data: Data) -> None:
    desk(data)["attempts"]["no_reply_as"] = 3


def shorter_hours(data: Data) -> None:
    for days in ("weekdays", "weekends"):
        desk(data)["opening_hours"][days] = {"opens": "09:00", "closes": "20:00"}


def more_to_investigation(data: Data) -> None:
    for work in called_back(data):
        work["to_investigation_share"] = 2 * work.get("to_investigation_share", 0.0)


def none_to_prevention(data: Data) -> None:
    for work in called_back(data):
        work.pop("to_prevention_share", None)
        work.pop("to_prevention_as", None)


def no_centre(data: Data) -> None:
    data["grades"][4] |= {"served_by": "attendance", "attended_by": 3}
    data["teams"][DESK] = None


def pcsos_without_powers(data: Data) -> None:
    data["teams"][PCSO]["powers"] = []


def pcsos_with_all_powers(data: Data) -> None:
    data["teams"][PCSO]["powers"] = list(data["powers"])


DELIVERED = "prevention_hours_delivered"

PULLS = [
    Pull(more_people, WAIT, -40),
    Pull(more_people, cell("desk_satisfied_share", team=DESK), 0.0067),
    Pull(eighty_per_cent, ATTENDED, -276, sixty_per_cent),
    Pull(eighty_per_cent, ATTENDED, -100),
    Pull(eighty_per_cent, cell("response_time_mean_min", 3), -57, sixty_per_cent),
    Pull(eighty_per_cent, cell("utilisation_share", team="response"), -0.016, thirty_per_cent),
    Pull(harder_to_reach, WAIT, 86, types_as_they_are),
    Pull(harder_to_reach, cell("desk_attempts_mean", team=DESK), 0.43, types_as_they_are),
    Pull(harder_to_reach, cell("desk_no_reply_share", team=DESK), 0.069, types_as_they_are),
    Pull(two_attempts, cell("desk_no_reply_share", team=DESK), 0.125, types_as_they_are),
    Pull(attended_unless_reached, ATTENDED, 31),
    Pull(shorter_hours, WAIT, 603),
    Pull(more_to_investigation, cell("desk_to_investigation_share", team=DESK), 0.016),
    Pull(more_to_investigation, ATTENDED, -25),
    Pull(none_to_prevention, cell("desk_to_prevention_share", team=DESK), -0.0126),
    Pull(no_centre, ATTENDED, 1215),
    Pull(no_centre, cell(DELIVERED), -1064),
    Pull(no_centre, cell("utilisation_share", team="response"), 0.04),
    Pull(pcsos_with_all_powers, cell(DELIVERED, team=PCSO), -12, pcsos_without_powers),
]


@pytest.mark.parametrize("pull", PULLS, ids=str)
def test_the_sign_and_the_size(pull: Pull, report: Callable[[str], None]) -> None:
    hold(FORCE, pull, report)


# The order of its queue, where there are just enough people: a force of its own.

BUSY_DESK = Force(forces.DESK, 12)


def harm_first(data: Data) -> None:
    desk(data)["queue"] = "harm_first"


def shortest_first(data: Data) -> None:
    desk(data)["queue"] = "shortest_first"


ORDERS = [
    Pull(harm_first, cell("contacted_after", "gravest"), -37),
    Pull(harm_first, WAIT, 50),
    Pull(shortest_first, cell("contacted_after", "gravest"), 14),
    Pull(shortest_first, WAIT, -20),
]


@pytest.mark.parametrize("pull", ORDERS, ids=str)
def test_the_order_of_the_queue(pull: Pull, report: Callable[[str], None]) -> None:
    hold(BUSY_DESK, pull, report)


def mean(name: str, *changes: Callable[[Data], None]) -> float:
    found = FORCE.values(cell(name, team=DESK), *changes)
    return sum(found) / len(found)


def test_the_baseline_is_as_published() -> None:
    """73% resolved, 98% contacted, over 70% satisfied, 89% understood (seed 001)."""
    assert 0.71 < mean("desk_resolved_share") < 0.75
    assert 0.96 < mean("desk_contact_within_48h_share") < 0.995
    assert 0.70 < mean("desk_satisfied_share") < 0.80
    assert 0.87 < mean("desk_understood_share") < 0.91


@pytest.mark.parametrize(("change", "share"), [(sixty_per_cent, 0.6), (eighty_per_cent, 0.8)])
def test_the_share_resolved_is_what_the_scenario_says(
    change: Callable[[Data], None], share: float
) -> None:
    assert abs(mean("desk_resolved_share", change) - share) < 0.02


def test_shorter_hours_contact_nobody_sooner() -> None:
    where = cell("desk_contact_within_48h_share", team=DESK)
    assert FORCE.effect(shorter_hours, where).low <= 0
