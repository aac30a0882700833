"""What a file says relative to others: the order, exact sums, and the one scenario that results."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.errors import InputError, Problem
from sim.scenario.load import Loaded, load
from sim.scenario.reading.exact import spread
from sim.scenario.reading.words import Wanted, kinds_of, strip
from sim.scenario.schema.distributions import Distribution

GOOD = Path(__file__).parent / "good"
BASE = load(GOOD / "two-hubs.yaml")
POSTS = BASE.scenario.teams.response.posts


def changed(folder: Path, *files: str) -> Loaded:
    """Load the last of several files, each of which extends the one before it."""
    before = GOOD / "two-hubs.yaml"
    for number, text in enumerate(files):
        path = folder / f"{number}.yaml"
        path.write_text(f"extends: {before}\n{text}", encoding="utf-8")
        before = path
    return load(before)


def posts(loaded: Loaded, team: str = "response") -> Mapping[str, float]:
    return getattr(loaded.scenario.teams, team).posts


def refused(folder: Path, *files: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        changed(folder, *files)
    return tuple(caught.value.problems)


def only(folder: Path, *files: str) -> tuple[int, str, str]:
    (problem,) = refused(folder, *files)
    return problem.line, problem.path, problem.message


# --- posts ---------------------------------------------------------------------------------------


def test_posts_are_moved_between_hubs(tmp_path: Path) -> None:
    found = changed(tmp_path, "teams:\n  response:\n    posts_change: {North: -2, South: +2}\n")
    assert posts(found) == {"North": POSTS["North"] - 2, "South": POSTS["South"] + 2}
    lines = [(o.path, o.old, o.new, o.line, o.said) for o in found.overrides]
    assert lines == [
        (f"teams.response.posts.{hub}", POSTS[hub], POSTS[hub] + by, 4,
         f"teams.response.posts_change.{hub}")
        for hub, by in (("North", -2), ("South", 2))
    ]  # fmt: skip


def test_the_scenario_is_that_which_states_the_results(tmp_path: Path) -> None:
    said = changed(tmp_path, "teams: {response: {posts_change: {North: -2}, posts_factor: 1.5}}\n")
    stated = changed(
        tmp_path,
        f"teams: {{response: {{posts: {{North: {POSTS['North'] * 1.5 - 2}, "
        f"South: {POSTS['South'] * 1.5}}}}}}}\n",
    )
    assert said.scenario == stated.scenario
    assert said.scenario_hash == stated.scenario_hash
    assert said.data == stated.data


def test_the_order_within_a_file(tmp_path: Path) -> None:
    """Stated values, then the total, then the changes; the order of the lines does not matter."""
    text = "posts_change: {South: -5, North: 5}, posts_total: 40, posts: {North: 1, South: 3}"
    assert posts(changed(tmp_path, f"teams: {{response: {{{text}}}}}\n")) == {
        "North": 15,
        "South": 25,
    }


def test_each_file_of_a_chain_is_applied_once_and_in_turn(tmp_path: Path) -> None:
    more = "teams: {response: {posts_change: {North: 1}}}\n"
    double = "teams: {response: {posts_factor: 2}}\n"
    north = POSTS["North"]
    assert posts(changed(tmp_path, more, double))["North"] == (north + 1) * 2
    assert posts(changed(tmp_path, double, more))["North"] == north * 2 + 1
    assert posts(changed(tmp_path, more, double, "title: again\n"))["North"] == (north + 1) * 2


def test_two_changes_of_one_base_both_count(tmp_path: Path) -> None:
    base = GOOD / "two-hubs.yaml"
    for name, hub in (("one", "North"), ("two", "South")):
        text = f"extends: {base}\nteams: {{response: {{posts_change: {{{hub}: 3}}}}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "top.yaml").write_text("extends: [one.yaml, two.yaml]\n")
    assert posts(load(tmp_path / "top.yaml")) == {hub: n + 3 for hub, n in POSTS.items()}


def test_decimals_are_added_as_they_are_written(tmp_path: Path) -> None:
    texts = [f"teams: {{response: {{posts_change: {{North: {n}}}}}}}\n" for n in (0.1, 0.2, -0.3)]
    assert posts(changed(tmp_path, *texts[:2]))["North"] == 20.3
    found = changed(tmp_path, *texts)
    assert found.scenario_hash == BASE.scenario_hash
    assert [str(o.new) for o in found.overrides] == ["20.1", "20.3", "20"]


def test_a_hub_left_with_none_has_no_entry_nor_stations(tmp_path: Path) -> None:
    north = POSTS["North"]
    stations = "teams: {response: {stations: {North: {Northgate: 1}}}}\n"
    gone = f"teams: {{response: {{posts_change: {{North: -{north}, South: {north}}}}}}}\n"
    found = changed(tmp_path, stations, gone)
    assert posts(found) == {"South": POSTS["South"] + north}
    assert found.scenario.teams.response.stations == {}
    back = changed(tmp_path, stations, gone, "teams: {response: {posts_change: {North: 4}}}\n")
    assert posts(back) == {"North": 4, "South": POSTS["South"] + north}
    assert back.overrides[-1].old == 0


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 10**5), min_size=1),
    st.integers(1, 10**6),
    st.integers(0, 4),
)
def test_a_total_is_shared_out_exactly(cents: dict[str, int], total: int, digits: int) -> None:
    base = {hub: Fraction(number, 100) for hub, number in cents.items()}
    whole = Fraction(total, 10**digits)
    shares = spread(whole, base)
    assert sum(shares.values()) == whole
    for hub, share in shares.items():
        proportion = whole * base[hub] / sum(base.values())
        assert abs(share - proportion) < Fraction(1, 100)
    assert spread(sum(base.values()), base) == base
    assert spread(whole, dict(reversed(base.items()))) == shares


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries({hub: st.decimals(-9, 9, places=2) for hub in ("North", "South")}),
    st.sampled_from(["response", "pcso"]),
)
def test_a_change_and_its_opposite_leave_all_as_it_was(by: dict[str, Any], team: str) -> None:
    there = {hub: float(number) for hub, number in by.items()}
    back = {hub: -number for hub, number in there.items()}
    start = BASE.with_changes({"teams": {team: {"posts": {"North": 20, "South": 20}}}})
    moved = start.with_changes({"teams": {team: {"posts_change": there}}})
    assert moved.with_changes({"teams": {team: {"posts_change": back}}}).data == start.data


@pytest.mark.parametrize(
    "text",
    [
        "teams: {response: {posts_change: {}}}",
        "teams: {response: {posts_change: {North: 0}}}",
        "teams: {response: {posts_factor: 1}}",
        f"teams: {{response: {{posts_total: {sum(POSTS.values())}}}}}",
        "scene_factor: 1",
        "scene_factor: 1.0",
        "incident_types: {burglary: {scene_factor: 1}}",
    ],
)
def test_a_change_of_nothing_changes_nothing(tmp_path: Path, text: str) -> None:
    found = changed(tmp_path, f"{text}\n")
    assert found.overrides == ()
    assert found.data == BASE.data
    assert found.scenario_hash == BASE.scenario_hash


# --- factors -------------------------------------------------------------------------------------

KINDS = kinds_of(strip(Wanted(Distribution)).annotation)


def mean(of: Any) -> float:
    match of.distribution:
        case "fixed":
            return of.value
        case "triangular":
            return (of.low + of.mode + of.high) / 3
        case "empirical":
            weights = of.weights or [1] * len(of.values)
            total = sum(v * w for v, w in zip(of.values, weights, strict=True))
            return total / sum(weights)
    return of.mean


def shape(of: BaseModel) -> object:
    return getattr(of, "cv", None), getattr(of, "weights", None)


def example(part: type[BaseModel]) -> dict[str, object]:
    return {name: (field.examples or [None])[0] for name, field in part.model_fields.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("factor", [0.8, 1.1, 3])
def test_a_factor_changes_the_mean_and_keeps_the_shape(kind: str, factor: float) -> None:
    name = next(iter(BASE.scenario.incident_types))
    before = BASE.with_changes({"incident_types": {name: {"scene_min": example(KINDS[kind])}}})
    after = before.with_changes({"scene_factor": factor})
    old, new = (one.scenario.incident_types[name].scene_min for one in (before, after))
    assert mean(new) == pytest.approx(factor * mean(old))
    assert shape(new) == shape(old)
    assert type(new) is type(old)


def test_a_factor_of_a_type_replaces_that_of_all_types() -> None:
    base = load("sussex-2017")
    found = base.with_changes(
        {"writing_up_factor": 0.8, "incident_types": {"burglary": {"writing_up_factor": 1.1}}}
    )
    for name, was in base.scenario.incident_types.items():
        now = found.scenario.incident_types[name]
        if was.writing_up_min is not None and now.writing_up_min is not None:
            ratio = 1.1 if name == "burglary" else 0.8
            assert mean(now.writing_up_min) == pytest.approx(ratio * mean(was.writing_up_min))
        assert now.scene_min == was.scene_min


def test_the_desk_and_investigators_have_factors_too() -> None:
    base = load("sussex-2017")
    found = base.with_changes({"handling_factor": 2, "investigation_factor": 0.5})
    was, now = (one.scenario.incident_types["burglary"] for one in (base, found))
    assert mean(now.resolution_centre.handling_min) == 2 * mean(was.resolution_centre.handling_min)
    assert mean(now.investigation.work_hours) == 0.5 * mean(was.investigation.work_hours)
    assert now.scene_min == was.scene_min


def test_a_factor_applies_to_what_its_own_file_states(tmp_path: Path) -> None:
    name = next(iter(BASE.scenario.incident_types))
    text = f"incident_types: {{{name}: {{scene_min: {{distribution: fixed, value: 0.7}}}}}}\n"
    found = changed(tmp_path, f"{text}scene_factor: 3\n")
    assert found.scenario.incident_types[name].scene_min.value == 2.1


# --- refused -------------------------------------------------------------------------------------


def test_more_posts_cannot_be_taken_than_there_are(tmp_path: Path) -> None:
    line, path, message = only(
        tmp_path, "teams:\n  response:\n    posts_change:\n      North: -99\n"
    )
    assert (line, path) == (5, "teams.response.posts_change.North")
    assert message == "got -99, expected no more taken than are there: North has 20"
    with pytest.raises(InputError, match="Nort has no posts; did you mean 'North'"):
        BASE.with_changes({"teams": {"response": {"posts_change": {"Nort": -1}}}})


def test_a_total_and_a_factor_contradict(tmp_path: Path) -> None:
    text = "teams:\n  response:\n    posts_total: 30\n    posts_factor: 1.1\n"
    assert only(tmp_path, text) == (
        5,
        "teams.response.posts_factor",
        "contradicts posts_total on line 4; say one of them",
    )


def test_a_total_and_changes_that_add_to_it_contradict(tmp_path: Path) -> None:
    text = "teams: {response: {posts_total: 30, posts_change: {North: 0.5}}}\n"
    assert only(tmp_path, text)[2].startswith("changes sum to 0.5, but posts_total on line 2")


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("teams: {enforcement: {posts_total: 3, rota: always}}",
         "teams.enforcement.posts_total", "there are no posts whose proportions"),
        ("teams: {enforcement: {posts_factor: 3, rota: always}}",
         "teams.enforcement.posts_factor", "there are no posts to multiply"),
        ("teams: {response: {posts_change: {North: -20, South: -20}}}",
         "teams.response.posts_change", "leaves no posts at any hub"),
        ("teams: {response: {posts_change: {Nroth: 3}}}",
         "teams.response.posts_change.Nroth", "unknown hub 'Nroth'; did you mean 'North'?"),
        ("teams: {response: {posts_change: null}}",
         "teams.response.posts_change", "got nothing (null), which cannot undo"),
        ("teams: {response: {posts_change: {North: ten}}}",
         "teams.response.posts_change.North", "got 'ten' (text), expected a number"),
        ("teams: {response: {posts_chnage: {North: 1}}}",
         "teams.response.posts_chnage", "unknown key 'posts_chnage'; did you mean 'posts_change'"),
        ("count_factor: 1.1",
         "count_factor", "unknown key 'count_factor'; demand.growth multiplies the counts"),
        ("scene_factor: 0", "scene_factor", "got 0 (a whole number), expected a number above 0"),
        ("incident_types: {burglry: {scene_factor: 2}}",
         "incident_types.burglry", "unknown incident type 'burglry'"),
        ("investigation_factor: 2\nincident_types: {burglary: {investigation: null}}",
         "investigation_factor", "no incident type has investigation.work_hours"),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_refused(
    tmp_path: Path, text: str, path: str, message: str
) -> None:
    problems = refused(tmp_path, f"{text}\n")
    assert path in [problem.path for problem in problems]
    assert any(problem.message.startswith(message) for problem in problems), problems


def test_a_result_beyond_the_limits_is_laid_at_the_factor(tmp_path: Path) -> None:
    name = next(iter(BASE.scenario.incident_types))
    text = f"incident_types: {{{name}: {{scene_min: {{distribution: fixed, value: 9000}}}}}}\n"
    line, path, message = only(
        tmp_path, text, f"incident_types: {{{name}: {{scene_factor: 90}}}}\n"
    )
    assert (line, path) == (2, f"incident_types.{name}.scene_factor")
    assert message.endswith(f"(as incident_types.{name}.scene_min.value)")


def test_nothing_is_said_of_what_a_missing_file_might_hold(tmp_path: Path) -> None:
    (tmp_path / "top.yaml").write_text("extends: gone.yaml\nteams: {response: {posts_total: 3}}\n")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "top.yaml")
    assert [problem.path for problem in caught.value.problems] == ["extends"]


# --- anything at all -----------------------------------------------------------------------------

junk = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=3)
)
values = st.one_of(
    junk, st.lists(junk, max_size=2), st.dictionaries(st.sampled_from(["North", "X", 3]), junk)
)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["posts", "posts_total", "posts_factor", "posts_change"]), values
    ),
    st.dictionaries(st.sampled_from(["scene_factor", "scene_min", "handling_factor"]), values),
    values,
)
def test_whatever_is_said_it_loads_or_is_refused(team: Any, kind: Any, factor: Any) -> None:
    name = next(iter(BASE.scenario.incident_types))
    for changes in ({"teams": {"response": team}}, {"incident_types": {name: kind}},
                    {"scene_factor": factor}):  # fmt: skip
        with contextlib.suppress(InputError):
            found = BASE.with_changes(changes)
            response = found.scenario.teams.response
            assert response.posts_change is response.posts_total is response.posts_factor is None
            assert found.scenario.scene_factor is None
