"""Situations in which certain levers are sure to matter, put into scenarios that are drawn already.

Left to chance some levers are pulled in one scenario of a hundred, and then do nothing because
nobody is busy. A situation pulls them, and sees to it that there is enough to do.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, durations, minutes
from tests.support.strategies_response import appointments, writing_up

#: What a situation does to data that is drawn; its draws come after all others.
Situation = Callable[[Data], st.SearchStrategy[None]]

#: Teams that a situation must have.
NEEDS = {
    "calling away": (),
    "choosing": ("investigation",),
    "neighbourhood": ("neighbourhood", "pcso"),
    "waiting": (),
    "redeploying": ("neighbourhood",),
    "cases": ("investigation", "public_protection"),
    "shifts": (),
    "desk": ("resolution_centre", "investigation", "neighbourhood"),
}
#: Attended grades of scenarios with a situation.
GRADES = [1, 2, 3]


@st.composite
def make_busy(draw: st.DrawFn, data: Data, grades: list[int]) -> None:
    """Let there be several incidents an hour, of some grades, and Response to attend them."""
    shares = draw(st.sampled_from([[0.25, 0.5, 0.25], [0.2, 0.3, 0.5]]))
    for kind in data["incident_types"].values():
        kind["per_hour"] = {name: draw(minutes(0.5, 1, 2)) for name in data["districts"]}
        kind["grade_mix"] = dict(zip(grades, shares, strict=True))
        kind["attended_by"] = ["response"]
        kind["scene_min"] = draw(durations(20, 40, 60))
        kind.pop("needs_power", None)
    for grade in GRADES:
        data["grades"][grade]["when_all_busy"] = "wait"
    if draw(st.integers(0, 3)) == 3:
        data["grades"][3] |= {"when_all_busy": "lost"}
        data["grades"][3].pop("patience", None)
        data["grades"][3].pop("appointment", None)
    _staff(data, "response", draw(st.integers(2, 4)))


def _staff(data: Data, team: str, posts: int) -> None:
    """Let a team have a number of people on duty at each hub, round the clock."""
    kept = data["teams"][team]
    for name in (
        *("briefing_min", "last_assignment_min", "last_emergency_min", "breaks", "absence"),
        *("opening_hours", "rota_by_hub", "minimum_strength", "minimum_strength_by", "part_time"),
        *("overtime_call_limit_min", "overtime_limit_min"),
    ):
        kept.pop(name, None)
    kept |= {"posts": dict.fromkeys(kept["posts"], float(posts)), "rota": "always"}


@st.composite
def _calling_away(draw: st.DrawFn, data: Data) -> None:
    """Emergencies that call officers away, singly or in crews."""
    draw(make_busy(data, GRADES))
    for kind in data["incident_types"].values():
        kind["interruptible"] = True
        kind["writing_up_min"] = draw(durations(20, 40))
    data["writing_up"] = draw(writing_up())
    work = draw(st.sampled_from([["travel"], ["travel", "scene"], ["scene"], ["scene"]]))
    data["grades"][1] |= {"interrupts": ["writing_up", *work], "emergency_travel": True}
    if draw(st.booleans()):
        data["grades"][1]["calls_away"] = "when_nearer"
    who = draw(st.sampled_from(["lowest_grade", "nearest", "latest"]))
    data["preemption"] = {"who": who, "interruptions_limit": draw(st.integers(1, 3))}
    data["dispatch"] = {"begun_jobs_as": draw(st.sampled_from([None, 1, 2]))}
    data["travel"] = {"mode": "distance", "turnout_min": 2.0, "cv": draw(minutes(0, 0.5))}
    if draw(st.booleans()):
        data["teams"]["response"]["crewing"] = {"double_share": draw(minutes(0.5, 1))}


@st.composite
def _choosing(draw: st.DrawFn, data: Data) -> None:
    """Several officers to choose from, in twos or with cases in hand, who stand where they were."""
    draw(make_busy(data, GRADES))
    _staff(data, "response", draw(st.integers(6, 9)))
    data["dispatch"] = {"rule": draw(st.sampled_from(["longest_idle", "least_loaded"]))}
    data["travel"] = {"mode": "distance", "turnout_min": 2.0, "cv": draw(minutes(0, 0.5))}
    data["grades"][1]["interrupts"] = ["writing_up"]
    data["grades"][1]["calls_away"] = "when_nearer"
    data["casework"] = {"file_build": "response", "open_cases_weeks": 1}
    response = data["teams"]["response"]
    response["idle_limit_min"] = draw(minutes(5, 30))
    response.pop("crewing", None)
    if draw(st.booleans()):
        response["crewing"] = {"double_share": draw(minutes(0.4, 0.8))}
    for kind in data["incident_types"].values():
        kind["writing_up_min"] = draw(durations(20, 40))
        kind["investigation"] = {
            "share": 0.5,
            "work_hours": draw(durations(0.5, 2)),
            "retained_share": draw(minutes(0.3, 0.7)),
            "charged_share": 0.7,
            "file_build_hours": draw(durations(0.5, 1)),
        }


@st.composite
def _neighbourhood(draw: st.DrawFn, data: Data) -> None:
    """PCSOs on their patches, prevention that tells on demand, and powers not all have."""
    draw(make_busy(data, GRADES))
    for place in data["districts"].values():
        place["patches"] = draw(st.integers(1, 2))
    for n, kind in enumerate(data["incident_types"].values()):
        kind["attended_by"] = ["neighbourhood", "response"] if n else ["pcso", "response"]
        kind["per_hour"] = {name: draw(minutes(0.25, 0.5)) for name in data["districts"]}
        if draw(st.booleans()):
            kind["patch_owner_within_hours"] = draw(st.sampled_from([0.25, 1.0, 4.0]))
        if draw(st.booleans()):
            kind["needs_power"] = "seize"
    teams = data["teams"]
    _staff(data, "pcso", draw(st.integers(3, 6)))
    _staff(data, "neighbourhood", draw(st.integers(2, 4)))
    teams["pcso"] |= {"deployment": "patches", "powers": []}
    teams["pcso"].pop("cross_hub_help", None)
    teams["neighbourhood"]["powers"] = draw(st.sampled_from([["move"], ["move", "seize"]]))
    posts = teams["response"]["posts"]
    teams["response"] |= {"rota": "day-and-night", "minimum_strength": dict.fromkeys(posts, 2)}
    data["redeployment"] = {
        "rule": "queue_long", "teams": ["neighbourhood"], "waiting": 3, "older_than_min": 30.0,
        "recall_below": 1, "recall_after_min": 10.0, "backfill": True,
    }  # fmt: skip


@st.composite
def _waiting(draw: st.DrawFn, data: Data) -> None:
    """Callers who cancel, are upgraded, get an appointment, or help from another hub."""
    draw(make_busy(data, GRADES))
    data["grades"][3]["when_all_busy"] = "wait"
    data["grades"][2]["patience"] = {
        "minutes": draw(durations(5, 30)),
        "upgraded_share": draw(minutes(0.3, 0.6)),
        "upgraded_to": 1,
    }
    data["grades"][3]["appointment"] = draw(appointments(list(data["hubs"])))
    data["grades"][3].pop("patience", None)
    data["dispatch"] = {"begun_jobs_as": draw(st.sampled_from([None, 1, 2]))}
    response = data["teams"]["response"]
    response["held_back"] = {2: 1, 3: draw(st.integers(1, 2))}
    response["cross_hub_help"] = {
        "rule": "after_wait",
        "grades": draw(st.sampled_from([[1], [1, 2], [2, 3], [3]])),
        "after_min": draw(minutes(0, 10)),
        "within_min": 300.0,
    }
    if data.get("redeployment", {}).get("rule") != "one_pool" and draw(st.booleans()):
        response["cross_hub_help"] |= {"rule": "shared", "grades": [2, 3], "after_min": 0.0}
    response.pop("crewing", None)
    for kind in data["incident_types"].values():
        kind["officers_mix"] = {1: 0.5, 2: 0.5}
        kind["officers_arrive"] = draw(st.sampled_from(["join", "together"]))
        kind["bypass"] = draw(st.booleans())


@st.composite
def _redeploying(draw: st.DrawFn, data: Data) -> None:
    """A short queue that takes the neighbourhood officers from their prevention."""
    draw(make_busy(data, GRADES))
    _staff(data, "response", 2)
    _staff(data, "neighbourhood", 4)
    data["redeployment"] = {
        "rule": draw(st.sampled_from(["queue_long", "queue_long", "one_pool"])),
        "who": draw(st.sampled_from(["nearest", "longest_on_prevention", "least_redeployed"])),
        "teams": ["neighbourhood"],
        "grades": draw(st.sampled_from([[1, 2], [2], [1, 2, 3]])),
        "waiting": draw(st.integers(1, 2)),
        "older_than_min": draw(minutes(0, 5)),
        "recall_below": 1,
        "recall_after_min": draw(minutes(0, 10)),
        "max_officers": draw(st.sampled_from([0, 1, 2])),
    }
    for kind in data["incident_types"].values():
        kind["officers_mix"] = {1: 1.0}


@st.composite
def _cases(draw: st.DrawFn, data: Data) -> None:
    """More cases than investigators, who lend, specialise, and share their time."""
    draw(make_busy(data, GRADES))
    for n, kind in enumerate(data["incident_types"].values()):
        kind["investigation"] = {
            "share": 1.0,
            "work_hours": draw(durations(0.5, 2)),
            "episodes": draw(st.integers(1, 3)),
            "waits_days": draw(durations(0.1, 0.5)),
            "harm": draw(st.integers(0, 2)),
        }
        if n == 0:
            team = {
                "investigated_by": "public_protection",
                "specialist_share": draw(minutes(0.5, 1)),
            }
            kind["investigation"] |= team
        if draw(st.booleans()):
            kind["investigation"] |= {"in_custody_share": 0.5, "custody_deadline_hours": 6.0}
        if draw(st.booleans()):
            kind["investigation"]["needs_skill"] = draw(st.sampled_from(["fraud", "rape"]))
        if draw(st.booleans()):
            files = {"charged_share": 0.5, "file_build_hours": draw(durations(0.5, 1))}
            kind["investigation"] |= files
    if draw(st.booleans()):
        rules = {"harm_below": draw(st.integers(1, 3)), "solvability_below": 0.5}
        data.setdefault("casework", {})["screening"] = rules
    for name in ("investigation", "public_protection"):
        _staff(data, name, draw(st.integers(2, 4)))
        team = data["teams"][name]
        team["allocation"] = draw(st.sampled_from(["least_loaded", "longest_free", "by_turn"]))
        team["caseload_limit"] = draw(st.integers(1, 3))
        team["lends"] = draw(st.sampled_from(["when_idle", "never"]))
        if draw(st.booleans()):
            team |= {"work": "shared", "slice_min": draw(minutes(10, 30))}


@st.composite
def _shifts(draw: st.DrawFn, data: Data) -> None:
    """Watches that outlast shifts, and emergencies that interrupt briefings and breaks."""
    draw(make_busy(data, GRADES))
    for kind in data["incident_types"].values():
        kind["relayable"] = draw(st.booleans())
        if kind["relayable"]:
            kind["scene_min"] = draw(durations(300, 600))
            kind["per_hour"] = dict.fromkeys(data["districts"], 0.2)
    data["grades"][1]["interrupts"] = ["briefing", "break", "writing_up"]
    response = data["teams"]["response"]
    response |= {
        "rota": draw(st.sampled_from(["day-and-night", "half-days", "all-but"])),
        "briefing_min": 15.0,
        "last_assignment_min": draw(minutes(0, 30)),
        "breaks": {"minutes": draw(minutes(20, 40)), "from_min": 60.0, "until_min": 240.0},
    }
    response["posts"] = dict.fromkeys(response["posts"], float(draw(st.integers(4, 8))))
    response.pop("crewing", None)


@st.composite
def _desk(draw: st.DrawFn, data: Data) -> None:
    """A desk with more calls than hands, that passes cases on and misses callers."""
    first = next(iter(data["incident_types"].values()))
    draw(make_busy(data, [4, 2, 3]))
    for kind in data["incident_types"].values():
        kind["resolution_centre"] = {
            "handling_min": draw(durations(5, 20)),
            "resolved_share": draw(minutes(0, 0.5)),
            "sent_on_as": draw(st.sampled_from([2, {2: 0.5, 3: 0.5}])),
            "to_investigation_share": 0.3,
        }
        kind["investigation"] = {"share": 0.2, "work_hours": draw(durations(0.5, 2))}
    first["attended_by"] = ["neighbourhood", "response"]
    first["resolution_centre"] |= {"to_prevention_share": 0.3, "to_prevention_as": 3}
    data["grades"][4]["when_all_busy"] = "wait"
    centre = data["teams"]["resolution_centre"]
    _staff(data, "resolution_centre", draw(st.integers(1, 2)))
    centre["attempts"] = {
        "reached_share": draw(minutes(0.3, 0.6)),
        "failed_min": draw(minutes(0, 5)),
        "again_after_min": draw(minutes(0, 60)),
        "most": draw(st.integers(1, 4)),
        "no_reply_as": draw(st.sampled_from([None, 3])),
    }
    if draw(st.booleans()):
        day = {"opens": "08:00", "closes": draw(st.sampled_from(["12:00", "19:00"]))}
        centre["opening_hours"] = {"weekdays": day}
    centre["queue"] = draw(st.sampled_from(["harm_first", "shortest_first"]))
    for harm, kind in enumerate(data["incident_types"].values()):
        kind["investigation"]["harm"] = harm
        kind["per_hour"] = {name: draw(minutes(1, 3)) for name in data["districts"]}
        kind["resolution_centre"]["handling_min"] = draw(durations(10, 40))


SITUATIONS: dict[str, Situation] = {
    "calling away": _calling_away,
    "choosing": _choosing,
    "neighbourhood": _neighbourhood,
    "waiting": _waiting,
    "redeploying": _redeploying,
    "cases": _cases,
    "shifts": _shifts,
    "desk": _desk,
}
