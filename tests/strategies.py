"""Random scenarios that are valid, small, and full of coincidences.

`scenarios()` draws plain data as a file would hold it; `sim.scenario.load.examine` accepts it.
Most numbers come from short lists of round ones, so that events fall together often.
"""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from sim.scenario.load import examine
from sim.scenario.schema import Scenario
from tests.strategies_demand import add_dynamics, dynamics
from tests.strategies_parts import Data, chance, durations, minutes

ATTENDING = ("response", "neighbourhood", "enforcement", "pcso")
PREVENTION = ("neighbourhood", "enforcement", "pcso")
POWERS = {"seize": "take things away", "move": "send people away"}
#: Minutes of the time grid; None is milliseconds.
GRIDS = (None, 1.0, 5.0)


@st.composite
def scenarios(draw: st.DrawFn) -> Data:
    """Draw the data of a valid scenario."""
    hubs = [f"H{n}" for n in range(draw(st.integers(1, 3)))]
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
    grades = draw(_grades(has["resolution_centre"]))
    attended = [n for n, grade in grades.items() if grade["served_by"] == "attendance"]
    present = [name for name in ATTENDING if name == "response" or has[name]]
    kinds = {
        f"kind{n}": draw(_kind(list(hub_of), grades, attended, present, has))
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
        "teams": draw(_teams(hubs, has, attended)),
        "powers": POWERS,
    }
    if has["investigation"] and draw(chance(50)):
        data["casework"] = draw(_casework())
    draw(_pull_response(data, attended, present))
    if draw(chance(40)):
        data["prevention"] = {
            "shortest_spell_min": {"problem_solving": draw(minutes(30, 90)), "enforcement": 20.0}
        }
    for place in data["districts"].values():
        if draw(chance(30)):
            place["patches"] = draw(st.integers(1, 4))
    prevention = [name for name in PREVENTION if has[name]]
    if prevention and draw(chance(70)):
        data["redeployment"] = draw(_redeployment(prevention, attended))
        if draw(chance(25)):
            data["redeployment"]["backfill"] = True
            posts = data["teams"]["response"]["posts"]
            data["teams"]["response"]["minimum_strength"] = {
                hub: draw(st.integers(1, int(number))) for hub, number in posts.items()
            }
    add_dynamics(data, draw(dynamics(data, prevention)))
    return _valid(data)


def _valid(data: Data) -> Data:
    """Give up what the checks will not have, or the whole example if it is something else."""
    for finding in examine(data)[1]:
        if finding.path[0] == "incident_types" and finding.path[-1] == "officers_mix":
            data["incident_types"][finding.path[1]]["officers_arrive"] = "join"
        if finding.path[:3] == ("teams", "resolution_centre", "opening_hours"):
            data["teams"]["resolution_centre"].pop("opening_hours", None)
        if finding.path[0] == "teams" and finding.path[2] in ("held_back", "crewing"):
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
def _pull_response(draw: st.DrawFn, data: Data, attended: list[int], present: list[str]) -> None:
    """Pull levers of Response, in some of the scenarios and few at a time."""
    if not draw(chance(60)):
        return
    grades, kinds, teams = data["grades"], data["incident_types"], data["teams"]
    first = min(attended)
    if draw(chance(45)):
        work = draw(st.sampled_from([["travel"], ["travel", "scene"], ["scene"]]))
        grades[first]["interrupts"] = [*grades[first]["interrupts"], *work]
        takes = draw(st.sampled_from(["lowest_grade", "nearest", "latest"]))
        data["preemption"] = {"takes": takes, "interruptions_limit": draw(st.integers(1, 3))}
    if draw(chance(20)) and {"briefing", "break", "writing_up"} & set(grades[first]["interrupts"]):
        grades[first]["calls_away"] = "when_nearer"
    if draw(chance(25)):
        data["dispatch"] = {"rule": draw(st.sampled_from(["longest_idle", "least_loaded"]))}
    for grade in attended:
        waits = grades[grade]["when_all_busy"] == "wait"
        if waits and draw(chance(20)):
            grades[grade]["patience"] = {
                "minutes": draw(durations(5, 30, 60)),
                "upgraded_share": draw(minutes(0, 0.5)) if grade > first else 0.0,
                "upgraded_to": first if grade > first else None,
            }
        elif waits and grade > 2 and draw(chance(20)):
            grades[grade]["appointment"] = {
                "earliest": draw(st.sampled_from(["00:00", "09:00"])),
                "latest": draw(st.sampled_from(["09:00", "20:00"])),
                "notice_min": draw(minutes(0, 60)),
                "within_days": draw(st.integers(0, 1)),
                "slot_min": draw(minutes(30, 60)),
            }
    for kind in kinds.values():
        if draw(chance(25)):
            kind["arrest"] = draw(_arrest(list(kind["grade_mix"])))
        kind["relayable"] = draw(chance(20))
        if kind["relayable"]:
            kind["scene_min"] = draw(durations(60, 300))
        kind["interruptible"] = draw(chance(75))
    for name in present:
        draw(_pull_team(data, teams[name], attended, name == "response"))


