"""Random teams: posts, rotas, shifts, what each is told to do, and redeployment."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, minutes

ATTENDING = ("response", "neighbourhood", "enforcement", "pcso")
PREVENTION = ("neighbourhood", "enforcement", "pcso")
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
def teams(draw: st.DrawFn, hubs: list[str], has: dict[str, bool], attended: list[int]) -> Data:
    """Draw the teams that there are."""
    teams: Data = {}
    for name in ("response", *(name for name, there in has.items() if there)):
        places = ["force"] if name == "resolution_centre" else hubs
        team: Data = {"posts": {place: float(draw(st.integers(1, 5))) for place in places}}
        rota = draw(st.sampled_from(["always", *ROTAS]))
        team["rota"], works = rota, [rota]
        if draw(chance(20)):
            team["posts_from"] = draw(_later_posts(places))
        if rota != "always":
            if name != "resolution_centre":
                works += draw(_several_rotas(team, hubs))
            team |= draw(_hours(works))
        if name in ATTENDING:
            team |= draw(_attending_team(name))
        if name == "resolution_centre" and draw(chance(85)):
            team |= draw(_centre(rota, attended))
        if name in ("investigation", "public_protection"):
            team |= draw(_case_team(len(places)))
        if name == "pcso" and draw(chance(40)):
            team["deployment"] = "patches"
            team.pop("cross_hub_help", None)
        teams[name] = team
    return teams


@st.composite
def _later_posts(draw: st.DrawFn, places: list[str]) -> Data:
    """Draw posts from the second and third day of the run on; nobody may be left."""
    days = draw(st.sampled_from([["2026-01-06"], ["2026-01-07"], ["2026-01-06", "2026-01-07"]]))
    number = st.integers(0, 5).map(float)
    return {day: {draw(st.sampled_from(places)): draw(number)} for day in days}


@st.composite
def _several_rotas(draw: st.DrawFn, team: Data, hubs: list[str]) -> list[str]:
    """Let some of a team, or of its people at a hub, work other rotas; return these."""
    further = []
    if draw(chance(20)):
        other = draw(st.sampled_from([name for name in ROTAS if name != team["rota"]]))
        team["rota"] = {team["rota"]: 0.7, other: 0.3}
        further.append(other)
    if draw(chance(20)):
        other, half = draw(st.sampled_from(list(ROTAS))), draw(st.sampled_from(list(ROTAS)))
        said = other if other == half else {other: 0.5, half: 0.5}
        team["rota_by_hub"] = {draw(st.sampled_from(hubs)): said}
        further += [other, half]
    return further


@st.composite
def _attending_team(draw: st.DrawFn, name: str) -> Data:
    """Draw what a team has that attends incidents."""
    team: Data = {}
    if draw(chance(50)):
        team["idle_limit_min"] = draw(minutes(5, 30))
    if draw(chance(50)):
        within_min = draw(minutes(10, 30, 60))
        rule = {"rule": "emergencies", "calls_away": draw(st.booleans())}
        team["cross_hub_help"] = {**rule, "within_min": within_min}
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
    if draw(chance(20)):
        rules["opens_on"] = draw(st.sampled_from(["2026-01-05", "2026-01-06", "2026-01-07"]))
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
def _plan(draw: st.DrawFn) -> dict[str, float]:
    """Draw a plan: shares of some kinds of prevention work."""
    works = ["patrol", "problem_solving", "enforcement", "engagement"]
    chosen = draw(st.lists(st.sampled_from(works), min_size=1, unique=True))
    return {work: 1 / len(chosen) for work in chosen}


@st.composite
def _hours(draw: st.DrawFn, rotas: list[str]) -> Data:
    """Draw what shifts have: briefing, break, absence."""
    rules: Data = {
        "briefing_min": draw(minutes(0, 0, 5, 15)),
        "last_assignment_min": draw(minutes(0, 0, 30, 60)),
    }
    if draw(chance(60)):
        shifts = [shift for rota in rotas for shift in ROTAS[rota]["shifts"].values()]
        shortest = 60 * min(shift["hours"] for shift in shifts)
        length = draw(minutes(2, 20, 40))
        rules["breaks"] = {
            "minutes": length,
            "from_min": draw(minutes(0, 60, 120)),
            "until_min": draw(st.sampled_from([180.0, 300.0, shortest - length])),
        }
    if draw(chance(20)):
        rules["part_time"] = {
            "share_of_people": draw(minutes(0.3, 1)),
            "hours_share": draw(minutes(0.4, 0.5)),
        }
    if draw(chance(40)):
        rules["absence"] = {
            "leave": {"share": draw(minutes(0.1, 0.4)), "spell_days": draw(st.integers(1, 3))}
        }
    return rules


@st.composite
def redeployment(draw: st.DrawFn, prevention: list[str], attended: list[int]) -> Data:
    """Draw the rule of redeployment, and who is kept on prevention."""
    waiting = draw(st.integers(1, 3))
    rule = {
        "rule": draw(st.sampled_from(["queue_long", "queue_long", "one_pool"])),
        "who": draw(st.sampled_from(["nearest", "longest_on_prevention", "least_redeployed"])),
        "teams": draw(st.lists(st.sampled_from(prevention), min_size=1, unique=True)),
        "grades": draw(st.lists(st.sampled_from(attended), min_size=1, unique=True)),
        "waiting": waiting,
        "older_than_min": draw(minutes(0, 5, 15)),
        "recall_below": draw(st.integers(1, waiting)),
        "recall_after_min": draw(minutes(0, 10, 30)),
        "max_officers": draw(st.sampled_from([0, 0, 1, 2])),
    }
    if draw(chance(40)):
        teams = st.lists(st.sampled_from(prevention), min_size=1, unique=True)
        if draw(chance(30)):
            rule["rule"] = "never"
        rule["at_once"] = draw(st.dictionaries(st.sampled_from(attended), teams, min_size=1))
    if draw(chance(30)):
        rule["max_hours_per_shift"] = draw(minutes(0.5, 1, 2))
    others = [name for name in prevention if name not in rule["teams"]]
    if others and draw(chance(40)):
        rule["ring_fenced"] = [draw(st.sampled_from(others))]
    if draw(chance(30)):
        rule["rule_from"] = draw(_later_rules(prevention, attended, rule))
    return rule


@st.composite
def _later_rules(
    draw: st.DrawFn, prevention: list[str], attended: list[int], rule: Data
) -> dict[str, Data]:
    """Draw what of the rule changes on days of the run, and perhaps before or after it."""
    days = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"]
    teams = st.lists(st.sampled_from(prevention), min_size=1, unique=True)
    found: dict[str, Data] = {}
    for day in draw(st.lists(st.sampled_from(days), min_size=1, max_size=2, unique=True)):
        named = draw(teams)
        others = [name for name in prevention if name not in named]
        later = {
            "rule": draw(st.sampled_from(["never", "queue_long", "one_pool"])),
            "teams": named,
            "ring_fenced": others[: draw(st.integers(0, 1))],
            "at_once": draw(st.dictionaries(st.sampled_from(attended), teams, max_size=1)),
            "waiting": draw(st.integers(rule["recall_below"], 3)),
            "older_than_min": draw(minutes(0, 5, 15)),
        }
        kept = draw(st.sets(st.sampled_from(["rule", "waiting", "older_than_min", "at_once"])))
        found[day] = {name: value for name, value in later.items() if name not in kept}
    return found
