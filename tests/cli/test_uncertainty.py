"""sixhubs uncertainty: shares of draws that are known by formula, and wrong input."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pandas as pd
import pytest

from sim.runs.uncertain_inputs import not_known
from sim.scenario.load import load
from tests.cli.conftest import Invoke
from tests.cli.test_break_even import OFFICERS, PCSOS

NOT_KNOWN = """\
headlines: {cost_gbp: {smallest_difference_that_matters: 1}}
rules_not_known: {when they come: [late.yaml]}
published: {all are reached: {measure: response_time_mean_min, low: 0, high: 600, source: us}}
"""
LATE = """\
name: late
title: Emergencies have an hour
extends: [officers.yaml]
grades: {1: {label: Emergency, target_min: 60}}
"""
#: More jobs, of which some are not reached in a quarter of an hour.
BUSY = "per_hour: {Town: 1}"
DRAWS = 32
FEW = 8
THREE = "rota: always, posts: {Town: 3}"


ODD = """\
name: odd
title: Emergencies have a target of no kind
extends: [officers.yaml]
grades: {1: {targt_min: 60}}
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    texts = {"officers": OFFICERS + NOT_KNOWN, "pcsos": PCSOS, "late": LATE, "odd": ODD}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "officers.yaml", tmp_path / "pcsos.yaml"


def words(pair: tuple[Path, Path], *more: object, draws: int = FEW) -> list[object]:
    given = ["uncertainty", *pair, "--engine", "simpy", "--draws", draws, *more]
    return given if "--executor" in more else [*given, "--executor", "serial"]


