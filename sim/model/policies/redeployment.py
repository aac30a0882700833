"""Redeployment: when prevention officers are sent to response work, which of them, and to what.

Also who makes up a response shift that starts below its minimum strength.
"""

from __future__ import annotations

from sim.model import codes
from sim.model.policies import attending, end_of_shift, protected_hours, whereabouts
from sim.model.policies.turns import LAST, NOBODY, rank_by_rule
from sim.model.pools import AVAILABLE, pool_of
from sim.model.state import State
from sim.world.arrays import GRADES, World

# --- when ---


def counts(w: World, s: State, grade: int) -> bool:
    """Whether the rule in force looks at waiting incidents of a grade."""
    now = s.redeployment.in_force[0]
    looks = w.redeployment.rule[now] == codes.REDEPLOYMENT_QUEUE_LONG
    return looks and w.redeployment.redeploys[now * GRADES + grade]


def is_long(w: World, s: State, hub: int) -> bool:
    """Whether enough incidents of a hub are overdue for the rule in force to be on."""
    return s.redeployment.overdue[hub] >= w.redeployment.waiting[s.redeployment.in_force[0]]


def comes_on(w: World, s: State, hub: int) -> bool:
    """Whether the rule, which is off, comes on."""
    return not s.redeployment.on[hub] and is_long(w, s, hub)


def is_still_needed(w: World, s: State, hub: int) -> bool:
    """Whether enough incidents of a hub are overdue for redeployment to go on."""
    return s.redeployment.overdue[hub] >= w.redeployment.recall_below


def recall_begins(w: World, s: State, hub: int) -> bool:
    """Whether the incident that was sent somebody just now brings the queue below the limit."""
    just_below = s.redeployment.overdue[hub] == w.redeployment.recall_below - 1
    return s.redeployment.on[hub] and just_below


def is_one_pool(w: World, s: State) -> bool:
    """Whether prevention officers are sent like response officers, by the rule in force."""
    return w.redeployment.rule[s.redeployment.in_force[0]] == codes.REDEPLOYMENT_ONE_POOL


def is_on_from_now(w: World, s: State, hub: int) -> bool:
    """Whether a rule that comes into force is on at a hub, if only until people are recalled."""
    if is_one_pool(w, s):
        return True
    rule = w.redeployment.rule[s.redeployment.in_force[0]]
    on = s.redeployment.on[hub] or is_long(w, s, hub)
    return rule == codes.REDEPLOYMENT_QUEUE_LONG and on


def is_recalling(w: World, s: State, hub: int) -> bool:
    """Whether the rule in force is on at a hub, but goes off unless the queue grows again."""
    return s.redeployment.on[hub] and not is_one_pool(w, s) and not is_still_needed(w, s, hub)


def recall_is_due(s: State, hub: int, token: int) -> bool:
    """Whether the rule goes off: the queue has not grown again since the recall began."""
    return token == s.redeployment.token[hub] and s.redeployment.on[hub]


# --- who, and to what ---


def sends(w: World, s: State, grade: int, hub: int) -> bool:
    """Whether anybody of a hub is redeployed to a grade, as things stand."""
    return s.redeployment.on[hub] or sends_at_once(w, s, grade)


def sends_at_once(w: World, s: State, grade: int) -> bool:
    """Whether somebody is redeployed to a grade whatever the rule says."""
    return w.redeployment.sends_at_once[s.redeployment.in_force[0] * GRADES + grade]


def is_sent_at_once(w: World, s: State, role: int, grade: int) -> bool:
    """Whether a team is redeployed to a grade whatever the rule says."""
    row = s.redeployment.in_force[0] * w.sizes.roles + role
    return w.redeployment.at_once[row * GRADES + grade]


def may_be_redeployed(w: World, s: State, role: int) -> bool:
    """Whether a team is ever redeployed, by the rule in force or at once."""
    return w.redeployment.redeployable[s.redeployment.in_force[0] * w.sizes.roles + role]


def redeployed_to(
    w: World, s: State, role: int, attendance_class: int, grade: int, hub: int
) -> bool:
    """Whether a role that does not attend this class is sent to it under redeployment."""
    return (
        may_be_redeployed(w, s, role)
        and (is_sent_at_once(w, s, role, grade) or _by_rule(w, s, role, grade, hub))
        and not is_at_limit(w, s, hub)
        and may_be_spared(w, s, role, hub)
        and not attending.attends_class(w, role, attendance_class)
        and not attending.is_barred(w, role, attendance_class)
    )


