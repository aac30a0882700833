"""sixhubs measures: all of them, and each explained."""

from __future__ import annotations

import pandas as pd
import pytest

import sim.public as sixhubs
from sim.outputs.headlines import HEADLINES, headlines_between
from sim.outputs.measures.registry import COMPARED, REGISTRY
from sim.outputs.split import split_of
from sim.report.definitions import define
from tests.cli.conftest import Invoke
from tests.house.tree import ROOT

ALL_LEVERS = str(ROOT / "tests" / "scenario" / "good" / "all-levers.yaml")


def test_all_are_listed(invoke: Invoke) -> None:
    lines = invoke("measures").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:-2]] == [*REGISTRY, *COMPARED]
    assert lines[-1] == "how one is computed: sixhubs measures NAME"


@pytest.mark.parametrize("name", [*REGISTRY, *COMPARED])
def test_each_is_explained(invoke: Invoke, name: str) -> None:
    shown = invoke("measures", name).stdout
    rows = dict(line.split(maxsplit=1) for line in shown.splitlines() if line[:1].isupper())
    assert rows["Better"] in {"higher", "lower", "neither"}
    assert rows["Split"].startswith("by ")
    file, function = rows["Computed"].removeprefix("in").strip().split(": ")
    assert f"\ndef {function}(" in (ROOT / file).read_text()
    assert len(shown.split("\n\n", 2)[2]) > 20, "a formula"


def test_headlines_of_a_comparison_are_called_headlines() -> None:
    one, other = (sixhubs.load(name).settings for name in ("sussex-2017", "ring-fenced"))
    measures = {headline.cell.measure for headline in headlines_between(one, other)}
    assert len(measures) > len({cell.measure for cell in HEADLINES})
    assert {define(name).headline.partition(",")[0] for name in measures} == {"yes"}


def test_one_in_full(invoke: Invoke) -> None:
    assert invoke("measures", "Redeployed share").stdout == (
        "redeployed_share\n"
        "\n"
        "Meaning      redeployed hours as a share of planned prevention hours\n"
        "Unit         share\n"
        "Better       lower\n"
        "Headline     only where a scenario declares it; else exploratory\n"
        "Split by     team and hub\n"
        "Computed in  sim/outputs/measures/prevention.py: redeployed_share\n"
        "\n"
        "Redeployed hours / planned prevention hours.\n"
        "\n"
    )


def test_a_name_that_is_not_there(invoke: Invoke) -> None:
    result = invoke("measures", "within_share")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[0] == (
        "measure: got 'within_share'; sixhubs measures lists what there is; "
        "did you mean 'within_target_share'?"
    )


@pytest.mark.filterwarnings("ignore::sim.errors.ScenarioWarning")
def test_measures_are_split_as_they_say() -> None:
    """By what the rows of each measure differ, in scenarios of which one at least has it."""
    scenarios = [sixhubs.load(name) for name in ("sussex-2017", "every-system-on", ALL_LEVERS)]
    found = pd.concat([sixhubs.run(each, replications=1).measures for each in scenarios])
    for name in REGISTRY:
        mine = found[found["measure"] == name]
        assert not mine.empty, name
        split = tuple(each for each in ("team", "hub", "grade") if (mine[each] != "all").any())
        assert split_of(name) == split, name
