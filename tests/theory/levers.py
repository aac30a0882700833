"""Levers, and what theory says of each: formulas where there are any, else exact chains.

As in `queues`, but for precision: where theory moves, say, at least twice as much as the rate (its
slope, held by `test_levers`), a standard error of 2% is enough to tell a rate that is wrong by 5%.
"""

from __future__ import annotations

import math

from tests.theory.agreement import Detail, Quantity
from tests.theory.cases import Simulated, Theory
from tests.theory.chains import cut_off, cut_off_loss, interrupting, ranked
from tests.theory.chains_by_hour import topped_up
from tests.theory.chains_embedded import caseload_idle
from tests.theory.chains_of_pairs import one_line, pairs
from tests.theory.chains_of_units import (
    backups,
    drive_of_anyone,
    fewest_jobs,
    nearest_of,
    overflow,
    partial_sharing,
    roaming,
)
from tests.theory.formulas import erlang_b, erlang_c
from tests.theory.priorities import impatient, interrupted_by_the_urgent, waits_among_many

NEXT_TO_NEVER = 1e-6  #: share of time in which a chain may be cut off


def wait(grade: int, slope: float) -> Quantity:
    return Quantity("queue_wait_mean_min", str(grade), slope=slope)


def waits(grade: int, slope: float) -> Quantity:
    return Quantity("wait_probability", str(grade), slope=slope)


def lost(grade: int, slope: float, hub: str = "all") -> Quantity:
    return Quantity("cancelled_share", str(grade), hub, slope=slope)


def busy(team: str = "response", hub: str = "all", slope: float = 1) -> Quantity:
    return Quantity("utilisation_share", team=team, hub=hub, slope=slope)


def priority_three(factor: float) -> Theory:
    rates = [share * 10 / 60 * factor for share in (0.25, 0.5, 0.25)]
    _, second, third = waits_among_many(rates, 6, 2)
    theory = {wait(2, 2.5): second, wait(3, 3.5): third}
    theory |= {waits(grade, 1.6): erlang_c(2, sum(rates) * 6) for grade in (1, 2, 3)}
    return theory | {busy(): sum(rates) * 6 / 2}


def in_one_line(factor: float) -> Theory:
    line = one_line(10 / 60 * factor, 0.4, 6, 3, 150)
    assert line.beyond < NEXT_TO_NEVER
    return {wait(1, 2.7): line.wait[0], waits(1, 1.5): line.waits[0], busy(): line.busy / 3}


def doubles(factor: float, *, bypass: bool) -> Theory:
    rates = [5 / 60 * factor, 3 / 60 * factor]
    chain = pairs(rates, [8, 7], 3, (60, 60), bypass=bypass)
    assert chain.beyond < NEXT_TO_NEVER
    return {
        waits(1, 1.1): chain.waits[1],
        wait(2, 3 if bypass else 3.9): chain.wait[0],
        waits(2, 1.9): chain.waits[0],
        busy(): chain.busy / 3,
    }


def doubles_held(factor: float) -> Theory:
    return doubles(factor, bypass=False)


def doubles_overtaken(factor: float) -> Theory:
    return doubles(factor, bypass=True)


DAILY = [2] * 7 + [8] * 15 + [2] * 2


def top_up(factor: float) -> Theory:
    """What is worked as overtime shows in the utilisation of the top-up."""
    by_hour = [2 * factor * weight / (sum(DAILY) / 24) for weight in DAILY]
    day = topped_up(by_hour, 24 / 60, 1, 2, [(7, 11), (12, 16), (18, 22)])
    assert day.beyond < NEXT_TO_NEVER
    worked = day.busy[1] * 24 + day.overtime
    return {
        waits(1, 1.3): day.wait_probability,
        busy("response", slope=0.6): day.busy[0],
        busy("neighbourhood", slope=1.4): worked / (2 * 12 + day.overtime),
    }


