"""The state of the management of offenders, as `sim.model.state` says."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.world.array_kinds import Zeros


class CohortState(NamedTuple):
    """Cohorts at hubs; each (cohorts * hubs,) unless it says otherwise."""

    remembered_ms: Annotated[Zeros, "cohorts * hubs"]  #: work of late, what is lost taken off
    seen_ms: Annotated[Zeros, "cohorts * officers"]  #: prevention work booked at the last look
    #: by what incidents of the cohort are multiplied, in millionths
    factor: Annotated[Zeros, "cohorts * hubs"]
    #: part of the cohort that was managed, in millionths, summed over the counts
    covered: Annotated[Zeros, "cohorts * hubs"]
    counts: Annotated[Zeros, "1"]  #: daily counts since the warm-up
