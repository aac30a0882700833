"""What moved most outside the headlines: for ideas, not for conclusions."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from sim import native
from sim.outputs.measures.registry import ALL, Good, good_side
from sim.outputs.rows import Row
from sim.outputs.statistics import CONFIDENCE, Cell

#: Measures that are named at most.
MOST = 6
#: Changes smaller than this, in standard deviations of the baseline, are not named (Cohen, 1988,
#: calls 0.2 a small effect).
LEAST_SIZE = 0.2
#: Nor are those of less than this share of the baseline's own value.
LEAST_SHARE = 0.01
#: Measures that say nearly the same: of each group one is enough.
_ALIKE: tuple[tuple[str, ...], ...] = (
    (
        "response_time_mean_min", "response_time_median_min", "response_time_p90_min",
        "within_target_share",
    ),
    ("queue_wait_mean_min", "first_choice_wait_mean_min", "wait_probability", "queue_length_mean"),
    ("desk_contact_within_target_share", "desk_contact_within_48h_share"),
    ("desk_satisfied_share", "desk_understood_share"),
    ("desk_waiting_end_count", "queue_growth_count"),
    ("prevention_hours_redeployed", "redeployed_share", "reactive_share_of_prevention_teams"),
    ("open_cases_end", "open_cases_growth_count", "cases_per_investigator"),
    ("prevention_hours_delivered", "prevention_lost_gbp", "prevention_delivered_gbp"),
    ("incidents_prevented", "incidents_prevented_count", "harm_prevented_days"),
    ("harm_days", "harm_gbp"),
    ("vulnerable_wait_mean_min", "others_wait_mean_min", "harm_weighted_wait_min"),
)  # fmt: skip
_GROUP = {name: names[0] for names in _ALIKE for name in names}
#: Of these the whole force is enough: how long each grade waits, and how many of it do, has
#: measures of its own, and what is prevented is a headline.
_OF_ALL_GRADES = ("vulnerable_wait_mean_min", "incidents_prevented", "unfinished_count")
#: What posts cost is set with them, and is told with the money.
_SET = ("cost_gbp",)


def moved_most(
    baseline: Mapping[Cell, Row], rows: Mapping[Cell, Row], headlines: Collection[Cell]
) -> list[tuple[Cell, float]]:
    """Return the cells outside the headlines that moved most, with the size of each change.

    Parameters
    ----------
    baseline : mapping
        Rows of ``measures.csv`` of the baseline.
    rows : mapping
        Rows of ``comparison.csv`` of a scenario.
    headlines : collection of Cell
        Those that stand in the table already.

    Notes
    -----
    Of the whole force and with a better side. The size is the change divided by the standard
    deviation of the baseline between replications; cells whose 95% interval holds zero are passed
    over, as are measures that say nearly the same as one before them, or as a headline.
    """
    told = {kind_of(cell) for cell in headlines}
    told |= {(name, ALL) for name, _ in told}
    found: list[tuple[Cell, float]] = []
    ranked = [(cell, _size(baseline.get(cell), rows[cell])) for cell in rows if _may_be(cell)]
    for cell, size in sorted(ranked, key=lambda pair: -pair[1]):
        name, grade = kind_of(cell)
        if size >= LEAST_SIZE and not {(name, grade), (name, "")} & told and len(found) < MOST:
            # Once each: other grades and teams of it would push the rest from the list.
            told.add((name, ""))
            found.append((cell, size))
    return found


def kind_of(cell: Cell) -> tuple[str, str]:
    """Return what two cells have in common that say nearly the same."""
    work = cell.measure.endswith("_hours_delivered")
    name = "prevention_hours_delivered" if work else cell.measure
    group = _GROUP.get(name, name)
    return group, ALL if group in _OF_ALL_GRADES else cell.grade


def _may_be(cell: Cell) -> bool:
    if cell.hub != ALL or cell.measure in _SET:
        return False
    return good_side(cell.measure) is not Good.NEUTRAL


def _size(before: Row | None, row: Row) -> float:
    """Return how large a change is; 0 where it is not clear or hardly any."""
    change = abs(float(row["difference"]))
    clear = row["ci_low"] > 0 or row["ci_high"] < 0
    if before is None or not clear or change < LEAST_SHARE * abs(before["mean"]):
        return 0.0
    deviation = _deviation(before)
    # Without chance in it, e.g. what no replication of the baseline has at all.
    return change / deviation if deviation > 0 else math.inf


def _deviation(row: Row) -> float:
    """Return the standard deviation between replications, from the interval of their mean."""
    number = int(row["replications"])
    if number < 2:
        return 0.0
    half = (row["ci_high"] - row["ci_low"]) / 2
    student = native.special_functions().stdtrit(number - 1, 1 - (1 - CONFIDENCE) / 2)
    return float(half / student * math.sqrt(number))