def sharing(factor: float) -> Theory:
    shared, own = [4 / 60 * factor, 3 / 60 * factor], [6 / 60 * factor, 3 / 60 * factor]
    both = partial_sharing(shared, own, 15, (3, 2))
    theory: Theory = {}
    for place, hub in enumerate(["East", "West"]):
        theory[lost(1, 1.9, hub)], theory[lost(2, 1, hub)] = both.lost[place]
        theory[busy(hub=hub, slope=0.5)] = both.busy[place] / (3, 2)[place]
    return theory


def own_and_shared(factor: float) -> Theory:
    group = overflow([10 / 60 * factor, 6 / 60 * factor], 15, (2, 1), 2)
    theory: Theory = {lost(1, 1.4, hub): group.lost[n] for n, hub in enumerate(["East", "West"])}
    for place, hub in enumerate(["East", "West"]):
        theory[busy(hub=hub, slope=0.3)] = group.busy[place] / (2, 1)[place]
    return theory | {busy("neighbourhood", slope=0.7): group.busy[2] / 2}


def helped_in_turn(factor: float) -> Theory:
    """Each officer turns to the other hub's calls when none of the own hub wait."""
    rates = [rate / 60 * factor for rate in (4, 3)]
    chain = backups(rates, 10, [[0, 1], [1, 0]], 60)
    assert chain.beyond < NEXT_TO_NEVER
    theory = {waits(1, 1.6): chain.waits}
    for place, (hub, slope) in enumerate([("East", 3.3), ("North", 3.0)]):
        theory[Quantity("queue_wait_mean_min", "1", hub, slope=slope)] = chain.wait[place]
        theory[busy(hub=hub, slope=0.94)] = chain.busy[place]
    return theory


#: From district to district along a meridian, in steps of 0.00001 degrees of latitude.
STEPS = [[0.0, 5.0, 8.0], [5.0, 0.0, 3.0], [8.0, 3.0, 0.0]]
#: Minutes for a step, at 36 km/h or ten metres a second.
STEP_MIN = math.radians(0.00001) * 6371008.8 / 600


def roaming_units(factor: float) -> Theory:
    """Of drives, which hardly depend on the rates, those that are 5% too long must be refused."""
    drives = [[STEP_MIN * steps * factor for steps in row] for row in STEPS]
    rates = [rate / 60 * factor for rate in (2, 2.5, 3)]
    units = roaming(rates, 12, drives, 3, nearest_of(drives))
    return {lost(1, 1.7): units.lost, Quantity("travel_mean_min"): units.drive}


def stay(grade: int, slope: float) -> Quantity:
    return Detail(f"stay {grade}", slope=slope)


def interrupting_one(factor: float) -> Theory:
    rates = [rate / 60 * factor for rate in (5, 3, 2.4)]
    means = [3, 4, 5]
    formula = interrupted_by_the_urgent(rates, means, [1, 0.5, 0])
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    theory = {waits(grade, 1): sum(loads[:grade]) for grade in (1, 2, 3)}
    return theory | {wait(3, 2.5): formula.wait[2], stay(3, 1.5): formula.stay[2]}


def interrupting_many(factor: float) -> Theory:
    chain = interrupting([7 / 60 * factor, 6 / 60 * factor], [8, 10], 3, (40, 80))
    assert chain.beyond < NEXT_TO_NEVER
    return {
        waits(1, 2.5): chain.waits[0],
        waits(2, 2.1): chain.waits[1],
        wait(2, 4.8): chain.wait[1],
        stay(2, 1.7): chain.stay[1],
        busy(): chain.busy / 3,
    }


def interrupting_three(factor: float) -> Theory:
    rates = [rate / 60 * factor for rate in (8, 3, 2)]
    chain = ranked(rates, [4, 6, 8], 2, (12, 18, 30))
    assert chain.beyond < NEXT_TO_NEVER
    slopes = zip((1, 2, 3), (1.7, 1.5, 1.4), strict=True)
    theory = {waits(grade, slope): chain.waits[grade - 1] for grade, slope in slopes}
    return theory | {stay(3, 1.5): chain.stay[2], busy(): chain.busy / 2}


