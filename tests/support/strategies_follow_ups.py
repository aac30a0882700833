"""Random types that share counts, and work that follows incidents, safeguarding included."""

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
    places = list(whole.get("per_hour") or whole.get("yearly_count") or data["districts"])
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
            "repeat_factor": draw(minutes(0, 0.5, 1)),
        }
    data["incident_types"] |= {"part": part, "task": work}


@st.composite
def pull_safeguarding(draw: st.DrawFn, data: Data) -> None:
    """Have public protection, if there is any, do more than investigate; mostly nothing."""
    if "public_protection" not in data["teams"] or not draw(chance(25)):
        return
    shares = {next(iter(data["incident_types"])): draw(minutes(0.5, 1))}
    found: Data = {}
    if draw(chance(75)):
        found["marac"] = {
            "referred_share": shares,
            "every_days": draw(st.integers(1, 2)),
            "start": draw(st.sampled_from(["00:00", "09:30"])),
            "slots": draw(st.integers(1, 3)),
            "prep_hours": draw(minutes(0, 0.5, 2)),
        }
        if draw(chance(50)):
            found["marac"]["first_meeting"] = data["run"]["start"]
    if draw(chance(75)):
        found["mash"] = {"reported_share": shares, "triage_min": draw(durations(0, 10, 40))}
    data["safeguarding"] = found


@st.composite
def pull_chasers(draw: st.DrawFn, data: Data) -> None:
    """Let callers call again, now and then opening logs of a type of their own."""
    if not draw(chance(25)):
        return
    chasers: Data = {
        "gap_hours": draw(durations(0, 0.5, 2)),
        "most": draw(st.integers(1, 7)),
        "grades": draw(st.lists(st.sampled_from(list(data["grades"])), unique=True)),
        "handling_min": draw(minutes(0, 5, 20)),
        "before_appointments": draw(st.booleans()),
    }
    if draw(chance(50)):
        whole = next(iter(data["incident_types"].values()))
        own = ("yearly_count", "recurring_tasks", "follow_up", "part_of", "share")
        work = {key: value for key, value in whole.items() if key not in own}
        data["incident_types"]["log"] = work | {"per_hour": {next(iter(data["districts"])): 0.0}}
        chasers |= {"new_log_share": draw(minutes(0.2, 1)), "new_log_type": "log"}
    data["chasers"] = chasers


@st.composite
def pull_cohorts(draw: st.DrawFn, data: Data) -> None:
    """Have some who offend often, and are managed; mostly none."""
    if not draw(chance(20)):
        return
    hub = next(iter(data["hubs"]))
    data["offender_management"] = {
        "prolific": {
            "share": {next(iter(data["incident_types"])): draw(minutes(0.3, 1))},
            "effect": draw(minutes(0, 0.5, 1)),
            "people": {hub: draw(st.integers(1, 20))},
            "hours_each_per_week": draw(minutes(0.5, 4)),
            "work": draw(st.sampled_from(["patrol", "enforcement"])),
            "work_share": draw(minutes(0, 0.5, 1)),
            "hours_per_week": {hub: draw(minutes(1, 20))},
            "memory_days": draw(st.integers(1, 4)),
        }
    }
