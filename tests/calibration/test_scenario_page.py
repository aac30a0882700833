"""The gallery: what each scenario is compared with, and what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calibration import scenario_page
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
    assert "- `incident_types.job.scene_min.mean: 6.0 -> 9.0`" in text
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


@pytest.mark.slow
def test_the_page_is_read_as_it_was_written() -> None:
    text = scenario_page.PAGE.read_text(encoding="utf-8")
    of, alone = scenario_page.groups()
    assert scenario_page.page(of, alone, scenario_page.shown_already(text), 6) == text
