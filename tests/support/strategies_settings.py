"""Random settings that the other strategies leave alone: a few at a time, after all other draws."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, minutes

HOURS_A_YEAR = 8760
#: Nobody calls at night; more call at weekends.
SHAPES: Data = {
    "evening": {
        "hour_of_day": [0.0] * 6 + [1.0] * 12 + [2.0] * 6,
        "day_of_week": [1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 1.0],
    }
}
MONTH_SHAPES: Data = {"winter": [2.0, *[1.0] * 10, 2.0]}


@st.composite
def pull_settings(draw: st.DrawFn, data: Data) -> None:
    """Change some settings of a scenario that is drawn already."""
    if not draw(chance(50)):
        return
    travel = data["travel"]
    if travel["mode"] == "distance" and draw(chance(30)):
        travel["road_factor"] = draw(minutes(1, 1.6))
        travel["speed_km_per_hour"] = draw(minutes(20, 60))
        travel["emergency_speed_km_per_hour"] = draw(minutes(45, 90))
        travel["within_district_factor"] = draw(minutes(0.3, 0.8))
    for grade in data["grades"].values():
        if draw(chance(20)):
            grade["target_share"] = draw(minutes(0.5, 0.9))
    for kind in data["incident_types"].values():
        draw(_kind(data, kind))
    for name, team in data["teams"].items():
        draw(_team(data, name, team))
    if draw(chance(20)):
        data["headlines"] = draw(_headlines(data))


@st.composite
def _headlines(draw: st.DrawFn, data: Data) -> Data:
    """Draw what a comparison gives a verdict about, and which change matters."""
    grades = st.lists(st.sampled_from(list(data["grades"])), unique=True)
    return {
        "response_time_mean_min": {
            "smallest_difference_that_matters": draw(minutes(0, 1)),
            "by_grade": {grade: draw(minutes(0, 2)) for grade in draw(grades)},
            "why": "less than a week differs by chance",
            "hubs": draw(st.sampled_from([[], list(data["hubs"])[:1]])),
            "grades": draw(grades),
        },
        "prevention_hours_delivered": {"team": draw(st.sampled_from(["all", "response"]))},
    }


@st.composite
def _kind(draw: st.DrawFn, data: Data, kind: Data) -> None:
    """Change how many incidents of a type there are, when, and who attends them by grade."""
    if draw(chance(20)):
        per_hour = kind.pop("per_hour")
        kind["yearly_count"] = {name: HOURS_A_YEAR * rate for name, rate in per_hour.items()}
    if draw(chance(20)):
        data["shapes"], kind["hour_shape"] = SHAPES, "evening"
    if draw(chance(20)):
        data["month_shapes"], kind["month_shape"] = MONTH_SHAPES, "winter"
    attended = [n for n, grade in data["grades"].items() if grade["served_by"] == "attendance"]
    if isinstance(kind["attended_by"], list) and len(attended) > 1 and draw(chance(20)):
        who, last = kind["attended_by"], attended[-1]
        kind["attended_by"] = dict.fromkeys(attended[:-1], who)
        data["grades"][last]["attended_by"] = draw(st.sampled_from([attended[0], who]))


@st.composite
def _team(draw: st.DrawFn, data: Data, name: str, team: Data) -> None:
    """Change what a team costs, where it parades, and what else is its own."""
    if draw(chance(20)):
        team |= {"cost_per_post_gbp": 50000.0, "overtime_gbp_per_hour": 28.0}
    if draw(chance(10)):
        team |= {"supervisors_share": 0.1, "restricted_duties_share": draw(minutes(0, 0.1))}
    if "force" not in team["posts"] and draw(chance(20)):
        team["stations"] = draw(_stations(data, list(team["posts"])))
    if name in ("response", "investigation") and draw(chance(30)):
        team["open_cases_delay_days"] = draw(minutes(0, 2))
    rotas = [team["rota"]] if isinstance(team["rota"], str) else list(team["rota"])
    if "skills" in team and rotas != ["always"] and draw(chance(40)):
        team["other_duties"] = {"court": draw(minutes(0.1, 0.3)), "meetings": 0.1}
    if "crewing" in team and rotas != ["always"] and draw(chance(50)):
        shifts = sorted({shift for rota in rotas for shift in data["rotas"][rota]["shifts"]})
        team["crewing"]["shifts"] = [draw(st.sampled_from(shifts))]
    if team.get("prevention_plan") and draw(chance(30)):
        team["asb_powers_per_hour"] = {next(iter(team["prevention_plan"])): 0.5}
    if name == "resolution_centre" and draw(chance(40)):
        team["satisfied"] = {"at_once": 0.8, "lost_per_hour": 0.01, "lowest": 0.4}
        team["understood"] = {"at_once": 0.9, "lost_per_hour": 0.003, "lowest": 0.7}


@st.composite
def _stations(draw: st.DrawFn, data: Data, hubs: list[str]) -> Data:
    """Draw in which districts of its own the people of each hub parade."""
    found: Data = {}
    for hub in hubs:
        own = [name for name, place in data["districts"].items() if place["hub"] == hub]
        chosen = draw(st.lists(st.sampled_from(own), min_size=1, unique=True))
        found[hub] = {name: 1 / len(chosen) for name in chosen}
    return found
