"""Numbers of a replication that no measure gives, but that some levers are about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MIN
from sim.model.state import State
from sim.outputs.measures.registry import ALL
from sim.vocabulary import Role
from sim.world.arrays import World, only_incidents

Cell = tuple[str, str, str, str]
Floats = npt.NDArray[np.float64]

#: Parts of the day, in minutes: nights, and the last half hours before shifts change.
PARTS = {
    "night": [(0, 420), (1380, 1440)],
    "changeover": [(390, 420), (870, 900), (1350, 1380)],
}
#: Incidents that somebody reached, warm-up included.
ATTENDED: Cell = ("attended_count", ALL, ALL, ALL)


def further(world: World, state: State) -> dict[Cell, float]:
    """Return the numbers, by name, team, hub and grade (or part of the day, or type)."""
    found = {ATTENDED: float((state.incidents.first_arrived_ms >= 0).sum())}
    found |= _cases(world, state) | _people(world, state)
    incidents = only_incidents(world)
    return found | _waits(world, state) | _by_grade(incidents, state) | _desk(incidents, state)


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")


def _waits(world: World, state: State) -> dict[Cell, float]:
    """Minutes until assignment, by part of the day at which an incident fell due.

    ``spike`` is by how much the wait of those due before shifts change lies above all.
    """
    due, first = state.incidents.due_since_ms, state.incidents.first_assigned_ms
    assigned = (due >= world.sizes.warm_up_ms) & (first >= 0)
    waits = (first - due) / MS_PER_MIN
    minute = due // MS_PER_MIN % 1440
    found: dict[Cell, float] = {}
    for part, spans in PARTS.items():
        then = sum((minute >= start) & (minute < end) for start, end in spans) > 0
        found["wait", ALL, ALL, part] = _mean(waits[assigned & then])
    everywhere = _mean(waits[assigned])
    found["spike", ALL, ALL, "changeover"] = found["wait", ALL, ALL, "changeover"] - everywhere
    if assigned.any():
        found["wait_p95", ALL, ALL, ALL] = float(np.quantile(waits[assigned], 0.95))
    return found


def _by_grade(world: World, state: State) -> dict[Cell, float]:
    """Minutes until an incident is cleared, by its grade when created, and the count of those.

    ``queued`` has minutes until the first officer is there, by the grade when created.
    """
    incidents, created = state.incidents, world.drawn.created_ms
    measured = created >= world.sizes.warm_up_ms
    found: dict[Cell, float] = {}
    for grade in np.unique(world.drawn.grade).tolist():
        mine = measured & (world.drawn.grade == grade)
        done = mine & (incidents.cleared_ms >= 0)
        total = (incidents.cleared_ms - created)[done] / MS_PER_MIN
        found["time_to_clear", ALL, ALL, str(grade)] = _mean(total)
        reached = mine & (incidents.first_arrived_ms >= 0)
        until = (incidents.first_arrived_ms - created)[reached] / MS_PER_MIN
        found["reached_after", ALL, ALL, str(grade)] = _mean(until)
    return found


def _people(world: World, state: State) -> dict[Cell, float]:
    """Spread (standard deviation over people of a team) of jobs, redeployed hours, cases held."""
    sent = state.deployments.officer[state.deployments.officer >= 0]
    jobs = np.bincount(sent, minlength=world.sizes.officers)
    spreads = {
        "jobs_spread": jobs,
        "redeployed_hours_spread": state.officers.redeployed_ms / MS_PER_HOUR,
        "cases_held_spread": state.cases.open,
    }
    found: dict[Cell, float] = {}
    for role in np.unique(world.people.role).tolist():
        team = Role(role).name.lower()
        for name, values in spreads.items():
            found[name, team, ALL, ALL] = float(values[world.people.role == role].std())
        most = state.cases.open[world.people.role == role].max()
        found["most_cases_held", team, ALL, ALL] = float(most)
    return found


def _cases(world: World, state: State) -> dict[Cell, float]:
    """Days that cases opened in the run waited for somebody, and until closed, by type number."""
    cases = state.cases
    found: dict[Cell, float] = {}
    if cases.opened_ms.size == 0:
        return found
    for kind in np.unique(world.drawn.type[cases.opened_ms >= world.sizes.warm_up_ms]).tolist():
        mine = (world.drawn.type == kind) & (cases.opened_ms >= world.sizes.warm_up_ms)
        given, closed = mine & (cases.allocated_ms >= 0), mine & (cases.closed_ms >= 0)
        waited = (cases.allocated_ms - cases.opened_ms)[given] / MS_PER_DAY
        found["allocated_after_days", ALL, ALL, str(kind)] = _mean(waited)
        took = (cases.closed_ms - cases.opened_ms)[closed] / MS_PER_DAY
        found["closed_after_days", ALL, ALL, str(kind)] = _mean(took)
    found["cases_closed", ALL, ALL, ALL] = float((cases.closed_ms >= 0).sum())
    return found


def _desk(world: World, state: State) -> dict[Cell, float]:
    """Minutes until contact by the Resolution Centre, of the cases of the highest harm it has."""
    contacted, created = state.incidents.contacted_ms, world.drawn.created_ms
    reached = (contacted >= 0) & (created >= world.sizes.warm_up_ms)
    if not reached.any():
        return {}
    gravest = reached & (world.drawn.harm == world.drawn.harm[reached].max())
    waits = (contacted - created)[gravest] / MS_PER_MIN
    return {("contacted_after", ALL, ALL, "gravest"): _mean(waits)}
