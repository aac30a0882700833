"""Matching incidents that wait with officers who can go, from either side.

An incident seeks officers when it falls due; officers are offered to the line when they can be
sent. `sim.model.sending` then sends them.
"""

from __future__ import annotations

from sim.model import (
    appointments,
    codes,
    deployments,
    incidents,
    line,
    patches,
    pools,
    queues,
    redeployment,
    requests,
    sending,
)
from sim.model.policies import (
    attending,
    availability,
    cross_hub_help,
    patience,
    waiting,
)
from sim.model.policies import patches as patches_policy
from sim.model.policies import redeployment as redeployment_policy
from sim.model.state import State
from sim.world.arrays import GRADES, World

#: Stands for no attendance class.
_NO_CLASS = -1


def fall_due(w: World, s: State, incident: int) -> None:
    """Have an incident attended: as soon as possible, or by appointment."""
    if w.grades.slot_ms[s.incidents.grade[incident]] > 0:
        appointments.agree(w, s, incident)
    else:
        seek(w, s, incident)


def slot_begins(w: World, s: State, incident: int) -> None:
    """Make a visit whose slot begins."""
    incidents.come_due(w, s, incident)
    seek(w, s, incident)
    appointments.watch_end(w, s, incident)


def slot_ends(w: World, s: State, incident: int) -> None:
    """Agree another slot for a visit that has been missed."""
    if not appointments.is_missed(w, s, incident):
        return
    _stop_waiting(w, s, incident)
    incidents.miss_appointment(s, incident)
    appointments.agree(w, s, incident)
    if queues.blocks_the_line(w, incident):
        serve_in_line(w, s, w.drawn.hub[incident])


def _stop_waiting(w: World, s: State, incident: int) -> None:
    """Take an incident to which nobody was sent out of its queue."""
    queues.leave(w, s, incident)
    redeployment.no_longer_waiting(w, s, incident)


def seek(w: World, s: State, incident: int) -> None:
    """Send who can go now, and let the incident wait for the rest.

    An incident of a grade that is lost when all are busy ends here if nobody can go. If others
    seek officers at this moment already, or more people may become free, it takes its place in the
    line with them; and it waits there for help, if other hubs are to help at this moment.
    """
    queues.take_number(s, incident)
    if queues.are_others_first(w, s):
        line.join(w, s, incident)
        queues.fall_due_after_others(s, incident)
        return
    sending.send(w, s, incident)
    assigned = s.incidents.assigned[incident]
    if assigned >= s.incidents.wanted[incident]:
        return
    if queues.hubs_help_later(s):
        line.join(w, s, incident)
        queues.ask_for_end_of_turn(s, incident)
        return
    if assigned == 0 and w.grades.lost_when_busy[s.incidents.grade[incident]]:
        incidents.lose(w, s, incident)
        return
    line.join(w, s, incident)
    if assigned == 0:
        _begin_to_wait(w, s, incident)


def _have_turn(w: World, s: State, incident: int) -> None:
    """Send who can go to an incident that fell due, once others of this moment have been seen to.

    Of several that fell due, each is looked at by its own hub before any team shares its jobs.
    """
    others_to_come = s.queues.looks_to_come[0] > 0
    if not others_to_come or s.queues.falling_due[0] > 1:
        serve_in_line(w, s, w.drawn.hub[incident])
    if others_to_come:
        queues.ask_for_turn(s, incident)
        return
    queues.had_turn(s)
    if queues.hubs_help_later(s):
        queues.ask_for_end_of_turn(s, incident)
    else:
        turn_ends(w, s, incident)


def turn_ends(w: World, s: State, incident: int) -> None:
    """Let an incident wait, or be lost, to which nobody was sent in its turn after others."""
    if s.incidents.first_assigned_ms[incident] >= 0:
        return
    if not w.grades.lost_when_busy[s.incidents.grade[incident]]:
        _begin_to_wait(w, s, incident)
        return
    _stop_waiting(w, s, incident)
    incidents.lose(w, s, incident)
    if queues.blocks_the_line(w, incident):
        serve_in_line(w, s, w.drawn.hub[incident])


def _begin_to_wait(w: World, s: State, incident: int) -> None:
    """Ask for what becomes of an incident in the queue to which nobody is sent for a while."""
    grade = s.incidents.grade[incident]
    _watch(w, s, incident, grade)
    now = s.clock.now_ms[0]
    if w.drawn.patience_ms[incident] >= 0:
        due = now + w.drawn.patience_ms[incident]
        requests.ask(s, due, codes.EVENT_PATIENCE_ENDS, incident, grade)
    if w.sizes.waits_for_help:
        _ask_for_help_later(w, s, incident, grade)


def _watch(w: World, s: State, incident: int, grade: int) -> None:
    """Have the redeployment rule watch what waits, unless it is left to the owners of a patch."""
    if w.sizes.patches == 0 or not patches_policy.is_tied(w, s, incident):
        redeployment.watch(w, s, incident, grade)


