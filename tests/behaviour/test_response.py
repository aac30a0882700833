"""What a planner expects of Response's levers: the signs, with the size of each effect.

Paired replications of a small force meet the same incidents with and without a lever. The 95%
interval of the mean difference (Student's t) must lie on the side that policing would expect.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import forces
from tests.support.forces import Data, exponential, fixed, shift
from tests.support.pairs import Force, Pull, cell, hold

FORCE = Force(forces.RESPONSE, 24)


def team(data: Data) -> Data:
    response: Data = data["teams"]["response"]
    return response


def job(data: Data) -> Data:
    kind: Data = data["incident_types"]["job"]
    return kind


def more_officers(data: Data) -> None:
    team(data)["posts"] = {"North": 28.0, "South": 28.0}


def staggered(data: Data) -> None:
    """Half of each group comes an hour and a half before the other half goes."""
    shifts = {
        "early": shift("07:00"),
        "late": shift("15:00"),
        "night": shift("23:00"),
        "early2": shift("08:30"),
        "late2": shift("16:30"),
        "night2": shift("00:30"),
    }
    pattern = ["early", "late", "night", "rest", "early2", "late2", "night2", "rest"]
    data["rotas"]["round"] = {"shifts": shifts, "pattern": pattern, "groups": 8}


def last_half_hour_open(data: Data) -> None:
    team(data)["last_assignment_min"] = 0.0


# Crews


def crews_at_night(data: Data) -> None:
    team(data)["crewing"] = {"double_share": 1.0, "shifts": ["night"]}


def all_for_two(data: Data) -> None:
    """Half as many jobs, all of them for two officers who wait for each other."""
    job(data).update(officers_mix={2: 1.0}, officers_arrive="together")
    job(data)["per_hour"] = {"North": 1.0, "Moor": 0.4, "South": 1.5}


def crews_for_two(data: Data) -> None:
    all_for_two(data)
    team(data)["crewing"] = {"double_share": 1.0}


# Several officers


def jobs_for_two_together(data: Data) -> None:
    job(data)["officers_arrive"] = "together"


def jobs_for_two_not_overtaken(data: Data) -> None:
    jobs_for_two_together(data)
    job(data)["bypass"] = False


# Calling away


def interrupting(data: Data) -> None:
    data["grades"][1]["interrupts"] = ["travel", "scene"]


def diversion(data: Data) -> None:
    data["grades"][1]["interrupts"] = ["travel"]


def interrupting_the_nearest(data: Data) -> None:
    interrupting(data)
    data["preemption"] = {"who": "nearest"}


def interrupting_the_latest(data: Data) -> None:
    interrupting(data)
    data["preemption"] = {"who": "latest"}


def interrupting_once(data: Data) -> None:
    interrupting(data)
    data["preemption"] = {"interruptions_limit": 1}


def interrupting_writing_up(data: Data) -> None:
    data["grades"][1]["interrupts"] = ["writing_up"]


def interrupting_writing_up_when_nearer(data: Data) -> None:
    interrupting_writing_up(data)
    data["grades"][1]["calls_away"] = "when_nearer"


# Who is sent, and who stays


def held_back(data: Data) -> None:
    team(data)["held_back"] = {2: 1, 3: 2}


def longest_idle(data: Data) -> None:
    data["dispatch"] = {"rule": "longest_idle"}


def least_loaded(data: Data) -> None:
    data["dispatch"] = {"rule": "least_loaded"}


def quiet(data: Data) -> None:
    """Have so few jobs that officers wait for the next one, at the scene of the last."""
    job(data)["per_hour"] = {"North": 0.6, "Moor": 0.3, "South": 0.5}


def quiet_at_the_station(data: Data) -> None:
    quiet(data)
    team(data)["idle_limit_min"] = 1.0


def parading_in_the_moor(data: Data) -> None:
    quiet_at_the_station(data)
    team(data)["stations"] = {"North": {"North": 0.7, "Moor": 0.3}}


# Other hubs


def help_after_a_wait(data: Data) -> None:
    rule = {"rule": "after_wait", "grades": [2, 3], "after_min": 30.0, "within_min": 60.0}
    team(data)["cross_hub_help"] = rule


def help_after_a_longer_wait(data: Data) -> None:
    help_after_a_wait(data)
    team(data)["cross_hub_help"]["after_min"] = 120.0


def help_with_emergencies(data: Data) -> None:
    team(data)["cross_hub_help"] = {"rule": "emergencies"}


def help_over_short_ways(data: Data) -> None:
    team(data)["cross_hub_help"] = {"rule": "emergencies", "within_min": 20.0}


# Shift ends, breaks, custody


def relief(data: Data) -> None:
    data["incident_types"]["watch"]["relayable"] = True


def briefings(data: Data) -> None:
    team(data)["briefing_min"] = 20.0


def breaks(data: Data) -> None:
    team(data)["breaks"] = {"minutes": 40.0, "from_min": 120.0, "until_min": 330.0}


def breaks_interrupted(data: Data) -> None:
    breaks(data)
    data["grades"][1]["interrupts"] = ["break"]


def arrests(data: Data) -> None:
    job(data)["arrest"] = {"share": 0.1, "custody_min": fixed(120.0)}


def arrests_at_emergencies(data: Data) -> None:
    arrests(data)
    job(data)["arrest"]["grades"] = [1]


def one_custody_suite(data: Data) -> None:
    arrests(data)
    data["custody_suites"] = ["Moor"]


# Callers


def cancelled(data: Data) -> None:
    data["grades"][3]["patience"] = {"minutes": exponential(90.0)}


def upgraded(data: Data) -> None:
    data["grades"][3]["patience"] = {
        "minutes": exponential(90.0),
        "upgraded_share": 1.0,
        "upgraded_to": 2,
    }


def appointments(data: Data) -> None:
    slot = {"earliest": "09:00", "latest": "20:00", "notice_min": 60.0, "slot_min": 60.0}
    data["grades"][3]["appointment"] = slot


def appointments_within_a_week(data: Data) -> None:
    appointments(data)
    data["grades"][3]["appointment"]["within_days"] = 3


PULLS = [
    Pull(more_officers, cell("response_time_mean_min", 1), -3.0),
    Pull(more_officers, cell("response_time_mean_min", 3), -18.7),
    Pull(staggered, cell("spike", "changeover"), -2.5),
    Pull(last_half_hour_open, cell("spike", "changeover"), -7.1),
    Pull(last_half_hour_open, cell("overtime_hours"), 58),
    Pull(crews_at_night, cell("wait", "night"), 105),
    # Where all jobs need two, a crew is no more than any two, and both of it write up.
    Pull(crews_for_two, cell("reached_after", 1), 4.3, all_for_two),
    Pull(jobs_for_two_together, cell("response_time_mean_min", 2), 4.9),
    Pull(jobs_for_two_not_overtaken, cell("queue_wait_mean_min"), 6.8, jobs_for_two_together),
    Pull(interrupting, cell("response_time_mean_min", 1), -5.9),
    Pull(interrupting, cell("preempted_count"), 92),
    Pull(interrupting, cell("time_to_clear", 3), 11.4),
    Pull(diversion, cell("response_time_mean_min", 1), -3.1),
    Pull(diversion, cell("preempted_count"), 40),
    Pull(interrupting_the_nearest, cell("travel_mean_min", 1), -0.20, interrupting),
    Pull(interrupting_the_latest, cell("time_to_clear", 2), 2.2, interrupting),
    Pull(interrupting_once, cell("preempted_count"), -13.3, interrupting),
    Pull(interrupting_writing_up, cell("response_time_mean_min", 1), -4.4),
    Pull(
        interrupting_writing_up_when_nearer,
        cell("travel_mean_min", 1),
        -0.12,
        interrupting_writing_up,
    ),
    Pull(held_back, cell("response_time_mean_min", 1), -3.7),
    Pull(held_back, cell("response_time_mean_min", 3), 164),
    Pull(longest_idle, cell("travel_mean_min"), 0.053),
    Pull(least_loaded, cell("travel_mean_min"), 0.021),
    Pull(least_loaded, cell("jobs_spread", team="response"), -0.16),
    Pull(parading_in_the_moor, cell("travel_mean_min"), -2.2, quiet_at_the_station),
    Pull(quiet_at_the_station, cell("travel_mean_min"), 0.13, quiet),
    Pull(help_after_a_wait, cell("wait_p95"), -37),
    Pull(help_after_a_wait, cell("cross_hub_share"), 0.062),
    Pull(help_after_a_longer_wait, cell("cross_hub_share"), -0.053, help_after_a_wait),
    Pull(help_with_emergencies, cell("cross_hub_share", 1), 0.235),
    Pull(help_with_emergencies, cell("response_time_mean_min", 1), -1),
    Pull(help_over_short_ways, cell("cross_hub_share", 1), -0.035, help_with_emergencies),
    Pull(relief, cell("overtime_hours"), -26),
    Pull(briefings, cell("wait", "changeover"), 18.6),
    Pull(breaks, cell("queue_wait_mean_min"), 8.2),
    Pull(breaks, cell("missed_breaks_count"), 56),
    Pull(breaks_interrupted, cell("response_time_mean_min", 1), -2.7, breaks),
    Pull(arrests, cell("response_time_mean_min", 1), 3.3),
    Pull(arrests_at_emergencies, cell("response_time_mean_min", 1), -2.6, arrests),
    Pull(one_custody_suite, cell("utilisation_share", team="response"), 0.029, arrests),
    Pull(cancelled, cell("cancelled_share", 3), 0.124),
    Pull(cancelled, cell("queue_wait_mean_min", 3), -20.5),
    Pull(upgraded, cell("reached_after", 3), -5.7),
    Pull(upgraded, cell("reached_after", 2), 5.5),
    Pull(appointments, cell("wait", "night"), -13.8),
    Pull(appointments_within_a_week, cell("reached_after", 3), 1416, appointments),
]


@pytest.mark.parametrize("pull", PULLS, ids=str)
def test_the_sign_and_the_size(pull: Pull, report: Callable[[str], None]) -> None:
    hold(FORCE, pull, report)
