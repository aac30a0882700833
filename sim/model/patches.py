"""Patches: PCSOs who own one go to its own jobs first.

`sim.model.assignment` serves a hub's line, these jobs among it; when an owner becomes free, each
grade is served here patch first and then by that line. Where protected hours keep some owners on
prevention, one who comes back may let another go: all owners of the hub are then looked at.
"""

from __future__ import annotations

from sim.model import assignment, codes, pools, sending
from sim.model.officers import is_idle
from sim.model.policies import patches as patches_policy
from sim.model.policies import protected_hours
from sim.model.state import State
from sim.world.arrays import World


def serve_hub(w: World, s: State, hub: int, grade: int) -> None:
    """Send the owners of patches who are free at a hub to their patches' own jobs of a grade."""
    if protected_hours.has_any(w, codes.ROLE_PCSO):
        _serve_in_order(w, s, hub, grade)
        return
    pool = pools.pool_of(w, pools.AVAILABLE, codes.ROLE_PCSO, hub)
    position = 0
    while position < s.pools.size[pool]:
        officer = s.pools.member[s.pools.first[pool] + position]
        _serve_owner(w, s, officer, grade)
        if s.pools.of_officer[officer] == pool:
            position += 1
        else:
            # The job may have gone to another owner of the patch: look at everybody again.
            position = 0


def _serve_in_order(w: World, s: State, hub: int, grade: int) -> None:
    """Send to patches' own jobs of a grade who may leave prevention: what fell due first is first.

    An owner may have to stay until one of another patch, or who helped elsewhere, is back.
    """
    incident = patches_policy.next_of_hub(w, s, hub, grade, -1)
    while incident >= 0:
        sending.send(w, s, incident)
        incident = patches_policy.next_of_hub(w, s, hub, grade, incident)


def serve_shift(w: World, s: State, duty: int) -> None:
    """Send the PCSOs of a shift to what has waited, by grade, and the own patch first in each."""
    for grade in range(1, w.sizes.grades + 1):
        if protected_hours.has_any(w, codes.ROLE_PCSO):
            _serve_in_order(w, s, w.duties.hub[duty], grade)
        else:
            for row in range(w.duties.first_member[duty], w.duties.first_member[duty + 1]):
                if is_idle(s, w.duties.member[row]):
                    _serve_owner(w, s, w.duties.member[row], grade)
        assignment.serve(w, s, w.duties.hub[duty], codes.ROLE_PCSO, grade)


def serve_one(w: World, s: State, officer: int) -> None:
    """Send a PCSO who is free to what has waited, by grade, and the own patch first in each."""
    for grade in range(1, w.sizes.grades + 1):
        if not is_idle(s, officer):
            break
        if protected_hours.has_any(w, codes.ROLE_PCSO):
            _serve_in_order(w, s, w.people.hub[officer], grade)
        else:
            _serve_owner(w, s, officer, grade)
        assignment.serve(w, s, w.people.hub[officer], codes.ROLE_PCSO, grade)


def _serve_owner(w: World, s: State, officer: int, grade: int) -> None:
    """Send the owner of a patch to the patch's own jobs of a grade, if free."""
    if w.patches.of_officer[officer] < 0:
        return
    incident = patches_policy.next_job(w, s, officer, grade)
    while incident >= 0 and pools.may_be_called(w, s, officer):
        if not sending.send(w, s, incident):
            break
        incident = patches_policy.next_job(w, s, officer, grade)
