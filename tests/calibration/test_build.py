"""The derived files are what the inputs say, and the arithmetic behind them holds."""

from __future__ import annotations

import shutil

import pytest

from calibration import build, counts, posts, scenes
from calibration.tables import BASELINE, force_total, inputs, rows
from calibration.workload import arrest_share
from sim.scenario.facts.attendance import attending_teams
from sim.scenario.load import load


def test_files_in_the_repository_are_what_the_figures_say(capsys):
    assert build.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_a_doctored_file_is_noticed(tmp_path, monkeypatch, capsys):
    copy = tmp_path / "sussex"
    shutil.copytree(build.SUSSEX, copy)
    file = copy / "counts.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Adur: ", "Adur: 9", 1), encoding="utf-8")
    monkeypatch.setattr(build, "SUSSEX", copy)
    monkeypatch.setattr(build, "REPOSITORY", tmp_path)
    monkeypatch.setattr(build, "ROWS", tmp_path / "rows")
    assert build.main(["--check"]) == 1
    assert "sussex/counts.yaml is not what the figures say" in capsys.readouterr().out
    (tmp_path / "rows").mkdir()
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0


def test_yearly_records_are_the_counted_days_made_a_year():
    counted = sum(int(line["count"]) for line in inputs("police_uk_counts"))
    yearly = sum(sum(by.values()) for by in counts.yearly_records().values())
    assert counted == 46_856
    assert yearly == pytest.approx(counted * 365 / 123)


def test_splitting_loses_no_record():
    recorded = sum(sum(by.values()) for by in counts.recorded_incidents().values())
    yearly = sum(sum(by.values()) for by in counts.yearly_records().values())
    assert recorded == pytest.approx(yearly)


def test_every_record_type_is_split_with_one_rest():
    rests = [line["record_type"] for line in inputs("splits") if line["rule"] == "rest"]
    assert sorted(rests) == sorted(counts.yearly_records())


def test_shares_of_a_record_type_are_proper():
    for kind, by_district in counts.yearly_records().items():
        shares = counts.split_shares(kind, sum(by_district.values()))
        assert sum(shares.values()) == pytest.approx(1)
        assert min(shares.values()) >= 0


def test_incidents_come_to_the_total_of_the_force():
    total = sum(sum(by.values()) for by in counts.yearly_counts().values())
    # Rounding to whole incidents in 27 types and 13 districts moves the total a little.
    assert total == pytest.approx(force_total("incidents"), abs=27 * 13 / 2)


def test_the_total_of_the_force_is_calls_times_incidents_per_call():
    calls = force_total("calls_a_day") * 365
    incidents = calls * force_total("incidents_per_call")
    assert incidents == pytest.approx(force_total("incidents"), rel=0.005)


def test_yearly_counts_agree_with_published_totals():
    of_type = {name: sum(by.values()) for name, by in counts.yearly_counts().items()}
    disorder = sum(of_type[name] for name in of_type if name.startswith("asb_"))
    assert disorder == pytest.approx(26_395, rel=0.06)
    assert of_type["hate_crime"] == pytest.approx(2_083, rel=0.01)
    assert of_type["sexual_offence"] == pytest.approx(3_410, rel=0.01)
    assert 4_500 <= of_type["missing_person"] <= 9_500


@pytest.mark.parametrize(
    ("total", "decimals", "weights"),
    [(850, 0, {"a": 1, "b": 1, "c": 1}), (206.05, 2, {"a": 0.7, "b": 0.2}), (1, 2, {"a": 1})],
)
def test_parts_sum_to_the_whole_and_follow_the_weights(total, decimals, weights):
    parts = posts.apportion(total, weights, decimals)
    assert sum(parts.values()) == pytest.approx(total)
    for key, weight in weights.items():
        share = total * weight / sum(weights.values())
        assert abs(parts[key] - share) <= 10**-decimals


def test_posts_sum_to_the_published_strength():
    teams = load(BASELINE).scenario.teams
    published = inputs("neighbourhood_workforce")[-1]
    assert published["march"] == "2017"
    officers = [*teams.neighbourhood.posts.values(), *teams.enforcement.posts.values()]
    assert sum(officers) == pytest.approx(float(published["neighbourhood_officers_fte"]))
    assert sum(teams.pcso.posts.values()) == pytest.approx(float(published["pcso_fte"]))


def test_assumed_teams_fit_into_the_published_strength():
    officers = float(inputs("neighbourhood_workforce")[-1]["officers_fte"])
    by_team = {line["team"]: float(line["posts"]) for line in inputs("force_posts")}
    teams = ("response", "neighbourhood", "enforcement", "investigation")
    assert sum(by_team[team] for team in teams) < officers


def test_minutes_at_the_scene_are_derived_from_the_tables():
    variation = scenes.scene_variation()
    for name, mean in scenes.scene_means().items():
        assert rows()[f"incident_types.{name}.scene_min.mean"].value == mean
        assert rows()[f"incident_types.{name}.scene_min.cv"].value == variation[name]
    # Over these officers stay for hours, of which no table speaks.
    assumed = {"mental_health", "missing_person", "sudden_death_or_collapse"}
    assert {*variation} | assumed == {line["incident_type"] for line in inputs("writing_up")}


def test_minutes_of_writing_up_are_derived_from_the_tables():
    for name, mean in scenes.writing_up_means().items():
        assert rows()[f"incident_types.{name}.writing_up_min.mean"].value == mean
    assert len(scenes.writing_up_means()) == len(inputs("incident_types"))


def test_arrests_are_those_of_the_tables():
    types = load(BASELINE).scenario.incident_types
    stated = {name: kind.arrest.share for name, kind in types.items() if kind.arrest}
    assert stated == {name: share for name, share in scenes.arrest_shares().items() if share}


def test_pcsos_make_no_arrests():
    scenario = load(BASELINE).scenario
    for kind in scenario.incident_types.values():
        for grade in kind.grade_mix:
            teams = attending_teams(scenario, kind, grade)
            assert "pcso" not in teams or arrest_share(kind, grade) == 0
