"""The gallery: what each scenario is compared with, and what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calibration import scenario_page
from calibration.command import UnsuitedError
from calibration.explained import HEAD, explanations
from tests.runs.small import write_scenario

SLOWER = """\
# What if?
# sixhubs compare scenarios/mm1.yaml scenarios/slower.yaml
extends: mm1.yaml
name: slower
title: Jobs take longer
why: [Jobs grow, "and here they do."]
incident_types: {job: {scene_min: {mean: 9}}}
"""


def scenario_names() -> set[str]:
    return {path.stem for path in scenario_page.SCENARIOS.glob("*.yaml")}


def test_each_scenario_is_compared_with_the_one_that_its_file_names() -> None:
    found = scenario_page.bases()
    assert {*found} == scenario_names() - {scenario_page.BASELINE}
    assert found["ring-fenced"] == "sussex-2017"
    assert found["ring-fenced-entirely"] == "ring-fenced"
    assert found["hot-spots-displaced"] == "sussex-2017", "the third that its line names"
    assert found["recorded-as-in-2014"] == "sussex-2017", "itself first in its line"


def test_scenarios_are_run_with_those_of_the_same_base_and_days() -> None:
    names = ("ring-fenced", "one-pool", "marac-as-it-was", "sussex-2015-to-2019")
    found, alone = scenario_page.groups(names)
    assert [(one.base, one.days, named) for one, named in found.items()] == [
        ("sussex-2017", 28, ["one-pool", "ring-fenced"]),
        ("sussex-2017", 168, ["marac-as-it-was"]),
    ]
    assert alone == ["sussex-2015-to-2019"]


def test_the_page_says_what_changed_and_what_comes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_scenario(tmp_path)
    (tmp_path / "slower.yaml").write_text(SLOWER, encoding="utf-8")
    monkeypatch.setattr(scenario_page, "SCENARIOS", tmp_path)
    monkeypatch.setattr(scenario_page, "BASELINE", "mm1")
    monkeypatch.setattr(scenario_page, "PAGE", tmp_path / "page.md")
    options = ["--executor", "serial", "--folder", str(tmp_path / "kept")]
    assert scenario_page.main(options) == 0
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "run 6 times" in text
    assert re.search(
        r"^\| \[`slower`\]\(#slower\): Jobs take longer \| `mm1` \| 0 \| [1-9]", text, re.M
    )
    assert "**Jobs take longer.** Jobs grow. and here they do." in text
    assert "- `incident_types.job.scene_min.mean: 6 -> 9`" in text
    assert re.search(r"^\| .*mean response, min \| .* \| \+.* \| \*\*worse\*\* \|$", text, re.M)
    assert re.search(r"^Of \d+ headline measures, \d+ better or worse", text, re.M)
    written = (tmp_path / "kept" / "mm1-28-days" / "manifest.json").stat().st_mtime_ns
    assert scenario_page.main(options) == 0
    again = (tmp_path / "kept" / "mm1-28-days" / "manifest.json").stat().st_mtime_ns
    assert again == written, "nothing is run twice"
    lacking = "".join(
        part for part in re.split(r"(?=^\| \[|^###? )", text, flags=re.M) if "slower" not in part
    )
    (tmp_path / "page.md").write_text(lacking, encoding="utf-8")
    assert scenario_page.main([*options, "--missing"]) == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == text
    assert scenario_page.main([*options, "--replications", "4"]) == 0, "other results are replaced"
    assert "run 4 times" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_every_scenario_is_explained_and_the_gallery_says_how() -> None:
    """What is shown of a scenario would be a riddle without its cause."""
    explained = explanations()
    assert {*explained} <= scenario_names()
    _, alone = scenario_page.groups()
    assert {*scenario_page.bases()} - {*alone} - {*explained} == set()
    text = scenario_page.PAGE.read_text(encoding="utf-8")
    shown = scenario_page.shown_already(text)
    outdated = {name for name in shown if f"\n{explained[name].line}\n" not in text}
    assert outdated == set(), "run python -m calibration.scenario_page --missing"


def test_what_was_explained_when_the_page_was_written_is_read_anew() -> None:
    shown = scenario_page.shown_already(scenario_page.PAGE.read_text(encoding="utf-8"))
    assert "What moves:" not in shown["ring-fenced"].section


def test_a_scenario_is_explained_in_one_place(tmp_path: Path) -> None:
    table = f"# Queues\n\n## What, and why?\n\n{HEAD}\n|---|---|---|\n"
    row = "| `slower` against `mm1` | longer queues | jobs take longer |\n"
    (tmp_path / "a.md").write_text(table + row, encoding="utf-8")
    found = explanations(tmp_path)["slower"]
    assert found == ("longer queues", "jobs take longer", "Queues", "a.md#what-and-why")
    assert found.line == (
        "**What moves:** longer queues. **Because:** jobs take longer. "
        "([Queues](a.md#what-and-why))"
    )
    (tmp_path / "b.md").write_text(table + row, encoding="utf-8")
    with pytest.raises(UnsuitedError, match=r"slower is explained in a\.md#what-and-why too"):
        explanations(tmp_path)


@pytest.mark.slow
def test_the_page_is_read_as_it_was_written() -> None:
    text = scenario_page.PAGE.read_text(encoding="utf-8")
    of, alone = scenario_page.groups()
    assert scenario_page.page(of, alone, scenario_page.shown_already(text), 6) == text
