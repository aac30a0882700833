"""The command prints a table and writes a page; the page in docs is of the present scenarios."""

from __future__ import annotations

import re

import pytest

import sixhubs
from calibration import validate, validation_page
from calibration.published import findings, parse, targets
from calibration.simulated import Outcome
from tests.calibration.test_published import GOOD


def outcome(mean, **columns):
    return Outcome(parse(GOOD | columns, "response"), mean, 0.01)


def test_the_page_is_of_the_present_scenarios_and_targets():
    text = validation_page.PAGE.read_text(encoding="utf-8")
    for line in validation_page.made_from(targets()):
        assert line in text, f"{line} is not in the page: run {validation_page.COMMAND}"


def test_the_page_has_every_target_and_finding():
    text = validation_page.PAGE.read_text(encoding="utf-8")
    assert [target.id for target in targets() if f"| {target.says} |" not in text] == []
    assert [each.id for each in findings() if f"| {each.id} | {each.says} |" not in text] == []


def test_the_page_counts_what_it_lists():
    text = validation_page.PAGE.read_text(encoding="utf-8")
    met, everything = map(int, re.findall(r"\*\*(\d+) of (\d+) published figures met", text)[0])
    assert text.count("| **met** |") == met
    assert everything == sum(target.is_check for target in targets())
    assert met + text.count("\n- **") >= everything


def test_a_new_field_at_its_default_leaves_the_hash():
    baseline = sixhubs.load("sussex-2017")
    before = validation_page.fingerprint(baseline)
    said = baseline.with_changes({"redeployment": {"who": "nearest"}})
    assert validation_page.fingerprint(said) == before
    changed = baseline.with_changes({"redeployment": {"waiting": 4}})
    assert validation_page.fingerprint(changed) != before


def test_what_cannot_fail_is_shown_and_not_counted():
    found = [outcome(0.75), outcome(0.9), outcome(0.9, basis="judgement")]
    found.append(outcome(0.75, used="stated"))
    assert "| as stated | stated |" in validation_page.page(found, 1)
    assert validation_page.missed_share(found) == pytest.approx(0.5)
    assert validation_page.tally(found) == (
        "1 of 2 published figures met: 1 of 2 held out, 0 of 0 used"
    )


def test_figures_are_written_as_they_are_read():
    assert validation_page.published(parse(GOOD, "response")) == "70.0% to 80.0%"
    one = parse(GOOD | {"unit": "minutes", "low": "5", "high": "5"}, "response")
    assert validation_page.published(one) == "5 minutes"
    assert validation_page.published(parse(GOOD | {"high": ""}, "response")) == "at least 70.0%"
    assert validation_page.published(parse(GOOD | {"low": ""}, "response")) == "at most 80.0%"
    assert validation_page.simulated(outcome(0.755)) == "75.5% ± 1.0%"


def test_a_missed_figure_is_named_with_its_reason():
    text = validation_page.page([outcome(0.9, note="too many people")], 3)
    assert "- **X** (missed): too many people." in text
    assert "run 3 times" in text
    assert "Nothing." in validation_page.page([outcome(0.75)], 3)


@pytest.mark.parametrize(("mean", "strict"), [(0.75, 0), (0.9, 1)])
def test_strict_fails_if_too_much_is_missed(monkeypatch, tmp_path, capsys, mean, strict):
    monkeypatch.setattr(validate, "run_all", lambda *_: {})
    monkeypatch.setattr(validate, "outcomes", lambda *_: [outcome(mean)])
    page = tmp_path / "validation.md"
    assert validate.main([], page) == 0
    assert validate.main(["--strict"], page) == strict
    assert "published figures met" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8").startswith("# Validation")


@pytest.mark.slow
def test_the_scenarios_are_run_and_held_against_everything(tmp_path, capsys):
    page = tmp_path / "validation.md"
    assert validate.main(["--replications", "2"], page) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == len(targets()) + 1
    assert "run 2 times" in page.read_text(encoding="utf-8")
