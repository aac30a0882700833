"""Runs replications of which only the measures are kept; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sim.errors import RunError
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.statistics import Cell
from sim.runs.executors.executor import Workers
from sim.runs.handing_out import WorkersLostError, hand_out
from sim.runs.replication import Task, TaskKey, replicate

T = TypeVar("T")


def measures_alone(task: Task) -> MeasureRows:
    """Run one replication and return its measures alone."""
    return replicate(task).measures


def measure_all(
    tasks: Sequence[Task],
    workers: Workers,
    where: str,
    work: Callable[[Any], T] = measures_alone,  # type: ignore[assignment]
) -> dict[TaskKey, T]:
    """Run tasks and return what is measured of each, by its key.

    Parameters
    ----------
    where : str
        What is being run, for the message if it fails.
    work : callable
        What a worker does with each, and returns; by default, its measures.

    Raises
    ------
    RunError
        If a replication fails, or workers die.
    """
    found: dict[TaskKey, T] = {}
    try:
        hand_out(
            tasks,
            workers.pool,
            work,
            lambda task, rows: found.__setitem__(task.key, rows),
            at_once=workers.batches_at_once,
            largest_batch=workers.largest_batch,
            was_begun=workers.was_begun,
        )
    except WorkersLostError as error:
        raise RunError(f"a worker died at {where}: {error}") from None
    except RunError as error:
        raise RunError(f"at {where}: {error}") from None
    return found


def places_of(rows: MeasureRows) -> dict[Cell, int]:
    """Return the row of each cell."""
    cells = zip(rows.measure, rows.team, rows.hub, rows.grade, strict=True)
    return {Cell(*cell): row for row, cell in enumerate(cells)}


def as_difference(cell: Cell) -> tuple[Cell, float]:
    """Return the cell whose difference, scenario minus baseline, is the change in a measure.

    With the sign that it takes: incidents prevented are those of the baseline minus those of the
    scenario.
    """
    if cell.measure == "incidents_prevented":
        return cell._replace(measure="incidents_count"), -1.0
    return cell, 1.0
