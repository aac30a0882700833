"""Textbook queues, and what theory says of each.

Each scenario in scenarios/ is a textbook queue; here stands what theory says of it, from the
formula and with the numbers written out once more, so that a slip in reading the file shows.
Rates are arrivals a minute, times a factor; minutes everywhere.
"""

from __future__ import annotations

from tests.theory.agreement import Quantity
from tests.theory.cases import Simulated, Theory
from tests.theory.chains_embedded import fixed_service
from tests.theory.formulas import (
    ShiftQueue,
    erlang_b,
    erlang_c,
    hypercube,
    loss_by_need,
    mg1_wait,
    mm1_wait,
    mmc_wait,
    mmc_wait_tail,
    priority_waits,
    shift_queue,
)

WRONG = 1.05  #: factor of the arrival rate in `loss-more`


def wait(grade: int = 1, slope: float = 1) -> Quantity:
    return Quantity("queue_wait_mean_min", str(grade), slope=slope)


def waits(grade: int = 1, slope: float = 1) -> Quantity:
    return Quantity("wait_probability", str(grade), slope=slope)


def queue(grade: int = 1) -> Quantity:
    return Quantity("queue_length_mean", str(grade))


def waits_beyond_target(grade: int = 1) -> Quantity:
    """Share that waits for longer than the target: officers are at the scene at once."""
    return Quantity("within_target_share", str(grade), complement=True, tail=True)


def lost(grade: int = 1) -> Quantity:
    return Quantity("cancelled_share", str(grade))


def busy(team: str = "response", hub: str = "all") -> Quantity:
    return Quantity("utilisation_share", team=team, hub=hub)


def mm1(factor: float) -> Theory:
    rate = 6 / 60 * factor
    return {
        wait(): mm1_wait(rate, 5),
        waits(): rate * 5,
        waits_beyond_target(): mmc_wait_tail(rate, 5, 1, 10),
        busy(): rate * 5,
    }


def mmc(factor: float) -> Theory:
    """Its mean wait would take a million incidents; `tandem` has those of two M/M/2."""
    rate = 12 / 60 * factor
    return {
        waits(): erlang_c(4, rate * 12),
        waits_beyond_target(): mmc_wait_tail(rate, 12, 4, 5),
        busy(): rate * 12 / 4,
    }


def control_room(factor: float) -> Theory:
    """Three dispatchers; as officers are free, all of the response time is theirs."""
    rate = 36 / 60 * factor
    stay = mmc_wait(rate, 3, 3) + 3
    return {
        Quantity("dispatch_delay_mean_min", "1", slope=2): stay,
        Quantity("response_time_mean_min", "1", slope=2): stay,
    }


def loss(factor: float) -> Theory:
    load = 12 / 60 * 20 * factor
    return {lost(): erlang_b(4, load), busy(): load * (1 - erlang_b(4, load)) / 4}


def loss_more(factor: float) -> Theory:
    return loss(WRONG * factor)


def needs(factor: float) -> Theory:
    loads = [8 / 60 * 15 * factor, 6 / 60 * 15 * factor]
    one, two = loss_by_need(loads, [1, 2], 5)
    at_work = loads[0] * (1 - one) + 2 * loads[1] * (1 - two)
    return {lost(1): one, lost(2): two, busy(): at_work / 5}


def mg1(factor: float) -> Theory:
    rate = 6 / 60 * factor
    mean_wait = mg1_wait(rate, 5, 0.6)
    return {wait(): mean_wait, queue(): rate * mean_wait, waits(): rate * 5}


def md1(factor: float) -> Theory:
    rate = 6 / 60 * factor
    return {wait(): mg1_wait(rate, 5, 0), waits(): rate * 5}


def mdc(factor: float) -> Theory:
    rate = 12 / 60 * factor
    queue = fixed_service(rate, 11, 3)
    return {wait(1, 5.4): queue.wait, waits(1, 2.1): queue.waits, busy(): rate * 11 / 3}


def priority(factor: float) -> Theory:
    rates = [3 / 60 * factor, 3 / 60 * factor]
    urgent, routine = priority_waits(rates, [3, 5], [1, 0.5])
    at_work = rates[0] * 3 + rates[1] * 5
    return {wait(1): urgent, wait(2): routine, waits(1): at_work, waits(2): at_work}


def tandem(factor: float) -> Theory:
    """By Burke's theorem what leaves the desk is a Poisson process, so that officers see M/M/c."""
    rate = 10 / 60 * factor
    return {
        Quantity("desk_wait_mean_min", team="resolution_centre"): mmc_wait(rate, 6, 2),
        wait(): mmc_wait(rate, 6.6, 2),
        waits(): erlang_c(2, rate * 6.6),
        busy("resolution_centre"): rate * 6 / 2,
        busy(): rate * 6.6 / 2,
    }


