"""Random levers of Response: a few at a time, in some of the scenarios."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, durations, minutes

#: When a custody suite may be closed.
CLOSINGS: tuple[Data, ...] = (
    {"from_hour": 22, "until_hour": 6},
    {"days_of_week": ["Tuesday", "Wednesday"]},
    {"first_day": "2026-01-06", "last_day": "2026-01-06", "from_hour": 8},
)


@st.composite
def pull_response(draw: st.DrawFn, data: Data, attended: list[int], present: list[str]) -> None:
    """Pull levers of Response, in some of the scenarios and few at a time."""
    if not draw(chance(60)):
        return
    grades, kinds, teams = data["grades"], data["incident_types"], data["teams"]
    first = min(attended)
    if draw(chance(45)):
        work = draw(st.sampled_from([["travel"], ["travel", "scene"], ["scene"]]))
        grades[first]["interrupts"] = [*grades[first]["interrupts"], *work]
        who = draw(st.sampled_from(["lowest_grade", "nearest", "latest"]))
        data["preemption"] = {"who": who, "interruptions_limit": draw(st.integers(1, 3))}
    if draw(chance(20)) and {"briefing", "break", "writing_up"} & set(grades[first]["interrupts"]):
        grades[first]["calls_away"] = "when_nearer"
    if draw(chance(25)):
        data["dispatch"] = {"rule": draw(st.sampled_from(["longest_idle", "least_loaded"]))}
    data["writing_up"] = draw(writing_up())
    for grade in attended:
        waits = grades[grade]["when_all_busy"] == "wait"
        if waits and draw(chance(20)):
            grades[grade]["patience"] = {
                "minutes": draw(durations(5, 30, 60)),
                "upgraded_share": draw(minutes(0, 0.5)) if grade > first else 0.0,
                "upgraded_to": first if grade > first else None,
            }
        elif waits and grade > 2 and draw(chance(20)):
            grades[grade]["appointment"] = draw(appointments(list(data["hubs"])))
    draw(_pull_begun_jobs(data, attended))
    for kind in kinds.values():
        if draw(chance(25)):
            kind["arrest"] = draw(_arrest(list(kind["grade_mix"])))
        kind["relayable"] = draw(chance(20))
        if kind["relayable"]:
            kind["scene_min"] = draw(durations(60, 300))
        kind["interruptible"] = draw(chance(75))
    draw(_pull_watches(data))
    data |= draw(arrests(list(grades)))
    for name in present:
        draw(_pull_team(data, teams[name], attended, name == "response"))


@st.composite
def _pull_begun_jobs(draw: st.DrawFn, data: Data, attended: list[int]) -> None:
    """Have officers for jobs that have been begun sought as of some grade."""
    at_once = [grade for grade in attended if "appointment" not in data["grades"][grade]]
    if at_once and draw(chance(30)):
        data.setdefault("dispatch", {})["begun_jobs_as"] = draw(st.sampled_from(at_once))


@st.composite
def appointments(draw: st.DrawFn, hubs: list[str]) -> Data:
    """Return rules of visits by appointment, now and then with little room in the diaries."""
    named = draw(st.lists(st.sampled_from(hubs), unique=True))
    missed = draw(
        st.sampled_from(
            [
                {"when_missed": "wait"},
                {"when_missed": "agreed_again"},
                {"when_missed": "agreed_again", "late_until": "18:00"},
            ]
        )
    )
    return missed | {
        "earliest": draw(st.sampled_from(["00:00", "09:00"])),
        "latest": draw(st.sampled_from(["12:00", "20:00"])),
        "notice_min": draw(minutes(0, 60)),
        "within_days": draw(st.sampled_from([1, 0, 2])),
        "slot_min": draw(minutes(30, 60)),
        "visits_per_day": {hub: draw(st.integers(1, 3)) for hub in named},
    }


@st.composite
def writing_up(draw: st.DrawFn) -> Data:
    """Return rules of paperwork, in some of the scenarios."""
    if draw(chance(40)):
        return {}
    return {
        "places": draw(
            st.sampled_from(
                [{"station": 1.0}, {"car": 0.5, "scene": 0.5}, {"station": 0.4, "car": 0.6}]
            )
        ),
        "put_off_limit_min": draw(st.sampled_from([None, 0.0, 20.0, 45.0])),
        "next_shift_limit_min": draw(st.sampled_from([0.0, 10.0, 60.0])),
    }


@st.composite
def _arrest(draw: st.DrawFn, grades: list[int]) -> Data:
    """Return arrests, now and then at one grade only."""
    rule: Data = {"share": draw(minutes(0.2, 1)), "custody_min": draw(durations(0, 30, 120))}
    if draw(chance(40)):
        rule["detained_hours"] = draw(durations(0, 2, 12))
    if draw(chance(25)):
        rule["grades"] = [draw(st.sampled_from(sorted(grades)))]
    return rule


@st.composite
def _pull_watches(draw: st.DrawFn, data: Data) -> None:
    """Pull levers of watches, in some of the scenarios."""
    for kind in data["incident_types"].values():
        if draw(chance(15)):
            kind["watch"] = draw(_watch()) | {"officers": draw(st.sampled_from([1, 2, 3]))}
            if draw(chance(25)):
                kind["watch"]["grades"] = [draw(st.sampled_from(sorted(kind["grade_mix"])))]
            districts = st.sampled_from(list(data["districts"]))
            data["hospitals"] = draw(st.lists(districts, max_size=2, unique=True))
        if "arrest" in kind and draw(chance(20)):
            kind["arrest"]["watch"] = draw(_watch())


@st.composite
def _watch(draw: st.DrawFn) -> Data:
    """Return a watch, often longer than what is left of a shift."""
    return {
        "share": draw(minutes(0.3, 1)),
        "hours": draw(durations(1, 4, 9)),
        "interruptible": draw(chance(50)),
    }


@st.composite
def arrests(draw: st.DrawFn, grades: list[int]) -> Data:
    """Return how arrests depend on the response time, in some of the scenarios."""
    if draw(chance(60)):
        return {}
    named = draw(st.lists(st.sampled_from(grades), min_size=1, unique=True))
    rules = {
        "elasticity": draw(minutes(0.4, 1.2)),
        "reference_min": {grade: draw(minutes(5, 30)) for grade in named},
        "factor_limit": draw(minutes(1, 1.5, 4)),
    }
    return {"arrests": rules}


@st.composite
def _suites(draw: st.DrawFn, districts: list[str]) -> list[str] | Data:
    """Return custody suites by name alone, or with what they hold; the first never closes."""
    found = draw(st.lists(st.sampled_from(districts), min_size=1, max_size=3, unique=True))
    if draw(chance(30)):
        return found
    suites: Data = {name: {} for name in found}
    for number, suite in enumerate(suites.values()):
        if draw(chance(80)):
            suite["cells"] = draw(st.integers(1, 3))
        if number > 0 and draw(chance(60)):
            suite["closed"] = [draw(st.sampled_from(CLOSINGS))]
    return suites


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
        by_turn = [g for g in attended[1:] if "calls_away" not in data["grades"][g]]
        if by_turn and not is_response and draw(chance(50)):
            team["cross_hub_help"] |= {"rule": "shared", "grades": by_turn, "after_min": 0}
    if is_response and draw(chance(25)):
        team["crewing"] = {"double_share": draw(minutes(0.5, 1))}
    if is_response and draw(chance(15)):
        team["students_share"] = draw(minutes(0.2, 0.5))
    if team.get("last_assignment_min", 0) > 0 and draw(chance(30)):
        team["last_emergency_min"] = draw(minutes(5, team["last_assignment_min"]))
    if team["rota"] != "always" and draw(chance(30)):
        team["overtime_call_limit_min"] = draw(minutes(0, 10, 30))
    if team["rota"] != "always" and draw(chance(25)):
        team["overtime_limit_min"] = draw(minutes(0, 10, 30))
    if is_response and team["rota"] != "always" and draw(chance(15)):
        most = {hub: int(number) for hub, number in team["posts"].items()}
        team["minimum_strength"] = {hub: draw(st.integers(1, n)) for hub, n in most.items()}
        team["minimum_strength_by"] = "overtime"
    if draw(chance(20)):
        data["custody_suites"] = draw(_suites(list(data["districts"])))
