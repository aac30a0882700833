"""Measures of the Resolution Centre.

They cover the cases created at or after the end of the warm-up with a grade that the Centre serves,
unless they say otherwise. A case has *left* the Centre when it is resolved, referred to
Investigation, closed as no reply, or sent on to be attended (by prevention teams too).
"""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_HOUR
from sim.outputs.measures.cells import Cells, nothing
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.view import HOUR_MS, MINUTE_MS, View
from sim.scenario.schema.desk import ShareByWait
from sim.vocabulary import IncidentState, Outcome, Referral, Role
from sim.world.arrays import Bools, Floats, Ints

#: Time of `desk_contact_within_48h_share`, whatever the scenario promises.
CONTACT_MS = 48 * MS_PER_HOUR


def desk_resolved_share(view: View) -> Cells:
    """Cases resolved at the desk / cases that left the desk.

    Those referred to Investigation, sent on, or closed as no reply left it unresolved.
    Unit: share. Good: higher.
    """
    ours = view.desk_cases
    resolved = view.state.incidents.outcome[ours] == int(Outcome.RESOLVED_AT_DESK)
    return _desk(view, _mean(resolved[view.desk_left]))


def desk_to_investigation_share(view: View) -> Cells:
    """Cases referred to Investigation without a visit / cases that left the desk.

    Unit: share. Good: neutral.
    """
    ours = view.desk_cases
    referred = view.state.incidents.outcome[ours] == int(Outcome.REFERRED)
    return _desk(view, _mean(referred[view.desk_left]))


def desk_to_prevention_share(view: View) -> Cells:
    """Cases sent on to prevention teams because they were referred there / cases that left.

    Unit: share. Good: neutral.
    """
    ours = view.desk_cases
    referred = view.world.drawn.desk_refers[ours] == int(Referral.PREVENTION)
    referred &= view.desk_sent_on & (view.state.incidents.contacted_ms[ours] >= 0)
    return _desk(view, _mean(referred[view.desk_left]))


def desk_no_reply_share(view: View) -> Cells:
    """Cases that left the desk without a contact, after the last attempt / cases that left.

    Unit: share. Good: lower.
    """
    ours = view.desk_cases
    never = view.state.incidents.contacted_ms[ours] < 0
    return _desk(view, _mean(never[view.desk_left]))


def desk_contact_within_48h_share(view: View) -> Cells:
    """First contact within 48 hours / cases that reached contact or 48 hours before the end.

    Elapsed hours since the log was created, whether or not the desk was open. Callers who never
    replied count as not contacted once the 48 hours have passed.
    Unit: share. Good: higher.
    """
    ours = view.desk_cases
    limit = view.world.drawn.created_ms[ours] + CONTACT_MS
    contacted = view.state.incidents.contacted_ms[ours]
    known = (contacted >= 0) | (limit < view.world.sizes.horizon_ms)
    return _desk(view, _mean(((contacted >= 0) & (contacted <= limit))[known]))


def desk_contact_within_target_share(view: View) -> Cells:
    """First contact within the target of the grade / cases that reached contact or that time.

    Elapsed time since the log was created, as `desk_contact_within_48h_share`, with the
    `target_min` of the grade at creation in place of 48 hours. Those whose time runs out after the
    end are in `target_open_share`. In short runs a little too high, as `within_target_share`.
    Unit: share. Good: higher.
    """
    contacted = view.state.incidents.contacted_ms[view.desk_cases]
    in_time = (contacted >= 0) & (contacted <= view.desk_promise_ms)
    return _desk(view, _mean(in_time[view.desk_promise_known]))


def desk_wait_mean_min(view: View) -> Cells:
    """Sum of (first contact - log created) / number, over cases that were contacted.

    Unit: minutes. Good: lower.
    """
    return _desk(view, _mean(_waits_ms(view)) / MINUTE_MS)


def desk_wait_probability(view: View) -> Cells:
    """Cases whose first attempt did not begin as the control room passed them on / cases.

    A case that has not been tried at all has waited; one that was lost has not.
    Unit: share. Good: lower.
    """
    ours = view.desk_cases
    incidents = view.state.incidents
    at_once = incidents.called_ms[ours] == incidents.assessed_ms[ours]
    lost = incidents.outcome[ours] == int(Outcome.LOST)
    return _desk(view, _mean(~at_once & ~lost))


def desk_attempts_mean(view: View) -> Cells:
    """Sum of attempts to reach the caller / number, over cases that were contacted or given up.

    Unit: attempts. Good: lower.
    """
    ours = view.desk_cases
    done = (view.state.incidents.contacted_ms[ours] >= 0) | view.desk_left
    tried = done & (view.state.incidents.attempts[ours] > 0)
    return _desk(view, _mean(view.state.incidents.attempts[ours][tried].astype(np.int64)))


def desk_waiting_end_count(view: View) -> Cells:
    """Count cases that wait for a call, or for the next attempt, at the end of the run.

    Whenever they were created. Calls in progress are not among them.
    Unit: cases. Good: lower.
    """
    state = view.state.incidents.state
    waits = (state == int(IncidentState.DESK_QUEUE)) | (state == int(IncidentState.CALL_LATER))
    return _desk(view, float((waits & view.happened).sum()))


def desk_satisfied_share(view: View) -> Cells:
    """Mean over the cases contacted of the share satisfied at their wait until contact.

    At a wait of h hours the share is max(lowest, at_once - lost_per_hour x h), from the scenario's
    `satisfied`; no row where the scenario does not say. Nothing in the run depends on it.
    Unit: share. Good: higher.
    """
    team = view.scenario.teams.resolution_centre
    return _by_wait(view, None if team is None else team.satisfied)


def desk_understood_share(view: View) -> Cells:
    """Mean over the cases contacted of the share who understand, at their wait until contact.

    As `desk_satisfied_share`, from the scenario's `understood`.
    Unit: share. Good: higher.
    """
    team = view.scenario.teams.resolution_centre
    return _by_wait(view, None if team is None else team.understood)


def _share_at(wait_ms: Ints, share: ShareByWait) -> Floats:
    """Return the share of callers at waits in milliseconds."""
    falling: Floats = share.at_once - share.lost_per_hour * (wait_ms / HOUR_MS)
    return np.clip(falling, share.lowest, share.at_once)


def _by_wait(view: View, share: ShareByWait | None) -> Cells:
    if share is None:
        return nothing()
    return _desk(view, _mean(_share_at(_waits_ms(view), share)))


def _waits_ms(view: View) -> Ints:
    """Return the wait until contact of the cases that were contacted."""
    ours = view.desk_cases
    contacted = view.state.incidents.contacted_ms[ours]
    return (contacted - view.world.drawn.created_ms[ours])[contacted >= 0]


def _mean(values: Ints | Bools | Floats) -> float:
    return float(values.mean()) if values.size else float("nan")


def _desk(view: View, value: float) -> Cells:
    """Return the one row of a measure of the Resolution Centre: it serves the whole force."""
    if int(Role.RESOLUTION_CENTRE) not in view.teams:
        return nothing()
    name = view.names.roles[Role.RESOLUTION_CENTRE]
    return Cells((name,), (ALL,), (ALL,), np.array([value]))
