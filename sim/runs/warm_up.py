"""How queues fill from the start of a run: their mean over replications, week by week."""

from __future__ import annotations

import numpy as np

from sim.clock import HOURS_PER_WEEK
from sim.outputs.statistics import cycle_means
from sim.runs.executors.executor import Workers
from sim.runs.measuring import measure_all
from sim.runs.replication import Task, simulate
from sim.runs.study import Study
from sim.world.arrays import Floats


def hourly(task: Task) -> Floats:
    """Run one replication and return who waits for an officer in each hour, warm-up included."""
    from sim.outputs.measures.week import hourly_queue
    from sim.world.build import build, names

    world = build(task.scenario, task.seed, task.replication)
    state = simulate(task.engine, world, log=False)
    return hourly_queue(task.scenario, names(task.scenario), world, state)


def weekly_queues(study: Study, workers: Workers) -> Floats:
    """Return how many wait for an officer in each whole week of a run, on average.

    Averaged over replications and over the hours of each week, so that neither chance nor the
    pattern of the week is taken for a queue that has yet to fill.

    Returns
    -------
    array of shape (weeks,)
        Incidents; the first week is that in which the run starts.

    Raises
    ------
    RunError
        If a replication fails.
    """
    found = measure_all(study.tasks, workers, study.scenarios[0].scenario.name, hourly)
    mean = np.mean([found[key] for key in sorted(found)], axis=0)
    return cycle_means(mean.tolist(), HOURS_PER_WEEK)