def calls_away(w: World, s: State, role: int, attendance_class: int, grade: int, hub: int) -> bool:
    """Whether a grade calls a role that does not attend this class from more than prevention.

    Like the officers of a team that attends it: those who go to a grade at once also leave what
    such a grade interrupts, and they leave nobody short on prevention.
    """
    return (
        is_sent_at_once(w, s, role, grade)
        and not is_at_limit(w, s, hub)
        and not attending.attends_class(w, role, attendance_class)
        and not attending.is_barred(w, role, attendance_class)
    )


def _by_rule(w: World, s: State, role: int, grade: int, hub: int) -> bool:
    """Whether the rule, which is on, sends a role to a grade."""
    now = s.redeployment.in_force[0]
    follows = w.redeployment.follows_rule[now * w.sizes.roles + role] and s.redeployment.on[hub]
    return follows and w.redeployment.redeploys[now * GRADES + grade]


def is_at_limit(w: World, s: State, hub: int) -> bool:
    """Whether as many officers of a hub are redeployed as may be at once."""
    limit = w.redeployment.max_officers
    return 0 < limit <= s.officers.redeployed_now[hub]


def may_be_spared(w: World, s: State, role: int, hub: int) -> bool:
    """Whether one of a team may leave prevention, as enough constables of the hub stay."""
    least = w.redeployment.min_remaining
    return least == 0 or not is_of_constables(w, role) or constables_left(w, s, hub) > least


def is_of_constables(w: World, role: int) -> bool:
    """Whether a team is one of the prevention teams whose people are constables."""
    return w.teams.on_prevention[role] and role != codes.ROLE_PCSO


def constables_left(w: World, s: State, hub: int) -> int:
    """Return how many constables of a hub are on prevention now."""
    left = 0
    for role in range(w.sizes.roles):
        if is_of_constables(w, role):
            left += s.pools.size[pool_of(w, AVAILABLE, role, hub)]
    return left


def within_limits(w: World, s: State, hub: int, constables: int, others: int, leaving: int) -> int:
    """Return how many of these may be redeployed from a hub by now.

    Parameters
    ----------
    constables, others : int
        Those who could be: constables on prevention; PCSOs, and those called from something else.
    leaving : int
        Constables who leave prevention as well, to what their team attends.
    """
    if w.redeployment.min_remaining > 0:
        most = constables_left(w, s, hub) - leaving - w.redeployment.min_remaining
        constables = min(constables, max(most, 0))
    redeployed = constables + others
    if w.redeployment.max_officers > 0:
        return min(redeployed, w.redeployment.max_officers - s.officers.redeployed_now[hub])
    return redeployed


def waits_for_others(w: World) -> bool:
    """Whether a rule lets some be redeployed only once others are back."""
    return w.redeployment.max_officers > 0 or w.redeployment.min_remaining > 0


def looks_at_each(w: World) -> bool:
    """Whether a rule lets some officers of a team be redeployed and not others."""
    return w.redeployment.max_ms_per_shift > 0 or w.redeployment.last_redeployment_ms > 0


def why_not_this_one(w: World, s: State, officer: int) -> int:
    """Return why an officer of a team that is redeployed is not, or MAY_GO (`NotSent`)."""
    limit_ms = w.redeployment.max_ms_per_shift
    if 0 < limit_ms <= s.officers.redeployed_in_shift_ms[officer]:
        return codes.NOT_SENT_REDEPLOYED_ENOUGH
    last_ms = w.redeployment.last_redeployment_ms
    if last_ms > 0 and s.officers.duty_end_ms[officer] <= s.clock.now_ms[0] + last_ms:
        return codes.NOT_SENT_END_OF_SHIFT
    return codes.NOT_SENT_MAY_GO


def may_go(w: World, s: State, officer: int) -> bool:
    """Whether an officer of a team that is redeployed may be."""
    return why_not_this_one(w, s, officer) == codes.NOT_SENT_MAY_GO


def has_anybody(w: World, s: State, grade: int, pool: int) -> bool:
    """Whether a pool has anybody who may be redeployed to a grade now."""
    if not looks_at_each(w):
        return s.pools.size[pool] > 0
    start = s.pools.first[pool]
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if may_go(w, s, officer) and end_of_shift.may_start(w, s, officer, grade):
            return True
    return False


