"""sixhubs break-even: a root that is known by formula, ranges, and what is wrong with the input."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke

OFFICERS = """\
name: two-officers
protective_marking: OFFICIAL
run: {start: 2018-01-01, days: 2, replications: 3, seed: 1}
districts: {Town: {hub: Town}}
hubs: {Town: {district: Town}}
travel: {mode: none}
grades: {1: {label: Emergency, target_min: 15}}
incident_types:
  job:
    label: Job
    basis: assumption
    per_hour: {Town: 0.5}
    grade_mix: {1: 1}
    attended_by: [response, pcso]
    scene_min: {distribution: exponential, mean: 30}
    harm: {days: 2}
teams:
  response: {rota: always, posts: {Town: 2}, cost_per_post_gbp: 50000}
  pcso: {rota: always, posts: {Town: 1}, cost_per_post_gbp: 10000}
evidence:
  teams.pcso.cost_per_post_gbp: {low: 20000, high: 40000, source: the pay scale}
"""
PCSOS = """\
name: three-pcsos
title: Two PCSOs for an officer
extends: [officers.yaml]
teams: {response: {posts: {Town: 1}}, pcso: {posts: {Town: 3}}}
"""
COST = "teams.pcso.cost_per_post_gbp"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    for name, text in (("officers", OFFICERS), ("pcsos", PCSOS)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "officers.yaml", tmp_path / "pcsos.yaml"


def words(pair: tuple[Path, Path], *more: object) -> list[object]:
    return ["break-even", *pair, "--engine", "simpy", "--executor", "serial", *more]


def test_two_pcsos_cost_less_than_an_officer_below_half_the_price(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    """An officer costs 50,000 pounds, so two PCSOs do not pay above 25,000 each."""
    result = invoke(*words(pair, "--parameter", COST, "--measure", "cost-gbp", "--high", 60000))
    assert result.exit_code == 0, result.output
    (found,) = re.findall(r"three-pcsos is better below ([\d,]+)\.", result.output)
    assert float(found.replace(",", "")) == pytest.approx(25_000, abs=0.01 * 60_000)
    assert f"{COST} may be anything from 20,000 to 40,000 (the pay scale)." in result.output
    assert "now both say 10,000" in " ".join(result.output.split())
    assert "From 20,000 to 40,000 it depends on the value whether three-pcsos is better: Cost" in (
        result.output
    )
    assert result.stdout.startswith("OFFICIAL")
    assert not (tmp_path / "break-even").exists()


def test_as_many_days_are_measured_as_it_says(pair: tuple[Path, Path], invoke: Invoke) -> None:
    """What posts cost grows with the days: twice as many make twice the gain."""
    words_ = words(pair, "--parameter", COST, "--measure", "cost_gbp", "--low", 26e3, "--high", 3e4)
    gains = []
    for days in (2, 4):
        output = invoke(*words_, "--days", days).output
        assert f"\n{days} days from Mon 01 Jan 2018" in output
        (gain,) = re.findall(r"none +-([\d,]+)", output)
        gains.append(float(gain.replace(",", "")))
    assert gains[1] == pytest.approx(2 * gains[0], abs=2)


def test_says_when_it_never_pays(pair: tuple[Path, Path], invoke: Invoke) -> None:
    words_ = words(pair, "--parameter", COST, "--measure", "cost_gbp", "--low", 26e3, "--high", 3e4)
    result = invoke(*words_, "--quiet")
    assert "no value up to 30,000 makes three-pcsos pay." in result.output
    output = " ".join(result.output.split())
    assert "From 26,000 to 30,000 there is no value at which three-pcsos pays: Cost" in output
    assert result.stdout.startswith("OFFICIAL")


def test_a_factor_on_all_of_a_kind(pair: tuple[Path, Path], invoke: Invoke) -> None:
    """Harm of what comes in is the same in both; three attend more quickly than two."""
    path = "incident_types.*.harm.days"
    wanted = (
        "--measure",
        "harm_days",
        "--measure",
        "response_time_mean_min",
        "--grade",
        "emergency",
    )
    result = invoke(*words(pair, "--parameter", path, *wanted, "--high", 2))
    assert f"a factor on {path}: from 0 to 2" in result.output
    output = " ".join(result.output.split())
    # At 0 there is no harm to measure.
    assert "no values; at 0.5" in output
    assert "no difference at the factors tried, from 0.5 to 2." in output
    # With three replications, chance alone could give what is gained.
    assert "Emergency: mean response: cannot tell; the interval of the gain holds" in result.output
    assert f"Nothing is said of how far {path} may differ" in result.output
    assert f"{path} 0.5: 6 replications done" in result.output


def test_a_number_that_the_scenario_alone_has(pair: tuple[Path, Path], invoke: Invoke) -> None:
    """An officer of one team less and of another more cost the same at 50,000 pounds each.

    The baseline, which has no such team, is run once.
    """
    text = pair[1].read_text(encoding="utf-8").replace("{posts: {Town: 3}}", "{posts: {Town: 1}}")
    added = "  neighbourhood: {rota: always, posts: {Town: 1}, cost_per_post_gbp: 20000}\n"
    alone = "teams.neighbourhood.cost_per_post_gbp"
    range_ = "{label: what such an officer costs, low: 20000, high: 90000, source: the pay scale}"
    teams = text.replace("teams: {", "teams:\n  ").replace("}}, pcso", "}}\n  pcso")
    teams = teams.rstrip().removesuffix("}") + "\n" + added
    pair[1].write_text(f"{teams}evidence: {{{alone}: {range_}}}\n", encoding="utf-8")
    result = invoke(*words(pair, "--parameter", alone, "--measure", "cost-gbp"))
    assert result.exit_code == 0, result.output
    output = " ".join(result.output.split())
    assert (
        f"What such an officer costs ({alone}): from 0 to 200,000, in three-pcsos alone" in output
    )
    assert "now three-pcsos says 20,000" in output
    assert "What such an officer costs may be anything from 20,000 to 90,000 (" in output
    (found,) = re.findall(r"three-pcsos is better below ([\d,]+)\.", output)
    assert float(found.replace(",", "")) == pytest.approx(50_000, abs=0.01 * 200_000)
    runs = [int(n) for n in re.findall(r": (\d) replications done", result.output)]
    assert runs[0] == 6
    assert set(runs[1:]) == {3}


def test_where_0_is_not_valid_it_begins_above(pair: tuple[Path, Path], invoke: Invoke) -> None:
    path = ("--parameter", "teams.response.posts.Town", "--measure", "cost-gbp")
    result = invoke(*words(pair, *path, "--high", 2))
    assert result.exit_code == 0, result.output
    assert "teams.response.posts.Town: from 0.8 to 2" in result.output


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--parameter", "teams.pco.posts"], "in teams: unknown key 'pco'; did you mean 'pcso'?"),
        (
            ["--parameter", "teams.pcso.posts"],
            "teams.pcso.posts: leads to a part of the scenario, expected a number",
        ),
        (["--parameter", "teams.*.overtime_gbp_per_hour"], "numbers that are all 0, which no"),
        (["--parameter", COST, "--measure", "on_duty_mean"], "which has no better side"),
        (["--parameter", COST, "--measure", "cost"], "got 'cost'; sixhubs measures lists"),
        (["--parameter", COST, "--low", "5", "--high", "5"], "expected --low below --high"),
        (["--parameter", COST, "--low", "nan"], "'nan' is not a valid number"),
        (["--parameter", COST, "--high", "1_0"], "'1_0' is not a valid number"),
        (["--parameter", COST, "--grade", "1"], "--grade 1: is of measures that are named; name"),
        (["--parameter", COST, "--team", "pcso"], "--team pcso: is of measures that are named"),
        (["--parameter", COST, "--low", "-1"], f"{COST}: got -1.0 (a number), expected"),
        (
            ["--parameter", "teams.response.posts.Town", "--low", "0", "--high", "9"],
            "--low 0 to --high 9: teams.response.posts.Town: got 0.0 (a number), expected a number",
        ),
        (["--parameter", COST, "--measure", "cost_gbp", "--grade", "1"], "has no values for 1 in"),
        (
            ["--parameter", COST, "--grade", "9", "--measure", "cost_gbp"],
            "expected one of Emergency",
        ),
    ],
)
def test_wrong_input_is_said_with_status_2(
    pair: tuple[Path, Path], invoke: Invoke, more: list[str], message: str
) -> None:
    result = invoke(*words(pair, *more))
    assert result.exit_code == 2, result.output
    assert message in result.output


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("run.seed", "which chance events are drawn"),
        ("run.replications", "how often the period is simulated"),
        ("run.days", "how many days are measured"),
        ("run.warm_up_days", "how many days are simulated before any is measured"),
        ("run.*", "which chance events are drawn"),
        ("demand.ceiling", "how high demand may rise, for which runs leave enough room"),
        ("evidence.*.high", "what is not known of the force"),
        (f"evidence.{COST}.low", "what is not known of the force"),
    ],
)
def test_a_number_that_is_none_of_the_force_is_refused(
    pair: tuple[Path, Path], invoke: Invoke, path: str, says: str
) -> None:
    """No value of it makes an arrangement better or worse."""
    result = invoke(*words(pair, "--parameter", path))
    assert result.exit_code == 2, result.output
    said = f"--parameter {path}: says {says}, and nothing of the force or its rules; expected a "
    assert f"{said}number that does, such as demand.growth\n" in result.stderr
    assert result.stderr.endswith("1 problem found; nothing was run\n")


def test_one_replication_has_no_interval(pair: tuple[Path, Path], invoke: Invoke) -> None:
    more = ["--high", 20000, "--replications", 1, "--measure", "cost_gbp", "--quiet"]
    result = invoke(*words(pair, "--parameter", COST, *more))
    assert "better. One replication: no intervals, and nothing can" in result.output
    assert "All intervals" not in result.output


def test_headlines_that_a_force_has_not_are_passed_over(
    pair: tuple[Path, Path], invoke: Invoke
) -> None:
    """Nobody has named them; this force has no Resolution Centre."""
    result = invoke(*words(pair, "--parameter", COST, "--high", 20000, "--quiet"))
    assert result.exit_code == 0, result.output
    assert "Overtime" in result.stdout
    assert "Callers contacted" not in result.stdout


def test_the_scenarios_must_be_comparable(pair: tuple[Path, Path], invoke: Invoke) -> None:
    result = invoke(*words((pair[0], pair[0]), "--parameter", COST))
    assert result.exit_code == 2
    assert "is the baseline itself" in result.output
