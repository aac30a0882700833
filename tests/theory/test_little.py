"""Little's law on the sample path: the area under the queue is the sum of the waits.

The queue is rebuilt from the event log, line by line; the waits come from the table of incidents,
and the mean queue from the measures. The three know nothing of each other. Over any period the law
is exact once the waits are cut to it, whatever the arrivals, so it is held to the millisecond;
`test_queues` holds its mean queue to theory (mg1).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from sim.clock import MS_PER_DAY, MS_PER_MIN
from sim.outputs.log_tables import LogTables
from sim.runs.replication import Engine, Result
from tests.theory.agreement import Quantity
from tests.theory.runs import ENGINES, simulate

pytestmark = pytest.mark.theory

Ints = npt.NDArray[np.int64]

DAY_0 = np.datetime64("2018-01-01", "ms")
#: Measured period of the scenarios below, in milliseconds.
START, END = MS_PER_DAY, 28 * MS_PER_DAY


class Station(NamedTuple):
    """A queue: what brings incidents into it and takes them out, and how its waits are written."""

    joins: str  #: record in the event log
    leaves: str
    whose: tuple[str, int]  #: column and value that tell those who come to this queue
    since: str  #: column of the table of incidents
    until: str
    length: Quantity
    wait: Quantity


OFFICERS = Station(
    "created",
    "under_way",
    ("grade", 1),
    "due_since",
    "first_assigned",
    Quantity("queue_length_mean"),
    Quantity("queue_wait_mean_min"),
)
AFTER_THE_DESK = OFFICERS._replace(joins="sent_on", length=Quantity("queue_length_mean", "1"))
DESK = Station(
    "desk_queued",
    "desk_started",
    ("first_grade", 2),
    "created",
    "contacted",
    Quantity("queue_length_mean", team="resolution_centre"),
    Quantity("desk_wait_mean_min", team="resolution_centre"),
)


def moments(log: LogTables, column: str) -> Ints:
    """Return a column of the table of incidents in milliseconds; what never came, after the end."""
    times = log.incidents[column].to_numpy().astype("datetime64[ms]")
    never = np.isnat(times)
    return np.where(never, np.iinfo(np.int64).max, (times - DAY_0).astype(np.int64))


def area_from_events(log: LogTables, station: Station) -> int:
    """Return incident-milliseconds waited in the measured period, by stepping through the log."""
    records = log.events["record"].to_numpy()
    times = (log.events["time"].to_numpy().astype("datetime64[ms]") - DAY_0).astype(np.int64)
    length, since, area = 0, 0, 0
    for time, record in zip(times.tolist(), records.tolist(), strict=True):
        if record in {station.joins, station.leaves}:
            area += length * max(0, time - max(since, START))
            length += 1 if record == station.joins else -1
            since = time
            assert length >= 0
    return area + length * (END - max(since, START))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("name", "stations"), [("mm1", [OFFICERS]), ("tandem", [DESK, AFTER_THE_DESK])]
)
def test_the_area_under_the_queue_is_the_sum_of_the_waits(
    name: str, stations: list[Station], engine: Engine
) -> None:
    results: list[Result] = simulate(name, None, engine, replications=2, log=True)
    for result in results:
        for station in stations:
            check(result, station)


def check(result: Result, station: Station) -> None:
    """Hold the law on one sample path, exactly."""
    log = result.log
    assert log is not None
    column, value = station.whose
    ours = log.incidents[column].to_numpy() == value
    created = moments(log, "created")[ours]
    since, until = moments(log, station.since)[ours], moments(log, station.until)[ours]
    area = area_from_events(log, station)

    within = np.minimum(until, END) - np.maximum(since, START)
    assert area == np.maximum(within, 0).sum()

    # Those who were created before the period or still wait at its end are not in the mean wait.
    measured = (created >= START) & (until < END)
    waits = (until - since)[measured]
    before = (created < START) & (until > START)
    still = (created >= START) & (until >= END)
    early = (np.minimum(until, END) - np.maximum(since, START))[before].sum()
    late = (END - since)[still].sum()
    assert area == waits.sum() + early + late

    mean_wait = station.wait.of(result)
    assert mean_wait == pytest.approx(waits.mean() / MS_PER_MIN, rel=1e-12)
    assert station.length.of(result) == pytest.approx(area / (END - START), rel=1e-12)
    rate = waits.size / ((END - START) / MS_PER_MIN)
    beyond = (early + late) / (END - START)
    assert station.length.of(result) == pytest.approx(rate * mean_wait + beyond, rel=1e-12)
