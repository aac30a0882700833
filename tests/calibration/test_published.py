"""Every published figure can be read, has a source, and asks for something that there is."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from calibration.command import UnsuitedError
from calibration.published import (
    STATES,
    SUBJECTS,
    TARGETS,
    awaited,
    findings,
    is_shipped,
    parse,
    targets,
)
from calibration.selection import selection
from calibration.tables import records, sources
from tests.house.tree import ROOT

GOOD = {
    "id": "x", "says": "X", "findings": "", "kind": "measure", "scenario": "sussex-2017",
    "measure": "within_target_share", "select": "grade=1", "against": "", "unit": "share",
    "low": "0.7", "high": "0.8", "basis": "source", "tolerance": "0", "tolerance_reason": "none",
    "year": "2017", "source": "police_uk", "used": "held_out", "note": "",
}  # fmt: skip


def test_every_target_has_a_source_and_a_reason_for_its_tolerance():
    known = sources()
    for target in targets():
        assert target.tolerance_reason, target.id
        assert target.year, target.id
        assert target.source in known, target.id
        assert target.source != "none" or target.is_judgement, target.id


def test_names_are_used_once():
    names = [target.id for target in targets()]
    assert len(names) == len(set(names))


def test_some_figures_are_held_out():
    found = [target for target in targets() if target.is_check]
    assert len(found) >= 20
    assert sum(target.held_out for target in found) >= 2


def test_what_a_scenario_states_itself_is_no_check():
    """Figures by arithmetic on a scenario, and shares of repeats, cannot fail in a run."""
    stated = [
        each for each in targets() if each.kind == "scenario" or each.measure == "repeats_share"
    ]
    assert stated
    assert [each.id for each in stated if each.is_check] == []


def remark(name: str) -> str:
    return next(finding.note for finding in findings() if finding.id == name)


def test_the_remark_on_paperwork_quotes_the_story():
    story = (ROOT / "docs/story.md").read_text(encoding="utf-8")
    costs = re.findall(r"^\| [a-z ]+ \(`[a-z0-9-]+`\) \| \+([0-9.]+),", story, re.MULTILINE)
    assert len(costs) == 3
    waits, usual, first = (f"{float(cost):.0f}" for cost in costs)
    says = (
        f"{waits} minutes where paperwork always waits, {usual} in the baseline and {first} where"
    )
    assert says in remark("R3")


def test_the_remark_on_the_price_of_prevention_quotes_the_comparison_that_is_kept():
    table = pd.read_csv(ROOT / "results/alternatives/comparison.csv", dtype={"grade": str})
    force = table.query(
        "scenario == 'no-resolution-centre' and team == 'all' and hub == 'all' and grade == 'all'"
    ).set_index("measure")["difference"]
    for said in (
        f"saves {round(-force['cost_gbp'], -3):,.0f} pounds",
        f"loses {-force['prevention_hours_delivered'] / 4:.0f} hours of prevention a week",
        f"cost {round(force['prevention_lost_gbp'], -3):,.0f} pounds",
    ):
        assert said in remark("R21")


def test_every_finding_has_a_figure_or_says_why_not():
    mine = {finding.id: finding for finding in findings()}
    answered = {name for target in targets() for name in target.findings}
    assert answered <= set(mine)
    for finding in mine.values():
        assert finding.state in STATES
        assert (finding.id in answered) == (finding.state in ("target", "judged")), finding.id
        assert finding.id in answered or finding.note, finding.id
        assert finding.was, finding.id
        assert finding.done or finding.note, finding.id


def test_a_finding_with_judgements_only_is_not_called_a_target():
    checked = {name for each in targets() if not each.is_judgement for name in each.findings}
    for finding in findings():
        assert (finding.state == "target") == (finding.id in checked), finding.id


def test_every_file_is_read():
    others = {"awaited", "findings"}
    assert {file.stem for file in TARGETS.glob("*.csv")} == set(SUBJECTS) | others


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("measure", "within_targt_share", "unknown measure 'within_targt_share'"),
        ("scenario", "sussex-2071", "unknown scenario 'sussex-2071'"),
        ("kind", "guess", "unknown kind 'guess'"),
        ("select", "rank=1", "'rank=1': expected one of team"),
        ("low", "0.9", "low is above high"),
        ("low", "seven", "seven"),
        ("basis", "hearsay", "basis must be"),
        ("tolerance", "-1", "a tolerance of 0 or more and its reason"),
        ("tolerance_reason", "", "a tolerance of 0 or more and its reason"),
        ("used", "perhaps", "used must be"),
    ],
)
def test_a_poor_row_is_refused(column, value, message):
    with pytest.raises(UnsuitedError, match=message):
        parse(GOOD | {column: value}, "response")


def test_a_ratio_may_not_divide_by_what_there_is_not():
    with pytest.raises(UnsuitedError, match="unknown measure 'hours'"):
        parse(GOOD | {"kind": "ratio", "against": "hours"}, "response")


def test_ranges_are_widened_by_the_tolerance():
    target = parse(GOOD | {"tolerance": "0.05"}, "response")
    assert [target.holds(value) for value in (0.64, 0.66, 0.84, 0.86)] == [False, True, True, False]
    open_above = parse(GOOD | {"high": ""}, "response")
    assert open_above.holds(0.99)
    assert not open_above.holds(0.69)


def test_selections_are_read():
    assert selection("team=pcso; grade=2|3") == {"team": ("pcso",), "grade": ("2", "3")}
    assert selection("district=Brighton and Hove") == {"district": ("Brighton and Hove",)}
    assert selection("") == {}


def test_what_is_awaited_says_what_it_means():
    assert all(line["means"] for line in records(TARGETS / "awaited.csv"))
    assert awaited("scenario") | awaited("measure") == {
        line["name"] for line in records(TARGETS / "awaited.csv")
    }
    assert is_shipped("sussex-2017")
    assert not is_shipped("sussex-2071")
