"""A second opinion on repeats that depend on the service, worked out again when a run is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.vocabulary import CaseState
from tests.engine.judged import judges


@judges(
    "incident_types.repeat.depends_on.attended_late",
    "incident_types.repeat.depends_on.not_reached",
    "incident_types.repeat.depends_on.reached_within_hours",
    "incident_types.repeat.depends_on.arrest",
    "incident_types.repeat.depends_on.reference",
)
def service_at_the_end(w: Any, s: Any) -> Iterator[str]:
    """Question each repeat that came about, or did not, where nothing but the service matters."""
    drawn, rules = w.drawn, w.service
    for repeat in range(w.sizes.incidents):
        parent, kind = drawn.parent[repeat], drawn.type[repeat]
        due = drawn.created_ms[repeat]
        judged = drawn.repeat[repeat] and parent >= 0 and rules.depends[kind]
        if not judged or due >= w.sizes.horizon_ms or not s.incidents.state[parent]:
            continue
        if others_act(w, s) or drawn.cohort[repeat] or drawn.follow_up[parent] >= 0:
            continue
        factor = 1.0
        arrived, contacted = s.incidents.first_arrived_ms[parent], s.incidents.contacted_ms[parent]
        came = 0 <= arrived <= due
        if came and arrived > deadline(w, s, parent):
            factor *= rules.attended_late[kind] / 1e6
        limit = drawn.created_ms[parent] + rules.reached_within_ms[kind]
        reached = any(0 <= at <= limit for at in (arrived, contacted))
        screened = s.cases.state[parent] == CaseState.SCREENED_OUT
        screened = screened and s.cases.opened_ms[parent] <= due
        if (due >= limit and not reached) or screened:
            factor *= rules.not_reached[kind] / 1e6
        if came and s.incidents.arrested[parent]:
            factor *= rules.arrest[kind] / 1e6
        factor *= 1e12 / rules.reference[kind]
        close = abs(drawn.mark[repeat] - factor) < 10
        if not close and bool(s.incidents.state[repeat]) != (drawn.mark[repeat] < factor):
            yield f"repeat {repeat} of {parent} comes about, or does not, against {factor:.0f}"


def others_act(w: Any, s: Any) -> bool:
    """Return whether anything else acts on the number of incidents, which is not judged here."""
    heard = any(at >= 0 for at in s.safeguarding.heard_ms)
    places = any(w.small_areas.listed) or w.problem_files.per_hub > 0
    return bool(w.prevention_effect.acts) or w.operation_effects.acts or places or heard


def deadline(w: Any, s: Any, incident: int) -> int:
    """Return by when the first officer had to come."""
    grade = s.incidents.grade[incident]
    slot = s.incidents.first_appointment_ms[incident]
    if slot >= 0:
        return int(slot + w.grades.slot_ms[grade])
    return int(w.drawn.created_ms[incident] + w.grades.target_ms[grade])
