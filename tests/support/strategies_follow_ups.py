"""Random types that share counts, and work that follows incidents."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, durations, minutes


@st.composite
def pull_follow_ups(draw: st.DrawFn, data: Data) -> None:
    """Make a part of the first type, followed by tasks and a visit; mostly nothing."""
    if not draw(chance(20)):
        return
    first, whole = next(iter(data["incident_types"].items()))
    own = ("per_hour", "yearly_count", "recurring_tasks", "follow_up")
    plain = {key: value for key, value in whole.items() if key not in own}
    share = draw(minutes(0, 0.3, 1))
    places = list(whole.get("per_hour") or data["districts"])
    part = {**plain, "part_of": first, "share": draw(st.sampled_from([share, {places[0]: share}]))}
    work = {**plain, "per_hour": {places[0]: draw(minutes(0, 0.2))}}
    if draw(chance(75)):
        part["recurring_tasks"] = {
            "type": "task",
            "every_hours": draw(minutes(0.5, 2, 6)),
            "until_hours": draw(durations(0, 3, 12)),
            "most": draw(st.integers(1, 4)),
        }
    if draw(chance(75)):
        part["follow_up"] = {
            "type": "task",
            "share": draw(minutes(0, 0.5, 1)),
            "after_hours": draw(durations(0, 1, 6)),
        }
    data["incident_types"] |= {"part": part, "task": work}
