"""sixhubs posts-needed: numbers known beforehand, costs, and what is wrong with the input."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from sim.runs.posts_needed import TeamPosts
from sim.scenario.load import load
from sim.scenario.schema.decimals import exact
from tests.cli.conftest import Invoke

SIX = """\
name: six-officers
protective_marking: OFFICIAL
run: {start: 2018-01-01, days: 3, replications: 4, seed: 1}
districts: {Town: {hub: Town}, Shore: {hub: Shore}}
hubs: {Town: {district: Town}, Shore: {district: Shore}}
travel: {mode: none}
grades: {1: {label: Emergency, target_min: 15}}
incident_types:
  job:
    label: Job
    basis: assumption
    per_hour: {Town: 5, Shore: 2.5}
    grade_mix: {1: 1}
    attended_by: [response]
    scene_min: {distribution: exponential, mean: 40}
teams:
  response: {rota: always, posts: {Town: 4, Shore: 2}, cost_per_post_gbp: 50000}
"""
THREE = """\
name: three-officers
title: Half as many
extends: [six.yaml]
teams: {response: {posts: {Town: 2, Shore: 1}}}
"""
#: As the baseline, but that jobs at the scene take half as long again.
SLOWER = """\
name: slower
extends: [six.yaml]
scene_factor: 1.5
"""


@pytest.fixture
def six(tmp_path: Path) -> Path:
    for name, text in (("six", SIX), ("three", THREE), ("slower", SLOWER)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "six.yaml"


def words(six: Path, scenario: str, *more: object) -> list[object]:
    pair = [six, six.with_name(f"{scenario}.yaml")]
    where = ["--engine", "simpy", "--executor", "serial"]
    return ["posts-needed", *pair, "--team", "Response", *where, *more]


def test_what_differs_in_nothing_but_posts_needs_those_of_the_baseline(
    six: Path, invoke: Invoke
) -> None:
    """With six posts the two are the same; with fewer callers wait longer."""
    result = invoke(*words(six, "three", "--high", 12))
    assert result.exit_code == 0, result.output
    output = " ".join(result.output.split())
    mean = "Emergency: mean response: 6 posts are needed, 3 more than now, for £150,000 a year."
    assert mean in output
    share = "Emergency: within 15 min: 6 posts are needed, 3 more than now, for £150,000 a year."
    assert share in output
    assert "It has 3, six-officers has 6. From 2 to 12 were looked at" in output
    assert result.output.count("OFFICIAL") == 2
    assert not six.with_name("searched").exists()


def test_the_baseline_is_run_once(six: Path, invoke: Invoke) -> None:
    """Four replications of it beside four of the scenario, and then of the scenario alone."""
    result = invoke(*words(six, "three", "--high", 12))
    done = re.findall(r"response posts \d+: (\d+) replications done", result.output)
    assert done == ["8", *["4"] * (len(done) - 1)]


def test_longer_work_needs_more_posts(six: Path, invoke: Invoke) -> None:
    """Half as long again: as busy as before with nine, and with fewer each is busier."""
    result = invoke(*words(six, "slower", "--high", 15, "--measure", "response_time_mean_min"))
    (found,) = re.findall(r"(\d+) posts are needed", result.output)
    assert 6 < int(found) <= 10
    row = re.search(rf"{found} +(\d+)(?: to (\d+))? +\+{int(found) - 6}\n", result.output)
    assert row, result.output
    assert int(row[1]) <= int(found) <= int(row[2] or row[1])


def test_one_replication_gives_no_interval(six: Path, invoke: Invoke) -> None:
    result = invoke(*words(six, "three", "--high", 12, "--replications", 1, "--quiet"))
    assert re.search(r"min +-[\d,.]+ +6 +\+3\n", result.output), result.output
    assert "better. One replication: no intervals, and nothing can" in result.output
    assert "All intervals" not in result.output


def test_too_few_in_the_whole_range(six: Path, invoke: Invoke) -> None:
    result = invoke(*words(six, "three", "--low", 2, "--high", 4, "--quiet"))
    assert "Emergency: mean response: 4 posts are not enough." in result.output
    assert "over 4" in result.output
    assert result.stdout.startswith("OFFICIAL")


def test_more_than_enough(six: Path, invoke: Invoke) -> None:
    """The other way round half of the posts would do, and the range ends above that."""
    three = six.with_name("three.yaml")
    where = ["--engine", "simpy", "--executor", "serial", "--quiet"]
    result = invoke("posts-needed", three, six, "--team", "response", *where)
    assert "5 posts are enough, and it may be that fewer are." not in result.output
    assert "4 posts are enough, and it may be that fewer are." in result.output


def test_posts_are_spread_as_they_were(six: Path) -> None:
    loaded = load(six)
    for number in (5, 7, 11):
        posts = TeamPosts("response").at(loaded, number).scenario.teams.response.posts  # type: ignore[union-attr]
        assert sum(map(exact, posts.values())) == number
        assert exact(posts["Town"]) == pytest.approx(Fraction(2, 3) * number, abs=0.01)
    assert TeamPosts("response").at(loaded, 6.0) is loaded


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--team", "responses"], "--team: got 'responses'; expected response; did you mean"),
        (["--low", "9", "--high", "9"], "got 9 to 9 posts, expected --low below --high"),
        (["--low", "0"], "0 is not in the range"),
        (["--low", "1"], "--low 1: teams.response.posts.Shore: 0.33 posts less supervisors (0) "),
        (["--high", "9" * 20], f"--high {'9' * 20}: teams.response.posts.Shore: got 3.33333e+19"),
        (["--hub", "Town"], "--hub Town: is of measures that are named; name them with --measure"),
        (["--measure", "incidents_count"], "which has no better side"),
        (["--measure", "cost_gbp", "--grade", "1"], "has no values for 1 in these scenarios"),
    ],
)
def test_wrong_input_is_said_with_status_2(
    six: Path, invoke: Invoke, more: list[str], message: str
) -> None:
    result = invoke(*words(six, "three", *more))
    assert result.exit_code == 2, result.output
    assert message in " ".join(result.output.split())


def test_a_hub_that_serves_other_districts_is_no_question(six: Path, invoke: Invoke) -> None:
    text = THREE + "districts: {Shore: {hub: Town}, Pier: {hub: Shore}}\n"
    text += "hubs: {Shore: {district: Pier}}\n"
    six.with_name("three.yaml").write_text(text, encoding="utf-8")
    result = invoke(*words(six, "three", "--measure", "response_time_mean_min", "--hub", "Town"))
    assert result.exit_code == 2, result.output
    said = "--hub Town: serves other districts in three-officers than in six-officers, so that two"
    assert said in " ".join(result.output.split())


def test_posts_that_change_by_date_are_refused(six: Path, invoke: Invoke) -> None:
    text = THREE + "  # more of them later\n"
    changed = text.replace("Shore: 1}}}", "Shore: 1}, posts_from: {2018-01-02: {Town: 3}}}}")
    six.with_name("three.yaml").write_text(changed, encoding="utf-8")
    result = invoke(*words(six, "three"))
    assert result.exit_code == 2, result.output
    assert "response posts change by date in three-officers" in result.output


def test_a_single_post_is_one_post(six: Path, invoke: Invoke) -> None:
    """Where one is the number that there is, that is tried, or that is enough."""
    one = SIX.replace("{Town: 4, Shore: 2}", "{Town: 1}").replace(", Shore: 2.5", "")
    one = one.replace(", Shore: {hub: Shore}", "").replace(", Shore: {district: Shore}", "")
    six.write_text(one.replace("Town: 5", "Town: 0.2"), encoding="utf-8")
    six.with_name("three.yaml").write_text("name: same\nextends: [six.yaml]\n", encoding="utf-8")
    more = ["--high", 2, "--replications", 1, "--measure", "response_time_mean_min", "--days", 1]
    result = invoke(*words(six, "three", *more))
    assert "Gain with 1 post " in result.output
    assert "Mean response: 1 post is enough.\n" in result.output
    assert "response posts 2: 2 replications done" in result.output
    assert "response posts 1: 1 replication done" in result.output
    assert re.search(r"0\.0 +1 +0\n", result.output), "no fewer than one, and none more"
    assert "tried for 1 measure, each with 1 replication of 1 day\n" in result.output
    assert not re.search(r"\b1 (posts|measures|replications|days)\b", result.output)
    assert not re.search(r"up to \d+ or so .* with one --measure", result.output)


def test_as_many_numbers_are_foretold_as_are_tried(six: Path, invoke: Invoke) -> None:
    result = invoke(*words(six, "slower", "--high", 15, "--measure", "response_time_mean_min"))
    (most,) = re.findall(r"up to (\d+) or so numbers of posts", result.output)
    (tried,) = re.findall(r"(\d+) numbers of posts tried", result.output)
    assert int(tried) <= int(most) + 2
    assert "it is quicker with fewer --days or fewer --replications\n" in result.output


def test_where_three_quarters_are_too_few_it_begins_above(six: Path, invoke: Invoke) -> None:
    """A fifth of one or two posts is nobody at the second hub; nobody has asked for so few."""
    text = SIX.replace("{Town: 4, Shore: 2}", "{Town: 2, Shore: 0.5}")
    six.write_text(text, encoding="utf-8")
    six.with_name("three.yaml").write_text("name: same\nextends: [six.yaml]\n", encoding="utf-8")
    more = ["--replications", 1, "--measure", "response_time_mean_min", "--quiet"]
    result = invoke(*words(six, "three", *more))
    assert result.exit_code == 0, result.output
    assert "From 3 to 4 were looked at" in " ".join(result.output.split())
