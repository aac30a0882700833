"""The world as arrays, as `sim.world.arrays` says: work for people at risk."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Ints


class SafeguardingRules(NamedTuple):
    """What public protection does for people at risk beside investigations."""

    meeting_ms: Ints  #: (meetings,) when the MARACs of all hubs meet
    slots: int  #: cases that one meeting can hear
    prep_ms: int  #: work on a case that is referred


class CohortRules(NamedTuple):
    """Cohorts of offenders; each (cohorts,) unless it says otherwise."""

    effect: Ints  #: part of their incidents that falls away at the most, in millionths
    work: Ints  #: vocabulary.PreventionWork that goes to them
    work_share: Ints  #: share of it, in millionths
    memory_days: Ints
    needed_ms: Ints  #: (cohorts * hubs,) work of late with which all are managed; 0: there are none
    stated_ms: Ints  #: (cohorts * hubs,) work a day of those in no team
