"""The heading of an incident's story: what and when it was, and what it needed."""

from __future__ import annotations

from sim.report.story.words import TEAM_WORDS, Words
from sim.scenario.schema.demand_changes import UNPREVENTED
from sim.wording import counted
from sim.world.incident_names import parent_of


def heading(words: Words, incident: int) -> list[str]:
    """Say what the incident is."""
    drawn = words.world.drawn
    kind = words.scenario.incident_types[words.names.types[drawn.type[incident]]]
    district = words.names.districts[drawn.district[incident]]
    hub = words.names.hubs[drawn.hub[incident]]
    needed = int(drawn.officers[incident])
    lines = [
        f"Incident {words.incident(incident)} (number {incident})",
        f"{kind.label} in {district}, hub {hub}; {words.grade(int(drawn.grade[incident]))}",
    ]
    grade = int(words.state.incidents.grade[incident])
    teams = words.attending(incident, grade) if grade else []
    if teams:
        how = " together" if drawn.together[incident] and needed > 1 else ""
        attending = ", else ".join(TEAM_WORDS[role][1] for role in teams)
        lines.append(f"needs {counted(needed, 'officer')}{how}; attended by {attending}")
    parent = parent_of(words.world, words.names, incident)
    if parent is not None:
        does = "follows" if drawn.task[incident] else "repeats"
        lines.append(f"{does} {parent}{_when_it_was(words, incident)}")
    layer = words.names.layers[drawn.layer[incident]]
    if layer.endswith(UNPREVENTED):
        lines.append("comes about only while less prevention is delivered than at the reference")
    elif layer:
        lines.append(f"comes with the change of demand {layer!r}, beyond the counts of the type")
    if drawn.created_ms[incident] < words.world.sizes.warm_up_ms:
        lines.append("lies in the warm-up and counts in no measure")
    return lines


def _when_it_was(words: Words, incident: int) -> str:
    """Say when the incident was created that this one repeats or follows."""
    parent = int(words.world.drawn.parent[incident])
    if parent < 0:
        return ", which came before the run"
    return f" (number {parent}), of {words.stamp(int(words.world.drawn.created_ms[parent]))}"