def held_back(factor: float) -> Theory:
    rates = [share * 12 / 60 * factor for share in (0.4, 0.3, 0.3)]
    chain = cut_off(rates, 8, 4, [0, 1, 2], (12, 18, 40))
    assert chain.beyond < NEXT_TO_NEVER
    slopes = zip((1, 2, 3), (3.3, 2.2, 1.2), strict=True)
    theory = {waits(grade, slope): chain.waits[grade - 1] for grade, slope in slopes}
    theory |= {wait(2, 2.9): chain.wait[1], wait(3, 3.2): chain.wait[2]}
    return theory | {busy(): chain.busy / 4}


def held_back_loss(factor: float) -> Theory:
    rates = [share * 24 / 60 * factor for share in (0.4, 0.3, 0.3)]
    shares, at_work = cut_off_loss(rates, 8, 4, [0, 1, 2])
    slopes = zip((1, 2, 3), (1.9, 1.1, 0.5), strict=True)
    theory = {lost(grade, slope): shares[grade - 1] for grade, slope in slopes}
    return theory | {busy(slope=0.5): at_work / 4}


def giving_up(factor: float) -> Theory:
    queue = impatient(20 / 60 * factor, 12, 4, 10)
    gone = Quantity("attended_share", "1", complement=True, slope=1.8)
    theory = {gone: queue.cancelled, waits(1, 1.3): queue.waits}
    return theory | {busy(slope=0.5): queue.busy / 4}


def sent_by_turn(factor: float) -> Theory:
    """Whoever goes by turn stands where a job was, no matter where the next one is.

    By symmetry all do the same work; of that and the drives, which do not depend on the rates,
    those that are 5% too long must be refused.
    """
    drives = [[STEP_MIN * steps for steps in row] for row in STEPS]
    rates = [2, 2.5, 3]
    theory = {lost(1, 1.7): erlang_b(3, sum(rates) / 60 * 12 * factor)}
    theory |= {Quantity("travel_mean_min"): drive_of_anyone(rates, drives) * factor}
    return theory | {Detail(f"officer {number}"): factor / 3 for number in range(3)}


def fewest_jobs_first(factor: float) -> Theory:
    drives = [[STEP_MIN * steps * factor for steps in row] for row in STEPS]
    units = fewest_jobs([rate / 60 * factor for rate in (2, 2.5, 3)], 12, drives, 40)
    theory = {lost(1, 0.9): units.lost, Quantity("travel_mean_min"): units.drive}
    return theory | {Detail(f"officer {number}"): factor / 2 for number in range(2)}


def helped_at_once(factor: float) -> Theory:
    """Help from the other hub after a wait of no minutes makes one queue of two."""
    rate = 15 / 60 * factor
    return {waits(1, 2.2): erlang_c(4, rate * 8)}


def full_caseloads(factor: float) -> Theory:
    """Eight investigators, who each see nothing but their own three cases."""
    idle = caseload_idle(3, 4 * factor, 18)
    worked = Quantity("case_hours_worked", team="investigation", slope=0.4)
    return {worked: 8 * 24 * 175 * (1 - idle)}