@st.composite
def _arrest(draw: st.DrawFn, grades: list[int]) -> Data:
    """Return arrests, now and then at one grade only."""
    rule: Data = {"share": draw(minutes(0.2, 1)), "custody_min": draw(durations(0, 30, 120))}
    if draw(chance(25)):
        rule["grades"] = [draw(st.sampled_from(sorted(grades)))]
    return rule


@st.composite
def _pull_team(
    draw: st.DrawFn, data: Data, team: Data, attended: list[int], is_response: bool
) -> None:
    """Pull levers of one team that attends."""
    if len(attended) > 1 and draw(chance(20)):
        team["held_back"] = {draw(st.sampled_from(attended[1:])): 1}
    if draw(chance(25)):
        team["cross_hub_help"] = {
            "rule": "after_wait",
            "grades": draw(st.lists(st.sampled_from(attended), min_size=1, unique=True)),
            "after_min": draw(minutes(0, 10, 30)),
            "within_min": draw(minutes(10, 30, 60)),
        }
    if is_response and draw(chance(25)):
        team["crewing"] = {"double_share": draw(minutes(0.5, 1))}
    if draw(chance(20)):
        data["custody_suites"] = [draw(st.sampled_from(list(data["districts"])))]


@st.composite
def _district(draw: st.DrawFn, hub: str) -> Data:
    return {
        "hub": hub,
        "area_km2": draw(minutes(4, 25, 100)),
        "latitude": 51 + draw(minutes(0, 0.1, 0.2)),
        "longitude": draw(minutes(0, 0.1, 0.3)),
    }


@st.composite
def _travel(draw: st.DrawFn) -> Data:
    if draw(chance(30)):
        return {"mode": "none"}
    return {
        "mode": "distance",
        "turnout_min": draw(minutes(0, 2)),
        "cv": draw(minutes(0, 0.5)),
    }


@st.composite
def _grades(draw: st.DrawFn, with_desk: bool) -> dict[int, Data]:
    """Draw one to three attended grades, and one or two for the desk."""
    attended = draw(st.sampled_from([[1], [1, 2], [1, 2, 3], [2, 3]]))
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
def _kind(
    draw: st.DrawFn,
    districts: list[str],
    grades: dict[int, Data],
    attended: list[int],
    present: list[str],
    has: dict[str, bool],
) -> Data:
    """Draw an incident type."""
    rates = {name: draw(minutes(0, 0.2, 0.5, 1)) for name in districts}
    kind: Data = {
        "label": "Something",
        "basis": "assumption",
        "per_hour": rates,
        "grade_mix": draw(_mix(list(grades))),
        "attended_by": draw(st.permutations(present).map(tuple)),
        "officers_mix": draw(_mix([1, 2, 3])),
        "officers_arrive": draw(st.sampled_from(["join", "together"])),
        "bypass": draw(chance(60)),
        "scene_min": draw(durations(0, 10, 30, 60)),
    }
    if draw(chance(20)):
        kind["needs_power"] = draw(st.sampled_from(sorted(POWERS)))
    kind["attended_by"] = list(kind["attended_by"][: draw(st.integers(1, len(present)))])
    if draw(chance(50)):
        kind["writing_up_min"] = draw(durations(5, 20, 40))
    if has["resolution_centre"]:
        kind["resolution_centre"] = {
            "handling_min": draw(durations(5, 20)),
            "resolved_share": draw(minutes(0, 0.5, 1)),
            "sent_on_as": draw(st.sampled_from(attended)),
        }
        if draw(chance(85)):
            kind["resolution_centre"] |= draw(_passed_on(attended, kind, has))
    if has["investigation"] and "investigation" not in kind and draw(chance(70)):
        kind["investigation"] = {
            "share": draw(minutes(0.3, 1)),
            "work_hours": draw(durations(0, 0.5, 2)),
            "episodes": draw(st.integers(1, 3)),
            "harm": draw(st.integers(0, 2)),
        }
        if draw(chance(60)):
            kind["investigation"]["waits_days"] = draw(durations(0, 0.1, 0.5))
        kind["investigation"] |= draw(_case_rules(has))
    return kind


