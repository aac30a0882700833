"""Random small areas, hot spots, problem files, and protected hours."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, durations, minutes

PLAN = {"patrol": 0.4, "problem_solving": 0.3, "enforcement": 0.3}


@st.composite
def pull_places(draw: st.DrawFn, data: Data, prevention: list[str]) -> None:
    """Put incidents in small areas, with patrols and files; mostly nothing."""
    if prevention and draw(chance(25)):
        draw(_protected_hours(data, draw(st.sampled_from(prevention))))
    if not prevention or not draw(chance(25)):
        return
    where: Data = {
        "number": {hub: draw(st.integers(3, 6)) for hub in data["hubs"]},
        "concentration": {"top_1_percent": 0.5, "next_4_percent": draw(minutes(0, 0.3))},
    }
    first = next(iter(data["incident_types"]))
    if draw(chance(40)):
        gathered = {"top_1_percent": 0.9, "next_4_percent": draw(minutes(0, 0.1))}
        where["concentration_by_type"] = {first: gathered}
    team = draw(st.sampled_from(prevention))
    data["teams"][team]["prevention_plan"] = PLAN
    data["demand"] = {**data.get("demand", {}), "ceiling": 3.0}
    if draw(chance(70)):
        where["hot_spots"] = {
            "areas": {hub: draw(st.integers(1, 3)) for hub in data["hubs"]},
            "teams": [team],
            "visit_min": draw(minutes(10, 30)),
            "from_hour": draw(st.integers(0, 23)),
            "until_hour": draw(st.integers(1, 24)),
            "enough_visits_per_day": draw(minutes(1, 2.5, 6)),
            "remembered_days": draw(st.integers(1, 3)),
            "reference_visits_per_day": draw(minutes(0, 0.5, 1)),
            "fall": {first: draw(minutes(0.1, 0.4))},
            "displaced_share": draw(minutes(0, 0.2)),
        }
    data["small_areas"] = where
    if draw(chance(70)):
        data["problem_files"] = {
            "harm": {first: draw(minutes(0.5, 2))},
            "opens_at_count": draw(st.integers(1, 3)),
            "opens_at_ratio": draw(minutes(0, 0.5)),
            "most_open": draw(st.integers(1, 3)),
            "work_hours": draw(durations(0.5, 2)),
            "enforcement_share": draw(minutes(0.25, 0.5)),
            "partner_wait_days": draw(durations(0.1, 0.5)),
            "shortest_spell_min": draw(minutes(0, 30, 60)),
            "goes_cold_days": draw(st.integers(1, 2)),
            "powers_mix": {0: 0.5, draw(st.integers(1, 3)): 0.5},
            "fall": draw(minutes(0.2, 0.9)),
            "lasts_days": draw(st.integers(1, 3)),
        }


@st.composite
def _protected_hours(draw: st.DrawFn, data: Data, team: str) -> None:
    posts = data["teams"][team]["posts"]
    data["teams"][team]["protected_hours"] = {
        "officers": {hub: draw(st.integers(1, max(1, int(n)))) for hub, n in posts.items()},
        "from_hour": draw(st.integers(0, 23)),
        "until_hour": draw(st.integers(1, 24)),
    }
    days = sorted(draw(st.lists(st.integers(0, data["run"]["days"]), max_size=2)))
    start = dt.date.fromisoformat(str(data["run"]["start"]))
    for name, day in zip(("first_day", "last_day"), days, strict=False):
        data["teams"][team]["protected_hours"][name] = start + dt.timedelta(days=day)