def _ask_for_help_later(w: World, s: State, incident: int, grade: int) -> None:
    """Ask for the times from which teams of other hubs may help; at once if one has gone by."""
    attendance_class = attending.class_of(w, s, incident)
    for role in range(w.sizes.roles):
        helps = cross_hub_help.goes_when_called(w, role, grade)
        if helps and attending.attends_class(w, role, attendance_class):
            due = s.incidents.due_since_ms[incident] + w.teams.cross_hub_after_ms[role]
            due = max(due, s.clock.now_ms[0])
            requests.ask(s, due, codes.EVENT_HELP_DUE, incident, queues.OTHER_HUBS)


def help_falls_due(w: World, s: State, incident: int, token: int) -> None:
    """Let other hubs help an incident that still waits for its first officer.

    By the other token, whoever may attend goes to what no owner of its patch has come to in time.
    """
    if token == queues.NOT_OWNERS_ALONE:
        if patches_policy.owners_had_their_time(w, s, incident):
            _open_to_all(w, s, incident)
    elif cross_hub_help.call_is_due(w, s, incident):
        queues.call_for_help(s, incident)
        _send_and_serve(w, s, incident)


def _open_to_all(w: World, s: State, incident: int) -> None:
    """Have a job that was left to the owners of its patch wait in the line of the whole hub."""
    queues.leave(w, s, incident)
    queues.open_to_all(s, incident)
    incidents.open_to_all(w, s, incident)
    line.join(w, s, incident)
    if s.incidents.state[incident] == codes.INCIDENT_QUEUED:
        _watch(w, s, incident, s.incidents.sought_as[incident])
    _send_and_serve(w, s, incident)


def _send_and_serve(w: World, s: State, incident: int) -> None:
    """Send who can go to an incident that waits, and then to what it blocked."""
    if sending.send(w, s, incident) and queues.blocks_the_line(w, incident):
        serve_in_line(w, s, w.drawn.hub[incident])


def seek_again(w: World, s: State, incident: int, token: int) -> None:
    """Send whoever can go in place of those who were called away or are to be relieved.

    By now everybody is free who is freed at this moment, or comes on duty.
    Several may seek officers at one moment: those who can go are sent in the order of the line.
    What fell due meanwhile has its turn after them.
    """
    if token == queues.FALLS_DUE:
        _have_turn(w, s, incident)
        return
    if token == queues.FALLS_DUE_TOO:
        serve_in_line(w, s, w.drawn.hub[incident])
        queues.ask_for_turn(s, incident)
    elif s.queues.of_incident[incident] >= 0:
        serve_in_line(w, s, w.drawn.hub[incident])
        _call_for_help_again(w, s, incident)
    elif queues.blocks_the_line(w, incident):
        serve_in_line(w, s, w.drawn.hub[incident])
    queues.look_is_over(w, s)


def let_hubs_help(w: World, s: State) -> None:
    """Let hubs help each other, as each has looked at what waits at home by now.

    For whom of all hubs nobody was found is not asked again on behalf of another team, unless
    somebody has been sent meanwhile.
    """
    queues.help_comes(s)
    in_vain = 0
    for hub in range(w.sizes.hubs):
        for role in range(w.sizes.roles):
            grades = _grades_to_help(w, s, role)
            if grades <= in_vain or not availability.has_helper(w, s, role, hub, 1):
                continue
            sent = deployments.next_row(s)
            whole = _help_elsewhere(w, s, hub, role, grades)
            if deployments.next_row(s) != sent:
                in_vain = 0
            elif whole:
                in_vain = grades


def _call_for_help_again(w: World, s: State, incident: int) -> None:
    """Have an incident that waits again, or at another grade, call for help when its time comes."""
    if w.sizes.waits_for_help and s.incidents.state[incident] == codes.INCIDENT_QUEUED:
        _ask_for_help_later(w, s, incident, s.incidents.sought_as[incident])


def patience_ends(w: World, s: State, incident: int, grade: int) -> None:
    """Upgrade or cancel an incident that still waits for its first officer at this grade."""
    if not patience.has_run_out(s, incident, grade):
        return
    if not patience.is_upgraded(w, incident):
        _stop_waiting(w, s, incident)
        incidents.cancel(w, s, incident)
        if queues.blocks_the_line(w, incident):
            serve_in_line(w, s, w.drawn.hub[incident])
        return
    queues.leave(w, s, incident)
    higher = w.grades.upgraded_to[grade]
    if not redeployment_policy.counts(w, s, higher):
        redeployment.no_longer_waiting(w, s, incident)
    incidents.upgrade(w, s, incident, higher)
    line.join(w, s, incident)
    _watch(w, s, incident, higher)
    _send_and_serve(w, s, incident)
    _call_for_help_again(w, s, incident)


