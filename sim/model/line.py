"""The place of an incident in the lines: in its hub's, or that of its patch."""

from __future__ import annotations

from sim.model import incidents, queues
from sim.model.policies import attending, begun_jobs, patches
from sim.model.state import State
from sim.world.arrays import World


def join(w: World, s: State, incident: int) -> None:
    """Let an incident wait in the queue of its hub, grade and class, or of its patch."""
    grade = s.incidents.sought_as[incident]
    if w.sizes.patches > 0 and patches.is_tied(w, s, incident):
        queues.join_patch(w, s, incident, grade)
        return
    queues.join(w, s, incident, w.drawn.hub[incident], grade, attending.class_of(w, s, incident))


def stand_as_begun(w: World, s: State, incident: int) -> None:
    """Have officers sought as the rule says for a job that has been begun.

    It leaves the line in which it stands, if that is another; whoever asks has it join again.
    """
    grade = begun_jobs.sought_as(w, s, incident)
    if grade != s.incidents.sought_as[incident]:
        queues.leave(w, s, incident)
        incidents.seek_as(s, incident, grade)
