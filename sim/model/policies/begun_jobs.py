"""As of which grade officers are sought for a job that others have begun."""

from __future__ import annotations

from sim.model.state import State
from sim.world.arrays import World


def sought_as(w: World, s: State, incident: int) -> int:
    """Return the grade as of which whoever is missing at a scene is sought.

    Without a rule, it is the grade of the incident. With one, relief goes as of the grade that the
    rule says as long as all who are needed are there; and where somebody was called away, others go
    as of that grade or the incident's own, whichever is higher.
    """
    own = s.incidents.grade[incident]
    rule = w.dispatch.begun_jobs_as
    if rule == 0:
        return own
    if s.incidents.assigned[incident] >= w.drawn.officers[incident]:
        return rule
    return min(own, rule)