def serve(w: World, s: State, hub: int, role: int, last_grade: int) -> None:
    """Send officers of a role to what waits at a hub, the highest grade first.

    Called whenever an officer of the role can be sent again, so that nobody stands idle beside
    an incident that the officer may attend. When an incident that blocked others goes at last,
    any of those may find somebody. While people of other roles are still to be offered, whom the
    incidents of this role could take along, everybody goes in the order of the whole line.

    Parameters
    ----------
    last_grade : int
        The lowest-ranking grade to serve.
    """
    if pools.are_others_to_be_offered(w, s, role, hub) or _serve(w, s, hub, role, last_grade):
        serve_in_line(w, s, hub)


def redeploy(w: World, s: State, hub: int) -> None:
    """Send whoever of a hub may be redeployed by now to what waits there."""
    for role in range(w.sizes.roles):
        if redeployment_policy.may_be_redeployed(w, s, role):
            serve(w, s, hub, role, w.sizes.grades)


def redeploy_others(w: World, s: State, role: int, hub: int) -> None:
    """Send whom a rule kept back until people of a prevention team were free.

    Called wherever some may have become free, or are no longer redeployed.
    """
    if w.teams.on_prevention[role] and redeployment_policy.waits_for_others(w):
        redeploy(w, s, hub)


def serve_in_line(w: World, s: State, hub: int) -> None:
    """Send whoever can go to what waits at a hub, in line.

    Who can go to one incident can go to another of its grade and class. So once nobody is found for
    one, nobody is sought for those like it, until somebody has been sent.
    """
    for grade in range(1, w.sizes.grades + 1):
        if w.sizes.patches > 0:
            patches.serve_hub(w, s, hub, grade)
        if s.queues.waiting[hub * GRADES + grade] == 0:
            continue
        in_vain = _NO_CLASS
        incident = waiting.next_in_line(w, s, hub, waiting.ANY_ROLE, grade, -1)
        while incident >= 0:
            if waiting.would_overtake(w, s, incident):
                break  # nor may any that stands behind it
            attendance_class = attending.class_of(w, s, incident)
            if attendance_class != in_vain or not _is_like_others(w, s, incident, grade):
                if sending.send(w, s, incident):
                    in_vain = _NO_CLASS
                elif not w.drawn.together[incident]:
                    in_vain = attendance_class
            incident = waiting.next_in_line(w, s, hub, waiting.ANY_ROLE, grade, incident)


def _is_like_others(w: World, s: State, incident: int, grade: int) -> bool:
    """Whether who can go to an incident hangs on its hub, grade and class alone.

    Not where owners of its patch go, or people of other hubs, who must be within reach of it.
    """
    if w.sizes.patches > 0 or cross_hub_help.calls_for_help(s, incident, grade):
        return False
    hubs_may_share = w.sizes.waits_for_help and not queues.hubs_help_later(s)
    return not hubs_may_share or queues.are_others_first(w, s)


def _serve(w: World, s: State, hub: int, role: int, last_grade: int) -> bool:
    """Send officers of a role; stop and return True when an incident goes that blocked others."""
    for grade in range(1, last_grade + 1):
        if s.queues.waiting[hub * GRADES + grade] == 0:
            continue
        after = -1
        while availability.has_somebody(w, s, role, hub, grade):
            incident = waiting.next_in_line(w, s, hub, role, grade, after)
            if incident < 0:
                break
            went = sending.send(w, s, incident)
            if went and queues.blocks_the_line(w, incident):
                return True
            if not went and not (w.drawn.together[incident] and w.drawn.bypass[incident]):
                break
            after = incident
    return False


def help_elsewhere(w: World, s: State, hub: int, role: int) -> None:
    """Send officers to what waits for help, while a team of a hub has anybody who could go.

    While people may still become free at this moment, help is asked for later.
    """
    grades = _grades_to_help(w, s, role)
    if grades == 0:
        return
    if not queues.is_help_put_off(w, s):
        _help_elsewhere(w, s, hub, role, grades)
    elif availability.has_helper(w, s, role, hub, 1):
        queues.ask_for_help_later(w, s)


def _grades_to_help(w: World, s: State, role: int) -> int:
    """Return to how many grades of what waits for help a team might go now, from the first."""
    rule = w.teams.cross_hub[role]
    if rule == codes.CROSS_HUB_NEVER or s.queues.looks_to_come[0] > 0:
        return 0
    if rule == codes.CROSS_HUB_EMERGENCIES:
        return 1 if s.queues.emergencies[0] > 0 else 0
    return w.sizes.grades if s.queues.awaiting_help[0] > 0 else 0


def _help_elsewhere(w: World, s: State, hub: int, role: int, grades: int) -> bool:
    """Send officers to what waits for help; return whether all that waits has been looked at.

    What waits at all hubs is one line, whatever teams it needs: the highest grade first, then what
    fell due first. For each the nearest who may help goes, which may be somebody of another team or
    of a third hub.
    """
    for grade in range(1, grades + 1):
        incident = waiting.next_anywhere(w, s, grade, -1)
        while incident >= 0:
            if not availability.has_helper(w, s, role, hub, grade):
                return False
            if cross_hub_help.may_be_helped(w, s, incident, grade):
                _send_and_serve(w, s, incident)
            incident = waiting.next_anywhere(w, s, grade, incident)
    return True
