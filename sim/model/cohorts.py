"""Management of offenders: the work of late, and what it does to demand until the next day."""

from __future__ import annotations

from sim.model import codes, log
from sim.model.policies import cohorts as policy
from sim.model.state import PREVENTION_WORKS, State
from sim.world.arrays import MILLIONTHS, World


def start(w: World, s: State) -> None:
    """Begin with what the hours of those in no team have left, as if they had always worked."""
    for row in range(w.sizes.cohorts * w.sizes.hubs):
        days = w.cohorts.memory_days[row // w.sizes.hubs]
        s.cohorts.remembered_ms[row] = w.cohorts.stated_ms[row] * days
        _set_factor(w, s, row)


def count(w: World, s: State) -> None:
    """Forget a part of the work, add the day's, and set what it does to demand."""
    rows = s.cohorts
    cause = s.log.cause[0]
    for cohort in range(w.sizes.cohorts):
        first = cohort * w.sizes.hubs
        for hub in range(w.sizes.hubs):
            row = first + hub
            left_ms = (
                rows.remembered_ms[row] - rows.remembered_ms[row] // w.cohorts.memory_days[cohort]
            )
            rows.remembered_ms[row] = left_ms + w.cohorts.stated_ms[row]
        _gather(w, s, cohort)
        for hub in range(w.sizes.hubs):
            before = rows.factor[first + hub]
            _set_factor(w, s, first + hub)
            rows.covered[first + hub] += policy.covered(w, s, first + hub)
            if s.log.on[0] and rows.factor[first + hub] != before:
                log.because(s, cause)
                after = rows.factor[first + hub]
                log.write(s, codes.RECORD_COHORT_COUNTED, -1, -1, hub, before, after)
    rows.counts[0] += 1
    log.because(s, cause)


def _gather(w: World, s: State, cohort: int) -> None:
    """Add the share of the prevention work that was booked since the last look."""
    work = w.cohorts.work[cohort]
    for officer in range(w.sizes.officers):
        if w.teams.on_prevention[w.people.role[officer]]:
            booked_ms = s.prevention.booked_ms[officer * PREVENTION_WORKS + work]
            place = cohort * w.sizes.officers + officer
            new_ms = booked_ms - s.cohorts.seen_ms[place]
            s.cohorts.seen_ms[place] = booked_ms
            row = cohort * w.sizes.hubs + w.people.hub[officer]
            s.cohorts.remembered_ms[row] += new_ms * w.cohorts.work_share[cohort] // MILLIONTHS


def _set_factor(w: World, s: State, row: int) -> None:
    """Set by what the incidents of a cohort at a hub are multiplied."""
    effect = w.cohorts.effect[row // w.sizes.hubs]
    s.cohorts.factor[row] = MILLIONTHS - effect * policy.covered(w, s, row) // MILLIONTHS


def start_measuring(w: World, s: State) -> None:
    """Forget how far cohorts were managed in the warm-up."""
    s.cohorts.counts[0] = 0
    for row in range(w.sizes.cohorts * w.sizes.hubs):
        s.cohorts.covered[row] = 0
