"""Random growth, shocks, repeats, effects of prevention, and operations."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, minutes


@st.composite
def dynamics(draw: st.DrawFn, data: Data, prevention: list[str]) -> Data:
    """Draw what moves demand, and operations; mostly nothing."""
    found: Data = {"demand": {}, "kinds": {}, "operations": {}}
    if draw(chance(15)):
        found["demand"]["growth"] = draw(minutes(0.8, 1.1, 1.5))
    if draw(chance(20)):
        change: Data = {"from_hour": draw(st.integers(0, 23))}
        change["until_hour"] = draw(st.integers(1, 24))
        if draw(chance(25)):
            change |= {"first_day": "2026-01-05", "last_day": "2026-01-06"}
        if "last_day" in change and draw(st.booleans()):
            change |= {"factor": 3, "decay_half_life_days": draw(minutes(0.5, 2))}
        elif draw(st.booleans()):
            change["factor"] = draw(minutes(0, 0.5, 1, 3))
        else:
            change["extra_per_hour"] = draw(minutes(0, 1))
            change["types"] = list(data["incident_types"])[:1]
            place = next(iter(data["districts"].values()))
            change["districts"] = [place.get("part_of", next(iter(data["districts"])))]
        found["demand"]["changes"] = {"shock": change}
    if draw(chance(15)):
        found["demand"]["day_factor"] = {"cv": draw(minutes(0.1, 0.5, 1))}
    if draw(chance(15)):
        grade = draw(st.sampled_from(list(data["grades"])))
        found["demand"]["closed_without_visit"] = {grade: draw(minutes(0.2, 0.6))}
        found["demand"]["closed_without_visit_factor"] = draw(minutes(0.5, 1, 3))
    if draw(chance(15)):
        found["demand"]["recorded_share"] = draw(minutes(0.5, 0.9))
    if draw(chance(20)):
        found["kinds"]["repeat"] = {
            "share": draw(minutes(0, 0.2, 0.5)),
            "delay_days": {"distribution": "exponential", "mean": draw(minutes(0.5, 3))},
            "within_days": draw(st.integers(1, 4)),
            "most": draw(st.integers(1, 3)),
        }
        found["kinds"]["repeat"] |= draw(repeats_that_differ())
    if prevention and draw(chance(20)):
        works = draw(st.sampled_from([["patrol"], ["engagement", "patrol"], ["problem_solving"]]))
        most = 0.2 / len(works)
        found["kinds"]["prevention_elasticity"] = {
            work: draw(minutes(most / 2, most)) for work in works
        }
        found["demand"]["prevention"] = {
            "reference_hours_per_week": {
                work: {hub: draw(minutes(10, 100)) for hub in data["hubs"]} for work in works
            },
            "half_life_days": {work: draw(minutes(0.5, 4)) for work in works},
            "saturation": draw(minutes(0.5, 2)),
            "team_weights": {prevention[0]: draw(minutes(0.5, 1))},
        }
        found["demand"]["ceiling"] = draw(minutes(1.9, 1.95))
    if draw(chance(20)):
        found["operations"]["match"] = draw(operation(data, prevention))
    return found


@st.composite
def operation(draw: st.DrawFn, data: Data, prevention: list[str]) -> Data:
    """Draw an operation, which half of the time prevents something."""
    team = draw(st.sampled_from(["response", *prevention]))
    match: Data = {
        "team": team,
        "dates": draw(st.sampled_from([["2026-01-05"], ["2026-01-05", "2026-01-06"]])),
        "start": draw(st.sampled_from(["00:00", "06:30", "12:00", "19:00"])),
        "hours": draw(minutes(0.25, 3, 14, 24)),
        "officers": {hub: draw(st.integers(1, 3)) for hub in list(data["hubs"])[:2]},
        "longest_duty_hours": draw(minutes(4, 10, 16)),
    }
    if draw(st.booleans()):
        match |= {
            "targets": {
                "types": list(data["incident_types"])[:1],
                "districts": draw(st.sampled_from([[], list(data["districts"])[:1]])),
            },
            "effect": draw(minutes(0.2, 0.6)),
            "residual_days": draw(st.integers(0, 2)),
            "counts_as": draw(st.sampled_from(["patrol", "enforcement", None])),
            "days_of_week": draw(st.sampled_from([[], ["Monday", "Tuesday"]])),
            "first_day": "2026-01-05",
            "last_day": draw(st.sampled_from(["2026-01-05", "2026-01-08"])),
        }
    return match


def add_dynamics(data: Data, found: Data) -> None:
    """Put what moves demand in its places; an operation takes nobody who is not there."""
    for kind in data["incident_types"].values():
        kind.update(found["kinds"])
    for operation in found["operations"].values():
        posts = data["teams"][operation["team"]]["posts"]
        operation["officers"] = {
            hub: min(n, int(posts[hub])) for hub, n in operation["officers"].items()
        }
        data["operations"] = found["operations"]
    if found["demand"]:
        data["demand"] = found["demand"]


@st.composite
def repeats_that_differ(draw: st.DrawFn) -> Data:
    """Draw chains that go on for longer, and what the service does to repeats; mostly nothing."""
    found: Data = {}
    if draw(chance(30)):
        found["often"] = {
            "share_of_first": draw(minutes(0, 0.3, 1)),
            "share": draw(minutes(0.3, 0.5)),
            "most": draw(st.integers(2, 6)),
        }
    if draw(chance(50)):
        found["depends_on"] = {
            "attended_late": draw(minutes(1, 1.2)),
            "not_reached": draw(minutes(0.9, 1.1)),
            "arrest": draw(minutes(0.8, 1)),
            "heard_at_marac": draw(minutes(0.9, 1)),
            "reached_within_hours": draw(minutes(2, 12, 48)),
            "reference": draw(minutes(1, 1.05)),
            "ceiling": draw(st.sampled_from([None, 1.6])),
        }
    return found