@st.composite
def _passed_on(draw: st.DrawFn, attended: list[int], kind: Data, has: dict[str, bool]) -> Data:
    """Draw where the desk passes cases on to."""
    work: Data = {"sent_on_as": draw(_mix(attended))}
    if has["investigation"]:
        kind["investigation"] = {
            "share": 0.0,
            "work_hours": draw(durations(0.5, 2)),
        }
        work["to_investigation_share"] = 0.5
    if kind["attended_by"][0] != "response":
        work["to_prevention_share"] = draw(minutes(0.3, 0.5))
        work["to_prevention_as"] = draw(st.sampled_from(attended))
    return work


@st.composite
def _centre(draw: st.DrawFn, rota: str, attended: list[int]) -> Data:
    """Draw what the Resolution Centre has beyond other teams."""
    rules: Data = {}
    if draw(chance(85)):
        rules["attempts"] = {
            "reached_share": draw(minutes(0.3, 0.7)),
            "failed_min": draw(minutes(0, 1, 5)),
            "again_after_min": draw(minutes(0, 30, 60)),
            "most": draw(st.integers(1, 4)),
            "no_reply_as": draw(st.sampled_from([None, *attended])),
        }
    rules["queue"] = draw(st.sampled_from(["first_come", "harm_first", "shortest_first"]))
    if draw(chance(30)):
        rules["resolved_share"] = draw(minutes(0, 0.1, 0.25))
    if draw(chance(50)):
        hours = {"office": ("08:00", "16:00"), "all-but": ("00:00", "23:30")}
        opens, closes = hours.get(rota, ("07:00", "19:00"))
        day = {"opens": opens, "closes": draw(st.sampled_from(["12:00", closes]))}
        closed = draw(st.sampled_from(["weekdays", "weekends", None]))
        rules["opening_hours"] = {days: day for days in ("weekdays", "weekends") if days != closed}
    return rules


@st.composite
def _case_rules(draw: st.DrawFn, has: dict[str, bool]) -> Data:
    """Draw who works the cases of a type, and what they come with."""
    rules: Data = {}
    if has["public_protection"] and draw(chance(50)):
        rules |= {"investigated_by": "public_protection", "specialist_share": draw(minutes(0.5, 1))}
    if draw(chance(30)):
        rules["needs_skill"] = draw(st.sampled_from(["fraud", "rape"]))
    if draw(chance(30)):
        rules["retained_share"] = draw(minutes(0.5, 1))
    if draw(chance(30)):
        rules |= {"in_custody_share": draw(minutes(0.3, 1)), "custody_deadline_hours": 6.0}
    if draw(chance(40)):
        rules |= {"charged_share": 0.5, "file_build_hours": draw(durations(0.5, 1))}
    return rules


@st.composite
def _casework(draw: st.DrawFn) -> Data:
    """Draw the rules of casework."""
    rules: Data = {"file_build": draw(st.sampled_from(["investigation", "response"]))}
    if draw(chance(30)):
        rules["screening"] = {"harm_below": draw(st.integers(1, 3)), "solvability_below": 0.5}
    if draw(chance(40)):
        rules["open_cases_weeks"] = draw(st.integers(1, 3))
    return rules


@st.composite
def _mix(draw: st.DrawFn, keys: list[int]) -> dict[int, float]:
    """Draw shares of some of the keys."""
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=len(keys), unique=True))
    if len(chosen) == 1:
        return {chosen[0]: 1.0}
    rest = [0.5 / (len(chosen) - 1)] * (len(chosen) - 1)
    return dict(zip(chosen, [0.5, *rest], strict=True))


ROTAS: Data = {
    # Two groups that relieve each other, with gaps and overlaps.
    "day-and-night": {
        "shifts": {
            "day": {"start": "07:00", "hours": 12.5},
            "night": {"start": "19:00", "hours": 12.5},
        },
        "pattern": ["day", "night", "rest", "rest"],
        "groups": 4,
    },
    "office": {"shifts": {"day": {"start": "08:00", "hours": 8.0}}, "pattern": ["day"]},
    # Shifts of one person that touch, or all but touch.
    "on-end": {"shifts": {"all": {"start": "06:00", "hours": 24.0}}, "pattern": ["all"]},
    "all-but": {
        "shifts": {"a": {"start": "00:00", "hours": 12.0}, "b": {"start": "12:00", "hours": 11.5}},
        "pattern": ["a", "rest", "b", "a", "b"],
    },
    "half-days": {
        "shifts": {"a": {"start": "06:00", "hours": 6.0}, "b": {"start": "18:00", "hours": 12.0}},
        "pattern": ["a", "b"],
        "groups": 2,
    },
}


