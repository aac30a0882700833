"""Why an officer is not sent to an incident, as a reason that `sixhubs trace` puts into words.

Nothing is decided here: each answer comes from the function that decides who is sent, so that a
rule which is changed there changes the reason given.
"""

from __future__ import annotations

from sim.model import codes, pools
from sim.model.policies import (
    attending,
    cross_hub_help,
    dispatch,
    eligibility,
    held_back,
    interruptions,
    patches,
    protected_hours,
    redeployment,
    waiting,
    whereabouts,
)
from sim.model.state import State
from sim.world.arrays import World


def why_not_sent(w: World, s: State, officer: int, incident: int) -> int:
    """Return why an officer is not sent to an incident that waits (`vocabulary.NotSent`).

    Parameters
    ----------
    s : State
        As things stand once everybody who can be sent has been.
    officer : int
        The officer; for one who is led in a crew, the leader is asked about.

    Returns
    -------
    int
        The first reason that holds: of the officer's team, then of what the officer is doing, then
        of the incident. MAY_GO if nothing keeps the officer from it.
    """
    if s.officers.leader[officer] >= 0:
        officer = s.officers.leader[officer]
    if s.officers.activity[officer] == codes.ACTIVITY_OFF_DUTY:
        return codes.NOT_SENT_OFF_DUTY
    reason = _of_team(w, s, officer, incident)
    if reason == codes.NOT_SENT_MAY_GO:
        reason = _of_officer(w, s, officer, incident)
    if reason == codes.NOT_SENT_MAY_GO:
        reason = _of_incident(w, s, incident)
    return reason


def _of_team(w: World, s: State, officer: int, incident: int) -> int:
    """Return why nobody of an officer's team and hub goes, or MAY_GO."""
    role, hub = s.officers.role[officer], w.drawn.hub[incident]
    grade = s.incidents.sought_as[incident]
    if w.sizes.patches > 0 and patches.is_tied(w, s, incident):
        owns = patches.owns(w, officer, incident)
        return codes.NOT_SENT_MAY_GO if owns else codes.NOT_SENT_PATCH_OWNER_ONLY
    attendance_class = attending.class_of(w, s, incident)
    attends = attending.attends_class(w, role, attendance_class)
    if not attends and not w.teams.on_prevention[role]:
        return codes.NOT_SENT_NOT_ATTENDING
    if w.people.hub[officer] != hub:
        helped = cross_hub_help.may_be_helped(w, s, incident, grade)
        helps = attends and helped and cross_hub_help.may_help(w, s, role, incident, grade)
        return codes.NOT_SENT_MAY_GO if helps else codes.NOT_SENT_OTHER_HUB
    if attends:
        return codes.NOT_SENT_MAY_GO
    return redeployment.why_not_redeployed(w, s, role, attendance_class, grade, hub)


def _of_officer(w: World, s: State, officer: int, incident: int) -> int:
    """Return why an officer whose team goes does not, or MAY_GO."""
    role, grade = s.officers.role[officer], s.incidents.sought_as[incident]
    pool = s.pools.of_officer[officer]
    if pool < 0:
        return codes.NOT_SENT_BUSY
    kind = pool // (w.sizes.roles * (w.sizes.hubs + 1))
    if not _is_reached(w, s, officer, incident, kind):
        return codes.NOT_SENT_NOT_INTERRUPTIBLE
    if not interruptions.may_go(w, s, officer, grade, kind):
        if kind == pools.AVAILABLE:
            return codes.NOT_SENT_END_OF_SHIFT
        return codes.NOT_SENT_NOT_INTERRUPTIBLE
    if eligibility.is_redeployed(w, s, officer, incident):
        reason = redeployment.why_not_this_one(w, s, officer)
        if reason != codes.NOT_SENT_MAY_GO:
            return reason
    tied = w.sizes.patches > 0 and patches.is_tied(w, s, incident)
    if kind == pools.AVAILABLE and protected_hours.all_stay(w, s, role, pool):
        return codes.NOT_SENT_PROTECTED
    if kind == pools.AVAILABLE and not tied and held_back.stays_back(w, s, role, grade, pool):
        return codes.NOT_SENT_RESERVE
    if w.people.hub[officer] != w.drawn.hub[incident]:
        drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
        if not cross_hub_help.is_in_reach(w, role, drive_ms):
            return codes.NOT_SENT_OTHER_HUB
    return codes.NOT_SENT_MAY_GO


def _is_reached(w: World, s: State, officer: int, incident: int, kind: int) -> bool:
    """Whether an incident reaches for officers of a kind of pool, of the officer's team and hub.

    Nobody is called away from anything for a job of a patch, nor at another hub but for emergencies
    if the team's help says so, nor to be redeployed, save to grades to which the team goes at once.
    """
    if kind == pools.AVAILABLE:
        return True
    tied = w.sizes.patches > 0 and patches.is_tied(w, s, incident)
    if tied:
        return False
    grade = s.incidents.sought_as[incident]
    if w.people.hub[officer] != w.drawn.hub[incident]:
        calls_away = cross_hub_help.calls_away(w, s.officers.role[officer], grade)
        return calls_away and kind == pools.INTERRUPTIBLE
    if eligibility.is_redeployed(w, s, officer, incident):
        role, hub = s.officers.role[officer], w.drawn.hub[incident]
        attendance_class = attending.class_of(w, s, incident)
        if not redeployment.calls_away(w, s, role, attendance_class, grade, hub):
            return False
    if kind == pools.INTERRUPTIBLE:
        return interruptions.interrupts(w, grade)
    return interruptions.preempts(w, grade)


def _of_incident(w: World, s: State, incident: int) -> int:
    """Return why an incident gets nobody, or no more, though somebody could go; or MAY_GO."""
    if waiting.would_overtake(w, s, incident):
        return codes.NOT_SENT_MAY_NOT_OVERTAKE
    if dispatch.waits_for_all(w, s, incident):
        return codes.NOT_SENT_WAITS_FOR_ALL_TOGETHER
    return codes.NOT_SENT_MAY_GO
