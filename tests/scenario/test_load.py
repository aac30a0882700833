"""The whole way from a file to a checked scenario, its hash, and what is said of it."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

from sim.errors import InputError
from sim.scenario.load import examine, load
from sim.scenario.schema.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("name", ["mm1", "two-hubs", "plain-words"])
def test_good_scenarios_load(good: Path, name: str) -> None:
    assert load(good / f"{name}.yaml").scenario.name == name


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_load(path: Path) -> None:
    load(path)


def test_words_that_look_like_something_else(good: Path) -> None:
    scenario = load(good / "plain-words.yaml").scenario
    assert scenario.title == "2018-01-01"
    assert scenario.why == ["no", "on", "yes", "off", "null", "1_000", "0777x", "12:30:45"]
    assert list(scenario.hubs) == ["no"]
    assert scenario.run.seed == 16
    assert scenario.run.start.isoformat() == "2018-12-31"
    assert scenario.rotas["nights"].shifts["night"].start == "22:00"
    assert scenario.incident_types["job"].per_hour == {"no": 10.0}


def test_a_scenario_is_frozen(good: Path) -> None:
    loaded = load(good / "mm1.yaml")
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        loaded.scenario.run.days = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        loaded.scenario_hash = ""


def hash_of(folder: Path, text: str) -> str:
    path = folder / "x.yaml"
    path.write_text(text)
    return load(path).scenario_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("days: 30", "days: 0x1E"),
        ("mean: 6", "mean: 6.0"),
        ("mean: 6", "mean: 0.6e1"),
        ("{start: 2018-01-01, days: 30}", "{days: 30, start: '2018-01-01', seed: 1}"),
        ("travel: {mode: none}", "travel: {mode: none, road_factor: 1.3}\ntitle: ''"),
        ("rota: always", "rota: always # round the clock\n    breaks: null"),
    ],
)
def test_the_hash_overlooks_how_it_is_written(tmp_path: Path, mm1: str, old: str, new: str) -> None:
    assert old in mm1
    assert hash_of(tmp_path, mm1) == hash_of(tmp_path, mm1.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [("days: 30", "days: 31"), ("Town: 5", "Town: 5.000001"), ("label: Job", "label: job")],
)
def test_the_hash_sees_what_is_written(tmp_path: Path, mm1: str, old: str, new: str) -> None:
    assert hash_of(tmp_path, mm1) != hash_of(tmp_path, mm1.replace(old, new, 1))


def test_order_and_files_change_neither_scenario_nor_hash(tmp_path: Path, good: Path) -> None:
    """Numbers of districts and types follow the order of their names, not that of the file."""
    whole = load(good / "two-hubs.yaml")
    tail = "grades:\n" + (good / "two-hubs.yaml").read_text().split("grades:\n", 1)[1]
    head = (good / "two-hubs.yaml").read_text().split("grades:\n", 1)[0]
    north, south = "  Northgate: {hub: North, area", "  Southsea: {hub: South, area"
    lines = head.splitlines()
    i, j = (next(n for n, line in enumerate(lines) if line.startswith(s)) for s in (north, south))
    lines[i], lines[j] = lines[j], lines[i]
    (tmp_path / "head.yaml").write_text("\n".join(lines))
    (tmp_path / "whole.yaml").write_text("extends: head.yaml\n" + tail)
    parted = load(tmp_path / "whole.yaml")
    assert parted.scenario_hash == whole.scenario_hash
    assert list(parted.data["districts"]) == ["Southsea", "Northfold", "Northgate"]
    assert list(parted.scenario.districts) == ["Northfold", "Northgate", "Southsea"]
    assert list(parted.scenario.grades) == [1, 2, 4]


def test_the_data_are_the_scenario(good: Path) -> None:
    loaded = load(good / "two-hubs.yaml")
    scenario, found = examine(loaded.data)
    assert scenario == loaded.scenario
    assert found == []
    json.dumps(loaded.data)


def test_positions_of_values(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(good)
    loaded = load("plain-words.yaml")
    own = loaded.position(("run", "seed"))
    base = loaded.position(("incident_types", "job", "label"))
    assert (own.file, own.line, own.column) == ("plain-words.yaml", 6, 13)
    assert (base.file, base.line, base.column) == ("mm1.yaml", 14, 12)


def test_overrides_by_precedence(tmp_path: Path, mm1: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "base.yaml").write_text(mm1)
    (tmp_path / "top.yaml").write_text(
        "extends: base.yaml\nname: top\nrun:\n  days: 3\nincident_types:\n  job:\n"
        "    attended_by: null\n    label: null\n  other:\n    label: Other\n"
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        load("top.yaml")
    (tmp_path / "top.yaml").write_text(
        "extends: base.yaml\nname: top\nrun:\n  days: 3\n  seed: 9\nteams:\n  response:\n"
        "    breaks: null\n    posts: {Town: 2.5}\n"
    )
    found = [(one.line, one.path, one.old, one.new) for one in load("top.yaml").overrides]
    assert found == [
        (2, "name", "mm1", "top"),
        (4, "run.days", 30, 3),
        (9, "teams.response.posts.Town", 1, 2.5),
    ]


def test_faults_of_schema_and_checks_come_together(tmp_path: Path, good: Path) -> None:
    text = (good / "two-hubs.yaml").read_text()
    for old, new in (
        ("cv: 0.3}", "cv: much}"),
        ("hub: South, area", "hub: Sout, area"),
        ("groups: 5", "groups: 3"),
    ):
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        load(tmp_path / "x.yaml")
    paths = [problem.path for problem in caught.value.problems]
    assert paths == ["districts.Southsea.hub", "travel.cv", "rotas.core.groups"]


def test_problems_are_sorted_by_place(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("run: {days: 0, seed: -1}\nzzz: 1\naaa: 2\n")
    with pytest.raises(InputError) as caught:
        load(tmp_path / "x.yaml")
    lines = [(problem.file, problem.line) for problem in caught.value.problems]
    assert lines == sorted(lines)


def test_reading_a_scenario_stays_light() -> None:
    """``sixhubs check`` answers at once, so nothing heavy may be imported for it."""
    code = (
        "import sys, sim.scenario.load\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'simpy', 'numba', 'pyarrow', 'matplotlib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_schema_has_a_line_of_documentation_for_every_field() -> None:
    def fields(model: type[pydantic.BaseModel]) -> list[str]:
        return [name for name, field in model.model_fields.items() if not field.description]

    from docs.generators.scenario_reference import parts_of

    assert {part.__name__: fields(part) for part in parts_of(Scenario) if fields(part)} == {}