@st.composite
def _teams(draw: st.DrawFn, hubs: list[str], has: dict[str, bool], attended: list[int]) -> Data:
    """Draw the teams that there are."""
    teams: Data = {}
    for name in ("response", *(name for name, there in has.items() if there)):
        places = ["force"] if name == "resolution_centre" else hubs
        team: Data = {"posts": {place: float(draw(st.integers(1, 5))) for place in places}}
        team["rota"] = draw(st.sampled_from(["always", *ROTAS]))
        if team["rota"] != "always":
            team |= draw(_hours(team["rota"]))
        if name in ATTENDING:
            team |= draw(_attending_team(name))
        if name == "resolution_centre" and draw(chance(85)):
            team |= draw(_centre(team["rota"], attended))
        if name in ("investigation", "public_protection"):
            team |= draw(_case_team(len(places)))
        if name == "pcso" and draw(chance(40)):
            team["deployment"] = "patches"
            team.pop("cross_hub_help", None)
        teams[name] = team
    return teams


@st.composite
def _attending_team(draw: st.DrawFn, name: str) -> Data:
    """Draw what a team has that attends incidents."""
    team: Data = {}
    if draw(chance(50)):
        team["idle_limit_min"] = draw(minutes(5, 30))
    if draw(chance(50)):
        within_min = draw(minutes(10, 30, 60))
        team["cross_hub_help"] = {"rule": "emergencies", "within_min": within_min}
    if name in PREVENTION:
        team["prevention_planned_share"] = draw(minutes(0, 0.5))
        if draw(chance(60)):
            team["prevention_plan"] = draw(_plan())
    if draw(chance(20)):
        team["powers"] = draw(st.sampled_from([[], ["seize"], ["move", "seize"]]))
    return team


@st.composite
def _case_team(draw: st.DrawFn, places: int) -> Data:
    """Draw how a team works its cases."""
    team: Data = {"skills": {"fraud": draw(minutes(0.3, 1)), "rape": draw(minutes(0.5, 1))}}
    if draw(chance(60)):
        team["caseload_limit"] = draw(st.integers(1, 3))
    team["allocation"] = draw(st.sampled_from(["least_loaded", "longest_free", "by_turn"]))
    if draw(chance(30)):
        team |= {"work": "shared", "slice_min": draw(minutes(10, 30))}
    if places > 1 and draw(chance(40)):
        team["lends"] = "when_idle"
    return team


@st.composite
def _plan(draw: st.DrawFn) -> dict[str, float]:
    """Draw a plan: shares of some kinds of prevention work."""
    works = ["patrol", "problem_solving", "enforcement", "engagement"]
    chosen = draw(st.lists(st.sampled_from(works), min_size=1, unique=True))
    return {work: 1 / len(chosen) for work in chosen}


@st.composite
def _hours(draw: st.DrawFn, rota: str) -> Data:
    """Draw what shifts have: briefing, break, absence."""
    rules: Data = {
        "briefing_min": draw(minutes(0, 0, 5, 15)),
        "last_assignment_min": draw(minutes(0, 0, 30, 60)),
    }
    if draw(chance(60)):
        shortest = 60 * min(shift["hours"] for shift in ROTAS[rota]["shifts"].values())
        length = draw(minutes(2, 20, 40))
        rules["breaks"] = {
            "minutes": length,
            "from_min": draw(minutes(0, 60, 120)),
            "until_min": draw(st.sampled_from([180.0, 300.0, shortest - length])),
        }
    if draw(chance(40)):
        rules["absence"] = {
            "leave": {"share": draw(minutes(0.1, 0.4)), "spell_days": draw(st.integers(1, 3))}
        }
    return rules


@st.composite
def _redeployment(draw: st.DrawFn, prevention: list[str], attended: list[int]) -> Data:
    waiting = draw(st.integers(1, 3))
    return {
        "rule": draw(st.sampled_from(["queue_long", "queue_long", "one_pool"])),
        "who": draw(st.sampled_from(["nearest", "longest_on_prevention", "least_redeployed"])),
        "teams": draw(st.lists(st.sampled_from(prevention), min_size=1, unique=True)),
        "grades": draw(st.lists(st.sampled_from(attended), min_size=1, unique=True)),
        "waiting": waiting,
        "older_than_min": draw(minutes(0, 5, 15)),
        "recall_below": draw(st.integers(1, waiting)),
        "recall_after_min": draw(minutes(0, 10, 30)),
    }


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
            name: {**kind, "per_hour": {d: 2 * rate for d, rate in kind["per_hour"].items()}}
            for name, kind in data["incident_types"].items()
        }
    return _valid(changed)
