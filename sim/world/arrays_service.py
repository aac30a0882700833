"""Rules of what depends on the service that an incident had; parts of the world."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Bools, Ints, Shorts


class ArrestRules(NamedTuple):
    """How far arrests depend on the response time."""

    reference_ms: Ints  #: (GRADES,) response time at which the shares hold; 0: at any
    #: millionths by response time, in steps of the reference: `sim.world.arrests`
    factor: Ints
    steps: int  #: steps of the table in the reference


class ChaserRules(NamedTuple):
    """When callers call again; nobody does if `most` is 0."""

    most: int  #: calls of one caller
    before_appointments: bool  #: whether they do not wait for an appointment
    handling_ms: int  #: of the Resolution Centre, for each call
    row: Shorts  #: (incidents,) of the table of times; -1: of a grade at which nobody does
    due_ms: Ints  #: (rows * most,) first to last


class ServiceRules(NamedTuple):
    """What the service does to the chance of repeats; each (types,), factors in millionths."""

    depends: Bools  #: whether it does anything
    attended_late: Ints
    not_reached: Ints
    reached_within_ms: Ints
    arrest: Ints
    heard_at_marac: Ints
    reference: Ints  #: mean product of the factors in the baseline