@pytest.mark.slow
def test_as_often_better_as_the_price_is_low(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    """Two PCSOs cost less than an officer below 25,000 pounds each.

    The price is drawn from 20,000 (what is assumed, 10,000, is below that) to 40,000: half of the
    draws are at 20,000, and of the others those with 1 - sqrt(1 - v) below a quarter, v below
    7/16.
    """
    table = tmp_path / "draws.csv"
    result = invoke(*words(pair, "--csv", table, draws=DRAWS))
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    drawn = "Not known behind the answer: 1 number and 1 rule. All were drawn 32 times, each "
    assert drawn in said
    assert "Callers contacted" not in said, "there is no Resolution Centre"
    (cost,) = (line for line in result.output.splitlines() if line.startswith("Cost"))
    (better,) = re.findall(r" (\d+)% \(", cost)
    assert float(better) / 100 == pytest.approx(0.5 + 0.5 * 7 / 16, abs=1 / DRAWS)
    rows = pd.read_csv(table)
    price = rows["teams.pcso.cost_per_post_gbp"]
    assert ((rows["change: cost_gbp"] < 0) == (price < 25_000)).all()
    assert rows["counts"].all()
    assert rows["when they come"].value_counts().to_dict() == {"as it stands": 16, "late.yaml": 16}
    assert result.output.startswith("OFFICIAL") or "\nOFFICIAL\n" in result.output
    assert not (tmp_path / "uncertainty").exists()


@pytest.mark.slow
def test_what_it_depends_on_is_named(pair: tuple[Path, Path], invoke: Invoke) -> None:
    output = invoke(*words(pair, draws=24)).output
    reasons = output[output.index("What each change depends on") :]
    assert re.search(
        r"Cost.*: teams\.pcso\.cost_per_post_gbp \(\d\d%: ", reasons.replace("\n", " ")
    )


def test_the_same_bytes_on_all_places(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    tables = []
    for n, place in enumerate(("serial", "threads:2")):
        invoke(*words(pair, "--executor", place, "--csv", tmp_path / f"{n}.csv"))
        tables.append((tmp_path / f"{n}.csv").read_bytes())
    assert tables[0] == tables[1]


def test_the_answer_under_each_answer_to_a_rule(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    """With an hour for emergencies all are in time, with a quarter of an hour some are not.

    What was published is held against that: only the rule that misses it is less likely.
    """
    text = pair[0].read_text(encoding="utf-8")
    measure = "measure: response_time_mean_min, low: 0, high: 600"
    assert measure in text
    text = text.replace(measure, "measure: within_target_share, low: 0.999, high: 1")
    rule = "{when they come: {as it stands: 3, late.yaml: 1}}"
    pair[0].write_text(
        text.replace("{when they come: [late.yaml]}", rule).replace("per_hour: {Town: 0.5}", BUSY),
        encoding="utf-8",
    )
    table = tmp_path / "draws.csv"
    result = invoke(*words(pair, "--csv", table, draws=16))
    assert result.exit_code == 0, result.output
    lines = pd.read_csv(tmp_path / "draws-by-rule.csv")
    draws = pd.read_csv(table)
    assert draws["when they come"].value_counts().to_dict() == {"as it stands": 12, "late.yaml": 4}
    odds = lines.drop_duplicates("answer").set_index("answer")
    assert odds["share_before"].to_dict() == {"as it stands": 0.75, "late.yaml": 0.25}
    counts = draws[draws["counts"]]["when they come"]
    assert odds["counted"].to_dict() == {
        name: int((counts == name).sum()) for name in ("as it stands", "late.yaml")
    }
    assert 0 < counts.size < 16
    assert odds["share_after"]["late.yaml"] == (counts == "late.yaml").mean() > 0.25
    kept = draws[draws["counts"] & (draws["when they come"] == "late.yaml")]
    cost = lines[(lines["answer"] == "late.yaml") & (lines["measure"] == "cost_gbp")]
    assert cost["change_mean"].item() == pytest.approx(kept["change: cost_gbp"].mean())
    output = result.output
    assert "By rule: when they come" in output
    assert "late.yaml: emergencies have an hour." in output
    assert max(map(len, output[output.index("OFFICIAL") :].splitlines())) <= 80


def test_an_answer_takes_nothing_away_that_the_baseline_has_more(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    """The answer extends the officers; a baseline that extends them too keeps what it adds."""
    fair = "{team: response, dates: [2018-01-01], start: '10:00', hours: 2, officers: {Town: 1}}"
    more = f"name: more\ntitle: More\nextends: [officers.yaml]\noperations: {{fair: {fair}}}\n"
    other = "name: other\ntitle: Other\nextends: [more.yaml]\nteams: {pcso: {posts: {Town: 2}}}\n"
    for name, text in (("more", more), ("other", other)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    result = invoke(*words((tmp_path / "more.yaml", tmp_path / "other.yaml")))
    assert result.exit_code == 0, result.output
    unknown = not_known(load(tmp_path / "more.yaml"), load(tmp_path / "other.yaml"))
    assert unknown.changes["when they come", "late.yaml"] == {"grades": {1: {"target_min": 60.0}}}


def test_a_scenario_that_sets_a_part_of_what_an_answer_changes_sets_the_rule(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """The answer takes an operation away, of which the scenario sets the hours."""
    fair = "{team: response, dates: [2018-01-01], start: '10:00', hours: 2, officers: {Town: 1}}"
    text = pair[0].read_text(encoding="utf-8").replace("[late.yaml]", "[no-fair.yaml]")
    pair[0].write_text(f"{text}operations: {{fair: {fair}}}\n", encoding="utf-8")
    for name, said in (("no-fair", "null"), ("longer", "{hours: 3}")):
        top = f"name: {name}\ntitle: {name}\nextends: [officers.yaml]\n"
        (tmp_path / f"{name}.yaml").write_text(f"{top}operations: {{fair: {said}}}\n", "utf-8")
    unknown = not_known(load(pair[0]), load(tmp_path / "longer.yaml"))
    assert "when they come" in unknown.set_by_scenario
    assert not unknown.rules


def test_an_answer_may_take_away_what_a_range_is_of(
    pair: tuple[Path, Path], invoke: Invoke
) -> None:
    """The one removes an operation, with the number that is drawn; the other its distribution."""
    fair = "{team: response, dates: [2018-01-01], start: '10:00', hours: 2, officers: {Town: 1}}"
    range_ = "{low: 20, high: 40, source: us}"
    text = pair[0].read_text(encoding="utf-8")
    text = text.replace("[late.yaml]", "[no-fair.yaml, fixed.yaml]")
    text = text.replace(
        "evidence:\n", f"evidence:\n  incident_types.job.scene_min.mean: {range_}\n"
    )
    pair[0].write_text(f"{text}operations: {{fair: {fair}}}\n", encoding="utf-8")
    fixed = "incident_types: {job: {scene_min: {distribution: fixed, value: 30}}}"
    for name, said in (("no-fair", "operations: {fair: null}"), ("fixed", fixed)):
        answer = f"name: {name}\ntitle: {name}\nextends: [officers.yaml]\n{said}\n"
        (pair[0].parent / f"{name}.yaml").write_text(answer, encoding="utf-8")
    result = invoke(*words(pair))
    assert result.exit_code == 0, result.output


def test_draws_that_make_no_scenario_are_told_before_any_is_run(
    pair: tuple[Path, Path], invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to 6 in 10 may supervise, or be restricted, but not both: nobody would be left."""
    shares = "supervisors_share: 0.1, restricted_duties_share: 0.1"
    text = pair[0].read_text(encoding="utf-8")
    text = text.replace("pcso: {rota: always, posts: {Town: 1}", f"pcso: {{{shares}, {THREE}")
    for name in ("supervisors", "restricted_duties"):
        range_ = f"teams.pcso.{name}_share: {{low: 0, high: 0.6, source: us}}"
        text = text.replace("evidence:\n", f"evidence:\n  {range_}\n")
    pair[0].write_text(text, encoding="utf-8")
    assert invoke("check", pair[0]).exit_code == 0
    monkeypatch.setattr("sim.runs.uncertainty.measures_alone", lambda _: pytest.fail("was run"))
    result = invoke(*words(pair, draws=400))
    assert result.exit_code == 2
    assert "nothing was run" in result.stderr
    share = r"teams\.pcso\.\w+_share"
    said = re.findall(
        rf"officers\.yaml:\d+:3: evidence\.{share}: (\d+) of 400 draws make (\S+) no valid "
        rf"scenario; in draw \d+, with {share} ([\d.]+), {share} ([\d.]+): teams\.pcso",
        result.stderr,
    )
    assert [name for _, name, *_ in said] == ["three-pcsos", "two-officers"]
    for many, _, restricted, supervisors in said:
        assert 0 < int(many) < 100
        assert float(restricted) + float(supervisors) > 0.5


def test_draws_that_miss_what_was_published_do_not_count(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    text = pair[0].read_text(encoding="utf-8")
    pair[0].write_text(text.replace("low: 0, high: 600", "low: 500, high: 600"), encoding="utf-8")
    result = invoke(*words(pair, "--csv", tmp_path / "draws.csv"))
    assert result.exit_code == 2
    said = f"published.all are reached: 0 of {FEW} draws agree with it: "
    assert re.search(rf"officers\.yaml:\d+:\d+: {said}expected 500 to 600", result.stderr)
    assert "; none can be used; " in result.stderr
    assert "1 problem found; nothing was written" in result.stderr
    assert not list(tmp_path.glob("draws*"))


def test_what_the_scenario_sets_is_not_drawn(pair: tuple[Path, Path], invoke: Invoke) -> None:
    text = pair[1].read_text(encoding="utf-8")
    text = text.replace("pcso: {", "pcso: {cost_per_post_gbp: 9000, ")
    pair[1].write_text(text + "grades: {1: {target_min: 30}}\n", encoding="utf-8")
    (pair[0].parent / "officers.yaml").write_text(
        pair[0]
        .read_text(encoding="utf-8")
        .replace(
            "evidence:\n",
            "evidence:\n  travel.road_factor: {low: 1, high: 2, source: assumption}\n",
        ),
        encoding="utf-8",
    )
    output = " ".join(invoke(*words(pair)).output.split())
    assert (
        "not drawn, as three-pcsos itself sets it: teams.pcso.cost_per_post_gbp, when they come"
        in output
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("teams.pcso.cost_per_post_gbp:", "teams.pcso.price:", "unknown key 'price'"),
        ("[late.yaml]", "[none.yaml]", "names a scenario that cannot be read, none.yaml"),
        ("[late.yaml]", "{none.yaml: 2}", "names a scenario that cannot be read, none.yaml"),
        ("[late.yaml]", "[odd.yaml]", "names a scenario that cannot be read, odd.yaml"),
        ("[late.yaml]", "[officers.yaml]", "differs in nothing from two-officers"),
        ("[late.yaml]", "[]", "names no scenario with a different rule"),
        ("[late.yaml]", "{as it stands: 1}", "names no scenario with a different rule"),
        ("[late.yaml]", "[late.yaml, late.yaml]", "got late.yaml again"),
        ("[late.yaml]", "{late.yaml: 0}", "expected a number above 0"),
        ("[late.yaml]", "{late.yaml: often}", "expected a number"),
        ("low: 20000", "low: -20000", "expected a number"),
        ("measure: response_time_mean_min", "measure: response_time", "unknown measure"),
        ("high: 600, source", "high: 600, grade: 7, source", "unknown grade 7"),
        ("low: 0, high: 600", "low: 601, high: 600", "expected the smaller value first"),
    ],
)
def test_odd_input(pair: tuple[Path, Path], invoke: Invoke, old: str, new: str, said: str) -> None:
    text = pair[0].read_text(encoding="utf-8")
    assert old in text
    pair[0].write_text(text.replace(old, new), encoding="utf-8")
    result = invoke(*words(pair, "--csv", pair[0].parent / "draws.csv"))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not list(pair[0].parent.glob("draws*"))
    assert re.search(r"officers\.yaml:\d+:\d+: ", result.stderr), result.stderr


def test_what_the_baseline_takes_away_is_not_drawn(pair: tuple[Path, Path], invoke: Invoke) -> None:
    text = pair[0].read_text(encoding="utf-8")
    range_ = "incident_types.job.scene_min.mean: {low: 20, high: 40, source: us}"
    pair[0].write_text(text.replace("evidence:\n", f"evidence:\n  {range_}\n"), encoding="utf-8")
    fixed = "incident_types: {job: {scene_min: {distribution: fixed, value: 30}}}"
    more = pair[0].parent / "more.yaml"
    more.write_text(f"name: more\ntitle: More\nextends: [officers.yaml]\n{fixed}\n")
    output = " ".join(invoke(*words((more, pair[0]))).output.split())
    assert "not drawn, as more takes it away: incident_types.job.scene_min.mean" in output


def test_nothing_is_left_to_draw(pair: tuple[Path, Path], invoke: Invoke) -> None:
    text = pair[0].read_text(encoding="utf-8")
    pair[0].write_text(re.sub("rules_not_known.*\n", "", text), encoding="utf-8")
    text = pair[1].read_text(encoding="utf-8")
    text = text.replace("pcso: {", "pcso: {cost_per_post_gbp: 9000, ")
    pair[1].write_text(text, encoding="utf-8")
    result = invoke(*words(pair))
    assert result.exit_code == 2
    assert "leaves nothing to draw with three-pcsos" in result.stderr


def test_a_baseline_that_knows_everything(pair: tuple[Path, Path], invoke: Invoke) -> None:
    text = OFFICERS[: OFFICERS.index("evidence:")]
    pair[0].write_text(text, encoding="utf-8")
    result = invoke(*words(pair))
    assert result.exit_code == 2
    assert "says nothing of what is not known" in result.stderr


def test_a_table_that_cannot_be_written(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke(*words(pair, "--csv", tmp_path / "none" / "draws.csv"))
    assert result.exit_code == 2
    assert "draws.csv cannot be written" in result.stderr


def test_a_table_replaces_no_scenario(pair: tuple[Path, Path], invoke: Invoke) -> None:
    """A table is a csv file by its name; any other file stays as it is."""
    before = pair[0].read_text(encoding="utf-8")
    result = invoke(*words(pair, "--csv", pair[0]))
    assert result.exit_code == 2
    assert "expected a name that ends in .csv" in result.stderr
    assert pair[0].read_text(encoding="utf-8") == before


@pytest.mark.parametrize("folder", ["draws.csv", "draws-by-rule.csv"])
def test_a_table_in_the_place_of_a_folder(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    result = invoke(*words(pair, "--csv", tmp_path / "draws.csv"))
    assert result.exit_code == 2
    assert folder in result.stderr
    assert not list((tmp_path / folder).iterdir())


def test_nothing_is_written_when_it_is_interrupted(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.runs.uncertainty.measures_alone", interrupted)
    result = invoke(*words(pair, "--csv", tmp_path / "draws.csv"))
    assert result.exit_code == 1
    assert result.stderr.rstrip().endswith("sixhubs: interrupted")
    assert not list(tmp_path.glob("draws*"))


def test_a_table_that_cannot_be_written_leaves_the_old_one_and_what_was_measured(
    pair: tuple[Path, Path], invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "draws.csv"
    table.write_text("of before")

    def full(path: Path, _content: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", full)
        result = invoke(*words(pair, "--csv", table))
    assert result.exit_code == 1
    assert "draws.csv: No space left on device" in result.stderr
    assert "finished and kept\nto continue: sixhubs uncertainty" in result.stderr
    assert table.read_text() == "of before"
    assert not list(tmp_path.glob(".sixhubs*"))
    again = invoke(*words(pair, "--csv", table))
    assert again.exit_code == 0
    assert "what was finished before is not run again" in again.stderr
    assert len(table.read_text().splitlines()) == FEW + 1
