"""Random incident types, and what becomes of their cases."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.support.strategies_parts import Data, chance, durations, minutes, mix

POWERS = {"seize": "take things away", "move": "send people away"}


@st.composite
def kind(
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
        "grade_mix": draw(mix(list(grades))),
        "attended_by": draw(st.permutations(present).map(tuple)),
        "officers_mix": draw(mix([1, 2, 3])),
        "officers_arrive": draw(st.sampled_from(["join", "together"])),
        "bypass": draw(chance(60)),
        "scene_min": draw(durations(0, 10, 30, 60)),
    }
    if draw(chance(20)):
        kind["closed_without_visit"] = {draw(st.sampled_from(list(grades))): draw(minutes(0.3, 1))}
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
    if draw(chance(20)):
        kind["harm"] = {"days": 10.0, "cost_gbp": 100.0, "vulnerable_share": draw(minutes(0.3, 1))}
    if draw(chance(20)):
        kind["reporting"] = draw(
            _reporting(crime="without_charge" in kind.get("investigation", {}))
        )
    return kind


@st.composite
def _reporting(draw: st.DrawFn, *, crime: bool) -> Data:
    """Draw which incidents of a type come in, more or fewer than are counted."""
    rules: Data = {
        "reported_share": draw(minutes(0.5, 0.9)),
        "abandoned_share": draw(minutes(0.1, 0.3)),
        "share_at_counts": draw(minutes(0.4, 0.8)),
    }
    return rules | ({"recorded_share": draw(minutes(0.5, 1))} if crime else {})


@st.composite
def control_room(draw: st.DrawFn, grades: list[int]) -> Data:
    """Draw how long a dispatcher takes for each grade, and how many there are."""
    room: Data = {"grading_min": {}}
    for grade in draw(st.lists(st.sampled_from(grades), min_size=1, unique=True)):
        room["grading_min"][grade] = draw(durations(1, 5, 15))
    if draw(chance(60)):
        hours = draw(st.sampled_from([24, 168]))
        few = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
        room["dispatchers"] = (few * hours)[:hours]
    return room


@st.composite
def _passed_on(draw: st.DrawFn, attended: list[int], kind: Data, has: dict[str, bool]) -> Data:
    """Draw where the desk passes cases on to."""
    work: Data = {"sent_on_as": draw(mix(attended))}
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
    if draw(chance(20)):
        rules["without_charge"] = {"no_suspect": 0.5, "evidential": 0.3}
    return rules
