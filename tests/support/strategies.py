"""Random scenarios that are valid, small, and full of coincidences.

`scenarios()` draws plain data as a file would hold it; `sim.scenario.load.examine` accepts it.
Most numbers come from short lists of round ones, so that events fall together often.
"""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from sim.scenario.load import examine
from sim.scenario.schema.scenario import Scenario
from tests.support.strategies_demand import add_dynamics, dynamics
from tests.support.strategies_follow_ups import (
    pull_chasers,
    pull_cohorts,
    pull_follow_ups,
    pull_safeguarding,
)
from tests.support.strategies_incidents import POWERS, control_room, kind
from tests.support.strategies_parts import Data, chance, minutes
from tests.support.strategies_places import pull_places
from tests.support.strategies_response import pull_response
from tests.support.strategies_scalars import pull_scalars
from tests.support.strategies_settings import pull_settings
from tests.support.strategies_situations import GRADES, NEEDS, SITUATIONS
from tests.support.strategies_teams import ATTENDING, PREVENTION, ROTAS, redeployment, teams

#: Settings of teams that are given up where the checks will not have them.
REFUSED = ("held_back", "crewing", "students_share")
#: Minutes of the time grid; None is milliseconds.
GRIDS = (None, 1.0, 5.0)
#: A district that has several places.
WHOLE = "W"
#: Speeds by hour; None is the same at all hours.
BY_HOUR = (None, None, [0.25, 2.0] * 12, [1.0] * 8 + [0.5] * 12 + [4.0] * 4)


@st.composite
def scenarios(draw: st.DrawFn, situation: str | None = None) -> Data:
    """Draw the data of a valid scenario, if need be with one of `SITUATIONS` in it."""
    hubs = [f"H{n}" for n in range(draw(st.integers(1 if situation is None else 2, 3)))]
    others = draw(st.integers(0, 5 - len(hubs)))
    hub_of = {hub: hub for hub in hubs}
    hub_of |= {f"D{n}": draw(st.sampled_from(hubs)) for n in range(others)}
    has = {
        "neighbourhood": draw(chance(60)),
        "enforcement": draw(chance(25)),
        "pcso": draw(chance(40)),
        "resolution_centre": draw(chance(40)),
        "investigation": draw(chance(40)),
    }
    has["public_protection"] = has["investigation"] and draw(chance(30))
    has |= dict.fromkeys(NEEDS.get(situation or "", ()), True)
    grades = draw(_grades(has["resolution_centre"], None if situation is None else GRADES))
    attended = [n for n, grade in grades.items() if grade["served_by"] == "attendance"]
    present = [name for name in ATTENDING if name == "response" or has[name]]
    kinds = {
        f"kind{n}": draw(kind(list(hub_of), grades, attended, present, has))
        for n in range(draw(st.integers(1, 3)))
    }
    data: Data = {
        "name": "random",
        "protective_marking": "OFFICIAL",
        "run": {
            "start": "2026-01-05",
            "days": draw(st.integers(1, 3)),
            "warm_up_days": draw(st.integers(0, 1)),
            "seed": draw(st.integers(0, 1000)),
            "time_grid_min": draw(st.sampled_from(GRIDS)),
        },
        "districts": {name: draw(_district(hub)) for name, hub in hub_of.items()},
        "hubs": {hub: {"district": hub} for hub in hubs},
        "travel": draw(_travel()),
        "grades": grades,
        "incident_types": kinds,
        "rotas": ROTAS,
        "teams": draw(teams(hubs, has, attended)),
        "powers": POWERS,
    }
    if draw(chance(25)):
        data["control_room"] = draw(control_room(list(grades)))
    if has["investigation"] and draw(chance(50)):
        data["casework"] = draw(_casework())
    draw(pull_response(data, attended, present))
    if draw(chance(40)):
        data["prevention"] = {
            "shortest_spell_min": {"problem_solving": draw(minutes(30, 90)), "enforcement": 20.0}
        }
    for place in data["districts"].values():
        if draw(chance(30)):
            place["patches"] = draw(st.integers(1, 4))
    prevention = [name for name in PREVENTION if has[name]]
    if prevention and draw(chance(70)):
        data["redeployment"] = draw(redeployment(prevention, attended))
        if draw(chance(25)):
            data["redeployment"]["backfill"] = True
            posts = data["teams"]["response"]["posts"]
            data["teams"]["response"]["minimum_strength"] = {
                hub: draw(st.integers(1, int(number))) for hub, number in posts.items()
            }
    if situation is not None:
        draw(SITUATIONS[situation](data))
    if len(hub_of) > 1 and draw(chance(25)):
        _part(data, draw(st.lists(st.sampled_from(list(hub_of)), min_size=2, unique=True)))
    add_dynamics(data, draw(dynamics(data, prevention)))
    draw(pull_settings(data))
    draw(pull_follow_ups(data))
    draw(pull_chasers(data))
    draw(pull_safeguarding(data))
    draw(pull_cohorts(data))
    draw(pull_places(data, prevention))
    draw(pull_scalars(data))
    return _valid(data)


