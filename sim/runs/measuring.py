"""Runs replications of which only the measures are kept, and no results are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sim.errors import RunError
from sim.outputs.measures.all_measures import MeasureRows
from sim.outputs.measures.registry import COUNTED
from sim.outputs.statistics import Cell
from sim.runs.executors.executor import Workers
from sim.runs.handing_out import WorkersLostError, hand_out
from sim.runs.kept_measures import KeptMeasures
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
    finished: Callable[[Task, T], None] = lambda _task, _rows: None,
) -> dict[TaskKey, T]:
    """Run tasks and return what is measured of each, by its key.

    Parameters
    ----------
    where : str
        What is being run, for the message if it fails.
    work : callable
        What a worker does with each, and returns; by default, its measures.
    finished : callable
        Given each task and what came of it, as it comes.

    Raises
    ------
    RunError
        If a replication fails, or workers die.
    """
    found: dict[TaskKey, T] = {}

    def take(task: Task, rows: T) -> None:
        found[task.key] = rows
        finished(task, rows)

    try:
        hand_out(
            tasks,
            workers.pool,
            work,
            take,
            at_once=workers.batches_at_once,
            largest_batch=workers.largest_batch,
            grace_s=workers.grace_s,
            was_begun=workers.was_begun,
        )
    except WorkersLostError as error:
        raise RunError(f"a worker died at {where}: {error}") from None
    except RunError as error:
        raise RunError(f"at {where}: {error}") from None
    return found


def measure_rest(
    tasks: Sequence[Task],
    workers: Workers,
    where: str,
    kept: KeptMeasures,
    work: Callable[[Any], MeasureRows] = measures_alone,
) -> dict[TaskKey, MeasureRows]:
    """As `measure_all`, but for tasks whose measures are kept since they were run before."""
    found = kept.known(tasks)
    rest = [task for task in tasks if task.key not in found]
    return found | measure_all(rest, workers, where, work, kept.keep)


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
        return cell._replace(measure=COUNTED), -1.0
    return cell, 1.0