def why_not_redeployed(
    w: World, s: State, role: int, attendance_class: int, grade: int, hub: int
) -> int:
    """Return why a prevention team that does not attend this class is not sent (`NotSent`).

    `redeployed_to` decides; this only says which of its conditions does not hold.
    """
    if redeployed_to(w, s, role, attendance_class, grade, hub):
        return codes.NOT_SENT_MAY_GO
    at_once = is_sent_at_once(w, s, role, grade)
    if not at_once:
        reason = _why_not_by_rule(w, s, role, grade)
        if reason != codes.NOT_SENT_MAY_GO:
            return reason
    if attending.is_barred(w, role, attendance_class):
        return codes.NOT_SENT_LACKS_POWERS
    if not at_once and not s.redeployment.on[hub]:
        return codes.NOT_SENT_REDEPLOYMENT_OFF
    if is_at_limit(w, s, hub):
        return codes.NOT_SENT_REDEPLOYMENT_LIMIT
    if not may_be_spared(w, s, role, hub):
        return codes.NOT_SENT_TOO_FEW_REMAIN
    return codes.NOT_SENT_ANOTHER_RULE


def _why_not_by_rule(w: World, s: State, role: int, grade: int) -> int:
    """Return why the rule in force never sends a team to a grade, or MAY_GO."""
    now = s.redeployment.in_force[0]
    if w.redeployment.ring_fenced[now * w.sizes.roles + role]:
        return codes.NOT_SENT_RING_FENCED
    if w.redeployment.rule[now] == codes.REDEPLOYMENT_NEVER:
        if may_be_redeployed(w, s, role):
            return codes.NOT_SENT_GRADE_NOT_REDEPLOYED
        return codes.NOT_SENT_NOBODY_REDEPLOYED
    if not w.redeployment.follows_rule[now * w.sizes.roles + role]:
        return codes.NOT_SENT_TEAM_NOT_REDEPLOYED
    if not w.redeployment.redeploys[now * GRADES + grade]:
        return codes.NOT_SENT_GRADE_NOT_REDEPLOYED
    return codes.NOT_SENT_MAY_GO


def by_record(w: World, s: State, incident: int, grade: int, pool: int) -> int:
    """Return who of a pool goes by record; ties: nearest, longest idle, number."""
    first = (LAST, LAST, LAST, NOBODY)
    start = s.pools.first[pool]
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if not (end_of_shift.may_start(w, s, officer, grade) and may_go(w, s, officer)):
            continue
        drive_ms = whereabouts.drive_ms(w, s, incident, grade, officer)
        record = _record(w, s, officer)
        if w.redeployment.who == codes.WHO_GOES_NEAREST:
            record = rank_by_rule(w, s, officer)
        turn = (record, drive_ms, s.officers.idle_since_ms[officer], officer)
        if turn < first:
            first = turn
    return first[3]


def _record(w: World, s: State, officer: int) -> int:
    """Return what an officer's turn goes by: the lowest goes first."""
    if w.redeployment.who == codes.WHO_GOES_LEAST_REDEPLOYED:
        return s.officers.redeployed_ms[officer]
    return s.officers.idle_since_ms[officer]


# --- making up a response shift ---


def is_short(s: State, hub: int) -> bool:
    """Whether the response shift of a hub that started last is still short of people."""
    shift = s.redeployment
    return shift.short[hub] > 0 and s.clock.now_ms[0] < shift.short_until_ms[hub]


def next_to_backfill(w: World, s: State, hub: int) -> int:
    """Return who joins a response shift below its minimum strength, or -1.

    Of the teams that may, in their order, those on prevention who work alone; the one on prevention
    for longest, unless the rule says the least redeployed; ties: number.
    """
    for role in range(w.sizes.roles):
        if w.redeployment.backfills[s.redeployment.in_force[0] * w.sizes.roles + role]:
            pool = pool_of(w, AVAILABLE, role, hub)
            if protected_hours.all_stay(w, s, role, pool):
                continue
            officer = _first_on_prevention(w, s, pool)
            if officer >= 0:
                return officer
    return NOBODY


def _first_on_prevention(w: World, s: State, pool: int) -> int:
    """Return whose turn it is of those of a pool who work alone and whose shift is not over."""
    first = (LAST, NOBODY)
    start = s.pools.first[pool]
    for position in range(start, start + s.pools.size[pool]):
        officer = s.pools.member[position]
        if end_of_shift.is_over(s, officer) or s.officers.partner[officer] >= 0:
            continue
        turn = (_record(w, s, officer), officer)
        if turn < first:
            first = turn
    return first[1]
