"""Rules of who is sent, who is called away and who is redeployed: parts of the world."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Bools, Ints


class DispatchRules(NamedTuple):
    """Who is sent, and who is called away."""

    rule: int  #: vocabulary.DispatchRule
    who_is_called_away: int  #: vocabulary.WhoIsCalledAway
    interruptions_limit: int  #: officers who may be called away from one incident
    begun_jobs_as: int  #: grade as of which officers are sought for begun jobs; 0: their own
    spare_rows: int  #: rows of deployment that a crew of two takes beyond one


class RedeploymentRules(NamedTuple):
    """The redeployment rule.

    What may change on a date has a row for each of the rules that are in force one after another.
    """

    changes_ms: Ints  #: (rules - 1,) when the next rule comes into force
    rule: Ints  #: (rules,) vocabulary.RedeploymentRule
    waiting: Ints  #: (rules,)
    older_than_ms: Ints  #: (rules,)
    redeploys: Bools  #: (rules * GRADES,) grades that count, and that the redeployed are sent to
    follows_rule: Bools  #: (rules * roles,) redeployed by the rule
    sends_at_once: Bools  #: (rules * GRADES,) grades to which some team goes whatever the rule says
    at_once: Bools  #: (rules * roles * GRADES,) redeployed to a grade whatever the rule says
    redeployable: Bools  #: (rules * roles,) by the rule, or at once
    ring_fenced: Bools  #: (rules * roles,) kept on prevention whatever happens, but for `at_once`
    backfills: Bools  #: (rules * roles,) teams from which response shifts are made up
    recall_below: int
    recall_after_ms: int
    who: int  #: vocabulary.WhoGoes
    max_officers: int  #: officers of a hub who are redeployed at once, at the most; 0: no limit
    min_remaining: int  #: constables of a hub who stay on prevention, at the least; 0: no minimum
    max_ms_per_shift: int  #: redeployed in a shift, after which nobody is sent again; 0: no limit
    last_redeployment_ms: int  #: before the end of a shift, from which nobody is redeployed
    backfill: bool  #: whether response shifts below their minimum strength are made up
    minimum_strength: Ints  #: (hubs,) people with whom a response shift should start
