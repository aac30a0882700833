"""What worlds made by hand are told: incidents, their cases, and shifts; times in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.clock import MS_PER_MIN
from sim.vocabulary import Referral, WithoutCharge, WritingPlace
from sim.world.array_kinds import dtypes_of
from sim.world.arrays import ALWAYS, ChaserRules, World


class Case(NamedTuple):
    """An investigation that follows an incident."""

    work: float
    episodes: int = 1
    waits: float = 0  #: all waits together
    harm: int = 0
    lane: int = 0  #: team and skill that it needs, as `world.casework.lanes` numbers them
    custody: float | None = None  #: minutes in which the first episode must be done
    screened_out: bool = False
    file: float = 0  #: file build, on top of the work
    ends: WithoutCharge = WithoutCharge.OTHERWISE  #: if nobody is charged


class Call(NamedTuple):
    """An incident: minutes, except where it says otherwise."""

    at: float
    scene: float = 30
    grade: int = 2
    place: str = "A"
    kind: str = "job"
    officers: int = 1
    together: bool = False
    bypass: bool = True
    grading: float = 0  #: a dispatcher's time
    closed: bool = False  #: by rule, when it is graded
    writing_up: float = 0
    written_at: WritingPlace = WritingPlace.STATION
    desk: float = 0
    resolves: bool = True
    sent_on: int = 2
    refers: Referral = Referral.NONE
    reached_on: int = 1  #: attempt with which the desk reaches the caller; 0: none
    case: Case | None = None
    patch: int = -1  #: for PCSOs who are tied to patches
    area: int = 0  #: small area, among those of all hubs
    parent: int = -1  #: number of the call that it repeats
    task: int = 0  #: number among the work that follows `parent`
    follow_up: int = -1  #: number of the call that is the visit after it
    mark: int = ALWAYS  #: millionths of the multiplier above which it comes about
    chasers: tuple[float, ...] = ()  #: when the caller calls again, unless somebody has come
    factors: tuple[float, ...] = ()  #: actual / expected drive for each officer sent
    spare: int = 0  #: officers who may be sent beyond those it needs
    custody: float | None = None  #: minutes at the custody suite after an arrest
    arrest_mark: int = 0  #: millionths: above which factor of the response time there is one
    detained: float = 0  #: minutes for which a cell is taken
    watch: float = 0  #: minutes for which somebody is watched at a hospital, without an arrest
    custody_watch: float = 0  #: the same in custody, with one
    cohort: int = 0  #: of offenders who may be managed, from 1
    marac: bool = False  #: referred when attended
    triage: float = 0  #: of the report that is made of it
    patience: float | None = None
    upgraded: bool = False
    seen_after_days: int = 0
    seen_at: float = 0
    vulnerable: bool = False  #: the victim or caller
    unrecorded: bool = False  #: a crime that is not recorded


class Duty(NamedTuple):
    """A shift of some officers (numbers in `World.people`), all of one team and hub."""

    who: Sequence[int]
    start: float
    end: float
    break_due: float | None = None
    break_until: float | None = None
    crews: Sequence[tuple[int, int]] = ()  #: leader and led
    other_due: float | None = None
    other: float = 0  #: minutes of other duties


def ms(minutes: float) -> int:
    return round(minutes * MS_PER_MIN)


def as_declared(made: Any) -> Any:
    """Return a part of a world with the types of numbers that it declares."""
    kinds = dtypes_of(type(made)).values()
    return made._make(column.astype(kind) for column, kind in zip(made, kinds, strict=True))


def chasers_of(made: World, calls: Sequence[Call]) -> ChaserRules:
    """Return when callers call again, after the end of the run where no more is said."""
    most = made.chasers.most
    never = [made.sizes.horizon_ms] * most
    row = [n if call.chasers else -1 for n, call in enumerate(calls) if most]
    due = [(*(ms(at) for at in call.chasers), *never)[:most] for call in calls]
    return made.chasers._replace(
        row=np.array(row, dtype=np.int32), due_ms=np.array(due, dtype=np.int64).ravel()
    )