def _valid(data: Data) -> Data:
    """Give up what the checks will not have, or the whole example if it is something else."""
    for finding in examine(data)[1]:
        if finding.path[0] == "incident_types" and finding.path[-1] == "officers_mix":
            data["incident_types"][finding.path[1]]["officers_arrive"] = "join"
        if finding.path[0] == "grades" and finding.path[-1] == "interrupts":
            higher = [g for n, g in data["grades"].items() if n < finding.path[1]]
            grade = data["grades"][finding.path[1]]
            grade["interrupts"] = [
                work for work in grade["interrupts"] if all(work in g["interrupts"] for g in higher)
            ]
        if "agreed again" in finding.message:
            for each in data["grades"].values():
                if each.get("appointment"):
                    each["appointment"]["when_missed"] = "wait"
                    each["appointment"].pop("late_until", None)
        if finding.path[:3] == ("teams", "resolution_centre", "opening_hours"):
            data["teams"]["resolution_centre"].pop("opening_hours", None)
        if finding.path[0] == "teams" and finding.path[2] in REFUSED:
            data["teams"][finding.path[1]].pop(finding.path[2], None)
    assume(not examine(data)[1])
    return data


def scenario_of(data: Data) -> Scenario:
    """Return the scenario that valid data stands for."""
    scenario, found = examine(data)
    assert scenario is not None, found
    assert not found, found
    return scenario


@st.composite
def _district(draw: st.DrawFn, hub: str) -> Data:
    return {
        "hub": hub,
        "area_km2": draw(minutes(4, 25, 100)),
        "latitude": 51 + draw(minutes(0, 0.1, 0.2)),
        "longitude": draw(minutes(0, 0.1, 0.3)),
        "speed_factor": draw(st.sampled_from([1.0, 1.0, 0.5])),
    }


def _part(data: Data, places: list[str]) -> None:
    """Make places parts of one district, and count their incidents for it."""
    for place in places:
        data["districts"][place] |= {"part_of": WHOLE, "share": 1 / len(places)}
    for counted in data["incident_types"].values():
        rates = counted["per_hour"]
        counted["per_hour"] = {name: rate for name, rate in rates.items() if name not in places}
        counted["per_hour"][WHOLE] = sum(rates.get(place, 0.0) for place in places)


@st.composite
def _travel(draw: st.DrawFn) -> Data:
    if draw(chance(30)):
        return {"mode": "none"}
    return {
        "mode": "distance",
        "turnout_min": draw(minutes(0, 2)),
        "cv": draw(minutes(0, 0.5)),
        "varies_up_to_min": draw(st.sampled_from([None, 5.0])),
        "speed_factor_by_hour": draw(st.sampled_from(BY_HOUR)),
        "emergency_speed_factor_by_hour": draw(st.sampled_from(BY_HOUR)),
    }


@st.composite
def _grades(draw: st.DrawFn, with_desk: bool, given: list[int] | None) -> dict[int, Data]:
    """Draw one to three attended grades, unless they are given, and one or two for the desk."""
    attended = given or draw(st.sampled_from([[1], [1, 2], [1, 2, 3], [2, 3]]))
    grades: dict[int, Data] = {
        number: {
            "label": f"Grade {number}",
            "target_min": 15.0 * number,
            "served_by": "attendance",
            "emergency_travel": number == 1 and draw(st.booleans()),
            "interrupts": draw(_interrupts(number)),
            "when_all_busy": "lost" if draw(chance(10)) else "wait",
        }
        for number in attended
    }
    for number in draw(st.sampled_from([[4], [4, 5]])) if with_desk else []:
        grades[number] = {
            "label": "Desk",
            "target_min": 2880.0,
            "served_by": "resolution_centre",
            "when_all_busy": "lost" if draw(chance(10)) else "wait",
        }
    return grades


@st.composite
def _interrupts(draw: st.DrawFn, grade: int) -> list[str]:
    if not draw(chance(80 if grade == 1 else 15)):
        return []
    words = ["briefing", "break", "writing_up"]
    return [word for word in words if draw(st.booleans())]


@st.composite
def _casework(draw: st.DrawFn) -> Data:
    """Draw the rules of casework."""
    rules: Data = {"file_build": draw(st.sampled_from(["investigation", "response"]))}
    if rules["file_build"] == "response" and draw(chance(50)):
        rules["prisoner_files"] = "at_once"
    if draw(chance(30)):
        rules["screening"] = {"harm_below": draw(st.integers(1, 3)), "solvability_below": 0.5}
    if draw(chance(40)):
        rules["open_cases_weeks"] = draw(st.integers(1, 3))
    return rules


@st.composite
def levers(draw: st.DrawFn, data: Data) -> Data:
    """Draw a scenario in which one thing has been changed, as a planner would."""
    changed = {**data, "teams": {name: {**team} for name, team in data["teams"].items()}}
    team = changed["teams"][draw(st.sampled_from(sorted(data["teams"])))]
    lever = draw(
        st.sampled_from(["fewer", "more", "rota", "ring-fence", "drive", "lost", "demand"])
    )
    if lever == "fewer":
        team["posts"] = {place: max(1.0, posts - 1) for place, posts in team["posts"].items()}
    elif lever == "more":
        team["posts"] = {place: posts + 3 for place, posts in team["posts"].items()}
    elif lever == "rota" and team["rota"] != "always" and "breaks" not in team:
        team["rota"] = draw(st.sampled_from([*ROTAS]))
    elif lever == "ring-fence":
        changed.pop("redeployment", None)
    elif lever == "drive":
        changed["travel"] = draw(_travel())
    elif lever == "lost":
        changed["grades"] = {
            number: {**grade, "when_all_busy": "lost"} for number, grade in data["grades"].items()
        }
    elif lever == "demand":
        changed["incident_types"] = {
            name: {
                **kind,
                **{
                    key: {place: 2 * number for place, number in kind[key].items()}
                    for key in ("per_hour", "yearly_count")
                    if key in kind
                },
            }
            for name, kind in data["incident_types"].items()
        }
    return _valid(changed)