def three_hubs(factor: float) -> Theory:
    """Each hub asks its own officer, then the others in their order: drives take no time."""
    rates = [2.5 / 60 * factor, 3.5 / 60 * factor, 2 / 60 * factor]
    cube = hypercube(rates, 12, [[0, 1, 2], [1, 0, 2], [2, 0, 1]])
    theory = {lost(): cube.lost}
    for place, hub in enumerate(["East", "North", "West"]):
        own = cube.answered[place, place]
        theory[busy(hub=hub)] = cube.busy[place]
        theory[Quantity("cross_hub_share", hub=hub)] = 1 - own / (1 - cube.lost)
    return theory


DAILY = [4, 3, 2, 2, 2, 2, 3, 4, 6, 7, 8, 8, 8, 8, 7, 7, 8, 9, 10, 10, 9, 8, 7, 6]


def long_run_of_shifts(factor: float) -> ShiftQueue:
    by_hour = [2.25 * factor * weight / (sum(DAILY) / 24) for weight in DAILY]
    return shift_queue(by_hour, 40 / 60, 3, (7, 15, 23))


def shifts(factor: float) -> Theory:
    day = long_run_of_shifts(factor)
    return {
        waits(): day.wait_probability,
        Quantity("overtime_hours", team="response"): day.overtime * 70,
    }


CASES = {
    "mm1": Simulated(
        "Waiting in line",
        "one officer, jobs of exponential length (M/M/1)",
        "rho / (1 - rho) service times; P(wait > t) = rho exp(-(1 - rho) t / mean)",
        ("Kleinrock (1975)",),
        mm1,
        1_210_000,
    ),
    "mmc": Simulated(
        "Waiting in line",
        "four officers (M/M/4)",
        "Erlang C; P(wait > t) = C exp(-(c - a) t / mean)",
        ("Erlang (1917)", "Gross et al. (2008)"),
        mmc,
        800_000,
    ),
    "control-room": Simulated(
        "Waiting in line",
        "three dispatchers in front of officers who are always free (M/M/3)",
        "Erlang C wait, and the service",
        ("Erlang (1917)", "Gross et al. (2008)"),
        control_room,
        1_057_000,
    ),
    "mg1": Simulated(
        "Waiting in line",
        "one officer, jobs of gamma length (M/G/1)",
        "Pollaczek and Khinchine: rho / (1 - rho) (1 + cv^2) / 2 service times",
        ("Kleinrock (1975)",),
        mg1,
        1_088_000,
    ),
    "md1": Simulated(
        "Waiting in line",
        "one officer, jobs of one length (M/D/1)",
        "Pollaczek and Khinchine with cv = 0",
        ("Kleinrock (1975)",),
        md1,
        485_000,
    ),
    "mdc": Simulated(
        "Waiting in line",
        "three officers, jobs of one length (M/D/3)",
        "chain from one service time to the next: n become max(n - 3, 0) and a Poisson number",
        ("Crommelin (1932)",),
        mdc,
        193_000,
    ),
    "tandem": Simulated(
        "Waiting in line",
        "every call goes through the Resolution Centre and then to officers (M/M/2, then M/M/2)",
        "Burke: what leaves the first queue is Poisson, so each is M/M/2 by Erlang C",
        ("Burke (1956)", "Erlang (1917)"),
        tandem,
        2_257_000,
    ),
    "loss": Simulated(
        "Calls that are lost, and callers who give up",
        "a call that finds all four officers busy is lost (M/M/4/4)",
        "Erlang B",
        ("Erlang (1917)",),
        loss,
        211_000,
    ),
    "loss-more": Simulated(
        "Calls that are lost, and callers who give up",
        "as `loss`, with 5% more calls: a planted difference, which the theory of `loss` refuses",
        "Erlang B with 5% more load",
        ("Erlang (1917)",),
        loss_more,
        218_000,
    ),
    "loss-by-need": Simulated(
        "Calls that are lost, and callers who give up",
        "calls for one officer and for two; one that does not find enough is lost",
        "n q(n) = sum of load x need x q(n - need), q(n) the chance that n are busy",
        ("Kaufman (1981)", "Roberts (1981)"),
        needs,
        315_000,
    ),
    "priority": Simulated(
        "Who goes first",
        "one officer, two grades, jobs of different length (M/G/1)",
        "R / ((1 - s(k - 1)) (1 - s(k))), s(k) the load of grades up to k",
        ("Cobham (1954)", "Kleinrock (1976)"),
        priority,
        995_000,
    ),
    "hypercube": Simulated(
        "Hubs that help each other",
        "three hubs with an officer each, who helps when theirs is busy; else the call is lost",
        "balance of the 8 states of who is busy",
        ("Larson (1974)",),
        three_hubs,
        701_000,
    ),
    "shifts": Simulated(
        "Demand and staff over the day",
        "demand by the hour, three shifts of three officers who relieve each other (M(t)/M/3)",
        "Kolmogorov's equations, hour by hour, until a day ends as it began",
        ("Kleinrock (1975)",),
        shifts,
        829_000,
    ),
}
