"""Levers of casework move the measures the right way: paired intervals that exclude zero.

A small force of two hubs, so that many replications are cheap. Sizes are differences of means over
replications that meet the same incidents and the same absences.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import forces
from tests.support.forces import Data, fixed
from tests.support.pairs import Force, Pull, cell, hold

pytestmark = pytest.mark.slow

FORCE = Force(forces.CASES, 12)
INVESTIGATION, PUBLIC_PROTECTION = "investigation", "public_protection"
CRIME, GRAVE = 0, 1  #: numbers of types
LONG_QUEUE = "North"  #: hub with more cases than its people may hold


def more_investigators(data: Data) -> None:
    data["teams"][INVESTIGATION]["posts"] = {"North": 11.0, "South": 11.0}


def more_public_protection(data: Data) -> None:
    data["teams"][PUBLIC_PROTECTION]["posts"] = {"North": 4.0, "South": 4.0}


def specialists_for_half(data: Data) -> None:
    """Have Public Protection take the high-risk half of its cases only."""
    data["incident_types"]["grave"]["investigation"]["specialist_share"] = 0.5


def files_to_response(data: Data) -> None:
    data["casework"]["file_build"] = "response"


def screening(data: Data) -> None:
    data["casework"]["screening"] = {"harm_below": 4, "solvability_below": 0.5}


def lending(data: Data) -> None:
    data["teams"][INVESTIGATION]["lends"] = "when_idle"


def retained(data: Data) -> None:
    data["incident_types"]["crime"]["investigation"]["retained_share"] = 0.5


def lower_limit(data: Data) -> None:
    data["teams"][INVESTIGATION]["caseload_limit"] = 10


def shared(data: Data) -> None:
    """Work on all cases in hand in turn, an hour at a time."""
    data["teams"][INVESTIGATION]["work"] = "shared"


def spare_people(data: Data) -> None:
    """Have more investigators than there is work, so that several could take a case."""
    data["teams"][INVESTIGATION]["posts"] = {"North": 16.0, "South": 16.0}
    data["teams"][INVESTIGATION]["caseload_limit"] = None


def by_turn(data: Data) -> None:
    spare_people(data)
    data["teams"][INVESTIGATION]["allocation"] = "by_turn"


def longest_free(data: Data) -> None:
    spare_people(data)
    data["teams"][INVESTIGATION]["allocation"] = "longest_free"


def skilled(data: Data) -> None:
    """Have grave cases need a skill of four people in ten."""
    data["incident_types"]["grave"]["investigation"]["needs_skill"] = "rape"
    data["teams"][PUBLIC_PROTECTION]["skills"] = {"rape": 0.4}


def one_lane(data: Data) -> None:
    """Leave all cases to Investigation."""
    data["incident_types"]["grave"]["investigation"]["investigated_by"] = INVESTIGATION
    data["teams"][PUBLIC_PROTECTION] = None


def all_alike(data: Data) -> None:
    """As above, without regard to harm."""
    one_lane(data)
    data["incident_types"]["grave"]["investigation"]["harm"] = 1


def in_custody(data: Data) -> None:
    """Have suspects in custody in a fifth of the lesser cases: those come before graver ones."""
    one_lane(data)
    data["incident_types"]["crime"]["investigation"]["in_custody_share"] = 0.2


def in_custody_for_hours(data: Data) -> None:
    in_custody(data)
    data["incident_types"]["crime"]["investigation"]["custody_deadline_hours"] = 6.0


def more_work(data: Data) -> None:
    data["incident_types"]["crime"]["investigation"]["file_build_hours"] = fixed(8.0)


def no_open_cases(data: Data) -> None:
    data["casework"]["open_cases_weeks"] = 0


OPEN, WAITING = "open_cases_end", "cases_waiting_allocation_end"

PULLS = [
    Pull(more_investigators, cell(OPEN, team=INVESTIGATION), -57),
    Pull(more_investigators, cell("cases_per_investigator", team=INVESTIGATION), -0.62),
    Pull(more_investigators, cell(WAITING, team=INVESTIGATION, hub=LONG_QUEUE), -74),
    Pull(more_public_protection, cell(OPEN, team=PUBLIC_PROTECTION), -21),
    Pull(more_public_protection, cell(WAITING, team=PUBLIC_PROTECTION), -19),
    Pull(more_public_protection, cell("allocation_wait_mean_days", team=PUBLIC_PROTECTION), -3.0),
    Pull(specialists_for_half, cell(OPEN, team=PUBLIC_PROTECTION), -40),
    Pull(specialists_for_half, cell(OPEN, team=INVESTIGATION), 52),
    Pull(files_to_response, cell("caseload_share", team="response"), 0.13),
    Pull(files_to_response, cell("case_hours_worked", team=INVESTIGATION), -206),
    Pull(files_to_response, cell(OPEN, team=INVESTIGATION), -55),
    Pull(screening, cell("screened_out_share", team=INVESTIGATION), 0.50),
    Pull(screening, cell(OPEN, team=INVESTIGATION), -134),
    Pull(screening, cell("caseload_share", team=INVESTIGATION), -0.28),
    Pull(lending, cell(WAITING, team=INVESTIGATION, hub=LONG_QUEUE), -81),
    Pull(lending, cell("caseload_share", team=INVESTIGATION, hub="South"), 0.39),
    Pull(retained, cell("caseload_share", team="response"), 0.23),
    Pull(retained, cell(OPEN, team=INVESTIGATION), -136),
    Pull(lower_limit, cell("most_cases_held", team=INVESTIGATION), -3.2),
    Pull(lower_limit, cell(WAITING, team=INVESTIGATION, hub=LONG_QUEUE), 7.5),
    Pull(shared, cell(OPEN, team=INVESTIGATION), 30),
    Pull(by_turn, cell("cases_held_spread", team=INVESTIGATION), 0.20, spare_people),
    Pull(longest_free, cell("cases_held_spread", team=INVESTIGATION), 0.22, spare_people),
    Pull(skilled, cell("allocation_wait_mean_days", team=PUBLIC_PROTECTION), 9.2),
    Pull(all_alike, cell("allocated_after_days", GRAVE), 3.4, one_lane),
    Pull(in_custody, cell("custody_deadlines_missed_count", team=INVESTIGATION), 22),
    Pull(in_custody, cell("closed_after_days", CRIME), -2.5, one_lane),
    Pull(in_custody, cell("allocated_after_days", GRAVE), 0.165, one_lane),
    Pull(
        in_custody_for_hours,
        cell("custody_deadlines_missed_count", team=INVESTIGATION),
        32,
        in_custody,
    ),
    Pull(more_work, cell(OPEN, team=INVESTIGATION), 49),
    Pull(no_open_cases, cell(OPEN, team=INVESTIGATION), -18),
]


@pytest.mark.parametrize("pull", PULLS, ids=str)
def test_the_lever_moves_the_measure(pull: Pull, report: Callable[[str], None]) -> None:
    hold(FORCE, pull, report)


def test_response_answers_as_quickly_with_files_to_build() -> None:
    """Any call interrupts them, so no incident is reached later."""
    where = cell("response_time_mean_min")
    assert FORCE.values(where, files_to_response) == FORCE.values(where)
