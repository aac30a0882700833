"""Arrays of what prevention is and what it does to demand: parts of `sim.world.arrays.World`."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Bools, Ints, Shorts


class PreventionRules(NamedTuple):
    """What time on prevention goes into."""

    planned: Bools  #: (roles,) whether the team has a plan
    share: Ints  #: (roles * WORKS,) planned share of each kind of work, in millionths
    shortest_ms: Ints  #: (WORKS,) shortest spell in which a kind of work gets anywhere


class Patches(NamedTuple):
    """Whose job is whose, where PCSOs are tied to patches; numbers run through the force."""

    of_incident: Shorts  #: (incidents,) patch whose owners alone may go; -1: none
    of_officer: Ints  #: (officers,) patch that the officer owns; -1: none


class PreventionEffectRules(NamedTuple):
    """How demand reacts to prevention."""

    acts: bool  #: whether any type reacts
    builds_up: Bools  #: (WORKS,) kinds of work that some type reacts to
    left_after_day: Ints  #: (WORKS,) what is left of a stock after a day, in millionths
    reference_ms: Ints  #: (hubs * WORKS,) stock at the reference
    without: Ints  #: (types * WORKS,) more incidents without a kind of work, in millionths
    #: millionths by the stock, in steps of the reference: `sim.world.prevention_effect`
    effect: Ints
    steps: int  #: steps of the table in the reference
    weight: Ints  #: (roles,) what an hour of a team counts for, in millionths
    from_warm_up: bool  #: the stock starts from what the warm-up delivers


class MultiplierRules(NamedTuple):
    """How far the multiplier of demand can be followed; each (types,), in millionths."""

    ceiling: Ints  #: candidates of a type that are kept have marks below this
    repeat_ceiling: Ints  #: the same for its repeats


class Operations(NamedTuple):
    """Operations at set hours, one row for each date and hub, by start; each (operations,)."""

    start_ms: Ints
    end_ms: Ints
    role: Ints
    hub: Ints
    officers: Ints  #: officers to be taken
    name: Ints  #: which of the scenario's operations
    longest_duty_ms: Ints  #: nobody is kept on duty for longer than this


class OperationEffectRules(NamedTuple):
    """What operations prevent, by the name of the operation; each (names,) unless it says."""

    acts: bool  #: whether any operation prevents anything
    prevented: Ints  #: share of incidents with everybody there, in millionths
    residual_days: Ints  #: in which it fades
    targets: Bools  #: (names * types,)
    districts: Bools  #: (names * districts,)
    repeats_only: Bools
    counts_as: Ints  #: vocabulary.PreventionWork that its hours build up; -1: none