CASES = {
    "priority-three": Simulated(
        "Who goes first",
        "two officers, three grades (M/M/2)",
        "C mean / c / ((1 - s(k - 1)) (1 - s(k))), C by Erlang C",
        ("Kella and Yechiali (1985)",),
        priority_three,
        484_000,
    ),
    "held-back": Simulated(
        "Who goes first",
        "of four officers one is held back for grades above 2, two for grade 1",
        "cut-off queue: balance of all states",
        ("Taylor and Templeton (1980)",),
        held_back,
        363_000,
    ),
    "held-back-loss": Simulated(
        "Calls that are lost, and callers who give up",
        "as `held-back`, but a call that may not be given an officer is lost",
        "birth and death: fewer grades are let in as fewer officers are free",
        (),
        held_back_loss,
        443_000,
    ),
    "impatient": Simulated(
        "Calls that are lost, and callers who give up",
        "callers of exponential patience cancel while they wait (M/M/4+M, Erlang A)",
        "one more leaves at the rate busy / mean + waiting / patience",
        ("Palm (1957)",),
        giving_up,
        252_500,
    ),
    "interrupting": Simulated(
        "Who is interrupted",
        "one officer, three grades, the work left is resumed (M/G/1)",
        "R(k) / ((1 - s(k - 1)) (1 - s(k))), then mean / (1 - s(k - 1))",
        ("Kleinrock (1976)",),
        interrupting_one,
        524_000,
    ),
    "interrupting-many": Simulated(
        "Who is interrupted",
        "three officers, two grades, the one who began last is taken (M/M/3)",
        "balance of all states",
        (),
        interrupting_many,
        432_000,
    ),
    "interrupting-three": Simulated(
        "Who is interrupted",
        "two officers, three grades, the work left is resumed (M/M/2)",
        "balance of all states; the stay by Little's law",
        (),
        interrupting_three,
        566_000,
    ),
    "in-one-line": Simulated(
        "Jobs for two officers",
        "two in five jobs take two of three officers; nobody overtakes",
        "balance of all states",
        ("Green (1980)",),
        in_one_line,
        388_000,
    ),
    "doubles-held": Simulated(
        "Jobs for two officers",
        "urgent jobs take two of three officers, and nobody overtakes them",
        "balance of all states",
        ("Green (1980)",),
        doubles_held,
        290_000,
    ),
    "doubles-overtaken": Simulated(
        "Jobs for two officers",
        "as `doubles-held`, but others overtake a job that is one officer short",
        "balance of all states",
        (),
        doubles_overtaken,
        290_000,
    ),
    "partial-sharing": Simulated(
        "Hubs that help each other",
        "two hubs help each other with emergencies only; a call that finds nobody is lost",
        "balance of all states",
        ("Wilkinson (1956)",),
        sharing,
        362_000,
    ),
    "own-and-shared": Simulated(
        "Hubs that help each other",
        "two hubs with officers of their own and two of another team for both; else lost",
        "balance of all states",
        ("Wilkinson (1956)",),
        own_and_shared,
        1_075_000,
    ),
    "hypercube-queue": Simulated(
        "Hubs that help each other",
        "two hubs with an officer each, who turns to the other's calls last; calls wait",
        "balance of all states of who is busy and whose calls wait",
        ("Larson (1974)",),
        helped_in_turn,
        891_000,
    ),
    "after-wait": Simulated(
        "Hubs that help each other",
        "two hubs that help each other after a wait of no minutes are one queue (M/M/4)",
        "Erlang C",
        ("Erlang (1917)",),
        helped_at_once,
        439_600,
    ),
    "roaming": Simulated(
        "Who is sent",
        "officers stay where their last job was, and the nearest of three goes",
        "balance of all states of where the free and the busy are",
        ("Larson (1974)",),
        roaming_units,
        192_000,
    ),
    "longest-idle": Simulated(
        "Who is sent",
        "as `roaming`, but whoever has been idle longest goes",
        "Erlang B; the drive is from a place drawn at random, the work is the same for all",
        ("Erlang (1917)",),
        sent_by_turn,
        137_000,
    ),
    "least-loaded": Simulated(
        "Who is sent",
        "as `roaming`, with two officers, of whom the one with fewer jobs goes",
        "balance of all states of places and the difference in jobs",
        (),
        fewest_jobs_first,
        119_400,
    ),
    "top-up": Simulated(
        "Demand and staff over the day",
        "one officer round the clock, two more for hours of the day (M(t)/M/s(t))",
        "Kolmogorov's equations, hour by hour, until a day ends as it began",
        ("Kleinrock (1975)",),
        top_up,
        232_000,
    ),
    "caseload": Simulated(
        "Casework",
        "finite source: each investigator holds three cases, which come and go (machine repair)",
        "chain from the end of a spell of work to the end of the next",
        ("Ashcroft (1950)",),
        full_caseloads,
        429_000,
    ),
}
