"""The prevention account: what the time that officers spend on prevention goes into.

Whether a spell is long enough to get anywhere is known when it ends, by a call, a break or the end
of the shift. So a spell is booked whole, when it ends, to the kind of work that is furthest behind
its planned share among those for which the spell was long enough; when none of them is planned, it
was patrol. That needs no event of its own.
"""

from __future__ import annotations

from sim.model import codes, problem_files, small_areas
from sim.model.state import PREVENTION_WORKS, State
from sim.world.arrays import MILLIONTHS, World


def book(w: World, s: State, officer: int, spell_ms: int, measured_ms: int) -> None:
    """Book a spell of prevention that ends.

    Parameters
    ----------
    spell_ms : int
        Length of the spell.
    measured_ms : int
        What of it lies after the warm-up.
    """
    role = w.people.role[officer]
    if spell_ms <= 0:
        return
    if not w.prevention.planned[role]:
        _feed(w, s, officer, codes.WORK_PATROL, spell_ms)
        return
    account = s.prevention
    first = officer * PREVENTION_WORKS
    account.spent_ms[officer] += spell_ms
    spent_ms = account.spent_ms[officer]
    chosen = codes.WORK_PATROL
    furthest = 0
    for work in range(PREVENTION_WORKS):
        share = w.prevention.share[role * PREVENTION_WORKS + work]
        if share > 0 and w.prevention.shortest_ms[work] <= spell_ms:
            behind = share * spent_ms - MILLIONTHS * account.booked_ms[first + work]
            if behind > furthest:
                chosen = work
                furthest = behind
    account.booked_ms[first + chosen] += spell_ms
    account.delivered_ms[first + chosen] += measured_ms
    _feed(w, s, officer, chosen, spell_ms)
    if chosen == codes.WORK_PATROL:
        small_areas.patrol(w, s, officer, spell_ms)
    else:
        problem_files.work(w, s, officer, chosen, spell_ms)


def book_operation(w: World, s: State, officer: int, operation: int) -> None:
    """Book what an officer, or a crew, has spent on an operation that ends to its kind of work."""
    work = w.operation_effects.counts_as[w.operations.name[operation]]
    if work < 0:
        return
    spell_ms = s.clock.now_ms[0] - s.officers.began_ms[officer]
    _feed(w, s, officer, work, spell_ms)
    if s.officers.partner[officer] >= 0:
        _feed(w, s, s.officers.partner[officer], work, spell_ms)


def _feed(w: World, s: State, officer: int, work: int, spell_ms: int) -> None:
    """Add a spell to what the officer's hub has delivered; patrol, where a team has no plan."""
    if w.prevention_effect.acts:
        row = w.people.hub[officer] * PREVENTION_WORKS + work
        weight = w.prevention_effect.weight[w.people.role[officer]]
        s.prevention.fed_ms[row] += spell_ms * weight // MILLIONTHS


def start_measuring(w: World, s: State) -> None:
    """Forget what was delivered in the warm-up; who is behind with what stays."""
    for row in range(w.sizes.officers * PREVENTION_WORKS):
        s.prevention.delivered_ms[row] = 0
